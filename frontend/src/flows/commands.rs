//! Everything the page can be told to do, by name: the palette lists these, keys call them.

use super::workbench::Overlay;
use super::{Workbench, exporting, granting, inspecting, opening, running, tracing, worlds};
use crate::interop::dom;
use crate::interop::page::window;
use crate::state::preferences::{EngineChoice, Tab, Theme};
use crate::state::session::Side;
use crate::state::template::Template;
use diptych_shared::api::run::RunMode;
use leptos::prelude::*;

/// One command.
#[derive(Clone, Copy)]
pub struct Command {
    /// What the palette shows.
    pub name: &'static str,
    /// Its key, if it has one.
    pub key: &'static str,
    /// Does it.
    pub run: fn(Workbench),
}

/// The key that stands for Ctrl here: `⌘` on Apple's systems, `Ctrl+` elsewhere.
pub fn modifier() -> &'static str {
    let agent = window().navigator().user_agent().unwrap_or_default();
    if agent.contains("Mac") { "⌘" } else { "Ctrl+" }
}

/// All commands, in the order the palette lists them. `Mod+` is Ctrl or ⌘.
pub const COMMANDS: &[Command] = &[
    Command { name: "Run", key: "Mod+Enter", run: running::start },
    Command { name: "Stop", key: "Shift+Esc", run: running::stop },
    Command {
        name: "Go to the next difference in the trace",
        key: "F8",
        run: |bench| tracing::go_to_difference(bench, true),
    },
    Command {
        name: "Go to the previous difference in the trace",
        key: "Shift+F8",
        run: |bench| tracing::go_to_difference(bench, false),
    },
    Command { name: "Build without running", key: "", run: running::build_only },
    Command { name: "Inspect the component", key: "F4", run: inspecting::open },
    Command { name: "Run on both engines", key: "", run: |bench| bench.set_engines(EngineChoice::Both) },
    Command {
        name: "Run in the browser only",
        key: "",
        run: |bench| bench.set_engines(EngineChoice::Browser),
    },
    Command { name: "Run on the server only", key: "", run: |bench| bench.set_engines(EngineChoice::Server) },
    Command {
        name: "Mode: deterministic",
        key: "",
        run: |bench| bench.workspace.set_mode(RunMode::Deterministic),
    },
    Command { name: "Mode: live", key: "", run: |bench| bench.workspace.set_mode(RunMode::Live) },
    Command { name: "Tighten the policy to what the last run used", key: "", run: granting::tighten },
    Command {
        name: "Go to the policy",
        key: "",
        run: |bench| go(bench, Tab::Run, ".policy .presets button"),
    },
    Command { name: "Open a sample", key: "", run: samples },
    Command {
        name: "Open another project",
        key: "",
        run: |bench| bench.overlay.set(Some(Overlay::Projects)),
    },
    Command {
        name: "Languages: what can be compiled here",
        key: "",
        run: |bench| bench.overlay.set(Some(Overlay::Languages)),
    },
    Command {
        name: "New component from this world",
        key: "",
        run: |bench| worlds::ask(bench, Overlay::FromWorld),
    },
    Command {
        name: "Bindings: what a language sees of this world",
        key: "",
        run: |bench| worlds::ask(bench, Overlay::Bindings),
    },
    Command {
        name: "Add a WASI import to this world",
        key: "",
        run: |bench| worlds::ask(bench, Overlay::WasiImports),
    },
    Command { name: "New project: WAT component", key: "", run: |bench| new(bench, Template::Wat) },
    Command { name: "New project: Rust command", key: "", run: |bench| new(bench, Template::Rust) },
    Command {
        name: "New project: core module and WIT",
        key: "",
        run: |bench| new(bench, Template::CoreWithWit),
    },
    Command { name: "Export and import", key: "", run: |bench| bench.overlay.set(Some(Overlay::Export)) },
    Command {
        name: "History: earlier versions of this project",
        key: "",
        run: |bench| bench.overlay.set(Some(Overlay::History)),
    },
    Command { name: "Share as a link", key: "", run: |bench| bench.overlay.set(Some(Overlay::Share)) },
    Command { name: "Download the report", key: "", run: exporting::download_report },
    Command { name: "Download the report as a web page", key: "", run: exporting::download_page },
    Command {
        name: "Download the browser’s trace",
        key: "",
        run: |bench| exporting::download_trace(bench, Side::Browser),
    },
    Command {
        name: "Download wasmtime’s trace",
        key: "",
        run: |bench| exporting::download_trace(bench, Side::Wasmtime),
    },
    Command { name: "Download the component", key: "", run: exporting::download_component },
    Command { name: "Download the project as a zip", key: "", run: exporting::download_zip },
    Command { name: "Go to the files", key: "", run: |bench| go(bench, Tab::Files, ".tree [tabindex='0']") },
    Command { name: "Go to the editor", key: "", run: focus_editor },
    Command {
        name: "Go to a symbol in the file",
        key: "Mod+Shift+O",
        run: |bench| act(bench, "editor.action.quickOutline"),
    },
    Command {
        name: "Go to definition",
        key: "F12",
        run: |bench| act(bench, "editor.action.revealDefinition"),
    },
    Command {
        name: "Find references",
        key: "Shift+F12",
        run: |bench| act(bench, "editor.action.goToReferences"),
    },
    Command { name: "Rename", key: "F2", run: |bench| act(bench, "editor.action.rename") },
    Command { name: "Format", key: "Shift+Alt+F", run: |bench| act(bench, "editor.action.formatDocument") },
    Command {
        name: "Go to the run settings",
        key: "",
        run: |bench| go(bench, Tab::Run, ".settings select, .settings input"),
    },
    Command { name: "Go to the comparison", key: "", run: |bench| go(bench, Tab::Compare, ".compare") },
    Command { name: "Theme: follow the system", key: "", run: |bench| bench.set_theme(Theme::System) },
    Command { name: "Theme: light", key: "", run: |bench| bench.set_theme(Theme::Light) },
    Command { name: "Theme: dark", key: "", run: |bench| bench.set_theme(Theme::Dark) },
    Command { name: "Show all keys", key: "?", run: |bench| bench.overlay.set(Some(Overlay::Keys)) },
];

fn samples(bench: Workbench) {
    opening::load_samples(bench);
    bench.overlay.set(Some(Overlay::Samples));
}

fn new(bench: Workbench, template: Template) {
    opening::open_new(bench, template.project());
}

fn go(bench: Workbench, tab: Tab, selector: &str) {
    bench.tab.set(tab);
    dom::focus(selector);
}

/// Does one of the editor's own actions at its cursor, once the palette has let go of the keyboard.
fn act(bench: Workbench, action: &'static str) {
    bench.tab.set(Tab::Editor);
    request_animation_frame(move || {
        bench.editor.with_value(|editor| {
            if let Some(editor) = editor {
                editor.act(action);
            }
        });
    });
}

fn focus_editor(bench: Workbench) {
    bench.tab.set(Tab::Editor);
    bench.editor.with_value(|editor| {
        if let Some(editor) = editor {
            editor.focus();
        }
    });
}
