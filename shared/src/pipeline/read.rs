//! Reading a pipeline's text, and everything that is wrong with it.

use super::{Pipeline, Stage};
use crate::api::diagnostic::Diagnostic;
use crate::project::Project;
use crate::toolchain::limits::{PIPELINE_STAGES, exceeded};
use serde::Deserialize;
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// `pipeline.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    stage: Vec<Stage>,
}

/// The project's pipeline, which its file `entry` says.
///
/// # Errors
///
/// Everything that is wrong with it, at its place.
pub fn read(project: &Project, entry: &str) -> Result<Pipeline, Vec<Diagnostic>> {
    let Some(text) = project.files.get(entry).and_then(|file| file.as_text()) else {
        return Err(vec![Diagnostic::error("there is no such text file").in_file(entry)]);
    };
    let at = |message: String, span: Option<Range<usize>>| {
        let diagnostic = Diagnostic::error(message).in_file(entry);
        match span {
            Some(span) => diagnostic.at(text, span.start, span.end),
            None => diagnostic,
        }
    };
    let File { stage: stages } =
        toml::from_str(text).map_err(|error| vec![at(error.message().to_owned(), error.span())])?;
    let mut wrong = Vec::new();
    if stages.is_empty() {
        wrong.push(at("there is no stage: begin one with `[[stage]]`".to_owned(), None));
    }
    if stages.len() > PIPELINE_STAGES {
        let message = exceeded("this pipeline", stages.len(), "stages", PIPELINE_STAGES, "pipeline-stages");
        wrong.push(at(message, None));
        return Err(wrong);
    }
    let components = project.component_names();
    for (index, stage) in stages.iter().enumerate() {
        let mut say = |key: &str, message: String| wrong.push(at(message, span_of(text, index, key)));
        if !is_name(&stage.name) {
            say(
                "name",
                format!("`{}` is no name for a stage: letters, digits and `-`", visible(&stage.name)),
            );
        }
        if stages[..index].iter().any(|other| other.name == stage.name) {
            say("name", format!("there are two stages `{}`", visible(&stage.name)));
        }
        if !components.contains(&stage.component) {
            say("component", format!("there is no component `{}` in components/", visible(&stage.component)));
        }
        if stage.call.is_none() && !stage.values.is_empty() {
            say("values", "these are for a function: name it with `call`".to_owned());
        }
        for (key, needed) in needed(stage) {
            if !stages.iter().any(|other| other.name == needed) {
                say(key, format!("there is no stage `{}`", visible(needed)));
            }
        }
    }
    // Names have to be right before circles can be told.
    if wrong.is_empty()
        && let Some(circle) = circle(&stages)
    {
        let names: Vec<String> = circle.iter().map(|at| format!("`{}`", stages[*at].name)).collect();
        let message = format!("stages need one another in a circle: {}", names.join(" needs "));
        wrong.push(at(message, span_of(text, circle[0], "name")));
    }
    if wrong.is_empty() { Ok(Pipeline { stages }) } else { Err(wrong) }
}

/// The stages that `stage` needs, each with the key that says so.
fn needed(stage: &Stage) -> impl Iterator<Item = (&'static str, &str)> {
    let from_stdin =
        usize::from(stage.stdin.as_ref().is_some_and(|input| matches!(input, super::Input::Stage(_))));
    stage.needs().enumerate().map(move |(at, name)| (if at < from_stdin { "stdin" } else { "values" }, name))
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// A name as a message can show it.
fn visible(name: &str) -> String {
    name.escape_debug().take(80).collect()
}

/// Stages that need one another, the first of them at the end again.
fn circle(stages: &[Stage]) -> Option<Vec<usize>> {
    let place = |name: &str| stages.iter().position(|stage| stage.name == name);
    let mut done = vec![false; stages.len()];
    for start in 0..stages.len() {
        // At most as many steps as there are stages, by always taking the first need that is not done.
        let mut path = vec![start];
        while let Some(&last) = path.last() {
            match stages[last].needs().filter_map(place).find(|needed| !done[*needed]) {
                Some(needed) => {
                    let again = path.iter().position(|at| *at == needed);
                    path.push(needed);
                    if let Some(again) = again {
                        return Some(path.split_off(again));
                    }
                }
                None => {
                    done[last] = true;
                    path.pop();
                }
            }
        }
    }
    None
}

/// Where the value of `key` of the stage at `index` stands; where the stage does, when it has none.
fn span_of(text: &str, index: usize, key: &str) -> Option<Range<usize>> {
    let file = DeTable::parse(text).ok()?;
    let DeValue::Array(stages) = file.get_ref().get("stage")?.get_ref() else { return None };
    let stage = stages.get(index)?;
    let DeValue::Table(table) = stage.get_ref() else { return None };
    Some(table.get(key).map_or_else(|| stage.span(), |value| value.span()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::ProjectFile;

    fn project(text: &str) -> Project {
        let files = [("pipeline.toml", text), ("components/a.wasm", ""), ("components/b.wasm", "")];
        files.map(|(path, text)| (path.to_owned(), ProjectFile::text(text))).into_iter().collect()
    }

    #[test]
    fn stages_name_components_and_one_another() {
        let text = "[[stage]]\nname = \"one\"\ncomponent = \"a\"\n\n[[stage]]\nname = \"two\"\ncomponent = \"b\"\n\
            call = \"f\"\nvalues = [{ from = \"one\", as = \"bytes\" }, \"3\"]\nstdin = { from = \"one\" }\n";
        let Pipeline { stages } = read(&project(text), "pipeline.toml").unwrap();
        assert_eq!(stages[1].needs().collect::<Vec<_>>(), ["one", "one"]);
    }

    #[test]
    fn what_is_wrong_is_said_at_its_place() {
        let stage =
            |name: &str, rest: &str| format!("[[stage]]\nname = \"{name}\"\ncomponent = \"a\"\n{rest}\n");
        let circle = stage("x", "stdin = { from = \"y\" }") + &stage("y", "stdin = { from = \"x\" }");
        let many: String = (0..33).map(|at| stage(&format!("s{at}"), "")).collect();
        for (text, words, line) in [
            (String::new(), "there is no stage", 0),
            ("[[stage]]\nname = 1".into(), "invalid type", 2),
            ("[[stage]]\nname = \"a\"\ncomponent = \"c\"\n".into(), "no component `c`", 3),
            (stage("a b", ""), "no name for a stage", 2),
            (stage("a", "") + &stage("a", ""), "two stages `a`", 6),
            (stage("a", "values = [\"1\"]"), "`call`", 4),
            (stage("a", "stdin = { from = \"z\" }"), "no stage `z`", 4),
            (stage("a", "stdin = { from = \"a\" }"), "circle: `a` needs `a`", 2),
            (circle, "`x` needs `y` needs `x`", 2),
            (stage("a", "typo = 1"), "unknown field `typo`", 4),
            (many, "limit pipeline-stages", 0),
        ] {
            let wrong = read(&project(&text), "pipeline.toml").unwrap_err();
            assert!(wrong[0].message.contains(words), "{words}: {wrong:?}");
            let at = wrong[0].span.map_or(0, |span| span.start.line);
            assert_eq!(at, line, "{words}: {wrong:?}");
        }
    }
}
