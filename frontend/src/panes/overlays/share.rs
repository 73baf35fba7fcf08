//! The link that holds the whole project.

use crate::components::dialog::Dialog;
use crate::flows::{Workbench, exporting, versions};
use crate::interop::page;
use crate::services::toolchain;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Some chat programs and mail readers cut longer links.
const SAFE_CHARS: usize = 8_000;

fn select_all(event: web_sys::FocusEvent) {
    event_target::<web_sys::HtmlInputElement>(&event).select();
}

/// The link, its length, and a button that copies it.
#[component]
pub fn Share(bench: Workbench, close: Callback<()>) -> impl IntoView {
    let link = RwSignal::new(None::<Result<String, String>>);
    let copied = RwSignal::new("Copy");
    spawn_local(async move {
        let project = versions::to_share(bench);
        link.set(Some(toolchain::encode_link(&project).await.map(|fragment| page::address_with(&fragment))));
    });
    let copy = move |address: String| {
        spawn_local(async move {
            copied.set(if page::copy_text(&address).await { "Copied" } else { "Select it and copy by hand" });
        });
    };
    let body = move || {
        match link.get() {
        None => view! { <p class="empty">"Making the link…"</p> }.into_any(),
        Some(Err(why)) => view! {
            <p class="field-error" role="alert">{format!("No link could be made: {why}. Download the project as a zip and send that.")}</p>
            <button on:click=move |_| exporting::download_zip(bench)>"Download the zip"</button>
        }
        .into_any(),
        Some(Ok(address)) => {
            let length = address.chars().count();
            let to_copy = address.clone();
            view! {
                <div class="share-row">
                    <input
                        type="text"
                        class="mono"
                        readonly
                        autofocus
                        aria-label="Link"
                        data-testid="share-url"
                        prop:value=address
                        on:focus=select_all
                    />
                    <button class="primary" data-testid="share-copy" on:click=move |_| copy(to_copy.clone())>{copied}</button>
                </div>
                <p class="note">
                    <strong data-testid="share-length">{format!("{length} characters.")}</strong>
                    " The whole project is in the link, after the #: it is not sent to any server. Who opens it gets a copy."
                </p>
                {(length > SAFE_CHARS).then(|| view! {
                    <p class="note">
                        {format!("Longer than {SAFE_CHARS} characters: some programs cut such links. A zip is safer.")}
                    </p>
                })}
            }
            .into_any()
        }
    }
    };
    view! { <Dialog title="Share" on_close=close class="share">{body}</Dialog> }
}
