//! `diptych backup`: copies the database of links, also while a server uses it.

use super::arguments::Backup;
use super::ending::{CliError, Ending};
use super::output;
use crate::config::Config;
use crate::links::Links;

/// Writes the copy.
pub async fn backup(arguments: Backup) -> Result<Ending, CliError> {
    let config = Config::from_env().map_err(|error| CliError::Usage(error.to_string()))?;
    if config.postgres.is_none() && !config.data.join("links.sqlite").exists() {
        return Err(CliError::Usage(format!(
            "there are no links in {} (DIPTYCH_DATA)",
            config.data.display()
        )));
    }
    let failed = |error: crate::links::StoreError| CliError::Host(error.to_string());
    let links = Links::open(&config).await.map_err(failed)?;
    links.backup(&arguments.target).await.map_err(failed)?;
    output::line(&format!("the links are in {}", arguments.target.display()))?;
    Ok(Ending::Good)
}
