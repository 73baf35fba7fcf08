//! Small things views need from the DOM: what was typed, what has the keyboard.

use leptos::prelude::{StoredValue, WithValue as _, on_cleanup};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use web_sys::{Element, Event, HtmlElement};

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
