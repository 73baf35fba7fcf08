//! Projects as JSON: a gist as its API gives it, a plain record of files, Diptych's own.

use super::{Incoming, IncomingError, gather};
use crate::project::{PROJECT_JSON_BYTES, ProjectFile};
use serde_json::{Map, Value};

/// The project in a JSON text: `{"files": {name: …}}`, where a file is a text, `{"content": text}` as gists
/// have it, `{"text": text}` or `{"base64": bytes}`; alone, or as `project` or `content.project` of an object.
///
/// # Errors
///
/// What is wrong with it.
pub fn from_json(text: &str) -> Result<Incoming, IncomingError> {
    if text.len() > PROJECT_JSON_BYTES {
        return Err(IncomingError::TooLarge { limit: PROJECT_JSON_BYTES });
    }
    let value: Value = serde_json::from_str(text)
        .map_err(|error| IncomingError::Json(format!("it is not JSON: {error}")))?;
    let inner = value.pointer("/content/project").or_else(|| value.get("project")).unwrap_or(&value);
    let Some(named) = inner.get("files").and_then(Value::as_object) else {
        let message = "this JSON holds no project: it needs `files`, an object of file names";
        return Err(IncomingError::Json(message.to_owned()));
    };
    let files: Result<Vec<_>, _> =
        named.iter().map(|(name, file)| Ok((name.clone(), content(name, file)?))).collect();
    let word = |at: &str| value.pointer(at).and_then(Value::as_str).filter(|text| !text.trim().is_empty());
    let title = ["/content/title", "/title", "/description"].into_iter().find_map(word).unwrap_or_default();
    let line: String = title.lines().next().unwrap_or_default().chars().take(100).collect();
    gather(files?, &line)
}

fn content(name: &str, file: &Value) -> Result<Vec<u8>, IncomingError> {
    if let Some(text) = file.as_str() {
        return Ok(text.as_bytes().to_vec());
    }
    let empty = Map::new();
    let fields = file.as_object().unwrap_or(&empty);
    if fields.get("truncated") == Some(&Value::Bool(true)) {
        return Err(IncomingError::Json(format!(
            "`{name}` is cut off in this JSON: get it from its `raw_url`"
        )));
    }
    if let Some(text) = fields.get("content").or_else(|| fields.get("text")).and_then(Value::as_str) {
        return Ok(text.as_bytes().to_vec());
    }
    let bytes = fields.get("base64").map(|base64| serde_json::json!({ "base64": base64 }));
    match bytes.and_then(|file| serde_json::from_value::<ProjectFile>(file).ok()) {
        Some(file) => Ok(file.as_bytes().to_vec()),
        None => Err(IncomingError::Json(format!(
            "`{name}` has no content: a text, or `content`, `text` or `base64`"
        ))),
    }
}
