//! The choice of one of the open project's worlds.

use crate::flows::Workbench;
use crate::services::worlds;
use crate::state::text::visible_line;
use diptych_shared::toolchain::World;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The worlds of the open project, and the one that is chosen.
#[derive(Clone, Copy)]
pub struct Worlds {
    /// `None` while they are read; the error is for people.
    pub all: RwSignal<Option<Result<Vec<World>, String>>>,
    /// The chosen one's name.
    pub chosen: RwSignal<Option<String>>,
}

impl Worlds {
    /// Reads them; the manifest's world is chosen, else the first.
    pub fn read(bench: Workbench) -> Self {
        let found = Worlds { all: RwSignal::new(None), chosen: RwSignal::new(None) };
        let project = bench.workspace.project.get_untracked();
        let named = bench.workspace.manifest.with_untracked(|manifest| {
            manifest.as_ref().ok().and_then(|manifest| manifest.source.world.clone())
        });
        spawn_local(async move {
            let worlds = worlds::worlds(&project).await;
            if let Ok(worlds) = &worlds {
                let named = worlds.iter().find(|world| Some(&world.name) == named.as_ref());
                found.chosen.set(named.or(worlds.first()).map(|world| world.name.clone()));
            }
            found.all.set(Some(worlds));
        });
        found
    }

    fn chosen_world(self) -> Option<World> {
        let name = self.chosen.get()?;
        self.all.with(|all| {
            let worlds = all.as_ref()?.as_ref().ok()?;
            worlds.iter().find(|world| world.name == name).cloned()
        })
    }
}

/// The field that chooses a world, and what the chosen one takes and gives; or why there is none.
#[component]
pub fn WorldChoice(worlds: Worlds) -> impl IntoView {
    let options = move || {
        worlds.all.with(|all| {
            let all = all.as_ref().and_then(|all| all.as_ref().ok());
            let names = all.into_iter().flatten().map(|world| world.name.clone());
            names
                .map(|name| {
                    let is_chosen = worlds.chosen.with(|chosen| chosen.as_ref() == Some(&name));
                    view! { <option value=name.clone() selected=is_chosen>{name.clone()}</option> }
                })
                .collect::<Vec<_>>()
        })
    };
    let problem = move || {
        worlds.all.with(|all| match all {
            Some(Err(why)) => Some(format!("The WIT has an error: {}", visible_line(why))),
            Some(Ok(worlds)) if worlds.is_empty() => {
                Some("The package in `wit/` has no world: add `world name { … }`.".to_owned())
            }
            _ => None,
        })
    };
    let line = |word: &'static str, names: Vec<String>| {
        (!names.is_empty()).then(|| {
            let names = names.iter().map(|name| visible_line(name)).collect::<Vec<_>>().join(", ");
            view! { <p class="note world-line"><strong>{word}</strong> " " <span class="mono">{names}</span></p> }
        })
    };
    let summary = move || {
        worlds.chosen_world().map(|world| {
            view! { {line("imports", world.imports)} {line("exports", world.exports)} }
        })
    };
    view! {
        <label class="field">
            <span>"World"</span>
            <select
                data-testid="world"
                on:change=move |event| worlds.chosen.set(Some(event_target_value(&event)))
            >
                {options}
            </select>
        </label>
        {summary}
        {move || problem().map(|problem| view! { <p class="field-error" role="alert">{problem}</p> })}
    }
}
