//! Links in a database: SQLite in this process by default, PostgreSQL by `DATABASE_URL`; the same statements for both.

use super::blobs::BlobPlace;
use super::migrations::migrator;
use super::{StoreError, StoredLink};
use sqlx::any::{AnyConnectOptions, AnyPoolOptions, AnyRow, install_default_drivers};
use sqlx::{AnyConnection, AnyPool, AssertSqlSafe, ConnectOptions as _, Executor as _, Row as _};
use std::path::Path;
use std::str::FromStr as _;
use std::sync::Arc;
use tokio::sync::Mutex;

/// Connections at the same time. SQLite writes one after another anyway, and reads meanwhile.
const CONNECTIONS: u32 = 8;

/// What each connection to SQLite begins with: readers do not wait for writers, what was acknowledged is on the
/// disk, and another process that writes is waited for (<https://www.sqlite.org/pragma.html>).
const SQLITE: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
     PRAGMA busy_timeout = 10000;";

/// Where links are kept.
#[derive(Clone)]
pub struct Database {
    pool: AnyPool,
    is_sqlite: bool,
    /// SQLite has one writer: waiting here is fair, and cheaper than asking again and again.
    writing: Arc<Mutex<()>>,
}

/// A blob as a row says it: its hash, and its bytes where the database has them.
pub type BlobRow = (String, Option<Vec<u8>>);

impl Database {
    /// Opens the database at `url` (`sqlite:///path?mode=rwc` or `postgres://…`), checks it, and brings it up to date.
    ///
    /// # Errors
    ///
    /// It cannot be opened, is damaged, or was written by a later version.
    pub async fn open(url: &str) -> Result<Database, StoreError> {
        install_default_drivers();
        let is_sqlite = url.starts_with("sqlite:");
        let options = AnyConnectOptions::from_str(url)?.disable_statement_logging();
        let pool = AnyPoolOptions::new()
            .max_connections(CONNECTIONS)
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    if is_sqlite {
                        connection.execute(SQLITE).await?;
                    }
                    Ok(())
                })
            })
            .connect_with(options)
            .await?;
        let database = Database { pool, is_sqlite, writing: Arc::default() };
        database.check().await?;
        migrator(is_sqlite).run(&database.pool).await?;
        Ok(database)
    }

    /// Whether SQLite finds its file whole.
    async fn check(&self) -> Result<(), StoreError> {
        if !self.is_sqlite {
            return Ok(());
        }
        let row = sqlx::query("PRAGMA quick_check(1)").fetch_one(&self.pool).await?;
        match row.try_get::<String, _>(0)?.as_str() {
            "ok" => Ok(()),
            found => Err(StoreError::Damaged(found.to_owned())),
        }
    }

    /// Keeps a link, if it is not there yet, with its blobs (the content first), and lets whoever has the token with
    /// this SHA-256 delete it. Answers when it expires: the later of both, where it was there.
    pub async fn put(
        &self,
        link: &StoredLink,
        blobs: Vec<(String, Vec<u8>)>,
        token_sha256: &str,
        place: &BlobPlace,
    ) -> Result<Option<i64>, StoreError> {
        let _turn = self.turn().await;
        let mut transaction = self.pool.begin().await?;
        let mut files = Vec::new();
        for (sha256, bytes) in blobs {
            // Locks the row: who deletes what nobody needs waits until it is known whether this link does.
            let here = place.is_database().then_some(bytes.as_slice());
            sqlx::query(
                "INSERT INTO blobs (sha256, bytes) VALUES ($1, $2) \
                 ON CONFLICT (sha256) DO UPDATE SET sha256 = excluded.sha256",
            )
            .bind(&sha256)
            .bind(here)
            .execute(&mut *transaction)
            .await?;
            place.put(&sha256, &bytes).await?;
            if sha256 != link.content {
                files.push(sha256);
            }
        }
        let row = sqlx::query(
            "INSERT INTO links (id, created_at, expires_at, title, description, verdict, content) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) \
             ON CONFLICT (id) DO UPDATE SET expires_at = CASE \
                 WHEN links.expires_at IS NULL OR excluded.expires_at IS NULL THEN NULL \
                 WHEN links.expires_at > excluded.expires_at THEN links.expires_at \
                 ELSE excluded.expires_at END \
             RETURNING expires_at",
        )
        .bind(&link.id)
        .bind(link.created_at)
        .bind(link.expires_at)
        .bind(&link.title)
        .bind(&link.description)
        .bind(&link.verdict)
        .bind(&link.content)
        .fetch_one(&mut *transaction)
        .await?;
        for sha256 in files {
            sqlx::query("INSERT INTO link_files (link_id, sha256) VALUES ($1, $2) ON CONFLICT DO NOTHING")
                .bind(&link.id)
                .bind(&sha256)
                .execute(&mut *transaction)
                .await?;
        }
        sqlx::query("INSERT INTO claims (link_id, token_sha256) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(&link.id)
            .bind(token_sha256)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(row.try_get(0)?)
    }

    /// The link with this id and its content's bytes where they are here, unless it expired before `now`.
    pub async fn get(&self, id: &str, now: i64) -> Result<Option<(StoredLink, Option<Vec<u8>>)>, StoreError> {
        let row = sqlx::query(
            "SELECT created_at, expires_at, title, description, verdict, content, bytes \
             FROM links JOIN blobs ON blobs.sha256 = links.content \
             WHERE id = $1 AND (expires_at IS NULL OR expires_at > $2)",
        )
        .bind(id)
        .bind(now)
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let link = StoredLink {
            id: id.to_owned(),
            created_at: row.try_get(0)?,
            expires_at: row.try_get(1)?,
            title: row.try_get(2)?,
            description: row.try_get(3)?,
            verdict: row.try_get(4)?,
            content: row.try_get(5)?,
        };
        Ok(Some((link, row.try_get(6)?)))
    }

    /// The large files of a link.
    pub async fn files(&self, id: &str) -> Result<Vec<BlobRow>, StoreError> {
        let rows = sqlx::query(
            "SELECT blobs.sha256, bytes FROM link_files JOIN blobs ON blobs.sha256 = link_files.sha256 \
             WHERE link_id = $1",
        )
        .bind(id)
        .fetch_all(&self.pool)
        .await?;
        let read = |row: AnyRow| Ok((row.try_get(0)?, row.try_get(1)?));
        rows.into_iter().map(read).collect()
    }

    /// Gives up the claim of a token. Whether there was such a claim; the last one takes the link with it.
    pub async fn release(&self, id: &str, token_sha256: &str, place: &BlobPlace) -> Result<bool, StoreError> {
        let _turn = self.turn().await;
        let mut transaction = self.pool.begin().await?;
        let released = sqlx::query("DELETE FROM claims WHERE link_id = $1 AND token_sha256 = $2")
            .bind(id)
            .bind(token_sha256)
            .execute(&mut *transaction)
            .await?
            .rows_affected();
        if released == 0 {
            return Ok(false);
        }
        let unclaimed = "id = $1 AND NOT EXISTS (SELECT 1 FROM claims WHERE link_id = $1)";
        delete_links(&mut transaction, unclaimed, Parameter::Id(id), place).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Deletes what expired before `now`; how many links.
    pub async fn forget_expired(&self, now: i64, place: &BlobPlace) -> Result<usize, StoreError> {
        let _turn = self.turn().await;
        let mut transaction = self.pool.begin().await?;
        let count = delete_links(&mut transaction, "expires_at <= $1", Parameter::Time(now), place).await?;
        transaction.commit().await?;
        Ok(count)
    }

    /// Writes a copy of an SQLite database to `target`.
    pub async fn backup(&self, target: &Path) -> Result<(), StoreError> {
        if !self.is_sqlite {
            return Err(StoreError::System("PostgreSQL has its own backups: use pg_dump".to_owned()));
        }
        let target = target.to_str().ok_or_else(|| StoreError::System("the path is not UTF-8".to_owned()))?;
        sqlx::query("VACUUM INTO $1").bind(target).execute(&self.pool).await?;
        Ok(())
    }

    async fn turn(&self) -> Option<tokio::sync::MutexGuard<'_, ()>> {
        match self.is_sqlite {
            true => Some(self.writing.lock().await),
            false => None,
        }
    }
}

/// What a condition's `$1` is.
#[derive(Clone, Copy)]
enum Parameter<'a> {
    Id(&'a str),
    Time(i64),
}

/// Deletes the links that `condition` is true of, and the blobs that no other link needs; how many links.
async fn delete_links(
    connection: &mut AnyConnection,
    condition: &str,
    parameter: Parameter<'_>,
    place: &BlobPlace,
) -> Result<usize, StoreError> {
    let blobs = format!(
        "SELECT content FROM links WHERE {condition} UNION SELECT sha256 FROM link_files \
         WHERE link_id IN (SELECT id FROM links WHERE {condition})"
    );
    let mut unneeded = Vec::new();
    for row in bind(&blobs, parameter).fetch_all(&mut *connection).await? {
        unneeded.push(row.try_get::<String, _>(0)?);
    }
    let deleted = format!("DELETE FROM links WHERE {condition} RETURNING id");
    let count = bind(&deleted, parameter).fetch_all(&mut *connection).await?.len();
    for sha256 in unneeded {
        let deleted = sqlx::query(
            "DELETE FROM blobs WHERE sha256 = $1 AND NOT EXISTS (SELECT 1 FROM links WHERE content = $1) \
             AND NOT EXISTS (SELECT 1 FROM link_files WHERE sha256 = $1)",
        )
        .bind(&sha256)
        .execute(&mut *connection)
        .await?;
        if deleted.rows_affected() > 0 {
            place.delete(&sha256).await?;
        }
    }
    Ok(count)
}

type Query<'a> = sqlx::query::Query<'a, sqlx::Any, sqlx::any::AnyArguments>;

/// The statement is one of this file's.
fn bind<'a>(statement: &str, parameter: Parameter<'a>) -> Query<'a> {
    let query = sqlx::query(AssertSqlSafe(statement.to_owned()));
    match parameter {
        Parameter::Id(id) => query.bind(id),
        Parameter::Time(time) => query.bind(time),
    }
}
