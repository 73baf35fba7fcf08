//! The tabs that take turns on a narrow screen.

use crate::state::preferences::Tab;
use leptos::prelude::*;

/// One tab per pane; the stylesheet hides them on wide screens.
#[component]
pub fn TabBar(
    /// The pane on show.
    tab: RwSignal<Tab>,
) -> impl IntoView {
    let on_key = move |event: web_sys::KeyboardEvent| {
        let at = Tab::ALL.iter().position(|other| *other == tab.get_untracked()).unwrap_or(0);
        let next = match event.key().as_str() {
            "ArrowRight" => (at + 1) % Tab::ALL.len(),
            "ArrowLeft" => (at + Tab::ALL.len() - 1) % Tab::ALL.len(),
            _ => return,
        };
        event.prevent_default();
        tab.set(Tab::ALL[next]);
        crate::interop::dom::focus(".tab-bar [aria-selected='true']");
    };
    let tabs = Tab::ALL.map(|own| {
        let selected = move || tab.get() == own;
        view! {
            <button
                role="tab"
                data-testid=format!("tab-{}", own.label().to_ascii_lowercase())
                aria-selected=move || selected().to_string()
                tabindex=move || if selected() { "0" } else { "-1" }
                on:click=move |_| tab.set(own)
            >
                {own.label()}
            </button>
        }
    });
    view! { <nav class="tab-bar" role="tablist" aria-label="Panes" on:keydown=on_key>{tabs.into_iter().collect::<Vec<_>>()}</nav> }
}
