//! Under the problems: what the compile is doing, and where, by what and how long when it is over.

use crate::components::elapsed::Elapsed;
use crate::state::compiling::{Compiled, Work, raw_output_shown};
use crate::state::session::Session;
use crate::state::text::{count, visible};
use diptych_shared::api::compile::CompilePlace;
use leptos::prelude::*;

/// The strip.
#[component]
pub fn CompileStatus(
    session: Session,
    /// Stops the compile.
    cancel: Callback<()>,
) -> impl IntoView {
    let content = move || match (session.work.get(), session.compiled.get()) {
        (Some(work), _) => view! { <WorkLine work cancel testid="compile-cancel"/> }.into_any(),
        (None, Some(compiled)) => view! { <Finished compiled/> }.into_any(),
        (None, None) => ().into_any(),
    };
    // While a run is under way the verdict says the same, aloud; a check after each key is said by nobody.
    let is_told = move || {
        let on_server = session.compiled.with(|compiled| {
            compiled.as_ref().is_some_and(|compiled| compiled.output.place == Some(CompilePlace::Server))
        });
        !session.running.get() && (on_server || session.work.with(Option::is_some))
    };
    let live = move || if is_told() { "polite" } else { "off" };
    view! { <div class="compile-status" aria-live=live data-testid="compile-status">{content}</div> }
}

/// What is done, where it is, for how long, and a way to stop it.
#[component]
pub fn WorkLine(work: Work, cancel: Callback<()>, testid: &'static str) -> impl IntoView {
    view! {
        <p class="work working">
            <span class="pulse" aria-hidden="true"></span>
            <span>
                {work.what}
                {work.step.map(|step| view! { <span class="step">": "{step}</span> })}
            </span>
            <Elapsed since_ms=work.since_ms/>
            <button class="small" data-testid=testid title="Cancel (Esc)" on:click=move |_| cancel.run(())>"Cancel"</button>
        </p>
    }
}

#[component]
fn Finished(compiled: Compiled) -> impl IntoView {
    let (sentence, tools, stages) = (compiled.sentence(), compiled.tools(), compiled.stages());
    let (raw, left) = raw_output_shown(&compiled.output.raw_output);
    let raw = visible(raw);
    // What was kept took that long when it was made.
    let when = compiled.output.cached.then(|| view! { <li>"when it was made:"</li> });
    let stages = (!stages.is_empty()).then(|| {
        let rows = stages
            .into_iter()
            .map(|(stage, time)| view! { <li><span>{stage}</span><span class="mono">{time}</span></li> });
        view! { <ul class="compile-stages" data-testid="compile-stages">{when}{rows.collect::<Vec<_>>()}</ul> }
    });
    let raw = (!raw.is_empty()).then(|| {
        view! {
            <details class="raw-output">
                <summary data-testid="raw-output-toggle">"What the compiler wrote"</summary>
                <pre class="mono" tabindex="0" data-testid="raw-output">{raw}</pre>
                {(left > 0).then(|| view! { <p class="note">{format!("{} more are not shown.", count(left, "byte"))}</p> })}
            </details>
        }
    });
    view! {
        <div class="compiled">
            <span data-testid="compiled">{sentence}</span>
            <span class="note" data-testid="compiled-tools">{tools}</span>
            {stages}
            {raw}
        </div>
    }
}
