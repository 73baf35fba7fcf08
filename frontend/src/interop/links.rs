//! Short links: `diptych.links`. Most of it is JavaScript that loads with the first link.

use super::json::{field, from_js, object, strings, words};
use diptych_shared::project::Project;
use js_sys::JsString;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// The id in the address; empty when there is none.
    #[wasm_bindgen(js_namespace = ["diptych", "links"])]
    pub fn wanted() -> String;

    /// A run begins.
    #[wasm_bindgen(js_namespace = ["diptych", "links"])]
    pub fn began();

    /// An engine (0: the browser's) said a line.
    #[wasm_bindgen(js_namespace = ["diptych", "links"])]
    pub fn heard(engine: usize, line: &JsString);

    /// The run is over.
    #[wasm_bindgen(js_namespace = ["diptych", "links"])]
    pub fn ended();

    /// Another project is shown.
    #[wasm_bindgen(js_namespace = ["diptych", "links"])]
    pub fn closed();

    #[wasm_bindgen(js_namespace = ["diptych", "links"], js_name = open, catch)]
    async fn raw_open(id: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = ["diptych", "links"], js_name = show)]
    fn raw_show(opened: &JsValue, project: &str, host: &JsValue);
}

/// A link that was fetched.
pub struct Opened(JsValue);

impl Opened {
    /// What was published.
    pub fn project(&self) -> Result<Project, String> {
        from_js(&field(&self.0, "project"))
    }

    /// The projects of this browser that came from this link, the newest first, by id.
    pub fn copies(&self) -> Vec<String> {
        strings(&field(&self.0, "copies")).into_iter().map(String::from).collect()
    }

    /// What the engines said to the author, the browser's first; empty where there was no run.
    pub fn lines(&self) -> [Vec<JsString>; 2] {
        let lines = field(&self.0, "lines");
        ["browser", "wasmtime"].map(|engine| strings(&field(&lines, engine)))
    }

    /// Shows the bar of this link, opened as `project`. It may `show` the lines of two runs with their labels, and
    /// `run`.
    pub fn show(
        &self,
        project: &str,
        show: impl Fn([Vec<JsString>; 2], [String; 2]) + 'static,
        run: impl Fn() + 'static,
    ) {
        let show = Closure::<dyn Fn(JsValue, JsValue, String, String)>::new(
            move |left: JsValue, right: JsValue, a, b| {
                show([strings(&left), strings(&right)], [a, b]);
            },
        );
        let run = Closure::<dyn Fn()>::new(run);
        let host = object([("show", show.into_js_value()), ("run", run.into_js_value())]).unwrap_or_default();
        raw_show(&self.0, project, &host);
    }
}

/// Fetches a link. The error is for people.
pub async fn open(id: &str) -> Result<Opened, String> {
    raw_open(id).await.map(Opened).map_err(|error| words(&error))
}
