//! The tools kit: `diptych-shared` for JavaScript, one function per method of the toolchain worker.
//!
//! Each takes one object with named fields and gives a plain value or throws an `Error` whose
//! message is for people. Bytes are `Uint8Array`s here; inside the wire types they are base64.

mod boundary;
mod inspecting;
mod traces;
mod wit;
mod worlds;

pub use inspecting::*;
pub use traces::*;
pub use wit::*;
pub use worlds::*;

use boundary::{Buffer, arguments, result};
use diptych_shared::api::inspect::Inspection;
use diptych_shared::api::run::RunSettings;
use diptych_shared::api::types::WitType;
use diptych_shared::policy::{self, Policy};
use diptych_shared::project::{self, Language, Project};
use diptych_shared::report;
use diptych_shared::toolchain::{self, wave};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;

#[derive(Deserialize)]
struct ProjectArgument {
    project: Project,
}

#[derive(Deserialize)]
struct BytesArgument {
    bytes: Buffer,
}

/// `{project}` → `CompileOutput`.
#[wasm_bindgen]
pub fn compile(argument: JsValue) -> Result<JsValue, JsError> {
    let ProjectArgument { project } = arguments(argument)?;
    result(&toolchain::compile(&project))
}

/// `{project}` → `{language, label, settings}`: what it is written in, also as people call it, and the `RunSettings`
/// that its manifest makes; throws what is wrong with the manifest.
#[wasm_bindgen]
pub fn run_plan(argument: JsValue) -> Result<JsValue, JsError> {
    #[derive(Serialize)]
    struct Plan {
        language: Language,
        label: &'static str,
        settings: RunSettings,
    }
    let ProjectArgument { project } = arguments(argument)?;
    let language = project.manifest()?.source.language;
    result(&Plan { language, label: language.label(), settings: project.run_settings()? })
}

/// `{bytes}` → `Inspection`.
#[wasm_bindgen]
pub fn inspect(argument: JsValue) -> Result<JsValue, JsError> {
    let BytesArgument { bytes } = arguments(argument)?;
    result(&toolchain::inspect(&bytes.0)?)
}

/// `{bytes}` → WebAssembly text.
#[wasm_bindgen]
pub fn print_wat(argument: JsValue) -> Result<String, JsError> {
    let BytesArgument { bytes } = arguments(argument)?;
    Ok(toolchain::print_wat(&bytes.0)?)
}

/// `{inspection, settings}` → `ResolvedCall[]`; throws why nothing can be run.
#[wasm_bindgen]
pub fn resolve_calls(argument: JsValue) -> Result<JsValue, JsError> {
    #[derive(Deserialize)]
    struct Argument {
        inspection: Inspection,
        settings: RunSettings,
    }
    let Argument { inspection, settings } = arguments(argument)?;
    match toolchain::resolve_calls(&inspection, &settings) {
        Ok(calls) => result(&calls),
        Err(why) => Err(JsError::new(&why)),
    }
}

/// `{inspection, grants}` → `PolicyRow[]`: what each imported function is allowed, and what a denied
/// call gives.
#[wasm_bindgen]
pub fn policy_table(argument: JsValue) -> Result<JsValue, JsError> {
    #[derive(Deserialize)]
    struct Argument {
        inspection: Inspection,
        grants: Policy,
    }
    let Argument { inspection, grants } = arguments(argument)?;
    result(&policy::policy_table(&inspection, &grants))
}

/// `{grants}` → the scopes of those capabilities whose calls the host checks, see
/// [`policy::policy_scopes`].
#[wasm_bindgen]
pub fn policy_scopes(argument: JsValue) -> Result<JsValue, JsError> {
    #[derive(Deserialize)]
    struct Argument {
        grants: Policy,
    }
    let Argument { grants } = arguments(argument)?;
    result(&policy::policy_scopes(&grants))
}

/// `{left, right}`, the bytes of two files → `OutputComparison`.
#[wasm_bindgen]
pub fn diff_bytes(argument: JsValue) -> Result<JsValue, JsError> {
    #[derive(Deserialize)]
    struct Argument {
        left: Buffer,
        right: Buffer,
    }
    let Argument { left, right } = arguments(argument)?;
    result(&report::diff_bytes(left.0, right.0))
}

/// `{project}` → the text after `#` in a link.
#[wasm_bindgen]
pub fn encode_link(argument: JsValue) -> Result<String, JsError> {
    let ProjectArgument { project } = arguments(argument)?;
    Ok(project::encode_link(&project)?)
}

/// `{fragment}` → `Project`.
#[wasm_bindgen]
pub fn decode_link(argument: JsValue) -> Result<JsValue, JsError> {
    #[derive(Deserialize)]
    struct Argument {
        fragment: String,
    }
    let Argument { fragment } = arguments(argument)?;
    result(&project::decode_link(&fragment)?)
}

/// `{project}` → the bytes of a zip archive.
#[wasm_bindgen]
pub fn to_zip(argument: JsValue) -> Result<Vec<u8>, JsError> {
    let ProjectArgument { project } = arguments(argument)?;
    Ok(project::to_zip(&project))
}

/// `{bytes, title}` of a zip archive → [`project::Incoming`]; `title` is for a project without a manifest.
#[wasm_bindgen]
pub fn from_zip(argument: JsValue) -> Result<JsValue, JsError> {
    #[derive(Deserialize)]
    struct Argument {
        bytes: Buffer,
        #[serde(default)]
        title: String,
    }
    let Argument { bytes, title } = arguments(argument)?;
    result(&project::from_zip(&bytes.0, &title)?)
}

/// `{files, title}`, `files` as pairs of path and bytes → [`project::Incoming`].
#[wasm_bindgen]
pub fn from_folder(argument: JsValue) -> Result<JsValue, JsError> {
    #[derive(Deserialize)]
    struct Argument {
        files: Vec<(String, Buffer)>,
        title: String,
    }
    let Argument { files, title } = arguments(argument)?;
    let files = files.into_iter().map(|(path, Buffer(bytes))| (path, bytes)).collect();
    result(&project::gather(files, &title)?)
}

/// `{text}` of JSON, such as a gist's → [`project::Incoming`].
#[wasm_bindgen]
pub fn from_json(argument: JsValue) -> Result<JsValue, JsError> {
    #[derive(Deserialize)]
    struct Argument {
        text: String,
    }
    let Argument { text } = arguments(argument)?;
    result(&project::from_json(&text)?)
}

/// `{name, bytes}` of a dropped `.wasm` file → `Project`.
#[wasm_bindgen]
pub fn project_from_wasm(argument: JsValue) -> Result<JsValue, JsError> {
    #[derive(Deserialize)]
    struct Argument {
        name: String,
        bytes: Buffer,
    }
    let Argument { name, bytes } = arguments(argument)?;
    result(&toolchain::project_from_wasm(&name, &bytes.0)?)
}

/// `{ty, text}` → `Value`.
#[wasm_bindgen]
pub fn parse_wave(argument: JsValue) -> Result<JsValue, JsError> {
    #[derive(Deserialize)]
    struct Argument {
        ty: WitType,
        text: String,
    }
    let Argument { ty, text } = arguments(argument)?;
    result(&wave::parse(&ty, &text)?)
}

/// `{value}` → WAVE text.
#[wasm_bindgen]
pub fn wave_text(argument: JsValue) -> Result<String, JsError> {
    #[derive(Deserialize)]
    struct Argument {
        value: wave::Value,
    }
    let Argument { value } = arguments(argument)?;
    Ok(wave::to_text(&value))
}

/// `{names}` of functions, as in a name section → the same, readable where they are symbols of Rust or C++.
#[wasm_bindgen]
pub fn demangle(argument: JsValue) -> Result<JsValue, JsError> {
    #[derive(Deserialize)]
    struct Argument {
        names: Vec<String>,
    }
    let Argument { names } = arguments(argument)?;
    let readable = |name: &String| toolchain::demangle(name).unwrap_or_else(|| name.clone());
    result(&names.iter().map(readable).collect::<Vec<_>>())
}
