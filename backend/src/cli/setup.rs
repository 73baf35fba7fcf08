//! What commands need of this machine: the configuration, a cache folder of their own, the core's state.

use super::ending::CliError;
use crate::app::AppState;
use crate::compilers::Compilers;
use crate::config::Config;
use crate::kept_components::KeptComponents;
use anyhow::Context as _;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tracing_subscriber::EnvFilter;

/// How many commands find a cache at the same time; more begin with an empty one.
const CACHES: u32 = 8;

/// The configuration, and what keeps its cache folder this process's own.
pub struct Setup {
    /// As the server's, but for the cache.
    pub config: Config,
    /// Dropped last: other commands may have the folder then.
    _cache: Cache,
}

/// A cache folder that no other process uses.
enum Cache {
    /// Kept for the next command.
    Kept { _lock: File },
    /// All others were taken; it goes with this process.
    Once { _folder: tempfile::TempDir },
}

/// The core's state in this process.
pub struct Core {
    /// What the server's routes have, too.
    pub state: AppState,
    _setup: Setup,
}

/// Logs only what is broken, unless `RUST_LOG` says otherwise, and never to stdout.
pub fn quiet_log() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("error"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}

impl Setup {
    /// From the environment.
    pub fn new() -> Result<Setup, CliError> {
        let mut config = config()?;
        let (folder, cache) = take_cache(&cache_root())?;
        config.cache = folder;
        // No command keeps links.
        config.postgres = None;
        config.data = config.cache.join("data");
        // No command edits.
        config.editor_help = false;
        // What a command serves, it serves to the browser that it started.
        config.listen = ([127, 0, 0, 1], 0).into();
        config.hosts = Vec::new();
        Ok(Setup { config, _cache: cache })
    }

    /// The compilers alone, which start sooner than everything.
    pub fn compilers(&self) -> Result<Compilers, CliError> {
        let components = KeptComponents::open(&self.config.cache.join("components"), &self.config.limits)?;
        Ok(Compilers::open(&Arc::new(self.config.clone()), components)?)
    }

    /// Compilers and engine.
    pub async fn core(self) -> Result<Core, CliError> {
        Ok(Core { state: AppState::start(self.config.clone()).await?, _setup: self })
    }
}

/// What the environment says; what it leaves open is looked for where the server's build lies, too, because a
/// command starts in any folder.
pub fn config() -> Result<Config, CliError> {
    let mut config = Config::from_env().map_err(|error| CliError::Usage(error.to_string()))?;
    // target/release/diptych lies two folders below what else was built.
    let built = config.program.parent().and_then(Path::parent).map(Path::to_owned);
    for (variable, path, name) in [
        ("DIPTYCH_SITE", &mut config.site, "site"),
        ("DIPTYCH_TOOLCHAINS", &mut config.toolchains, "toolchains"),
        ("DIPTYCH_RUST_GUEST", &mut config.rust_guest, "guest/rust.json"),
    ] {
        if let (None, false, Some(built)) = (std::env::var_os(variable), path.exists(), &built) {
            *path = built.join(name);
        }
    }
    Ok(config)
}

/// `DIPTYCH_CACHE`, or the user's own cache.
fn cache_root() -> PathBuf {
    let variable = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    variable("DIPTYCH_CACHE")
        .or_else(|| variable("XDG_CACHE_HOME").map(|folder| folder.join("diptych")))
        .or_else(|| variable("HOME").map(|folder| folder.join(".cache/diptych")))
        .unwrap_or_else(|| std::env::temp_dir().join("diptych-cache"))
        .join("command-line")
}

/// A folder under `root` that is this process's own for as long as it lives. Opening a cache clears what an
/// earlier process left in the middle, so no two may have one at the same time.
fn take_cache(root: &Path) -> anyhow::Result<(PathBuf, Cache)> {
    for number in 0..CACHES {
        let folder = root.join(number.to_string());
        crate::folder::create_private(&folder)
            .with_context(|| format!("cannot use {} (DIPTYCH_CACHE)", folder.display()))?;
        let lock = File::create(folder.join("lock"))?;
        if lock.try_lock().is_ok() {
            return Ok((folder, Cache::Kept { _lock: lock }));
        }
    }
    let folder = tempfile::Builder::new().prefix("diptych-").tempdir()?;
    Ok((folder.path().to_owned(), Cache::Once { _folder: folder }))
}

#[cfg(test)]
mod tests {
    use super::take_cache;

    #[test]
    fn no_two_commands_share_a_cache() {
        let root = tempfile::tempdir().unwrap();
        let taken: Vec<_> = (0..10).map(|_| take_cache(root.path()).unwrap()).collect();
        let folders: std::collections::BTreeSet<_> = taken.iter().map(|(folder, _)| folder.clone()).collect();
        assert_eq!(folders.len(), taken.len());
        drop(taken);
        let (again, _cache) = take_cache(root.path()).unwrap();
        assert!(again.starts_with(root.path()));
    }
}
