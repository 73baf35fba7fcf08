//! The languages: where each is compiled, with what, and how the rest are had.

use crate::components::dialog::Dialog;
use crate::flows::{Workbench, server_watch};
use crate::state::offers::Where;
use crate::state::text::visible_line;
use diptych_shared::api::compile::CompilePlace;
use diptych_shared::api::toolchains::ToolchainOffer;
use diptych_shared::project::{Language, Profile};
use leptos::prelude::*;

/// The list.
#[component]
pub fn Languages(bench: Workbench, close: Callback<()>) -> impl IntoView {
    server_watch::refresh_offers(bench);
    let rows = move || {
        bench.offers.with(|offers| {
            let languages = Language::ALL.into_iter().filter(|language| language.is_source());
            let profiles = |language: Language| match language.profiles() {
                [] => vec![(language, None)],
                profiles => profiles.iter().map(|profile| (language, Some(*profile))).collect(),
            };
            // A profile besides the default is worth a line where the server has heard of it.
            let is_told = |(language, profile): &(Language, Option<Profile>)| {
                *profile == language.profiles().first().copied()
                    || offers.offer(*language, *profile).is_some()
            };
            languages
                .flat_map(profiles)
                .filter(is_told)
                .map(|(language, profile)| {
                    let place = offers.place(language, profile);
                    let offer = offers.offer(language, profile).cloned();
                    view! { <Row language profile place offer in_page=offers.page_compiles(language)/> }
                })
                .collect::<Vec<_>>()
        })
    };
    let wish = move || bench.offers.with(|offers| offers.wish);
    view! {
        <Dialog title="Languages" on_close=close class="languages">
            <p class="note">"What can be compiled here, where, and by which tools. All of it runs on both engines."</p>
            <label class="compile-place">
                <span>"What both can compile is compiled"</span>
                <select
                    data-testid="compile-place"
                    on:change=move |event| bench.set_compile_place(&event_target_value(&event))
                >
                    <option value="" prop:selected=move || wish().is_none()>"where it is quickest"</option>
                    <option value="browser" prop:selected=move || wish() == Some(CompilePlace::Browser)>"in the browser"</option>
                    <option value="server" prop:selected=move || wish() == Some(CompilePlace::Server)>"on the server"</option>
                </select>
            </label>
            <ul class="language-list" data-testid="languages">{rows}</ul>
        </Dialog>
    }
}

#[component]
fn Row(
    language: Language,
    profile: Option<Profile>,
    place: Where,
    offer: Option<ToolchainOffer>,
    in_page: bool,
) -> impl IntoView {
    let name = match profile {
        Some(profile) => format!("{} ({})", language.label(), profile.label()),
        None => language.label().to_owned(),
    };
    let testid = match profile {
        Some(profile) => format!("language-{}-{}", language.name(), profile.name()),
        None => format!("language-{}", language.name()),
    };
    let on_server = offer.as_ref().is_some_and(|offer| offer.available);
    let places = match (in_page, on_server) {
        (true, true) => "in the browser, on the server",
        (true, false) => "in the browser",
        (false, true) => "on the server",
        (false, false) => "not here",
    };
    let missing = places == "not here";
    let tools: Vec<String> =
        offer.iter().flat_map(|offer| &offer.toolchain).map(|tool| visible_line(tool)).collect();
    let rest = match place {
        Where::Nowhere(why) => match offer.filter(|offer| !offer.install.is_empty()) {
            Some(offer) => view! {
                <span class="note">"Who runs this server adds it by " <code class="mono">{visible_line(&offer.install)}</code></span>
            }
            .into_any(),
            None => view! { <span class="note">{why}</span> }.into_any(),
        },
        Where::Unknown => view! { <span class="note">"The server has not said whether it compiles it."</span> }.into_any(),
        Where::At(_) => view! { <span class="note">{tools.join(" · ")}</span> }.into_any(),
    };
    view! {
        <li class:missing=missing data-testid=testid>
            <strong>{name}</strong>
            <span class="tag">{places}</span>
            {rest}
        </li>
    }
}
