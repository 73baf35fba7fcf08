//! `samples/index.json` for the gallery: every folder of `playground-samples` as a project, and the
//! manifest of its denied variant where it has one.

use crate::stamp;
use anyhow::{Context as _, Result, ensure};
use base64::Engine as _;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// `index.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Index {
    section: Vec<Section>,
    capability: BTreeMap<String, Variant>,
}

/// Samples under one heading, in teaching order.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Section {
    title: String,
    samples: Vec<String>,
}

/// The sample of a capability, and what its denied variant has otherwise.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Variant {
    sample: String,
    denied_grants: Vec<String>,
    denied: String,
}

/// Writes the index of the samples in `folder`, in the order its `index.toml` gives.
pub fn write_index(folder: &str, output: &str) -> Result<()> {
    let index: Index = toml::from_str(&fs::read_to_string(Path::new(folder).join("index.toml"))?)?;
    let mut samples = Vec::new();
    for section in &index.section {
        for name in &section.samples {
            let variant = index.capability.values().find(|variant| variant.sample == *name);
            let sample = sample(Path::new(folder), name, &section.title, variant);
            samples.push(sample.with_context(|| format!("sample {name}"))?);
        }
    }
    if let Some(parent) = Path::new(output).parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(output, serde_json::to_string(&samples)?)?;
    Ok(())
}

/// One sample: its project without the expectations.
fn sample(folder: &Path, name: &str, section: &str, variant: Option<&Variant>) -> Result<Value> {
    let folder = folder.join(name);
    let manifest_text = fs::read_to_string(folder.join("diptych.toml"))?;
    let manifest: toml::Table = toml::from_str(&manifest_text)?;
    let text = |key: &str| manifest.get(key).and_then(toml::Value::as_str).unwrap_or_default();
    let language =
        manifest.get("source").and_then(|source| source.get("language")).and_then(toml::Value::as_str);
    let denied = match variant {
        Some(variant) => Some(json!({
            "description": variant.denied,
            "manifest": denied_manifest(&manifest_text, text("title"), variant)?,
        })),
        None => None,
    };
    Ok(json!({
        "name": name,
        "title": text("title"),
        "description": text("description"),
        "language": language.unwrap_or_default(),
        "section": section,
        "project": { "files": project_files(&folder)? },
        "denied": denied,
    }))
}

fn project_files(folder: &Path) -> Result<serde_json::Map<String, Value>> {
    let mut paths = Vec::<PathBuf>::new();
    stamp::collect(folder, &mut paths)?;
    paths.sort();
    let mut files = serde_json::Map::new();
    for path in paths {
        let relative = path.strip_prefix(folder)?.to_string_lossy().into_owned();
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
    Ok(files)
}

/// The manifest with the variant's title, description and grants, and otherwise as it was written.
fn denied_manifest(text: &str, title: &str, variant: &Variant) -> Result<String> {
    let title = toml::Value::from(format!("{title}, denied")).to_string();
    let grants: Vec<String> =
        variant.denied_grants.iter().map(|grant| toml::Value::from(grant.as_str()).to_string()).collect();
    let text = replace(text, "title = ", "\n", &title)?;
    let text =
        replace(&text, "description = ", "\n", &toml::Value::from(variant.denied.as_str()).to_string())?;
    let text = replace(&text, "grants = ", "]\n", &format!("[{}]", grants.join(", ")))?;
    let changed: toml::Table = toml::from_str(&text)?;
    let changed = changed.get("run").and_then(|run| run.get("grants"));
    ensure!(
        changed == Some(&toml::Value::from(variant.denied_grants.clone())),
        "its grants are not where they are looked for: one `grants = [` at the start of a line in [run]"
    );
    Ok(text)
}

/// `text` with the value of the line that starts with `key` replaced, up to where `end` does.
fn replace(text: &str, key: &str, end: &str, value: &str) -> Result<String> {
    let line = format!("\n{key}");
    let start = text.find(&line).with_context(|| format!("no line starts with `{key}`"))? + line.len();
    let length = text[start..].find(end).with_context(|| format!("`{key}` has no end"))? + end.len();
    Ok(format!("{}{value}\n{}", &text[..start], &text[start + length..]))
}

#[cfg(test)]
mod tests {
    use super::{Variant, denied_manifest};

    #[test]
    fn a_denied_variant_differs_in_its_title_its_words_and_its_grants() {
        let variant = Variant {
            sample: "x".into(),
            denied_grants: vec!["filesystem read /a b".into()],
            denied: "It says \"no\".".into(),
        };
        let text = "format = 1\ntitle = \"X\"\ndescription = \"Y\"\n\n[run]\ngrants = [\n    \"stdio\",\n]\nwarm-calls = 1\n";
        assert_eq!(
            denied_manifest(text, "X", &variant).unwrap(),
            "format = 1\ntitle = \"X, denied\"\ndescription = 'It says \"no\".'\n\n[run]\n\
             grants = [\"filesystem read /a b\"]\nwarm-calls = 1\n"
        );
        let elsewhere = text.replace("[run]", "[other]");
        assert!(denied_manifest(&elsewhere, "X", &variant).is_err());
        assert!(denied_manifest("format = 1\ntitle = \"X\"\n", "X", &variant).is_err());
    }
}
