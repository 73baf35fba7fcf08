//! What componentize-py says, as diagnostics: a Python traceback marks the line of the project it ends in.

use diptych_shared::api::diagnostic::Diagnostic;
use diptych_shared::project::Project;
use std::ops::Range;

/// Where componentize-py shows the project's folder to the Python that it runs.
const MOUNT: &str = "/0/";

/// What stands before componentize-py's own message.
const BEFORE: &str = "AssertionError: ";

/// What Python said, without the steps of componentize-py around it and without its folders.
pub fn words(output: &str) -> String {
    let own = output.split_once(BEFORE).map_or(output, |(_, own)| own);
    let own = own.split_once("\n\nCaused by:").map_or(own, |(own, _)| own);
    own.replace(&format!("\"{MOUNT}"), "\"").trim_end().to_owned()
}

/// The error in [`words`]. It has the place that is deepest in the project's own files.
pub fn diagnostic(words: &str, project: &Project, entry: &str) -> Diagnostic {
    let lines: Vec<&str> = words.lines().collect();
    let last =
        lines.iter().rev().find(|line| !line.trim().is_empty()).copied().unwrap_or("Python failed").trim();
    let mut diagnostic = Diagnostic::error(format!("{last}{}", help(last)));
    diagnostic.code =
        last.split_once(": ").map(|(class, _)| class.to_owned()).filter(|class| is_class(class));
    let mut places = lines.iter().enumerate().filter_map(|(at, line)| {
        let (file, line) = place(line)?;
        project.files.get(file)?.as_text().map(|text| (at, file, line, text))
    });
    match places.next_back() {
        Some((at, file, line, text)) => {
            let span = span(text, line, lines.get(at + 1).copied(), lines.get(at + 2).copied());
            diagnostic.in_file(file).at(text, span.start, span.end)
        }
        None => diagnostic.in_file(entry),
    }
}

/// `File "app.py", line 4, in f`: the file, and its line from 1.
fn place(line: &str) -> Option<(&str, usize)> {
    let (file, rest) = line.trim_start().strip_prefix("File \"")?.split_once("\", line ")?;
    let digits = rest.split(|c: char| !c.is_ascii_digit()).next()?;
    Some((file, digits.parse().ok()?))
}

/// Bytes of line `number` that Python's marks (`~~^~~`, below the `shown` line) stand under, or all of it.
fn span(text: &str, number: usize, shown: Option<&str>, marks: Option<&str>) -> Range<usize> {
    let mut begin = 0;
    for line in text.split_inclusive('\n').take(number.saturating_sub(1)) {
        begin += line.len();
    }
    let line = text[begin..].lines().next().unwrap_or_default();
    let indent = line.len() - line.trim_start().len();
    let whole = begin + indent..begin + line.trim_end().len();
    let (Some(shown), Some(marks)) = (shown, marks) else { return whole };
    let is_marks = marks.contains('^') && marks.trim().chars().all(|c| "~^ ".contains(c));
    if !is_marks || shown.trim() != line.trim() {
        return whole;
    }
    // Both lines are moved by the same indent; a mark stands under a character.
    let moved = shown.chars().take_while(|c| c.is_whitespace()).count();
    let column = |mark: usize| {
        let characters = line.trim_start().char_indices().map(|(at, _)| at).chain([line.trim_start().len()]);
        characters.take(mark.saturating_sub(moved) + 1).last().unwrap_or(0)
    };
    let from = marks.find(['~', '^']).unwrap_or(0);
    let from = column(from);
    let to = column(marks.trim_end().len());
    begin + indent + from..begin + indent + to.max(from)
}

fn is_class(word: &str) -> bool {
    word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.')
}

/// What to do about an error whose own words do not say it.
fn help(error: &str) -> &'static str {
    if error.starts_with("ModuleNotFoundError") {
        "\nhelp: what can be imported is Python's standard library, the project's own files and `wit_world`; an \
         exported interface with a resource is a file of the interface's name"
    } else if error.contains("has no attribute 'WitWorld'") {
        "\nhelp: functions that the world itself exports belong to `class WitWorld(wit_world.WitWorld)`"
    } else {
        ""
    }
}

#[cfg(test)]
mod tests {
    use super::{diagnostic, words};
    use diptych_shared::project::{Project, ProjectFile};

    fn project() -> Project {
        let mut project = Project::default();
        let helper = "def f():\n    return 1 / 0\nf()\n";
        project.files.insert("app.py".into(), ProjectFile::text("import helper\ndef x(: é\n"));
        project.files.insert("helper.py".into(), ProjectFile::text(helper));
        project
    }

    #[test]
    fn a_traceback_ends_in_the_deepest_file_of_the_project() {
        let output = "Traceback (most recent call last):\n  File \"<string>\", line 1, in <module>\n\
            AssertionError: Traceback (most recent call last):\n  File \"/0/app.py\", line 1, in <module>\n    \
            import helper\n  File \"/0/helper.py\", line 3, in <module>\n    f()\n    ~^^\n  \
            File \"/0/helper.py\", line 2, in f\n    return 1 / 0\n           ~~^~~\n\
            ZeroDivisionError: division by zero\n\n\nCaused by:\n    ZeroDivisionError: division by zero\n";
        let words = words(output);
        assert!(
            words.starts_with("Traceback") && !words.contains("/0/") && !words.contains("Caused"),
            "{words}"
        );
        let found = diagnostic(&words, &project(), "app.py");
        assert_eq!(found.message, "ZeroDivisionError: division by zero");
        assert_eq!(
            (found.file.as_deref(), found.code.as_deref()),
            (Some("helper.py"), Some("ZeroDivisionError"))
        );
        let span = found.span.unwrap();
        assert_eq!((span.start.line, span.start.column, span.end.column), (2, 12, 17));
    }

    #[test]
    fn a_syntax_error_has_its_place() {
        let output = "Traceback\nAssertionError:   File \"/0/app.py\", line 2\n    def x(: é\n          ^\n\
            SyntaxError: invalid syntax\n\n\nCaused by:\n    SyntaxError: invalid syntax (app.py, line 2)\n";
        let found = diagnostic(&words(output), &project(), "app.py");
        let span = found.span.unwrap();
        assert_eq!((span.start.line, span.start.column, span.end.column), (2, 7, 8));
    }

    #[test]
    fn an_error_without_a_place_is_the_entrys_and_says_what_to_do() {
        let output =
            "AssertionError: AttributeError: module 'app' has no attribute 'WitWorld'\n\n\nCaused by:\n";
        let found = diagnostic(&words(output), &project(), "app.py");
        assert_eq!((found.file.as_deref(), found.span), (Some("app.py"), None));
        assert!(found.message.contains("help: "), "{}", found.message);
    }
}
