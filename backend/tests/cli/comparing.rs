//! `compare` without a browser: what is expected of wasmtime, and what is said when there is no Chromium. With one it
//! is tested where Chromium is certain, in `e2e/specs/cli.spec.js`.

use crate::support::{diptych, ended, folder, run, sample};
use diptych_shared::report::RunReport;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

#[test]
fn a_folder_of_expectations_is_kept_to() {
    let hello = sample("hello-wat");
    let expected = format!("{hello}/expected");
    let ended = run(&["compare", &hello, "--engines", "wasmtime", "--expect", &expected, "--json"]).with(0);
    assert_eq!(ended.json::<RunReport>().engine.id, "wasmtime");

    let other = tempfile::tempdir().unwrap();
    let text = fs::read_to_string(format!("{expected}/wasmtime.json")).unwrap();
    fs::write(other.path().join("wasmtime.json"), text.replace("Hello from", "Greetings of")).unwrap();
    let written = other.path().to_str().unwrap();
    let ended = run(&["compare", &hello, "--engines", "wasmtime", "--expect", written]).with(1);
    assert!(ended.stderr.contains("stdout: expected {\"text\":\"Greetings of"), "{ended:?}");

    // Blessed, it is what the samples keep.
    run(&["compare", &hello, "--engines", "wasmtime", "--expect", written, "--bless"]).with(0);
    assert_eq!(fs::read_to_string(other.path().join("wasmtime.json")).unwrap(), text);
}

/// `compare` where there is a page, whatever it holds: no browser gets as far as opening it.
fn compare_with(site: &Path, arguments: &[&str]) -> Command {
    let hello = sample("hello-wat");
    let mut command = diptych(&["compare", &hello]);
    command.args(arguments).env("DIPTYCH_SITE", site);
    command
}

#[test]
fn what_is_missing_is_said_and_nothing_pretended() {
    let files = folder(&[("headless.html", "<!doctype html>"), ("browser", "#!/bin/sh\nsleep 60\n")]);
    let site = files.path();
    let with = |arguments: &[&str]| ended(compare_with(site, arguments).output().unwrap()).with(3);
    let no_chromium = with(&["--chromium", "/nowhere/chromium"]);
    assert!(no_chromium.stdout.is_empty(), "{no_chromium:?}");
    assert!(no_chromium.stderr.contains("there is no Chromium at /nowhere"), "{no_chromium:?}");
    let none = compare_with(site, &[]).env("PATH", "/nowhere").env("HOME", "/nowhere").output();
    let none = ended(none.unwrap()).with(3);
    assert!(none.stderr.contains("needs Chromium, and there is none"), "{none:?}");
    let no_site = ended(compare_with(Path::new("/nowhere"), &[]).output().unwrap()).with(3);
    assert!(no_site.stderr.contains("needs the built site"), "{no_site:?}");
    // A browser that ends at once is no browser, and one that never answers is not waited for.
    let ends = with(&["--chromium", "/bin/false"]);
    assert!(ends.stderr.contains("ended before it had a report"), "{ends:?}");
    let slow = site.join("browser");
    fs::set_permissions(&slow, Permissions::from_mode(0o755)).unwrap();
    let late = with(&["--chromium", slow.to_str().unwrap(), "--browser-time-ms", "300"]);
    assert!(late.stderr.contains("limit browser-time-ms = 300"), "{late:?}");
}

#[test]
fn one_engine_alone_is_compared_with_nothing() {
    let ended = run(&["compare", &sample("hello-wat"), "--engines", "wasmtime"]).with(2);
    assert!(ended.stderr.contains("--expect"), "{ended:?}");
}
