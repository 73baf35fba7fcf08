//! What the share dialog shows of a link: `diptych.share`. It is JavaScript that loads when it is asked for.

use super::json::{to_js, words};
use diptych_shared::project::Project;
use js_sys::{Promise, Reflect};
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
    /// The project's description.
    pub description: String,
    /// What the link holds.
    pub project: &'a Project,
    /// The project's id in this browser.
    #[serde(rename = "projectId")]
    pub project_id: String,
}

/// Fills `host` with the link and the ways to pass it on. `reports` answers the reports of the last run of the project
/// as it is, if there was one, as JSON texts. The error is for people.
pub async fn show(
    host: &HtmlElement,
    link: &Link<'_>,
    reports: Option<Box<dyn Fn() -> Promise>>,
) -> Result<(), String> {
    let link = to_js(link)?;
    let reports = reports.map_or(JsValue::NULL, |reports| Closure::wrap(reports).into_js_value());
    Reflect::set(&link, &"reports".into(), &reports).map_err(|error| words(&error))?;
    raw_show(host, &link).await.map(drop).map_err(|error| words(&error))
}
