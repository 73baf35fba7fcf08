//! The run settings as a form over `diptych.toml`: the manifest is the one truth, the form reads and writes it.

mod call;
mod calls;
mod grants;
mod input;
mod limits;

use crate::flows::{Workbench, running};
use diptych_shared::project::{MANIFEST_FILE, Manifest, RunTable};
use leptos::prelude::*;

/// The run table of the manifest, to read and to change.
#[derive(Clone, Copy)]
pub struct RunForm {
    /// The table as the manifest has it; defaults while the manifest cannot be read.
    pub table: Memo<RunTable>,
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
    let form = RunForm { table, change };
    let problem = Memo::new(move |_| {
        workspace.manifest.with(|manifest| manifest.as_ref().err().map(ToString::to_string))
    });
    let inspection = Memo::new(move |_| {
        bench.session.built.with(|built| built.as_ref().map(|built| built.inspection.clone()))
    });
    view! {
        <section class="pane settings" aria-label="Run settings">
            <header class="pane-head">
                <h2>"Run settings"</h2>
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
                <calls::Calls form inspection on_build=Callback::new(move |()| running::build_only(bench))/>
                <grants::Grants form inspection/>
                <input::Input form project=workspace.project/>
                <limits::Limits form/>
            </fieldset>
        </section>
    }
}
