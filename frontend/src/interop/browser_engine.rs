//! The browser's engine: `diptych.browserEngine`.

use super::json::{from_js, to_js, words};
use diptych_shared::api::inspect::Inspection;
use diptych_shared::api::run::RunSettings;
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
    fn raw_run(request: &JsValue, on_event: &JsValue) -> Result<RawRun, JsValue>;

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
/// the report.
pub fn run(
    bytes: &[u8],
    inspection: &Inspection,
    settings: &RunSettings,
    on_event: impl Fn(JsString) + 'static,
) -> Result<BrowserRun, String> {
    let request = Object::new();
    let set = |name: &str, value: &JsValue| {
        Reflect::set(&request, &name.into(), value).map(drop).map_err(|error| words(&error))
    };
    set("bytes", &Uint8Array::from(bytes))?;
    set("sha256", &inspection.sha256.as_str().into())?;
    set("inspection", &to_js(inspection)?)?;
    set("settings", &to_js(settings)?)?;
    // What was streamed is kept, so the report need not have it again.
    set("traceInReport", &false.into())?;
    let callback = Closure::<dyn Fn(JsString)>::new(on_event);
    // The engine calls back until its report; the closure is freed with the JavaScript function.
    raw_run(&request, &callback.into_js_value()).map(BrowserRun).map_err(|error| words(&error))
}
