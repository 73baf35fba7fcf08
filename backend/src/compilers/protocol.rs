//! What the server and a compile's process tell one another: one request as JSON on stdin, messages
//! as lines of JSON on stdout.

use super::language::Toolchain;
use diptych_shared::api::compile::{CompileOutput, CompileStage};
use diptych_shared::project::Project;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Everything a compile needs to know.
#[derive(Debug, Serialize, Deserialize)]
pub struct JobRequest {
    /// The project. Its sizes and paths were checked.
    pub project: Project,
    /// The toolchain that the server found.
    pub toolchain: Toolchain,
    /// The limits in force, as settings: variable and value.
    pub limits: Vec<(String, String)>,
    /// The job's own folder, empty and writable.
    pub folder: PathBuf,
    /// Texts that must not be told, and what is said instead, besides the paths above.
    pub hidden: Vec<(String, String)>,
}

/// What a compile says, each on a line; the last is not a stage.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum JobMessage {
    /// A stage begins.
    Stage {
        /// Which.
        stage: CompileStage,
    },
    /// It ended.
    Done {
        /// What came out.
        output: Box<CompileOutput>,
        /// Whether the same request would give the same again: no limit was met, nothing crashed.
        repeatable: bool,
    },
    /// It could not do its work.
    Failed {
        /// Why, for the log.
        cause: String,
    },
}
