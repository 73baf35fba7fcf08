//! What leaves the page: the report, the component, the archive.

use super::tracing::trace_side;
use super::{Workbench, building, checking};
use crate::interop::{page, transfer};
use crate::services::toolchain;
use crate::services::traces::{self, TraceSide};
use crate::state::session::Side;
use js_sys::{Array, Promise};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::future_to_promise;

/// Downloads the comparison as JSON, or the one report there is; the traces come from the worker.
pub fn download_report(bench: Workbench) {
    write_report(bench, false);
}

/// Downloads the same as a web page that needs nothing else.
pub fn download_page(bench: Workbench) {
    write_report(bench, true);
}

fn write_report(bench: Workbench, is_page: bool) {
    let session = bench.session;
    let reports = (session.browser.report.get_untracked(), session.wasmtime.report.get_untracked());
    spawn_local(async move {
        let text = match reports {
            (Some(left), Some(right)) => traces::report_text(&left, &right).await,
            (Some(report), None) => traces::run_report_text(TraceSide::Left, &report).await,
            (None, Some(report)) => traces::run_report_text(TraceSide::Right, &report).await,
            (None, None) => return bench.notices.problem("There is no report yet: run the project first."),
        };
        let written = match text {
            Ok(text) if is_page => {
                let title = untrack(|| bench.workspace.title());
                transfer::report_page(&file_name(bench, "report.html"), &title, &text).await
            }
            Ok(text) => {
                page::download_array(&file_name(bench, "report.json"), &text, "application/json");
                Ok(())
            }
            Err(why) => Err(why),
        };
        if let Err(why) = written {
            bench.notices.problem(format!("The report could not be written: {why}"));
        }
    });
}

/// How the reports of the last run are had as JSON texts, when it ran the project as it is now.
pub fn reports(bench: Workbench) -> Option<Box<dyn Fn() -> Promise>> {
    let session = bench.session;
    let ran = session.ran.get_untracked();
    let of = |side| session.column(side).report.get_untracked().map(|report| (side, report));
    let reports: Vec<_> = Side::BOTH.into_iter().filter_map(of).collect();
    if reports.is_empty() || ran != Some(checking::source(bench)) {
        return None;
    }
    Some(Box::new(move || {
        let reports = reports.clone();
        future_to_promise(async move {
            let texts = Array::new();
            for (side, report) in reports {
                let text = traces::run_report_text(trace_side(side), &report).await?;
                texts.push(&String::from_utf8_lossy(&text.to_vec()).as_ref().into());
            }
            Ok(texts.into())
        })
    }))
}

/// Downloads one engine's trace as JSON, whole.
pub fn download_trace(bench: Workbench, side: Side) {
    let Some(report) = bench.session.column(side).report.get_untracked() else {
        return bench
            .notices
            .problem(format!("There is no trace of {} yet: run the project first.", side.name()));
    };
    spawn_local(async move {
        let name = file_name(bench, &format!("{}.trace.json", side.id()));
        match traces::trace_text(trace_side(side), &report).await {
            Ok(text) => page::download_array(&name, &text, "application/json"),
            Err(why) => bench.notices.problem(format!("The trace could not be written: {why}")),
        }
    });
}

/// Downloads the component, building it first if needed.
pub fn download_component(bench: Workbench) {
    spawn_local(async move {
        match building::ensure_built(bench).await {
            Ok(built) => page::download(&file_name(bench, "wasm"), &built.bytes, "application/wasm"),
            Err(why) => bench.notices.problem(why),
        }
    });
}

/// Downloads the project folder as an archive.
pub fn download_zip(bench: Workbench) {
    spawn_local(async move {
        let project = bench.workspace.project.get_untracked();
        match toolchain::to_zip(&project).await {
            Ok(bytes) => page::download(&file_name(bench, "zip"), &bytes, "application/zip"),
            Err(why) => bench.notices.problem(format!("The archive could not be made: {why}")),
        }
    });
}

/// A file name from the project's title, safe on every system.
fn file_name(bench: Workbench, extension: &str) -> String {
    let title = untrack(|| bench.workspace.title());
    let name: String =
        title.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    let name = name.split('-').filter(|word| !word.is_empty()).take(8).collect::<Vec<_>>().join("-");
    format!("{}.{extension}", if name.is_empty() { "project" } else { &name })
}
