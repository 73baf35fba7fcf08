//! The database's tables, and how each version of them becomes the next.

use sqlx::SqlSafeStr as _;
use sqlx::migrate::{Migration, MigrationType, Migrator};

/// What has to be run, once each and in this order.
pub fn migrator(is_sqlite: bool) -> Migrator {
    let links = match is_sqlite {
        true => include_str!("../../migrations/sqlite/0001_links.sql"),
        false => include_str!("../../migrations/postgres/0001_links.sql"),
    };
    Migrator::with_migrations(vec![Migration::new(
        1,
        "links".into(),
        MigrationType::Simple,
        links.into_sql_str(),
        false,
    )])
}
