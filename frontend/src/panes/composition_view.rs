//! The graph of the open composition above its text, with what crossed its wires in the last run.

use crate::flows::{Workbench, composing};
use crate::interop::graph::Graph;
use crate::state::composition::{GraphNews, GraphRequest, GraphTarget, StepMove, StepView};
use crate::state::preferences::Tab;
use crate::state::session::Side;
use crate::state::trace_data::TraceData;
use crate::state::trace_filter::{TraceFilter, between};
use diptych_shared::api::composition::Composition;
use diptych_shared::gather::Gather as _;
use diptych_shared::policy::Policy;
use diptych_shared::project::Language;
use diptych_shared::trace::unversioned;
use leptos::task::spawn_local;
use leptos::{html, prelude::*};
use std::collections::BTreeMap;

/// The pane, where the open project is a composition.
#[component]
pub fn CompositionView(bench: Workbench) -> impl IntoView {
    // Another project has a graph of its own: it is seen whole again, and loads again where it did not.
    let open = Memo::new(move |_| {
        let is_composition = bench.workspace.language() == Some(Language::Wac);
        is_composition.then(|| bench.workspace.id.get())
    });
    move || open.get().map(|_| view! { <GraphHost bench/> })
}

#[component]
fn GraphHost(bench: Workbench) -> impl IntoView {
    let trace = bench.session.trace;
    let composition = bench.composing.composition;
    let grants = Memo::new(move |_| {
        let run =
            bench.workspace.manifest.with(|manifest| manifest.as_ref().ok().map(|found| found.run.clone()));
        let (whole, own) = run.map(|run| (run.grants, run.component_grants)).unwrap_or_default();
        composition.with(|composition| grants_of(composition.as_ref(), &whole, &own))
    });
    let calls = Memo::new(move |_| trace.read(TraceData::edges));
    let at = RwSignal::new(None::<u64>);
    // Another run begins at no call.
    Effect::new(move |_| {
        if bench.session.running.get() {
            at.set(None);
        }
    });
    let step = Memo::new(move |_| {
        let running = bench.session.running.get();
        trace.read(|data| (!running).then(|| step_view(data, at.get())).flatten())
    });
    let on_request = move |request| match request {
        GraphRequest::Edit(edit) => composing::edit(bench, &edit),
        GraphRequest::Show(target) => show(bench, target),
        GraphRequest::Step(to) => {
            let Some(total) = step.with_untracked(|step| step.as_ref().map(|step| step.total)) else {
                return;
            };
            let next = stepped(to, at.get_untracked(), total);
            at.set(Some(next));
            let row = trace.peek(|data| data.row_at(side_of(data), next as usize));
            if let Some(row) = row {
                trace.go_to(row);
            }
        }
    };

    let host = NodeRef::<html::Div>::new();
    let failed = RwSignal::new(None::<String>);
    let graph = RwSignal::new_local(None::<Graph>);
    Effect::new(move |_| {
        let Some(host) = host.get() else { return };
        spawn_local(async move {
            match Graph::create(&host, on_request).await {
                // The pane may be gone by now.
                Ok(made) => {
                    if let Some(Some(orphan)) = graph.try_set(Some(made)) {
                        orphan.close();
                    }
                }
                Err(why) => {
                    failed.try_set(Some(why));
                }
            }
        });
    });
    let tell = move |news: &dyn Fn() -> GraphNews| {
        let told = graph.with(|graph| graph.as_ref().map(|graph| graph.tell(&news())));
        if let Some(Err(why)) = told {
            failed.set(Some(why));
        }
    };
    Effect::new(move |_| tell(&|| GraphNews::Composition(composition.get())));
    Effect::new(move |_| tell(&|| GraphNews::Stale(bench.composing.stale.get())));
    Effect::new(move |_| {
        bench.composing.wiring.with(|wiring| {
            if let Some(wiring) = wiring {
                tell(&|| GraphNews::Wiring(wiring.clone()));
            }
        });
    });
    Effect::new(move |_| tell(&|| GraphNews::Grants(grants.get())));
    Effect::new(move |_| tell(&|| GraphNews::Calls(calls.get())));
    Effect::new(move |_| tell(&|| GraphNews::Step(step.get())));
    on_cleanup(move || {
        if let Some(graph) = graph.try_update(Option::take).flatten() {
            graph.close();
        }
    });
    let waits = move || match failed.get() {
        Some(why) => {
            let words = format!(
                "The graph did not load ({why}). The text below works; reload the page to try again."
            );
            Some(view! { <p class="field-error" role="alert">{words}</p> }.into_any())
        }
        None if graph.with(Option::is_none) => {
            Some(view! { <p class="muted" role="status">"Loading the graph…"</p> }.into_any())
        }
        None => None,
    };
    view! {
        {move || waits().map(|waits| view! { <section class="pane composition-waits">{waits}</section> })}
        <div class="composition-host" node_ref=host></div>
    }
}

/// The call to step to from the one at `now`, of `total`.
fn stepped(to: StepMove, now: Option<u64>, total: u64) -> u64 {
    let last = total.saturating_sub(1);
    match (to, now) {
        (StepMove::First, _) | (StepMove::Next, None) => 0,
        (StepMove::Previous, now) => now.unwrap_or_default().saturating_sub(1),
        (StepMove::Next, Some(now)) => (now + 1).min(last),
        (StepMove::Last, _) => last,
        (StepMove::To(index), _) => index.min(last),
    }
}

/// Each instance's grants, those of the whole first.
fn grants_of(
    composition: Option<&Composition>,
    whole: &Policy,
    own: &BTreeMap<String, Policy>,
) -> BTreeMap<String, Vec<String>> {
    let instances = composition.map(|composition| composition.instances.as_slice()).unwrap_or_default();
    let grants = |name: &str| {
        let own = own.get(name).into_iter().flat_map(|policy| policy.iter());
        whole.iter().chain(own).map(|grant| grant.to_string()).collect()
    };
    instances.iter().map(|instance| (instance.name.clone(), grants(&instance.name))).gather()
}

/// The side whose calls are stepped through: the first that made any.
fn side_of(data: &TraceData) -> usize {
    Side::BOTH.into_iter().map(Side::index).find(|side| data.sides[*side].calls.len() > 0).unwrap_or_default()
}

/// The call at `index`; before the first step, the first one.
fn step_view(data: &TraceData, index: Option<u64>) -> Option<StepView> {
    let calls = &data.sides[side_of(data)].calls;
    let index = index.unwrap_or_default();
    let call = calls.get(index as usize)?;
    let name = data.names.get(call.name())?;
    name.caller.as_ref()?;
    Some(StepView {
        index,
        total: calls.len() as u64,
        caller: name.caller.clone(),
        callee: name.callee.clone(),
        interface: name.interface.clone(),
        function: name.function.clone(),
        arguments: call.arguments().map(str::to_owned).collect(),
        result: call.result().or(call.interrupted()).map(str::to_owned),
    })
}

/// Shows what the graph points at.
fn show(bench: Workbench, target: GraphTarget) {
    let text = |bench: Workbench, line, column| {
        if let Some(entry) = composing::entry(bench) {
            bench.reveal.set(Some((entry, line, column)));
        }
    };
    match target {
        GraphTarget::Source(component) => composing::show_source(bench, &component),
        GraphTarget::Grants(instance) => {
            bench.tab.set(Tab::Run);
            bench.composing.show_grants(Some(instance));
        }
        GraphTarget::Text(span) => text(bench, span.start.line, span.start.column),
        GraphTarget::Calls { caller, callee, interface } => {
            let interface = unversioned(&interface).to_owned();
            let text = between(&caller, callee.as_deref());
            bench.session.trace.filter.set(TraceFilter { interface, text, ..TraceFilter::default() });
            bench.tab.set(Tab::Compare);
        }
    }
}
