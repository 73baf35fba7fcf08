//! What the page asks of the browser: downloads, the clipboard, the address, the theme, preferences.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use web_sys::{Storage, Window};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = diptych, js_name = download)]
    fn raw_download(name: &str, bytes: &Uint8Array, mime: &str);

    #[wasm_bindgen(js_namespace = diptych, js_name = copyText, catch)]
    async fn raw_copy_text(text: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = diptych, js_name = whenIdle)]
    fn raw_when_idle(callback: &JsValue);
}

/// The window; the page cannot run without one.
#[expect(clippy::expect_used, reason = "a page without a window does not exist")]
pub fn window() -> Window {
    web_sys::window().expect("a page has a window")
}

/// Saves bytes as a file on the person's disk.
pub fn download(name: &str, bytes: &[u8], mime: &str) {
    raw_download(name, &Uint8Array::from(bytes), mime);
}

/// The same for bytes that JavaScript has already.
pub fn download_array(name: &str, bytes: &Uint8Array, mime: &str) {
    raw_download(name, bytes, mime);
}

/// Copies text; false when the browser does not let the page.
pub async fn copy_text(text: &str) -> bool {
    raw_copy_text(text).await.is_ok_and(|copied| copied.is_truthy())
}

/// Calls back when the browser has nothing better to do.
pub fn when_idle(callback: impl FnOnce() + 'static) {
    raw_when_idle(&Closure::once_into_js(callback));
}

/// The page's clock: milliseconds since it was opened.
pub fn now_ms() -> f64 {
    js_sys::Reflect::get(&window(), &"performance".into())
        .ok()
        .and_then(|performance| {
            let now = js_sys::Reflect::get(&performance, &"now".into()).ok()?;
            now.dyn_ref::<js_sys::Function>()?.call0(&performance).ok()?.as_f64()
        })
        .unwrap_or_else(js_sys::Date::now)
}

/// A new random id.
pub fn random_id() -> String {
    let part = || (js_sys::Math::random() * f64::from(u32::MAX)) as u32;
    format!("{:08x}{:08x}", part(), part())
}

/// `localStorage`, when the browser lets the page have it.
pub fn local_storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// `sessionStorage`: this tab's own.
pub fn session_storage() -> Option<Storage> {
    window().session_storage().ok().flatten()
}

/// A stored preference.
pub fn preference(name: &str) -> Option<String> {
    local_storage()?.get_item(&format!("diptych.{name}")).ok()?
}

/// Remembers a preference; one that cannot be stored is forgotten at the end of the visit.
pub fn set_preference(name: &str, value: &str) {
    if let Some(storage) = local_storage() {
        let _ = storage.set_item(&format!("diptych.{name}"), value);
    }
}

/// Whether the system asks for dark pages.
pub fn system_is_dark() -> bool {
    window().match_media("(prefers-color-scheme: dark)").ok().flatten().is_some_and(|query| query.matches())
}

/// What stands after `#` in the address.
pub fn fragment() -> String {
    window().location().hash().unwrap_or_default().trim_start_matches('#').to_owned()
}

/// Takes the fragment out of the address, so that a reload opens the saved project and not the link again.
pub fn clear_fragment() {
    let location = window().location();
    let address = location.pathname().unwrap_or_default() + &location.search().unwrap_or_default();
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
    }
}

/// The workbench's address with a fragment, also where the page is that of a short link.
pub fn address_with(fragment: &str) -> String {
    let base =
        window().document().and_then(|document| document.base_uri().ok().flatten()).unwrap_or_default();
    let base = base.split(['#', '?']).next().unwrap_or_default();
    format!("{base}#{fragment}")
}

/// Sets an attribute of the document's root element (`data-theme`, `data-ready`…).
pub fn set_root_attribute(name: &str, value: &str) {
    let root = window().document().and_then(|document| document.document_element());
    if let Some(root) = root {
        let _ = root.set_attribute(name, value);
    }
}
