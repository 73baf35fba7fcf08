//! What Go's compiler and linker print, as diagnostics about project files.

use diptych_shared::api::diagnostic::Diagnostic;
use diptych_shared::project::Project;

/// What surrounds the code of a message: ` [go.dev/e/UndeclaredName]`.
const CODE: (&str, &str) = (" [go.dev/e/", "]");

/// Reads `file:line:column: message` lines; lines that start with a tab go on with the one before.
/// What is wrong in the bindings, or nowhere, is said about `entry`.
pub fn diagnostics(printed: &str, project: &Project, entry: &str) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = Vec::new();
    for line in printed.lines() {
        match found.last_mut() {
            Some(last) if line.starts_with('\t') => {
                last.message.push('\n');
                last.message.push_str(line);
            }
            _ if line.is_empty() || line == "too many errors" => {}
            _ => found.push(one(line, project, entry)),
        }
    }
    found
}

fn one(line: &str, project: &Project, entry: &str) -> Diagnostic {
    let Some((file, at, message)) = place(line) else {
        return coded(Diagnostic::error(line).in_file(entry));
    };
    let found = project.files.get(file);
    let Some(text) = found.and_then(|file| file.as_text()) else {
        if found.is_some() {
            // Not UTF-8: there are no positions in it.
            return coded(Diagnostic::error(message).in_file(file));
        }
        let message = format!("in the bindings of the world ({file}:{}): {message}", at.0);
        return coded(Diagnostic::error(message).in_file(entry));
    };
    let start = offset(text, at);
    let word = |character: char| character.is_alphanumeric() || character == '_';
    let rest = &text[start..];
    let length = rest.find(|character| !word(character)).unwrap_or(rest.len());
    // Where no name stands, one character.
    let length = if length == 0 { rest.chars().next().map_or(0, char::len_utf8) } else { length };
    coded(Diagnostic::error(message).in_file(file).at(text, start, start + length))
}

/// File, line and column, and the rest of a line that names them.
fn place(line: &str) -> Option<(&str, (usize, usize), &str)> {
    let (place, message) = line.split_once(": ")?;
    let mut parts = place.rsplitn(3, ':');
    let column = parts.next()?.parse().ok()?;
    let row = parts.next()?.parse().ok()?;
    Some((parts.next()?, (row, column), message))
}

/// Go counts lines and bytes from 1.
fn offset(text: &str, (line, column): (usize, usize)) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let mut at = (start + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// With the code as a code, and a link to its explanation.
fn coded(mut diagnostic: Diagnostic) -> Diagnostic {
    let Some(begin) = diagnostic.message.find(CODE.0) else { return diagnostic };
    let rest = &diagnostic.message[begin + CODE.0.len()..];
    let Some(code) = rest.split(CODE.1).next().filter(|code| code.chars().all(char::is_alphanumeric)) else {
        return diagnostic;
    };
    let code = code.to_owned();
    let end = begin + CODE.0.len() + code.len() + CODE.1.len();
    diagnostic.message.replace_range(begin..end.min(diagnostic.message.len()), "");
    diagnostic.link = Some(format!("https://go.dev/e/{code}"));
    diagnostic.code = Some(code);
    diagnostic
}

#[cfg(test)]
mod tests {
    use super::diagnostics;
    use diptych_shared::api::diagnostic::Position;
    use diptych_shared::project::{Project, ProjectFile};

    fn project() -> Project {
        let mut project = Project::default();
        let text = "package main\n\nfunc main() {\n\t/* é */ x := undefinedName\n}\n";
        project.files.insert("main.go".into(), ProjectFile::text(text));
        project
    }

    #[test]
    fn a_line_has_a_place_a_code_and_a_link() {
        let printed =
            "main.go:4:16: undefined: undefinedName [go.dev/e/UndeclaredName]\n\tmore\ntoo many errors\n";
        let found = diagnostics(printed, &project(), "main.go");
        let [one] = &found[..] else { panic!("{found:?}") };
        assert_eq!(one.message, "undefined: undefinedName\n\tmore");
        assert_eq!(one.code.as_deref(), Some("UndeclaredName"));
        assert_eq!(one.link.as_deref(), Some("https://go.dev/e/UndeclaredName"));
        // Byte 16 is column 15: `é` is two bytes and one UTF-16 unit.
        let span = one.span.unwrap();
        assert_eq!(
            (span.start, span.end),
            (Position { line: 4, column: 15 }, Position { line: 4, column: 28 })
        );
    }

    #[test]
    fn what_is_wrong_in_the_bindings_or_nowhere_is_about_the_entry() {
        let printed = "wit_exports.go:7:3: undefined: a.B\nmain.main: relocation target f not defined\n";
        let found = diagnostics(printed, &project(), "main.go");
        assert!(found.iter().all(|one| one.file.as_deref() == Some("main.go") && one.span.is_none()));
        assert_eq!(found[0].message, "in the bindings of the world (wit_exports.go:7): undefined: a.B");
        assert_eq!(found[1].message, "main.main: relocation target f not defined");
    }

    #[test]
    fn a_file_that_is_not_text_is_named() {
        let mut project = project();
        project.files.insert("b.go".into(), ProjectFile::from_bytes(b"package main // \xff".to_vec()));
        let found = diagnostics("b.go:1:17: invalid UTF-8 encoding\n", &project, "main.go");
        assert_eq!((found[0].file.as_deref(), found[0].span), (Some("b.go"), None));
        assert_eq!(found[0].message, "invalid UTF-8 encoding");
    }

    #[test]
    fn positions_past_the_end_are_the_end() {
        let found = diagnostics("main.go:99:99: syntax error\n", &project(), "main.go");
        assert_eq!(found[0].span.unwrap().start.line, 6);
    }
}
