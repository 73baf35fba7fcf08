//! The gallery: samples by section and language, and empty templates, each opened as a new project.

use crate::components::dialog::Dialog;
use crate::flows::{Workbench, opening};
use crate::services::samples::Sample;
use crate::state::compiling::place_words;
use crate::state::offers::Where;
use crate::state::template::Template;
use diptych_shared::project::Language;
use leptos::prelude::*;

/// The gallery.
#[component]
pub fn Samples(bench: Workbench, close: Callback<()>) -> impl IntoView {
    let templates = Template::ALL.map(|template| {
        view! {
            <button class="small" on:click=move |_| { opening::open_new(bench, template.project()); }>
                {format!("Empty {}", template.label())}
            </button>
        }
    });
    let chosen = RwSignal::new(None::<Language>);
    let sections = move || match bench.samples.get() {
        None => view! { <p class="empty">"Loading the samples…"</p> }.into_any(),
        Some(Err(why)) => view! {
            <p class="empty">{why}</p>
            <button on:click=move |_| opening::load_samples(bench)>"Try again"</button>
        }
        .into_any(),
        Some(Ok(samples)) => samples
            .chunk_by(|one, next| one.section == next.section)
            .map(|section| {
                let is_chosen =
                    |sample: &&Sample| chosen.get().is_none_or(|language| language == sample.language);
                section.iter().filter(is_chosen).collect::<Vec<_>>()
            })
            .filter(|section| !section.is_empty())
            .map(|section| {
                let title = section.first().map(|sample| sample.section.clone());
                let cards = section.iter().map(|sample| view! { <Card sample=(*sample).clone() bench/> });
                view! {
                    <section>
                        <h3>{title}</h3>
                        <div class="cards">{cards.collect::<Vec<_>>()}</div>
                    </section>
                }
            })
            .collect::<Vec<_>>()
            .into_any(),
    };
    view! {
        <Dialog title="Samples" on_close=close class="gallery">
            <p class="note">"Each opens as a new project of your own. Nothing you have is changed."</p>
            <LanguageFilter bench chosen/>
            {sections}
            <footer class="dialog-foot">{templates.into_iter().collect::<Vec<_>>()}</footer>
        </Dialog>
    }
}

/// One button a language that has samples, and one for all of them.
#[component]
fn LanguageFilter(bench: Workbench, chosen: RwSignal<Option<Language>>) -> impl IntoView {
    let languages = Memo::new(move |_| {
        let samples = bench.samples.get().and_then(Result::ok).unwrap_or_default();
        let has_samples = |language: &Language| samples.iter().any(|sample| sample.language == *language);
        Language::ALL.into_iter().filter(has_samples).collect::<Vec<_>>()
    });
    let button = move |language: Option<Language>| {
        let (label, name) = language.map_or(("All", "all"), |language| (language.label(), language.name()));
        view! {
            <button
                class="small"
                data-testid=format!("samples-of-{name}")
                aria-pressed=move || (chosen.get() == language).to_string()
                on:click=move |_| chosen.set(language)
            >
                {label}
            </button>
        }
    };
    let buttons = move || {
        std::iter::once(None).chain(languages.get().into_iter().map(Some)).map(button).collect::<Vec<_>>()
    };
    view! { <div class="language-filter" role="group" aria-label="Language">{buttons}</div> }
}

/// One sample: a button that opens it, and another for its denied variant where it has one.
#[component]
fn Card(sample: Sample, bench: Workbench) -> impl IntoView {
    let denied = sample.denied_project();
    let Sample { name, title, description, language, project, .. } = sample;
    let profile = project.manifest().ok().and_then(|manifest| manifest.source.profile);
    let place = Memo::new(move |_| bench.offers.with(|offers| offers.place(language, profile)));
    let is_nowhere = move || place.with(|place| matches!(place, Where::Nowhere(_)));
    let place_line = move || match place.get() {
        Where::At(place) => format!("compiles {}", place_words(place)),
        Where::Unknown => String::new(),
        Where::Nowhere(why) => why,
    };
    let open_denied = denied.map(|(says, project)| {
        view! {
            <button
                class="small"
                data-testid=format!("sample-{name}-denied")
                title=says
                on:click=move |_| { opening::open_new(bench, project.clone()); }
            >
                "Open without its grants"
            </button>
        }
    });
    view! {
        <div class="card-frame">
            <button
                class="card"
                class:missing=is_nowhere
                data-testid=format!("sample-{name}")
                on:click=move |_| { opening::open_new(bench, project.clone()); }
            >
                <strong>{title}</strong>
                <span class="tag">{language.label()}</span>
                <span class="card-text">{description}</span>
                <span class="card-place">{place_line}</span>
            </button>
            {open_denied}
        </div>
    }
}
