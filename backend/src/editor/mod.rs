//! Help for the editor that needs a server: rust-analyzer in sandboxed sessions, one for each who edits.
//!
//! A session is a process that has read one project, the crates it may use and the standard library. It is
//! locked in as compiles are, and like them killed when it takes too much; besides when nobody asks it, or
//! when somebody else needs its place ([`pool`]).

mod address;
mod analyzer;
mod answers;
mod graph;
mod language_server;
mod pool;
mod prepare;
mod session;

pub use prepare::write_project;

use crate::config::Config;
use crate::error::Failure;
use analyzer::Analyzer;
use diptych_shared::api::editor::{EditorAnswer, EditorRequest};
use diptych_shared::api::toolchains::ToolchainOffer;
use diptych_shared::project::{Language, ProjectFile};
use pool::{Owner, Pool};
use session::{Maker, Question, is_rust};
use std::sync::Arc;
use tokio::sync::oneshot;

/// How an operator adds rust-analyzer.
const INSTALL: &str = "cargo xtask toolchains install rust-analyzer";
/// How long a client's name for its session may be, in bytes.
const SESSION_NAME_BYTES: usize = 64;

/// What helps with Rust, if this server does.
pub struct EditorHelp {
    sessions: Option<Pool>,
    /// What helps; empty when nothing does.
    versions: Vec<String>,
    /// How an operator would change that.
    advice: &'static str,
}

impl EditorHelp {
    /// Finds what this machine has.
    pub fn open(config: &Config) -> anyhow::Result<EditorHelp> {
        let none = |advice| EditorHelp { sessions: None, versions: Vec::new(), advice };
        if !config.editor_help {
            return Ok(none("DIPTYCH_EDITOR_HELP=on"));
        }
        let analyzer = match Analyzer::discover(config) {
            Ok(Some(analyzer)) => analyzer,
            Ok(None) => {
                tracing::info!("no help with Rust in the editor: `{INSTALL}` brings it");
                return Ok(none(INSTALL));
            }
            Err(error) => {
                tracing::warn!("no help with Rust in the editor: {error:#}");
                return Ok(none(INSTALL));
            }
        };
        let folders = config.cache.join("sessions");
        crate::folder::create_private(&folders)?;
        let folders = std::fs::canonicalize(folders)?;
        // What a server that was killed left behind.
        for entry in std::fs::read_dir(&folders)?.flatten() {
            std::fs::remove_dir_all(entry.path()).ok();
        }
        let versions = vec![analyzer.version.clone()];
        let (diptych, limits) = (config.program.clone(), config.limits.clone());
        let maker = Maker { diptych, analyzer: Arc::new(analyzer), folders, limits };
        Ok(EditorHelp { sessions: Some(Pool::new(maker)), versions, advice: INSTALL })
    }

    /// Whether this server helps, with what, and how its operator changes that.
    pub fn offers(&self) -> Vec<ToolchainOffer> {
        vec![ToolchainOffer {
            language: Language::Rust,
            profile: None,
            available: self.sessions.is_some(),
            toolchain: self.versions.clone(),
            install: self.advice.to_owned(),
        }]
    }

    /// Answers `client` about a project whose size and paths were checked. Dropping the future takes the
    /// question back.
    pub async fn ask(&self, request: EditorRequest, client: &str) -> Result<EditorAnswer, Failure> {
        let Some(sessions) = &self.sessions else {
            let message =
                format!("this server does not help with Rust: its operator can, with `{}`", self.advice);
            return Err(Failure::not_offered(message));
        };
        let manifest = request.project.manifest();
        let manifest =
            manifest.map_err(|why| Failure::invalid(format!("the manifest does not fit: {why}")))?;
        if manifest.source.language != Language::Rust {
            return Err(Failure::invalid("the project is not in Rust"));
        }
        if request.session.is_empty() || request.session.len() > SESSION_NAME_BYTES {
            return Err(Failure::invalid(format!("`session` has 1 to {SESSION_NAME_BYTES} bytes")));
        }
        let file = request.project.files.get(&request.path).and_then(ProjectFile::as_text);
        if !is_rust(&request.path) || file.is_none() {
            return Err(Failure::invalid("`path` is no Rust file of the project"));
        }
        let owner = Owner { client: client.to_owned(), session: request.session.clone() };
        let (questions, asked) = sessions.session(&owner)?;
        let (reply, answer) = oneshot::channel();
        let question = Question { request, entry: manifest.source.entry, reply, asked };
        // A session that ended meanwhile, or more questions than anybody asks, are answered with nothing.
        questions.try_send(question).ok();
        Ok(answer.await.unwrap_or_default())
    }
}
