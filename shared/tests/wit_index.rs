//! The editor's help with WIT: held to wit-parser's definitions, and right where names cross files.

use diptych_shared::api::diagnostic::Position;
use diptych_shared::project::{Project, ProjectFile};
use diptych_shared::toolchain::{wasi, wit_index};
use std::collections::BTreeSet;
use wit_parser::{Resolve, Type, TypeDef, TypeDefKind};

const WORLD: &str = "package demo:app;\n\n/// Shapes.\ninterface shapes {\n  /// A place.\n  record point { x: f64, y: f64 }\n  area: func(of: list<point>) -> f64;\n}\n\nworld app {\n  use shapes.{point};\n  import wasi:io/streams@0.2.6;\n  export draw: func(at: point);\n}\n";
const OTHER: &str = "interface other {\n  use shapes.{point as place};\n  use wasi:io/streams@0.2.6.{output-stream};\n  go: func(to: place, out: borrow<output-stream>);\n}\n";

fn project(files: &[(&str, &str)]) -> Project {
    Project {
        files: files.iter().map(|(path, text)| ((*path).to_owned(), ProjectFile::text(*text))).collect(),
    }
}

fn demo() -> Project {
    project(&[("wit/world.wit", WORLD), ("wit/other.wit", OTHER)])
}

/// The place of the `number`th `word` in `text`, in its middle.
fn at(text: &str, word: &str, number: usize) -> Position {
    let (offset, _) = text.match_indices(word).nth(number).unwrap_or_else(|| panic!("no {word}"));
    Position::from_offset(text, offset + 1)
}

fn shown(places: &[wit_index::Place]) -> Vec<String> {
    places
        .iter()
        .map(|place| format!("{}:{}:{}", place.path, place.span.start.line, place.span.start.column))
        .collect()
}

#[test]
fn every_definition_of_wasi_is_where_wit_parser_has_it() {
    let mut resolve = Resolve::default();
    let mut expected = BTreeSet::new();
    let mut found = BTreeSet::new();
    for (name, text) in wasi::PACKAGES {
        resolve.push_str(name, text).unwrap();
        collect(&wit_index::outline(text), name, &mut found);
    }
    let names = resolve.interfaces.iter().flat_map(|(_, interface)| {
        let functions =
            interface.functions.values().filter(|function| !function.name.contains("[constructor]"));
        functions.map(|function| function.span).chain([interface.span])
    });
    // What `use` takes over is a type of its own to wit-parser, and a mention here.
    let is_taken = |ty: &TypeDef| matches!(ty.kind, TypeDefKind::Type(Type::Id(of)) if resolve.types[of].owner != ty.owner);
    let types =
        resolve.types.iter().filter(|(_, ty)| ty.name.is_some() && !is_taken(ty)).map(|(_, ty)| ty.span);
    for span in names.chain(types) {
        if let Some(place) = resolve.source_map.resolve_span(span) {
            let text = wasi::PACKAGES.iter().find(|(name, _)| *name == place.path).unwrap().1;
            expected.insert((place.path.to_owned(), Position::from_offset(text, place.range.start)));
        }
    }
    let missing: Vec<_> = expected.difference(&found).collect();
    assert!(expected.len() > 200, "{}", expected.len());
    assert!(missing.is_empty(), "{missing:?}");
}

fn collect(items: &[wit_index::OutlineItem], path: &str, found: &mut BTreeSet<(String, Position)>) {
    for item in items {
        found.insert((path.to_owned(), item.span.start));
        collect(&item.children, path, found);
    }
}

#[test]
fn definitions_cross_files_and_packages() {
    let project = demo();
    let place = wit_index::definition(&project, "wit/other.wit", at(OTHER, "place", 1)).unwrap();
    assert_eq!(shown(&[place]), ["wit/other.wit:2:24"]);
    let place = wit_index::definition(&project, "wit/other.wit", at(OTHER, "point", 0)).unwrap();
    assert_eq!(shown(&[place]), ["wit/world.wit:6:10"]);
    let place = wit_index::definition(&project, "wit/world.wit", at(WORLD, "streams", 0)).unwrap();
    assert_eq!(place.path, "wasi/io.wit");
    let place = wit_index::definition(&project, "wit/other.wit", at(OTHER, "output-stream", 1)).unwrap();
    assert_eq!(place.path, "wasi/io.wit");
    assert!(wit_index::text(&project, &place.path).unwrap().contains("package wasi:io@0.2.6;"));
}

#[test]
fn hovers_show_the_declaration_and_its_docs() {
    let hover = wit_index::hover(&demo(), "wit/world.wit", at(WORLD, "point", 1)).unwrap();
    assert_eq!(
        (hover.declaration.as_str(), hover.docs.as_str()),
        ("record point { x: f64, y: f64 }", "A place.")
    );
    let hover = wit_index::hover(&demo(), "wit/world.wit", at(WORLD, "shapes", 1)).unwrap();
    assert_eq!((hover.declaration.as_str(), hover.docs.as_str()), ("interface shapes", "Shapes."));
}

#[test]
fn a_rename_reaches_every_file_and_keeps_the_wit_whole() {
    let project = demo();
    let places = wit_index::rename(&project, "wit/world.wit", at(WORLD, "point", 0), "spot").unwrap();
    assert_eq!(
        shown(&places),
        [
            "wit/other.wit:2:15",
            "wit/world.wit:6:10",
            "wit/world.wit:7:23",
            "wit/world.wit:11:15",
            "wit/world.wit:13:25"
        ]
    );
    let refused =
        |name| wit_index::rename(&project, "wit/world.wit", at(WORLD, "shapes", 0), name).unwrap_err();
    assert!(refused("Not a name").contains("no name of WIT"));
    assert!(refused("other").contains("would not hold together"), "{}", refused("other"));
    let streams = wit_index::rename(&project, "wit/world.wit", at(WORLD, "streams", 0), "x").unwrap_err();
    assert!(streams.contains("cannot be changed"));
}

#[test]
fn what_may_be_written_depends_on_the_place() {
    let offered = |before: &str| {
        let text = format!("{WORLD}{before}");
        let project = project(&[("wit/world.wit", &text), ("wit/other.wit", OTHER)]);
        let end = Position::from_offset(&text, text.len());
        let found = wit_index::completion(&project, "wit/world.wit", end);
        found.into_iter().map(|item| item.text).collect::<Vec<_>>()
    };
    assert!(offered("inter").contains(&"interface".to_owned()));
    assert!(offered("world b {\n  import ").contains(&"shapes".to_owned()));
    assert!(offered("world b {\n  import wasi:cl").contains(&"wasi:cli/stdout@0.2.6".to_owned()));
    assert!(offered("interface c {\n  use shapes.{").contains(&"point".to_owned()));
    let types = offered("interface c {\n  use shapes.{point};\n  f: func(a: list<");
    assert!(types.contains(&"point".to_owned()) && types.contains(&"string".to_owned()), "{types:?}");
    assert!(offered("world b {\n  ").contains(&"export".to_owned()));
    assert!(offered("// import ").is_empty());
}

#[test]
fn broken_text_does_no_harm() {
    for text in [
        "{",
        "}}}}",
        "use",
        "interface",
        "world w { import",
        "interface i { f: func(",
        "/*",
        "@",
        "package a:",
        "use a:b/c@1.{",
    ] {
        let project = project(&[("wit/a.wit", text)]);
        for column in 1..=text.len() as u32 + 1 {
            let position = Position { line: 1, column };
            wit_index::hover(&project, "wit/a.wit", position);
            wit_index::completion(&project, "wit/a.wit", position);
        }
        wit_index::outline(text);
    }
    wit_index::outline(&"interface i { ".repeat(20_000));
    wit_index::outline(&"package a:b { ".repeat(20_000));
}
