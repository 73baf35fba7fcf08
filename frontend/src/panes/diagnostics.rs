//! What the compilers say; a click goes there.

use crate::state::text::{visible, visible_line};
use diptych_shared::api::diagnostic::{Diagnostic, Severity};
use leptos::prelude::*;

/// The list of diagnostics.
#[component]
pub fn Diagnostics(
    /// What the compilers say.
    diagnostics: RwSignal<Vec<Diagnostic>>,
    /// A check is under way.
    checking: RwSignal<bool>,
    /// Where to go: path, line, column.
    reveal: RwSignal<Option<(String, u32, u32)>>,
) -> impl IntoView {
    let summary = move || {
        diagnostics.with(|all| {
            let of = |severity| all.iter().filter(|diagnostic| diagnostic.severity == severity).count();
            let (errors, warnings) = (of(Severity::Error), of(Severity::Warning));
            match (errors, warnings) {
                (0, 0) if checking.get() => "Checking…".to_owned(),
                (0, 0) => "No problems".to_owned(),
                (errors, 0) => crate::state::text::count(errors, "error"),
                (0, warnings) => crate::state::text::count(warnings, "warning"),
                (errors, warnings) => format!(
                    "{}, {}",
                    crate::state::text::count(errors, "error"),
                    crate::state::text::count(warnings, "warning")
                ),
            }
        })
    };
    let rows = move || {
        diagnostics.get().into_iter().map(|diagnostic| view! { <Row diagnostic reveal/> }).collect::<Vec<_>>()
    };
    view! {
        <section class="diagnostics" aria-label="Problems" data-testid="diagnostics">
            <p class="diagnostics-summary" role="status" class:bad=move || diagnostics.with(|all| all.iter().any(|d| d.severity == Severity::Error))>
                {summary}
            </p>
            <ul>{rows}</ul>
        </section>
    }
}

#[component]
fn Row(diagnostic: Diagnostic, reveal: RwSignal<Option<(String, u32, u32)>>) -> impl IntoView {
    let (class, word) = match diagnostic.severity {
        Severity::Error => ("error", "error"),
        Severity::Warning => ("warning", "warning"),
        Severity::Note => ("hint", "note"),
    };
    let start = diagnostic.span.map(|span| span.start);
    let place = match (&diagnostic.file, start) {
        (Some(file), Some(start)) => format!("{}:{}:{}", visible_line(file), start.line, start.column),
        (Some(file), None) => visible_line(file),
        (None, _) => "project".to_owned(),
    };
    let code = diagnostic.code.map(|code| format!("[{}] ", visible_line(&code))).unwrap_or_default();
    let target =
        diagnostic.file.map(|file| (file, start.map_or(1, |s| s.line), start.map_or(1, |s| s.column)));
    let message = visible(&diagnostic.message);
    view! {
        <li class=format!("diagnostic {class}")>
            <button
                disabled=target.is_none()
                on:click=move |_| {
                    if target.is_some() {
                        reveal.set(target.clone());
                    }
                }
            >
                <span class="severity">{word}</span>
                <span class="message">{code}{message}</span>
                <span class="place mono">{place}</span>
            </button>
        </li>
    }
}
