//! What the share dialog shows of a link: `diptych.share`. It is JavaScript that loads when it is asked for.

use super::json::{object, to_js, words};
use diptych_shared::project::Project;
use js_sys::Promise;
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["diptych", "share"], js_name = show, catch)]
    async fn raw_show(host: &HtmlElement, link: &JsValue) -> Result<JsValue, JsValue>;
}

/// A link to show.
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
    pub project_id: String,
}

/// Fills `host` with the link and the ways to pass it on. `reports` answers the reports of the last run of the project
/// as it is, if there was one, as JSON texts. The error is for people.
pub async fn show(
    host: &HtmlElement,
    link: &Link<'_>,
    reports: Option<Box<dyn Fn() -> Promise>>,
) -> Result<(), String> {
    let reports = reports.map_or(JsValue::NULL, |reports| Closure::wrap(reports).into_js_value());
    let link = object([
        ("address", link.address.as_str().into()),
        ("title", link.title.as_str().into()),
        ("description", link.description.as_str().into()),
        ("project", to_js(link.project)?),
        ("projectId", link.project_id.as_str().into()),
        ("reports", reports),
    ])?;
    raw_show(host, &link).await.map(drop).map_err(|error| words(&error))
}
