//! Edits of compositions: what each does to the text, and that text and graph never lose each other.

mod support;

use diptych_compose::{Components, compose, edit, wiring};
use diptych_shared::api::composition::{Composition, CompositionEdit, WireSource};
use support::components;

fn parts() -> Components {
    components(&[
        ("app", &["demo:x/greet@1.0.0", "demo:x/count"], &["demo:x/run"]),
        ("english", &[], &["demo:x/greet@1.0.0"]),
        ("german", &[], &["demo:x/greet@1.0.2"]),
        ("counter", &["demo:x/log"], &["demo:x/count"]),
        ("logger", &["demo:x/greet@1.0.0"], &["demo:x/greet@1.0.0"]),
        ("wrong", &[], &["!demo:x/count"]),
    ])
}

fn composition(text: &str) -> Composition {
    let composed = compose(text, &parts());
    composed.composition.unwrap_or_else(|| panic!("{:?}\n{text}", composed.diagnostics))
}

#[track_caller]
fn after(text: &str, edits: &[CompositionEdit]) -> String {
    edits.iter().fold(text.to_owned(), |text, change| {
        edit(&text, &parts(), change).unwrap_or_else(|why| panic!("{change:?}: {why}\n{text}"))
    })
}

fn add(component: &str) -> CompositionEdit {
    CompositionEdit::Add { component: component.into() }
}

fn wire(instance: &str, import: &str, from: &str, export: &str) -> CompositionEdit {
    CompositionEdit::Wire {
        instance: instance.into(),
        import: import.into(),
        from: from.into(),
        export: export.into(),
    }
}

fn unwire(instance: &str, import: &str) -> CompositionEdit {
    CompositionEdit::Unwire { instance: instance.into(), import: import.into() }
}

const GREET: &str = "demo:x/greet@1.0.0";

#[test]
fn a_composition_is_built_from_nothing() {
    let text = after("", &[add("app"), add("english"), wire("app", GREET, "english", GREET)]);
    assert_eq!(
        text,
        "package diptych:composition;\n\nlet english = new project:english { ... };\n\n\
         let app = new project:app {\n  \"demo:x/greet@1.0.0\": english[\"demo:x/greet@1.0.0\"],\n  ...\n};\n"
    );
    let exported = CompositionEdit::Export { instance: "app".into(), export: "demo:x/run".into() };
    let text = after(&text, &[exported]);
    assert!(text.ends_with("};\n\nexport app[\"demo:x/run\"];\n"), "{text}");
    assert_eq!(composition(&text).exports[0].name, "demo:x/run");
    let text = after(&text, &[CompositionEdit::Unexport { name: "demo:x/run".into() }]);
    assert!(!text.contains("export app"), "{text}");
}

#[test]
fn comments_and_styles_of_the_text_stay() {
    let text = "// A greeting.\npackage demo:app;\n\n// speaks\nlet english = new project:english {}; // well\n\n\
                let greet = english.greet;\n/* the\n   app */\nlet app = new project:app { greet, ... }; // last\n\
                // and out\nexport app...;\n";
    let unwired = after(text, &[unwire("app", GREET)]);
    assert_eq!(unwired, text.replace("{ greet, ... }", "{ ... }"));
    let rewired = after(text, &[add("german"), wire("app", GREET, "german", "demo:x/greet@1.0.2")]);
    for comment in ["// A greeting.", "// speaks", "// well", "/* the\n   app */", "// last", "// and out"] {
        assert!(rewired.contains(comment), "{comment}\n{rewired}");
    }
    assert!(rewired.find("new project:german") < rewired.find("new project:app"), "{rewired}");
    let renamed = after(text, &[CompositionEdit::Rename { instance: "english".into(), to: "world".into() }]);
    assert!(renamed.contains("let %world = new") && renamed.contains("= %world.greet"), "{renamed}");
}

#[test]
fn a_spread_gives_up_one_wire_and_keeps_the_others() {
    let text = "package a:b;\nlet english = new project:english {};\nlet app = new project:app { ...english, ... };\n\
                export app...;\n";
    assert_eq!(
        after(text, &[unwire("app", GREET)]),
        "package a:b;\nlet english = new project:english {};\nlet app = new project:app { ... };\nexport app...;\n"
    );
    let text = after(text, &[CompositionEdit::Unexport { name: "demo:x/run".into() }]);
    assert!(!text.contains("export"), "{text}");
}

#[test]
fn removing_an_instance_takes_its_wires_and_exports_along() {
    let text = "package a:b;\n\n// one\nlet english = new project:english {};\n\n// two\n\
                let app = new project:app {\n  \"demo:x/greet@1.0.0\": english[\"demo:x/greet@1.0.0\"],\n  ...\n};\n\n\
                export english[\"demo:x/greet@1.0.0\"];\nexport app...;\n";
    let removed = after(text, &[CompositionEdit::Remove { instance: "english".into() }]);
    assert_eq!(
        removed,
        "package a:b;\n\n\n// two\nlet app = new project:app {\n  ...\n};\n\nexport app...;\n"
    );
}

#[test]
fn middleware_goes_on_a_wire() {
    let start = after("", &[add("english"), add("app"), wire("app", GREET, "english", GREET)]);
    let on = |instance: &str, component: &str| CompositionEdit::Interpose {
        instance: instance.into(),
        import: GREET.into(),
        component: component.into(),
    };
    let text = after(&start, &[on("app", "logger"), on("app", "logger")]);
    let told = composition(&text);
    let from = |name: &str| match &told.instance(name).unwrap().wires[0].source {
        WireSource::Instance { instance, .. } => instance.clone(),
        other => format!("{other:?}"),
    };
    assert_eq!([from("app"), from("logger2"), from("logger")], ["logger2", "logger", "english"]);
    // What goes from a wire leaves the wire.
    let remove = |instance: &str| CompositionEdit::Remove { instance: instance.into() };
    let source = |text: &str| composition(text).instance("app").unwrap().wires[0].source.clone();
    assert!(
        matches!(source(&after(&text, &[remove("logger")])), WireSource::Instance { instance, .. } if instance == "logger2")
    );
    let gone = after(&text, &[remove("logger2"), remove("logger")]);
    assert!(
        matches!(source(&gone), WireSource::Instance { instance, .. } if instance == "english"),
        "{gone}"
    );
    assert!(matches!(source(&after(&gone, &[remove("english")])), WireSource::Host { .. }));
    let refused = edit(&start, &parts(), &on("app", "counter")).unwrap_err();
    assert!(refused.to_string().contains("does not import and export"), "{refused}");
    // On a wire to the host, too.
    let text = after("", &[add("app"), on("app", "logger")]);
    assert!(matches!(
        composition(&text).instance("logger").unwrap().wires[0].source,
        WireSource::Host { .. }
    ));
}

#[test]
fn plug_does_the_obvious_and_leaves_the_ambiguous() {
    let mut parts = parts();
    parts.remove("logger");
    parts.remove("wrong");
    let text = edit("", &parts, &CompositionEdit::Plug).unwrap();
    let told = compose(&text, &parts).composition.unwrap();
    let app = told.instance("app").unwrap();
    // Two speak; one counts.
    assert!(matches!(app.wires[0].source, WireSource::Host { .. }), "{text}");
    assert!(matches!(&app.wires[1].source, WireSource::Instance { instance, .. } if instance == "counter"));
    let exports: Vec<&str> = told.exports.iter().map(|export| export.name.as_str()).collect();
    assert_eq!(exports, ["demo:x/run", "demo:x/greet@1.0.0", "demo:x/greet@1.0.2"]);
    assert_eq!(edit(&text, &parts, &CompositionEdit::Plug).unwrap(), text, "nothing is left to do");
}

#[test]
fn what_does_not_fit_says_exactly_what() {
    let start = after("", &[add("app"), add("wrong"), add("logger"), add("english")]);
    let refused = edit(&start, &parts(), &wire("app", "demo:x/count", "wrong", "demo:x/count")).unwrap_err();
    assert!(refused.to_string().contains("`f`"), "{refused}");
    let told = wiring(&composition(&start), &parts());
    let fit = told.fits.iter().find(|fit| fit.from == "wrong").unwrap();
    assert!(fit.mismatch.as_ref().unwrap().contains("`f`"), "{fit:?}");
    let circle = after(&start, &[add("logger"), wire("logger", GREET, "logger2", GREET)]);
    let refused = edit(&circle, &parts(), &wire("logger2", GREET, "logger", GREET)).unwrap_err();
    assert!(refused.to_string().contains("cycle: `logger"), "{refused}");
    let told = wiring(&composition(&circle), &parts());
    let fit = told.fits.iter().find(|fit| fit.instance == "logger2" && fit.from == "logger").unwrap();
    assert!(fit.mismatch.as_ref().unwrap().contains("cycle"), "{fit:?}");
    let names: Vec<&str> = told.middleware.iter().map(|found| found.component.as_str()).collect();
    assert_eq!(names, ["logger"]);
}

/// Numbers that look random and are the same each time (SplitMix64).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((word ^ (word >> 31)) % bound as u64) as usize
    }
}

/// What an edit should make of a composition, order left out.
fn expected(composition: &Composition, change: &CompositionEdit) -> Vec<String> {
    let mut lines = described(composition);
    let wires =
        |line: &String, instance: &str, import: &str| line.starts_with(&format!("{instance} {import} <-"));
    match change {
        CompositionEdit::Wire { instance, import, from, export } => {
            lines.retain(|line| !wires(line, instance, import));
            lines.push(format!("{instance} {import} <- {from} {export}"));
        }
        CompositionEdit::Unwire { instance, import } => {
            lines.retain(|line| !wires(line, instance, import));
            lines.push(format!("{instance} {import} <- host"));
        }
        CompositionEdit::Unexport { name } => lines.retain(|line| {
            *line != format!("export {name}") && !line.starts_with(&format!("export {name} "))
        }),
        _ => {}
    }
    lines.sort();
    lines
}

fn described(composition: &Composition) -> Vec<String> {
    let told = |source: &WireSource| match source {
        WireSource::Host { .. } => "host".to_owned(),
        WireSource::Instance { instance, export } => format!("{instance} {export}"),
        WireSource::Expression => "?".to_owned(),
    };
    let mut lines: Vec<String> = Vec::new();
    for instance in &composition.instances {
        lines.push(format!("{} is:{}", instance.name, instance.component));
        for wire in &instance.wires {
            lines.push(format!("{} {} <- {}", instance.name, wire.import.name, told(&wire.source)));
        }
    }
    for export in &composition.exports {
        lines.push(format!("export {} {}", export.name, told(&export.source)));
    }
    lines.sort();
    lines
}

#[test]
fn text_and_graph_agree_whatever_is_edited() {
    let parts = parts();
    let names: Vec<String> = parts.keys().cloned().collect();
    let seeds = [
        "",
        "// kept 1\npackage a:b; // kept 2\n\n// kept 3\nlet english = new project:english {};\n\
         let greet = english[\"demo:x/greet@1.0.0\"]; // kept 4\nlet app = new project:app { greet, ... };\n\
         // kept 5\nlet logger = new project:logger { ...english }; // kept 6\n/* kept 7 */ export app...;\n",
    ];
    let mut made = 0;
    for round in 0..60 {
        let mut random = Random(round);
        let mut text = seeds[round as usize % seeds.len()].to_owned();
        let comments: Vec<String> =
            (1..8).map(|n| format!("kept {n}")).filter(|word| text.contains(word)).collect();
        for _ in 0..12 {
            let now = if text.is_empty() {
                Composition::default()
            } else {
                compose(&text, &parts).composition.unwrap()
            };
            let fits: Vec<_> = wiring(&now, &parts).fits;
            let change = match random.below(6) {
                0 => CompositionEdit::Add { component: names[random.below(names.len())].clone() },
                1 | 2 if !fits.is_empty() => {
                    let fit = &fits[random.below(fits.len())];
                    wire(&fit.instance, &fit.import, &fit.from, &fit.export)
                }
                3 if !now.instances.is_empty() => {
                    let instance = &now.instances[random.below(now.instances.len())];
                    match instance.wires.first() {
                        Some(wire) => unwire(&instance.name, &wire.import.name),
                        None => CompositionEdit::Export {
                            instance: instance.name.clone(),
                            export: instance.exports[0].name.clone(),
                        },
                    }
                }
                4 if !now.exports.is_empty() => CompositionEdit::Unexport {
                    name: now.exports[random.below(now.exports.len())].name.clone(),
                },
                _ if !now.instances.is_empty() => CompositionEdit::Rename {
                    instance: now.instances[random.below(now.instances.len())].name.clone(),
                    to: format!("renamed-{}", (b'a' + random.below(20) as u8) as char),
                },
                _ => continue,
            };
            let Ok(next) = edit(&text, &parts, &change) else { continue };
            made += 1;
            let composed = compose(&next, &parts);
            let then = composed.composition.unwrap_or_else(|| panic!("{change:?}\n{text}\n{next}"));
            let exact = matches!(
                change,
                CompositionEdit::Wire { .. }
                    | CompositionEdit::Unwire { .. }
                    | CompositionEdit::Unexport { .. }
            );
            if exact {
                assert_eq!(described(&then), expected(&now, &change), "{change:?}\n{text}\n{next}");
            } else if let CompositionEdit::Rename { instance, to } = &change {
                let renamed = |line: String| {
                    let words = line.split(' ').map(|word| if word == instance { to.as_str() } else { word });
                    words.collect::<Vec<_>>().join(" ")
                };
                let mut wanted: Vec<String> = described(&now).into_iter().map(renamed).collect();
                wanted.sort();
                assert_eq!(described(&then), wanted, "{change:?}\n{text}\n{next}");
            } else {
                let lines = described(&then);
                assert!(
                    described(&now).iter().all(|line| lines.contains(line)),
                    "{change:?}\n{text}\n{next}"
                );
            }
            for comment in &comments {
                assert_eq!(next.matches(comment).count(), 1, "{change:?} lost `{comment}`\n{text}\n{next}");
            }
            text = next;
        }
    }
    assert!(made > 300, "only {made} edits could be made");
}
