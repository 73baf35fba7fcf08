//! Pipelines: components run as stages, each fed with what earlier ones gave.
//!
//! A pipeline is a project of the language `pipeline`, whose entry (`pipeline.toml`) lists its stages; their
//! components lie in `components/`, as those of a composition do. A stage is one run of one component: of its
//! command, or one call of a function that it exports. What it gives is what the function returned, or what
//! the command wrote to stdout. Stages that do not need one another can run at the same time.
//!
//! A stage may use what `[run]` grants, and what `[run.component-grants]` grants it by its name.

mod feed;
mod needs;
mod read;

pub use feed::{Given, feed, given};
pub use needs::as_part;
pub use read::read;

use serde::{Deserialize, Serialize};

/// The stages of a project.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Pipeline {
    /// In the order of the text, in which no stage need stand after those that it needs.
    pub stages: Vec<Stage>,
}

/// One run of one component.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Stage {
    /// What others name it by.
    pub name: String,
    /// The project's component that it runs.
    pub component: String,
    /// The exported function it calls; absent, it runs the command.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<String>,
    /// The function's arguments.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Input>,
    /// What stdin holds; nothing by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stdin: Option<Input>,
    /// Command-line arguments; none by default.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub arguments: Vec<String>,
}

/// What a stage is fed with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Input {
    /// This text; of a function's argument the text is WAVE.
    Text(String),
    /// What an earlier stage gave.
    Stage(FromStage),
}

/// What an earlier stage gave, and as what it is taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FromStage {
    /// The stage.
    pub from: String,
    /// As what its bytes are taken for a function's argument; as text by default.
    #[serde(default, rename = "as")]
    pub form: Form,
}

/// As what bytes are taken for a function's argument.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// A `string`.
    #[default]
    Text,
    /// A `list<u8>`.
    Bytes,
    /// The bytes are WAVE text themselves.
    Value,
}

impl Stage {
    /// The names of the stages that it needs, each as often as it is named.
    pub fn needs(&self) -> impl Iterator<Item = &str> {
        self.stdin.iter().chain(&self.values).filter_map(|input| match input {
            Input::Stage(FromStage { from, .. }) => Some(from.as_str()),
            Input::Text(_) => None,
        })
    }
}
