//! What a world is started with compiles as it is, in every installed language.

use crate::support::{Server, server};
use diptych_bindings::component;
use diptych_shared::api::diagnostic::Severity;
use diptych_shared::project::{Language, Profile, Project, ProjectFile};
use diptych_shared::toolchain::{fit, inspect};

/// Every kind of value.
const TYPES: &str = include_str!("../../../playground-samples/types-rust/wit/world.wit");

/// Imports of WASI and of the world itself, a resource on both sides, and names that languages reserve.
const RICH: &str = "package t:rich@1.0.0;

interface shared {
  record point { x: f64, y: f64 }
  resource store { constructor(name: string); read: func() -> option<string>; }
}

interface counters {
  use shared.{point};
  /// Counts.
  resource counter {
    constructor(start: s32);
    increment: func(by: s32) -> s32;
    place: func() -> point;
    larger: static func(a: borrow<counter>, b: borrow<counter>) -> s32;
  }
  first: func(of: list<string>, default: string) -> result<string, string>;
}

world rich {
  import wasi:random/random@0.2.6;
  import shared;
  import log: func(text: string);
  export counters;
  /// Says what it is.
  export describe: func(class: u8, short: bool) -> string;
}
";

async fn compiles(server: &Server, wit: &str, world: &str, language: Language) {
    let mut project = Project::default();
    project.files.insert("wit/world.wit".to_owned(), ProjectFile::text(wit));
    let what = format!("`{world}` in {}", language.label());
    let project = component(&project, world, language).unwrap_or_else(|why| panic!("{what}: {why}"));
    let output = server.compile(project.clone()).await;
    let manifest = project.manifest().unwrap();
    let source = project.files[&manifest.source.entry].as_text().unwrap();
    let bytes = output
        .component
        .unwrap_or_else(|| panic!("{what}: {:?}\n{}\n{source}", output.diagnostics, output.raw_output));
    let inspection = inspect(&bytes.0).unwrap();
    // Compilers may leave functions of their own; what the world wants is all there.
    let missing: Vec<String> = fit(&inspection, &project)
        .into_iter()
        .filter(|diagnostic| diagnostic.severity != Severity::Note)
        .map(|diagnostic| diagnostic.message)
        .collect();
    assert!(missing.is_empty(), "{what}: {missing:?}");
}

#[tokio::test]
async fn every_start_compiles() {
    let server = server().await;
    // `cargo xtask test` installs them all.
    let must_have_all = std::env::var_os("DIPTYCH_TEST_ALL_LANGUAGES").is_some();
    let mut tried = 0;
    for offer in server.state.compilers().toolchains() {
        let language = offer.language;
        // A composition is started by its parts.
        if !language.is_source() {
            continue;
        }
        // Compiled apart: it is brought by its name only, and takes half a minute.
        if offer.profile == Some(Profile::SpiderMonkey) {
            continue;
        }
        if !offer.available {
            assert!(!must_have_all, "{} is not installed: `{}`", language.label(), offer.install);
            eprintln!("not tried, because it is not installed: {} (`{}`)", language.label(), offer.install);
            continue;
        }
        tried += 1;
        compiles(&server, RICH, "rich", language).await;
        // One world says enough of what takes ten seconds a component.
        if language != Language::Python {
            compiles(&server, TYPES, "types", language).await;
        }
    }
    assert!(tried >= 2, "only {tried} languages are installed");
}
