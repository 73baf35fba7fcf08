//! Compiling Zig: what is wrong is marked, and sources that attack get nowhere.

use crate::support::{Server, errors, project, server, server_with};
use diptych_shared::api::compile::CompileOutput;
use diptych_shared::api::diagnostic::{Position, Span};
use diptych_shared::project::ProjectFile;

const MAIN: &str = "pub fn main() void {}\n";

/// Compiles `source` and a `main`.
async fn zig(server: &Server, source: &str) -> CompileOutput {
    let source = format!("{source}{MAIN}");
    server.attack(project("zig", "main.zig", &[("main.zig", &source)])).await
}

#[tokio::test]
async fn errors_have_their_place() {
    let server = server().await;
    let files = [
        ("main.zig", "const part = @import(\"part.zig\");\npub fn main() void {\n    part.f();\n}\n"),
        ("part.zig", "pub fn f() void {\n    _ = .{ \"𝄞\", nope };\n}\n"),
    ];
    let output = server.compile(project("zig", "main.zig", &files)).await;
    assert!(errors(&output).contains("undeclared identifier 'nope'"), "{output:?}");
    let error = &output.diagnostics[0];
    assert_eq!(error.file.as_deref(), Some("part.zig"));
    let at = |column| Position { line: 2, column };
    assert_eq!(error.span, Some(Span { start: at(18), end: at(22) }));
}

#[tokio::test]
async fn what_is_missing_is_named() {
    let server = server().await;
    let output = server.compile(project("zig", "main.zig", &[("main.zig", "const x = 1;\n")])).await;
    assert!(errors(&output).contains("neither a `main` nor a world"), "{output:?}");
    let wit = "package t:t;\nworld greeter { export greet: func(name: string) -> string; }\n";
    let files = [("main.zig", "const wit = @import(\"bindings\");\n"), ("wit/world.wit", wit)];
    let output = server.compile(project("zig", "main.zig", &files)).await;
    assert!(errors(&output).contains("the world needs a function `exports_greeter_greet`"), "{output:?}");
}

#[tokio::test]
async fn only_files_of_the_project_can_be_imported() {
    let server = server().await;
    for path in ["/etc/passwd", "/proc/self/environ", "../../../../../../../../etc/passwd", "../../cache/x"] {
        for source in [
            format!(
                "const stolen = @embedFile(\"{path}\");\nexport fn f() [*]const u8 {{ return stolen; }}\n"
            ),
            format!("const stolen = @import(\"{path}\");\nexport fn f() u32 {{ return stolen.x; }}\n"),
        ] {
            let told = errors(&zig(&server, &source).await);
            assert!(
                told.contains("outside package path") || told.contains("no module named"),
                "{source}: {told}"
            );
        }
    }
    let output =
        zig(&server, "const c = @cImport(@cInclude(\"/etc/passwd\"));\nexport fn f() u32 { return c.x; }\n");
    errors(&output.await);
}

#[tokio::test]
async fn the_linker_is_ours() {
    let server = server().await;
    let import = "extern \"evil\" fn steal() void;\npub fn main() void {\n    steal();\n}\n";
    let output = server.attack(project("zig", "main.zig", &[("main.zig", import)])).await;
    assert!(errors(&output).contains("does not fit its world"), "{output:?}");
    for name in ["-o.zig", "@response.zig", "$(x) y.zig"] {
        let output = server.attack(project("zig", name, &[(name, "pub fn main() void { nope(); }\n")])).await;
        errors(&output);
        assert_eq!(output.diagnostics[0].file.as_deref(), Some(name), "{output:?}");
    }
}

#[tokio::test]
async fn bombs_are_cut() {
    let impatient =
        [("DIPTYCH_LIMIT_COMPILE_TIME_MS", "4000"), ("DIPTYCH_LIMIT_COMPILE_MEMORY_BYTES", "1000000000")];
    let server = server_with(&impatient).await;
    for source in [
        "const x = blk: { @setEvalBranchQuota(4294967295); var i: u64 = 0; while (true) i += 1; break :blk i; };\n\
         export fn f() u64 { return x; }\n",
        "fn F(comptime T: type) type { return struct { x: F(*T) }; }\nexport fn f() usize { return @sizeOf(F(u8)); }\n",
        "var x: [1 << 31]u8 = @splat(1);\nexport fn f() *u8 { return &x[5]; }\n",
    ] {
        let told = errors(&zig(&server, source).await);
        assert!(
            told.contains("limit compile-time-ms = ") || told.contains("limit compile-memory-bytes = "),
            "{told}"
        );
    }
}

#[tokio::test]
async fn thousands_of_errors_are_cut() {
    let server = server().await;
    let source: String =
        (0..10_000).map(|n| format!("export fn g{n}() u32 {{ return nope{n}; }}\n")).collect();
    let output = zig(&server, &source).await;
    errors(&output);
    assert!(output.diagnostics.len() <= 101 && output.raw_output.len() < 100_000);
}

#[tokio::test]
async fn a_source_that_is_not_text_is_named() {
    let server = server().await;
    let mut project = project("zig", "main.zig", &[]);
    project
        .files
        .insert("main.zig".to_owned(), ProjectFile::from_bytes(b"pub fn main() void {} // \xff".to_vec()));
    let output = server.attack(project).await;
    assert!(errors(&output).contains("UTF-8"), "{output:?}");
    assert_eq!(output.diagnostics[0].file.as_deref(), Some("main.zig"));
}
