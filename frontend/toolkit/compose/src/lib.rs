//! The compose kit: `diptych-compose` for JavaScript, for projects that are compositions.
//!
//! Each function takes one object with named fields, like those of the tools kit. `components` is the
//! project's compiled components: name → `Uint8Array`.

#[path = "../../tools/src/boundary.rs"]
mod boundary;

use boundary::{Buffer, arguments, result};
use diptych_compose::Components;
use diptych_shared::api::compile::{CompileOutput, CompilePlace};
use diptych_shared::api::composition::{Composition, CompositionEdit, Wiring};
use diptych_shared::project::Project;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use wasm_bindgen::prelude::*;

fn bytes(components: BTreeMap<String, Buffer>) -> Components {
    components.into_iter().map(|(name, buffer)| (name, buffer.0)).collect()
}

/// `{project, components}` → `{output: CompileOutput, wiring?: Wiring}`; the wiring where the text resolves.
#[wasm_bindgen]
pub fn compose(argument: JsValue) -> Result<JsValue, JsError> {
    #[derive(Deserialize)]
    struct Argument {
        project: Project,
        components: BTreeMap<String, Buffer>,
    }
    #[derive(Serialize)]
    struct Answer {
        output: CompileOutput,
        wiring: Option<Wiring>,
    }
    let Argument { project, components } = arguments(argument)?;
    let components = bytes(components);
    let output = diptych_compose::compile(&project, &components);
    let wiring =
        output.composition.as_ref().map(|composition| diptych_compose::wiring(composition, &components));
    result(&Answer { output: CompileOutput { place: Some(CompilePlace::Browser), ..output }, wiring })
}

/// `{text, components, edit}` → the text after the edit; throws why it cannot be made.
#[wasm_bindgen]
pub fn edit_composition(argument: JsValue) -> Result<String, JsError> {
    #[derive(Deserialize)]
    struct Argument {
        text: String,
        components: BTreeMap<String, Buffer>,
        edit: CompositionEdit,
    }
    let Argument { text, components, edit } = arguments(argument)?;
    Ok(diptych_compose::edit(&text, &bytes(components), &edit)?)
}

/// `{before, after, components, composition?}`, the text around the caret → `Completion[]`, whose `start`
/// counts UTF-16 units.
#[wasm_bindgen]
pub fn complete_wac(argument: JsValue) -> Result<JsValue, JsError> {
    #[derive(Deserialize)]
    struct Argument {
        before: String,
        after: String,
        components: BTreeMap<String, Buffer>,
        composition: Option<Composition>,
    }
    let Argument { before, after, components, composition } = arguments(argument)?;
    let text = before.clone() + &after;
    let mut list = diptych_compose::complete(&text, before.len(), &bytes(components), composition.as_ref());
    for completion in &mut list {
        completion.start = text[..completion.start].encode_utf16().count();
    }
    result(&list)
}
