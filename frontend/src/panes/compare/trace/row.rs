//! One row of the table: a call on either engine or on both.

use crate::state::session::Side;
use crate::state::text::{duration, visible_line};
use crate::state::trace_calls::{Call, Name};
use crate::state::trace_view::{TraceView, kind_name, kind_sentence};
use diptych_shared::report::{RowKind, TraceRow, format_count};
use diptych_shared::trace::unversioned;
use leptos::prelude::*;

/// Cells show this much of a value; the detail below the table shows more.
const CELL_CHARS: usize = 120;

/// What a row shows, as text.
struct Cells {
    row: TraceRow,
    /// One name, or both where the sides are not aligned yet.
    names: Vec<(Option<Side>, Name)>,
    arguments: Pair,
    result: Pair,
    sides: [Option<SideCell>; 2],
}

/// One text for both sides, or one for each.
struct Pair {
    left: Option<String>,
    right: Option<String>,
}

struct SideCell {
    duration_ns: u64,
    is_denied: bool,
    title: String,
}

fn cells(trace: TraceView, index: usize) -> Option<Cells> {
    trace.peek(|data| {
        let row = data.row(index)?;
        let calls = data.calls_of(&row);
        let name = |side: Option<Side>, call: Call<'_>| {
            let name = data.names.get(call.name())?;
            Some((side, name.clone()))
        };
        let names = match calls {
            [Some(left), Some(right)] if left.name() != right.name() => {
                [name(Some(Side::Browser), left), name(Some(Side::Wasmtime), right)]
                    .into_iter()
                    .flatten()
                    .collect()
            }
            [left, right] => left.or(right).and_then(|call| name(None, call)).into_iter().collect(),
        };
        Some(Cells {
            row,
            names,
            arguments: pair(calls, arguments_text),
            result: pair(calls, result_text),
            sides: calls.map(|call| call.map(side_cell)),
        })
    })
}

/// All arguments of a call, as far as a cell has room.
fn arguments_text(call: Call<'_>) -> String {
    let mut text = String::new();
    for (index, argument) in call.arguments().enumerate() {
        if index > 0 {
            text.push_str(", ");
        }
        text.push_str(&cut(argument));
        if text.len() > 4 * CELL_CHARS {
            break;
        }
    }
    text
}

fn result_text(call: Call<'_>) -> String {
    match (call.result(), call.interrupted()) {
        (Some(result), _) => cut(result),
        (None, Some(why)) => format!("✕ {}", cut(why)),
        (None, None) => String::new(),
    }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(CELL_CHARS) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

fn pair(calls: [Option<Call<'_>>; 2], text: impl Fn(Call<'_>) -> String) -> Pair {
    let [left, right] = calls.map(|call| call.map(&text));
    Pair { left, right }
}

fn side_cell(call: Call<'_>) -> SideCell {
    let title = match call.denied() {
        None => format!("allowed; began at {}", duration(call.start_ns())),
        Some(denied) => match denied.grant {
            Some(grant) => format!("denied: it needs the grant {}", visible_line(grant)),
            None => format!("denied: no grant allows {}", visible_line(denied.capability)),
        },
    };
    SideCell { duration_ns: call.duration_ns(), is_denied: call.is_denied(), title }
}

/// The row at `index`, at `position` of the shown ones.
#[component]
pub fn Row(
    trace: TraceView,
    index: usize,
    position: usize,
    /// Only one engine ran, so that a missing call on the other says nothing.
    one_only: bool,
    divergence: Memo<Option<usize>>,
    #[prop(into)] style: Signal<String>,
) -> impl IntoView {
    let cells = cells(trace, index)?;
    let row = cells.row;
    let is_selected = move || trace.selected.get() == Some(index);
    let is_denied = cells.sides.iter().flatten().any(|side| side.is_denied);
    let is_aligned = trace.peek(|data| data.is_aligned());
    let [left, right] = cells.sides;
    let sides = [(Side::Browser, left), (Side::Wasmtime, right)].map(|(side, cell)| {
        view! { <span role="cell" class=format!("{} side", side.class())>{side_view(cell, one_only || !is_aligned)}</span> }
    });
    Some(view! {
        <div
            class=format!("trace-row {}", kind_name(row.kind))
            class:denied-call=is_denied
            class:known=row.known.is_some()
            class:divergent=move || divergence.get() == Some(index)
            class:selected=is_selected
            role="row"
            data-testid="trace-row"
            data-kind=kind_name(row.kind)
            data-row=index.to_string()
            aria-rowindex=(position + 2).to_string()
            aria-selected=move || is_selected().to_string()
            style=move || style.get()
            on:click=move |_| {
                trace.following.set(false);
                trace.selected.set(Some(index));
            }
        >
            <span role="cell" class="number">{format_count(index as u64 + 1)}</span>
            <span role="cell">{kind_view(trace, row)}</span>
            <span role="cell" class="name mono">{cells.names.into_iter().map(name_view).collect::<Vec<_>>()}</span>
            <span role="cell" class="mono">{pair_view(cells.arguments)}</span>
            <span role="cell" class="mono result">{pair_view(cells.result)}</span>
            {sides.into_iter().collect::<Vec<_>>()}
        </div>
    })
}

fn name_view((side, name): (Option<Side>, Name)) -> impl IntoView {
    let parts = parts_words(&name);
    let Name { interface, function, .. } = name;
    let (bare, version) = (unversioned(&interface), interface.split_once('@').map(|(_, version)| version));
    view! {
        <span class=format!("function {}", side.map(Side::class).unwrap_or_default())>{visible_line(short(&function))}</span>
        {parts.map(|parts| view! { <span class="parts" title="Who called whom">{parts}</span> })}
        <span class="interface">
            {visible_line(bare)}
            {version.map(|version| view! { <span class="version">"@"{visible_line(version)}</span> })}
        </span>
    }
}

/// In a linked composition who called whom: `app → counter`, or `app → host`.
pub fn parts_words(name: &Name) -> Option<String> {
    let caller = visible_line(name.caller.as_ref()?);
    let callee = name.callee.as_deref().map_or("host".to_owned(), visible_line);
    Some(format!("{caller} → {callee}"))
}

/// A method's name without the tag that its dot makes needless; the detail below has it whole.
pub fn short(function: &str) -> &str {
    function.strip_prefix("[method]").unwrap_or(function)
}

/// How the sides differ, in a word; a call made elsewhere links to its other place.
fn kind_view(trace: TraceView, row: TraceRow) -> AnyView {
    if row.kind == RowKind::Same {
        return ().into_any();
    }
    let known = row.known.map(|known| known.entry());
    let title = match known {
        Some(known) => format!("{} Known: {}", kind_sentence(row.kind), known.what),
        None => kind_sentence(row.kind).to_owned(),
    };
    let word = if known.is_some() { "known" } else { kind_name(row.kind) };
    let tag = view! { <span class=format!("kind {word}") title=title>{kind_name(row.kind)}</span> };
    match row.counterpart {
        Some(counterpart) => {
            let words = format!(
                "The same call on the other engine: row {}",
                format_count(u64::from(counterpart) + 1)
            );
            let go = move |event: web_sys::MouseEvent| {
                event.stop_propagation();
                trace.go_to(counterpart as usize);
            };
            view! { {tag} <button class="link counterpart" tabindex="-1" title=words.clone() aria-label=words on:click=go>"⇅"</button> }
                .into_any()
        }
        None => tag.into_any(),
    }
}

/// One text when the sides agree, both in their colours when not.
fn pair_view(pair: Pair) -> AnyView {
    match (pair.left, pair.right) {
        (Some(left), Some(right)) if left != right => view! {
            <span class="left">{visible_line(&left)}</span>
            <span class="unequal">" ≠ "</span>
            <span class="right">{visible_line(&right)}</span>
        }
        .into_any(),
        (Some(text), _) | (None, Some(text)) => visible_line(&text).into_any(),
        (None, None) => ().into_any(),
    }
}

fn side_view(cell: Option<SideCell>, is_open: bool) -> AnyView {
    match cell {
        None if is_open => ().into_any(),
        None => {
            view! { <span class="none" title="This engine did not make the call here">"not called"</span> }
                .into_any()
        }
        Some(cell) => {
            if cell.is_denied {
                return view! { <span class="denied" title=cell.title>"denied"</span> }.into_any();
            }
            view! { <span title=cell.title>{duration(cell.duration_ns)}</span> }.into_any()
        }
    }
}
