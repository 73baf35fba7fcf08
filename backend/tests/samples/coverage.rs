//! `docs/coverage.md`: each capability with its default, each WASI function with who provides it and
//! which sample calls it, each difference that samples show. The test writes it with `BLESS=1` and
//! demands it otherwise.

use crate::differences::Differences;
use crate::gallery::{Case, ENGINES, Index};
use diptych_shared::policy::{Capability, ScopeForm, need};
use diptych_shared::trace::unversioned;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

const HEAD: &str = "\
# What is covered

This page is written by a test (`backend/tests/samples/coverage.rs`): `BLESS=1 cargo nextest run
--release -p diptych-backend --test samples coverage` writes it anew from the policy's descriptions,
the two hosts' lists of functions and the samples' golden traces.
";

/// An interface without its version, and a function of it.
type Function = (String, String);

/// The parts of a golden call, `wasi:io/poll@0.2.6#poll([…]) -> …`: the interface without its version,
/// and the function.
pub fn function_of(call: &str) -> (&str, &str) {
    let (interface, rest) = call.split_once('#').unwrap_or((call, ""));
    (unversioned(interface), rest.split('(').next().unwrap_or_default())
}

#[test]
fn coverage_is_documented_as_it_is() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/coverage.md");
    let text = [HEAD.to_owned(), capabilities(), functions(), differences()].join("\n");
    if crate::bless() {
        fs::write(path, text).unwrap();
    } else {
        let found = fs::read_to_string(path).unwrap_or_default();
        assert!(found == text, "docs/coverage.md is not up to date: BLESS=1 writes it");
    }
}

/// Each capability: what it opens, what is granted, and what a component gets without it.
fn capabilities() -> String {
    let index = Index::read();
    let mut text = "## Capabilities and their defaults\n\n\
        Nothing is granted unless the policy says so: *not granted* is the default of each. The sample of a\n\
        capability has a denied variant, the same project with less granted.\n\n\
        | capability | what | granted | not granted (the default) | scopes | sample |\n|---|---|---|---|---|---|\n"
        .to_owned();
    for capability in Capability::ALL {
        let about = capability.description();
        let sample = &index.capability[about.name].sample;
        writeln!(
            text,
            "| `{}` | {} | {} | {} | {} | `{sample}` |",
            about.name,
            cell(about.summary),
            cell(about.granted),
            cell(about.denied),
            scope(about.scope),
        )
        .unwrap();
    }
    text
}

fn scope(form: ScopeForm) -> String {
    match form {
        ScopeForm::Whole => "–".into(),
        ScopeForm::Part(parts) => {
            parts.iter().map(|(part, _)| format!("`{part}`")).collect::<Vec<_>>().join(", ")
        }
        ScopeForm::Name { what } => format!("one {what}"),
        ScopeForm::Place { what } => format!("`read` or `write` one {what}"),
        ScopeForm::Request => "method and URL".into(),
    }
}

/// A text as the cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

/// Each function, by interface.
fn functions() -> String {
    let provided = BTreeMap::from(ENGINES.map(|engine| (engine, provided(engine))));
    let samples = samples_by_function();
    let mut interfaces: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (interface, function) in provided.values().flatten() {
        interfaces.entry(interface).or_default().insert(function);
    }
    let all: usize = interfaces.values().map(BTreeSet::len).sum();
    let called = samples.keys().filter(|function| provided.values().any(|all| all.contains(*function)));
    let mut text = format!(
        "## Functions\n\n\
         {all} functions of {} interfaces; samples call {} of them. Each links with any version of WASI 0.2 (the\n\
         drafts with their own). *Needs* is the least grant that a call needs; `by call` is worked out from\n\
         the call's arguments or its handle. Sockets and incoming requests are handles that no host of\n\
         Diptych gives: wasmtime links what acts on them, and nothing reaches it.\n",
        interfaces.len(),
        called.count(),
    );
    for (interface, functions) in interfaces {
        write!(text, "\n### {interface}\n\n| function | needs | wasmtime | browser | samples |\n|---|---|---|---|---|\n")
            .unwrap();
        for function in functions {
            let key = (interface.to_owned(), function.to_owned());
            let by = |engine: &str| if provided[engine].contains(&key) { "yes" } else { "no" };
            let samples = samples.get(&key).map_or_else(|| "–".into(), |names| shortened(names));
            let needs = need(interface, function);
            writeln!(text, "| `{function}` | {needs} | {} | {} | {samples} |", by("wasmtime"), by("browser"))
                .unwrap();
        }
    }
    text
}

/// The first samples of a list.
fn shortened(names: &[String]) -> String {
    const SHOWN: usize = 3;
    let shown: Vec<String> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    let more = names.len().saturating_sub(SHOWN);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    shown.join(", ") + &more
}

/// The functions that an engine's host provides.
fn provided(engine: &str) -> BTreeSet<Function> {
    if engine == "wasmtime" {
        return diptych_backend::engine::host_functions()
            .unwrap()
            .into_iter()
            .map(|function| (unversioned(&function.interface).to_owned(), function.function))
            .collect();
    }
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../frontend/js/run/host/provided.json");
    let interfaces: BTreeMap<String, Vec<String>> =
        serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    interfaces
        .into_iter()
        .flat_map(|(interface, functions)| {
            functions.into_iter().map(move |function| (unversioned(&interface).to_owned(), function))
        })
        .collect()
}

/// The samples whose golden traces have a call of each function that reached the host, in teaching order.
fn samples_by_function() -> BTreeMap<Function, Vec<String>> {
    let mut samples: BTreeMap<Function, Vec<String>> = BTreeMap::new();
    for case in Index::read().cases() {
        let Case { sample, .. } = &case;
        let Some(report) = case.expectation("wasmtime") else { continue };
        for call in report.calls.iter().filter(|call| call.denied.is_none()) {
            let (interface, function) = function_of(&call.call);
            let names = samples.entry((interface.to_owned(), function.to_owned())).or_default();
            if !names.contains(sample) {
                names.push(sample.clone());
            }
        }
    }
    samples
}

/// Each difference between the engines that a sample shows.
fn differences() -> String {
    let mut text = "## Differences between the engines\n\n\
        Samples that do not end the same on both engines, and why that is known \
        (`playground-samples/differences.toml`).\n\n\
        | sample | what differs | known as | why | reference |\n|---|---|---|---|---|\n"
        .to_owned();
    for entry in Differences::read().difference {
        let known = entry.known();
        let denied = if entry.denied { ", denied" } else { "" };
        let place = match (entry.interface.as_str(), entry.function.as_str()) {
            ("", "") => String::new(),
            (interface, function) => format!(" `{interface}#{function}`"),
        };
        writeln!(
            text,
            "| `{}`{denied} | {:?}{place} | `{}` | {} | {} |",
            entry.sample,
            entry.kind,
            known.id,
            cell(known.why),
            cell(known.reference)
        )
        .unwrap();
    }
    text
}
