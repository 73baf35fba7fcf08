//! The graph of a composition, a bundle of its own: most visits see no composition, and do not pay for one.

mod model;
mod pane;

use diptych_page_common::composition::{EdgeCalls, GraphNews, GraphRequest, StepView};
use diptych_page_common::panic;
use diptych_shared::api::composition::{Composition, CompositionEdit, Wiring};
use js_sys::Function;
use leptos::mount::mount_to;
use leptos::prelude::*;
use std::any::Any;
use std::collections::BTreeMap;
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

/// The pane in the page, until it is freed.
#[wasm_bindgen]
pub struct CompositionGraph {
    told: Told,
    /// Unmounts when it is dropped.
    _mounted: Box<dyn Any>,
}

/// What the page told last.
#[derive(Clone, Default)]
struct Told {
    composition: ArcRwSignal<Option<Composition>>,
    stale: ArcRwSignal<Option<String>>,
    wiring: ArcRwSignal<Wiring>,
    grants: ArcRwSignal<BTreeMap<String, Vec<String>>>,
    calls: ArcRwSignal<Vec<EdgeCalls>>,
    step: ArcRwSignal<Option<StepView>>,
}

#[wasm_bindgen]
impl CompositionGraph {
    /// Puts the pane into `host`. `on_request` gets a [`GraphRequest`] as JSON text whenever the pane asks
    /// something of the page.
    #[wasm_bindgen(constructor)]
    pub fn new(host: HtmlElement, on_request: Function) -> CompositionGraph {
        panic::tell();
        let told = Told::default();
        let given = told.clone();
        let mounted = mount_to(host, move || {
            let on_request = StoredValue::new_local(on_request);
            let ask = move |request: GraphRequest| {
                // These are plain values, which always make a text; what the page throws, it has told of itself.
                if let Ok(text) = serde_json::to_string(&request) {
                    on_request.with_value(|ask| ask.call1(&JsValue::NULL, &text.into()).map(drop).ok());
                }
            };
            view! {
                <pane::CompositionPane
                    composition=given.composition
                    stale=given.stale
                    wiring=given.wiring
                    grants=given.grants
                    calls=given.calls
                    step=given.step
                    on_edit=Callback::new(move |edit: CompositionEdit| {
                        ask(GraphRequest::Edit(serde_json::to_string(&edit).unwrap_or_default()));
                    })
                    on_show=Callback::new(move |target| ask(GraphRequest::Show(target)))
                    on_step=Callback::new(move |to| ask(GraphRequest::Step(to)))
                />
            }
        });
        CompositionGraph { told, _mounted: Box::new(mounted) }
    }

    /// Takes in a [`GraphNews`], as JSON text.
    ///
    /// # Errors
    ///
    /// When the text is none: the page and this bundle are of different builds.
    pub fn tell(&self, news: &str) -> Result<(), JsError> {
        let told = &self.told;
        match serde_json::from_str(news)? {
            GraphNews::Composition(composition) => told.composition.set(composition),
            GraphNews::Stale(why) => told.stale.set(why),
            GraphNews::Wiring(wiring) => told.wiring.set(serde_json::from_str(&wiring)?),
            GraphNews::Grants(grants) => told.grants.set(grants),
            GraphNews::Calls(calls) => told.calls.set(calls),
            GraphNews::Step(step) => told.step.set(step),
        }
        Ok(())
    }
}
