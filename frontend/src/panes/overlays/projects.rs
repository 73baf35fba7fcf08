//! All saved projects: open, rename, duplicate, delete, and new ones.

use crate::components::dialog::Dialog;
use crate::components::icon::{self, Icon};
use crate::flows::workbench::Overlay;
use crate::flows::{Workbench, opening};
use crate::state::offers::Where;
use crate::state::template::Template;
use crate::state::text::visible_line;
use crate::state::workspace::ProjectEntry;
use diptych_shared::project::Language;
use leptos::prelude::*;

/// The list.
#[component]
pub fn Projects(bench: Workbench, close: Callback<()>) -> impl IntoView {
    let workspace = bench.workspace;
    let readable = move || workspace.manifest.with(Result::is_ok);
    let own_title = move || workspace.title();
    let templates = Template::ALL.map(|template| {
        view! {
            <button
                class="small"
                data-testid=format!("new-{template:?}").to_ascii_lowercase()
                on:click=move |_| { opening::open_new(bench, template.project()); }
            >
                <Icon path=icon::PLUS/>
                {template.label()}
            </button>
        }
    });
    view! {
        <Dialog title="Projects" on_close=close class="projects">
            <label class="field">
                <span>"Name of the open project"</span>
                <input
                    type="text"
                    data-testid="project-name"
                    disabled=move || !readable()
                    prop:value=own_title
                    on:input=move |event| {
                        let title = event_target_value(&event);
                        workspace.edit_manifest(|manifest| manifest.title = title);
                    }
                />
            </label>
            <ul class="project-list">
                <For each=move || workspace.entries.get() key=|entry| (entry.id.clone(), entry.title.clone()) let:entry>
                    <Row entry bench/>
                </For>
            </ul>
            <footer class="dialog-foot">
                <span class="note">"New:"</span>
                {templates.into_iter().collect::<Vec<_>>()}
                <NewByLanguage bench/>
                <button
                    class="small"
                    on:click=move |_| {
                        opening::load_samples(bench);
                        bench.overlay.set(Some(Overlay::Samples));
                    }
                >
                    "From a sample…"
                </button>
                <button class="small" data-testid="languages" on:click=move |_| bench.overlay.set(Some(Overlay::Languages))>
                    "Languages…"
                </button>
            </footer>
        </Dialog>
    }
}

/// One button a language that has no template of its own: its first sample under another title.
#[component]
fn NewByLanguage(bench: Workbench) -> impl IntoView {
    opening::load_samples(bench);
    let buttons = move || {
        let samples = bench.samples.get().and_then(Result::ok).unwrap_or_default();
        let hello = |language: Language| {
            samples.iter().find(|sample| sample.name == format!("hello-{}", language.name()))
        };
        let has_own = |language: &Language| matches!(language, Language::Wat | Language::Rust);
        let languages = Language::ALL.into_iter().filter(|language| !has_own(language));
        languages
            .filter_map(|language| Some((language, hello(language)?.project.clone())))
            .map(|(language, project)| {
                let missing = move || match bench.offers.with(|offers| offers.place(language, None)) {
                    Where::Nowhere(why) => Some(why),
                    _ => None,
                };
                view! {
                    <button
                        class="small"
                        class:missing=move || missing().is_some()
                        title=move || missing().unwrap_or_default()
                        data-testid=format!("new-{}", language.name())
                        on:click=move |_| opening::open_titled(bench, project.clone(), &format!("New {} project", language.label()))
                    >
                        <Icon path=icon::PLUS/>
                        {language.label()}
                    </button>
                }
            })
            .collect::<Vec<_>>()
    };
    view! { {buttons} }
}

#[component]
fn Row(entry: ProjectEntry, bench: Workbench) -> impl IntoView {
    let id = entry.id.clone();
    let is_open = Memo::new({
        let id = id.clone();
        move |_| bench.workspace.id.with(|open| *open == id)
    });
    let title = visible_line(&entry.title);
    let when = String::from(
        js_sys::Date::new(&entry.modified_ms.into()).to_locale_string("default", &js_sys::Object::new()),
    );
    let (copied, deleted) = (entry.clone(), entry);
    view! {
        <li class:active=is_open>
            <button
                class="project-open"
                data-testid="project-entry"
                aria-current=move || is_open.get().then_some("true")
                on:click=move |_| opening::switch(bench, &id)
            >
                <strong>{title.clone()}</strong>
                <span class="note">{when}</span>
            </button>
            <button class="quiet" aria-label=format!("Duplicate {title}") title="Duplicate" on:click=move |_| opening::duplicate(bench, &copied)>
                <Icon path=icon::COPY/>
            </button>
            <button
                class="quiet"
                aria-label=format!("Delete {title}")
                title="Delete; can be undone"
                on:click=move |_| opening::delete(bench, deleted.clone())
            >
                <Icon path=icon::BIN/>
            </button>
        </li>
    }
}
