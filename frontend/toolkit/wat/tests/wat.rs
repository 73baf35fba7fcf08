//! The WAT kit as JavaScript sees it, in a browser's dedicated worker.
#![cfg(target_arch = "wasm32")]

use js_sys::JSON;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

const DOCUMENT: &str = r#""textDocument": {"uri": "file:///text.wat"}"#;

/// A method's answer about `text`, as JSON.
fn ask(method: fn(JsValue) -> Result<JsValue, JsError>, text: &str, params: &str) -> String {
    let text = JSON::stringify(&text.into()).unwrap().as_string().unwrap();
    let argument = format!(r#"{{"text": {text}, "params": {{{DOCUMENT}{params}}}}}"#);
    let answer = method(JSON::parse(&argument).unwrap()).ok().unwrap();
    JSON::stringify(&answer).unwrap().as_string().unwrap_or_default()
}

const MODULE: &str = "(module (func $double (export \"double\") (param $n i32) (result i32) (i32.add (local.get $n) (local.get $n))))";

#[wasm_bindgen_test]
fn types_are_checked() {
    let right = ask(diptych_wat_kit::wat_diagnostics, MODULE, "");
    assert!(right.contains(r#""items":[]"#), "{right}");
    let wrong = MODULE.replace("(local.get $n) (local.get $n)", "(local.get $n) (f32.const 1)");
    let found = ask(diptych_wat_kit::wat_diagnostics, &wrong, "");
    assert!(found.contains("f32"), "{found}");
}

#[wasm_bindgen_test]
fn names_complete_and_are_explained() {
    let position = format!(r#", "position": {{"line": 0, "character": {}}}"#, MODULE.rfind("n)").unwrap());
    let found = ask(diptych_wat_kit::wat_completion, MODULE, &position);
    assert!(found.contains("$n"), "{found}");
    let found = ask(diptych_wat_kit::wat_hover, MODULE, &position);
    assert!(found.contains("i32"), "{found}");
    let found = ask(diptych_wat_kit::wat_definition, MODULE, &position);
    assert!(found.contains("range"), "{found}");
}

#[wasm_bindgen_test]
fn a_name_is_renamed_everywhere_to_another_name_only() {
    let place = format!(r#", "position": {{"line": 0, "character": {}}}"#, MODULE.rfind("n)").unwrap());
    let named = |name: &str| format!(r#"{place}, "newName": "{name}""#);
    let found = ask(diptych_wat_kit::wat_rename, MODULE, &named("$m"));
    assert!(found.starts_with(r#"{"changes""#), "{found}");
    assert_eq!(found.matches("$m").count(), 3, "{found}");
    assert_eq!(ask(diptych_wat_kit::wat_rename, MODULE, &named("m n")), "null");
}

#[wasm_bindgen_test]
fn text_is_formatted() {
    let options = r#", "options": {"tabSize": 2, "insertSpaces": true}"#;
    assert!(ask(diptych_wat_kit::wat_format, "(module(func))", options).contains("newText"));
}

#[wasm_bindgen_test]
fn broken_text_does_no_harm() {
    for text in ["", "(", "(module", ")))", "(module (func (call $nowhere", "\"", "(;"] {
        ask(diptych_wat_kit::wat_diagnostics, text, "");
        ask(diptych_wat_kit::wat_completion, text, r#", "position": {"line": 0, "character": 1}"#);
    }
}
