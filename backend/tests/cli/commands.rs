//! `compile`, `run`, `compose` and `inspect` as they are meant to be used.

use crate::support::{ADDER, folder, manifest, run, sample};
use diptych_shared::api::compile::CompileOutput;
use diptych_shared::api::inspect::Inspection;
use diptych_shared::report::{Outcome, RunReport};
use diptych_shared::toolchain::sha256_hex;

#[test]
fn help_names_every_command_and_exit_code() {
    let help = run(&["--help"]).with(0).stdout;
    for word in
        ["compile", "run", "compare", "compose", "inspect", "share", "mcp", "serve", "DIPTYCH_LISTEN", "130"]
    {
        assert!(help.contains(word), "{word} in {help}");
    }
    for hidden in ["runner", "sandboxed-exec"] {
        assert!(!help.contains(hidden), "{hidden} in {help}");
    }
}

#[test]
fn a_compile_writes_what_its_json_names() {
    let out = tempfile::tempdir().unwrap();
    let path = out.path().join("hello.wasm");
    let ended = run(&["compile", &sample("hello-wat"), "-o", path.to_str().unwrap(), "--json"]).with(0);
    let output: CompileOutput = ended.json();
    assert_eq!(output.component_sha256, Some(sha256_hex(&std::fs::read(&path).unwrap())));
    assert!(output.component.is_none() && output.diagnostics.is_empty());

    let told = run(&["inspect", path.to_str().unwrap(), "--json"]).with(0);
    let inspection: Inspection = told.json();
    assert_eq!(Some(inspection.sha256), output.component_sha256);
    assert!(inspection.command.is_some());
    let words = run(&["inspect", path.to_str().unwrap()]).with(0).stdout;
    assert!(words.contains("wasi:cli/run@0.2.6") && words.contains("largest sections"), "{words}");
}

#[test]
fn a_source_that_does_not_compile_is_told_by_file_and_line() {
    let broken =
        folder(&[("diptych.toml", &manifest("wat", "a.wat")), ("a.wat", "(component\n  (broken))\n")]);
    let path = broken.path().to_str().unwrap();
    let ended = run(&["compile", path]).with(1);
    assert!(ended.stdout.is_empty() && ended.stderr.contains("  --> a.wat:2:4"), "{ended:?}");
    let output: CompileOutput = run(&["compile", path, "--json"]).with(1).json();
    assert!(output.component_sha256.is_none() && !output.diagnostics.is_empty());
    let ended = run(&["run", path, "--json"]).with(1);
    assert!(ended.stdout.is_empty() && ended.stderr.contains("a.wat:2:4"), "{ended:?}");
}

#[test]
fn a_run_passes_on_what_the_guest_writes() {
    let ended = run(&["run", &sample("hello-wat")]).with(0);
    assert_eq!((ended.stdout.as_str(), ended.stderr.as_str()), ("Hello from a component!\n", ""));
    let report: RunReport = run(&["run", &sample("hello-wat"), "--json"]).with(0).json();
    assert_eq!(&*report.stdout.bytes, b"Hello from a component!\n");
    assert!(report.trace.total_calls > 0 && !report.trace.events.is_empty());
}

#[test]
fn a_guest_that_fails_is_told_from_everything_else() {
    let ended = run(&["run", &sample("trap")]).with(1);
    assert!(ended.stderr.contains("trapped"), "{ended:?}");
    let report: RunReport = run(&["run", &sample("trap"), "--json"]).with(1).json();
    assert!(matches!(report.outcome, Outcome::Trapped { .. }));
}

#[test]
fn calls_are_typed_as_text() {
    let files = folder(&[("adder.wat", ADDER)]);
    let adder = files.path().join("adder.wat");
    let adder = adder.to_str().unwrap();
    let ended = run(&["run", adder, "--call", "add(1, 2)", "--call", "add(40, 2)"]).with(0);
    assert_eq!(ended.stdout, "3\n42\n");
    for wrong in ["add(1)", "add(1, -2)", "subtract(1, 2)", "add(1, 2"] {
        let ended = run(&["run", adder, "--call", wrong]).with(2);
        assert!(ended.stdout.is_empty() && ended.stderr.starts_with("diptych: "), "{ended:?}");
    }
    run(&["run", adder, "--call", "add(1, 2)", "--grant", "everything"]).with(2);
}

#[test]
fn a_composition_is_encoded_as_one_component() {
    let wac = "package demo:whole;\nlet a = new project:adder {};\nexport a...;\n";
    let files = folder(&[
        ("diptych.toml", &manifest("wac", "whole.wac")),
        ("whole.wac", wac),
        ("components/adder/diptych.toml", &manifest("wat", "adder.wat")),
        ("components/adder/adder.wat", ADDER),
    ]);
    let path = files.path().join("whole.wasm");
    let (project, path) = (files.path().to_str().unwrap(), path.to_str().unwrap());
    run(&["compose", project, "-o", path]).with(0);
    let ended = run(&["run", path, "--call", "add(2, 3)"]).with(0);
    assert_eq!(ended.stdout, "5\n");
    // The project itself, linked part by part, comes to the same.
    std::fs::remove_file(path).unwrap();
    assert_eq!(run(&["run", project, "--call", "add(2, 3)"]).with(0).stdout, "5\n");
    run(&["compose", &sample("hello-wat")]).with(2);
}
