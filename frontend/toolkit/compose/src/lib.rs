//! The compose kit: compositions (`diptych-compose`) and pipelines (`shared`'s) for JavaScript.
//!
//! Each function takes one object with named fields, like those of the tools kit. `components` is the
//! project's compiled components: name → `Uint8Array`.

#[path = "../../tools/src/boundary.rs"]
mod boundary;

use boundary::{Buffer, arguments, result};
use diptych_compose::Components;
use diptych_shared::api::compile::{CompileOutput, CompilePlace};
use diptych_shared::api::composition::{Composition, CompositionEdit, Wiring};
use diptych_shared::api::diagnostic::Diagnostic;
use diptych_shared::api::run::RunSettings;
use diptych_shared::pipeline::{self, Given, Stage};
use diptych_shared::project::Project;
use diptych_shared::report::RunReport;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
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

/// `{project, entry}` → `{stages?: {stage: Stage, needs: string[]}[], diagnostics: Diagnostic[]}`
#[wasm_bindgen]
pub fn pipeline(argument: JsValue) -> Result<JsValue, JsError> {
    #[derive(Deserialize)]
    struct Argument {
        project: Project,
        entry: String,
    }
    #[derive(Serialize)]
    struct Told {
        stage: Stage,
        needs: BTreeSet<String>,
    }
    #[derive(Default, Serialize)]
    struct Answer {
        stages: Option<Vec<Told>>,
        diagnostics: Vec<Diagnostic>,
    }
    let Argument { project, entry } = arguments(argument)?;
    result(&match pipeline::read(&project, &entry) {
        Ok(read) => {
            let told = |stage: Stage| Told { needs: stage.needs().map(str::to_owned).collect(), stage };
            let names: Vec<&str> = read.stages.iter().map(|stage| stage.name.as_str()).collect();
            let manifest = project.manifest().ok();
            let unknown = manifest.map(|manifest| manifest.unknown_grants(&names, "stage of the pipeline"));
            let diagnostics = unknown.unwrap_or_default();
            Answer { stages: Some(read.stages.into_iter().map(told).collect()), diagnostics }
        }
        Err(diagnostics) => Answer { diagnostics, ..Answer::default() },
    })
}

/// `{stage, report}` → what the stage gave; throws why it gave nothing.
#[wasm_bindgen]
pub fn stage_given(argument: JsValue) -> Result<JsValue, JsError> {
    #[derive(Deserialize)]
    struct Argument {
        stage: Stage,
        report: RunReport,
    }
    let Argument { stage, report } = arguments(argument)?;
    result(&pipeline::given(&stage, &report).map_err(|why| JsError::new(&why))?)
}

/// `{stage, settings, earlier}`, the project's `RunSettings` and what earlier stages gave by their names → the
/// stage's `RunSettings`; throws what cannot be fed.
#[wasm_bindgen]
pub fn feed_stage(argument: JsValue) -> Result<JsValue, JsError> {
    #[derive(Deserialize)]
    struct Argument {
        stage: Stage,
        settings: RunSettings,
        earlier: BTreeMap<String, Given>,
    }
    let Argument { stage, settings, earlier } = arguments(argument)?;
    result(&pipeline::feed(&stage, &settings, &earlier).map_err(|why| JsError::new(&why))?)
}
