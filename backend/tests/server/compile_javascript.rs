//! JavaScript and TypeScript projects become components, and broken or hostile ones a clear answer.

use crate::support::{self, Server, errors, server, server_with};
use diptych_shared::api::compile::CompileOutput;
use diptych_shared::project::{MANIFEST_FILE, Project, ProjectFile};

const GREET: &str = "package t:t;\nworld greeter { export greet: func(name: string) -> string; }\n";

/// A project in `language` that implements `wit`, started from the first file.
fn project(language: &str, wit: &str, files: &[(&str, &str)]) -> Project {
    let mut project = support::project(language, files[0].0, files);
    project.files.insert("wit/world.wit".to_owned(), ProjectFile::text(wit));
    project
}

async fn javascript(server: &Server, files: &[(&str, &str)]) -> CompileOutput {
    server.attack(project("javascript", GREET, files)).await
}

#[tokio::test]
async fn types_are_taken_off_and_modules_of_the_project_joined() {
    let server = server().await;
    let files = [
        (
            "main.ts",
            "import { hello } from './lib/hello.js';\nexport const greet = (name: string): string => hello(name);",
        ),
        (
            "lib/hello.ts",
            "import words from './words.json';\nexport const hello = (name: string) => words.hello + name;",
        ),
        ("lib/words.json", "{\"hello\": \"Hello, \"}"),
    ];
    let output = server.compile(project("typescript", GREET, &files)).await;
    assert_eq!(output.diagnostics, [], "{}", output.raw_output);
    assert!(output.component.is_some());
    assert!(
        output.toolchain.iter().any(|tool| tool.starts_with("componentize-qjs ")),
        "{:?}",
        output.toolchain
    );
}

#[tokio::test]
async fn the_same_source_gives_the_same_bytes_whatever_the_clock_says() {
    // Two servers share no cache.
    let source =
        "const seed = Math.random(), now = Date.now();\nexport const greet = (name) => name + seed + now;";
    let first = javascript(&server().await, &[("main.js", source)]).await;
    let second = javascript(&server().await, &[("main.js", source)]).await;
    assert!(first.component.is_some(), "{:?}", first.diagnostics);
    assert_eq!(first.component_sha256, second.component_sha256);
}

#[tokio::test]
async fn a_syntax_error_has_a_place_in_utf_16() {
    let server = server().await;
    let output = javascript(&server, &[("main.js", "export const greet = () => '😀' let;")]).await;
    let error = output.diagnostics.first().unwrap();
    assert_eq!(error.file.as_deref(), Some("main.js"));
    assert_eq!(error.span.map(|span| (span.start.line, span.start.column)), Some((1, 33)));
    assert!(output.raw_output.contains("main.js:1:33"), "{}", output.raw_output);
}

#[tokio::test]
async fn what_the_world_exports_and_the_project_does_not_is_named() {
    let server = server().await;
    let output = javascript(&server, &[("main.js", "export const other = 1;")]).await;
    assert!(errors(&output).contains("`greet`"), "{}", errors(&output));
    assert_eq!(output.diagnostics[0].code.as_deref(), Some("missing-export"));
}

#[tokio::test]
async fn only_files_of_the_project_can_be_imported() {
    let server = server().await;
    for from in [
        "node:fs",
        "fs",
        "componentize-qjs",
        "/etc/hostname",
        "file:///etc/hostname",
        "../../../../../../etc/hostname",
        "./../../request.json",
        "./missing.js",
        "diptych:convert",
        "data:text/javascript,export default 1",
        "wasi:cli/environment@0.2.6",
    ] {
        for source in [
            format!("import * as stolen from {from:?};\nexport const greet = () => String(stolen);"),
            format!("const stolen = require({from:?});\nexport const greet = () => String(stolen);"),
            format!("const stolen = await import({from:?});\nexport const greet = () => String(stolen);"),
        ] {
            let errors = errors(&javascript(&server, &[("main.js", &source)]).await);
            assert!(
                errors.contains("cannot be imported") || errors.contains("there is no file"),
                "{source}: {errors}"
            );
        }
    }
}

#[tokio::test]
async fn nothing_of_the_machine_is_in_sight_of_top_level_code() {
    let server = server().await;
    for source in [
        "process.env.HOME",
        "require('fs')",
        "await import(['node', 'fs'].join(':'))",
        "std.getenv('HOME')",
        "Deno.cwd()",
    ] {
        let source = format!("const stolen = {source};\nexport const greet = () => String(stolen);");
        errors(&javascript(&server, &[("main.js", &source)]).await);
    }
}

#[tokio::test]
async fn what_top_level_code_throws_has_its_place() {
    let server = server().await;
    let files = [
        ("main.js", "import './b.js';\nexport const greet = (name) => name;"),
        ("b.js", "\n  throw new Error('no');"),
    ];
    let output = javascript(&server, &files).await;
    assert!(errors(&output).contains("top-level code"), "{}", errors(&output));
    assert_eq!(output.diagnostics[0].file.as_deref(), Some("b.js"));
    assert_eq!(output.diagnostics[0].span.map(|span| span.start.line), Some(2));
}

#[tokio::test]
async fn an_engine_that_the_server_lacks_is_told_with_the_command_that_brings_it() {
    let server = server_with(&[("DIPTYCH_TOOLCHAINS", "/nonexistent")]).await;
    for (profile, told) in
        [("quickjs", ["install quickjs`", ""]), ("spidermonkey", ["install spidermonkey`", "QuickJS"])]
    {
        let mut project =
            project("javascript", GREET, &[("main.js", "export const greet = (name) => name;")]);
        if let Some(ProjectFile::Text(manifest)) = project.files.get_mut(MANIFEST_FILE) {
            *manifest = manifest.replacen("[source]", &format!("[source]\nprofile = \"{profile}\""), 1);
        }
        let output = server.compile(project).await;
        let errors = errors(&output);
        assert!(told.iter().all(|words| errors.contains(words)), "{errors}");
        assert_eq!(output.diagnostics[0].file.as_deref(), Some(MANIFEST_FILE));
    }
}

#[tokio::test]
async fn endless_and_boundless_top_level_code_is_stopped() {
    let limits = [
        ("DIPTYCH_LIMIT_COMPILE_TIME_MS", "8000"),
        ("DIPTYCH_LIMIT_COMPILE_TOTAL_MEMORY_BYTES", "1073741824"),
    ];
    let server = server_with(&limits).await;
    for source in ["for (;;);", "const all = []; for (;;) all.push(new Uint8Array(1 << 20).fill(1));"] {
        let source = format!("{source}\nexport const greet = (name) => name;");
        errors(&javascript(&server, &[("main.js", &source)]).await);
    }
}
