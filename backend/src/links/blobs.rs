//! Where the bytes of links are: in the database, in a folder, or in S3-compatible storage.

use super::StoreError;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path as ObjectPath;
use object_store::prefix::PrefixStore;
use object_store::{ObjectStore, ObjectStoreExt as _, PutPayload};
use std::path::Path;
use std::sync::Arc;

/// Where blobs are kept.
#[derive(Clone, Debug)]
pub enum BlobPlace {
    /// In the database itself.
    Database,
    /// Outside of it.
    Store(Arc<dyn ObjectStore>),
}

/// Why a place for blobs cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BlobPlaceError {
    /// Not a form that is known.
    #[error("DIPTYCH_BLOBS={0}: `database`, a folder's path, or s3://bucket/prefix")]
    Form(String),
    /// The place does not take it.
    #[error("DIPTYCH_BLOBS={place}: {why}")]
    Place {
        /// As it was set.
        place: String,
        /// What the place says.
        why: String,
    },
}

impl BlobPlace {
    /// The place that `setting` names. For `s3://bucket/prefix` the variables `AWS_…` say the rest: `AWS_ENDPOINT`,
    /// `AWS_REGION`, `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`
    /// (<https://docs.rs/object_store/latest/object_store/aws/enum.AmazonS3ConfigKey.html>).
    pub fn parse(setting: &str, variables: &[(String, String)]) -> Result<BlobPlace, BlobPlaceError> {
        let failed = |why: &dyn std::fmt::Display| BlobPlaceError::Place {
            place: setting.into(),
            why: why.to_string(),
        };
        if setting.is_empty() || setting == "database" {
            return Ok(BlobPlace::Database);
        }
        if let Some(rest) = setting.strip_prefix("s3://") {
            let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
            if bucket.is_empty() {
                return Err(BlobPlaceError::Form(setting.into()));
            }
            let mut builder = AmazonS3Builder::new().with_bucket_name(bucket);
            for (name, value) in variables {
                if let Some(key) =
                    name.strip_prefix("AWS_").and_then(|_| name.to_ascii_lowercase().parse().ok())
                {
                    builder = builder.with_config(key, value);
                }
            }
            use_ring();
            let store = builder.build().map_err(|error| failed(&error))?;
            return Ok(BlobPlace::Store(Arc::new(PrefixStore::new(store, prefix))));
        }
        if setting.contains("://") {
            return Err(BlobPlaceError::Form(setting.into()));
        }
        crate::folder::create_private(Path::new(setting)).map_err(|error| failed(&error))?;
        // What is acknowledged is on the disk.
        let store =
            LocalFileSystem::new_with_prefix(setting).map_err(|error| failed(&error))?.with_fsync(true);
        Ok(BlobPlace::Store(Arc::new(store)))
    }

    /// Keeps a blob, where the database does not.
    pub(super) async fn put(&self, sha256: &str, bytes: &[u8]) -> Result<(), StoreError> {
        if let BlobPlace::Store(store) = self {
            store.put(&path(sha256), PutPayload::from(bytes.to_vec())).await?;
        }
        Ok(())
    }

    /// The blob's bytes: those `in_database`, or those of the place.
    pub(super) async fn bytes(
        &self,
        sha256: &str,
        in_database: Option<Vec<u8>>,
    ) -> Result<Vec<u8>, StoreError> {
        match (in_database, self) {
            (Some(bytes), _) => Ok(bytes),
            (None, BlobPlace::Database) => Err(StoreError::BadBlob(sha256.to_owned())),
            (None, BlobPlace::Store(store)) => match store.get(&path(sha256)).await {
                Ok(found) => Ok(found.bytes().await?.to_vec()),
                Err(object_store::Error::NotFound { .. }) => Err(StoreError::BadBlob(sha256.to_owned())),
                Err(error) => Err(error.into()),
            },
        }
    }

    /// Deletes a blob, where the database does not.
    pub(super) async fn delete(&self, sha256: &str) -> Result<(), StoreError> {
        let BlobPlace::Store(store) = self else { return Ok(()) };
        match store.delete(&path(sha256)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Whether the database keeps them.
    pub(super) fn is_database(&self) -> bool {
        matches!(self, BlobPlace::Database)
    }
}

/// A folder for each first byte: no folder gets too many files.
fn path(sha256: &str) -> ObjectPath {
    ObjectPath::from(format!("{}/{sha256}", &sha256[..2]))
}

/// The HTTP client brings no cryptography of its own: it takes what this process has.
fn use_ring() {
    // It fails when another was chosen before, which does as well.
    _ = tokio_rustls::rustls::crypto::ring::default_provider().install_default();
}

#[cfg(test)]
mod tests {
    use super::BlobPlace;

    #[test]
    fn places_are_read_and_mistakes_named() {
        assert!(BlobPlace::parse("", &[]).unwrap().is_database());
        assert!(BlobPlace::parse("database", &[]).unwrap().is_database());
        let folder = tempfile::tempdir().unwrap();
        assert!(
            !BlobPlace::parse(&folder.path().join("blobs").to_string_lossy(), &[]).unwrap().is_database()
        );
        let error = BlobPlace::parse("ftp://a", &[]).unwrap_err().to_string();
        assert!(error.contains("DIPTYCH_BLOBS=ftp://a"), "{error}");
        let settings =
            [("AWS_ENDPOINT", "http://127.0.0.1:9000"), ("AWS_REGION", "here"), ("AWS_ALLOW_HTTP", "true")];
        let settings = settings.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let place = BlobPlace::parse("s3://bucket/links", &settings).unwrap();
        assert!(format!("{place:?}").contains("links"), "{place:?}");
        assert!(BlobPlace::parse("s3://", &[]).is_err());
    }
}
