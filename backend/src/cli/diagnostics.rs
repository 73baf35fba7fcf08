//! Diagnostics as compilers print them: `error: message`, `  --> file:line:column`.

use super::output;
use diptych_shared::api::compile::CompileOutput;
use diptych_shared::api::diagnostic::{Diagnostic, Severity};

/// Says on stderr what a compile has to say.
pub fn tell(output: &CompileOutput) {
    for diagnostic in &output.diagnostics {
        output::note(&text(diagnostic));
    }
    if !output.raw_output.is_empty() {
        output::note(output.raw_output.trim_end());
    }
}

/// One diagnostic.
pub fn text(diagnostic: &Diagnostic) -> String {
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let code = diagnostic.code.as_deref().map(|code| format!("[{code}]")).unwrap_or_default();
    let place = match (&diagnostic.file, &diagnostic.span) {
        (Some(file), Some(span)) => format!("\n  --> {file}:{}:{}", span.start.line, span.start.column),
        (Some(file), None) => format!("\n  --> {file}"),
        (None, _) => String::new(),
    };
    format!("{severity}{code}: {}{place}", diagnostic.message)
}

#[cfg(test)]
mod tests {
    use super::text;
    use diptych_shared::api::diagnostic::Diagnostic;

    #[test]
    fn a_diagnostic_names_its_place_where_editors_find_it() {
        let mut diagnostic = Diagnostic::error("no `x`").in_file("src/a.rs").at("\n  x", 3, 4);
        diagnostic.code = Some("E0425".to_owned());
        assert_eq!(text(&diagnostic), "error[E0425]: no `x`\n  --> src/a.rs:2:3");
        assert_eq!(text(&Diagnostic::error("no manifest")), "error: no manifest");
    }
}
