//! What a stage gives, and the settings of a run that is fed with it.

use super::{Form, FromStage, Input, Stage};
use crate::api::run::{Call, RunSettings};
use crate::api::types::WitType;
use crate::policy::Policy;
use crate::report::{Outcome, RunReport};
use crate::toolchain::wave::{self, Value};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a stage gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Given {
    /// What its command wrote to stdout.
    Bytes(crate::api::Bytes),
    /// What its function returned, as WAVE.
    Value(String),
}

/// What a stage's run gave to the stages after it.
///
/// # Errors
///
/// Why there is nothing to go on with: it did not end well, or not all that it wrote is known.
pub fn given(stage: &Stage, report: &RunReport) -> Result<Given, String> {
    if let Some(why) = failure(&report.outcome) {
        return Err(format!("`{}` {why}", stage.name));
    }
    // A command says by its result whether it did what it was to do.
    if stage.call.is_none() && report.values.iter().any(|value| value.value.as_deref() == Some("err")) {
        return Err(format!("the command of `{}` failed", stage.name));
    }
    if stage.call.is_some() {
        let value = report.values.last().and_then(|value| value.value.clone());
        return value
            .map(Given::Value)
            .ok_or_else(|| format!("the function that `{}` calls returns nothing", stage.name));
    }
    match report.stdout.truncated {
        true => Err(format!("`{}` wrote more than the limit output-bytes keeps", stage.name)),
        false => Ok(Given::Bytes(report.stdout.bytes.clone())),
    }
}

/// How a run ended that did not end well, after the name of its stage.
fn failure(outcome: &Outcome) -> Option<String> {
    Some(match outcome {
        Outcome::Returned | Outcome::Exited { code: 0 } => return None,
        Outcome::Exited { code } => format!("exited with code {code}"),
        Outcome::Trapped { .. } => "trapped".to_owned(),
        Outcome::Denied { capability, .. } => format!("was denied {capability}"),
        Outcome::LimitExceeded { limit, .. } => format!("met the limit {limit}"),
        Outcome::UnsupportedByEngine { .. } => "cannot be run by this engine".to_owned(),
        Outcome::Rejected { .. } => "was refused".to_owned(),
        Outcome::Cancelled => "was stopped".to_owned(),
        Outcome::EngineFailed { .. } => "was lost by its engine".to_owned(),
    })
}

/// The settings for a run of `stage`: those of the project, with what earlier stages gave.
///
/// # Errors
///
/// What cannot be taken as it was asked for.
pub fn feed(
    stage: &Stage,
    project: &RunSettings,
    earlier: &BTreeMap<String, Given>,
) -> Result<RunSettings, String> {
    let from = |input: &FromStage| {
        earlier.get(&input.from).ok_or_else(|| format!("the stage `{}` gave nothing", input.from))
    };
    let stdin = match &stage.stdin {
        None => Vec::new(),
        Some(Input::Text(text)) => text.clone().into_bytes(),
        Some(Input::Stage(input)) => as_bytes(from(input)?),
    };
    let mut calls = Vec::new();
    if let Some(export) = &stage.call {
        let value = |input: &Input| match input {
            Input::Text(text) => Ok(text.clone()),
            Input::Stage(input) => as_wave(from(input)?, input),
        };
        let arguments = stage.values.iter().map(value).collect::<Result<_, String>>()?;
        calls.push(Call { export: export.clone(), arguments });
    }
    let own = project.component_grants.get(&stage.name).into_iter().flat_map(Policy::iter);
    Ok(RunSettings {
        calls,
        grants: project.grants.iter().chain(own).cloned().collect(),
        component_grants: BTreeMap::new(),
        stdin: stdin.into(),
        arguments: stage.arguments.clone(),
        ..project.clone()
    })
}

/// What was given, as bytes: of a value that is text or bytes these, of any other its WAVE text and a newline.
fn as_bytes(given: &Given) -> Vec<u8> {
    let text = match given {
        Given::Bytes(bytes) => return bytes.0.clone(),
        Given::Value(text) => text,
    };
    if let Ok(Value::String(text)) = wave::parse(&WitType::String, text) {
        return text.into_bytes();
    }
    if let Ok(Value::Bytes(bytes)) = wave::parse(&WitType::List { element: Box::new(WitType::U8) }, text) {
        return bytes.0;
    }
    format!("{text}\n").into_bytes()
}

/// What was given, as the WAVE text of an argument.
fn as_wave(given: &Given, input: &FromStage) -> Result<String, String> {
    let bytes = match given {
        Given::Value(text) => return Ok(text.clone()),
        Given::Bytes(bytes) => bytes,
    };
    let text = || {
        let text = std::str::from_utf8(bytes);
        text.map_err(|_| format!("what `{}` gave is not UTF-8: take it `as = \"bytes\"`", input.from))
    };
    Ok(match input.form {
        Form::Text => wave::to_text(&Value::String(text()?.to_owned())),
        Form::Bytes => wave::to_text(&Value::Bytes(bytes.clone())),
        Form::Value => text()?.trim().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{Capability, Grant};

    fn stage(text: &str) -> Stage {
        toml::from_str(&format!("name = \"s\"\ncomponent = \"c\"\n{text}")).unwrap()
    }

    fn earlier() -> BTreeMap<String, Given> {
        let given = [
            ("bytes", Given::Bytes(b"a\"b\n".to_vec().into())),
            ("binary", Given::Bytes(vec![0xff].into())),
            ("number", Given::Bytes(b" 42\n".to_vec().into())),
            ("text", Given::Value("\"x\\ny\"".to_owned())),
            ("list", Given::Value("[1, 2]".to_owned())),
            ("record", Given::Value("{a: 1}".to_owned())),
        ];
        given.map(|(name, given)| (name.to_owned(), given)).into()
    }

    #[test]
    fn bytes_and_values_go_where_they_are_asked_for() {
        let whole = |capability| Policy::from([Grant::whole(capability)]);
        let own = [("s", Capability::Stdio), ("other", Capability::Logging)];
        let project = RunSettings {
            grants: whole(Capability::Random),
            component_grants: own.map(|(name, capability)| (name.to_owned(), whole(capability))).into(),
            ..RunSettings::default()
        };
        let stdin = |from: &str| {
            let stage = stage(&format!("stdin = {{ from = \"{from}\" }}"));
            let settings = feed(&stage, &project, &earlier()).unwrap();
            assert_eq!(settings.grants.texts(), ["stdio", "random"]);
            assert!(settings.component_grants.is_empty());
            settings.stdin.0
        };
        assert_eq!(stdin("bytes"), b"a\"b\n");
        assert_eq!(stdin("text"), b"x\ny");
        assert_eq!(stdin("list"), [1, 2]);
        assert_eq!(stdin("record"), b"{a: 1}\n");
        let value = |input: &str| {
            let stage = stage(&format!("call = \"f\"\nvalues = [{input}]"));
            feed(&stage, &project, &earlier()).map(|settings| settings.calls[0].arguments[0].clone())
        };
        assert_eq!(value("\"7\"").unwrap(), "7");
        assert_eq!(value("{ from = \"bytes\" }").unwrap(), r#""a\"b\n""#);
        assert_eq!(value("{ from = \"number\", as = \"value\" }").unwrap(), "42");
        assert_eq!(value("{ from = \"binary\", as = \"bytes\" }").unwrap(), "[255]");
        assert_eq!(value("{ from = \"record\" }").unwrap(), "{a: 1}");
        assert!(value("{ from = \"binary\" }").unwrap_err().contains("not UTF-8"));
        assert!(value("{ from = \"nobody\" }").unwrap_err().contains("gave nothing"));
    }

    #[test]
    fn only_what_ended_well_gives_anything() {
        let mut report = RunReport::bare(Outcome::Returned);
        report.stdout.bytes = "out".into();
        assert_eq!(given(&stage(""), &report), Ok(Given::Bytes("out".into())));
        assert!(given(&stage("call = \"f\""), &report).unwrap_err().contains("returns nothing"));
        report.stdout.truncated = true;
        assert!(given(&stage(""), &report).unwrap_err().contains("output-bytes"));
        report.outcome = Outcome::Exited { code: 2 };
        assert!(given(&stage(""), &report).unwrap_err().contains("code 2"));
        report.outcome = Outcome::Cancelled;
        assert_eq!(given(&stage(""), &report), Err("`s` was stopped".to_owned()));
    }
}
