//! Input made to hurt: it has to be answered, quickly and within bounds. Where an attack takes
//! exponential time when it succeeds, the test's end is the assertion.

use diptych_shared::api::types::WitType;
use diptych_shared::project::{Project, ProjectFile};
use diptych_shared::toolchain::{self, count_instantiations, count_type_nodes};

fn project(files: &[(&str, &str)]) -> Project {
    let mut project = Project::default();
    let manifest = "format = 1\ntitle = \"t\"\n[source]\nlanguage = \"wat\"\nentry = \"main.wat\"\n";
    project.files.insert("diptych.toml".into(), ProjectFile::text(manifest));
    for (path, text) in files {
        project.files.insert((*path).into(), ProjectFile::text(*text));
    }
    project
}

/// A component with a function whose parameter is a list of a tuple of two of a tuple of two …, `levels` deep.
fn doubling_tuples(levels: usize) -> String {
    let mut types = String::from("(type $t0 (tuple u8 u8))");
    for level in 1..=levels {
        let below = level - 1;
        types.push_str(&format!("(type $t{level} (tuple $t{below} $t{below}))"));
    }
    format!(
        "(component {types} (core module $m (memory (export \"m\") 1) (func (export \"f\") (param i32 i32)) \
         (func (export \"r\") (param i32 i32 i32 i32) (result i32) i32.const 0)) \
         (core instance $i (instantiate $m)) \
         (func (export \"f\") (param \"t\" (list $t{levels})) \
         (canon lift (core func $i \"f\") (memory (core memory $i \"m\")) (realloc (core func $i \"r\")))))"
    )
}

#[test]
fn doubling_types_are_unsupported_by_their_limit() {
    let bytes = wat::parse_str(doubling_tuples(14)).unwrap();
    assert!(bytes.len() < 400);
    assert_eq!(count_type_nodes(&bytes), 1 << 16);
    let inspection = toolchain::inspect(&bytes).unwrap();
    let signature = &inspection.exports[0].signature;
    let WitType::Unsupported { name } = &signature.parameters[0].ty else { panic!("{signature:?}") };
    assert_eq!(name, "a type of more than 5000 nodes (limit type-nodes)");
    assert!(signature.wit.len() < 5_000);
    assert!(inspection.wit.len() < 2 << 20);

    // A small one is written out.
    let small = toolchain::inspect(&wat::parse_str(doubling_tuples(3)).unwrap()).unwrap();
    assert!(matches!(small.exports[0].signature.parameters[0].ty, WitType::List { .. }));
}

#[test]
fn many_functions_of_large_types_stay_within_the_inspections_nodes() {
    let functions: String = (0..400).map(|index| format!("(export \"f{index}\" (func 0))")).collect();
    let text = doubling_tuples(8);
    let text = format!("{}{functions})", text.strip_suffix(')').unwrap());
    let inspection = toolchain::inspect(&wat::parse_str(text).unwrap()).unwrap();
    assert_eq!(inspection.exports.len(), 401);
    let written_out = inspection
        .exports
        .iter()
        .filter(|export| !matches!(export.signature.parameters[0].ty, WitType::Unsupported { .. }))
        .count();
    assert!(written_out > 150 && written_out < 200, "{written_out}");
}

#[test]
fn types_too_large_for_validation_are_refused() {
    let output = toolchain::compile(&project(&[("main.wat", &doubling_tuples(40))]));
    assert!(output.component.is_none());
    assert!(output.diagnostics[0].message.contains("type"), "{:?}", output.diagnostics);
}

#[test]
fn doubling_types_in_wit_end_in_a_diagnostic() {
    let mut wit = String::from("package demo:bomb;\ninterface i {\n  type t0 = tuple<u8, u8>;\n");
    for level in 1..=40 {
        let below = level - 1;
        wit.push_str(&format!("  type t{level} = tuple<t{below}, t{below}>;\n"));
    }
    wit.push_str("  f: func(t: t40);\n}\nworld w { export i; }\n");
    let module = "(module (func (export \"demo:bomb/i#f\") (param i32)))";
    let output = toolchain::compile(&project(&[("main.wat", module), ("wit/world.wit", &wit)]));
    assert!(output.component.is_none());
    assert_eq!(output.diagnostics.len(), 1, "{:?}", output.diagnostics);
}

#[test]
fn half_a_million_instances_are_inspected_without_making_them() {
    let text = include_str!("fixtures/half-a-million-instances.wat");
    let output = toolchain::compile(&project(&[("main.wat", text)]));
    let component = output.component.expect("it is valid");
    assert!(count_instantiations(&component) > 1 << 19);
    assert!(toolchain::inspect(&component).is_ok());
    assert!(toolchain::print_wat(&component).is_ok());
}

#[test]
fn deep_nesting_of_every_kind_is_a_diagnostic() {
    let deep = 20_000;
    for text in [
        "(".repeat(deep),
        format!("(component {}", "(component ".repeat(deep)),
        format!("(module (func {}", "(block ".repeat(deep)),
        format!("(module (func {}", "block ".repeat(deep)),
        format!("(component (type {}", "(list ".repeat(deep)),
        format!("(module (func (result i32) {}", "(i32.eqz ".repeat(deep)),
        "(;".repeat(deep),
        format!("(component (core module (@custom \"x\" {}", "(".repeat(deep)),
    ] {
        let output = toolchain::compile(&project(&[("main.wat", &text)]));
        assert!(output.component.is_none() && !output.diagnostics.is_empty(), "{}", &text[..40]);
    }
    for wit in [
        format!("package a:b; interface i {{ type t = {}", "option<".repeat(deep)),
        "interface i {".repeat(deep),
        "package a:b { ".repeat(deep),
        "@since(".repeat(deep),
        "/* ".repeat(deep),
    ] {
        let files = [("main.wat", "(component)"), ("wit/world.wit", wit.as_str())];
        let output = toolchain::compile(&project(&files));
        assert!(output.component.is_none() && !output.diagnostics.is_empty(), "{}", &wit[..40]);
    }
    let mut toml = project(&[("main.wat", "(component)")]);
    let manifest = format!("format = {}", "[".repeat(deep));
    toml.files.insert("diptych.toml".into(), ProjectFile::text(manifest));
    assert!(!toolchain::compile(&toml).diagnostics.is_empty());
}

#[test]
fn sizes_are_refused_with_their_limits() {
    let long = format!("(component){}", " ".repeat(1 << 20));
    let output = toolchain::compile(&project(&[("main.wat", &long)]));
    let message = &output.diagnostics[0].message;
    assert_eq!(message, "this source has 1048587 bytes; at most 1048576 are allowed (limit source-bytes)");

    let many: Vec<(String, String)> = (0..1_001).map(|index| (format!("f{index}"), String::new())).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    assert!(toolchain::compile(&project(&many)).diagnostics[0].message.contains("limit project-files"));

    let upload = vec![0_u8; 64 << 20];
    assert!(toolchain::inspect(&upload).unwrap_err().to_string().contains("limit component-bytes"));
    assert!(toolchain::project_from_wasm("big.wasm", &upload).is_err());
}

#[test]
fn damaged_components_are_errors_and_never_panics() {
    let good = wat::parse_str(doubling_tuples(2)).unwrap();
    for end in 0..good.len() {
        let _ = toolchain::inspect(&good[..end]);
        let _ = count_instantiations(&good[..end]);
        let _ = toolchain::print_wat(&good[..end]);
    }
    for index in 0..good.len() {
        for bit in 0..8 {
            let mut bytes = good.clone();
            bytes[index] ^= 1 << bit;
            let _ = toolchain::inspect(&bytes);
            let _ = count_instantiations(&bytes);
            let _ = count_type_nodes(&bytes);
            let _ = toolchain::project_from_wasm("x.wasm", &bytes);
        }
    }
}

#[test]
fn package_docs_with_anything_in_them_do_not_break_the_printed_world() {
    use std::borrow::Cow;
    let mut bytes = wat::parse_str("(component (core module $m (func (export \"f\"))) (core instance $i (instantiate $m)) (func (export \"f\") (canon lift (core func $i \"f\"))))").unwrap();
    let docs = "{\"docs\":\"a */ \\n b <script>\",\"worlds\":{\"root\":{\"docs\":\"x\\r\\n\\u2028y\",\"stability\":{\"unstable\":{\"feature\":\"a\\nb\"}},\"func_exports\":{\"f\":{\"docs\":\"line\\n*/ line\",\"stability\":{\"unstable\":{\"feature\":\"a\\nb)\"}}}}}}}";
    let mut data = vec![1];
    data.extend(docs.as_bytes());
    let section = wasm_encoder::CustomSection { name: Cow::Borrowed("package-docs"), data: Cow::Owned(data) };
    bytes.push(wasm_encoder::Section::id(&section));
    wasm_encoder::Encode::encode(&section, &mut bytes);
    let inspection = toolchain::inspect(&bytes).unwrap();
    assert!(inspection.wit.contains("export f: func();"), "{}", inspection.wit);
    assert_eq!(inspection.exports[0].signature.docs.as_deref(), Some("line\n*/ line"));
}

#[test]
fn a_dropped_module_opens_with_what_it_lacks() {
    let module = wat::parse_str("(module (import \"env\" \"<b>\" (func)) (func (export \"go\")))").unwrap();
    let project = toolchain::project_from_wasm("C:\\drop\\my module.wasm", &module).unwrap();
    assert_eq!(project.manifest().unwrap().title, "my module");
    assert!(project.files["README.md"].as_text().unwrap().contains("exports the functions \"go\""));
    let output = toolchain::compile(&project);
    assert!(output.diagnostics[0].message.contains("this is a core module"));
    assert_eq!(output.diagnostics[0].file.as_deref(), Some("main.wat"));
}

#[test]
fn a_dropped_component_opens_with_a_call_and_no_more_grants_than_it_needs() {
    let component = wat::parse_str(doubling_tuples(2)).unwrap();
    let project = toolchain::project_from_wasm("\u{1}.wasm", &component).unwrap();
    let manifest = project.manifest().unwrap();
    assert_eq!(manifest.title, "Dropped component");
    assert!(manifest.run.grants.is_empty());
    assert_eq!(manifest.run.calls[0].arguments, ["[]"]);
    let output = toolchain::compile(&project);
    assert_eq!(output.component.as_deref(), Some(component.as_slice()));
    let inspection = toolchain::inspect(&component).unwrap();
    assert!(toolchain::resolve_calls(&inspection, &project.run_settings().unwrap()).is_ok());
}
