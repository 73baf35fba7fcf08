//! What projects get for the ordinary tools, as text; that the commands build them is tested where the tools are.

use super::*;
use diptych_shared::project::{ADDED_FILE, without_added};

fn project(files: &[(&str, &str)]) -> Project {
    files.iter().map(|(path, text)| ((*path).to_owned(), ProjectFile::text(*text))).collect()
}

fn manifest(language: &str, entry: &str, rest: &str) -> String {
    format!(
        "format = 1\ntitle = \"A *b*\\n# c\"\n[source]\nlanguage = \"{language}\"\nentry = \"{entry}\"\n{rest}"
    )
}

const WORLD: &str =
    "package a:b;\nworld w { import wasi:cli/environment@0.2.3; export f: func(x: u32) -> u32; }\n";

#[test]
fn rust_gets_the_crates_it_names_and_goes_back_as_it_was() {
    let source = "use serde::Serialize;\nfn main() {}\n";
    let rust = project(&[
        ("diptych.toml", &manifest("rust", "my main.rs", "")),
        ("my main.rs", source),
        ("README.md", "own"),
    ]);
    let out = outside(&rust);
    assert_eq!(out.build[0], "cargo build --release --target wasm32-wasip2");
    let cargo = out.project.files["Cargo.toml"].as_text().unwrap();
    assert!(cargo.contains("serde = { version = \"1\", features = [\"derive\"] }\n"), "{cargo}");
    assert!(!cargo.contains("regex"), "{cargo}");
    assert!(cargo.contains("[[bin]]\nname = \"component\"\npath = \"my main.rs\"\n"), "{cargo}");
    assert_eq!(out.project.files["README.md"].as_text(), Some("own"));
    let readme = out.project.files["BUILDING.md"].as_text().unwrap();
    assert!(readme.starts_with("# A \\*b\\* \\# c\n"), "{readme}");
    assert_eq!(without_added(out.project), (rust, 3));
}

#[test]
fn worlds_bring_wasi_along_and_names_stay_words() {
    let entry = "a'b; rm -rf $HOME.js";
    let script =
        project(&[("diptych.toml", &manifest("javascript", entry, "")), (entry, ""), ("wit/w.wit", WORLD)]);
    let out = outside(&script);
    assert!(
        out.project.files.keys().any(|path| path.starts_with("wit/deps/wasi-cli-0.2.3/")),
        "{:?}",
        out.project.files.keys()
    );
    let [line] = &out.build[..] else { panic!("{:?}", out.build) };
    assert!(
        line.starts_with(
            r"npx --no-install jco componentize 'a'\''b; rm -rf $HOME.js' --wit wit --world-name w "
        ),
        "{line}"
    );
    assert!(!line.contains("--backend-qjs-stub-wasi"), "the world asks for WASI");
    assert_eq!(out.prepare, ["npm install"]);
}

#[test]
fn a_projects_own_build_files_stay() {
    let files = [
        ("diptych.toml", &*manifest("wat", "m.wat", "")),
        ("m.wat", "(component)"),
        ("package.json", "{}"),
        ("Cargo.toml", "own"),
    ];
    let out = outside(&project(&files));
    assert_eq!(out.project.files["package.json"].as_text(), Some("{}"));
    assert_eq!(out.prepare, [format!("npm install --no-save @bytecodealliance/jco@{}", jco::VERSION)]);
}

#[test]
fn components_are_built_before_what_is_made_of_them() {
    let files = [
        ("diptych.toml", &*manifest("wac", "c.wac", "")),
        ("c.wac", ""),
        ("components/a/diptych.toml", &*manifest("wat", "a.wat", "")),
        ("components/a/a.wat", "(component)"),
        ("components/b.wasm", "x"),
    ];
    let out = outside(&project(&files));
    assert_eq!(
        out.build,
        [
            "(",
            "  cd components/a",
            "  npx --no-install jco parse a.wat -o component.wasm",
            ")",
            "wac compose --dep project:a=components/a/component.wasm --dep project:b=components/b.wasm -o component.wasm c.wac",
        ]
    );
}

#[test]
fn run_lines_say_what_the_manifest_does() {
    let run =
        "[run]\narguments = [\"a b\"]\nstdin = \"it's\"\nfiles = \"files\"\nenvironment = { A = \"1\" }\n";
    let files =
        [("diptych.toml", &*manifest("wat", "m.wat", run)), ("m.wat", "(component)"), ("files/x", "")];
    let typed = r"printf %s 'it'\''s' | ";
    assert_eq!(
        outside(&project(&files)).run,
        [
            format!("{typed}wasmtime run --env A=1 --dir files::/ component.wasm 'a b'"),
            format!("{typed}npx --no-install jco run component.wasm 'a b'"),
        ]
    );
    let calls = "[[run.calls]]\nexport = \"a:b/c#f\"\narguments = [\"\\\"x\\\"\"]\n[[run.calls]]\nexport = \"g\"\narguments = [\"$1\"]\n";
    let files = [("diptych.toml", &*manifest("wat", "m.wat", calls)), ("m.wat", "(component)")];
    assert_eq!(outside(&project(&files)).run, ["wasmtime run --invoke 'f(\"x\")' component.wasm"]);
}

#[test]
fn what_cannot_be_built_says_why() {
    let out = outside(&project(&[("diptych.toml", &manifest("python", "app.py", "")), ("app.py", "")]));
    assert!(out.build.is_empty() && out.run.is_empty());
    let readme = out.project.files["README.md"].as_text().unwrap();
    assert!(readme.contains("There are no commands for this project as it is: it has no world"), "{readme}");
    assert!(outside(&Project::default()).project.files.contains_key(ADDED_FILE));
}
