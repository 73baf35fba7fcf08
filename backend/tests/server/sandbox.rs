//! The sandbox by itself, with a shell in the place of a compiler that was taken over.

use diptych_backend::compilers::sandbox::{Begin, Bounds, SandboxEnd, SandboxSpec, run};
use diptych_backend::limits::Limits;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;

/// What a script printed, and how it ended.
struct Ran {
    end: SandboxEnd,
    stdout: String,
}

/// Runs `script` within the default bounds, changed by `change`.
async fn script(script: &str, change: impl FnOnce(&mut Bounds)) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    let mut bounds = Bounds::of_compile(&Limits::default());
    change(&mut bounds);
    let spec = SandboxSpec {
        read: ["/bin", "/usr", "/lib", "/lib64"]
            .into_iter()
            .filter(|path| Path::new(path).exists())
            .map(Into::into)
            .collect(),
        write: vec![folder.path().to_owned(), "/dev/null".into()],
        bounds,
        begin: Begin::AtOnce,
        program: Some("/bin/bash".into()),
        arguments: vec!["-c".to_owned(), script.to_owned()],
        environment: BTreeMap::from([("PATH".to_owned(), "/usr/bin:/bin".to_owned())]),
        folder: folder.path().to_owned(),
    };
    let mut stdout = String::new();
    let ran = run(Path::new(env!("CARGO_BIN_EXE_diptych")), &spec, b"", |line| {
        stdout += &String::from_utf8_lossy(line);
        stdout.push('\n');
        ControlFlow::Continue(())
    });
    let ran = ran.await.unwrap();
    Ran { end: ran.end, stdout }
}

fn running(words: &str) -> usize {
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    let lines = processes.filter_map(|entry| std::fs::read(entry.path().join("cmdline")).ok());
    lines.filter(|line| String::from_utf8_lossy(line).replace('\0', " ").starts_with(words)).count()
}

/// Killed processes take a moment to go.
async fn gone(words: &str) {
    for _ in 0..500 {
        if running(words) == 0 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("`{words}` still runs");
}

#[tokio::test]
async fn a_fork_bomb_is_stopped_with_all_it_started() {
    let ran = script("while :; do sleep 3601 & done", |bounds| bounds.processes = 40).await;
    assert_eq!(ran.end, SandboxEnd::TooManyProcesses);
    gone("sleep 3601").await;
}

#[tokio::test]
async fn what_outlives_its_parent_is_counted_and_ends_with_the_rest() {
    let orphans = "for i in $(seq 60); do (sleep 3602 &); done; sleep 3602";
    let ran = script(orphans, |bounds| bounds.processes = 40).await;
    assert_eq!(ran.end, SandboxEnd::TooManyProcesses);
    let ran = script("(sleep 3602 >/dev/null 2>&1 &)", |_| {}).await;
    assert_eq!(ran.end, SandboxEnd::Exited(0));
    gone("sleep 3602").await;
}

#[tokio::test]
async fn the_folder_cannot_be_filled() {
    let ran =
        script("yes > big", |bounds| (bounds.folder_bytes, bounds.file_bytes) = (1 << 20, 1 << 40)).await;
    assert_eq!(ran.end, SandboxEnd::FolderTooLarge);
    let ran = script("i=0; while :; do : > f$((i++)); done", |bounds| bounds.folder_files = 100).await;
    assert_eq!(ran.end, SandboxEnd::TooManyFiles);
    let ran = script("yes > big; echo $?", |bounds| bounds.file_bytes = 1 << 20).await;
    assert_eq!(ran.stdout.trim(), "153", "one file alone is cut by the kernel (128 + SIGXFSZ)");
}

#[tokio::test]
async fn memory_is_counted_over_all_processes() {
    // Each doubles a text up to 32 MiB, and stays.
    let one = "x=a; for i in $(seq 25); do x=$x$x; done; sleep 3603";
    let ran =
        script(&format!("({one}) & ({one}) & ({one}) & wait"), |bounds| bounds.memory_bytes = 64 << 20).await;
    assert_eq!(ran.end, SandboxEnd::TooMuchMemory);
    gone("sleep 3603").await;
}

#[tokio::test]
async fn output_is_bounded() {
    let ran = script("yes", |bounds| bounds.stdout_bytes = 10_000).await;
    assert_eq!(ran.end, SandboxEnd::TooMuchOutput);
    let ran = script("yes >&2", |bounds| bounds.stderr_bytes = 10_000).await;
    assert_eq!(ran.end, SandboxEnd::TooMuchOutput);
}

#[tokio::test]
async fn time_is_bounded() {
    let ran = script("sleep 3604", |bounds| bounds.time_ms = 300).await;
    assert_eq!(ran.end, SandboxEnd::OutOfTime);
    gone("sleep 3604").await;
}

#[tokio::test]
async fn there_is_no_network() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let ran =
        script(&format!("(exec 3<>/dev/tcp/127.0.0.1/{port}) && echo connected || echo refused"), |_| {})
            .await;
    assert_eq!(ran.stdout, "refused\n");
}

#[tokio::test]
async fn the_system_is_neither_read_nor_written() {
    let outside = tempfile::tempdir().unwrap();
    let target = outside.path().join("written");
    let text = format!(
        "echo x > {} || echo refused; cat /etc/passwd || echo refused; cat /proc/version || echo refused; \
         ls {} || echo refused; echo '#!/bin/sh' > tool; chmod +x tool; ./tool || echo refused",
        target.display(),
        outside.path().display(),
    );
    let ran = script(&text, |_| {}).await;
    assert_eq!(ran.stdout, "refused\n".repeat(5));
    assert!(!target.exists());
}

#[tokio::test]
async fn environment_and_host_name_are_ours() {
    let ran = script("env; uname -n", |_| {}).await;
    for name in ["HOME=", "USER=", "CARGO", "RUST", "HOSTNAME=", "NEXTEST"] {
        assert!(!ran.stdout.contains(name), "{}", ran.stdout);
    }
    // Many containers let nobody choose a host name.
    let may = std::process::Command::new("unshare").args(["-U", "-u", "true"]).status();
    if may.is_ok_and(|status| status.success()) {
        assert_eq!(ran.stdout.lines().last(), Some("diptych"), "{}", ran.stdout);
    }
}

#[tokio::test]
async fn a_process_cannot_leave_its_group_or_make_name_spaces() {
    let ran = script("setsid true && echo left; unshare -U true && echo made; exit 0", |_| {}).await;
    assert_eq!((ran.stdout.as_str(), ran.end), ("", SandboxEnd::Exited(0)));
}
