//! What a language makes of a world: the start of a new component, or the bindings to read.

use super::generated_files::GeneratedFiles;
use super::language_choice::LanguageChoice;
use super::world_choice::{WorldChoice, Worlds};
use crate::components::dialog::Dialog;
use crate::flows::{Workbench, worlds as flow};
use crate::services::worlds;
use crate::state::offers::Where;
use diptych_shared::gather::Gather as _;
use diptych_shared::project::{Language, Project};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::BTreeMap;

/// The languages that have a start; all but the first have bindings, too.
const LANGUAGES: &[Language] = match &Language::ALL {
    [written @ .., Language::Component, Language::Wac, Language::Pipeline] => written,
    _ => panic!("what nobody writes a component in is the last"),
};

/// What was made for a world in a language.
struct Made {
    /// To read.
    files: BTreeMap<String, String>,
    /// What *Create* opens; none of bindings.
    project: Option<Project>,
}

/// The world, the language, the files, and for a start the button that makes a project of them.
#[component]
pub fn FromWorld(
    bench: Workbench,
    close: Callback<()>,
    /// The bindings are to be read; nothing is created.
    bindings: bool,
) -> impl IntoView {
    let worlds = Worlds::read(bench);
    let languages = if bindings { &LANGUAGES[1..] } else { LANGUAGES };
    let own = bench.workspace.language().filter(|language| LANGUAGES[1..].contains(language));
    let language = RwSignal::new(own.unwrap_or(Language::Rust));
    let made = RwSignal::new(None::<Result<Made, String>>);
    let asked = StoredValue::new(0_u32);
    Effect::new(move |_| {
        let (world, language) = (worlds.chosen.get(), language.get());
        asked.update_value(|asked| *asked += 1);
        let number = asked.get_value();
        let Some(world) = world else {
            // While the worlds are broken there is nothing to wait for.
            let nothing = || Ok(Made { files: BTreeMap::new(), project: None });
            return made.set(worlds.all.with(Option::is_some).then(nothing));
        };
        let project = bench.workspace.project.get_untracked();
        made.set(None);
        spawn_local(async move {
            let answer = match bindings {
                true => {
                    let files = worlds::bindings(&project, &world, language).await;
                    files.map(|files| Made { files, project: None })
                }
                false => worlds::component(&project, &world, language).await.map(to_show),
            };
            // A choice made meanwhile asked again.
            if asked.try_get_value() == Some(number) {
                made.set(Some(answer));
            }
        });
    });
    let files = Signal::derive(move || {
        made.with(|made| {
            made.as_ref().map(|made| made.as_ref().map(|made| made.files.clone()).map_err(Clone::clone))
        })
    });
    let project = move || made.with(|made| made.as_ref()?.as_ref().ok()?.project.clone());
    let entry = Signal::derive(move || Some(project()?.manifest().ok()?.source.entry));
    let note = move || match bench.offers.with(|offers| offers.place(language.get(), None)) {
        _ if bindings => about(language.get()).to_owned(),
        Where::Nowhere(why) => why,
        _ => String::new(),
    };
    let create = move |_| {
        if let Some(project) = project() {
            flow::create(bench, project);
        }
    };
    let (title, says) = match bindings {
        true => ("Bindings", "What a language's sources see of this world."),
        false => (
            "New component from this world",
            "A new project with the same WIT, in which every export is there to fill in. This project stays as it is.",
        ),
    };
    view! {
        <Dialog title on_close=close class="from-world">
            <p class="note">{says}</p>
            <WorldChoice worlds/>
            <LanguageChoice bench languages chosen=language/>
            <p class="note" role="status">{note}</p>
            <GeneratedFiles files first=entry/>
            <footer class="dialog-foot" class:hidden=bindings>
                <button class="primary" data-testid="create-component" disabled=move || project().is_none() on:click=create>
                    "Create"
                </button>
                <button on:click=move |_| close.run(())>"Cancel"</button>
            </footer>
        </Dialog>
    }
}

/// A new project's own files; its WIT is known.
fn to_show(project: Project) -> Made {
    let own = project.files.iter().filter(|(path, _)| !path.starts_with("wit/"));
    let files = own.filter_map(|(path, file)| Some((path.clone(), file.as_text()?.to_owned()))).gather();
    Made { files, project: Some(project) }
}

/// What the bindings of a language are.
fn about(language: Language) -> &'static str {
    match language {
        Language::JavaScript | Language::TypeScript => {
            "The types of what a module imports and exports. The editor knows them too."
        }
        Language::Python => "The modules that a Python source can import, as componentize-py makes them.",
        Language::Rust => "What `wit_bindgen::generate!` expands to.",
        Language::AssemblyScript => {
            "Written beside the source before it is compiled, in the folder `bindings`."
        }
        Language::Go => {
            "Laid over the project's files before they are compiled, as the module `wit_component`."
        }
        Language::Zig => "The C bindings, and the same in Zig: sources import them as `bindings`.",
        _ => "Written before the source is compiled, which includes the header.",
    }
}
