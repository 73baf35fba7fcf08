//! What is written down about a project's runs: `wasmtime.json` and `browser.json`, as the samples keep them.

use super::ending::{CliError, Ending};
use super::output;
use crate::limits::NamedLimit;
use diptych_shared::report::{NormalizedReport, RunReport, normalize};
use serde_json::Value;
use std::fs;
use std::path::Path;

/// How much of a value a message quotes, in characters.
const QUOTED: usize = 200;

/// Compares `report` with what `folder` says of its engine; with `bless` writes it down instead. No expectation is
/// larger than `limit`.
///
/// # Errors
///
/// When there is no expectation of this engine, or none that can be read.
pub fn check(folder: &Path, report: &RunReport, bless: bool, limit: NamedLimit) -> Result<Ending, CliError> {
    let found = normalize(report);
    let path = folder.join(format!("{}.json", found.engine));
    if bless {
        let text = serde_json::to_string_pretty(&found).map_err(anyhow::Error::from)? + "\n";
        fs::create_dir_all(folder)
            .and_then(|()| fs::write(&path, text))
            .map_err(|error| CliError::Usage(format!("cannot write {}: {error}", path.display())))?;
        return Ok(Ending::Good);
    }
    let expected = read(&path, limit)?;
    if expected == found {
        return Ok(Ending::Good);
    }
    output::note(&format!("{} did not do what {} says:", found.engine, path.display()));
    let (Ok(expected), Ok(found)) = (serde_json::to_value(&expected), serde_json::to_value(&found)) else {
        return Ok(Ending::Bad);
    };
    differences(&expected, &found).iter().for_each(|difference| output::note(difference));
    Ok(Ending::Bad)
}

fn read(path: &Path, limit: NamedLimit) -> Result<NormalizedReport, CliError> {
    let bytes = super::source::read(path, limit)?;
    serde_json::from_slice(&bytes)
        .map_err(|error| CliError::Usage(format!("{} is no expectation: {error}", path.display())))
}

/// What is not the same, field by field.
fn differences(expected: &Value, found: &Value) -> Vec<String> {
    let names = |value: &Value| value.as_object().map(|fields| fields.keys().cloned().collect::<Vec<_>>());
    let mut all = names(expected).unwrap_or_default();
    all.extend(names(found).unwrap_or_default());
    all.sort();
    all.dedup();
    let differ = all.into_iter().filter(|name| expected.get(name) != found.get(name));
    differ
        .map(|name| {
            let (expected, found) = (expected.get(&name), found.get(&name));
            let lists = expected.and_then(Value::as_array).zip(found.and_then(Value::as_array));
            match lists {
                Some((expected, found)) => {
                    let same = expected.iter().zip(found).take_while(|(one, other)| one == other).count();
                    let (one, other) = (quoted(expected.get(same)), quoted(found.get(same)));
                    format!("  {name}[{same}]: expected {one}, found {other}")
                }
                None => format!("  {name}: expected {}, found {}", quoted(expected), quoted(found)),
            }
        })
        .collect()
}

fn quoted(value: Option<&Value>) -> String {
    let Some(value) = value else { return "nothing".to_owned() };
    let text = value.to_string();
    match text.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::differences;
    use serde_json::json;

    #[test]
    fn a_difference_is_told_by_its_field_and_place() {
        let expected = json!({"stdout": {"text": "a"}, "calls": [1, 2], "gone": 1, "same": [1]});
        let found = json!({"stdout": {"text": "b"}, "calls": [1, 3], "same": [1]});
        assert_eq!(
            differences(&expected, &found),
            [
                "  calls[1]: expected 2, found 3",
                "  gone: expected 1, found nothing",
                "  stdout: expected {\"text\":\"a\"}, found {\"text\":\"b\"}",
            ]
        );
    }
}
