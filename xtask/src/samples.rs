//! `samples/index.json` for the gallery: every folder of `playground-samples` as a project.

use crate::stamp;
use anyhow::{Context as _, Result};
use base64::Engine as _;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

/// Writes the index of the samples in `folder`, in the order its `index.toml` gives.
pub fn write_index(folder: &str, output: &str) -> Result<()> {
    let order: toml::Table = toml::from_str(&fs::read_to_string(Path::new(folder).join("index.toml"))?)?;
    let names =
        order.get("samples").and_then(toml::Value::as_array).context("index.toml has no `samples` list")?;
    let samples = names
        .iter()
        .filter_map(toml::Value::as_str)
        .map(|name| sample(Path::new(folder), name).with_context(|| format!("sample {name}")))
        .collect::<Result<Vec<Value>>>()?;
    if let Some(parent) = Path::new(output).parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(output, serde_json::to_string(&samples)?)?;
    Ok(())
}

/// One sample: its project without the expectations.
fn sample(folder: &Path, name: &str) -> Result<Value> {
    let folder = folder.join(name);
    let manifest: toml::Table = toml::from_str(&fs::read_to_string(folder.join("diptych.toml"))?)?;
    let text = |key: &str| manifest.get(key).and_then(toml::Value::as_str).unwrap_or_default();
    let language =
        manifest.get("source").and_then(|source| source.get("language")).and_then(toml::Value::as_str);
    let mut paths = Vec::<PathBuf>::new();
    stamp::collect(&folder, &mut paths)?;
    paths.sort();
    let mut files = serde_json::Map::new();
    for path in paths {
        let relative = path.strip_prefix(&folder)?.to_string_lossy().into_owned();
        if relative.starts_with("expected/") {
            continue;
        }
        let file = match String::from_utf8(fs::read(&path)?) {
            Ok(text) => json!({ "text": text }),
            Err(error) => {
                json!({ "base64": base64::engine::general_purpose::STANDARD.encode(error.into_bytes()) })
            }
        };
        files.insert(relative, file);
    }
    Ok(json!({
        "name": name,
        "title": text("title"),
        "description": text("description"),
        "language": language.unwrap_or_default(),
        "project": { "files": files },
    }))
}
