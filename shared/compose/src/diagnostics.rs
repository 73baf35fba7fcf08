//! wac's errors as diagnostics: the message with all its causes, at its place in the text.

use diptych_shared::api::diagnostic::Diagnostic;
use miette::SourceSpan;

/// The diagnostic of `error`, at its first label in `text`.
pub fn of(text: &str, error: &(impl miette::Diagnostic + 'static)) -> Diagnostic {
    let mut message = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        message = format!("{message}: {inner}");
        cause = inner.source();
    }
    if let Some(help) = error.help() {
        message = format!("{message}\n{help}");
    }
    let diagnostic = Diagnostic::error(message);
    match error.labels().and_then(|mut labels| labels.next()) {
        Some(label) => at(text, diagnostic, *label.inner()),
        None => diagnostic,
    }
}

/// The same diagnostic, at `span` of `text`.
pub fn at(text: &str, diagnostic: Diagnostic, span: SourceSpan) -> Diagnostic {
    diagnostic.at(text, span.offset(), span.offset() + span.len())
}
