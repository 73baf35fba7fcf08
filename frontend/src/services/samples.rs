//! The sample projects that come with the page: `samples/index.json`.

use super::http::{HttpError, Outgoing, send, text};
use diptych_shared::project::Project;
use serde::Deserialize;

/// One sample.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Sample {
    /// Its folder's name.
    pub name: String,
    /// For people.
    pub title: String,
    /// What it shows.
    #[serde(default)]
    pub description: String,
    /// `wat`, `rust` or `component`.
    pub language: String,
    /// The project itself.
    pub project: Project,
}

/// Fetches all samples, in teaching order. The error is for people.
pub async fn fetch() -> Result<Vec<Sample>, String> {
    let outgoing = Outgoing { method: "GET", path: "samples/index.json", json: None, signal: None };
    let no_answer = |error| match error {
        HttpError::Aborted => "The samples were not loaded.".to_owned(),
        HttpError::NoAnswer(why) => {
            format!("The samples could not be loaded ({why}). Check the connection and try again.")
        }
    };
    let response = send(outgoing).await.map_err(no_answer)?;
    if !response.ok() {
        return Err(format!("The samples are not on this host (HTTP status {}).", response.status()));
    }
    let text = text(&response).await.map_err(no_answer)?;
    serde_json::from_str(&text).map_err(|error| format!("The samples could not be read: {error}"))
}
