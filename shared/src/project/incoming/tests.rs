//! What becomes of folders and JSON that people bring.

use super::*;
use crate::project::Language;

fn came(files: &[(&str, &str)]) -> Result<Incoming, IncomingError> {
    gather(files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect(), "Mine")
}

/// Language and entry that are guessed.
fn guessed(paths: &[&str]) -> Option<(Language, String)> {
    let files: Vec<(&str, &str)> = paths.iter().map(|path| (*path, "x")).collect();
    let manifest = came(&files).ok()?.project.manifest().unwrap();
    assert_eq!(manifest.title, "Mine");
    assert!(manifest.run.grants.is_empty());
    Some((manifest.source.language, manifest.source.entry))
}

#[test]
fn manifests_are_guessed_from_names() {
    for (paths, language, entry) in [
        (&["repo/Cargo.toml", "repo/src/lib.rs", "repo/build.js"][..], Language::Rust, "src/lib.rs"),
        (&["src/main.rs"], Language::Rust, "src/main.rs"),
        (&["package.json", "index.js", "lib/a.js"], Language::JavaScript, "index.js"),
        (&["package.json", "types.d.ts", "src/index.ts"], Language::TypeScript, "src/index.ts"),
        (&["asconfig.json", "assembly/index.ts"], Language::AssemblyScript, "assembly/index.ts"),
        (&["go.mod", "cmd/tool.go"], Language::Go, "cmd/tool.go"),
        (&["app.py", "helper.py"], Language::Python, "app.py"),
        (&["a.h", "deep/er/b.c", "c.c"], Language::C, "c.c"),
        (&["adder.wat"], Language::Wat, "adder.wat"),
        (&["top.wac", "components/a/main.rs"], Language::Wac, "top.wac"),
    ] {
        assert_eq!(guessed(paths), Some((language, entry.to_owned())), "{paths:?}");
    }
    assert_eq!(guessed(&["notes.txt", "a.h"]), None);
}

#[test]
fn what_tools_made_is_left_out_and_told() {
    let incoming = came(&[
        ("p/diptych.toml", "x"),
        ("p/files/target/kept.txt", "no Cargo.toml beside it"),
        ("p/Cargo.toml", "x"),
        ("p/target/release/a", "x"),
        ("p/node_modules/a/index.js", "x"),
        ("p/.git/HEAD", "x"),
    ])
    .unwrap();
    let paths: Vec<String> = incoming.project.files.into_keys().collect();
    assert_eq!(paths, ["Cargo.toml", "diptych.toml", "files/target/kept.txt"]);
    assert_eq!(incoming.notes, ["3 files in `.git`, `node_modules`, `target` left out."]);
}

#[test]
fn flattened_wit_goes_where_it_is_read() {
    let incoming =
        came(&[("main.wat", "(module)"), ("wit-world.wit", "package a:b;"), ("b.wit", "")]).unwrap();
    assert!(incoming.project.files.contains_key("wit/world.wit"));
    assert!(incoming.project.files.contains_key("wit/b.wit"));
    assert_eq!(incoming.notes[0], "Moved `b.wit`, `wit-world.wit` into `wit/`, where WIT is read.");
}

#[test]
fn hostile_files_are_refused_with_why() {
    for (files, message) in [
        (&[("../a", "")][..], "it holds `../a`: a path must not contain `.` or `..` segments"),
        (&[("a.wat", ""), ("a.wat", "")], "it holds `a.wat` twice"),
        (
            &[("readme.txt", "")],
            "it holds no diptych.toml, and no source of a language that Diptych knows, so it is no project",
        ),
    ] {
        assert_eq!(came(files).unwrap_err().to_string(), message);
    }
    let many = (0..=PROJECT_FILES).map(|number| (format!("f{number}"), Vec::new())).collect();
    assert_eq!(gather(many, ""), Err(IncomingError::TooManyFiles { limit: PROJECT_FILES }));
}

#[test]
fn json_of_gists_and_of_diptych_opens() {
    let gist = r#"{"description":"Adds\nmore","files":{"main.wat":{"filename":"main.wat","truncated":false,"content":"(component)"}}}"#;
    let incoming = from_json(gist).unwrap();
    assert_eq!(incoming.project.files["main.wat"], ProjectFile::text("(component)"));
    assert_eq!(incoming.project.manifest().unwrap().title, "Adds");
    for json in [
        r#"{"files":{"diptych.toml":"format = 1","a.bin":{"base64":"AP8="}}}"#,
        r#"{"project":{"files":{"diptych.toml":{"text":"format = 1"},"a.bin":{"base64":"AP8="}}}}"#,
        r#"{"id":"x","content":{"project":{"files":{"diptych.toml":{"text":"format = 1"},"a.bin":{"base64":"AP8="}}}}}"#,
    ] {
        let files = from_json(json).unwrap().project.files;
        assert_eq!(files["diptych.toml"], ProjectFile::text("format = 1"));
        assert_eq!(files["a.bin"].as_bytes(), [0, 255]);
    }
}

#[test]
fn json_that_is_no_project_says_why() {
    for (json, message) in [
        ("{", "it is not JSON"),
        ("[1]", "this JSON holds no project"),
        (r#"{"files":[]}"#, "this JSON holds no project"),
        (r#"{"files":{"a.wat":{"content":"x","truncated":true}}}"#, "`a.wat` is cut off"),
        (r#"{"files":{"a.wat":{"base64":"?"}}}"#, "`a.wat` has no content"),
        (r#"{"files":{"a.wat":7}}"#, "`a.wat` has no content"),
        (r#"{"files":{"a\\b.wat":""}}"#, "may not contain"),
    ] {
        let said = from_json(json).unwrap_err().to_string();
        assert!(said.contains(message), "{json}: {said}");
    }
}
