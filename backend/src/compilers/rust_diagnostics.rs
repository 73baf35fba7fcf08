//! rustc's JSON messages as diagnostics about project files, without anything of this machine.

use diptych_shared::api::diagnostic::{Diagnostic, Position, Severity, Span};
use diptych_shared::project::Project;
use serde::Deserialize;

/// How many diagnostics are passed on; a broken macro can make thousands.
const DIAGNOSTICS: usize = 100;
/// How long one message may be, in bytes.
const MESSAGE_BYTES: usize = 8 << 10;
/// How much of the compiler's own text is passed on, in bytes.
const RAW_BYTES: usize = 64 << 10;

/// Paths of this machine and what is said instead, longest first.
#[derive(Clone, Debug)]
pub struct Scrubber(Vec<(String, &'static str)>);

impl Scrubber {
    /// A scrubber for these paths; empty ones are left out.
    pub fn new(paths: Vec<(String, &'static str)>) -> Scrubber {
        let mut paths: Vec<_> = paths.into_iter().filter(|(path, _)| path.len() > 1).collect();
        paths.sort_by_key(|(path, _)| std::cmp::Reverse(path.len()));
        Scrubber(paths)
    }

    /// `text` without the paths.
    pub fn scrub(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (path, instead) in &self.0 {
            if text.contains(path.as_str()) {
                text = text.replace(path.as_str(), instead);
            }
        }
        text
    }
}

/// What a compiler printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Messages {
    /// In the compiler's order.
    pub diagnostics: Vec<Diagnostic>,
    /// The compiler's own rendering of them, and whatever it printed besides; bounded.
    pub raw_output: String,
}

impl Messages {
    /// Whether one of them is an error.
    pub fn has_error(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }
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

/// Reads what rustc printed with `--error-format=json`.
pub fn parse(stderr: &[u8], project: &Project, scrubber: &Scrubber) -> Messages {
    let mut messages = Messages::default();
    for line in String::from_utf8_lossy(stderr).lines() {
        let Ok(message) = serde_json::from_str::<RustcMessage>(line) else {
            // Not JSON: a crash, or a line that was cut off at the bound.
            if !line.starts_with('{') {
                push_bounded(&mut messages.raw_output, &scrubber.scrub(line));
            }
            continue;
        };
        let linking = message.message.starts_with("linking with ")
            || message.message.starts_with("could not exec the linker");
        if let (Some(rendered), false) = (&message.rendered, linking) {
            push_bounded(&mut messages.raw_output, scrubber.scrub(rendered).trim_end());
        }
        if messages.diagnostics.len() < DIAGNOSTICS {
            let diagnostic = if linking { Some(link_error(&message)) } else { diagnostic(&message, project) };
            messages.diagnostics.extend(diagnostic.map(|mut diagnostic| {
                diagnostic.message = bounded(scrubber.scrub(&diagnostic.message), MESSAGE_BYTES);
                diagnostic
            }));
        }
    }
    messages
}

fn diagnostic(message: &RustcMessage, project: &Project) -> Option<Diagnostic> {
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
    let place = primary.and_then(|span| in_project(span, project));
    let mut text = message.message.clone();
    if let Some(label) = primary.and_then(|span| span.label.as_deref()) {
        text = format!("{text}: {label}");
    }
    for span in message.spans.iter().filter(|span| !span.is_primary) {
        if let (Some(label), Some((file, at))) = (&span.label, in_project(span, project)) {
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
        code: message.code.as_ref().map(|code| code.code.clone()),
        link: None,
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
fn in_project(span: &RustcSpan, project: &Project) -> Option<(String, Span)> {
    let mut span = span;
    loop {
        let name = span.file_name.strip_prefix("./").unwrap_or(&span.file_name);
        if let Some(text) = project.files.get(name).and_then(|file| file.as_text()) {
            let start = position(text, span.line_start, span.column_start);
            let end = position(text, span.line_end, span.column_end);
            return Some((name.to_owned(), Span { start, end }));
        }
        span = &span.expansion.as_ref()?.span;
    }
}

/// A position whose column counts characters, in UTF-16 code units.
fn position(text: &str, line: u32, column: u32) -> Position {
    let line_text = text.split('\n').nth(line.saturating_sub(1) as usize).unwrap_or_default();
    let before = line_text.chars().take(column.saturating_sub(1) as usize);
    Position { line, column: before.map(|c| c.len_utf16() as u32).sum::<u32>() + 1 }
}

/// Adds a paragraph as long as there is room.
fn push_bounded(to: &mut String, text: &str) {
    if text.is_empty() || to.len() >= RAW_BYTES {
        return;
    }
    if !to.is_empty() {
        to.push('\n');
    }
    to.push_str(&bounded(text.to_owned(), RAW_BYTES - to.len().min(RAW_BYTES)));
    to.push('\n');
}

/// `text`, cut at `bytes` with an ellipsis.
fn bounded(mut text: String, bytes: usize) -> String {
    if text.len() > bytes {
        let mut end = bytes;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text.truncate(end);
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Scrubber, parse};
    use diptych_shared::api::diagnostic::{Position, Severity, Span};
    use diptych_shared::project::{Project, ProjectFile};

    fn project() -> Project {
        let mut project = Project::default();
        project.files.insert("src/main.rs".into(), ProjectFile::text("fn main() {\n    let 𝄞 = oops;\n}\n"));
        project
    }

    fn scrubber() -> Scrubber {
        Scrubber::new(vec![("/srv/cache/job".into(), "."), ("/srv".into(), "<server>")])
    }

    #[test]
    fn columns_are_utf16_and_labels_are_part_of_the_message() {
        let line = r#"{"message":"cannot find value `oops`","level":"error","code":{"code":"E0425"},"spans":[{"file_name":"src/main.rs","line_start":2,"line_end":2,"column_start":13,"column_end":17,"is_primary":true,"label":"not found in this scope","expansion":null}],"children":[{"message":"try /srv/cache/job/x or /srv/y","level":"help","code":null}],"rendered":"error: at /srv/cache/job/src\n"}"#;
        let messages = parse(line.as_bytes(), &project(), &scrubber());
        let [diagnostic] = &messages.diagnostics[..] else { panic!("{messages:?}") };
        assert_eq!(diagnostic.severity, Severity::Error);
        assert_eq!(
            diagnostic.message,
            "cannot find value `oops`: not found in this scope\nhelp: try ./x or <server>/y"
        );
        assert_eq!(diagnostic.code.as_deref(), Some("E0425"));
        // 𝄞 is one character and two UTF-16 units.
        let at = |column| Position { line: 2, column };
        assert_eq!(diagnostic.span, Some(Span { start: at(14), end: at(18) }));
        assert_eq!(messages.raw_output, "error: at ./src\n");
    }

    #[test]
    fn summaries_are_left_out_and_crashes_kept_as_text() {
        let text = "{\"message\":\"aborting due to 1 previous error\",\"level\":\"error\",\"code\":null,\"rendered\":null}\n\
                    memory allocation of 1 bytes failed in /srv/cache/job\n{\"cut off";
        let messages = parse(text.as_bytes(), &project(), &scrubber());
        assert!(messages.diagnostics.is_empty());
        assert_eq!(messages.raw_output, "memory allocation of 1 bytes failed in .\n");
    }

    #[test]
    fn a_link_error_keeps_the_linkers_words_only() {
        let line = r#"{"message":"linking with `rust-lld` failed: exit status: 1","level":"error","code":null,"children":[{"message":" \"wasm-component-ld\" \"-flavor\" \"wasm\"","level":"note","code":null},{"message":"error: undefined symbol: x","level":"note","code":null}],"rendered":"/srv"}"#;
        let messages = parse(line.as_bytes(), &project(), &scrubber());
        assert_eq!(messages.diagnostics[0].message, "linking failed: error: undefined symbol: x");
        assert_eq!(messages.raw_output, "");
    }
}
