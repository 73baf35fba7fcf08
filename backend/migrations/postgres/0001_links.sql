-- Short links. What a link holds is a blob, and so are the large files in it.
CREATE TABLE blobs (
    -- Of the bytes before they were compressed, in lower-case hex.
    sha256 TEXT PRIMARY KEY NOT NULL,
    -- Compressed (raw deflate); NULL where blobs are kept outside of the database.
    bytes BYTEA
);

CREATE TABLE links (
    id TEXT PRIMARY KEY NOT NULL,
    -- Seconds since 1970.
    created_at BIGINT NOT NULL,
    -- Seconds since 1970; NULL: never.
    expires_at BIGINT,
    -- For previews.
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    verdict TEXT NOT NULL,
    content TEXT NOT NULL REFERENCES blobs (sha256)
);

CREATE INDEX links_by_expiry ON links (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX links_by_content ON links (content);

-- The large files of links.
CREATE TABLE link_files (
    link_id TEXT NOT NULL REFERENCES links (id) ON DELETE CASCADE,
    sha256 TEXT NOT NULL REFERENCES blobs (sha256),
    PRIMARY KEY (link_id, sha256)
);

CREATE INDEX link_files_by_blob ON link_files (sha256);

-- Who published a link may delete it: when the last claim goes, the link does.
CREATE TABLE claims (
    link_id TEXT NOT NULL REFERENCES links (id) ON DELETE CASCADE,
    token_sha256 TEXT NOT NULL,
    PRIMARY KEY (link_id, token_sha256)
);
