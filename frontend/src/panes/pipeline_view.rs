//! The stages of the open pipeline above its text; the pane is JavaScript that loads with the first pipeline.

use crate::flows::{Workbench, checking, composing, pipelines};
use crate::interop::pipeline::{Pipeline, PipelineHost, StageLine};
use crate::state::preferences::Tab;
use diptych_shared::project::Language;
use js_sys::JsString;
use leptos::task::spawn_local;
use leptos::{html, prelude::*};

/// The pane, where the open project is a pipeline.
#[component]
pub fn PipelineView(bench: Workbench) -> impl IntoView {
    // Another project has runs of its own.
    let open = Memo::new(move |_| {
        let is_pipeline = bench.workspace.language() == Some(Language::Pipeline);
        is_pipeline.then(|| bench.workspace.id.get())
    });
    move || open.get().map(|_| view! { <Host bench/> })
}

#[component]
fn Host(bench: Workbench) -> impl IntoView {
    let host = NodeRef::<html::Section>::new();
    let failed = RwSignal::new(None::<String>);
    let is_gone = StoredValue::new(false);
    Effect::new(move |_| {
        let Some(host) = host.get() else { return };
        spawn_local(async move {
            let made = Pipeline::create(&host, bench).await;
            // Another project may have been opened meanwhile.
            if is_gone.try_get_value() != Some(false) {
                return;
            }
            match made {
                Ok(pane) => {
                    bench.pipeline.set_value(Some(pane));
                    // The text may have been checked before the pane was there.
                    checking::check(bench).await;
                }
                Err(why) => failed.set(Some(why)),
            }
        });
    });
    on_cleanup(move || {
        is_gone.set_value(true);
        if let Some(pane) = bench.pipeline.try_update_value(Option::take).flatten() {
            pane.stop();
        }
    });
    let why = move || {
        failed.get().map(|why| {
            let words =
                format!("The pipeline’s pane did not load ({why}). The text below works; reload the page to try again.");
            view! { <p class="field-error" role="alert">{words}</p> }
        })
    };
    view! {
        <section class="pane pipeline-host" aria-label="Pipeline" data-testid="pipeline" node_ref=host></section>
        {why}
    }
}

impl PipelineHost for Workbench {
    fn show(self, stage: String, lines: [Vec<JsString>; 2], is_asked: bool) {
        if is_asked {
            self.tab.set(Tab::Compare);
        }
        pipelines::show(self, stage, lines);
    }

    fn ended(self, lines: Vec<StageLine>) {
        pipelines::ended(self, lines);
    }

    fn source(self, component: &str) {
        composing::show_source(self, component);
    }

    fn grants(self, stage: String) {
        self.tab.set(Tab::Run);
        self.composing.show_grants(Some(stage));
    }
}
