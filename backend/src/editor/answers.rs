//! Answers as they are passed on: only what the page understands, bounded, without anything of this machine.

use super::address;
use super::analyzer::COMPLETIONS;
use crate::compilers::messages::Scrubber;
use diptych_shared::api::editor::{EditorAnswer, EditorAsk};
use diptych_shared::project::Project;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::path::Path;

/// How long one text may be, in bytes.
const TEXT_BYTES: usize = 8 << 10;
/// How long the documentation of one of many completions may be, in bytes.
const COMPLETION_DOCUMENTATION_BYTES: usize = 1 << 10;

/// What of a completion is passed on.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Completion {
    label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    documentation: Option<Markup>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sort_text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    filter_text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    insert_text_format: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text_edit: Option<TextEdit>,
}

#[derive(Serialize, Deserialize)]
struct Markup {
    kind: String,
    value: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct TextEdit {
    range: Range,
    new_text: String,
}

#[derive(Serialize, Deserialize)]
struct Range {
    start: Place,
    end: Place,
}

#[derive(Serialize, Deserialize)]
struct Place {
    line: u32,
    character: u32,
}

#[derive(Serialize, Deserialize)]
struct Hover {
    contents: Markup,
    range: Option<Range>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct SignatureHelp {
    signatures: Vec<Signature>,
    active_signature: Option<u32>,
    active_parameter: Option<u32>,
}

#[derive(Serialize, Deserialize)]
struct Signature {
    label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    documentation: Option<Markup>,
    #[serde(default)]
    parameters: Vec<Parameter>,
}

#[derive(Serialize, Deserialize)]
struct Parameter {
    label: [u32; 2],
}

#[derive(Deserialize)]
struct Location {
    uri: String,
    range: Range,
}

/// What `told` says, an answer to `ask` about the `project` in the folder `input`.
pub fn presentable(
    ask: EditorAsk,
    told: Value,
    project: &Project,
    input: &Path,
    scrubber: &Scrubber,
) -> EditorAnswer {
    let mut incomplete = false;
    let mut answer = match ask {
        EditorAsk::Completion => {
            let items = match told {
                Value::Object(mut list) => list.remove("items").unwrap_or_default(),
                items => items,
            };
            let mut items: Vec<Completion> = serde_json::from_value(items).unwrap_or_default();
            incomplete = items.len() >= COMPLETIONS;
            items.truncate(COMPLETIONS);
            for item in &mut items {
                if let Some(Markup { value, .. }) = &mut item.documentation {
                    cut(value, COMPLETION_DOCUMENTATION_BYTES);
                }
            }
            json!(items)
        }
        EditorAsk::Hover => json!(serde_json::from_value::<Option<Hover>>(told).ok().flatten()),
        EditorAsk::Signature => json!(serde_json::from_value::<Option<SignatureHelp>>(told).ok().flatten()),
        EditorAsk::Definition => {
            let told = if told.is_object() { json!([told]) } else { told };
            let locations: Vec<Location> = serde_json::from_value(told).unwrap_or_default();
            // Sources of libraries are not shown, nor told where they are.
            let within = locations.into_iter().filter_map(|Location { uri, range }| {
                let path = address::within(input, &uri)?;
                project.files.contains_key(&path).then(|| json!({ "path": path, "range": range }))
            });
            within.collect()
        }
    };
    scrub(&mut answer, scrubber);
    EditorAnswer { answer, incomplete, note: None }
}

/// Cleans and bounds every text in `value`.
fn scrub(value: &mut Value, scrubber: &Scrubber) {
    match value {
        Value::String(text) => {
            *text = scrubber.scrub(std::mem::take(text));
            cut(text, TEXT_BYTES);
        }
        Value::Array(values) => values.iter_mut().for_each(|value| scrub(value, scrubber)),
        Value::Object(members) => members.values_mut().for_each(|value| scrub(value, scrubber)),
        _ => {}
    }
}

fn cut(text: &mut String, bytes: usize) {
    if text.len() > bytes {
        text.truncate(text.floor_char_boundary(bytes));
        text.push('…');
    }
}

#[cfg(test)]
mod tests {
    use super::{EditorAsk, presentable};
    use crate::compilers::messages::Scrubber;
    use diptych_shared::project::{Project, ProjectFile};
    use serde_json::{Value, json};
    use std::path::Path;

    fn told(ask: EditorAsk, told: Value) -> Value {
        let mut project = Project::default();
        project.files.insert("main.rs".into(), ProjectFile::text(""));
        let scrubber = Scrubber::new(vec![("/srv/secret".into(), "session".into())]);
        presentable(ask, told, &project, Path::new("/srv/secret/input"), &scrubber).answer
    }

    #[test]
    fn only_places_in_the_project_are_told() {
        let range = json!({"start": {"line": 1, "character": 2}, "end": {"line": 1, "character": 4}});
        let at = |path: &str| json!({"uri": format!("file://{path}"), "range": range});
        let places = json!([
            at("/srv/secret/input/main.rs"),
            at("/srv/secret/input/gone.rs"),
            at("/root/std/string.rs")
        ]);
        assert_eq!(told(EditorAsk::Definition, places), json!([{"path": "main.rs", "range": range}]));
        assert_eq!(told(EditorAsk::Definition, Value::Null), json!([]));
    }

    #[test]
    fn texts_are_scrubbed_bounded_and_nothing_else_is_passed_on() {
        let hover = json!({"contents": {"kind": "markdown", "value": "in /srv/secret/x"}, "range": null, "actions": ["run"]});
        assert_eq!(
            told(EditorAsk::Hover, hover),
            json!({"contents": {"kind": "markdown", "value": "in session/x"}, "range": null})
        );
        let long = "ü".repeat(10_000);
        let items = json!({"isIncomplete": true, "items": [
            {"label": "x", "documentation": {"kind": "markdown", "value": long}, "data": {"path": "/srv/secret"}, "command": {}}]});
        let items = told(EditorAsk::Completion, items);
        assert_eq!(items[0].as_object().unwrap().len(), 2, "{items}");
        assert!(items[0]["documentation"]["value"].as_str().unwrap().len() < 1_100);
    }
}
