//! The bar on top: the project, Run and its engines, and what leads away from the bench.

use crate::components::icon::{self, Icon};
use crate::state::preferences::{EngineChoice, Theme};
use diptych_shared::api::run::RunMode;
use leptos::prelude::*;

/// What the bar's buttons do.
#[derive(Clone, Copy)]
pub struct TopBarActions {
    /// Run.
    pub run: Callback<()>,
    /// Stop.
    pub stop: Callback<()>,
    /// Choose engines.
    pub set_engines: Callback<EngineChoice>,
    /// Choose clocks and random.
    pub set_mode: Callback<RunMode>,
    /// The list of projects.
    pub projects: Callback<()>,
    /// The link.
    pub share: Callback<()>,
    /// The gallery.
    pub samples: Callback<()>,
    /// The next theme.
    pub theme: Callback<()>,
    /// The palette.
    pub palette: Callback<()>,
}

/// The bar.
#[component]
pub fn TopBar(
    /// The open project's title.
    title: Signal<String>,
    /// Saved, or about to be.
    saved: Signal<&'static str>,
    /// A run is under way.
    running: RwSignal<bool>,
    /// Which engines Run uses.
    engines: RwSignal<EngineChoice>,
    /// Clocks and random of the open project; `None` while its manifest cannot be read.
    mode: Memo<Option<RunMode>>,
    /// The chosen theme.
    theme: RwSignal<Theme>,
    /// What the buttons do.
    actions: TopBarActions,
) -> impl IntoView {
    let modifier = crate::flows::commands::modifier();
    let engine_option = move |choice: EngineChoice, text: &'static str| {
        view! { <option value=choice.name() prop:selected=move || engines.get() == choice>{text}</option> }
    };
    view! {
        <header class="top-bar">
            <h1 class="brand">
                <svg viewBox="0 0 20 20" aria-hidden="true">
                    <path class="left-leaf" d="M2 3.500 9 2v16l-7-1.500z"></path>
                    <path class="right-leaf" d="M18 3.500 11 2v16l7-1.500z"></path>
                </svg>
                "Diptych"
            </h1>
            <button
                class="project-switcher"
                data-testid="project-switcher"
                aria-haspopup="dialog"
                title="Switch, rename, duplicate or delete projects"
                on:click=move |_| actions.projects.run(())
            >
                <span class="project-title">{move || crate::state::text::visible_line(&title.get())}</span>
                <span class="chevron" aria-hidden="true">"▾"</span>
            </button>
            <span class="saved" role="status">{saved}</span>
            <span class="grow"></span>
            <div class="run-group" role="group" aria-label="Run">
                <Show
                    when=move || running.get()
                    fallback=move || view! {
                        <button
                            class="primary"
                            data-testid="run"
                            title=format!("Run ({modifier}Enter)")
                            on:click=move |_| actions.run.run(())
                        >
                            <Icon path=icon::RUN/>
                            "Run"
                        </button>
                    }
                >
                    <button class="danger" data-testid="stop" title="Stop (Shift+Esc)" on:click=move |_| actions.stop.run(())>
                        <Icon path=icon::STOP/>
                        "Stop"
                    </button>
                </Show>
                <select
                    class="engine-select"
                    data-testid="engine-select"
                    aria-label="Engines"
                    on:change=move |event| {
                        actions.set_engines.run(EngineChoice::from_name(&event_target_value(&event)));
                    }
                >
                    {engine_option(EngineChoice::Both, "on both")}
                    {engine_option(EngineChoice::Browser, "in the browser")}
                    {engine_option(EngineChoice::Server, "on the server")}
                </select>
                <ModeSwitch mode set=actions.set_mode/>
            </div>
            <button class="labelled" data-testid="samples" aria-haspopup="dialog" on:click=move |_| actions.samples.run(())>
                "Samples"
            </button>
            <button class="labelled" data-testid="share" aria-haspopup="dialog" on:click=move |_| actions.share.run(())>
                <Icon path=icon::SHARE/>
                <span class="wide-only">"Share"</span>
            </button>
            <button
                class="quiet"
                data-testid="theme"
                aria-label=move || format!("Theme: {}", theme.get().name())
                title=move || format!("Theme: {} (click for the next)", theme.get().name())
                on:click=move |_| actions.theme.run(())
            >
                <Icon path=icon::THEME/>
            </button>
            <button
                class="quiet"
                data-testid="palette-button"
                aria-label="Commands"
                title=format!("All commands ({modifier}K, {modifier}Shift+P or F1)")
                on:click=move |_| actions.palette.run(())
            >
                <Icon path=icon::PALETTE/>
            </button>
        </header>
    }
}

/// Deterministic or live: one press changes it, and it says which it is.
#[component]
fn ModeSwitch(mode: Memo<Option<RunMode>>, set: Callback<RunMode>) -> impl IntoView {
    let live = Memo::new(move |_| mode.get() == Some(RunMode::Live));
    let toggle = move |_| set.run(if live.get_untracked() { RunMode::Deterministic } else { RunMode::Live });
    let title = move || match live.get() {
        false => {
            "Deterministic: both engines see the same clocks and random numbers, so any difference is real. Press for live."
        }
        true => {
            "Live: each engine has its own clocks and random numbers, so runs differ by themselves. Press for deterministic."
        }
    };
    view! {
        <button
            class="mode-switch"
            class:live=live
            role="switch"
            data-testid="mode-switch"
            aria-label="Live clocks and random"
            aria-checked=move || live.get().to_string()
            title=title
            disabled=move || mode.with(Option::is_none)
            on:click=toggle
        >
            <Icon path=icon::CLOCK/>
            <span class="mode-word">{move || if live.get() { "live" } else { "deterministic" }}</span>
        </button>
    }
}
