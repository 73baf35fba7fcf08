//! The link that holds the whole project.

use crate::components::dialog::Dialog;
use crate::flows::{Workbench, exporting, versions};
use crate::interop::page;
use crate::interop::share::{Link, show};
use crate::services::toolchain;
use leptos::task::spawn_local;
use leptos::{html, prelude::*};

/// The link and the ways to pass it on, or why there is none.
#[component]
pub fn Share(bench: Workbench, close: Callback<()>) -> impl IntoView {
    let host = NodeRef::<html::Div>::new();
    let failed = RwSignal::new(None::<String>);
    Effect::new(move |_| {
        let Some(host) = host.get() else { return };
        crate::flows::keep_version(bench, "share");
        let (project, title) = untrack(|| (versions::to_share(bench), bench.workspace.title()));
        let description = project.manifest().map(|manifest| manifest.description).unwrap_or_default();
        let project_id = bench.workspace.id.get_untracked();
        spawn_local(async move {
            let shown = match toolchain::encode_link(&project).await {
                Ok(fragment) => {
                    let address = page::address_with(&fragment);
                    let link = Link { address, title, description, project: &project, project_id };
                    show(&host, &link, exporting::reports(bench)).await
                }
                Err(why) => Err(why),
            };
            if let Err(why) = shown {
                failed.try_set(Some(why));
            }
        });
    });
    let body = move || match failed.get() {
        Some(why) => {
            let words = format!("No link could be made: {why}. Download the project as a zip and send that.");
            view! {
                <p class="field-error" role="alert">{words}</p>
                <button on:click=move |_| exporting::download_zip(bench)>"Download the zip"</button>
            }
            .into_any()
        }
        None => view! {
            <div class="share-link" node_ref=host><p class="empty">"Making the link…"</p></div>
        }
        .into_any(),
    };
    view! { <Dialog title="Share" on_close=close class="share">{body}</Dialog> }
}
