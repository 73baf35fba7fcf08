//! Compiling compositions: components first, each by its own compiler, then the same bytes as anywhere.

use crate::support::{Server, errors, server, server_with};
use diptych_compose::Components;
use diptych_shared::api::compile::CompileOutput;
use diptych_shared::project::{Project, ProjectFile};
use diptych_shared::toolchain;

const TEXT: &str = "package a:b;\nlet one = new project:one {};\nlet two = new project:two { n: one.n, ... };\n\
                    export two[\"demo:x/m\"];\n";

const ONE: &str = r#"(component
  (core module $m (func (export "f") (result i32) i32.const 7))
  (core instance $i (instantiate $m))
  (func $f (result u32) (canon lift (core func $i "f")))
  (instance $n (export "f" (func $f)))
  (export "demo:x/n" (instance $n)))"#;

const TWO: &str = r#"(component
  (import "demo:x/n" (instance $n (export "f" (func (result u32)))))
  (export "demo:x/m" (instance $n)))"#;

fn manifest(language: &str, entry: &str) -> String {
    format!("format = 1\ntitle = \"t\"\n[source]\nlanguage = \"{language}\"\nentry = \"{entry}\"\n")
}

/// The composition with these files changed.
fn composition(changed: &[(&str, &str)]) -> Project {
    let files = [
        ("diptych.toml", manifest("wac", "main.wac")),
        ("main.wac", TEXT.to_owned()),
        ("components/one/diptych.toml", manifest("wat", "one.wat")),
        ("components/one/one.wat", ONE.to_owned()),
        ("components/two/diptych.toml", manifest("wat", "two.wat")),
        ("components/two/two.wat", TWO.to_owned()),
    ];
    let changed = changed.iter().map(|(path, text)| (*path, (*text).to_owned()));
    let files = files.into_iter().chain(changed);
    Project { files: files.map(|(path, text)| (path.to_owned(), ProjectFile::text(text))).collect() }
}

async fn compile(server: &Server, changed: &[(&str, &str)]) -> CompileOutput {
    server.compile(composition(changed)).await
}

#[tokio::test]
async fn the_server_composes_the_bytes_that_the_page_does() {
    let server = server().await;
    let output = compile(&server, &[]).await;
    assert_eq!(output.diagnostics, []);
    let parts: Components = ["one", "two"]
        .map(|name| {
            let part = toolchain::compile(&composition(&[]).component(name).unwrap());
            (name.to_owned(), part.component.unwrap().0)
        })
        .into();
    let here = diptych_compose::compile(&composition(&[]), &parts);
    assert_eq!(output.component_sha256, here.component_sha256);
    assert_eq!(output.composition, here.composition);
    assert!(output.toolchain.iter().any(|tool| tool.starts_with("wat ")), "{:?}", output.toolchain);
    // A component that is bytes already makes no difference.
    let mut project = composition(&[]);
    project.files.retain(|path, _| !path.starts_with("components/one/"));
    let bytes = ProjectFile::from_bytes(parts["one"].clone());
    project.files.insert("components/one.wasm".to_owned(), bytes);
    assert_eq!(server.compile(project).await.component_sha256, here.component_sha256);
}

#[tokio::test]
async fn what_is_wrong_is_said_in_the_file_where_it_is() {
    let server = server().await;
    let broken = compile(&server, &[("components/one/one.wat", "(component (nonsense))")]).await;
    let files: Vec<_> = broken.diagnostics.iter().map(|said| said.file.as_deref()).collect();
    assert_eq!(files, [Some("components/one/one.wat")]);
    assert!(broken.component.is_none());
    let unknown = compile(&server, &[("main.wac", "package a:b;\nlet x = new project:three {};\n")]).await;
    assert!(errors(&unknown).contains("`project:one`, `project:two`"), "{unknown:?}");
    assert_eq!(unknown.diagnostics[0].file.as_deref(), Some("main.wac"));
    assert_eq!(unknown.diagnostics[0].span.map(|span| span.start.line), Some(2));
    let mismatched = compile(&server, &[("components/one/one.wat", &ONE.replace("u32", "s32"))]).await;
    assert!(errors(&mismatched).contains("`f`"), "{mismatched:?}");
    let deep = format!("package a:b;\nlet x = {}y;\n", "(".repeat(200_000));
    assert!(errors(&compile(&server, &[("main.wac", &deep)]).await).contains("limit wac-nesting"));
}

#[tokio::test]
async fn components_within_components_are_compiled_too() {
    let server = server_with(&[("DIPTYCH_LIMIT_CLIENT_CONCURRENT_COMPILES", "1")]).await;
    let nested = [
        ("components/one/diptych.toml", manifest("wac", "inner.wac")),
        ("components/one/inner.wac", "package c:d;\nlet x = new project:x {};\nexport x...;\n".to_owned()),
        ("components/one/components/x/diptych.toml", manifest("wat", "x.wat")),
        ("components/one/components/x/x.wat", ONE.to_owned()),
    ];
    let nested: Vec<(&str, &str)> = nested.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let output = compile(&server, &nested).await;
    assert!(output.component.is_some(), "{output:?}");
}
