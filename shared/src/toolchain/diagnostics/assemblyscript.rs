//! What AssemblyScript's compiler prints.
//!
//! ```text
//! ERROR TS2304: Cannot find name 'missing'.
//!    :
//!  2 │ return missing;
//!    │        ~~~~~~~
//!    └─ in main.ts(2,10)
//! ```

use crate::api::diagnostic::{Diagnostic, Position, Severity, Span};
use crate::project::Project;

/// The findings in `output` about the files of `project`. What is about the generated bindings says
/// so in its message and names no file. Without a finding, a last line that says why the compiler
/// stopped becomes one.
pub fn diagnostics(output: &str, project: &Project) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = Vec::new();
    let mut width = 0;
    // Only the first place after a message is its own; others are related.
    let mut is_open = false;
    for line in output.lines() {
        if let Some(diagnostic) = heading(line) {
            found.push(diagnostic);
            (is_open, width) = (true, 0);
        } else if let Some(squiggle) = line.split_once('│').map(|(_, rest)| rest.trim())
            && !squiggle.is_empty()
            && squiggle.chars().all(|letter| letter == '~')
        {
            width = squiggle.len() as u32;
        } else if let Some((file, position)) = place(line)
            && let Some(last) = found.last_mut()
            && is_open
        {
            is_open = false;
            if project.files.contains_key(file) && !file.starts_with("bindings/") {
                last.file = Some(file.to_owned());
                let end = Position { line: position.line, column: position.column + width.max(1) };
                last.span = Some(Span { start: position, end });
            } else {
                last.message += &format!(" (where `{file}` uses the source, at line {})", position.line);
            }
        }
    }
    if found.is_empty()
        && let Some(line) = output.lines().find_map(|line| line.strip_prefix("FAILURE "))
    {
        found.push(Diagnostic::error(line.trim()));
    }
    found
}

/// `ERROR TS2304: Cannot find name 'x'.`
fn heading(line: &str) -> Option<Diagnostic> {
    let (word, rest) = line.split_once(' ')?;
    let severity = match word {
        "ERROR" => Severity::Error,
        "WARNING" => Severity::Warning,
        "INFO" | "PEDANTIC" => Severity::Note,
        _ => return None,
    };
    let (code, message) = match rest.split_once(": ") {
        Some((code, message)) if is_code(code) => (Some(code.to_owned()), message),
        _ => (None, rest.trim_start_matches([':', ' '])),
    };
    Some(Diagnostic { severity, code, ..Diagnostic::error(message.trim()) })
}

/// `TS2304` or `AS100`.
fn is_code(text: &str) -> bool {
    let digits = text.strip_prefix("TS").or_else(|| text.strip_prefix("AS")).unwrap_or_default();
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// `└─ in main.ts(2,10)`
fn place(line: &str) -> Option<(&str, Position)> {
    let (_, place) = line.split_once("└─ in ")?;
    let (file, numbers) = place.trim_end().strip_suffix(')')?.rsplit_once('(')?;
    let (line, column) = numbers.split_once(',')?;
    Some((file, Position { line: line.parse().ok()?, column: column.parse().ok()? }))
}

#[cfg(test)]
mod tests {
    use super::diagnostics;
    use crate::api::diagnostic::Severity;
    use crate::project::{Project, ProjectFile};

    fn project() -> Project {
        let mut project = Project::default();
        project.files.insert(
            "main.ts".into(),
            ProjectFile::text("export function f(): i32 {\n  return missing;\n}\n"),
        );
        project
    }

    #[test]
    fn a_finding_has_its_place_and_code() {
        let output = "ERROR TS2304: Cannot find name 'missing'.\n   :\n 2 │ return missing;\n   │        ~~~~~~~\n   └─ in main.ts(2,10)\n\nFAILURE 1 compile error(s)\n";
        let found = diagnostics(output, &project());
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].message, "Cannot find name 'missing'.");
        assert_eq!(found[0].code.as_deref(), Some("TS2304"));
        assert_eq!(found[0].file.as_deref(), Some("main.ts"));
        let span = found[0].span.unwrap();
        assert_eq!((span.start.line, span.start.column, span.end.column), (2, 10, 17));
    }

    #[test]
    fn a_finding_in_the_bindings_names_no_file_of_the_project() {
        let output = "WARNING AS201: Conversion.\n   └─ in bindings/exports.ts(7,3)\n   └─ in main.ts(1,1)\n";
        let found = diagnostics(output, &project());
        assert_eq!(found[0].severity, Severity::Warning);
        assert_eq!(found[0].file, None);
        assert!(found[0].message.contains("bindings/exports.ts"), "{}", found[0].message);
    }

    #[test]
    fn a_compiler_that_only_fails_still_says_why() {
        assert_eq!(diagnostics("FAILURE Out of memory\n", &project())[0].message, "Out of memory");
        assert!(diagnostics("", &project()).is_empty());
    }
}
