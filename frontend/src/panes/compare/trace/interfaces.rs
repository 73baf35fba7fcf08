//! The host calls added up by interface; a row narrows the table to its interface.

use crate::state::text::{duration, visible_line};
use crate::state::trace_totals::InterfaceTotals;
use crate::state::trace_view::TraceView;
use diptych_shared::report::format_count;
use leptos::prelude::*;

/// The summary, folded until it is opened.
#[component]
pub fn Interfaces(trace: TraceView) -> impl IntoView {
    let totals = Memo::new(move |_| {
        trace.read(|data| {
            let mut all: Vec<(String, InterfaceTotals)> =
                data.names.groups().iter().cloned().zip(data.totals.iter().copied()).collect();
            all.sort_by(|(one, _), (other, _)| one.cmp(other));
            all
        })
    });
    let words = move || {
        totals.with(|totals| {
            let sum = |of: fn(&InterfaceTotals) -> [u64; 2]| {
                totals.iter().map(|(_, totals)| of(totals)).fold([0, 0], |[a, b], [c, d]| [a + c, b + d])
            };
            let host = sum(|totals| totals.host_ns);
            let number = totals.len();
            let interfaces = if number == 1 { "interface" } else { "interfaces" };
            format!(
                "{number} {interfaces}; in the host, traced: {} and {}",
                duration(host[0]),
                duration(host[1])
            )
        })
    };
    let rows = move || {
        let totals = totals.get();
        let most = totals.iter().flat_map(|(_, totals)| totals.host_ns).max().unwrap_or(1).max(1);
        totals.into_iter().map(|(name, totals)| row(trace, name, totals, most)).collect::<Vec<_>>()
    };
    view! {
        <details class="interfaces" data-testid="interfaces">
            <summary>"By interface" <span class="note">{words}</span></summary>
            <div class="interfaces-scroll">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"Interface"</th>
                            <th scope="colgroup" colspan="2">"calls"</th>
                            <th scope="colgroup" colspan="2">"denied"</th>
                            <th scope="col">"differ"</th>
                            <th scope="colgroup" colspan="2">"time in the host (traced)"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </details>
    }
}

fn row(trace: TraceView, name: String, totals: InterfaceTotals, most_ns: u64) -> impl IntoView {
    let shown = visible_line(&name);
    let only = name.clone();
    let is_chosen = move || trace.filter.with(|filter| filter.interface == name);
    let choose = move |_| {
        trace.filter.update(|filter| {
            filter.interface = if filter.interface == only { String::new() } else { only.clone() };
        });
    };
    let number = |number: u32| if number == 0 { "–".to_owned() } else { format_count(number.into()) };
    let time = |side: usize| {
        let share = totals.host_ns[side] as f64 / most_ns as f64 * 100.0;
        view! {
            {duration(totals.host_ns[side])}
            <span class="bar" aria-hidden="true"><span style=format!("width: {share:.1}%")></span></span>
        }
    };
    view! {
        <tr>
            <th scope="row">
                <button class="link" aria-pressed=move || is_chosen().to_string() title="Only calls of this interface" on:click=choose>
                    {shown}
                </button>
            </th>
            <td class="left">{number(totals.calls[0])}</td>
            <td class="right">{number(totals.calls[1])}</td>
            <td class:denied=totals.denied[0] != 0>{number(totals.denied[0])}</td>
            <td class:denied=totals.denied[1] != 0>{number(totals.denied[1])}</td>
            <td class:denied=totals.differences != 0>{number(totals.differences)}</td>
            <td class="left">{time(0)}</td>
            <td class="right">{time(1)}</td>
        </tr>
    }
}
