//! Every sample and every denied variant, compiled and run on wasmtime, against what is expected; what
//! the two engines' expectations differ in; and the documentation that they make.
//!
//! `BLESS=1` writes the expectations anew; review the diff. Rust samples need the guests' crates:
//! `cargo xtask guest` builds them.

mod coverage;
mod differences;
mod gallery;
mod language_table;
mod languages;

use diptych_backend::app::AppState;
use diptych_backend::config::Config;
use diptych_backend::engine::{LinkedParts, RunSource};
use diptych_shared::api::composition::Composition;
use diptych_shared::api::run::{RunEvent, RunSettings};
use diptych_shared::pipeline::{self, Given, feed};
use diptych_shared::policy::Capability;
use diptych_shared::project::{MANIFEST_FILE, Project};
use diptych_shared::report::{Outcome, RunReport, normalize};
use gallery::{Index, project, samples};
use language_table::Compiled;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::mpsc;

/// Whether expectations are written instead of compared.
fn bless() -> bool {
    std::env::var_os("BLESS").is_some()
}

#[test]
fn the_index_names_every_folder_once() {
    let index = Index::read();
    assert!(index.section.iter().all(|section| !section.title.is_empty()), "a section without a title");
    let set: BTreeSet<String> = index.names().cloned().collect();
    assert_eq!(index.names().count(), set.len(), "a sample is named twice in index.toml");
    let folders: BTreeSet<String> = fs::read_dir(samples())
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    assert_eq!(set, folders, "index.toml and the folders of playground-samples");
}

#[test]
fn every_sample_has_a_title_a_description_and_a_deterministic_run() {
    for name in Index::read().names() {
        let manifest = project(name).manifest().unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(!manifest.title.is_empty() && !manifest.description.is_empty(), "{name}: {MANIFEST_FILE}");
        assert_eq!(manifest.run.mode, Default::default(), "{name} must run in deterministic mode");
    }
}

#[test]
fn every_capability_has_a_sample_that_is_allowed_and_one_that_is_denied() {
    let index = Index::read();
    let named: BTreeSet<&str> = index.capability.keys().map(String::as_str).collect();
    let all: BTreeSet<&str> = Capability::ALL.into_iter().map(Capability::name).collect();
    assert_eq!(named, all, "[capability.…] in index.toml");
    for (name, entry) in &index.capability {
        assert!(!entry.denied.is_empty(), "{name}: say what the denied variant shows");
        let capability = Capability::from_name(name).unwrap();
        for case in index.cases().iter().filter(|case| case.sample == entry.sample) {
            let Some(report) = case.expectation("wasmtime") else { panic!("{case}: bless it") };
            let is_about = |need: &String| need.split(' ').any(|word| word == capability.name());
            if case.denied_grants.is_some() {
                assert!(report.denied.iter().any(is_about), "{case}: nothing of {name} is denied");
            } else {
                assert!(report.used.iter().any(is_about), "{case}: nothing of {name} is used");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_sample_runs_as_expected() {
    // Begun anew, and left: the page's tests run these samples next, and some take long to compile.
    let cache = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/test-cache");
    fs::remove_dir_all(&cache).ok();
    let program = PathBuf::from(env!("CARGO_BIN_EXE_diptych"));
    let mut config = Config::from_variables(std::env::vars(), program).unwrap();
    config.cache = cache;
    if std::env::var_os("DIPTYCH_RUST_GUEST").is_none() {
        config.rust_guest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/guest/rust.json");
    }
    if std::env::var_os("DIPTYCH_TOOLCHAINS").is_none() {
        config.toolchains = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/toolchains");
    }
    assert!(config.rust_guest.exists(), "the crates for Rust guests are missing: run `cargo xtask guest`");
    let state = AppState::start(config).await.unwrap();
    let mut wrong = Vec::new();
    let mut compiled = BTreeMap::new();
    // What each pipeline's stages gave.
    let mut given: BTreeMap<String, BTreeMap<String, Given>> = BTreeMap::new();
    for case in Index::read().cases() {
        let whole = project(&case.sample);
        let settings = case.settings(&whole);
        let given = given.entry(case.sample.clone()).or_default();
        let stage = case.stage(&whole);
        let (project, settings) = match &stage {
            None => (whole, settings),
            Some(stage) => (
                whole.component(&stage.component).unwrap(),
                feed(stage, &settings, given).unwrap_or_else(|why| panic!("{case}: {why}")),
            ),
        };
        let output = state
            .compilers()
            .compile(project.clone())
            .await
            .unwrap_or_else(|error| panic!("{case}: {error:?}"));
        let Some(component) = output.component else {
            wrong.push(format!("{case} does not compile: {:#?}\n{}", output.diagnostics, output.raw_output));
            continue;
        };
        assert!(
            output.diagnostics.is_empty(),
            "{case}: a sample compiles without a word: {:?}",
            output.diagnostics
        );
        let made = Compiled { bytes: component.0.len(), toolchain: output.toolchain };
        if stage.is_none() {
            compiled.insert(case.sample.clone(), made);
        }
        let linked = match output.composition {
            Some(composition) => Some(parts(&state, &project, composition).await),
            None => None,
        };
        let report = run(&state, RunSource { component: component.0.into(), linked }, settings).await;
        if matches!(
            report.outcome,
            Outcome::EngineFailed { .. } | Outcome::Rejected { .. } | Outcome::UnsupportedByEngine { .. }
        ) {
            wrong.push(format!("{case} did not run: {:?}", report.outcome));
            continue;
        }
        if let Some(stage) = &stage {
            let gave = pipeline::given(stage, &report).unwrap_or_else(|why| panic!("{case}: {why}"));
            given.insert(stage.name.clone(), gave);
        }
        let found = normalize(&report);
        if bless() {
            fs::create_dir_all(case.expected()).unwrap();
            let text = serde_json::to_string_pretty(&found).unwrap() + "\n";
            fs::write(case.expected().join("wasmtime.json"), text).unwrap();
        } else if case.expectation("wasmtime").as_ref() != Some(&found) {
            wrong.push(format!("{case} gave: {}", serde_json::to_string_pretty(&found).unwrap()));
        }
    }
    assert!(wrong.is_empty(), "BLESS=1 writes what is expected anew:\n{}", wrong.join("\n"));
    language_table::check(&compiled);
}

/// A composition's components, which were compiled for it.
async fn parts(state: &AppState, project: &Project, composition: Composition) -> LinkedParts {
    let mut components = BTreeMap::new();
    for name in project.component_names() {
        let part = state.compilers().compile(project.component(&name).unwrap()).await.unwrap();
        let bytes = part.component.unwrap().0;
        components.insert(name, Arc::from(bytes));
    }
    LinkedParts { composition, components }
}

/// Runs on wasmtime and gives the report that ends the run.
async fn run(state: &AppState, source: RunSource, settings: RunSettings) -> RunReport {
    let (events, mut received) = mpsc::channel(64);
    let engine = state.engine().clone();
    let running = tokio::spawn(async move { engine.run(source, settings, events).await });
    let mut report = None;
    while let Some(event) = received.recv().await {
        if let RunEvent::Report { report: last } = event {
            report = Some(*last);
        }
    }
    running.await.unwrap();
    report.expect("a run ends with a report")
}
