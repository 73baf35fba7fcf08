//! The run settings as a form over `diptych.toml`: the manifest is the one truth, the form reads and writes it.

mod call;
mod calls;
mod input;
mod limits;
mod policy;
mod recorded;

use crate::flows::{Workbench, running};
use crate::state::text::visible_line;
use diptych_shared::api::run::RunMode;
use diptych_shared::project::{Language, MANIFEST_FILE, Manifest, RunTable};
use leptos::prelude::*;

/// The run table of the manifest, to read and to change.
#[derive(Clone, Copy)]
pub struct RunForm {
    /// The table as the manifest has it; defaults while the manifest cannot be read.
    pub table: Memo<RunTable>,
    /// The project's files, but for the manifest.
    pub paths: Memo<Vec<String>>,
    change: Callback<Change>,
}

type Change = Box<dyn FnOnce(&mut RunTable) + Send + Sync>;

impl RunForm {
    /// Changes the table, and with it the manifest's text.
    pub fn change(self, change: impl FnOnce(&mut RunTable) + Send + Sync + 'static) {
        self.change.run(Box::new(change));
    }
}

/// The pane.
#[component]
pub fn Settings(bench: Workbench) -> impl IntoView {
    let workspace = bench.workspace;
    let table = Memo::new(move |last: Option<&RunTable>| {
        let read =
            workspace.manifest.with(|manifest| manifest.as_ref().ok().map(|manifest| manifest.run.clone()));
        // While the text is being typed the form keeps what it showed.
        read.or_else(|| last.cloned()).unwrap_or_default()
    });
    let change = Callback::new(move |change: Change| {
        workspace.edit_manifest(|manifest: &mut Manifest| change(&mut manifest.run));
    });
    let paths = Memo::new(move |_| {
        workspace.project.with(|project| {
            project.files.keys().filter(|path| *path != MANIFEST_FILE).cloned().collect::<Vec<_>>()
        })
    });
    let form = RunForm { table, paths, change };
    let problem = Memo::new(move |_| {
        workspace.manifest.with(|manifest| manifest.as_ref().err().map(ToString::to_string))
    });
    let inspection = Memo::new(move |_| {
        bench.session.built.with(|built| built.as_ref().map(|built| built.inspection.clone()))
    });
    let is_pipeline = Memo::new(move |_| workspace.language() == Some(Language::Pipeline));
    view! {
        <section class="pane settings" aria-label="Run settings">
            <header class="pane-head">
                <h2>"Run settings"</h2>
                {move || workspace.mode().map(mode_tag)}
                <button
                    class="link"
                    title="These settings are written in diptych.toml; edit either"
                    on:click=move |_| workspace.active.set(Some(MANIFEST_FILE.to_owned()))
                >
                    {MANIFEST_FILE}
                </button>
            </header>
            {move || problem.get().map(|why| view! {
                <p class="field-error" role="alert">
                    {format!("The form waits until {MANIFEST_FILE} can be read: {}", crate::state::text::visible(&why))}
                </p>
            })}
            <fieldset class="plain" disabled=move || problem.with(Option::is_some)>
                <Show
                    when=move || !is_pipeline.get()
                    fallback=|| view! { <p class="note settings-note">"What each stage calls and is fed with stands in the pipeline’s text."</p> }
                >
                    <calls::Calls form inspection on_build=Callback::new(move |()| running::build_only(bench))/>
                </Show>
                <policy::PolicySection bench form inspection/>
                <input::Input form is_fed_by_stages=is_pipeline/>
                <recorded::Recorded form inspection project=workspace.id/>
                <limits::Limits form/>
            </fieldset>
        </section>
    }
}

/// Which clocks and random numbers a run sees, where the settings begin.
fn mode_tag(mode: RunMode) -> impl IntoView {
    let (word, meaning) = match mode {
        RunMode::Deterministic => ("deterministic", "Both engines see the same clocks and random numbers."),
        RunMode::Live => ("live", "Each engine has its own clocks and random numbers."),
    };
    view! { <span class=format!("tag {word}") title=meaning data-testid="mode-tag">{word}</span> }
}

/// An option for each name, one for none, and one for a chosen name that is not there.
fn file_options(none: &'static str, names: Vec<String>, chosen: String) -> Vec<AnyView> {
    let missing = (!chosen.is_empty() && !names.contains(&chosen)).then(|| chosen.clone());
    let first = view! { <option value="" selected=chosen.is_empty()>{none}</option> }.into_any();
    let shown = names.into_iter().map(|name| {
        let selected = name == chosen;
        let text = visible_line(&name);
        view! { <option value=name selected=selected>{text}</option> }.into_any()
    });
    let gone = missing.clone().map(|name| {
        let text = format!("{} (not in the project)", visible_line(&name));
        view! { <option value=name selected=true>{text}</option> }.into_any()
    });
    std::iter::once(first).chain(shown).chain(gone).collect()
}
