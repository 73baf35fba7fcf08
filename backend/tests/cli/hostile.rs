//! What is not as it should be: missing folders, broken manifests, path tricks, huge files, odd arguments.

use crate::support::{diptych, folder, manifest, run};
use std::fs::File;
use std::os::unix::process::ExitStatusExt as _;
use std::process::Stdio;
use std::time::{Duration, Instant};

#[test]
fn what_is_not_there_is_a_mistake_of_usage() {
    for arguments in [
        &["compile", "/nowhere"][..],
        &["compile", "https://example.com/"],
        &["compile"],
        &["no-such-command"],
        &["run", "--no-such-flag", "x"],
        &["inspect", "/nowhere.wasm"],
        &["compile", "/bin"],
        &["compile", "/bin/sh"],
    ] {
        let ended = run(arguments).with(2);
        assert!(ended.stdout.is_empty() && !ended.stderr.is_empty(), "{ended:?}");
    }
    let settings = diptych(&["compile", "."]).env("DIPTYCH_LIMIT_PROJECT_FILES", "none").output().unwrap();
    assert_eq!(settings.status.code(), Some(2));
}

#[test]
fn what_is_broken_is_the_projects_fault() {
    let files = folder(&[
        ("bad-manifest/diptych.toml", "format = 1\ntitle = 3\n"),
        ("newer/diptych.toml", "format = 99\n"),
        ("no-entry/diptych.toml", &manifest("wat", "missing.wat")),
        ("outside/diptych.toml", &manifest("wat", "../../secret.wat")),
        ("damaged.zip", "PK"),
        ("damaged.wasm", "\0asm broken"),
    ]);
    for name in ["bad-manifest", "newer", "no-entry", "outside", "damaged.zip", "damaged.wasm"] {
        let ended = run(&["compile", files.path().join(name).to_str().unwrap()]).with(1);
        assert!(!ended.stderr.is_empty() && !ended.stderr.contains("panicked"), "{name}: {ended:?}");
    }
    run(&["compile", "v1.AAAA"]).with(1);
    run(&["inspect", files.path().join("damaged.wasm").to_str().unwrap()]).with(1);
}

#[test]
fn nothing_outside_the_folder_is_read_and_limits_are_named() {
    let linked = folder(&[("diptych.toml", &manifest("wat", "a.wat"))]);
    std::os::unix::fs::symlink("/etc/passwd", linked.path().join("a.wat")).unwrap();
    let ended = run(&["compile", linked.path().to_str().unwrap()]).with(1);
    assert!(ended.stderr.contains("symbolic link") && !ended.stderr.contains("root:"), "{ended:?}");

    let huge = folder(&[("diptych.toml", &manifest("wat", "a.wat")), ("a.wat", "")]);
    File::create(huge.path().join("huge.bin")).unwrap().set_len(1 << 40).unwrap();
    let ended = run(&["share", huge.path().to_str().unwrap()]).with(1);
    assert!(ended.stderr.contains("limit project-bytes = 4194304"), "{ended:?}");
    let wasm = huge.path().join("huge.wasm");
    File::create(&wasm).unwrap().set_len(1 << 40).unwrap();
    let ended = run(&["inspect", wasm.to_str().unwrap()]).with(1);
    assert!(ended.stderr.contains("limit component-bytes = 33554432"), "{ended:?}");
}

#[test]
fn a_terminal_is_told_nothing_that_it_would_obey() {
    let ended = run(&["compile", "\u{1b}]0;owned\u{7}"]).with(2);
    assert!(!ended.stderr.contains('\u{1b}') && ended.stderr.contains('␛'), "{ended:?}");
}

#[test]
fn a_run_that_is_asked_to_stop_stops() {
    let spinner = folder(&[(
        "spin.wat",
        r#"(component
            (core module $m (func (export "spin") (loop (br 0))))
            (core instance $i (instantiate $m))
            (func (export "spin") (canon lift (core func $i "spin"))))"#,
    )]);
    let path = spinner.path().join("spin.wat");
    let mut child = diptych(&["run", path.to_str().unwrap(), "--call", "spin()"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_millis(1_500));
    assert!(child.try_wait().unwrap().is_none(), "it spins for ten seconds");
    let asked = Instant::now();
    // SAFETY: the child has not been waited for, so its id is its own.
    unsafe { libc::kill(i32::try_from(child.id()).unwrap(), libc::SIGINT) };
    let status = child.wait().unwrap();
    assert_eq!((status.code(), status.signal()), (Some(130), None));
    assert!(asked.elapsed() < Duration::from_secs(4), "{:?}", asked.elapsed());
}
