//! The composition root: makes the state, starts the flows, lays out the panes, listens to the page's keys.

use crate::components::splitter::{Axis, Splitter, remembered_size};
use crate::components::toasts::Toasts;
use crate::flows::workbench::Overlay;
use crate::flows::{Workbench, checking, inspecting, opening, running, saving, server_watch, tracing};
use crate::interop::{browser_engine, dom, page};
use crate::panes::compare::Compare;
use crate::panes::compile_status::CompileStatus;
use crate::panes::composition_view::CompositionView;
use crate::panes::diagnostics::Diagnostics;
use crate::panes::editor::Editor;
use crate::panes::files::{Files, accept_drops};
use crate::panes::overlays::Overlays;
use crate::panes::pipeline_view::PipelineView;
use crate::panes::server_banner::ServerBanner;
use crate::panes::settings::Settings;
use crate::panes::tab_bar::TabBar;
use crate::panes::top_bar::{TopBar, TopBarActions};
use crate::state::preferences::Theme;
use crate::state::workspace::SaveState;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

/// Takes the static shell's place.
pub fn mount() {
    let document = page::window().document();
    let place = document.and_then(|document| document.get_element_by_id("app"));
    if let Some(place) = place.and_then(|place| place.dyn_into::<web_sys::HtmlElement>().ok()) {
        place.set_inner_html("");
        leptos::mount::mount_to(place, App).forget();
        page::set_root_attribute("data-ready", "true");
    }
}

#[component]
fn App() -> impl IntoView {
    let bench = Workbench::new();
    opening::start(bench);
    saving::start(bench);
    checking::start(bench);
    server_watch::start(bench);
    tracing::start(bench);
    accept_drops(bench);
    listen_to_keys(bench);
    follow_theme(bench);
    page::when_idle(browser_engine::warm);
    let workspace = bench.workspace;
    let saved = Signal::derive(move || match workspace.saved.get() {
        SaveState::Saved => "saved",
        SaveState::Pending => "saving…",
        SaveState::Failed(_) => "not saved",
    });
    let show = move |overlay| Callback::new(move |()| bench.overlay.set(Some(overlay)));
    let actions = TopBarActions {
        run: Callback::new(move |()| running::start(bench)),
        stop: Callback::new(move |()| running::stop(bench)),
        set_engines: Callback::new(move |engines| bench.set_engines(engines)),
        set_mode: Callback::new(move |mode| workspace.set_mode(mode)),
        projects: show(Overlay::Projects),
        share: show(Overlay::Share),
        samples: Callback::new(move |()| {
            opening::load_samples(bench);
            bench.overlay.set(Some(Overlay::Samples));
        }),
        theme: Callback::new(move |()| bench.set_theme(bench.theme.get_untracked().next())),
        palette: show(Overlay::Palette),
    };
    let files_px = remembered_size("files", 190.0);
    let compare_px = remembered_size("compare", 740.0);
    let settings_px = remembered_size("settings", 360.0);
    let sizes = move || {
        format!(
            "--files: {}px; --compare: {}px; --settings: {}px",
            files_px.get(),
            compare_px.get(),
            settings_px.get()
        )
    };
    let session = bench.session;
    view! {
        <TopBar
            title=Signal::derive(move || workspace.title())
            saved
            running=session.running
            engines=bench.engines
            mode=Memo::new(move |_| workspace.mode())
            theme=bench.theme
            actions
        />
        <ServerBanner server=bench.server/>
        <TabBar tab=bench.tab/>
        <main class="bench" data-tab=move || bench.tab.get().label().to_ascii_lowercase() style=sizes>
            <Files bench/>
            <Splitter size_px=files_px name="files" label="Width of the files" axis=Axis::Horizontal min_px=120.0 max_px=480.0/>
            <div class="middle">
                <div class="source">
                    <CompositionView bench/>
                    <PipelineView bench/>
                    <Editor bench/>
                    <Diagnostics diagnostics=session.diagnostics checking=session.checking reveal=bench.reveal/>
                    <CompileStatus session cancel=actions.stop/>
                </div>
                <Splitter
                    size_px=settings_px
                    name="settings"
                    label="Height of the run settings"
                    axis=Axis::Vertical
                    min_px=80.0
                    max_px=700.0
                    reverse=true
                />
                <Settings bench/>
            </div>
            <Splitter
                size_px=compare_px
                name="compare"
                label="Width of the comparison"
                axis=Axis::Horizontal
                min_px=320.0
                max_px=1_600.0
                reverse=true
            />
            <Compare bench/>
        </main>
        <Overlays bench/>
        <Toasts notices=bench.notices/>
    }
}

/// The keys that work everywhere on the page. The editor has some of them for itself, and calls back.
fn listen_to_keys(bench: Workbench) {
    let _ = window_event_listener(leptos::ev::keydown, move |event| {
        let modifier = event.ctrl_key() || event.meta_key();
        let key = event.key();
        let in_editor = dom::is_in_editor(&event);
        match key.as_str() {
            "Enter" if modifier && !in_editor => running::start(bench),
            "F1" if !in_editor => bench.overlay.set(Some(Overlay::Palette)),
            "P" | "p" if modifier && event.shift_key() && !in_editor => {
                bench.overlay.set(Some(Overlay::Palette))
            }
            "k" if modifier && !in_editor => bench.overlay.set(Some(Overlay::Palette)),
            "s" if modifier && !in_editor => saving::save_now(bench),
            "Escape" if event.shift_key() => running::stop(bench),
            // What is open closes first: a dialog, or a list of the editor, which takes the key for itself.
            "Escape" if is_compiling(bench) && !event.default_prevented() => running::stop(bench),
            "F4" => inspecting::open(bench),
            "F8" => tracing::go_to_difference(bench, !event.shift_key()),
            "?" if !dom::is_typing(&event) => bench.overlay.set(Some(Overlay::Keys)),
            _ => return,
        }
        event.prevent_default();
    });
}

/// A compile is under way and nothing covers the page.
fn is_compiling(bench: Workbench) -> bool {
    bench.session.work.with_untracked(Option::is_some) && bench.overlay.with_untracked(Option::is_none)
}

/// The document says which theme is on; the stylesheet does the rest.
fn follow_theme(bench: Workbench) {
    Effect::new(move |_| {
        let name = match bench.theme.get() {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        };
        page::set_root_attribute("data-theme", name);
    });
    let query = page::window().match_media("(prefers-color-scheme: dark)").ok().flatten();
    if let Some(query) = query {
        let changed = wasm_bindgen::closure::Closure::<dyn Fn()>::new(move || {
            bench.system_dark.set(page::system_is_dark());
        });
        let _ = query.add_event_listener_with_callback("change", changed.as_ref().unchecked_ref());
        // It listens as long as the page lives.
        changed.forget();
    }
}
