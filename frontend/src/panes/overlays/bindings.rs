//! The bindings of a world, to read: what its sources see in each language.

use super::generated_files::GeneratedFiles;
use super::language_choice::LanguageChoice;
use super::world_choice::{WorldChoice, Worlds};
use crate::components::dialog::Dialog;
use crate::flows::Workbench;
use crate::services::worlds;
use diptych_shared::project::Language;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::BTreeMap;

/// The languages that have bindings.
const LANGUAGES: &[Language] = &[
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

/// The choices and the files.
#[component]
pub fn Bindings(bench: Workbench, close: Callback<()>) -> impl IntoView {
    let worlds = Worlds::read(bench);
    let own = bench.workspace.language().filter(|language| LANGUAGES.contains(language));
    let language = RwSignal::new(own.unwrap_or(Language::Rust));
    let made = RwSignal::new(None::<Result<BTreeMap<String, String>, String>>);
    let asked = StoredValue::new(0_u32);
    Effect::new(move |_| {
        let (world, language) = (worlds.chosen.get(), language.get());
        let Some(world) = world else {
            // While the worlds are broken there is nothing to wait for.
            let is_read = worlds.all.with(Option::is_some);
            return made.set(is_read.then(|| Ok(BTreeMap::new())));
        };
        asked.update_value(|asked| *asked += 1);
        let number = asked.get_value();
        let project = bench.workspace.project.get_untracked();
        made.set(None);
        spawn_local(async move {
            let answer = worlds::bindings(&project, &world, language).await;
            // A choice made meanwhile asked again.
            if asked.try_get_value() == Some(number) {
                made.set(Some(answer));
            }
        });
    });
    let about = move || match language.get() {
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
    };
    view! {
        <Dialog title="Bindings" on_close=close class="from-world">
            <WorldChoice worlds/>
            <LanguageChoice bench languages=LANGUAGES chosen=language/>
            <p class="note">{about}</p>
            <GeneratedFiles files=made/>
        </Dialog>
    }
}
