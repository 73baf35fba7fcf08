//! Short links: what is published is kept until it expires or who published it deletes it.

mod blobs;
mod database;
mod migrations;
mod packed;
mod picture;
mod rate;

pub use blobs::{BlobPlace, BlobPlaceError};
pub use database::Database;
pub use picture::{SIZE as PICTURE_SIZE, picture};
pub use rate::Rate;

use crate::config::Config;
use crate::limits::NamedLimit;
use diptych_shared::api::links::{LinkContent, PublishedLink};
use sha2::{Digest as _, Sha256};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// How often links that expired are deleted.
const SWEEP_EVERY: Duration = Duration::from_secs(600);

/// A link as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredLink {
    /// Made of the content: see `diptych_shared::api::links::link_id`.
    pub id: String,
    /// When it was first published, in seconds since 1970.
    pub created_at: i64,
    /// When it expires, if it does.
    pub expires_at: Option<i64>,
    /// For previews.
    pub title: String,
    /// For previews.
    pub description: String,
    /// What the comparison found, for previews.
    pub verdict: String,
    /// The blob that is its content.
    pub content: String,
}

/// Why links cannot be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database does not do what it was asked.
    #[error("the database: {0}")]
    Database(#[from] sqlx::Error),
    /// It cannot be brought up to date.
    #[error("the database's tables: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// SQLite's own check fails.
    #[error("the database is damaged ({0}): restore it from a backup (`diptych backup` makes them)")]
    Damaged(String),
    /// The place for blobs does not do what it was asked.
    #[error("the place for blobs: {0}")]
    Blobs(#[from] object_store::Error),
    /// A blob is not what its name says, or is not there.
    #[error("the blob {0} is damaged or missing: restore it from a backup")]
    BadBlob(String),
    /// This process cannot do it.
    #[error("{0}")]
    System(String),
}

impl StoreError {
    /// Whether there is no room left where links are kept.
    pub fn is_full(&self) -> bool {
        // SQLITE_FULL; PostgreSQL's disk_full (https://www.postgresql.org/docs/current/errcodes-appendix.html).
        match self {
            StoreError::Database(sqlx::Error::Database(error)) => {
                error.code().is_some_and(|code| ["13", "53100"].contains(&code.as_ref()))
                    || error.message().contains("database or disk is full")
            }
            StoreError::Blobs(error) => format!("{error:?}").contains("StorageFull"),
            _ => false,
        }
    }
}

/// Everything that was published.
#[derive(Clone)]
pub struct Links {
    database: Database,
    blobs: BlobPlace,
    /// How long links live, in seconds.
    lifetime: Option<i64>,
}

/// A link with its content as JSON.
#[derive(Clone, Debug)]
pub struct Found {
    /// The link.
    pub link: StoredLink,
    /// A `LinkContent`, as JSON text.
    pub content: Vec<u8>,
}

impl Links {
    /// Opens the database and the place for blobs; what expired is deleted from then on.
    ///
    /// # Errors
    ///
    /// The database cannot be opened, is damaged, or was written by a later version.
    pub async fn open(config: &Config) -> Result<Links, StoreError> {
        let database = Database::open(&config.database_url()).await?;
        let lifetime = config.link_days.map(|days| i64::from(days) * 86_400);
        let links = Links { database, blobs: config.blobs.clone(), lifetime };
        tokio::spawn(links.clone().sweep());
        Ok(links)
    }

    async fn sweep(self) {
        loop {
            match self.database.forget_expired(now(), &self.blobs).await {
                Ok(0) => {}
                Ok(count) => tracing::info!(count, "deleted links that expired"),
                Err(error) => tracing::error!(%error, "links that expired could not be deleted"),
            }
            tokio::time::sleep(SWEEP_EVERY).await;
        }
    }

    /// Keeps a link. What is published twice is one link, which lives as long as the later of both.
    ///
    /// # Errors
    ///
    /// It is larger than `limit`, or it could not be kept: then nothing was.
    pub async fn publish(
        &self,
        content: LinkContent,
        limit: NamedLimit,
    ) -> Result<PublishedLink, PublishError> {
        let packed = tokio::task::spawn_blocking(move || packed::pack(&content, limit))
            .await
            .map_err(|error| StoreError::System(error.to_string()))??;
        let created_at = now();
        let expires_at = self.lifetime.map(|lifetime| created_at + lifetime);
        let deletion_token = token()?;
        let link = StoredLink { created_at, expires_at, ..packed.link };
        let id = link.id.clone();
        let expires_at =
            self.database.put(&link, packed.blobs, &token_sha256(&deletion_token), &self.blobs).await?;
        Ok(PublishedLink { id, deletion_token, expires_at: expires_at.and_then(|at| u64::try_from(at).ok()) })
    }

    /// The link with this id, if it is there and has not expired.
    pub async fn find(&self, id: &str) -> Result<Option<StoredLink>, StoreError> {
        Ok(self.database.get(id, now()).await?.map(|(link, _)| link))
    }

    /// The link with this id and its content.
    pub async fn read(&self, id: &str) -> Result<Option<Found>, StoreError> {
        let Some((link, bytes)) = self.database.get(id, now()).await? else { return Ok(None) };
        let bytes = self.blobs.bytes(&link.content, bytes).await?;
        let mut content = packed::inflate(&link.content, &bytes)?;
        if packed::has_files_outside(&content) {
            let mut files = std::collections::BTreeMap::new();
            for (sha256, bytes) in self.database.files(id).await? {
                let bytes = self.blobs.bytes(&sha256, bytes).await?;
                files.insert(sha256.clone(), packed::inflate(&sha256, &bytes)?);
            }
            content = packed::with_files(&content, &files)?;
        }
        Ok(Some(Found { link, content }))
    }

    /// Deletes the link for who has this token. Whether it was a token of this link; another author who published
    /// the same keeps it.
    pub async fn delete(&self, id: &str, token: &str) -> Result<bool, StoreError> {
        self.database.release(id, &token_sha256(token), &self.blobs).await
    }

    /// Writes a copy of the database to `target`, while others may go on.
    pub async fn backup(&self, target: &std::path::Path) -> Result<(), StoreError> {
        self.database.backup(target).await
    }
}

/// Why something was not published.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// More than is taken.
    #[error("the link has {bytes} bytes")]
    TooLarge {
        /// What it has, as JSON.
        bytes: usize,
    },
    /// It could not be kept.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Now, in seconds since 1970.
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

/// 128 random bits in hex.
fn token() -> Result<String, StoreError> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| StoreError::System(format!("no random bits: {error}")))?;
    Ok(hex(&bytes))
}

/// Tokens themselves are not kept.
fn token_sha256(token: &str) -> String {
    hex(&Sha256::digest(token))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Text as it stands in markup, in element content and in attributes.
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            character => escaped.push(character),
        }
    }
    escaped
}
