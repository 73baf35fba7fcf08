//! Files that were generated: to read, one at a time, and to copy.

use crate::interop::page;
use crate::state::text::{visible, visible_line};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::BTreeMap;

/// Files to read, one at a time, and to copy.
#[component]
pub fn GeneratedFiles(
    /// `None` while they are made; the error is for people.
    #[prop(into)]
    files: Signal<Option<Result<BTreeMap<String, String>, String>>>,
    /// The file that is shown first, if there is one of this name.
    #[prop(optional, into)]
    first: Signal<Option<String>>,
) -> impl IntoView {
    /// How many characters of a file are put on the screen.
    const SHOWN_CHARS: usize = 100_000;
    let picked = RwSignal::new(None::<String>);
    let copied = RwSignal::new("Copy");
    let open = Memo::new(move |_| {
        files.with(|files| {
            let files = files.as_ref()?.as_ref().ok()?;
            let there = |path: Option<String>| path.filter(|path| files.contains_key(path));
            there(picked.get()).or_else(|| there(first.get())).or_else(|| files.keys().next().cloned())
        })
    });
    let text = move || {
        let path = open.get()?;
        files.with(|files| files.as_ref()?.as_ref().ok()?.get(&path).cloned())
    };
    let tabs = move || {
        files.with(|files| {
            let paths =
                files.as_ref().and_then(|files| files.as_ref().ok()).into_iter().flat_map(BTreeMap::keys);
            paths
                .map(|path| {
                    let (own, to_pick) = (path.clone(), path.clone());
                    view! {
                        <button
                            class="small mono"
                            data-testid="generated-file"
                            aria-pressed=move || (open.get().as_ref() == Some(&own)).to_string()
                            on:click=move |_| picked.set(Some(to_pick.clone()))
                        >
                            {visible_line(path)}
                        </button>
                    }
                })
                .collect::<Vec<_>>()
        })
    };
    let copy = move |_| {
        let Some(text) = text() else { return };
        spawn_local(async move {
            copied.set(if page::copy_text(&text).await { "Copied" } else { "Select it and copy by hand" });
        });
    };
    Effect::new(move |_| {
        open.track();
        files.track();
        copied.set("Copy");
    });
    let body = move || match (
        files.with(|files| files.as_ref().map(|files| files.as_ref().err().cloned())),
        text(),
    ) {
        (None, _) => view! { <p class="empty" role="status">"Writing…"</p> }.into_any(),
        (Some(Some(why)), _) => view! { <p class="field-error" role="alert">{visible(&why)}</p> }.into_any(),
        (_, None) => view! { <p class="empty">"There are no files."</p> }.into_any(),
        (_, Some(text)) => {
            let cut = text.char_indices().nth(SHOWN_CHARS).map(|(at, _)| at);
            view! {
                <pre class="guest generated" tabindex="0" data-testid="generated-text">{visible(&text[..cut.unwrap_or(text.len())])}</pre>
                {cut.map(|_| view! { <p class="note">"The rest is not shown here; Copy takes all of it."</p> })}
            }
            .into_any()
        }
    };
    view! {
        <div class="generated-files">
            <div class="generated-tabs" role="group" aria-label="Files">
                {tabs}
                <button class="small generated-copy" data-testid="copy-generated" disabled=move || text().is_none() on:click=copy>
                    {copied}
                </button>
            </div>
            {body}
        </div>
    }
}
