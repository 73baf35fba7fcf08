//! The page: a Leptos application, rendered in the browser only, over the JavaScript contract in `interop`.

mod app;
mod components;
mod flows;
mod interop;
mod panes;
mod services;
mod state;

use wasm_bindgen::prelude::wasm_bindgen;

/// Takes the static shell's place with the real page.
#[wasm_bindgen(start)]
pub fn start() {
    interop::panic::tell();
    app::mount();
}
