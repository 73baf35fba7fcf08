//! The tools kit as JavaScript sees it, in a browser's dedicated worker.
#![cfg(target_arch = "wasm32")]

use js_sys::{JSON, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

const ADD: &str = r#"(component
  (core module $m (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))
  (core instance $i (instantiate $m))
  (func (export "add") (param "a" u32) (param "b" u32) (result u32) (canon lift (core func $i "add"))))"#;

/// A plain object from JSON text.
fn object(json: &str) -> JsValue {
    JSON::parse(json).unwrap()
}

fn set(target: &JsValue, name: &str, value: &JsValue) {
    Reflect::set(target, &name.into(), value).unwrap();
}

fn get(target: &JsValue, path: &str) -> JsValue {
    path.split('.').fold(target.clone(), |value, name| match name.parse::<u32>() {
        Ok(index) => Reflect::get_u32(&value, index).unwrap(),
        Err(_) => Reflect::get(&value, &name.into()).unwrap(),
    })
}

fn text(target: &JsValue, path: &str) -> String {
    get(target, path).as_string().unwrap_or_else(|| panic!("{path} of {:?}", JSON::stringify(target)))
}

fn message(error: JsError) -> String {
    text(&error.into(), "message")
}

fn with<const N: usize>(fields: [(&str, JsValue); N]) -> JsValue {
    let argument = object("{}");
    for (name, value) in fields {
        set(&argument, name, &value);
    }
    argument
}

fn project(source: &str) -> JsValue {
    let manifest = "format = 1\ntitle = \"t\"\n[source]\nlanguage = \"wat\"\nentry = \"main.wat\"\n";
    let project = object(r#"{"files": {}}"#);
    let files = get(&project, "files");
    set(&files, "diptych.toml", &with([("text", manifest.into())]));
    set(&files, "main.wat", &with([("text", source.into())]));
    project
}

fn compiled() -> Uint8Array {
    let output = diptych_tools_kit::compile(with([("project", project(ADD))])).ok().unwrap();
    let base64 = text(&output, "component");
    let decoded = js_sys::eval(&format!("Uint8Array.from(atob('{base64}'), c => c.charCodeAt(0))")).unwrap();
    decoded.dyn_into().unwrap()
}

#[wasm_bindgen_test]
fn a_project_says_how_it_runs() {
    let plan = diptych_tools_kit::run_plan(with([("project", project(ADD))])).ok().unwrap();
    assert_eq!((text(&plan, "language"), text(&plan, "label")), ("wat".into(), "WAT".into()));
    // Numbers, however wide they are in Rust: the settings travel as JSON.
    assert_eq!(get(&plan, "settings.limits.time-ms").as_f64(), Some(10_000.0));
    let broken = with([("project", object(r#"{"files": {}}"#))]);
    let error = message(diptych_tools_kit::run_plan(broken).err().unwrap());
    assert!(error.contains("no diptych.toml"), "{error}");
}

#[wasm_bindgen_test]
fn compile_inspect_and_resolve() {
    let inspection = diptych_tools_kit::inspect(with([("bytes", compiled().into())])).ok().unwrap();
    assert_eq!(text(&inspection, "kind"), "component");
    assert_eq!(text(&inspection, "exports.0.signature.wit"), "func(a: u32, b: u32) -> u32");
    assert_eq!(text(&inspection, "exports.0.signature.result.kind"), "u32");
    let settings = object(r#"{"calls": [{"export": "add", "arguments": ["1", "4294967295"]}]}"#);
    let argument = with([("inspection", inspection.clone()), ("settings", settings)]);
    let calls = diptych_tools_kit::resolve_calls(argument).ok().unwrap();
    assert_eq!(get(&calls, "0.arguments.1.value").as_f64(), Some(4_294_967_295.0));
    assert!(get(&calls, "0.interface").is_null());

    let settings = object(r#"{"calls": [{"export": "add", "arguments": ["1", "x"]}]}"#);
    let argument = with([("inspection", inspection), ("settings", settings)]);
    let error = diptych_tools_kit::resolve_calls(argument).err().unwrap();
    assert_eq!(message(error), "Call 1: the argument `b` of type u32: expected u32, found a name.");
}

#[wasm_bindgen_test]
fn diagnostics_cross_as_plain_objects() {
    let argument = with([("project", project("(component\n  (nope))"))]);
    let output = diptych_tools_kit::compile(argument).ok().unwrap();
    assert!(get(&output, "component").is_undefined());
    assert_eq!(text(&output, "diagnostics.0.file"), "main.wat");
    assert_eq!(get(&output, "diagnostics.0.span.start.line").as_f64(), Some(2.0));
}

#[wasm_bindgen_test]
fn projects_survive_links_and_zips() {
    let project = project(ADD);
    let before = String::from(JSON::stringify(&project).unwrap());
    let link = diptych_tools_kit::encode_link(with([("project", project.clone())])).ok().unwrap();
    let decoded = diptych_tools_kit::decode_link(with([("fragment", link.as_str().into())])).ok().unwrap();
    let zip = diptych_tools_kit::to_zip(with([("project", project)])).ok().unwrap();
    let bytes = Uint8Array::from(zip.as_slice());
    let unzipped = diptych_tools_kit::from_zip(with([("bytes", bytes.into())])).ok().unwrap();
    for other in [decoded, get(&unzipped, "project")] {
        assert_eq!(String::from(JSON::stringify(&other).unwrap()), before);
    }
    let error = diptych_tools_kit::decode_link(with([("fragment", link[..20].into())])).err().unwrap();
    assert!(message(error).contains("damaged"));
}

#[wasm_bindgen_test]
fn a_dropped_component_becomes_a_project_and_text() {
    let argument = with([("name", "add.wasm".into()), ("bytes", compiled().into())]);
    let project = diptych_tools_kit::project_from_wasm(argument).ok().unwrap();
    assert_eq!(js_sys::Object::keys(&get(&project, "files").into()).length(), 2);
    let wat = diptych_tools_kit::print_wat(with([("bytes", compiled().into())])).ok().unwrap();
    assert!(wat.starts_with("(component"));
    let error = diptych_tools_kit::inspect(with([("bytes", Uint8Array::new_with_length(4).into())])).err();
    assert!(message(error.unwrap()).contains("not WebAssembly"));
}

#[wasm_bindgen_test]
fn values_lose_nothing_between_text_and_javascript() {
    for (ty, wave) in [
        (r#"{"kind":"u64"}"#, "18446744073709551615"),
        (r#"{"kind":"s64"}"#, "-9223372036854775808"),
        (r#"{"kind":"f64"}"#, "nan"),
        (r#"{"kind":"f32"}"#, "-inf"),
        (r#"{"kind":"char"}"#, "'漢'"),
        (r#"{"kind":"list","element":{"kind":"u8"}}"#, "[1, 2, 255]"),
        (r#"{"kind":"result","ok":null,"err":{"kind":"string"}}"#, "err(\"no\")"),
        (r#"{"kind":"option","some":{"kind":"tuple","items":[{"kind":"bool"}]}}"#, "some((true))"),
        (r#"{"kind":"flags","names":["a","b"]}"#, "{a, b}"),
        (r#"{"kind":"variant","cases":[{"name":"some","ty":{"kind":"u8"}}]}"#, "%some(1)"),
    ] {
        let value =
            diptych_tools_kit::parse_wave(with([("ty", object(ty)), ("text", wave.into())])).ok().unwrap();
        // Through JSON, as it travels between the page and its workers.
        let copy = object(&String::from(JSON::stringify(&value).unwrap()));
        for value in [value, copy] {
            assert_eq!(diptych_tools_kit::wave_text(with([("value", value)])).ok().unwrap(), wave);
        }
    }
}

#[wasm_bindgen_test]
fn the_policy_table_says_what_a_denied_call_gives() {
    let inspection = object(
        r#"{"kind":"component","sha256":"","size_bytes":0,"exports":[],"wit":"","imports":[
            {"name":"wasi:cli/stdout@0.2.6","supplied":true,"resources":[],"functions":[
                {"name":"get-stdout","parameters":[],"result":{"kind":"own","resource":"output-stream"},"wit":""}]},
            {"name":"wasi:random/random@0.2.6","supplied":true,"resources":[],"functions":[
                {"name":"get-random-u64","parameters":[],"result":{"kind":"u64"},"wit":""}]}]}"#,
    );
    let argument = with([("inspection", inspection), ("grants", object(r#"["random"]"#))]);
    let table = diptych_tools_kit::policy_table(argument).ok().unwrap();
    assert_eq!(text(&table, "0.decision"), "denied");
    assert_eq!(text(&table, "0.capability"), "stdio");
    assert_eq!(text(&table, "0.denial.kind"), "closed-stream");
    assert_eq!(text(&table, "1.decision"), "allowed");
    assert!(get(&table, "1.denial").is_undefined());
}

#[wasm_bindgen_test]
fn an_argument_that_does_not_fit_is_an_error() {
    let error = diptych_tools_kit::compile(object("{}")).err().unwrap();
    assert!(message(error).contains("does not fit the method"));
}

/// Both sides are pushed, compared and written out; a batch that is damaged is told.
#[wasm_bindgen_test]
fn traces_are_kept_compared_and_written_out() {
    let side = |side: &str| with([("side", side.into())]);
    let batch = |seconds: u32| {
        format!(
            r#"{{"type":"trace","events":[{{"sequence":0,"interface":"demo:a/b","function":"f","arguments":["1"],
            "result":"{seconds}","decision":"allowed","start_ns":7,"duration_ns":8}}]}}"#
        )
    };
    let push = |side: &str, batch: String| {
        diptych_tools_kit::trace_push(with([("side", side.into()), ("batch", batch.into())])).ok().unwrap();
    };
    for (name, seconds) in [("left", 1), ("right", 2)] {
        diptych_tools_kit::trace_begin(side(name)).ok().unwrap();
        push(name, batch(seconds));
    }
    let report = |id: &str| {
        object(&format!(
            r#"{{"schema":2,"engine":{{"id":"{id}","engine":"","version":"","host":""}},"component_sha256":"00",
            "outcome":"returned","values":[],"stdout":{{"bytes":"","truncated":false}},
            "stderr":{{"bytes":"","truncated":false}},"trace":{{"events":[],"total_calls":1}},
            "timing":{{"phases":[],"warm_ns":[],"clock_resolution_ns":1,"total_ns":1}}}}"#
        ))
    };
    let pair = || with([("left", report("browser")), ("right", report("wasmtime"))]);
    let compared = diptych_tools_kit::compare(pair()).ok().unwrap();
    assert_eq!(get(&compared, "rows.length").as_f64(), Some(4.0));
    let found = object(&text(&compared, "json"));
    assert_eq!(get(&found, "trace.differences").as_f64(), Some(1.0));
    assert_eq!(get(&found, "trace.rows.length").as_f64(), Some(0.0));

    let json = |bytes: Vec<u8>| object(&String::from_utf8(bytes).unwrap());
    let whole = json(diptych_tools_kit::report_text(pair()).ok().unwrap());
    assert_eq!(text(&whole, "comparison.trace.rows.0.kind"), "result");
    assert_eq!(text(&whole, "right.trace.events.0.result"), "2");
    let one = || with([("side", "left".into()), ("report", report("browser"))]);
    let run = json(diptych_tools_kit::run_report_text(one()).ok().unwrap());
    assert_eq!(text(&run, "trace.events.0.result"), "1");
    let trace = json(diptych_tools_kit::trace_text(one()).ok().unwrap());
    assert_eq!(text(&trace, "events.0.result"), "1");
    assert_eq!(get(&trace, "schema").as_f64(), Some(1.0));

    push("left", "{".into());
    let error = diptych_tools_kit::compare(pair()).err().unwrap();
    assert!(message(error).contains("could not be read"));
    diptych_tools_kit::trace_begin(side("left")).ok().unwrap();
    assert!(diptych_tools_kit::compare(pair()).is_ok());
}
