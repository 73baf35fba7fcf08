//! What covers the page for a moment: the palette, the gallery, the link, the projects, the languages,
//! what is made of a world, a component taken apart, the keys.

mod from_world;
mod generated_files;
mod inspect;
mod keys;
mod language_choice;
mod languages;
mod palette;
mod panel;
mod projects;
mod samples;
mod share;
mod wasi_imports;
mod world_choice;

use crate::flows::{Workbench, workbench::Overlay};
use leptos::prelude::*;

/// The overlay that is asked for, if any.
#[component]
pub fn Overlays(bench: Workbench) -> impl IntoView {
    let overlay = bench.overlay;
    let close = Callback::new(move |()| overlay.set(None));
    move || match overlay.get() {
        None => ().into_any(),
        Some(Overlay::Palette) => view! { <palette::Palette bench close/> }.into_any(),
        Some(Overlay::Samples) => view! { <samples::Samples bench close/> }.into_any(),
        Some(Overlay::Share) => view! { <share::Share bench close/> }.into_any(),
        Some(Overlay::Export) => {
            view! { <panel::Panel bench close name="export" title="Export and import"/> }.into_any()
        }
        Some(Overlay::History) => {
            view! { <panel::Panel bench close name="history" title="History"/> }.into_any()
        }
        Some(Overlay::Projects) => view! { <projects::Projects bench close/> }.into_any(),
        Some(Overlay::Languages) => view! { <languages::Languages bench close/> }.into_any(),
        Some(what @ (Overlay::FromWorld | Overlay::Bindings)) => {
            view! { <from_world::FromWorld bench close bindings=what == Overlay::Bindings/> }.into_any()
        }
        Some(Overlay::WasiImports) => view! { <wasi_imports::WasiImports bench close/> }.into_any(),
        Some(Overlay::Inspect) => view! { <inspect::Inspect bench close/> }.into_any(),
        Some(Overlay::Keys) => view! { <keys::Keys close/> }.into_any(),
    }
}
