//! What clang and lld print, and Zig in the same form: `file:line:column: error: message`, from clang with
//! source ranges after the column and the warning's name at the end.

use crate::api::diagnostic::{Diagnostic, Position, Severity, Span};
use crate::project::Project;

/// Where clang explains its warnings.
const CLANG_REFERENCE: &str = "https://clang.llvm.org/docs/DiagnosticsReference.html";

/// The diagnostics in `output`, and the text for people: without clang's source ranges.
pub fn parse(output: &str, project: &Project) -> (Vec<Diagnostic>, String) {
    let mut diagnostics: Vec<Diagnostic> = Vec::new();
    let mut raw = String::new();
    // The last error or warning, while it has no place in the project: headers' templates complain
    // about code that is not theirs, and a note says whose it is.
    let mut homeless: Option<usize> = None;
    for line in output.lines() {
        let Some(message) = Message::parse(line) else {
            raw.push_str(line);
            raw.push('\n');
            continue;
        };
        raw.push_str(&message.without_ranges(line));
        raw.push('\n');
        let diagnostic = message.diagnostic(project);
        let in_project = diagnostic.file.as_ref().is_some_and(|file| project.files.contains_key(file));
        if diagnostic.severity == Severity::Note {
            match homeless.and_then(|at| diagnostics.get_mut(at)) {
                Some(owner) if in_project => {
                    owner.message = format!("{}\nnote: {}", owner.message, diagnostic.message);
                    owner.file = diagnostic.file;
                    owner.span = diagnostic.span;
                    homeless = None;
                    continue;
                }
                // Notes about headers are in the raw output.
                _ if !in_project => continue,
                _ => {}
            }
        } else {
            homeless = (!in_project).then_some(diagnostics.len());
        }
        diagnostics.push(diagnostic);
    }
    (diagnostics, raw)
}

/// One line that begins a message.
struct Message<'a> {
    /// File, line and column in bytes, where it has a place.
    place: Option<(&'a str, u32, u32)>,
    /// Clang's ranges: start and end, each line and column; the end is after the last byte.
    ranges: Vec<[u32; 4]>,
    severity: Severity,
    text: &'a str,
    code: Option<&'a str>,
}

impl<'a> Message<'a> {
    fn parse(line: &'a str) -> Option<Message<'a>> {
        const WORDS: [(&str, Severity); 6] = [
            ("fatal error: ", Severity::Error),
            ("error: ", Severity::Error),
            ("warning: ", Severity::Warning),
            ("note: ", Severity::Note),
            ("remark: ", Severity::Note),
            ("clang: error: ", Severity::Error),
        ];
        for (word, severity) in WORDS {
            let (before, text) = match line.strip_prefix(word) {
                Some(text) => ("", text),
                None => match line.split_once(&format!(": {word}")) {
                    // `fatal error: ` holds `error: `, with a word more before it.
                    Some((before, text)) if !before.ends_with(" fatal") => (before, text),
                    _ => continue,
                },
            };
            let (place, ranges) = if before.is_empty() { (None, Vec::new()) } else { place(before)? };
            let (text, code) = split_code(text);
            return Some(Message { place, ranges, severity, text, code });
        }
        None
    }

    fn without_ranges(&self, line: &str) -> String {
        match (self.ranges.is_empty(), line.find(":{"), line.find("}: ")) {
            (false, Some(from), Some(to)) if from < to => format!("{}{}", &line[..from], &line[to + 1..]),
            _ => line.to_owned(),
        }
    }

    fn diagnostic(self, project: &Project) -> Diagnostic {
        let file = self.place.map(|(file, ..)| file.strip_prefix("./").unwrap_or(file));
        let source = file.and_then(|file| project.files.get(file)?.as_text());
        let span = match (self.place, source) {
            (Some((_, line, column)), Some(source)) => Some(self.span(source, line, column)),
            _ => None,
        };
        let link = self.code.and_then(|code| {
            let name = code.strip_prefix("-W").filter(|name| !name.contains(['=', ',']))?;
            Some(format!("{CLANG_REFERENCE}#w{name}"))
        });
        Diagnostic {
            severity: self.severity,
            message: self.text.to_owned(),
            file: file.map(str::to_owned),
            span,
            code: self.code.map(str::to_owned),
            link,
        }
    }

    /// The range that the place is in, or the word at it.
    fn span(&self, source: &str, line: u32, column: u32) -> Span {
        let at = (line, column);
        let range = self.ranges.iter().find(|[l, c, to_l, to_c]| (*l, *c) <= at && at < (*to_l, *to_c));
        if let Some(&[from_line, from_column, to_line, to_column]) = range {
            return Span {
                start: position(source, from_line, from_column),
                end: position(source, to_line, to_column),
            };
        }
        let text = source.lines().nth(line.saturating_sub(1) as usize).unwrap_or_default();
        let rest = text.get(column.saturating_sub(1) as usize..).unwrap_or_default();
        let word = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        let width = word.max(rest.chars().next().map_or(0, char::len_utf8));
        Span {
            start: position(source, line, column),
            end: position(source, line, column.saturating_add(u32::try_from(width).unwrap_or(0))),
        }
    }
}

/// A file, and a line and a byte column in it, both from 1.
type Place<'a> = (&'a str, u32, u32);

/// `file:line:column`, and after it `:{l:c-l:c}{…}` from clang.
fn place(text: &str) -> Option<(Option<Place<'_>>, Vec<[u32; 4]>)> {
    let (place, ranges) = match text.split_once(":{") {
        Some((place, ranges)) => (place, ranges.split('{').filter_map(range).collect()),
        None => (text, Vec::new()),
    };
    let mut parts = place.rsplitn(3, ':');
    let column = parts.next()?.parse().ok()?;
    let line = parts.next()?.parse().ok()?;
    Some((Some((parts.next()?, line, column)), ranges))
}

/// `1:2-1:5}`
fn range(text: &str) -> Option<[u32; 4]> {
    let mut numbers = text.trim_end_matches('}').split([':', '-']).map(str::parse);
    let mut next = || numbers.next()?.ok();
    Some([next()?, next()?, next()?, next()?])
}

/// `message [-Wname]`
fn split_code(text: &str) -> (&str, Option<&str>) {
    match text.strip_suffix(']').and_then(|text| text.rsplit_once(" [")) {
        // `-Wname`, or `-Werror,-Wname`: the name is what is explained.
        Some((text, code)) if code.starts_with("-W") => (text, Some(code.rsplit(',').next().unwrap_or(code))),
        _ => (text, None),
    }
}

/// The position of a byte column, both from 1.
fn position(source: &str, line: u32, column: u32) -> Position {
    let text = source.lines().nth(line.saturating_sub(1) as usize).unwrap_or_default();
    let before = Position::from_offset(text, column.saturating_sub(1) as usize);
    Position { line: line.max(1), column: before.column }
}

/// The diagnostics in what lld printed, such as `wasm-ld: error: work/objects/0.o: undefined symbol: f`.
/// `objects` are the objects' paths in its messages, with their sources; what is about no source is
/// about `entry`.
pub fn parse_link(
    output: &str,
    objects: &[(String, &str)],
    entry: &str,
    project: &Project,
) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for line in output.lines() {
        let Some(line) = line.strip_prefix("wasm-ld: ") else { continue };
        let (severity, text) = match (line.strip_prefix("error: "), line.strip_prefix("warning: ")) {
            (Some(text), _) => (Severity::Error, text),
            (_, Some(text)) => (Severity::Warning, text),
            _ => continue,
        };
        let of_object = objects.iter().find_map(|(object, source)| {
            Some((*source, text.strip_prefix(object.as_str())?.strip_prefix(": ")?))
        });
        // What is missing for the bindings is an export that nobody wrote.
        let (file, text) = of_object.unwrap_or((entry, text));
        let symbol = text.rsplit_once("undefined symbol: ").map(|(_, symbol)| symbol);
        let message = match symbol {
            Some(symbol) if of_object.is_some() => format!("undefined symbol: {symbol}"),
            Some(symbol) => format!(
                "the world needs a function `{symbol}`, and no source has it: write it as the generated header \
                 declares it"
            ),
            None => text.to_owned(),
        };
        let mut diagnostic = Diagnostic { severity, ..Diagnostic::error(format!("linking: {message}")) };
        if let (Some(symbol), Some(source)) =
            (symbol, project.files.get(file).and_then(|file| file.as_text()))
            && let Some(at) = source.find(symbol)
        {
            diagnostic = diagnostic.at(source, at, at + symbol.len());
        }
        diagnostics.push(diagnostic.in_file(file));
    }
    diagnostics
}

#[cfg(test)]
mod tests {
    use super::{parse, parse_link};
    use crate::api::diagnostic::{Diagnostic, Severity};
    use crate::project::{Project, ProjectFile};

    fn project(files: &[(&str, &str)]) -> Project {
        let mut project = Project::default();
        for (path, text) in files {
            project.files.insert((*path).to_owned(), ProjectFile::text(*text));
        }
        project
    }

    fn place(diagnostic: &Diagnostic) -> (u32, u32, u32, u32) {
        let span = diagnostic.span.unwrap();
        (span.start.line, span.start.column, span.end.line, span.end.column)
    }

    #[test]
    fn a_warning_has_its_range_name_and_link() {
        let project = project(&[("main.c", "// é\nint é = 1 + x;\n")]);
        let text = "./main.c:2:14:{2:14-2:15}{2:10-2:11}: warning: unused [-Wunused-value]\n    2 | int\n";
        let (diagnostics, raw) = parse(text, &project);
        let [warning] = diagnostics.as_slice() else { panic!("{diagnostics:?}") };
        assert_eq!((warning.severity, warning.message.as_str()), (Severity::Warning, "unused"));
        assert_eq!(
            (warning.file.as_deref(), warning.code.as_deref()),
            (Some("main.c"), Some("-Wunused-value"))
        );
        // Bytes are counted as UTF-16 from here on.
        assert_eq!(place(warning), (2, 13, 2, 14));
        assert_eq!(
            warning.link.as_deref(),
            Some("https://clang.llvm.org/docs/DiagnosticsReference.html#wunused-value")
        );
        assert_eq!(raw, "./main.c:2:14: warning: unused [-Wunused-value]\n    2 | int\n");
    }

    #[test]
    fn zig_and_messages_without_a_range_mark_the_word() {
        let project = project(&[("main.zig", "const x = undeclared_name;\n")]);
        let text = "main.zig:1:11: error: use of undeclared identifier 'undeclared_name'\n";
        let (diagnostics, _) = parse(text, &project);
        assert_eq!(place(&diagnostics[0]), (1, 11, 1, 26));
    }

    #[test]
    fn a_headers_error_moves_to_the_code_that_caused_it() {
        let project = project(&[("main.cpp", "sort(a);\n")]);
        let text = "zig-lib/libcxx/include/x:9:1: error: invalid operands\n\
                    zig-lib/libcxx/include/y:3:1: note: in instantiation\n\
                    ./main.cpp:1:1: note: requested here\n\
                    fatal error: too many errors emitted, stopping now [-ferror-limit=]\n";
        let (diagnostics, _) = parse(text, &project);
        assert_eq!(diagnostics.len(), 2);
        assert_eq!(diagnostics[0].file.as_deref(), Some("main.cpp"));
        assert_eq!(diagnostics[0].message, "invalid operands\nnote: requested here");
        assert_eq!((diagnostics[1].severity, diagnostics[1].file.as_deref()), (Severity::Error, None));
    }

    #[test]
    fn text_that_only_looks_like_a_message_stays_text() {
        let text = "In file included from ./main.c:1:\n    3 | puts(\"x: error: y\");\n";
        let (diagnostics, raw) = parse(text, &Project::default());
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        assert_eq!(raw, text);
    }

    #[test]
    fn what_the_linker_misses_is_marked_where_it_is_called() {
        let project = project(&[("a.c", "int f(void);\n"), ("main.c", "")]);
        let objects = [("work/objects/0.o".to_owned(), "a.c")];
        let text = "wasm-ld: error: work/objects/0.o: undefined symbol: f\n\
                    wasm-ld: error: work/bindings/w.glue.o: undefined symbol: exports_w_add\n";
        let diagnostics = parse_link(text, &objects, "main.c", &project);
        assert_eq!(diagnostics[0].message, "linking: undefined symbol: f");
        assert_eq!((diagnostics[0].file.as_deref(), place(&diagnostics[0])), (Some("a.c"), (1, 5, 1, 6)));
        assert!(diagnostics[1].message.contains("`exports_w_add`"), "{}", diagnostics[1].message);
        assert_eq!(diagnostics[1].file.as_deref(), Some("main.c"));
    }
}
