//! Compiling Go: what is wrong is marked, and sources that attack get nowhere.

use crate::support::{Server, errors, project, server, server_with};
use diptych_shared::api::compile::CompileOutput;
use diptych_shared::api::diagnostic::{Position, Span};
use diptych_shared::project::ProjectFile;

const MAIN: &str = "package main\n\nfunc main() {}\n";

/// Compiles `source` as `main.go`.
async fn go(server: &Server, source: &str) -> CompileOutput {
    server.attack(project("go", "main.go", &[("main.go", source)])).await
}

#[tokio::test]
async fn errors_have_their_place_code_and_link() {
    let server = server().await;
    let files = [
        ("main.go", "package main\n\nfunc main() { f() }\n"),
        ("part.go", "package main\n\nfunc f() { println(\"𝄞\", nope) }\n"),
    ];
    let output = server.compile(project("go", "main.go", &files)).await;
    assert_eq!(errors(&output), "undefined: nope");
    let error = &output.diagnostics[0];
    let at = |column| Position { line: 3, column };
    assert_eq!(
        (error.file.as_deref(), error.span),
        (Some("part.go"), Some(Span { start: at(26), end: at(30) }))
    );
    assert_eq!(error.code.as_deref(), Some("UndeclaredName"));
    assert_eq!(error.link.as_deref(), Some("https://go.dev/e/UndeclaredName"));
}

#[tokio::test]
async fn only_files_of_the_project_can_be_embedded() {
    let server = server().await;
    for pattern in ["/etc/passwd", "../../x", "../../../../../../../../etc/passwd"] {
        let source = format!(
            "package main\n\nimport _ \"embed\"\n\n//go:embed {pattern}\nvar stolen string\n\nfunc main() {{ println(stolen) }}\n"
        );
        let told = errors(&go(&server, &source).await);
        assert!(told.contains("only files of the project can be embedded"), "{told}");
    }
}

#[tokio::test]
async fn nothing_is_imported_from_the_machine_or_the_network() {
    let server = server().await;
    for package in ["/etc/passwd", "../../x", "github.com/evil/x", "cmd/go"] {
        let told = errors(
            &go(&server, &format!("package main\n\nimport _ \"{package}\"\n\nfunc main() {{}}\n")).await,
        );
        assert!(told.contains("is not here"), "{told}");
    }
    let files = [
        ("main.go", "package main\n\nimport \"evil.example/x\"\n\nfunc main() { x.F() }\n"),
        (
            "go.mod",
            "module m\n\ngo 1.27\n\ntoolchain go1.99\n\nrequire evil.example/x v1.0.0\n\nreplace evil.example/x => /etc\n",
        ),
    ];
    assert!(errors(&server.attack(project("go", "main.go", &files)).await).contains("is not here"));
}

#[tokio::test]
async fn nothing_but_go_is_compiled_and_the_linker_is_ours() {
    let server = server().await;
    let flags = "package main\n\n//go:cgo_ldflag \"-o/tmp/x\"\n\nfunc main() {}\n";
    assert!(errors(&go(&server, flags).await).contains("only allowed in cgo-generated code"));
    let cgo = "package main\n\n// #cgo LDFLAGS: -o/tmp/x\nimport \"C\"\n\nfunc main() { C.x() }\n";
    assert!(errors(&go(&server, cgo).await).contains("is not compiled here"));
    for (name, text) in
        [("x.s", "#include \"/etc/passwd\"\n"), ("x.c", "#include \"/etc/passwd\"\n"), ("x.syso", "x")]
    {
        let output = server.attack(project("go", "main.go", &[("main.go", MAIN), (name, text)])).await;
        assert!(errors(&output).contains("only Go is compiled here"), "{output:?}");
        assert_eq!(output.diagnostics[0].file.as_deref(), Some(name));
    }
    let import = "package main\n\n//go:wasmimport evil steal\nfunc steal()\n\nfunc main() { steal() }\n";
    assert!(errors(&go(&server, import).await).contains("does not fit its world"));
    for name in ["-o.go", "@response.go", "$(x) y.go"] {
        let files = [("main.go", MAIN), (name, "package main\n\nvar y = nope\n")];
        let output = server.attack(project("go", "main.go", &files)).await;
        assert_eq!(errors(&output), "undefined: nope");
        assert_eq!(output.diagnostics[0].file.as_deref(), Some(name));
    }
}

#[tokio::test]
async fn bombs_are_cut() {
    let impatient =
        [("DIPTYCH_LIMIT_COMPILE_TIME_MS", "4000"), ("DIPTYCH_LIMIT_COMPILE_OUTPUT_BYTES", "3000000")];
    let server = server_with(&impatient).await;
    let types: String = (1..60).map(|n| format!("type A{n} struct{{ a, b, c, d A{} }}\n", n - 1)).collect();
    let source = format!("package main\n\ntype A0 struct{{}}\n{types}\nfunc main() {{ var x A59; _ = x }}\n");
    let told = errors(&go(&server, &source).await);
    assert!(told.contains("limit compile-time-ms = 4000"), "{told}");
    let large =
        "package main\n\nvar x = [4 << 20]byte{4<<20 - 1: 1}\n\nfunc main() { println(x[len(x)-1]) }\n";
    let told = errors(&go(&server, large).await);
    assert!(told.contains("limit compile-output-bytes = 3000000"), "{told}");
}

#[tokio::test]
async fn what_go_bounds_itself_is_told() {
    let server = server().await;
    let generic =
        "package main\n\ntype T[P any] struct{ f *T[T[P]] }\n\nfunc main() { var t T[int]; _ = t }\n";
    assert!(errors(&go(&server, generic).await).contains("instantiation cycle"));
    let powers: String = (1..40).map(|n| format!("c{n} = c{0} * c{0}\n", n - 1)).collect();
    let constant = format!(
        "package main\n\nconst (\nc0 = 1 << 500\n{powers})\n\nfunc main() {{ println(c39 >> 1000000) }}\n"
    );
    assert!(errors(&go(&server, &constant).await).contains("overflow"));
    let many: String = (0..10_000).map(|n| format!("var a{n} = nope{n}\n")).collect();
    let output = go(&server, &format!("{MAIN}{many}")).await;
    assert!(errors(&output).contains("too many errors"), "{output:?}");
    assert!(output.diagnostics.len() <= 101 && output.raw_output.len() < 100_000);
}

#[tokio::test]
async fn sources_that_are_not_text_are_named() {
    let server = server().await;
    for name in ["main.go", "part.go"] {
        let mut project = project("go", "main.go", &[("main.go", MAIN)]);
        project.files.insert(name.to_owned(), ProjectFile::from_bytes(b"package main // \xff".to_vec()));
        let output = server.attack(project).await;
        assert!(errors(&output).contains("UTF-8"), "{output:?}");
        assert_eq!(output.diagnostics[0].file.as_deref(), Some(name));
    }
}
