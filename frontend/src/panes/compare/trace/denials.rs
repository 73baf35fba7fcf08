//! The denied calls, each kind once: what was called, which grant is missing, what the guest got, and the grant itself as a button.

use crate::flows::{Workbench, granting};
use crate::state::policy_view::Recipient;
use crate::state::session::Side;
use crate::state::text::{visible, visible_line};
use crate::state::trace_totals::{DeniedCalls, RUN_ENDED};
use diptych_shared::policy::{ComposedPolicy, Grant};
use diptych_shared::report::format_count;
use leptos::prelude::*;

/// The list; nothing when nothing was denied.
#[component]
pub fn Denials(bench: Workbench) -> impl IntoView {
    let trace = bench.session.trace;
    let all = Memo::new(move |_| {
        trace.read(|data| {
            let named = |denied: &DeniedCalls| {
                let name = data.names.get(denied.name).cloned();
                let told = name.map(|name| (name.caller, name.interface, name.function));
                (told.unwrap_or_default(), denied.clone())
            };
            (data.denials.all().iter().map(named).collect::<Vec<_>>(), data.denials.further)
        })
    });
    move || {
        let (rows, further) = all.get();
        let number: u64 =
            rows.iter().map(|(_, denied)| u64::from(denied.calls[0].max(denied.calls[1]))).sum();
        (!rows.is_empty()).then(|| {
            let rows: Vec<_> = rows
                .into_iter()
                .map(|((caller, interface, function), denied)| {
                    view! { <Denial bench caller interface function denied/> }
                })
                .collect();
            let calls = if number == 1 { "denied call" } else { "denied calls" };
            view! {
                <section class="denials" aria-label="Denied calls" data-testid="denials">
                    <h4>{format!("{} {calls}", format_count(number))}</h4>
                    <ul>{rows}</ul>
                    {(further > 0).then(|| view! {
                        <p class="note">{format!("{} further denied calls are in the table.", format_count(further.into()))}</p>
                    })}
                </section>
            }
        })
    }
}

#[component]
fn Denial(
    bench: Workbench,
    /// In a linked composition the instance that called.
    caller: Option<String>,
    interface: String,
    function: String,
    denied: DeniedCalls,
) -> impl IntoView {
    let trace = bench.session.trace;
    let first = denied.first;
    let show = move |_| {
        let row = trace.peek(|data| (0..2).find_map(|side| data.row_of(side, first[side]? as usize)));
        if let Some(row) = row {
            trace.go_to(row);
        }
    };
    let counts: Vec<_> = Side::BOTH
        .into_iter()
        .filter(|side| denied.calls[side.index()] > 0)
        .map(|side| {
            let words = format!("{} ×{}", side.id(), format_count(denied.calls[side.index()].into()));
            view! { <span class=side.class()>{words}</span> }
        })
        .collect();
    let got = match denied.got.as_str() {
        "" => "The guest got nothing.".to_owned(),
        RUN_ENDED => "The run ended there.".to_owned(),
        got => format!("The guest got {}", visible_line(got)),
    };
    let to = granting::recipient(bench, caller.as_deref());
    let rule = rule_words(bench, &to, &denied.capability, denied.grant.as_deref());
    let grant = denied.grant.clone();
    view! {
        <li class="denial" data-testid="denial">
            <p>
                {caller.map(|caller| view! { <span class="parts">{visible_line(&caller)}</span> " " })}
                <span class="mono name">{visible_line(super::row::short(&function))}</span>
                " "
                <span class="mono interface">{visible_line(&interface)}</span>
                <span class="denial-counts">{counts}</span>
            </p>
            <p class="denial-words">{rule} " " <span class="mono">{got}</span></p>
            <p class="denial-actions">
                {grant.map(|grant| view! { <GrantButton bench to grant/> })}
                <button class="small" on:click=show>"Show the call"</button>
            </p>
        </li>
    }
}

/// Why a call of this one was denied, by the policy of this run.
pub fn rule_words(bench: Workbench, of: &Recipient, capability: &str, grant: Option<&str>) -> String {
    let need = grant.and_then(|grant| grant.parse::<Grant>().ok());
    let words = need.and_then(|need| {
        bench.session.settings.with(|settings| {
            let settings = settings.as_ref()?;
            let policy = ComposedPolicy::new(settings.grants.clone(), settings.component_grants.clone());
            Some(of.policy(&policy).explain_denial(&need))
        })
    });
    words.map_or_else(
        || format!("No grant allows it: {} is not supplied by any capability.", visible_line(capability)),
        |words| visible(&words),
    )
}

/// Adds exactly this grant to whom it lacked, and runs again.
#[component]
pub fn GrantButton(bench: Workbench, to: Recipient, grant: String) -> impl IntoView {
    let whom = match &to {
        Recipient::All => String::new(),
        Recipient::Instance(name) => format!(" to {}", visible_line(name)),
    };
    let words = format!("Grant {}{whom} and run again", visible_line(&grant));
    view! {
        <button
            class="small grant-button"
            data-testid="grant"
            title="Adds this grant to diptych.toml and runs again; the notice takes it back"
            on:click=move |_| granting::grant(bench, &to, &grant)
        >
            {words}
        </button>
    }
}
