//! The selected host call in full, on both sides.

use super::side_class;
use super::trace_row::{Reports, result_text};
use crate::components::guest_text::GuestText;
use crate::state::session::Side;
use crate::state::text::{duration, visible_line};
use crate::state::trace_view::events;
use diptych_shared::report::TraceRow;
use diptych_shared::trace::{Decision, TraceEvent};
use leptos::prelude::*;
use std::sync::Arc;

/// Both sides of the selected row; a hint when none is selected.
#[component]
pub fn TraceDetail(
    rows: Memo<Arc<Vec<TraceRow>>>,
    reports: Memo<Reports>,
    shown: Memo<Arc<Vec<usize>>>,
    selected: RwSignal<Option<usize>>,
) -> impl IntoView {
    move || {
        let row = selected.get().and_then(|position| {
            let index = shown.with(|shown| shown.get(position).copied())?;
            rows.with(|rows| rows.get(index).copied())
        });
        let Some(row) = row else {
            return view! { <p class="note">"Choose a call to see its arguments and result in full."</p> }
                .into_any();
        };
        let (left, right) = reports.get();
        let (left, right) = events(&row, left.as_deref(), right.as_deref());
        view! {
            <div class="trace-detail" data-testid="trace-detail">
                {call(Side::Browser, left)}
                {call(Side::Wasmtime, right)}
            </div>
        }
        .into_any()
    }
}

fn call(side: Side, event: Option<&TraceEvent>) -> impl IntoView {
    let content = match event {
        None => view! { <p class="none">{format!("{} did not make this call.", side.id())}</p> }.into_any(),
        Some(event) => {
            let decision = match &event.decision {
                Decision::Allowed => "allowed".to_owned(),
                Decision::Denied { capability, grant } => {
                    format!("denied (needs {})", visible_line(grant.as_ref().unwrap_or(capability)))
                }
            };
            let arguments: Vec<_> =
                event.arguments.iter().map(|text| view! { <GuestText text=text.clone()/> }).collect();
            view! {
                <p class="mono name">{visible_line(&event.interface)}"#"{visible_line(&event.function)}</p>
                <p class="note">
                    {format!("{decision}; began at {}, took {}", duration(event.start_ns), duration(event.duration_ns))}
                </p>
                {arguments}
                <p class="note">"→"</p>
                <GuestText text=result_text(event)/>
            }
            .into_any()
        }
    };
    view! { <div class=format!("cell {}", side_class(side))>{content}</div> }
}
