//! Small things views need from the DOM: what was typed, what was dropped, dialogs.

use js_sys::Uint8Array;
use leptos::prelude::{StoredValue, WithValue as _, on_cleanup};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, Event, File, FileList, HtmlElement};

/// The largest file the page reads, in bytes: limit `upload-bytes`.
pub const UPLOAD_BYTES: f64 = 32.0 * 1024.0 * 1024.0;

/// A file that was dropped or chosen.
pub struct Upload {
    /// Its name; its path inside a chosen folder where the browser tells.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Reads files one after the other. A file over `upload-bytes` is refused before it is read.
pub async fn read_files(files: FileList) -> Vec<Result<Upload, String>> {
    let mut out = Vec::new();
    for index in 0..files.length() {
        if let Some(file) = files.get(index) {
            out.push(read_file(&file).await);
        }
    }
    out
}

async fn read_file(file: &File) -> Result<Upload, String> {
    let name = file.name();
    if file.size() > UPLOAD_BYTES {
        return Err(format!(
            "`{name}` has {} bytes; the limit upload-bytes is {UPLOAD_BYTES}. Strip or split it first.",
            file.size()
        ));
    }
    let buffer = JsFuture::from(file.array_buffer()).await.map_err(|_| {
        format!("`{name}` could not be read: if it is a folder, drop the files in it instead")
    })?;
    Ok(Upload { name, bytes: Uint8Array::new(&buffer).to_vec() })
}

/// Whether the keyboard is in something that takes text, so that plain keys are not commands.
pub fn is_typing(event: &Event) -> bool {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else {
        return false;
    };
    target.closest("input, textarea, select, [contenteditable=true], .monaco-editor").ok().flatten().is_some()
}

/// Whether the keyboard is in the editor, which has key commands of its own.
pub fn is_in_editor(event: &Event) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| target.closest(".monaco-editor").ok().flatten().is_some())
}

/// Gives the keyboard to the first element that matches `selector`.
pub fn focus(selector: &str) {
    let document = super::page::window().document();
    let element = document.and_then(|document| document.query_selector(selector).ok().flatten());
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// Scrolls the first element that matches `selector` into sight.
pub fn scroll_into_view(selector: &'static str) {
    leptos::prelude::request_animation_frame(move || {
        let document = super::page::window().document();
        if let Some(element) = document.and_then(|document| document.query_selector(selector).ok().flatten())
        {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            element.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });
}

/// The value of `attribute` on the element, or the nearest one around it, that has it.
fn attribute_around(element: &Element, attribute: &str) -> Option<String> {
    element.closest(&format!("[{attribute}]")).ok().flatten()?.get_attribute(attribute)
}

/// The value of `attribute` where an event happened.
pub fn attribute_of(event: &Event, attribute: &str) -> Option<String> {
    attribute_around(&event.target()?.dyn_into::<Element>().ok()?, attribute)
}

/// The value of `attribute` under a point of the window, in CSS pixels.
pub fn attribute_at(x: f64, y: f64, attribute: &str) -> Option<String> {
    let element = super::page::window().document()?.element_from_point(x as f32, y as f32)?;
    attribute_around(&element, attribute)
}

#[wasm_bindgen]
extern "C" {
    type ResizeObserver;
    #[wasm_bindgen(constructor)]
    fn new(callback: &Closure<dyn Fn()>) -> ResizeObserver;
    #[wasm_bindgen(method)]
    fn observe(this: &ResizeObserver, element: &Element);
    #[wasm_bindgen(method)]
    fn disconnect(this: &ResizeObserver);
}

/// Calls back whenever the size of `element` changes, and once at first, as long as the owner lives.
pub fn observe_size(element: &Element, callback: impl Fn() + 'static) {
    let callback = Closure::new(callback);
    let observer = ResizeObserver::new(&callback);
    observer.observe(element);
    let kept = StoredValue::new_local((observer, callback));
    on_cleanup(move || {
        // Cleanups run before what they keep goes away.
        kept.try_with_value(|(observer, _)| observer.disconnect());
    });
}
