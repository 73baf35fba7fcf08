//! The pane of a pipeline: `diptych.pipeline`. It is JavaScript that loads when it is asked for.

use super::json::{field, object, set, strings, to_js, words};
use crate::services::compose::Parts;
use diptych_shared::api::inspect::Inspection;
use diptych_shared::api::run::RunSettings;
use js_sys::{Array, JsString, Object, Promise, Uint8Array};
use std::collections::BTreeMap;
use std::sync::Arc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlElement;

#[wasm_bindgen]
extern "C" {
    type RawPipeline;

    #[wasm_bindgen(js_namespace = ["diptych", "pipeline"], js_name = create, catch)]
    async fn raw_create(host: &HtmlElement, options: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method)]
    fn tell(this: &RawPipeline, stages: &JsValue);

    #[wasm_bindgen(method)]
    fn run(this: &RawPipeline, what: &JsValue) -> Promise;

    #[wasm_bindgen(method)]
    fn stop(this: &RawPipeline);
}

/// The pane in the page.
#[derive(Clone)]
pub struct Pipeline(JsValue);

/// What an engine said of a stage: a `RunEvent` as JSON.
pub struct StageLine {
    /// The stage's name.
    pub stage: String,
    /// The line.
    pub line: String,
}

/// What the pane asks of the page.
pub trait PipelineHost: Copy + 'static {
    /// Shows what the engines said of a stage, the browser's lines first; `is_asked` for by a person, or because
    /// the run is over.
    fn show(self, stage: String, lines: [Vec<JsString>; 2], is_asked: bool);
    /// Hears how each stage ended, on each engine that ran it.
    fn ended(self, lines: Vec<StageLine>);
    /// Shows the source of a component.
    fn source(self, component: &str);
    /// Shows what a stage is granted.
    fn grants(self, stage: String);
}

impl Pipeline {
    fn raw(&self) -> &RawPipeline {
        self.0.unchecked_ref()
    }

    /// Loads the pane into `element`.
    pub async fn create(element: &HtmlElement, host: impl PipelineHost) -> Result<Pipeline, String> {
        let show = Closure::<dyn Fn(String, JsValue, bool)>::new(move |stage, lines: JsValue, is_asked| {
            let lines = ["browser", "wasmtime"].map(|engine| strings(&field(&lines, engine)));
            host.show(stage, lines, is_asked);
        });
        let ended = Closure::<dyn Fn(Array)>::new(move |lines: Array| {
            let text = |line: &JsValue, name: &str| field(line, name).as_string().unwrap_or_default();
            let line = |line: JsValue| StageLine { stage: text(&line, "stage"), line: text(&line, "line") };
            host.ended(lines.iter().map(line).collect());
        });
        let source = Closure::<dyn Fn(String)>::new(move |component: String| host.source(&component));
        let grants = Closure::<dyn Fn(String)>::new(move |stage| host.grants(stage));
        let options = object([
            ("show", show.into_js_value()),
            ("ended", ended.into_js_value()),
            ("source", source.into_js_value()),
            ("grants", grants.into_js_value()),
        ])?;
        raw_create(element, &options).await.map(Pipeline).map_err(|error| words(&error))
    }

    /// Shows these stages, as the kit told them.
    pub fn tell(&self, stages: &JsValue) {
        self.raw().tell(stages);
    }

    /// Runs all stages on these engines, by their ids. `inspections` has those of the parts, by the same names.
    /// Of the components, `is_sent` says which the server has.
    pub async fn run(
        &self,
        engines: &[&str],
        settings: &RunSettings,
        parts: &Parts,
        inspections: &BTreeMap<String, Arc<Inspection>>,
        is_sent: impl Fn(&str) -> bool,
    ) -> Result<(), String> {
        let components = Object::new();
        for (name, part) in parts {
            let component = object([
                ("bytes", Uint8Array::from(part.bytes.as_slice()).into()),
                ("sha256", part.sha256.as_str().into()),
                ("inspection", to_js(&inspections.get(name).map(|inspection| &**inspection))?),
                ("isSent", is_sent(&part.sha256).into()),
            ])?;
            set(&components, name, &component)?;
        }
        let engines: Array = engines.iter().map(|engine| JsValue::from_str(engine)).collect();
        let what = object([
            ("engines", engines.into()),
            ("settings", to_js(settings)?),
            ("components", components.into()),
        ])?;
        JsFuture::from(self.raw().run(&what)).await.map(drop).map_err(|error| words(&error))
    }

    /// Stops what runs.
    pub fn stop(&self) {
        self.raw().stop();
    }
}
