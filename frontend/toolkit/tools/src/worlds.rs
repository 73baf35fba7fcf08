//! The worlds of a project's WIT, what no longer fits them, and the WASI interfaces to add to one.

use crate::boundary::{arguments, result};
use diptych_shared::api::compile::CompileOutput;
use diptych_shared::api::inspect::Inspection;
use diptych_shared::project::Project;
use diptych_shared::toolchain;
use serde::Deserialize;
use std::collections::BTreeMap;
use wasm_bindgen::prelude::*;

/// `{project}` → `World[]`; throws what is wrong with the WIT.
#[wasm_bindgen]
pub fn worlds(argument: JsValue) -> Result<JsValue, JsError> {
    #[derive(Deserialize)]
    struct Argument {
        project: Project,
    }
    let Argument { project } = arguments(argument)?;
    match toolchain::worlds(&project) {
        Ok(worlds) => result(&worlds),
        Err(diagnostics) => {
            let first = diagnostics.first().map(|diagnostic| diagnostic.message.as_str());
            Err(JsError::new(first.unwrap_or("the WIT has errors")))
        }
    }
}

/// `{inspection, project}` → `CompileOutput` with nothing but the diagnostics of [`toolchain::fit`].
#[wasm_bindgen]
pub fn fit(argument: JsValue) -> Result<JsValue, JsError> {
    #[derive(Deserialize)]
    struct Argument {
        inspection: Inspection,
        project: Project,
    }
    let Argument { inspection, project } = arguments(argument)?;
    result(&CompileOutput::failed(toolchain::fit(&inspection, &project)))
}

/// `{project}` → `World[]`: the WASI interfaces at hand.
#[wasm_bindgen]
pub fn wasi_interfaces(argument: JsValue) -> Result<JsValue, JsError> {
    #[derive(Deserialize)]
    struct Argument {
        project: Project,
    }
    let Argument { project } = arguments(argument)?;
    result(&toolchain::wasi_interfaces(&project))
}

/// `{project, world, name}` → `{path: text}`: the file that defines the world, with the import; throws
/// why it cannot be added.
#[wasm_bindgen]
pub fn add_import(argument: JsValue) -> Result<JsValue, JsError> {
    #[derive(Deserialize)]
    struct Argument {
        project: Project,
        world: String,
        name: String,
    }
    let Argument { project, world, name } = arguments(argument)?;
    match toolchain::add_import(&project, &world, &name) {
        Ok(file) => result(&BTreeMap::from([file])),
        Err(why) => Err(JsError::new(&why)),
    }
}
