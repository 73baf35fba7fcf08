//! The WASI interfaces at hand: a click adds an import to a world of the project's WIT.

use super::world_choice::{WorldChoice, Worlds};
use crate::components::dialog::Dialog;
use crate::flows::{Workbench, worlds as flow};
use crate::services::worlds;
use crate::state::text::count;
use diptych_shared::toolchain::World;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The list.
#[component]
pub fn WasiImports(bench: Workbench, close: Callback<()>) -> impl IntoView {
    let worlds = Worlds::read(bench);
    let interfaces = RwSignal::new(None::<Result<Vec<World>, String>>);
    let project = bench.workspace.project.get_untracked();
    spawn_local(async move {
        interfaces.set(Some(worlds::wasi_interfaces(&project).await));
    });
    let imported = Memo::new(move |_| {
        let chosen = worlds.chosen.get();
        worlds.all.with(|all| {
            let all = all.as_ref().and_then(|all| all.as_ref().ok()).into_iter().flatten();
            all.filter(|world| Some(&world.name) == chosen.as_ref())
                .flat_map(|world| world.imports.clone())
                .collect::<Vec<_>>()
        })
    });
    let row = move |interface: &World| {
        let (name, own) = (interface.name.clone(), interface.name.clone());
        let there = Memo::new(move |_| imported.with(|imported| imported.contains(&own)));
        let short = name.trim_start_matches("wasi:").to_owned();
        let add = move |_| {
            if let Some(world) = worlds.chosen.get_untracked() {
                flow::add_import(bench, world, name.clone());
                close.run(());
            }
        };
        view! {
            <li>
                <button
                    class="small"
                    data-testid=format!("wasi-{}", short.split('@').next().unwrap_or(&short).replace('/', "-"))
                    disabled=move || there.get() || worlds.chosen.with(Option::is_none)
                    on:click=add
                >
                    {move || if there.get() { "Imported" } else { "Add" }}
                </button>
                <span class="mono">{short.clone()}</span>
                <span class="note">{interface.docs.clone()}</span>
                <span class="note functions">{count(interface.exports.len(), "function")}</span>
            </li>
        }
    };
    let rows = move || {
        interfaces.with(|interfaces| match interfaces {
            None => view! { <p class="empty" role="status">"Reading…"</p> }.into_any(),
            Some(Err(why)) => view! { <p class="field-error" role="alert">{why.clone()}</p> }.into_any(),
            Some(Ok(all)) => {
                view! { <ul class="wasi-list">{all.iter().map(row).collect::<Vec<_>>()}</ul> }.into_any()
            }
        })
    };
    view! {
        <Dialog title="Add a WASI import" on_close=close class="from-world">
            <p class="note">
                "These packages are at hand: name one and it is there, without files in " <code>"wit/deps"</code>
                ". Both engines supply them, if the policy grants it."
            </p>
            <WorldChoice worlds/>
            {rows}
        </Dialog>
    }
}
