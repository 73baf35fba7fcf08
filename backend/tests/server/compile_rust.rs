//! Compiling Rust: commands, libraries, diagnostics, the cache.

use crate::support::{Server, rust_project, server, server_with};
use diptych_shared::api::compile::{CompileOutput, CompilePlace, CompileStage};
use diptych_shared::api::diagnostic::{Position, Severity, Span};
use diptych_shared::api::inspect::Inspection;
use diptych_shared::toolchain::{inspect, sha256_hex};

fn inspection(output: &CompileOutput) -> Inspection {
    let component = output.component.as_ref().unwrap_or_else(|| panic!("no component: {output:?}"));
    assert_eq!(output.component_sha256.as_deref(), Some(&*sha256_hex(component)));
    inspect(component).unwrap()
}

const WORLD: &str = "package demo:calc@1.0.0;\n\
    interface api {\n  record point { x: f64, y: f64 }\n  norm: func(p: point) -> f64;\n}\n\
    world calc {\n  export api;\n  export greet: func(name: string) -> result<string, string>;\n}\n";

const LIBRARY: &str = "wit_bindgen::generate!();\n\
    use exports::demo::calc::api::{Guest as Api, Point};\n\
    struct Component;\n\
    impl Api for Component { fn norm(p: Point) -> f64 { p.x.hypot(p.y) } }\n\
    impl Guest for Component {\n    fn greet(name: String) -> Result<String, String> { Ok(format!(\"Hello {name}\")) }\n}\n\
    export!(Component);\n";

#[tokio::test]
async fn a_command_with_modules_and_data_compiles() {
    let server = server().await;
    let output = server
        .compile(rust_project(&[
            ("main.rs", "mod part;\nfn main() { println!(\"{}\", part::TEXT); }\n"),
            ("part/mod.rs", "pub const TEXT: &str = include_str!(\"text.txt\");\n"),
            ("part/text.txt", "from a file"),
        ]))
        .await;
    let inspection = inspection(&output);
    assert!(
        inspection.command.as_deref().is_some_and(|name| name.starts_with("wasi:cli/run@0.2")),
        "{inspection:?}"
    );
    assert_eq!(output.diagnostics, []);
    assert!(output.toolchain[0].starts_with("rustc "), "{:?}", output.toolchain);
    assert!(!output.cached);
    assert_eq!(output.place, Some(CompilePlace::Server));
    let stages: Vec<CompileStage> = output.stages.iter().map(|time| time.stage).collect();
    assert_eq!(stages, [CompileStage::Resolve, CompileStage::Compile]);
    // It is kept for runs by hash.
    server.state.component(inspection.sha256).await.unwrap();
}

#[tokio::test]
async fn the_offered_crates_are_there() {
    let source = r#"
        use serde::{Deserialize, Serialize};
        use itertools::Itertools as _;
        #[derive(Serialize, Deserialize)]
        struct Point { x: u32 }
        fn main() -> anyhow::Result<()> {
            let point: Point = serde_json::from_str("{\"x\": 1}")?;
            let word = regex::Regex::new("[a-z]+")?.find("12ab").map(|found| found.as_str());
            println!("{} {word:?} {} {}", serde_json::to_string(&point)?, rand::random::<u8>(), (1..3).join(","));
            Ok(())
        }"#;
    let server = server().await;
    inspection(&server.compile(rust_project(&[("main.rs", source)])).await);
}

#[tokio::test]
async fn a_library_of_a_world_imports_nothing() {
    let server = server().await;
    let output = server.compile(rust_project(&[("main.rs", LIBRARY), ("wit/world.wit", WORLD)])).await;
    let inspection = inspection(&output);
    assert_eq!(inspection.imports, []);
    let exports: Vec<&str> = inspection.exports.iter().map(|export| export.export.as_str()).collect();
    assert!(exports.contains(&"greet") && exports.contains(&"demo:calc/api@1.0.0#norm"), "{exports:?}");
}

#[tokio::test]
async fn errors_have_spans_codes_and_relative_names() {
    let server = server().await;
    let output = server
        .compile(rust_project(&[
            ("main.rs", "mod part;\nfn main() { part::f(); }\n"),
            ("part.rs", "pub fn f() {\n    let é = \"𝄞\"; let n: u32 = é;\n    unknown!();\n}\n"),
        ]))
        .await;
    assert!(output.component.is_none());
    let mismatch = output.diagnostics.iter().find(|d| d.code.as_deref() == Some("E0308"));
    let mismatch = mismatch.unwrap_or(&output.diagnostics[0]);
    assert_eq!(mismatch.severity, Severity::Error);
    assert_eq!(mismatch.file.as_deref(), Some("part.rs"), "{output:?}");
    assert_eq!(
        mismatch.link.as_deref(),
        Some("https://doc.rust-lang.org/error_codes/E0308.html").filter(|_| mismatch.code.is_some())
    );
    let unknown = output.diagnostics.iter().find(|d| d.message.contains("unknown")).unwrap();
    let at = |line, column| Position { line, column };
    assert_eq!(unknown.span, Some(Span { start: at(3, 5), end: at(3, 12) }));
    assert!(output.raw_output.contains("part.rs:3:5"), "{}", output.raw_output);
}

#[tokio::test]
async fn columns_count_utf16_code_units() {
    let server = server().await;
    let output = server.compile(rust_project(&[("main.rs", "fn main() { let _ = (\"𝄞\", nope); }\n")])).await;
    let start = output.diagnostics[0].span.unwrap().start;
    assert_eq!(start, Position { line: 1, column: 28 }, "{output:?}");
}

#[tokio::test]
async fn warnings_come_with_the_component() {
    let server = server().await;
    let output = server.compile(rust_project(&[("main.rs", "fn main() { let unused = 1; }\n")])).await;
    inspection(&output);
    assert_eq!(output.diagnostics[0].severity, Severity::Warning);
    assert_eq!(output.diagnostics[0].code.as_deref(), Some("unused_variables"));
}

async fn only_error(server: &Server, files: &[(&str, &str)]) -> String {
    let output = server.compile(rust_project(files)).await;
    assert!(output.component.is_none(), "{output:?}");
    let first = output.diagnostics.iter().find(|diagnostic| diagnostic.severity == Severity::Error);
    first.unwrap_or_else(|| panic!("{output:?}")).message.clone()
}

#[tokio::test]
async fn what_makes_no_component_says_what_to_add() {
    let server = server().await;
    let nothing = only_error(&server, &[("main.rs", "pub fn f() {}")]).await;
    assert!(nothing.contains("fn main()") && nothing.contains("wit/world.wit"), "{nothing}");
    let missing = only_error(&server, &[("other.rs", "fn main() {}")]).await;
    assert!(missing.contains("`main.rs`"), "{missing}");
    let wit =
        only_error(&server, &[("main.rs", LIBRARY), ("wit/world.wit", "package demo:calc; world {")]).await;
    assert!(!wit.contains("proc macro"), "the WIT's own error comes first: {wit}");
    let hollow = only_error(&server, &[("main.rs", "pub fn f() {}"), ("wit/world.wit", WORLD)]).await;
    assert!(hollow.contains("exports nothing"), "{hollow}");
}

#[tokio::test]
async fn the_same_sources_come_from_the_cache_and_run_settings_do_not_matter() {
    let server = server().await;
    let mut project = rust_project(&[("main.rs", "fn main() { println!(\"cached\"); }\n")]);
    let first = server.compile(project.clone()).await;
    assert!(!first.cached);
    let manifest = project.files["diptych.toml"].as_text().unwrap().to_owned() + "[run]\nstdin = \"other\"\n";
    project.files.insert("diptych.toml".into(), diptych_shared::project::ProjectFile::Text(manifest));
    let second = server.compile(project.clone()).await;
    assert!(second.cached);
    assert_eq!(second.component, first.component);
    project.files.insert("main.rs".into(), diptych_shared::project::ProjectFile::text("fn main() {}"));
    assert!(!server.compile(project).await.cached);
}

#[tokio::test]
async fn more_compiles_than_may_wait_are_refused_as_busy() {
    let server =
        server_with(&[("DIPTYCH_LIMIT_CONCURRENT_COMPILES", "1"), ("DIPTYCH_LIMIT_QUEUED_COMPILES", "1")])
            .await;
    let request = |name: &str| {
        let source = format!("fn main() {{ println!(\"{name}\"); }}");
        let project = rust_project(&[("main.rs", &source)]);
        serde_json::to_vec(&diptych_shared::api::compile::CompileRequest::inline(project)).unwrap()
    };
    let ask = |name: &str| server.post_json("/api/v1/compile", request(name));
    let answers = tokio::join!(ask("a"), ask("b"), ask("c"), ask("d"));
    assert!([&answers.0, &answers.1, &answers.2, &answers.3].iter().any(|answer| answer.status.is_success()));
    let busy: Vec<_> = [answers.0, answers.1, answers.2, answers.3]
        .into_iter()
        .filter(|answer| answer.status == axum::http::StatusCode::SERVICE_UNAVAILABLE)
        .collect();
    assert!(!busy.is_empty());
    assert!(busy[0].error().message.contains("limit queued-compiles = 1"), "{busy:?}");
    assert!(busy[0].headers.contains_key("retry-after"));
}
