//! What narrows the table: interface, kind of difference, denied calls, text.

use crate::state::text::visible_line;
use crate::state::trace_filter::TraceFilter;
use crate::state::trace_view::{DIFFERENCE_KINDS, TraceView, kind_name, kind_sentence};
use diptych_shared::report::RowKind;
use leptos::prelude::*;

/// The filters, and a way back to every call.
#[component]
pub fn Filters(trace: TraceView) -> impl IntoView {
    let filter = trace.filter;
    let interfaces = Memo::new(move |_| {
        trace.read(|data| {
            let mut all: Vec<(String, u32)> = data
                .names
                .groups()
                .iter()
                .zip(&data.totals)
                .map(|(name, totals)| (name.clone(), totals.calls[0].max(totals.calls[1])))
                .collect();
            all.sort();
            all
        })
    });
    let options = move || {
        let chosen = filter.with(|filter| filter.interface.clone());
        interfaces
            .get()
            .into_iter()
            .map(|(name, calls)| {
                let text = format!("{} ({calls})", visible_line(&name));
                let selected = name == chosen;
                view! { <option value=name selected=selected>{text}</option> }
            })
            .collect::<Vec<_>>()
    };
    let kinds = DIFFERENCE_KINDS.map(|kind| {
        let selected = move || filter.with(|filter| filter.kind == Some(kind));
        view! { <option value=kind_name(kind) title=kind_sentence(kind) selected=selected>{kind_name(kind)}</option> }
    });
    let choose_kind = move |event| {
        let name: String = event_target_value(&event);
        let kind = DIFFERENCE_KINDS.into_iter().find(|kind| kind_name(*kind) == name);
        filter.update(|filter| filter.kind = kind);
    };
    let is_open = move || filter.with(TraceFilter::is_open);
    let check = move |label: &'static str,
                      testid: &'static str,
                      get: fn(&TraceFilter) -> bool,
                      set: fn(&mut TraceFilter, bool)| {
        view! {
            <label class="check">
                <input
                    type="checkbox"
                    data-testid=testid
                    prop:checked=move || filter.with(get)
                    on:change=move |event| filter.update(|filter| set(filter, event_target_checked(&event)))
                />
                {label}
            </label>
        }
    };
    view! {
        <div class="trace-filters" role="search" aria-label="Narrow the host calls">
            <input
                type="search"
                class="trace-search"
                data-testid="trace-search"
                aria-label="Only calls that mention"
                placeholder="Search names and values"
                prop:value=move || filter.with(|filter| filter.text.clone())
                on:input=move |event| filter.update(|filter| filter.text = event_target_value(&event))
            />
            <select
                data-testid="trace-filter"
                aria-label="Only calls of this interface"
                on:change=move |event| filter.update(|filter| filter.interface = event_target_value(&event))
            >
                <option value="" selected=move || filter.with(|filter| filter.interface.is_empty())>"all interfaces"</option>
                {options}
            </select>
            <select data-testid="trace-kind" aria-label="Only this kind of difference" on:change=choose_kind>
                <option value="" selected=move || filter.with(|filter| filter.kind.is_none())>"every kind"</option>
                {kinds.into_iter().collect::<Vec<_>>()}
            </select>
            {check("denied", "trace-denied-only", |filter| filter.denied_only, |filter, on| filter.denied_only = on)}
            {check(
                "differences only",
                "trace-differences-only",
                |filter| filter.differences_only,
                |filter, on| {
                    filter.differences_only = on;
                    if !on && filter.kind.is_some_and(|kind| kind != RowKind::Same) {
                        filter.kind = None;
                    }
                },
            )}
            <Show when=move || !is_open()>
                <button class="small" data-testid="trace-all" on:click=move |_| filter.set(TraceFilter::default())>"All calls"</button>
            </Show>
        </div>
    }
}
