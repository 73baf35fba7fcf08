//! The compose kit's methods with their types.

use crate::interop::json::{from_js, words};
use crate::interop::toolchain::{Argument, call};
use crate::state::session::Part;
use diptych_shared::api::compile::CompileOutput;
use diptych_shared::project::{COMPONENTS_FOLDER, Project};
use js_sys::{JSON, Reflect};
use std::collections::BTreeMap;

/// Compiled components by their names in the project.
pub type Parts = BTreeMap<String, Part>;

trait WithParts {
    fn with_parts(self, parts: &Parts) -> Self;
}

impl WithParts for Argument {
    fn with_parts(self, parts: &Parts) -> Self {
        let bytes = parts.iter().map(|(name, part)| (name.as_str(), part.bytes.as_slice()));
        self.with_named_bytes("components", bytes)
    }
}

/// What composing came to.
#[derive(Debug)]
pub struct Composing {
    /// As of any compile.
    pub output: CompileOutput,
    /// What could be wired to what, where the text resolves: the JSON text of a `Wiring`.
    pub wiring: Option<String>,
}

/// Composes a project from its compiled components.
pub async fn compose(project: &Project, parts: &Parts) -> Result<Composing, String> {
    // Their sources have been compiled and are not needed again.
    let folder = format!("{COMPONENTS_FOLDER}/");
    let files = project.files.iter().filter(|(path, _)| !path.starts_with(&folder));
    let project: Project = files.map(|(path, file)| (path.clone(), file.clone())).collect();
    let answer = call("compose", Argument::new().with("project", &project).with_parts(parts)).await?;
    let field = |name: &str| Reflect::get(&answer, &name.into()).map_err(|error| words(&error));
    let wiring = field("wiring")?;
    let wiring = match wiring.is_undefined() || wiring.is_null() {
        true => None,
        false => Some(String::from(JSON::stringify(&wiring).map_err(|error| words(&error))?)),
    };
    Ok(Composing { output: from_js(&field("output")?)?, wiring })
}

/// The text after an edit, which is the JSON text of a `CompositionEdit`. The error says why it cannot be made.
pub async fn edit(text: &str, parts: &Parts, edit: &str) -> Result<String, String> {
    let edit = JSON::parse(edit).map_err(|error| words(&error))?;
    let argument = Argument::new().with("text", &text).with_parts(parts).with_value("edit", &edit);
    let text = call("edit_composition", argument).await?;
    text.as_string().ok_or_else(|| "the composer gave no text".to_owned())
}
