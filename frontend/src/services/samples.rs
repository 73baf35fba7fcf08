//! The sample projects that come with the page: `samples/index.json`.

use super::http::{HttpError, Outgoing, send, text};
use diptych_shared::project::{Language, MANIFEST_FILE, Project, ProjectFile};
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
    /// What it is written in.
    pub language: Language,
    /// The heading it stands under.
    #[serde(default)]
    pub section: String,
    /// The project itself.
    pub project: Project,
    /// What its denied variant has otherwise, when there is one.
    #[serde(default)]
    pub denied: Option<DeniedVariant>,
}

/// The same project with less granted.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct DeniedVariant {
    /// What it shows.
    pub description: String,
    /// Its manifest's text.
    pub manifest: String,
}

impl Sample {
    /// What the denied variant shows, and its project.
    pub fn denied_project(&self) -> Option<(String, Project)> {
        let variant = self.denied.as_ref()?;
        let mut project = self.project.clone();
        project.files.insert(MANIFEST_FILE.to_owned(), ProjectFile::text(variant.manifest.clone()));
        Some((variant.description.clone(), project))
    }
}

/// Fetches all samples, in teaching order. The error is for people.
pub async fn fetch() -> Result<Vec<Sample>, String> {
    let outgoing =
        Outgoing { method: "GET", path: "samples/index.json", json: None, accept: None, signal: None };
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
