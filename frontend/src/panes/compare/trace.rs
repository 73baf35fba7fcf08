//! The trace: both engines' host calls in one aligned table, of which only the rows on the screen are rendered.

use super::compared;
use super::trace_detail::TraceDetail;
use super::trace_row::Row;
use crate::state::session::Session;
use crate::state::text::{count, visible_line};
use crate::state::trace_view::{TraceFilter, filtered, interfaces, next_difference, rows_of_one, window};
use diptych_shared::report::TraceRow;
use leptos::{html, prelude::*};
use std::sync::Arc;

/// A row's height in CSS pixels; the stylesheet has the same.
pub const ROW_PX: f64 = 24.0;

/// The table with its filters.
#[component]
pub fn TraceTable(
    session: Session,
    /// Counts how often the next difference was asked for.
    ask: RwSignal<u32>,
) -> impl IntoView {
    let reports = Memo::new(move |_| (session.browser.report.get(), session.wasmtime.report.get()));
    let rows: Memo<Arc<Vec<TraceRow>>> = Memo::new(move |_| {
        let rows = compared(session, |comparison| comparison.trace.rows.clone()).unwrap_or_else(|| {
            match reports.get() {
                (Some(left), None) => rows_of_one(&left, true),
                (None, Some(right)) => rows_of_one(&right, false),
                _ => Vec::new(),
            }
        });
        Arc::new(rows)
    });
    let divergence =
        Memo::new(move |_| compared(session, |comparison| comparison.trace.divergence).flatten());
    let filter = RwSignal::new(TraceFilter::default());
    let shown: Memo<Arc<Vec<usize>>> = Memo::new(move |_| {
        let (left, right) = reports.get();
        Arc::new(rows.with(|rows| filtered(rows, left.as_deref(), right.as_deref(), &filter.get())))
    });
    // A position in `shown`.
    let selected = RwSignal::new(None::<usize>);
    let body = NodeRef::<html::Div>::new();
    let scroll_top = RwSignal::new(0.0);
    let height = RwSignal::new(360.0);
    let visible =
        Memo::new(move |_| window(scroll_top.get(), height.get(), ROW_PX, shown.with(|shown| shown.len())));
    let measure = move || {
        if let Some(body) = body.get_untracked() {
            scroll_top.set(f64::from(body.scroll_top()));
            height.set(f64::from(body.client_height()));
        }
    };
    let select = move |position: usize| {
        selected.set(Some(position));
        if let Some(body) = body.get_untracked() {
            let top = position as f64 * ROW_PX;
            let seen =
                f64::from(body.scroll_top())..f64::from(body.scroll_top() + body.client_height()) - ROW_PX;
            if !seen.contains(&top) {
                body.set_scroll_top((top - f64::from(body.client_height()) / 2.0).max(0.0) as i32);
            }
        }
        measure();
    };
    let to_next = move || {
        let next = rows.with_untracked(|rows| {
            shown.with_untracked(|shown| next_difference(rows, shown, selected.get_untracked()))
        });
        if let Some(next) = next {
            select(next);
            crate::interop::dom::scroll_into_view(".trace-row.selected");
        }
    };
    Effect::new(move |asked: Option<u32>| {
        let now = ask.get();
        if asked.is_some_and(|before| before != now) {
            to_next();
        }
        now
    });
    Effect::new(move |_| {
        // A new run, or another filter, starts without a selection.
        shown.track();
        selected.set(None);
        measure();
    });
    let on_key = move |event: web_sys::KeyboardEvent| {
        let last = shown.with_untracked(|shown| shown.len().saturating_sub(1));
        let page = (height.get_untracked() / ROW_PX) as usize;
        let at = selected.get_untracked();
        let next = match event.key().as_str() {
            "ArrowDown" => at.map_or(0, |at| (at + 1).min(last)),
            "ArrowUp" => at.unwrap_or(0).saturating_sub(1),
            "PageDown" => at.map_or(0, |at| (at + page).min(last)),
            "PageUp" => at.unwrap_or(0).saturating_sub(page),
            "Home" => 0,
            "End" => last,
            _ => return,
        };
        event.prevent_default();
        select(next);
    };
    let differences = move || compared(session, |comparison| comparison.trace.differences).unwrap_or(0);
    let explanation = move || {
        compared(session, |comparison| comparison.trace.explanation.clone()).filter(|words| !words.is_empty())
    };
    let kept = move || {
        let (left, right) = reports.get();
        let cut = [left, right]
            .into_iter()
            .flatten()
            .find(|report| report.trace.total_calls > report.trace.events.len() as u64);
        cut.map(|report| {
            format!(
                "The trace keeps the first {} of {} calls (limit trace-events).",
                report.trace.events.len(),
                report.trace.total_calls
            )
        })
    };
    view! {
        <section class="trace" aria-label="Host calls">
            <header class="trace-head">
                <h3>"Host calls"</h3>
                <span class="note">
                    {move || {
                        let (all, shown) = (rows.with(|rows| rows.len()), shown.with(|shown| shown.len()));
                        if all == shown { count(all, "row") } else { format!("{shown} of {}", count(all, "row")) }
                    }}
                </span>
                <span class="grow"></span>
                <InterfaceFilter rows reports filter/>
                <input
                    type="search"
                    class="trace-search"
                    aria-label="Only calls that mention"
                    placeholder="Search calls"
                    on:input=move |event| filter.update(|filter| filter.text = event_target_value(&event))
                />
                <label class="check">
                    <input
                        type="checkbox"
                        data-testid="trace-differences-only"
                        on:change=move |event| filter.update(|filter| filter.differences_only = event_target_checked(&event))
                    />
                    "differences only"
                </label>
                <button class="small" data-testid="trace-next" title="F8" disabled=move || differences() == 0 on:click=move |_| to_next()>
                    {move || format!("Next of {}", count(differences() as usize, "difference"))}
                </button>
            </header>
            {move || explanation().map(|words| view! { <p class="divergence">{crate::state::text::visible(&words)}</p> })}
            {move || kept().map(|words| view! { <p class="note">{words}</p> })}
            <Show
                when=move || rows.with(|rows| !rows.is_empty())
                fallback=move || view! { <p class="empty">{move || empty_words(session.running.get())}</p> }
            >
                <div
                    class="trace-table"
                    role="table"
                    aria-label="Host calls of both engines"
                    aria-rowcount=move || shown.with(|shown| shown.len() + 1).to_string()
                    data-testid="trace-table"
                >
                    <div class="trace-row trace-labels" role="row" aria-rowindex="1">
                        <span role="columnheader">"#"</span>
                        <span role="columnheader">"Interface and function"</span>
                        <span role="columnheader">"Arguments"</span>
                        <span role="columnheader">"Result"</span>
                        <span role="columnheader" class="left">"browser"</span>
                        <span role="columnheader" class="right">"wasmtime"</span>
                    </div>
                    <div
                        class="trace-body"
                        role="rowgroup"
                        tabindex="0"
                        aria-label="Calls: arrow keys move, F8 goes to the next difference"
                        node_ref=body
                        on:scroll=move |_| measure()
                        on:keydown=on_key
                    >
                        <div class="trace-space" style=move || format!("height: {}px", shown.with(|shown| shown.len()) as f64 * ROW_PX)>
                            <For
                                each=move || {
                                    shown.with(|shown| visible.get().filter_map(|at| Some((at, *shown.get(at)?))).collect::<Vec<_>>())
                                }
                                key=move |(position, index)| (*position, *index, rows.with_untracked(|rows| Arc::as_ptr(rows) as usize))
                                let:entry
                            >
                                <Row position=entry.0 index=entry.1 rows reports divergence selected select=Callback::new(select)/>
                            </For>
                        </div>
                    </div>
                </div>
                <TraceDetail rows reports shown selected/>
            </Show>
        </section>
    }
}

fn empty_words(running: bool) -> &'static str {
    if running {
        "The calls are counted in the columns' heads; the table comes with the reports."
    } else {
        "No host calls: the component computed without asking its host for anything."
    }
}

#[component]
fn InterfaceFilter(
    rows: Memo<Arc<Vec<TraceRow>>>,
    reports: Memo<super::trace_row::Reports>,
    filter: RwSignal<TraceFilter>,
) -> impl IntoView {
    let options = move || {
        let (left, right) = reports.get();
        let chosen = filter.with_untracked(|filter| filter.interface.clone());
        rows.with(|rows| interfaces(rows, left.as_deref(), right.as_deref()))
            .into_iter()
            .map(|(name, number)| {
                let text = format!("{} ({number})", visible_line(&name));
                let selected = name == chosen;
                view! { <option value=name selected=selected>{text}</option> }
            })
            .collect::<Vec<_>>()
    };
    view! {
        <select
            data-testid="trace-filter"
            aria-label="Only calls of this interface"
            on:change=move |event| filter.update(|filter| filter.interface = event_target_value(&event))
        >
            <option value="">"all interfaces"</option>
            {options}
        </select>
    }
}
