//! The compose kit's methods with their types.

use crate::interop::json::from_js;
use crate::interop::toolchain::{Argument, call};
use crate::state::session::Part;
use diptych_shared::api::compile::CompileOutput;
use diptych_shared::api::composition::{Composition, CompositionEdit, Wiring};
use diptych_shared::project::{COMPONENTS_FOLDER, Project};
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

/// Composes a project from its compiled components.
pub async fn compose(project: &Project, parts: &Parts) -> Result<CompileOutput, String> {
    // Their sources have been compiled and are not needed again.
    let folder = format!("{COMPONENTS_FOLDER}/");
    let files = project.files.iter().filter(|(path, _)| !path.starts_with(&folder));
    let project = Project { files: files.map(|(path, file)| (path.clone(), file.clone())).collect() };
    from_js(&call("compose", Argument::new().with("project", &project).with_parts(parts)).await?)
}

/// The text after an edit. The error says why it cannot be made.
pub async fn edit(text: &str, parts: &Parts, edit: &CompositionEdit) -> Result<String, String> {
    let argument = Argument::new().with("text", &text).with_parts(parts).with("edit", edit);
    let text = call("edit_composition", argument).await?;
    text.as_string().ok_or_else(|| "the composer gave no text".to_owned())
}

/// What could be wired to what.
pub async fn wiring(composition: &Composition, parts: &Parts) -> Result<Wiring, String> {
    let argument = Argument::new().with("composition", composition).with_parts(parts);
    from_js(&call("wiring", argument).await?)
}
