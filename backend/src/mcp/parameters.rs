//! What the tools take.

use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// What a tool works on. Give `files`, or `component_sha256`, or `sample`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Subject {
    /// A whole project: each file's text by its path. `diptych.toml` must be among them; it starts with `format = 1`
    /// and a `title`, and has a table `[source]` with `language` (wat, rust, c, cpp, zig, go, javascript, typescript,
    /// python, assemblyscript or wac) and `entry`, and a table `[run]` with `grants` such as ["stdio"]. `get_sample`
    /// shows examples.
    #[serde(default)]
    pub files: BTreeMap<String, String>,
    /// Files of the project that are no text, as base64, by path.
    #[serde(default)]
    pub binary_files: BTreeMap<String, String>,
    /// A component that was compiled here before, by the `component_sha256` that `compile` answered. It is kept for a
    /// while only.
    #[serde(default)]
    pub component_sha256: Option<String>,
    /// The name of a sample, as `list_samples` has it.
    #[serde(default)]
    pub sample: Option<String>,
}

/// A call of an exported function.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CallParameter {
    /// `add` for a function of the world itself, `demo:calc/api@1.0.0#add` for one of an interface; `inspect` lists them.
    pub export: String,
    /// One WAVE text a parameter: `1`, `"text"` with its quotes, `[1, 2]`, `{name: "x"}`, `some(1)`.
    #[serde(default)]
    pub arguments: Vec<String>,
}

/// How to run it. What is left out is the project's own (`[run]` in `diptych.toml`), or nothing for a component.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The calls to make, in order, on one instance. Without any the command (`wasi:cli/run`) is run.
    #[serde(default)]
    pub calls: Option<Vec<CallParameter>>,
    /// Command-line arguments.
    #[serde(default)]
    pub arguments: Option<Vec<String>>,
    /// What stdin holds.
    #[serde(default)]
    pub stdin: Option<String>,
    /// Environment variables.
    #[serde(default)]
    pub environment: Option<BTreeMap<String, String>>,
    /// What the component may use; everything else is denied. `stdio`, `arguments`, `environment NAME`, `wall-clock`,
    /// `monotonic-clock`, `random`, `filesystem read /path`, `http GET https://host/path`, …; an empty list denies all.
    #[serde(default)]
    pub grants: Option<Vec<String>>,
    /// The longest that the run may take, in milliseconds.
    #[serde(default)]
    pub time_ms: Option<u64>,
}

/// What `run` takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RunParameters {
    /// What to run.
    pub subject: Subject,
    /// How to run it.
    #[serde(default)]
    pub settings: Settings,
}

/// What `compare` takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CompareParameters {
    /// What the left run runs, and how.
    pub left: RunParameters,
    /// What the right run runs, and how.
    pub right: RunParameters,
}

/// What `get_sample` takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SampleName {
    /// As `list_samples` has it.
    pub name: String,
}

/// What `list_samples` takes.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SampleFilter {
    /// Only samples in this language, such as `rust`.
    #[serde(default)]
    pub language: Option<String>,
}
