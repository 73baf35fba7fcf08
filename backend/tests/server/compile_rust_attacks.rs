//! Sources that attack the compiler or its machine are refused or bounded, and learn nothing.

use crate::support::{Server, errors, rust_project, server, server_with};
use diptych_shared::api::compile::{CompileOutput, ComponentForm};
use diptych_shared::api::diagnostic::Severity;
use diptych_shared::project::ProjectFile;
use std::time::{Duration, Instant};

/// Compiles `source`; the answer may tell nothing of this machine.
async fn attack(server: &Server, source: &str) -> CompileOutput {
    server.attack(rust_project(&[("main.rs", source)])).await
}

#[tokio::test]
async fn files_of_the_machine_cannot_be_read() {
    let server = server().await;
    let cache = server.folder.path().join("cache");
    std::fs::write(cache.join("secret.txt"), "a secret").unwrap();
    for path in [
        "/etc/hostname",
        "/etc/passwd",
        "/proc/self/environ",
        "/proc/self/cmdline",
        "/proc/version",
        "/dev/urandom",
        "../../../secret.txt",
        "../../../../../../../../etc/hostname",
    ] {
        for attempt in [
            format!("fn main() {{ println!(\"{{:?}}\", include_bytes!({path:?})); }}"),
            format!("#[path = {path:?}] mod stolen;\nfn main() {{}}"),
            format!("include!({path:?});\nfn main() {{}}"),
        ] {
            let output = attack(&server, &attempt).await;
            let errors = errors(&output);
            assert!(
                errors.contains("ermission denied") || errors.contains("couldn't read"),
                "{attempt}: {errors}"
            );
        }
    }
}

#[tokio::test]
async fn macros_cannot_read_the_machine_either() {
    let server = server().await;
    for source in [
        "wit_bindgen::generate!({ path: \"/etc/hostname\" });",
        "wit_bindgen::generate!({ path: \"/proc/self\" });",
    ] {
        let output = attack(&server, source).await;
        errors(&output);
    }
}

#[tokio::test]
async fn the_assembler_cannot_include_files() {
    let server = server().await;
    let source = "std::arch::global_asm!(\".incbin \\\"/etc/hostname\\\"\");\nfn main() {}";
    errors(&attack(&server, source).await);
}

#[tokio::test]
async fn the_hosts_environment_is_not_there() {
    let server = server().await;
    for name in ["HOME", "PATH", "USER", "CARGO_HOME", "RUSTUP_HOME", "LD_LIBRARY_PATH", "HOSTNAME"] {
        let output = attack(&server, &format!("fn main() {{ println!(env!({name:?})); }}")).await;
        assert!(errors(&output).contains("not defined at compile time"), "{name}: {output:?}");
    }
    // What is set says nothing of the machine.
    let output =
        attack(&server, "fn main() { println!(env!(\"CARGO_MANIFEST_DIR\")); println!(file!()); }").await;
    assert!(output.component.is_some(), "{output:?}");
}

#[tokio::test]
async fn the_language_stays_stable_and_the_linker_ours() {
    let server = server().await;
    for (source, code) in [
        ("#![feature(rustc_attrs)]\nfn main() {}", Some("E0554")),
        ("#![feature(link_args)]\n#![link_args = \"-o/tmp/x\"]\nfn main() {}", None),
        ("#[link(name = \"evil\", kind = \"static\")] unsafe extern \"C\" {}\nfn main() {}", None),
        (
            "#[link(wasm_import_module = \"evil\")] unsafe extern \"C\" { fn steal(); }\nfn main() { unsafe { steal() } }",
            None,
        ),
        ("unsafe extern \"C\" { fn undefined_here(); }\nfn main() { unsafe { undefined_here() } }", None),
    ] {
        let output = attack(&server, source).await;
        errors(&output);
        if let Some(code) = code {
            assert!(output.diagnostics.iter().any(|d| d.code.as_deref() == Some(code)), "{output:?}");
        }
    }
}

/// Settings under which a compile gives up early, so that the tests need not wait for the defaults.
const IMPATIENT: &[(&str, &str)] =
    &[("DIPTYCH_LIMIT_COMPILE_TIME_MS", "4000"), ("DIPTYCH_LIMIT_COMPILE_MEMORY_BYTES", "1500000000")];

/// `source` fails under `settings`, by one of these limits and in good time.
async fn bounded(settings: &[(&str, &str)], source: &str, limits: &[&str]) {
    let server = server_with(settings).await;
    let begin = Instant::now();
    let output = attack(&server, source).await;
    assert!(begin.elapsed() < Duration::from_secs(20), "took {:?}", begin.elapsed());
    let errors = errors(&output);
    assert!(limits.iter().any(|limit| errors.contains(limit)), "{errors}\n{}", output.raw_output);
    assert!(!output.cached);
}

#[tokio::test]
async fn an_endless_constant_is_cut() {
    let source = "#![allow(long_running_const_eval)]\n\
        const X: u64 = { let mut i = 0_u64; while i < u64::MAX { i += 1; } i };\nfn main() { println!(\"{X}\"); }";
    bounded(IMPATIENT, source, &["limit compile-time-ms = 4000"]).await;
}

#[tokio::test]
async fn a_macro_bomb_is_cut() {
    let source = "#![recursion_limit = \"1000000\"]\n\
        macro_rules! bomb { ($($t:tt)*) => { bomb!($($t)* $($t)*); } }\nbomb!(a b c d);\nfn main() {}";
    bounded(IMPATIENT, source, &["limit compile-time-ms", "limit compile-memory-bytes"]).await;
}

#[tokio::test]
async fn giant_statics_are_refused() {
    let huge = "static A: [u8; 8_589_934_592] = [1; 8_589_934_592];\nfn main() { println!(\"{}\", A[std::env::args().count()]); }";
    errors(&attack(&server_with(IMPATIENT).await, huge).await);
    let big = "static A: [u8; 1900 << 20] = [1; 1900 << 20];\nfn main() { println!(\"{}\", A[std::env::args().count()]); }";
    bounded(IMPATIENT, big, &["limit compile-memory-bytes = 1500000000"]).await;
}

/// A command with a static of `bytes` bytes that the optimizer cannot drop.
fn with_static(bytes: usize) -> String {
    format!(
        "static A: [u8; {bytes}] = [1; {bytes}];\nfn main() {{ println!(\"{{}}\", A[std::env::args().count()]); }}"
    )
}

#[tokio::test]
async fn a_large_file_is_not_written() {
    let settings = [("DIPTYCH_LIMIT_COMPILE_OUTPUT_BYTES", "1000000")];
    bounded(&settings, &with_static(2_000_000), &["limit compile-output-bytes = 1000000"]).await;
}

#[tokio::test]
async fn a_component_above_the_bound_is_named() {
    let settings = [("DIPTYCH_LIMIT_COMPONENT_BYTES", "1000000")];
    bounded(&settings, &with_static(2_000_000), &["limit component-bytes = 1000000"]).await;
}

#[tokio::test]
async fn a_flood_of_messages_is_cut() {
    let settings = [("DIPTYCH_LIMIT_COMPILE_MESSAGE_BYTES", "200000")];
    let source = "const _: u8 = \"\";\n".repeat(2_000) + "fn main() {}";
    bounded(&settings, &source, &["limit compile-message-bytes = 200000"]).await;
}

#[tokio::test]
async fn ten_thousand_errors_are_counted_and_the_first_shown() {
    let server = server().await;
    let source: String = (0..10_000).map(|n| format!("const A{n}: u8 = \"\";\n")).collect();
    let output = attack(&server, &(source + "fn main() {}")).await;
    assert!(errors(&output).contains("limit compile-message-bytes = "), "{}", output.diagnostics[0].message);
    assert_eq!(output.diagnostics.len(), 101, "a hundred, and how many more");
    let last = &output.diagnostics[100];
    assert_eq!(last.severity, Severity::Note);
    assert!(last.message.contains("more messages are not shown"), "{last:?}");
    assert!(output.raw_output.len() < 100_000);
}

#[tokio::test]
async fn sources_that_are_not_text_are_named() {
    let server = server().await;
    let not_text = || ProjectFile::from_bytes(b"fn main() {} // \xff".to_vec());
    let mut project = rust_project(&[]);
    project.files.insert("main.rs".into(), not_text());
    let output = server.compile(project).await;
    assert!(errors(&output).contains("not UTF-8"), "{output:?}");
    assert_eq!(output.diagnostics[0].file.as_deref(), Some("main.rs"));
    let mut project = rust_project(&[("main.rs", "mod part;\nfn main() {}")]);
    project.files.insert("part.rs".into(), not_text());
    let output = server.compile(project).await;
    assert!(errors(&output).contains("UTF-8"), "{output:?}");
}

#[tokio::test]
async fn a_compilers_crash_is_an_error_in_words() {
    // Deeper than rustc's parser can follow.
    let deep = 200_000;
    let source = format!("fn main() {{ let _ = {}1{}; }}", "(".repeat(deep), ")".repeat(deep));
    let output = attack(&server_with(IMPATIENT).await, &source).await;
    errors(&output);
}

#[tokio::test]
async fn others_compile_while_one_client_is_at_its_worst() {
    let server = server().await;
    let endless = |n: u32| {
        let source = format!(
            "#![allow(long_running_const_eval)]\nconst X: u64 = {{ let mut i = {n}_u64; while i < u64::MAX {{ i += 1; }} i }};\n\
             fn main() {{ println!(\"{{X}}\"); }}"
        );
        rust_project(&[("main.rs", &source)])
    };
    let compilers = server.state.compilers();
    let attacks = futures_util::future::join_all(
        (0..4).map(|n| compilers.compile_for(endless(n), ComponentForm::Inline, "192.0.2.1", |_| {})),
    );
    let other = rust_project(&[("main.rs", "fn main() {}")]);
    let modest = async {
        // The attacks are polled first, so they are there before.
        tokio::task::yield_now().await;
        compilers.compile_for(other, ComponentForm::Inline, "192.0.2.2", |_| {}).await
    };
    tokio::select! {
        biased;
        _ = attacks => panic!("an endless constant ended first"),
        compiled = modest => assert!(compiled.unwrap().component_sha256.is_some()),
    }
}

#[tokio::test]
async fn file_names_that_climb_or_clash_are_diagnosed() {
    let server = server().await;
    for (path, needle) in [
        ("../main.rs", "`..`"),
        ("/etc/x", "relative"),
        ("main.rs/x", "cannot be a folder"),
        ("a\nb", "may not contain"),
    ] {
        let output = server.compile(rust_project(&[("main.rs", "fn main() {}"), (path, "")])).await;
        assert!(errors(&output).contains(needle), "{path}: {output:?}");
    }
}

#[tokio::test]
async fn a_compile_that_nobody_waits_for_is_killed() {
    let server = server().await;
    let source = "#![allow(long_running_const_eval)]\n\
        const X: u64 = { let mut i = 0_u64; while i < u64::MAX { i += 1; } i };\nfn main() { println!(\"{X}\"); }";
    let project = rust_project(&[("main.rs", source)]);
    let jobs = server.folder.path().join("cache/jobs").to_string_lossy().into_owned();
    let compile = server.state.compilers().compile(project);
    let waited = tokio::time::timeout(Duration::from_millis(800), compile).await;
    assert!(waited.is_err(), "it must still be at work: {waited:?}");
    let deadline = Instant::now() + Duration::from_secs(10);
    while processes_that_mention(&jobs) > 0 {
        assert!(Instant::now() < deadline, "a compiler is still at work");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    while std::fs::read_dir(&jobs).unwrap().count() > 0 {
        assert!(Instant::now() < deadline, "the job's folder is still there");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn processes_that_mention(text: &str) -> usize {
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    let command_lines = processes.filter_map(|entry| std::fs::read(entry.path().join("cmdline")).ok());
    command_lines.filter(|line| String::from_utf8_lossy(line).contains(text)).count()
}
