//! The gallery: samples by section, and empty templates, each opened as a new project.

use crate::components::dialog::Dialog;
use crate::flows::{Workbench, opening};
use crate::services::samples::Sample;
use crate::state::template::Template;
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
                let title = section.first().map(|sample| sample.section.clone());
                let cards = section.iter().map(|sample| view! { <Card sample=sample.clone() bench/> });
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
            {sections}
            <footer class="dialog-foot">{templates.into_iter().collect::<Vec<_>>()}</footer>
        </Dialog>
    }
}

/// One sample: a button that opens it, and another for its denied variant where it has one.
#[component]
fn Card(sample: Sample, bench: Workbench) -> impl IntoView {
    let denied = sample.denied_project();
    let Sample { name, title, description, language, project, .. } = sample;
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
                data-testid=format!("sample-{name}")
                on:click=move |_| { opening::open_new(bench, project.clone()); }
            >
                <strong>{title}</strong>
                <span class="tag">{language}</span>
                <span class="card-text">{description}</span>
            </button>
            {open_denied}
        </div>
    }
}
