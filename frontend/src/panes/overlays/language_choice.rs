//! The choice of a language, each with where it is compiled.

use crate::flows::Workbench;
use crate::interop::dom;
use crate::state::compiling::place_words;
use crate::state::offers::Where;
use diptych_shared::project::Language;
use leptos::prelude::*;

/// One choice a language, each with where it is compiled.
#[component]
pub fn LanguageChoice(
    /// Who knows where.
    bench: Workbench,
    /// What is offered, in order.
    languages: &'static [Language],
    /// The chosen one.
    chosen: RwSignal<Language>,
) -> impl IntoView {
    let choice = move |language: Language| {
        let place = Memo::new(move |_| bench.offers.with(|offers| offers.place(language, None)));
        let words = move || match place.get() {
            Where::At(place) => place_words(place),
            Where::Unknown => "",
            Where::Nowhere(_) => "not here",
        };
        let why = move || match place.get() {
            Where::Nowhere(why) => why,
            _ => String::new(),
        };
        view! {
            <label class="choice" class:missing=move || !why().is_empty() title=why>
                <input
                    type="radio"
                    name="language"
                    value=language.name()
                    data-testid=format!("in-{}", language.name())
                    prop:checked=move || chosen.get() == language
                    on:change=move |_| chosen.set(language)
                />
                <span>{language.label()}</span>
                <span class="note">{words}</span>
            </label>
        }
    };
    // Not by `autofocus`: the palette, where it was asked for, takes the keyboard with it when it goes.
    request_animation_frame(|| dom::focus(".choices :checked"));
    view! {
        <fieldset class="choices">
            <legend>"Language"</legend>
            {languages.iter().map(|language| choice(*language)).collect::<Vec<_>>()}
        </fieldset>
    }
}
