//! What the script in the sandbox answers, as diagnostics.

use diptych_shared::api::diagnostic::{Diagnostic, Position, Severity, Span};
use serde::Deserialize;

/// The answer of `componentize.mjs`.
#[derive(Debug, Deserialize)]
pub struct Answer {
    diagnostics: Vec<Said>,
    /// The tools' own text.
    pub raw: String,
    /// Exports of the world that the project does not have, where everything else was right.
    missing: Option<Vec<String>>,
}

#[derive(Debug, Deserialize)]
struct Said {
    severity: String,
    message: String,
    file: Option<String>,
    /// From 1, as the columns, which count UTF-16 code units.
    line: u32,
    column: u32,
    end: u32,
}

impl Answer {
    /// Finds the answer in what node printed: its last line, whatever was printed before.
    pub fn find(stdout: &str) -> Option<Answer> {
        stdout.lines().rev().find_map(|line| {
            let start = line.find("{\"diagnostics\":")?;
            serde_json::from_str(&line[start..]).ok()
        })
    }

    /// The diagnostics; `entry` is the file that has to export what is missing from `world`.
    pub fn diagnostics(&self, entry: &str, world: &str) -> Vec<Diagnostic> {
        let said = self.diagnostics.iter().map(|said| Diagnostic {
            severity: if said.severity == "warning" { Severity::Warning } else { Severity::Error },
            message: said.message.clone(),
            file: said.file.clone(),
            span: said.file.as_ref().map(|_| Span {
                start: Position { line: said.line, column: said.column },
                end: Position { line: said.line, column: said.end.max(said.column) },
            }),
            code: None,
            link: None,
        });
        let missing = self.missing.iter().flatten().map(|name| Diagnostic {
            code: Some("missing-export".to_owned()),
            ..Diagnostic::error(missing_message(name, world)).in_file(entry)
        });
        said.chain(missing).collect()
    }
}

/// `kinds.moveBy` is a function of the exported object `kinds`.
fn missing_message(name: &str, world: &str) -> String {
    let help = match name.split_once('.') {
        None => format!("export function {name}(…) {{ … }}"),
        Some((object, member)) => {
            let member = match member.split_once('.') {
                Some((class, method)) => format!("{class}: class {{ {method}(…) {{ … }} }}"),
                None if member.starts_with(char::is_uppercase) => format!("{member}: class {{ … }}"),
                None => format!("{member}(…) {{ … }}"),
            };
            format!("export const {object} = {{ {member} }}")
        }
    };
    format!("the world `{world}` exports `{name}`, which is not a function here\nhelp: {help}")
}

#[cfg(test)]
mod tests {
    use super::Answer;

    #[test]
    fn an_answer_is_found_behind_what_was_printed_and_names_what_is_missing() {
        let printed = "noise\n{\"diagnostics\":[{\"severity\":\"error\",\"message\":\"no\",\"file\":\"main.js\",\
                       \"line\":2,\"column\":3,\"end\":5}],\"raw\":\"\",\"missing\":[\"kinds.moveBy\",\"c.D.e\"]}";
        let found = Answer::find(printed).unwrap().diagnostics("main.js", "types");
        assert_eq!(found.len(), 3);
        assert_eq!(found[0].span.unwrap().end.column, 5);
        assert!(
            found[1].message.contains("export const kinds = { moveBy(…) { … } }"),
            "{}",
            found[1].message
        );
        assert!(found[2].message.contains("D: class { e(…) { … } }"), "{}", found[2].message);
        assert!(Answer::find("nothing").is_none());
    }
}
