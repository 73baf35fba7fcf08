//! What leaves the page: the report, the component, the archive.

use super::{Workbench, building};
use crate::interop::page;
use crate::services::toolchain;
use diptych_shared::report::{ComparisonReport, REPORT_SCHEMA};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Downloads the comparison as JSON, or the one report there is.
pub fn download_report(bench: Workbench) {
    let session = bench.session;
    let reports = (session.browser.report.get_untracked(), session.wasmtime.report.get_untracked());
    let json = match (reports, session.comparison.get_untracked()) {
        ((Some(left), Some(right)), Some(comparison)) => serde_json::to_string_pretty(&ComparisonReport {
            schema: REPORT_SCHEMA,
            left: (*left).clone(),
            right: (*right).clone(),
            comparison: (*comparison).clone(),
        }),
        ((Some(report), None) | (None, Some(report)), _) => serde_json::to_string_pretty(&*report),
        _ => return bench.notices.problem("There is no report yet: run the project first."),
    };
    match json {
        Ok(json) => page::download(&file_name(bench, "report.json"), json.as_bytes(), "application/json"),
        Err(error) => bench.notices.problem(format!("The report could not be written: {error}")),
    }
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
