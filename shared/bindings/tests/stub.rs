//! Stubs of worlds with all kinds of values, resources and WASI; those in WAT are encoded.

use diptych_bindings::{component, readable, stub};
use diptych_shared::project::{Language, Project, ProjectFile};
use diptych_shared::toolchain::{self, wit};
use wit_parser::{Resolve, WorldId};

const WORLDS: [(&str, &str); 6] = [
    ("values", VALUES),
    ("resources", RESOURCES),
    ("command", "package t:command;\nworld command { include wasi:cli/command@0.2.3; }"),
    (
        "imports",
        "package t:imports;\nworld imports {\n  import wasi:io/streams@0.2.12;\n  export run: func() -> result<string>;\n}",
    ),
    (
        "several",
        "package t:several;\ninterface a { same: func() -> u8; }\ninterface b { same: func(text: string); }\nworld several { import a; import b; export a; export b; export alone: func(ret: u32, err: string) -> option<bool>; }",
    ),
    ("empty", "package t:empty;\nworld empty {}"),
];

const VALUES: &str = "package t:values@1.2.0;
interface kinds {
  record point { x: f64, %type: string }
  variant shape { dot, circle(f64), polygon(list<point>) }
  enum color { red, green }
  flags access { read, write }
  /// Adds them.
  integers: func(a: u8, b: s8, c: u16, d: s16, e: u32, f: s32, g: u64, h: s64) -> tuple<u64, s64>;
  floats: func(a: f32, b: f64) -> f64;
  invert: func(value: bool) -> bool;
  next: func(value: char) -> char;
  reverse: func(text: string) -> string;
  total: func(values: list<s32>) -> s64;
  move-by: func(start: point) -> point;
  area: func(of: shape) -> shape;
  mix: func(shade: color) -> color;
  toggle: func(rights: access) -> access;
  first: func(words: list<string>) -> option<string>;
  divide: func(a: s32) -> result<s32, string>;
  nothing: func();
}
/// All kinds of values.
world values { export kinds; }";

const RESOURCES: &str = "package t:resources;
interface counters {
  resource counter {
    constructor(start: s32);
    increment: func(by: s32) -> s32;
    larger: static func(a: borrow<counter>, b: borrow<counter>) -> s32;
    again: static func(of: counter) -> counter;
  }
}
world resources { import counters; export counters; }";

fn project(wit: &str) -> Project {
    let mut project = Project::default();
    project.files.insert("wit/world.wit".into(), ProjectFile::text(wit));
    project
}

fn resolved(text: &str) -> (Resolve, WorldId) {
    let folder = wit::read(&project(text)).unwrap().unwrap();
    let world = folder.resolve.packages[folder.package].worlds[0];
    (folder.resolve, world)
}

fn text_of(text: &str, language: Language) -> (String, String) {
    let (resolve, world) = resolved(text);
    let generated = stub(&resolve, world, language).unwrap();
    let (path, content) = generated.files.into_iter().next().unwrap();
    (path, String::from_utf8(content).unwrap())
}

#[test]
fn wat_stubs_compile_to_components() {
    for (name, text) in WORLDS {
        let (entry, source) = text_of(text, Language::Wat);
        let mut project = project(text);
        let manifest = format!(
            "format = 1\ntitle = \"Stub\"\n[source]\nlanguage = \"wat\"\nentry = \"{entry}\"\nworld = \"{name}\"\n"
        );
        project.files.insert("diptych.toml".into(), ProjectFile::text(manifest));
        project.files.insert(entry, ProjectFile::text(source.clone()));
        let output = toolchain::compile(&project);
        assert!(output.component.is_some(), "{name}: {:?}\n{source}", output.diagnostics);
        let inspection = toolchain::inspect(&output.component.unwrap().0).unwrap();
        let (resolve, world) = resolved(text);
        assert_eq!(inspection.exports.is_empty(), resolve.worlds[world].exports.is_empty(), "{name}");
    }
}

#[test]
fn other_stubs_have_every_export() {
    let (path, text) = text_of(VALUES, Language::Rust);
    assert_eq!(path, "lib.rs");
    for part in [
        "wit_bindgen::generate!",
        "impl exports::t::values::kinds::Guest for Component",
        "/// Adds them.",
        "Ok(0)",
        "unimplemented!",
        "export!(Component);",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    assert!(!text.contains("Stub") && !text.contains("unreachable!"), "{text}");
    assert_eq!(text.matches("    fn ").count(), 13, "{text}");
    for language in [Language::C, Language::Cpp] {
        let (_, text) = text_of(VALUES, language);
        assert_eq!(text.matches(") {\n").count(), 13, "{text}");
        let (_, text) = text_of(RESOURCES, language);
        for part in [
            "struct exports_t_resources_counters_counter_t {",
            "exports_t_resources_counters_counter_new(",
            "_destructor(",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
    }
}

#[test]
fn every_world_has_bindings_and_a_stub_in_every_language() {
    for (name, text) in WORLDS {
        let project = project(text);
        for language in Language::ALL.into_iter().filter(|language| language.is_source()) {
            let made = component(&project, name, language)
                .unwrap_or_else(|why| panic!("{name} in {}: {why}", language.label()));
            let manifest = made.manifest().unwrap();
            assert_eq!(manifest.source.world.as_deref(), Some(name));
            assert!(made.files.contains_key(&manifest.source.entry), "{name} in {}", language.label());
            assert_eq!(made.files["wit/world.wit"], project.files["wit/world.wit"]);
            let has_bindings =
                !matches!(language, Language::Wat | Language::JavaScript | Language::TypeScript);
            if has_bindings {
                let files = readable(&project, name, language).unwrap();
                assert!(!files.is_empty(), "{name} in {}", language.label());
            } else {
                assert!(readable(&project, name, language).is_err());
            }
        }
    }
}

#[test]
fn what_cannot_be_made_says_why() {
    let project = project(VALUES);
    assert!(component(&project, "other", Language::Rust).unwrap_err().contains("`other`"));
    assert!(component(&project, "values", Language::Component).is_err());
    assert!(component(&Project::default(), "values", Language::Rust).unwrap_err().contains("wit/world.wit"));
    let mut broken = project;
    broken.files.insert("wit/world.wit".into(), ProjectFile::text("package a:b;\nworld {}"));
    assert!(
        component(&broken, "values", Language::Rust).unwrap_err().starts_with("mend wit/world.wit first")
    );
}
