//! The graph of a composition: `diptych.graph`. It is a bundle of its own that loads when it is asked for.

use super::json::words;
use diptych_page_common::composition::{GraphNews, GraphRequest};
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

#[wasm_bindgen]
extern "C" {
    type RawGraph;

    #[wasm_bindgen(js_namespace = ["diptych", "graph"], js_name = create, catch)]
    async fn raw_create(host: &HtmlElement, on_request: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn tell(this: &RawGraph, news: &str) -> Result<(), JsValue>;

    #[wasm_bindgen(method)]
    fn free(this: &RawGraph);
}

/// The graph in the page, until it is closed.
pub struct Graph(RawGraph);

impl Graph {
    /// Loads the graph into `host`. It calls back with what it asks of the page.
    pub async fn create(
        host: &HtmlElement,
        on_request: impl Fn(GraphRequest) + 'static,
    ) -> Result<Graph, String> {
        let on_request = Closure::<dyn Fn(String)>::new(move |text: String| {
            if let Ok(request) = serde_json::from_str(&text) {
                on_request(request);
            }
        });
        let made = raw_create(host, &on_request.into_js_value()).await;
        made.map(|made| Graph(made.unchecked_into())).map_err(|error| words(&error))
    }

    /// Tells it what has changed.
    pub fn tell(&self, news: &GraphNews) -> Result<(), String> {
        let text = serde_json::to_string(news).map_err(|error| error.to_string())?;
        self.0.tell(&text).map_err(|error| words(&error))
    }

    /// Takes it out of the page.
    pub fn close(self) {
        self.0.free();
    }
}
