//! The transpile kit: a component to JavaScript and core modules that a browser runs.

mod blocking;
mod transpile;
mod types;

pub use transpile::{TRANSPILED_BYTES, TranspileError, Transpiled, transpile};

pub use types::types;

use diptych_shared::project::Project;
use wasm_bindgen::prelude::*;

/// `{project}` → `{path: text}`: its WIT as `.d.ts` files, see [`types()`].
#[wasm_bindgen]
pub fn wit_types(argument: JsValue) -> Result<JsValue, JsError> {
    let project = js_sys::Reflect::get(&argument, &"project".into()).unwrap_or_default();
    let project: Project = serde_wasm_bindgen::from_value(project)
        .map_err(|error| JsError::new(&format!("the argument does not fit the method: {error}")))?;
    let object = js_sys::Object::new();
    for (path, text) in types(&project).map_err(|why| JsError::new(&why))? {
        // Setting a field of a fresh plain object cannot fail.
        let _ = js_sys::Reflect::set(&object, &path.into(), &text.into());
    }
    Ok(object.into())
}

/// `{bytes, waiting}` → `{files, entry, imports, exports, needs_jspi}`; throws an `Error` whose message says
/// why this engine cannot run the component.
///
/// `waiting` names imports whose functions may wait, see [`transpile()`]; none when it is not given.
/// `files` are `[name, Uint8Array]` pairs, `entry` names the JavaScript module among them. It exports
/// `instantiate(getCoreModule, imports, instantiateCore)`. The keys of `imports` are the imports' full
/// names with versions. All exports return promises when `needs_jspi` is true.
#[wasm_bindgen(js_name = transpile)]
pub fn transpile_for_javascript(argument: JsValue) -> Result<JsValue, JsError> {
    let bytes = js_sys::Reflect::get(&argument, &"bytes".into())
        .ok()
        .and_then(|bytes| bytes.dyn_into::<js_sys::Uint8Array>().ok())
        .ok_or_else(|| {
            JsError::new("the argument does not fit the method: `bytes` has to be a Uint8Array")
        })?;
    let waiting = js_sys::Reflect::get(&argument, &"waiting".into()).unwrap_or_default();
    let waiting: Vec<String> = if waiting.is_undefined() {
        Vec::new()
    } else {
        serde_wasm_bindgen::from_value(waiting)
            .map_err(|error| JsError::new(&format!("the argument does not fit the method: {error}")))?
    };
    let transpiled = transpile(&bytes.to_vec(), &waiting)?;
    let files = js_sys::Array::new();
    for (name, content) in &transpiled.files {
        files.push(&js_sys::Array::of2(&name.into(), &js_sys::Uint8Array::from(content.as_slice())));
    }
    let strings = |names: &[String]| names.iter().map(JsValue::from).collect::<js_sys::Array>();
    let object = js_sys::Object::new();
    let fields: [(&str, JsValue); 5] = [
        ("files", files.into()),
        ("entry", transpiled.entry.into()),
        ("imports", strings(&transpiled.imports).into()),
        ("exports", strings(&transpiled.exports).into()),
        ("needs_jspi", transpiled.needs_jspi.into()),
    ];
    for (name, value) in fields {
        // Setting a field of a fresh plain object cannot fail.
        let _ = js_sys::Reflect::set(&object, &name.into(), &value);
    }
    Ok(object.into())
}
