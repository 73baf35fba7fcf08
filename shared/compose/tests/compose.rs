//! Composing: bytes that validate and stay the same, diagnostics with places, and bounds.

mod support;

use diptych_compose::{Components, complete, compose, limits};
use diptych_shared::api::composition::WireSource;
use diptych_shared::toolchain::{inspect, sha256_hex};
use support::{component, components};
use wac_graph::EncodeOptions;
use wac_graph::types::BorrowedPackageKey;

fn parts() -> Components {
    components(&[
        ("app", &["demo:x/greet@1.0.0", "demo:x/count"], &["demo:x/run"]),
        ("english", &[], &["demo:x/greet@1.0.3"]),
        ("wrong", &[], &["!demo:x/greet@1.0.0"]),
    ])
}

const TEXT: &str = "package demo:app;\nlet english = new project:english {};\n\
    let app = new project:app { greet: english.greet, ... };\nexport app...;\n";

#[test]
fn a_partial_composition_imports_what_is_left() {
    let composed = compose(TEXT, &parts());
    let bytes = composed.component.unwrap();
    let inspection = inspect(&bytes).unwrap();
    let imports: Vec<&str> = inspection.imports.iter().map(|import| import.name.as_str()).collect();
    assert_eq!(imports, ["demo:x/count"]);
    assert_eq!(inspection.exports[0].export, "demo:x/run#f");
    let composition = composed.composition.unwrap();
    let app = composition.instance("app").unwrap();
    let greet = WireSource::Instance { instance: "english".into(), export: "demo:x/greet@1.0.3".into() };
    assert_eq!(app.wires[0].source, greet);
    assert_eq!(app.wires[1].source, WireSource::Host { import: "demo:x/count".into() });
    assert_eq!(app.span.unwrap().start.line, 3);
    assert_eq!(composition.unlinkable(), None);
}

#[test]
fn the_same_text_makes_the_same_bytes() {
    let once = compose(TEXT, &parts()).component.unwrap();
    let twice = compose(TEXT, &parts()).component.unwrap();
    assert_eq!(sha256_hex(&once), sha256_hex(&twice));
}

#[test]
fn a_static_call_costs_what_it_does_in_wacs_own_result() {
    // Because it is the same component, byte for byte.
    let parts = parts();
    let names: Vec<String> = parts.keys().map(|name| format!("project:{name}")).collect();
    let keys = names.iter().map(|name| BorrowedPackageKey::from_name_and_version(name, None));
    let document = wac_parser::Document::parse(TEXT).unwrap();
    let packages = keys.zip(parts.values().cloned()).filter(|(key, _)| TEXT.contains(key.name)).collect();
    let encoded = document.resolve(packages).unwrap().encode(EncodeOptions::default()).unwrap();
    assert!(compose(TEXT, &parts).component.unwrap() == encoded);
}

#[track_caller]
fn told(text: &str, components: &Components) -> (String, Option<u32>) {
    let composed = compose(text, components);
    assert!(composed.component.is_none(), "it composes:\n{text}");
    let diagnostic = &composed.diagnostics[0];
    (diagnostic.message.clone(), diagnostic.span.map(|span| span.start.line))
}

#[test]
fn what_is_wrong_is_said_at_its_place() {
    let cases = [
        ("let", "package", 1),
        ("package a:b;\nlet x = new project:nobody {};\n", "`project:app`, `project:english`", 2),
        ("package a:b;\nlet x = new project:app {};\n", "missing", 2),
        (
            "package a:b;\nlet x = new project:app { ... };\nlet x = new project:app { ... };\n",
            "already defined",
            3,
        ),
        (
            "package a:b;\nlet w = new project:wrong {};\nlet x = new project:app {\n greet: w.greet, ... };\n",
            "`f`",
            4,
        ),
        ("package a:b;\nlet x = new project:app { sing: y, ... };\n", "undefined name `y`", 2),
        (
            "package a:b;\nlet x = new project:app { greet: y.greet, ... };\nlet y = new project:english {};\n",
            "`y` is made further down",
            2,
        ),
        (
            "package a:b;\nlet x = new project:app { greet: x.greet, ... };\n",
            "a cycle: `x` takes from itself",
            2,
        ),
        (
            "package a:b;\nlet x = new project:app { greet: y.greet, ... };\nlet y = new project:app { greet: x.greet, ... };\n",
            "a cycle: `x` takes from `y` takes from `x`",
            2,
        ),
        ("package a:b;\nlet x = new project:app { ... };\nexport x.sing;\n", "sing", 3),
        ("package a:b;\nlet x = new other:app { ... };\n", "`other:app`", 2),
        ("package a:b;\nlet x = new project:app@1.0.0 { ... };\n", "project:app", 2),
        ("package a:b;\nlet \u{202e}x = 1;\n", "bidirectional", 2),
    ];
    for (text, words, line) in cases {
        let (message, place) = told(text, &parts());
        assert!(message.contains(words), "{message}\n{text}");
        assert_eq!(place, Some(line), "{message}\n{text}");
    }
}

#[test]
fn bombs_are_bounded_and_named() {
    let statements = format!("package a:b;\n{}", "let x = y;\n".repeat(10_000));
    let (message, _) = told(&statements, &parts());
    assert!(
        message.contains(&format!("{} are allowed (limit wac-statements)", limits::STATEMENTS)),
        "{message}"
    );
    let nested = format!("package a:b;\nlet x = {}y{};\n", "(".repeat(100_000), ")".repeat(100_000));
    let (message, place) = told(&nested, &parts());
    assert!(message.contains("limit wac-nesting") && place == Some(2), "{message}");
    let lets: String = (0..101).map(|n| format!("let e{n} = new project:english {{}};\n")).collect();
    let (message, place) = told(&format!("package a:b;\n{lets}"), &parts());
    assert!(message.contains("limit composition-instances") && place == Some(102), "{message}");
    // Each instantiates the one before twice.
    let mut bomb = "(component (component $c0)".to_owned();
    for n in 1..20 {
        let inner = n - 1;
        bomb += &format!(
            "(component $c{n} (alias outer 1 $c{inner} (component $x)) (instance (instantiate $x)) (instance (instantiate $x)))"
        );
    }
    bomb += "(instance (instantiate $c19)))";
    let bomb = Components::from([("bomb".to_owned(), wat::parse_str(&bomb).unwrap())]);
    let (message, place) = told("package a:b;\nlet x = new project:bomb {};\nexport x...;\n", &bomb);
    assert!(message.contains("limit component-instances") && place == Some(2), "{message}");
}

#[test]
fn broken_components_are_said_to_be() {
    let broken = Components::from([("broken".to_owned(), b"nonsense".to_vec())]);
    let (message, place) = told("package a:b;\nlet x = new project:broken { ... };\n", &broken);
    assert!(message.contains("project:broken") && place == Some(2), "{message}");
    let whole = component(&[], &["demo:x/a"]);
    for end in 0..whole.len() {
        let cut = Components::from([("cut".to_owned(), whole[..end].to_vec())]);
        let _ = compose("package a:b;\nlet x = new project:cut { ... };\nexport x...;\n", &cut);
    }
}

#[test]
fn completion_knows_components_imports_and_exports() {
    let composition = compose(TEXT, &parts()).composition.unwrap();
    let at = |text: &str| -> Vec<String> {
        let offset = text.find('|').unwrap();
        let list = complete(&text.replacen('|', "", 1), offset, &parts(), Some(&composition));
        list.into_iter().map(|completion| completion.text).collect()
    };
    assert_eq!(at("package a:b;\nlet x = new |"), ["project:app", "project:english", "project:wrong"]);
    assert_eq!(
        at("package a:b;\nlet x = new proj|ect:a {}"),
        ["project:app", "project:english", "project:wrong"]
    );
    assert_eq!(at("export english.|"), ["greet"]);
    assert_eq!(at("export english[\"|"), ["demo:x/greet@1.0.3"]);
    let inside = at("let x = new project:app { | }");
    assert_eq!(inside[..3], ["\"demo:x/greet@1.0.0\": ", "\"demo:x/count\": ", "english"]);
    assert_eq!(at("let x = new project:app { greet: | }"), ["english", "app"]);
    assert!(at("|").contains(&"let".to_owned()));
}
