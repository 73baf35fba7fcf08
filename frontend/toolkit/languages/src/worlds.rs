//! What a language needs to implement a world: bindings to read, and a project to start from.

use crate::boundary::{arguments, result};
use diptych_shared::project::{Language, Project};
use serde::Deserialize;
use wasm_bindgen::prelude::*;

/// A project's WIT, one of its worlds, and the language it is wanted in.
#[derive(Deserialize)]
struct Asked {
    project: Project,
    world: String,
    language: Language,
}

/// `{project, world, language}` → `{path: text}`: the bindings to read, see
/// [`diptych_bindings::readable`].
#[wasm_bindgen]
pub fn bindings(argument: JsValue) -> Result<JsValue, JsError> {
    let Asked { project, world, language } = arguments(argument)?;
    match diptych_bindings::readable(&project, &world, language) {
        Ok(files) => result(&files),
        Err(why) => Err(JsError::new(&why)),
    }
}

/// `{project, world, language}` → `Project`: a new one that implements the world, see
/// [`diptych_bindings::component`].
#[wasm_bindgen]
pub fn component(argument: JsValue) -> Result<JsValue, JsError> {
    let Asked { project, world, language } = arguments(argument)?;
    match diptych_bindings::component(&project, &world, language) {
        Ok(project) => result(&project),
        Err(why) => Err(JsError::new(&why)),
    }
}

/// `{project}` → `{project, prepare, build, run}`: with what the ordinary tools need to build it, and their
/// command lines, see [`diptych_bindings::outside()`].
#[wasm_bindgen]
pub fn outside(argument: JsValue) -> Result<JsValue, JsError> {
    #[derive(Deserialize)]
    struct Argument {
        project: Project,
    }
    let Argument { project } = arguments(argument)?;
    result(&diptych_bindings::outside(&project))
}
