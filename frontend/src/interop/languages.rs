//! The languages worker: `diptych.languages`.

use super::json::words;
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["diptych", "languages"], js_name = compile, catch)]
    async fn raw_compile(
        project: &JsValue,
        signal: &AbortSignal,
        on_event: &JsValue,
    ) -> Result<JsValue, JsValue>;

    /// Whether this site has clang for the page.
    #[wasm_bindgen(js_namespace = ["diptych", "languages"], js_name = hasClang)]
    pub fn has_clang() -> bool;
}

/// Compiles a project; `on_event` hears events as JSON text. The error is for people.
pub async fn compile(
    project: &JsValue,
    signal: &AbortSignal,
    on_event: impl Fn(String) + 'static,
) -> Result<JsValue, String> {
    let callback = Closure::<dyn Fn(String)>::new(on_event);
    raw_compile(project, signal, callback.as_ref()).await.map_err(|error| words(&error))
}
