//! The chosen call, whole: decision, arguments and result of both engines, side by side where they differ.

use super::denials::{GrantButton, rule_words};
use super::divergence::Known;
use super::row::parts_words;
use super::value::Value;
use crate::flows::{Workbench, granting};
use crate::state::policy_view::Recipient;
use crate::state::session::Side;
use crate::state::text::{duration, visible_line};
use crate::state::trace_calls::Call;
use crate::state::trace_view::{kind_name, kind_sentence};
use crate::state::value_text::difference;
use diptych_shared::report::{TraceRow, format_count};
use leptos::prelude::*;

/// One call, as text that outlives the trace's memory.
#[derive(Clone, Debug, PartialEq)]
struct Made {
    sequence: u64,
    start_ns: u64,
    duration_ns: u64,
    denied: Option<(String, Option<String>)>,
    arguments: Vec<String>,
    result: Option<String>,
    interrupted: Option<String>,
}

/// Both sides of the chosen row.
#[derive(Clone, Debug, PartialEq)]
struct Chosen {
    index: usize,
    row: TraceRow,
    interface: String,
    function: String,
    /// In a linked composition who called whom.
    parts: Option<String>,
    /// Whose grants decided.
    caller: Recipient,
    calls: [Option<Made>; 2],
}

fn made(call: Call<'_>) -> Made {
    Made {
        sequence: call.sequence(),
        start_ns: call.start_ns(),
        duration_ns: call.duration_ns(),
        denied: call.denied().map(|denied| (denied.capability.to_owned(), denied.grant.map(str::to_owned))),
        arguments: call.arguments().map(str::to_owned).collect(),
        result: call.result().map(str::to_owned),
        interrupted: call.interrupted().map(str::to_owned),
    }
}

/// Both sides of the chosen row; a hint when none is chosen.
#[component]
pub fn Detail(bench: Workbench) -> impl IntoView {
    let trace = bench.session.trace;
    let chosen = Memo::new(move |_| {
        let index = trace.selected.get()?;
        trace.read(|data| {
            let row = data.row(index)?;
            let calls = data.calls_of(&row);
            let name = data.names.get(calls.into_iter().flatten().next()?.name())?;
            let (interface, function) = (name.interface.clone(), name.function.clone());
            let parts = parts_words(name);
            let caller = granting::recipient(bench, name.caller.as_deref());
            Some(Chosen {
                index,
                row,
                interface,
                function,
                parts,
                caller,
                calls: calls.map(|call| call.map(made)),
            })
        })
    });
    move || {
        match chosen.get() {
        Some(chosen) => view! { <Call bench chosen/> }.into_any(),
        None => view! { <p class="note trace-hint">"Choose a call to see its decision, arguments and result in full."</p> }.into_any(),
    }
    }
}

#[component]
fn Call(bench: Workbench, chosen: Chosen) -> impl IntoView {
    let trace = bench.session.trace;
    let Chosen { index, row, interface, function, parts, caller, calls } = chosen;
    let parameters = parameter_names(bench, &interface, &function);
    let known = row.known.map(|known| known.entry());
    let counterpart = row.counterpart.map(|counterpart| {
        view! {
            <button class="small" data-testid="counterpart" on:click=move |_| trace.go_to(counterpart as usize)>
                {format!("The same call on the other engine: row {}", format_count(u64::from(counterpart) + 1))}
            </button>
        }
    });
    let is_aligned = trace.peek(|data| data.is_aligned());
    let facts = Side::BOTH.map(|side| {
        let call = calls[side.index()].as_ref();
        let content = match call {
            Some(call) => facts_view(bench, &caller, call).into_any(),
            None if is_aligned => {
                view! { <p class="none">{format!("{} did not make this call here.", bench.session.trace.label(side))}</p> }
                    .into_any()
            }
            None => view! { <p class="none">"–"</p> }.into_any(),
        };
        view! { <div class=format!("cell {}", side.class())>{content}</div> }
    });
    let count = calls.iter().flatten().map(|call| call.arguments.len()).max().unwrap_or(0);
    let arguments: Vec<_> = (0..count)
        .map(|at| {
            let label = parameters.get(at).cloned().unwrap_or_else(|| format!("argument {}", at + 1));
            let texts =
                [0, 1].map(|side| calls[side].as_ref().and_then(|call| call.arguments.get(at).cloned()));
            values_view(bench, label, texts, format!("{interface}#{function}/{at}"))
        })
        .collect();
    let ending = |call: &Made| match (&call.result, &call.interrupted) {
        (Some(result), _) => Some(result.clone()),
        (None, Some(why)) => Some(format!("did not return: {why}")),
        (None, None) => None,
    };
    let results = [0, 1].map(|side| calls[side].as_ref().and_then(ending));
    let result = results
        .iter()
        .any(Option::is_some)
        .then(|| values_view(bench, "result".to_owned(), results, format!("{interface}#{function}/result")));
    view! {
        <div class="trace-detail" data-testid="trace-detail">
            <p class="detail-head">
                <span class="note">{format!("Row {}", format_count(index as u64 + 1))}</span>
                {parts.map(|parts| view! { <span class="parts">{parts}</span> })}
                <span class="mono">{visible_line(&interface)}"#"<strong>{visible_line(&function)}</strong></span>
                {(row.kind != diptych_shared::report::RowKind::Same).then(|| view! {
                    <span class=format!("kind {}", kind_name(row.kind))>{kind_name(row.kind)}</span>
                    <span class="note">{kind_sentence(row.kind)}</span>
                })}
                {counterpart}
            </p>
            {known.map(|known| view! { <Known what=known.what why=known.why reference=known.reference/> })}
            <div class="detail-grid">
                <span class="label"></span>
                {facts.into_iter().collect::<Vec<_>>()}
                {arguments}
                {result}
            </div>
        </div>
    }
}

/// Number, times and the policy's decision.
fn facts_view(bench: Workbench, caller: &Recipient, call: &Made) -> impl IntoView {
    let times = format!(
        "call {}, began at {}, {} in the host (traced)",
        format_count(call.sequence + 1),
        duration(call.start_ns),
        duration(call.duration_ns)
    );
    let decision = match &call.denied {
        None => view! { <p class="note">"allowed"</p> }.into_any(),
        Some((capability, grant)) => {
            let rule = rule_words(bench, caller, capability, grant.as_deref());
            view! {
                <p><span class="denied">"denied"</span> " " {rule}</p>
                {grant.clone().map(|grant| view! { <GrantButton bench to=caller.clone() grant/> })}
            }
            .into_any()
        }
    };
    view! { <p class="note">{times}</p> {decision} }
}

/// A labelled value: once over both columns where the sides agree, one beside the other where not.
fn values_view(bench: Workbench, label: String, texts: [Option<String>; 2], place: String) -> impl IntoView {
    let trace = bench.session.trace;
    let value = |text: String, mark| view! { <Value trace text mark place=place.clone()/> };
    let cells = match texts {
        [Some(left), Some(right)] if left == right => {
            view! { <div class="cell both" title="The same on both engines">{value(left, None)}</div> }
                .into_any()
        }
        [Some(left), Some(right)] => {
            let (left_mark, right_mark) =
                difference(&left, &right).map(|part| (part.left, part.right)).unzip();
            view! {
                <div class="cell left">{value(left, left_mark)}</div>
                <div class="cell right">{value(right, right_mark)}</div>
            }
            .into_any()
        }
        [left, right] => {
            let cell = |text: Option<String>, class: &'static str| {
                let content = text.map(|text| value(text, None));
                view! { <div class=format!("cell {class}")>{content}</div> }
            };
            view! { {cell(left, "left")} {cell(right, "right")} }.into_any()
        }
    };
    view! { <span class="label mono">{visible_line(&label)}</span> {cells} }
}

/// The function's parameters by name, where the component that ran is still the one in view.
fn parameter_names(bench: Workbench, interface: &str, function: &str) -> Vec<String> {
    bench.session.built.with_untracked(|built| {
        let imports = built.iter().flat_map(|built| &built.inspection.imports);
        let functions =
            imports.filter(|import| import.name == interface).flat_map(|import| &import.functions);
        let found = functions.into_iter().find(|candidate| candidate.name == function);
        found
            .map(|found| found.parameters.iter().map(|parameter| parameter.name.clone()).collect())
            .unwrap_or_default()
    })
}
