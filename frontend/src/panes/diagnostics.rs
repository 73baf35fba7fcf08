//! What the compilers say; a click goes there.

use crate::state::text::{count, visible, visible_line};
use diptych_shared::api::diagnostic::{Diagnostic, Severity};
use leptos::prelude::*;

/// How many problems the list shows at once; a button shows as many more. Thousands of rows at once
/// would make the page slow, and the first ones are those to mend.
const SHOWN_AT_ONCE: usize = 200;

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
    let limit = RwSignal::new(SHOWN_AT_ONCE);
    // A new list starts from its beginning again.
    Effect::new(move |_| {
        diagnostics.track();
        limit.set(SHOWN_AT_ONCE);
    });
    let summary = move || {
        diagnostics.with(|all| {
            let of = |severity| all.iter().filter(|diagnostic| diagnostic.severity == severity).count();
            let (errors, warnings) = (of(Severity::Error), of(Severity::Warning));
            match (errors, warnings) {
                (0, 0) if checking.get() => "Checking…".to_owned(),
                (0, 0) => "No problems".to_owned(),
                (errors, 0) => count(errors, "error"),
                (0, warnings) => count(warnings, "warning"),
                (errors, warnings) => format!("{}, {}", count(errors, "error"), count(warnings, "warning")),
            }
        })
    };
    let rows = move || {
        let limit = limit.get();
        diagnostics.with(|all| {
            all.iter()
                .take(limit)
                .map(|diagnostic| view! { <Row diagnostic=diagnostic.clone() reveal/> })
                .collect::<Vec<_>>()
        })
    };
    let more = move || {
        let (all, limit_now) = (diagnostics.with(Vec::len), limit.get());
        (all > limit_now).then(|| {
            let words = format!(
                "The first {limit_now} of {} are shown. Show {SHOWN_AT_ONCE} more",
                count(all, "problem")
            );
            view! {
                <button
                    class="link diagnostics-more"
                    data-testid="diagnostics-more"
                    on:click=move |_| limit.update(|limit| *limit += SHOWN_AT_ONCE)
                >
                    {words}
                </button>
            }
        })
    };
    view! {
        <section class="diagnostics" aria-label="Problems" data-testid="diagnostics">
            <p class="diagnostics-summary" role="status" class:bad=move || diagnostics.with(|all| all.iter().any(|d| d.severity == Severity::Error))>
                {summary}
            </p>
            <ul>{rows}</ul>
            {more}
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
    let code = diagnostic.code.as_deref().map(visible_line);
    let words = code.as_ref().map(|code| format!("[{code}] ")).unwrap_or_default();
    // Compilers' words are hostile input: an address leads away only where it is https.
    let link = diagnostic.link.filter(|link| link.starts_with("https://")).map(|link| {
        let says = format!("Explanation of {}", code.as_deref().unwrap_or("this problem"));
        view! {
            <a class="explanation" data-testid="diagnostic-link" href=link target="_blank" rel="noopener noreferrer" aria-label=says>
                "explained ↗"
            </a>
        }
    });
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
                <span class="message">{words}{message}</span>
                <span class="place mono">{place}</span>
            </button>
            {link}
        </li>
    }
}
