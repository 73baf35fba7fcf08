//! The browser's engine: `diptych.browserEngine`.

use super::json::{from_js, to_js, words};
use diptych_shared::api::composition::LinkedComposition;
use diptych_shared::api::inspect::Inspection;
use diptych_shared::api::run::{ComponentSource, RunSettings};
use js_sys::{JsString, Object, Reflect, Uint8Array};
use serde::Deserialize;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// A run under way.
    type RawRun;

    #[wasm_bindgen(method)]
    fn stop(this: &RawRun);

    #[wasm_bindgen(js_namespace = ["diptych", "browserEngine"], js_name = run, catch)]
    fn raw_run(request: &JsValue, on_event: &JsValue, on_lost: &JsValue) -> Result<RawRun, JsValue>;

    #[wasm_bindgen(js_namespace = ["diptych", "browserEngine"], js_name = available, catch)]
    fn raw_available() -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = ["diptych", "browserEngine"], js_name = warm, catch)]
    fn raw_warm() -> Result<JsValue, JsValue>;
}

/// A run under way in the browser.
pub struct BrowserRun(RawRun);

impl BrowserRun {
    /// Ends it; its report comes at once.
    pub fn stop(&self) {
        self.0.stop();
    }
}

/// Whether the browser can run components.
#[derive(Deserialize)]
pub struct Availability {
    /// It can.
    pub ok: bool,
    /// Why not.
    #[serde(default)]
    pub why: String,
}

/// Whether this browser can run components, and why not.
pub fn available() -> Availability {
    raw_available()
        .map_err(|error| words(&error))
        .and_then(|value| from_js(&value))
        .unwrap_or_else(|why| Availability { ok: false, why })
}

/// Prepares frame and worker, so that the first run starts at once.
pub fn warm() {
    // Warming is a favour to the first run, which reports any failure itself.
    let _ = raw_warm();
}

/// Starts a run. `on_event` hears the same `RunEvent`s as from the server, as JSON text; the last is
/// the report, unless `on_lost` hears why there is none. Of a composition `bytes` are the composed component, and `linked` has all of its parts' bytes.
pub fn run(
    bytes: &[u8],
    inspection: &Inspection,
    settings: &RunSettings,
    linked: Option<&LinkedComposition>,
    on_event: impl Fn(JsString) + 'static,
    on_lost: impl FnOnce(String) + 'static,
) -> Result<BrowserRun, String> {
    let request = Object::new();
    set(&request, "bytes", &Uint8Array::from(bytes))?;
    set(&request, "sha256", &inspection.sha256.as_str().into())?;
    set(&request, "inspection", &to_js(inspection)?)?;
    set(&request, "settings", &to_js(settings)?)?;
    if let Some(linked) = linked {
        set(&request, "linked", &parts(linked)?)?;
    }
    // What was streamed is kept, so the report need not have it again.
    set(&request, "traceInReport", &false.into())?;
    let callback = Closure::<dyn Fn(JsString)>::new(on_event);
    // The engine calls back until its report; the closure is freed with the JavaScript function.
    let callback = callback.into_js_value();
    let lost = Closure::once_into_js(on_lost);
    raw_run(&request, &callback, &lost).map(BrowserRun).map_err(|error| words(&error))
}

/// `{composition, components: {name: {bytes}}}`
fn parts(linked: &LinkedComposition) -> Result<JsValue, String> {
    let components = Object::new();
    for (name, source) in &linked.components {
        let ComponentSource::Base64(bytes) = source else {
            return Err(format!("the bytes of the component `{name}` are not here"));
        };
        let component = Object::new();
        set(&component, "bytes", &Uint8Array::from(&bytes[..]))?;
        set(&components, name, &component)?;
    }
    let object = Object::new();
    set(&object, "composition", &to_js(&linked.composition)?)?;
    set(&object, "components", &components)?;
    Ok(object.into())
}

fn set(object: &Object, name: &str, value: &JsValue) -> Result<(), String> {
    Reflect::set(object, &name.into(), value).map(drop).map_err(|error| words(&error))
}
