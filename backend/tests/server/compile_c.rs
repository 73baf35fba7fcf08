//! Compiling C and C++: what is wrong is marked, and sources that attack get nowhere.

use crate::support::{Server, errors, project, server, server_with};
use diptych_shared::api::compile::CompileOutput;
use diptych_shared::api::diagnostic::{Position, Severity, Span};
use diptych_shared::project::ProjectFile;

const MAIN: &str = "int main(void) { return 0; }\n";

/// Compiles `source` as `main.c`.
async fn c(server: &Server, source: &str) -> CompileOutput {
    server.attack(project("c", "main.c", &[("main.c", source)])).await
}

/// Compiles `source` as `main.cpp`.
async fn cpp(server: &Server, source: &str) -> CompileOutput {
    server.attack(project("cpp", "main.cpp", &[("main.cpp", source)])).await
}

fn span(line: u32, from: u32, to: u32) -> Option<Span> {
    Some(Span { start: Position { line, column: from }, end: Position { line, column: to } })
}

#[tokio::test]
async fn both_languages_and_data_make_one_program() {
    let server = server().await;
    let files = [
        ("main.cpp", "#include \"part/part.h\"\nint main() { return part() - 3; }\n"),
        ("part/part.h", "#ifdef __cplusplus\nextern \"C\"\n#endif\nint part(void);\n"),
        (
            "part/part.c",
            "#include \"part.h\"\nstatic const char text[] = {\n#include \"text.inc\"\n};\nint part(void) { return text[2]; }\n",
        ),
        ("part/text.inc", "1, 2, 3"),
    ];
    let output = server.compile(project("cpp", "main.cpp", &files)).await;
    assert!(output.component.is_some(), "{output:?}");
    assert_eq!(output.diagnostics, []);
    assert!(output.toolchain.iter().any(|tool| tool.starts_with("clang ")), "{:?}", output.toolchain);
}

#[tokio::test]
async fn errors_and_warnings_have_their_place() {
    let server = server().await;
    let files = [
        ("main.c", "#include \"part.h\"\nint main(void) { int unused; return f(); }\n"),
        ("part.h", "int f(void);\n"),
        ("part.c", "#include \"part.h\"\nint f(void) {\n    const char *é = \"𝄞\"; return é + nope;\n}\n"),
    ];
    let output = server.compile(project("c", "main.c", &files)).await;
    assert!(errors(&output).contains("undeclared identifier 'nope'"), "{output:?}");
    let error = output.diagnostics.iter().find(|found| found.severity == Severity::Error).unwrap();
    assert_eq!((error.file.as_deref(), error.span), (Some("part.c"), span(3, 38, 42)));
    let warning = output.diagnostics.iter().find(|found| found.severity == Severity::Warning).unwrap();
    assert_eq!((warning.file.as_deref(), warning.span), (Some("main.c"), span(2, 22, 28)));
    assert_eq!(warning.code.as_deref(), Some("-Wunused-variable"));
    assert!(warning.link.as_deref().is_some_and(|link| link.ends_with("#wunused-variable")), "{warning:?}");
}

#[tokio::test]
async fn what_is_missing_is_named() {
    let server = server().await;
    let output = c(&server, "int f(void);\nint main(void) { return f(); }\n").await;
    assert_eq!(errors(&output), "linking: undefined symbol: f");
    assert_eq!(output.diagnostics[0].span, span(1, 5, 6));
    assert!(
        errors(&c(&server, "int f(void) { return 0; }\n").await).contains("neither a `main` nor a world")
    );
    let wit = "package t:t;\nworld greeter { export greet: func(name: string) -> string; }\n";
    let files = [("main.c", "#include \"greeter.h\"\n"), ("wit/world.wit", wit)];
    let output = server.compile(project("c", "main.c", &files)).await;
    assert!(errors(&output).contains("the world needs a function `exports_greeter_greet`"), "{output:?}");
}

#[tokio::test]
async fn files_of_the_machine_cannot_be_read() {
    let server = server().await;
    std::fs::write(server.folder.path().join("cache/secret.txt"), "1").unwrap();
    for path in
        ["/etc/passwd", "/proc/self/environ", "../../../secret.txt", "../../../../../../../../etc/passwd"]
    {
        for source in [
            format!("#include \"{path}\"\n{MAIN}"),
            format!("#if __has_include(\"{path}\")\n#endif\n#include <{path}>\n{MAIN}"),
            format!("const unsigned char stolen[] = {{\n#embed \"{path}\"\n}};\n{MAIN}"),
            format!("__asm__(\".incbin \\\"{path}\\\"\");\n{MAIN}"),
            format!("#pragma GCC dependency \"{path}\"\n#error end\n{MAIN}"),
        ] {
            let told = errors(&c(&server, &source).await);
            let refused = ["ermission denied", "not found", "Could not find"];
            assert!(refused.iter().any(|words| told.contains(words)), "{source}: {told}");
        }
    }
    errors(&cpp(&server, "import \"/etc/passwd\";\nint main() {}\n").await);
}

#[tokio::test]
async fn a_source_learns_its_own_name_and_no_time() {
    let server = server().await;
    let source =
        "#include <stdio.h>\nint main(void) { puts(__FILE__ __BASE_FILE__ \"|\" __DATE__ __TIMESTAMP__); }\n";
    let component = c(&server, source).await.component.unwrap();
    let text = String::from_utf8_lossy(&component);
    assert!(
        text.contains("main.cmain.c|Jan  1 1980"),
        "SOURCE_DATE_EPOCH, and names as the project has them"
    );
}

#[tokio::test]
async fn the_linker_is_ours() {
    let server = server().await;
    // Clang knows these for other systems; here they do nothing.
    let ignored = "#pragma comment(linker, \"-o/tmp/x\")\n#pragma comment(lib, \"evil\")\n";
    let output = c(&server, &format!("{ignored}{MAIN}")).await;
    assert!(output.component.is_some() && output.diagnostics.len() == 2, "{:?}", output.diagnostics);
    let import = "__attribute__((import_module(\"evil\"), import_name(\"x\"))) int x(void);\nint main(void) { return x(); }\n";
    assert!(errors(&c(&server, import).await).contains("does not fit its world"));
    let start = format!("void _start(void) {{}}\n{MAIN}");
    assert!(errors(&c(&server, &start).await).contains("duplicate symbol: _start"));
    let names = ["-o.c", "@response.c", "$(x).c", "a b.c", "--target=x86_64.c", "é;&.c"];
    let mut files: Vec<(&str, &str)> =
        names.iter().map(|name| (*name, "int f(void) { return nope; }\n")).collect();
    files.push(("main.c", MAIN));
    let output = server.attack(project("c", "main.c", &files)).await;
    errors(&output);
    let mut marked: Vec<&str> = output.diagnostics.iter().filter_map(|found| found.file.as_deref()).collect();
    marked.sort_unstable();
    let mut names = names;
    names.sort_unstable();
    assert_eq!(marked, names, "each is a file and nothing else: {output:?}");
}

#[tokio::test]
async fn bombs_are_cut() {
    let impatient =
        [("DIPTYCH_LIMIT_COMPILE_TIME_MS", "4000"), ("DIPTYCH_LIMIT_COMPILE_OUTPUT_BYTES", "1000000")];
    let server = server_with(&impatient).await;
    let layers: Vec<(String, String)> = (0..8)
        .map(|layer| (format!("{layer}.h"), format!("#include \"{}.h\"\n", layer + 1).repeat(40)))
        .collect();
    let mut files: Vec<(&str, &str)> =
        layers.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    files.extend([("8.h", ""), ("main.c", "#include \"0.h\"\nint main(void) {}\n")]);
    let told = errors(&server.attack(project("c", "main.c", &files)).await);
    assert!(told.contains("limit compile-time-ms = 4000"), "{told}");
    let templates = "template<int D, int N> struct F { static constexpr int v = F<D - 1, 2 * N>::v + F<D - 1, 2 * N + 1>::v; };\n\
        template<int N> struct F<0, N> { static constexpr int v = N; };\nint x = F<26, 0>::v;\nint main() {}\n";
    let told = errors(&cpp(&server, templates).await);
    assert!(told.contains("limit compile-time-ms") || told.contains("limit compile-memory-bytes"), "{told}");
    let large = "char x[2000000] = {1};\nint main(int n, char **v) { (void)v; return x[n]; }\n";
    let told = errors(&c(&server, large).await);
    assert!(told.contains("limit compile-output-bytes = 1000000"), "{told}");
}

#[tokio::test]
async fn what_clang_bounds_itself_is_told() {
    let server = server().await;
    let endless =
        "constexpr int f() { long i = 0; while (true) ++i; }\nconstexpr int x = f();\nint main() {}\n";
    errors(&cpp(&server, endless).await);
    let recursive = "template<class T> struct P { P<T *> next; };\nP<int> p;\nint main() {}\n";
    assert!(errors(&cpp(&server, recursive).await).contains("maximum depth"));
    assert!(errors(&c(&server, &format!("#include \"main.c\"\n{MAIN}")).await).contains("nested too deeply"));
    let deep = format!("int main(void) {{ return {}1{}; }}\n", "(".repeat(100_000), ")".repeat(100_000));
    assert!(errors(&c(&server, &deep).await).contains("nesting level"));
    // A crash is an error in words, too.
    errors(&c(&server, &format!("#pragma clang __debug crash\n{MAIN}")).await);
}

#[tokio::test]
async fn thousands_of_errors_are_cut() {
    let server = server().await;
    let source: String = (0..10_000).map(|n| format!("int a{n} = nope{n};\n")).collect();
    let output = c(&server, &source).await;
    assert!(errors(&output).contains("too many errors"), "{output:?}");
    assert!(output.diagnostics.len() <= 101 && output.raw_output.len() < 100_000);
}

#[tokio::test]
async fn sources_that_are_not_text_are_named() {
    let server = server().await;
    for name in ["main.c", "part.c"] {
        let mut project = project("c", "main.c", &[("main.c", MAIN)]);
        project.files.insert(name.to_owned(), ProjectFile::from_bytes(b"int \xfe;\n".to_vec()));
        let output = server.attack(project).await;
        assert!(errors(&output).contains("UTF-8"), "{output:?}");
        assert!(output.diagnostics.iter().any(|found| found.file.as_deref() == Some(name)), "{output:?}");
    }
}
