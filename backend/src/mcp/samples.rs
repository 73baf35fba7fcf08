//! The samples, as the site has them.

use super::answers::{SampleList, SampleRow};
use crate::app::AppState;
use diptych_shared::project::Project;
use serde::Deserialize;

/// The largest index that is read, in bytes.
const INDEX_BYTES: u64 = 64 << 20;

/// One sample of `samples/index.json`.
#[derive(Deserialize)]
pub struct Sample {
    name: String,
    title: String,
    description: String,
    language: String,
    /// Its files.
    pub project: Project,
}

/// All samples, in teaching order.
///
/// # Errors
///
/// When the site is not built.
async fn all(state: &AppState) -> Result<Vec<Sample>, String> {
    let path = state.config().site.join("samples/index.json");
    let read = tokio::task::spawn_blocking(move || {
        use std::io::Read as _;
        let mut text = Vec::new();
        std::fs::File::open(path)?.take(INDEX_BYTES).read_to_end(&mut text)?;
        Ok::<_, std::io::Error>(serde_json::from_slice(&text)?)
    });
    match read.await {
        Ok(Ok(samples)) => Ok(samples),
        _ => Err("this server has no samples: its site is not built".to_owned()),
    }
}

/// Their names and what they show; those in `language` where one is named.
pub async fn list(state: &AppState, language: Option<&str>) -> Result<SampleList, String> {
    let samples =
        all(state).await?.into_iter().filter(|sample| language.is_none_or(|it| it == sample.language));
    let samples = samples.map(|sample| SampleRow {
        name: sample.name,
        title: sample.title,
        description: sample.description,
        language: sample.language,
    });
    Ok(SampleList { samples: samples.collect() })
}

/// The sample of this name.
pub async fn get(state: &AppState, name: &str) -> Result<Sample, String> {
    let found = all(state).await?.into_iter().find(|sample| sample.name == name);
    found.ok_or_else(|| "there is no sample of that name: `list_samples` has them".to_owned())
}
