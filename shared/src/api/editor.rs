//! Help that a server gives the editor: what is asked about a place in a project, and what is answered.

use crate::project::Project;
use serde::{Deserialize, Serialize};

/// What the editor wants to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum EditorAsk {
    /// What could be written there.
    Completion,
    /// What stands there.
    Hover,
    /// The parameters of the call around it.
    Signature,
    /// Where in the project what stands there is defined.
    Definition,
}

/// A place in a text, as the Language Server Protocol counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EditorPosition {
    /// The line, from 0.
    pub line: u32,
    /// UTF-16 code units before it in its line.
    pub character: u32,
}

/// `POST /api/v1/editor/rust`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EditorRequest {
    /// A name of the client's choice, one a page: what is worked out for it is kept for the next question.
    pub session: String,
    /// The project as it is now.
    pub project: Project,
    /// The file asked about.
    pub path: String,
    /// The place in it.
    pub position: EditorPosition,
    /// What is asked.
    pub ask: EditorAsk,
}

/// What is known.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EditorAnswer {
    /// As the Language Server Protocol has it: a list of `CompletionItem`, a `Hover`, a `SignatureHelp`, or
    /// a list of `{path, range}` in the project for definitions; `null` where nothing is known.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub answer: serde_json::Value,
    /// There are more completions than these: ask again when more is written.
    #[serde(default)]
    pub incomplete: bool,
    /// Why nothing is known, where a limit or the project is the reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}
