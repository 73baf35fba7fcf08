//! A dialog that JavaScript fills: export and import, the versions of a project.

use crate::components::dialog::Dialog;
use crate::flows::{Workbench, exporting, opening};
use crate::interop::json::from_js;
use crate::interop::transfer::{Context, opened, show};
use leptos::task::spawn_local;
use leptos::{html, prelude::*};
use wasm_bindgen::JsValue;

/// The dialog of the panel `name`.
#[component]
pub fn Panel(
    bench: Workbench,
    close: Callback<()>,
    name: &'static str,
    title: &'static str,
) -> impl IntoView {
    let host = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        let Some(host) = host.get() else { return };
        let context = untrack(|| Context {
            panel: name,
            id: bench.workspace.id.get(),
            title: bench.workspace.title(),
            project: bench.workspace.project.get(),
            has_report: bench.session.browser.report.with(Option::is_some)
                || bench.session.wasmtime.report.with(Option::is_some),
        });
        spawn_local(async move {
            if let Err(why) = show(&host, &context, move |what, value| act(bench, &what, &value)).await {
                bench.notices.problem(format!("This could not be loaded: {why}"));
                close.run(());
            }
        });
    });
    view! { <Dialog title=title on_close=close class="panel"><div node_ref=host></div></Dialog> }
}

/// Does what a panel asks for.
fn act(bench: Workbench, what: &str, value: &JsValue) {
    match what {
        "zip" => exporting::download_zip(bench),
        "wasm" => exporting::download_component(bench),
        "report" => exporting::download_report(bench),
        "page" => exporting::download_page(bench),
        "open" => match opened(value) {
            Ok(opened) => opening::open_incoming(bench, opened),
            Err(why) => bench.notices.problem(why),
        },
        "restore" => match from_js(value) {
            Ok(project) => opening::restore(bench, project),
            Err(why) => bench.notices.problem(why),
        },
        _ => {}
    }
}
