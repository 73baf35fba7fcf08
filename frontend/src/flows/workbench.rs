//! The pieces of state that flows move, in one handle. Views get the signals they need, not this.

use crate::interop::browser_engine::BrowserRun;
use crate::interop::editor::Editor;
use crate::interop::pipeline::Pipeline;
use crate::interop::timer::Debounce;
use crate::interop::{languages, page};
use crate::services::samples::Sample;
use crate::state::composing::Composing;
use crate::state::notices::Notices;
use crate::state::offers::Offers;
use crate::state::preferences::{EngineChoice, Tab, Theme};
use crate::state::server_status::ServerStatus;
use crate::state::session::Session;
use crate::state::stages::Stages;
use crate::state::workspace::Workspace;
use diptych_shared::api::compile::CompilePlace;
use leptos::prelude::*;
use std::collections::BTreeSet;
use web_sys::AbortController;

/// What covers the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overlay {
    /// The command palette.
    Palette,
    /// The samples gallery, with the empty templates.
    Samples,
    /// The link to this project.
    Share,
    /// What leaves the page, and what comes in.
    Export,
    /// The versions of this project.
    History,
    /// The list of projects.
    Projects,
    /// The languages: who compiles them, and how the rest are had.
    Languages,
    /// A new component from a world of this project.
    FromWorld,
    /// What a language sees of a world of this project.
    Bindings,
    /// The WASI interfaces that a world of this project may import.
    WasiImports,
    /// A component taken apart.
    Inspect,
    /// The keys the page listens to.
    Keys,
}

/// What a run under way can be stopped by.
#[derive(Default)]
pub struct RunHandles {
    /// Counts runs, so that what a past one says is not heard.
    pub number: u64,
    /// The run whose columns have all ended, so that it is compared once.
    pub settled: u64,
    /// The tools that made the component that runs.
    pub toolchain: Vec<String>,
    /// The compile.
    pub compile: Option<AbortController>,
    /// The browser's run.
    pub browser: Option<BrowserRun>,
    /// The server's run.
    pub server: Option<AbortController>,
}

/// The preference of where is compiled what both the page and the server can.
const COMPILE_PLACE: &str = "compile-place";

/// The place of a stored name; `None` for where it is quickest.
fn place_of(name: &str) -> Option<CompilePlace> {
    match name {
        "browser" => Some(CompilePlace::Browser),
        "server" => Some(CompilePlace::Server),
        _ => None,
    }
}

/// State and handles, all copyable.
#[derive(Clone, Copy)]
pub struct Workbench {
    /// Projects and files.
    pub workspace: Workspace,
    /// The run session.
    pub session: Session,
    /// The open composition.
    pub composing: Composing,
    /// The open pipeline.
    pub stages: Stages,
    /// Short messages.
    pub notices: Notices,
    /// Whether the server answers.
    pub server: RwSignal<ServerStatus>,
    /// Which languages can be compiled, and where.
    pub offers: RwSignal<Offers>,
    /// Which engines Run uses.
    pub engines: RwSignal<EngineChoice>,
    /// Light, dark or the system's.
    pub theme: RwSignal<Theme>,
    /// What the system asks for.
    pub system_dark: RwSignal<bool>,
    /// The pane on narrow screens.
    pub tab: RwSignal<Tab>,
    /// What covers the page.
    pub overlay: RwSignal<Option<Overlay>>,
    /// The component that Inspect opens with, by its id in `flows::inspecting`.
    pub inspect_first: RwSignal<String>,
    /// The samples, when loaded, or why not.
    pub samples: RwSignal<Option<Result<Vec<Sample>, String>>>,
    /// A place to show in the editor: path, line, column. Set by a click on a diagnostic.
    pub reveal: RwSignal<Option<(String, u32, u32)>>,
    /// Monaco, when it is there.
    pub editor: StoredValue<Option<Editor>, LocalStorage>,
    /// The run under way.
    pub run: StoredValue<RunHandles, LocalStorage>,
    /// The pane of the open pipeline, when it is there.
    pub pipeline: StoredValue<Option<Pipeline>, LocalStorage>,
    /// The open project came from a short link, whose bar hears the runs.
    pub is_linked: StoredValue<bool>,
    /// Components the server holds, by hash.
    pub sent: StoredValue<BTreeSet<String>>,
    /// The last project of which it was said that it was shared with other tools.
    pub versions_told: StoredValue<String>,
    /// Numbers checks, so that late answers are dropped.
    pub check_number: StoredValue<u64>,
    /// Waits for a pause in typing.
    pub check_pause: Debounce,
    /// Waits for a pause in typing.
    pub save_pause: Debounce,
}

impl Workbench {
    /// Everything empty, preferences as they were.
    pub fn new() -> Self {
        const CHECK_PAUSE_MS: u64 = 120;
        const SAVE_PAUSE_MS: u64 = 250;
        let preference = |name| page::preference(name).unwrap_or_default();
        Workbench {
            workspace: Workspace::new(),
            session: Session::new(),
            composing: Composing::new(),
            stages: Stages::new(),
            notices: Notices::new(),
            server: RwSignal::new(ServerStatus::Unknown),
            offers: RwSignal::new(Offers {
                wish: place_of(&preference(COMPILE_PLACE)),
                clang_in_page: languages::has_clang(),
                ..Offers::default()
            }),
            engines: RwSignal::new(EngineChoice::from_name(&preference("engines"))),
            theme: RwSignal::new(Theme::from_name(&preference("theme"))),
            system_dark: RwSignal::new(page::system_is_dark()),
            tab: RwSignal::new(Tab::default()),
            overlay: RwSignal::new(None),
            inspect_first: RwSignal::new(String::new()),
            samples: RwSignal::new(None),
            reveal: RwSignal::new(None),
            editor: StoredValue::new_local(None),
            run: StoredValue::new_local(RunHandles::default()),
            pipeline: StoredValue::new_local(None),
            is_linked: StoredValue::new(false),
            sent: StoredValue::new(BTreeSet::new()),
            versions_told: StoredValue::new(String::new()),
            check_number: StoredValue::new(0),
            check_pause: Debounce::new(CHECK_PAUSE_MS),
            save_pause: Debounce::new(SAVE_PAUSE_MS),
        }
    }

    /// Whether the page is dark now.
    pub fn is_dark(self) -> bool {
        match self.theme.get() {
            Theme::Dark => true,
            Theme::Light => false,
            Theme::System => self.system_dark.get(),
        }
    }

    /// Chooses a theme and remembers it.
    pub fn set_theme(self, theme: Theme) {
        self.theme.set(theme);
        page::set_preference("theme", theme.name());
    }

    /// Chooses the engines and remembers them.
    pub fn set_engines(self, engines: EngineChoice) {
        self.engines.set(engines);
        page::set_preference("engines", engines.name());
    }

    /// Chooses by its name where is compiled what both the page and the server can, and remembers it.
    pub fn set_compile_place(self, name: &str) {
        self.offers.update(|offers| offers.wish = place_of(name));
        page::set_preference(COMPILE_PLACE, name);
    }
}
