//! The host calls of both engines: what differs first, what was denied, when calls were made, and every call in a table.

mod caps;
pub mod denials;
mod detail;
mod divergence;
mod filters;
mod interfaces;
mod list;
mod row;
mod timeline;
mod value;

use super::compared;
use crate::flows::{Workbench, tracing};
use crate::state::text::count;
use leptos::prelude::*;

/// The section.
#[component]
pub fn Trace(bench: Workbench) -> impl IntoView {
    let session = bench.session;
    let trace = session.trace;
    let has_rows = Memo::new(move |_| trace.read(|data| data.row_count()) > 0);
    let differences = move || compared(session, |comparison| comparison.trace.differences).unwrap_or(0);
    let known = move || compared(session, |comparison| comparison.trace.known_differences).unwrap_or(0);
    view! {
        <section class="trace" aria-label="Host calls">
            <header class="trace-head">
                <h3>"Host calls"</h3>
                <span class="note" data-testid="trace-count">{move || headline(bench)}</span>
                <span class="grow"></span>
                <Show when=move || session.running.get() && has_rows.get() && !trace.following.get()>
                    <button class="small" data-testid="trace-follow" on:click=move |_| trace.following.set(true)>
                        "Follow the end"
                    </button>
                </Show>
                <button
                    class="small"
                    data-testid="trace-previous"
                    title="Previous difference (Shift+F8)"
                    aria-label="Previous difference"
                    disabled=move || differences() + known() == 0
                    on:click=move |_| tracing::go_to_difference(bench, false)
                >
                    "↑"
                </button>
                <button
                    class="small"
                    data-testid="trace-next"
                    title="Next difference (F8)"
                    disabled=move || differences() + known() == 0
                    on:click=move |_| tracing::go_to_difference(bench, true)
                >
                    {move || match (differences() as usize, known() as usize) {
                        (0, 0) => "No differences".to_owned(),
                        (0, known) => format!("↓ Next of {}", count(known, "known difference")),
                        (many, _) => format!("↓ Next of {}", count(many, "difference")),
                    }}
                </button>
            </header>
            <divergence::Divergence bench/>
            <caps::Caps bench/>
            <Show
                when=move || has_rows.get()
                fallback=move || view! { <p class="empty">{move || empty_words(session.running.get())}</p> }
            >
                <denials::Denials bench/>
                <timeline::Timelines trace running=session.running/>
                <interfaces::Interfaces trace/>
                <filters::Filters trace/>
                <list::List bench/>
                <detail::Detail bench/>
            </Show>
        </section>
    }
}

fn empty_words(running: bool) -> &'static str {
    if running {
        "Calls appear here as the component makes them."
    } else {
        "No host calls: the component computed without asking its host for anything."
    }
}

/// How many calls there are and what is being done with them.
fn headline(bench: Workbench) -> String {
    let session = bench.session;
    let (rows, shown, unseen, is_aligned, is_one, unreadable) = session.trace.read(|data| {
        let is_one = data.sides.iter().any(|side| side.calls.len() == 0);
        let unreadable: usize = data.sides.iter().map(|side| side.unreadable).sum();
        (data.row_count(), data.shown.len(), data.shown.unseen(), data.is_aligned(), is_one, unreadable)
    });
    if rows == 0 {
        return String::new();
    }
    let number = |number: usize| diptych_shared::report::format_count(number as u64);
    let mut words = match (shown == rows, unseen) {
        (_, unseen @ 1..) => {
            format!("{} found, {} of {} rows to go", number(shown), number(unseen), number(rows))
        }
        (true, _) => format!("{} {}", number(rows), if rows == 1 { "row" } else { "rows" }),
        (false, _) => format!("{} of {} rows", number(shown), number(rows)),
    };
    if session.running.get() {
        words += ", by sequence until both runs are over";
    } else if !is_aligned {
        words += if is_one { ", of one engine" } else { ", not compared" };
    }
    if unreadable > 0 {
        words += &format!("; {} could not be read, which is our fault", count(unreadable, "call"));
    }
    words
}
