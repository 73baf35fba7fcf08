//! A new component from a world: which world, which language, what it will start from, and off.

use super::generated_files::GeneratedFiles;
use super::language_choice::LanguageChoice;
use super::world_choice::{WorldChoice, Worlds};
use crate::components::dialog::Dialog;
use crate::flows::{Workbench, worlds as flow};
use crate::services::worlds;
use crate::state::offers::Where;
use diptych_shared::project::{Language, Project};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::BTreeMap;

/// The languages that have a start.
const LANGUAGES: &[Language] = &[
    Language::Wat,
    Language::Rust,
    Language::C,
    Language::Cpp,
    Language::Zig,
    Language::JavaScript,
    Language::TypeScript,
    Language::Python,
    Language::Go,
    Language::AssemblyScript,
];

/// The choices, the files, and the button.
#[component]
pub fn FromWorld(bench: Workbench, close: Callback<()>) -> impl IntoView {
    let worlds = Worlds::read(bench);
    let own = bench.workspace.language().filter(|language| LANGUAGES.contains(language));
    let language = RwSignal::new(own.filter(|language| *language != Language::Wat).unwrap_or(Language::Rust));
    let made = RwSignal::new(None::<Result<Project, String>>);
    let asked = StoredValue::new(0_u32);
    Effect::new(move |_| {
        let (Some(world), language) = (worlds.chosen.get(), language.get()) else { return };
        asked.update_value(|asked| *asked += 1);
        let number = asked.get_value();
        let project = bench.workspace.project.get_untracked();
        made.set(None);
        spawn_local(async move {
            let answer = worlds::component(&project, &world, language).await;
            // A choice made meanwhile asked again.
            if asked.try_get_value() == Some(number) {
                made.set(Some(answer));
            }
        });
    });
    let files = Signal::derive(move || {
        let texts = |project: &Project| {
            let files = project.files.iter().filter(|(path, _)| !path.starts_with("wit/"));
            files
                .filter_map(|(path, file)| Some((path.clone(), file.as_text()?.to_owned())))
                .collect::<BTreeMap<_, _>>()
        };
        // While the worlds are broken there is nothing to wait for.
        let is_broken =
            worlds.all.with(|all| matches!(all, Some(all) if all.as_ref().map_or(true, Vec::is_empty)));
        match is_broken {
            true => Some(Ok(BTreeMap::new())),
            false => {
                made.with(|made| made.as_ref().map(|made| made.as_ref().map(texts).map_err(Clone::clone)))
            }
        }
    });
    let entry = Signal::derive(move || {
        made.with(|made| Some(made.as_ref()?.as_ref().ok()?.manifest().ok()?.source.entry))
    });
    let nowhere = move || match bench.offers.with(|offers| offers.place(language.get(), None)) {
        Where::Nowhere(why) => Some(view! { <p class="note" role="status">{why}</p> }),
        _ => None,
    };
    let ready = move || made.with(|made| matches!(made, Some(Ok(_))));
    let create = move |_| {
        if let Some(Ok(project)) = made.get_untracked() {
            flow::create(bench, project);
        }
    };
    view! {
        <Dialog title="New component from this world" on_close=close class="from-world">
            <p class="note">
                "A new project with the same WIT, in which every export is there to fill in. This project stays as it is."
            </p>
            <WorldChoice worlds/>
            <LanguageChoice bench languages=LANGUAGES chosen=language/>
            {nowhere}
            <GeneratedFiles files first=entry/>
            <footer class="dialog-foot">
                <button class="primary" data-testid="create-component" disabled=move || !ready() on:click=create>
                    "Create"
                </button>
                <button on:click=move |_| close.run(())>"Cancel"</button>
            </footer>
        </Dialog>
    }
}
