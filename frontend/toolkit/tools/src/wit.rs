//! Help with WIT in the editor, see [`diptych_shared::toolchain::wit_index`].

use crate::boundary::{arguments, result};
use diptych_shared::api::diagnostic::Position;
use diptych_shared::project::Project;
use diptych_shared::toolchain::wit_index;
use serde::Deserialize;
use wasm_bindgen::prelude::*;

/// A place in a project; of its files only those of `wit/` matter.
#[derive(Deserialize)]
struct Asked {
    project: Project,
    path: String,
    position: Position,
}

/// `{text}` → `OutlineItem[]`.
#[wasm_bindgen]
pub fn wit_outline(argument: JsValue) -> Result<JsValue, JsError> {
    #[derive(Deserialize)]
    struct Argument {
        text: String,
    }
    let Argument { text } = arguments(argument)?;
    result(&wit_index::outline(&text))
}

/// `{project, path, position}` → `Hover` or `null`.
#[wasm_bindgen]
pub fn wit_hover(argument: JsValue) -> Result<JsValue, JsError> {
    let Asked { project, path, position } = arguments(argument)?;
    result(&wit_index::hover(&project, &path, position))
}

/// `{project, path, position}` → `Place` or `null`.
#[wasm_bindgen]
pub fn wit_definition(argument: JsValue) -> Result<JsValue, JsError> {
    let Asked { project, path, position } = arguments(argument)?;
    result(&wit_index::definition(&project, &path, position))
}

/// `{project, path, position}` → `Place[]`.
#[wasm_bindgen]
pub fn wit_references(argument: JsValue) -> Result<JsValue, JsError> {
    let Asked { project, path, position } = arguments(argument)?;
    result(&wit_index::references(&project, &path, position))
}

/// `{project, path, position, new_name}` → `Place[]`; throws why it cannot be renamed.
#[wasm_bindgen]
pub fn wit_rename(argument: JsValue) -> Result<JsValue, JsError> {
    #[derive(Deserialize)]
    struct Argument {
        project: Project,
        path: String,
        position: Position,
        new_name: String,
    }
    let Argument { project, path, position, new_name } = arguments(argument)?;
    match wit_index::rename(&project, &path, position, &new_name) {
        Ok(places) => result(&places),
        Err(why) => Err(JsError::new(&why)),
    }
}

/// `{project, path, position}` → `Completion[]`.
#[wasm_bindgen]
pub fn wit_completion(argument: JsValue) -> Result<JsValue, JsError> {
    let Asked { project, path, position } = arguments(argument)?;
    result(&wit_index::completion(&project, &path, position))
}

/// `{project, path}` → the text of a file that a `Place` names, be it the project's or a WASI package's.
#[wasm_bindgen]
pub fn wit_text(argument: JsValue) -> Result<Option<String>, JsError> {
    #[derive(Deserialize)]
    struct Argument {
        project: Project,
        path: String,
    }
    let Argument { project, path } = arguments(argument)?;
    Ok(wit_index::text(&project, &path))
}
