//! What the share dialog shows of a link: `diptych.share`. It is JavaScript that loads when it is asked for.

use super::json::{to_js, words};
use diptych_shared::project::Project;
use serde::Serialize;
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["diptych", "share"], js_name = show, catch)]
    async fn raw_show(host: &HtmlElement, link: &JsValue) -> Result<JsValue, JsValue>;
}

/// A link to show.
#[derive(Serialize)]
pub struct Link<'a> {
    /// The whole address.
    pub address: String,
    /// The project's title.
    pub title: String,
    /// What the link holds.
    pub project: &'a Project,
}

/// Fills `host` with the link and the ways to pass it on. The error is for people.
pub async fn show(host: &HtmlElement, link: &Link<'_>) -> Result<(), String> {
    raw_show(host, &to_js(link)?).await.map(drop).map_err(|error| words(&error))
}
