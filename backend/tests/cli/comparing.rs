//! `compare` without a browser: what is expected of wasmtime, and what is said when there is no Chromium. With one it
//! is tested where Chromium is certain, in `e2e/specs/cli.spec.js`.

use crate::support::{diptych, ended, folder, run, sample};
use diptych_shared::report::RunReport;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;

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

#[test]
fn what_is_missing_is_said_and_nothing_pretended() {
    let hello = sample("hello-wat");
    let no_chromium = run(&["compare", &hello, "--chromium", "/nowhere/chromium"]).with(3);
    assert!(
        no_chromium.stdout.is_empty() && no_chromium.stderr.contains("there is no Chromium at"),
        "{no_chromium:?}"
    );
    let none = diptych(&["compare", &hello]).env("PATH", "/nowhere").env("HOME", "/nowhere").output();
    let none = ended(none.unwrap()).with(3);
    assert!(none.stderr.contains("needs Chromium, and there is none"), "{none:?}");
    let no_site = diptych(&["compare", &hello]).env("DIPTYCH_SITE", "/nowhere").output();
    let no_site = ended(no_site.unwrap()).with(3);
    assert!(no_site.stderr.contains("needs the built site"), "{no_site:?}");
    // A browser that ends at once is no browser.
    let ends = run(&["compare", &hello, "--chromium", "/bin/false"]).with(3);
    assert!(ends.stderr.contains("ended before it had a report"), "{ends:?}");
    let files = folder(&[("browser", "#!/bin/sh\nsleep 60\n")]);
    let slow = files.path().join("browser");
    fs::set_permissions(&slow, Permissions::from_mode(0o755)).unwrap();
    let slow = slow.to_str().unwrap();
    let late = run(&["compare", &hello, "--chromium", slow, "--browser-time-ms", "300"]).with(3);
    assert!(late.stderr.contains("limit browser-time-ms = 300"), "{late:?}");
}

#[test]
fn one_engine_alone_is_compared_with_nothing() {
    let ended = run(&["compare", &sample("hello-wat"), "--engines", "wasmtime"]).with(2);
    assert!(ended.stderr.contains("--expect"), "{ended:?}");
}
