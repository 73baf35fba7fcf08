//! Every sample, compiled and run on wasmtime, against what its `expected/wasmtime.json` says.
//!
//! `BLESS=1` writes the expectations anew; review the diff. Rust samples need the guests' crates:
//! `cargo xtask guest` builds them.

use diptych_backend::app::AppState;
use diptych_backend::config::Config;
use diptych_shared::api::run::{RunEvent, RunSettings};
use diptych_shared::project::{MANIFEST_FILE, Project, ProjectFile};
use diptych_shared::report::{NormalizedReport, Outcome, RunReport, normalize};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use tokio::sync::mpsc;

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../playground-samples")
}

/// The names in `index.toml`, in its order.
fn index() -> Vec<String> {
    #[derive(Deserialize)]
    struct Index {
        samples: Vec<String>,
    }
    let text = fs::read_to_string(samples().join("index.toml")).unwrap();
    toml::from_str::<Index>(&text).unwrap().samples
}

/// A sample's project: everything but `expected/`.
fn project(name: &str) -> Project {
    fn collect(folder: &Path, top: &Path, project: &mut Project) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path == top.join("expected") {
                continue;
            }
            if path.is_dir() {
                collect(&path, top, project);
                continue;
            }
            let name = path.strip_prefix(top).unwrap().to_str().unwrap().to_owned();
            project.files.insert(name, ProjectFile::from_bytes(fs::read(&path).unwrap()));
        }
    }
    let top = samples().join(name);
    let mut project = Project::default();
    collect(&top, &top, &mut project);
    project
}

fn expectation(name: &str, engine: &str) -> Option<NormalizedReport> {
    let path = samples().join(name).join("expected").join(format!("{engine}.json"));
    let text = fs::read_to_string(&path).ok()?;
    Some(serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}

#[test]
fn the_index_names_every_folder_once() {
    let named = index();
    let set: BTreeSet<String> = named.iter().cloned().collect();
    assert_eq!(named.len(), set.len(), "a sample is named twice in index.toml");
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
    for name in index() {
        let manifest = project(&name).manifest().unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(!manifest.title.is_empty() && !manifest.description.is_empty(), "{name}: {MANIFEST_FILE}");
        assert_eq!(manifest.run.mode, Default::default(), "{name} must run in deterministic mode");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_sample_runs_as_expected() {
    let cache = tempfile::tempdir().unwrap();
    let program = PathBuf::from(env!("CARGO_BIN_EXE_diptych"));
    let mut config = Config::from_variables(std::env::vars(), program).unwrap();
    config.cache = cache.path().to_owned();
    if std::env::var_os("DIPTYCH_RUST_GUEST").is_none() {
        config.rust_guest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/guest/rust.json");
    }
    assert!(config.rust_guest.exists(), "the crates for Rust guests are missing: run `cargo xtask guest`");
    let state = AppState::start(config).await.unwrap();
    let mut wrong = Vec::new();
    for name in index() {
        let project = project(&name);
        let settings = project.run_settings().unwrap_or_else(|error| panic!("{name}: {error}"));
        let output =
            state.compilers().compile(project).await.unwrap_or_else(|error| panic!("{name}: {error:?}"));
        let Some(component) = output.component else {
            wrong.push(format!("{name} does not compile: {:#?}\n{}", output.diagnostics, output.raw_output));
            continue;
        };
        assert!(
            output.diagnostics.is_empty(),
            "{name}: a sample compiles without a word: {:?}",
            output.diagnostics
        );
        let report = run(&state, component.0, settings).await;
        if matches!(report.outcome, Outcome::EngineFailed { .. } | Outcome::Rejected { .. }) {
            wrong.push(format!("{name} did not run: {:?}", report.outcome));
            continue;
        }
        let found = normalize(&report);
        if std::env::var_os("BLESS").is_some() {
            let folder = samples().join(&name).join("expected");
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join("wasmtime.json"), serde_json::to_string_pretty(&found).unwrap() + "\n")
                .unwrap();
        } else if expectation(&name, "wasmtime").as_ref() != Some(&found) {
            wrong.push(format!("{name} gave: {}", serde_json::to_string_pretty(&found).unwrap()));
        }
    }
    assert!(wrong.is_empty(), "BLESS=1 writes what is expected anew:\n{}", wrong.join("\n"));
}

/// Runs on wasmtime and gives the report that ends the run.
async fn run(state: &AppState, component: Vec<u8>, settings: RunSettings) -> RunReport {
    let (events, mut received) = mpsc::channel(64);
    let engine = state.engine().clone();
    let running = tokio::spawn(async move { engine.run(component.into(), settings, events).await });
    let mut report = None;
    while let Some(event) = received.recv().await {
        if let RunEvent::Report { report: last } = event {
            report = Some(*last);
        }
    }
    running.await.unwrap();
    report.expect("a run ends with a report")
}

/// One `[[difference]]` of `expected/differences.toml`.
#[derive(Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(deny_unknown_fields)]
struct Difference {
    kind: String,
    #[serde(default)]
    interface: String,
    #[serde(default)]
    function: String,
    #[serde(default)]
    why: String,
}

#[test]
fn the_engines_differ_only_where_a_sample_says_why() {
    #[derive(Deserialize, Default)]
    struct Differences {
        difference: Vec<Difference>,
    }
    for name in index() {
        let path = samples().join(&name).join("expected/differences.toml");
        let listed = fs::read_to_string(&path)
            .map(|text| {
                toml::from_str::<Differences>(&text).unwrap_or_else(|error| panic!("{name}: {error}"))
            })
            .unwrap_or_default();
        assert!(listed.difference.iter().all(|difference| !difference.why.is_empty()), "{name}: say why");
        let listed: BTreeSet<Difference> = listed
            .difference
            .into_iter()
            .map(|difference| Difference { why: String::new(), ..difference })
            .collect();
        let wasmtime = expectation(&name, "wasmtime").unwrap_or_else(|| panic!("{name}: bless it"));
        // That it is there is what the end-to-end test of the sample asks: it alone can write it.
        let Some(browser) = expectation(&name, "browser") else { continue };
        assert_eq!(listed, differences(&wasmtime, &browser), "{name}: listed against found");
    }
}

fn differences(left: &NormalizedReport, right: &NormalizedReport) -> BTreeSet<Difference> {
    let mut found = BTreeSet::new();
    let mut differ = |kind: &str, interface: &str, function: &str| {
        found.insert(Difference {
            kind: kind.into(),
            interface: interface.into(),
            function: function.into(),
            why: String::new(),
        });
    };
    match (&left.outcome, &right.outcome) {
        (
            Outcome::Trapped { kind: left, backtrace: left_trace, .. },
            Outcome::Trapped { kind: right, backtrace: right_trace, .. },
        ) if left == right && left_trace != right_trace => differ("backtrace", "", ""),
        (left, right) if left != right => differ("outcome", "", ""),
        _ => {}
    }
    if left.values != right.values {
        differ("values", "", "");
    }
    if left.stdout != right.stdout {
        differ("stdout", "", "");
    }
    if left.stderr != right.stderr {
        differ("stderr", "", "");
    }
    // Counting finds which functions differ, wherever the calls stand.
    let mut counts: BTreeMap<(&str, Option<&str>), i64> = BTreeMap::new();
    for (calls, step) in [(&left.calls, 1), (&right.calls, -1)] {
        for call in calls {
            *counts.entry((&call.call, call.denied.as_deref())).or_default() += step;
        }
    }
    for (call, _) in counts.iter().filter(|(_, count)| **count != 0).map(|(key, _)| *key) {
        let (interface, rest) = call.split_once('#').unwrap_or((call, ""));
        let function = rest.split('(').next().unwrap_or_default();
        differ("trace", interface.split('@').next().unwrap_or_default(), function);
    }
    if counts.values().all(|count| *count == 0) && left.calls != right.calls {
        differ("trace", "", "");
    }
    found
}
