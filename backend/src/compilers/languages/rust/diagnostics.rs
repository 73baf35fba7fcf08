//! rustc's JSON messages as diagnostics about project files, without anything of this machine.

use diptych_shared::api::diagnostic::{Diagnostic, Position, Severity, Span};
use diptych_shared::project::Project;
use serde::Deserialize;
use std::collections::BTreeMap;

/// What a compiler printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Messages {
    /// In the compiler's order.
    pub diagnostics: Vec<Diagnostic>,
    /// The compiler's own rendering of them, and whatever it printed besides.
    pub raw_output: String,
}

#[derive(Deserialize)]
struct RustcMessage {
    message: String,
    level: String,
    code: Option<RustcCode>,
    #[serde(default)]
    spans: Vec<RustcSpan>,
    #[serde(default)]
    children: Vec<RustcMessage>,
    rendered: Option<String>,
}

#[derive(Deserialize)]
struct RustcCode {
    code: String,
}

#[derive(Deserialize)]
struct RustcSpan {
    file_name: String,
    line_start: u32,
    line_end: u32,
    /// Columns count characters from 1.
    column_start: u32,
    column_end: u32,
    is_primary: bool,
    label: Option<String>,
    expansion: Option<Box<RustcExpansion>>,
}

#[derive(Deserialize)]
struct RustcExpansion {
    span: RustcSpan,
}

/// The lines of each text file, by its path: thousands of messages may each ask for one.
type Sources<'a> = BTreeMap<&'a str, Vec<&'a str>>;

/// Reads what rustc printed with `--error-format=json`.
pub fn parse(stderr: &str, project: &Project) -> Messages {
    let texts = project.files.iter().filter_map(|(path, file)| Some((path.as_str(), file.as_text()?)));
    let sources: Sources = texts.map(|(path, text)| (path, text.split('\n').collect())).collect();
    let mut messages = Messages::default();
    for line in stderr.lines() {
        let Ok(message) = serde_json::from_str::<RustcMessage>(line) else {
            // Not JSON: a crash, or a line that was cut off at the bound.
            if !line.starts_with('{') {
                push_paragraph(&mut messages.raw_output, line);
            }
            continue;
        };
        let linking = message.message.starts_with("linking with ")
            || message.message.starts_with("could not exec the linker");
        if let (Some(rendered), false) = (&message.rendered, linking) {
            push_paragraph(&mut messages.raw_output, rendered.trim_end());
        }
        let diagnostic = if linking { Some(link_error(&message)) } else { diagnostic(&message, &sources) };
        messages.diagnostics.extend(diagnostic);
    }
    messages
}

fn diagnostic(message: &RustcMessage, sources: &Sources) -> Option<Diagnostic> {
    let severity = match message.level.as_str() {
        level if level.starts_with("error") => Severity::Error,
        "warning" => Severity::Warning,
        _ => return None,
    };
    // Summaries, such as "aborting due to 2 previous errors".
    let summary = message.message.starts_with("aborting due to") || message.message.contains(" emitted");
    if message.spans.is_empty() && message.code.is_none() && summary {
        return None;
    }
    let primary = message.spans.iter().find(|span| span.is_primary);
    let place = primary.and_then(|span| in_project(span, sources));
    let mut text = message.message.clone();
    if let Some(label) = primary.and_then(|span| span.label.as_deref()) {
        text = format!("{text}: {label}");
    }
    for span in message.spans.iter().filter(|span| !span.is_primary) {
        if let (Some(label), Some((file, at))) = (&span.label, in_project(span, sources)) {
            text += &format!("\n{file}:{}:{}: {label}", at.start.line, at.start.column);
        }
    }
    for child in message.children.iter().filter(|child| !is_command_line(&child.message)) {
        if child.level == "help" || (child.level == "note" && !child.message.contains("` on by default")) {
            text += &format!("\n{}: {}", child.level, child.message);
        }
    }
    Some(Diagnostic {
        severity,
        message: text,
        file: place.as_ref().map(|(file, _)| file.clone()),
        span: place.map(|(_, span)| span),
        link: message.code.as_ref().and_then(|code| explanation(&code.code)),
        code: message.code.as_ref().map(|code| code.code.clone()),
    })
}

/// A linker's failure: its own words, without the command line that rustc shows first.
fn link_error(message: &RustcMessage) -> Diagnostic {
    let words: Vec<&str> = message
        .children
        .iter()
        .map(|child| child.message.trim())
        .filter(|text| !text.is_empty() && !is_command_line(text))
        .collect();
    Diagnostic::error(format!("linking failed: {}", words.join("\n")))
}

/// rustc shows the linker's command as a note: environment, program and all arguments.
fn is_command_line(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default();
    first.trim_matches('"').ends_with("-ld")
        || first.trim_matches('"').ends_with("-lld")
        || first.starts_with("LC_ALL=")
        || first.starts_with("PATH=")
}

/// The span in project terms: where the macro was called, when it points into a macro from elsewhere.
fn in_project(span: &RustcSpan, sources: &Sources) -> Option<(String, Span)> {
    let mut span = span;
    loop {
        let name = span.file_name.strip_prefix("./").unwrap_or(&span.file_name);
        if let Some(lines) = sources.get(name) {
            let start = position(lines, span.line_start, span.column_start);
            let end = position(lines, span.line_end, span.column_end);
            return Some((name.to_owned(), Span { start, end }));
        }
        span = &span.expansion.as_ref()?.span;
    }
}

/// A position whose column counts characters, in UTF-16 code units.
fn position(lines: &[&str], line: u32, column: u32) -> Position {
    let line_text = lines.get(line.saturating_sub(1) as usize).copied().unwrap_or_default();
    let before = line_text.chars().take(column.saturating_sub(1) as usize);
    Position { line, column: before.map(|c| c.len_utf16() as u32).sum::<u32>() + 1 }
}

/// Where the error index explains a code such as `E0425`; lints have no page of their own.
fn explanation(code: &str) -> Option<String> {
    let number = code.strip_prefix('E')?;
    let is_number = number.len() == 4 && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| format!("https://doc.rust-lang.org/error_codes/{code}.html"))
}

fn push_paragraph(to: &mut String, text: &str) {
    if text.is_empty() {
        return;
    }
    if !to.is_empty() {
        to.push('\n');
    }
    to.push_str(text);
    to.push('\n');
}

#[cfg(test)]
mod tests {
    use super::parse;
    use diptych_shared::api::diagnostic::{Position, Severity, Span};
    use diptych_shared::project::{Project, ProjectFile};

    fn project() -> Project {
        let mut project = Project::default();
        project.files.insert("src/main.rs".into(), ProjectFile::text("fn main() {\n    let 𝄞 = oops;\n}\n"));
        project
    }

    #[test]
    fn columns_are_utf16_and_labels_are_part_of_the_message() {
        let line = r#"{"message":"cannot find value `oops`","level":"error","code":{"code":"E0425"},"spans":[{"file_name":"src/main.rs","line_start":2,"line_end":2,"column_start":13,"column_end":17,"is_primary":true,"label":"not found in this scope","expansion":null}],"children":[{"message":"try this","level":"help","code":null}],"rendered":"error: at src\n"}"#;
        let messages = parse(line, &project());
        let [diagnostic] = &messages.diagnostics[..] else { panic!("{messages:?}") };
        assert_eq!(diagnostic.severity, Severity::Error);
        assert_eq!(diagnostic.message, "cannot find value `oops`: not found in this scope\nhelp: try this");
        assert_eq!(diagnostic.code.as_deref(), Some("E0425"));
        assert_eq!(diagnostic.link.as_deref(), Some("https://doc.rust-lang.org/error_codes/E0425.html"));
        // 𝄞 is one character and two UTF-16 units.
        let at = |column| Position { line: 2, column };
        assert_eq!(diagnostic.span, Some(Span { start: at(14), end: at(18) }));
        assert_eq!(messages.raw_output, "error: at src\n");
    }

    #[test]
    fn summaries_are_left_out_and_crashes_kept_as_text() {
        let text = "{\"message\":\"aborting due to 1 previous error\",\"level\":\"error\",\"code\":null,\"rendered\":null}\n\
                    memory allocation of 1 bytes failed in .\n{\"cut off";
        let messages = parse(text, &project());
        assert!(messages.diagnostics.is_empty());
        assert_eq!(messages.raw_output, "memory allocation of 1 bytes failed in .\n");
    }

    #[test]
    fn a_link_error_keeps_the_linkers_words_only() {
        let line = r#"{"message":"linking with `rust-lld` failed: exit status: 1","level":"error","code":null,"children":[{"message":" \"wasm-component-ld\" \"-flavor\" \"wasm\"","level":"note","code":null},{"message":"error: undefined symbol: x","level":"note","code":null}],"rendered":"/srv"}"#;
        let messages = parse(line, &project());
        assert_eq!(messages.diagnostics[0].message, "linking failed: error: undefined symbol: x");
        assert_eq!(messages.raw_output, "");
    }
}
