//! The Inspect view: `diptych.inspector`. It is JavaScript that loads when it is asked for.

use super::json::{to_js, words};
use diptych_shared::project::Project;
use js_sys::{Object, Promise, Reflect, Uint8Array};
use serde::Serialize;
use std::future::Future;
use std::sync::Arc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;
use web_sys::HtmlElement;

#[wasm_bindgen]
extern "C" {
    type RawInspector;

    #[wasm_bindgen(js_namespace = ["diptych", "inspector"], js_name = create, catch)]
    async fn raw_create(host: &HtmlElement, options: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method)]
    fn close(this: &RawInspector);
}

/// A component that can be inspected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Offered {
    /// What it is asked for by.
    pub id: String,
    /// What a person reads.
    pub label: String,
}

/// A component handed over.
pub struct Handed {
    /// What it is called.
    pub name: String,
    /// Its bytes.
    pub bytes: Arc<Vec<u8>>,
    /// The project it was built from, whose WIT has docs.
    pub project: Option<Project>,
}

/// The view in the page, until it is closed.
pub struct Inspector(JsValue);

impl Inspector {
    /// Loads the view into `host`. It asks `components` what there is, `component` for one by its id,
    /// and `stop` to leave off building it; it begins with `first`.
    pub async fn create<F>(
        host: &HtmlElement,
        first: &str,
        components: impl Fn() -> Vec<Offered> + 'static,
        component: impl Fn(String) -> F + 'static,
        stop: impl Fn() + 'static,
    ) -> Result<Inspector, String>
    where
        F: Future<Output = Result<Handed, String>> + 'static,
    {
        let components =
            Closure::<dyn Fn() -> JsValue>::new(move || to_js(&components()).unwrap_or(JsValue::NULL));
        let component = Closure::<dyn Fn(String) -> Promise>::new(move |id| {
            let handed = component(id);
            future_to_promise(async move {
                let error = |why: String| js_sys::Error::new(&why);
                let Handed { name, bytes, project } = handed.await.map_err(error)?;
                let project = project.map(|project| to_js(&project)).transpose().map_err(error)?;
                object([
                    ("name", name.into()),
                    ("bytes", Uint8Array::from(bytes.as_slice()).into()),
                    ("project", project.unwrap_or(JsValue::UNDEFINED)),
                ])
            })
        });
        let stop = Closure::<dyn Fn()>::new(stop);
        let options = object([
            ("first", if first.is_empty() { JsValue::NULL } else { first.into() }),
            ("components", components.into_js_value()),
            ("component", component.into_js_value()),
            ("stop", stop.into_js_value()),
        ]);
        let options = options.map_err(|error| words(&error))?;
        raw_create(host, &options).await.map(Inspector).map_err(|error| words(&error))
    }

    /// Ends it and its worker.
    pub fn close(self) {
        self.0.unchecked_into::<RawInspector>().close();
    }
}

fn object<const N: usize>(fields: [(&str, JsValue); N]) -> Result<JsValue, JsValue> {
    let object = Object::new();
    for (name, value) in fields {
        Reflect::set(&object, &name.into(), &value)?;
    }
    Ok(object.into())
}
