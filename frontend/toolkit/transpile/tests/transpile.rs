//! The transpile kit in a browser's dedicated worker: what it makes runs there, and names stay names.
#![cfg(target_arch = "wasm32")]

use diptych_transpile_kit::{Transpiled, transpile};
use js_sys::{Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

/// Core export names that become JavaScript wherever they are written down unescaped.
const HOSTILE_NAMES: [&str; 6] = [
    "x'];globalThis.pwn=1;//",
    "x\"];globalThis.pwn=1;//",
    "`${globalThis.pwn=1}`",
    "*/globalThis.pwn=1;/*",
    "\n globalThis.pwn=1;\u{2028}globalThis.pwn=1;\u{2029}",
    "\\'];globalThis.pwn=1;//",
];

fn component(text: &str) -> Vec<u8> {
    wat::parse_str(text).unwrap()
}

/// A component that exports `add` from a core export of this name, and imports the name too.
fn with_core_name(name: &str) -> Vec<u8> {
    let name: String = name.bytes().map(|byte| format!("\\{byte:02x}")).collect();
    component(&format!(
        r#"(component
          (core module $provider (func (export "{name}") (result i32) i32.const 40))
          (core module $m
            (import "{name}" "{name}" (func $f (result i32)))
            (func (export "{name}") (param i32 i32) (result i32)
              (i32.add (call $f) (i32.add (local.get 0) (local.get 1)))))
          (core instance $provider (instantiate $provider))
          (core instance $i (instantiate $m (with "{name}" (instance $provider))))
          (func (export "add") (param "a" u32) (param "b" u32) (result u32)
            (canon lift (core func $i "{name}"))))"#
    ))
}

fn javascript(transpiled: &Transpiled) -> String {
    let (_, content) = transpiled.files.iter().find(|(name, _)| *name == transpiled.entry).unwrap();
    String::from_utf8(content.clone()).unwrap()
}

/// Instantiates what a component became, without imports, and gives its exports.
async fn instantiate(transpiled: &Transpiled) -> JsValue {
    let load = Function::new_with_args(
        "source, files",
        "const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
         return import(url).then((module) =>
             module.instantiate((name) => WebAssembly.compile(files.get(name)), {}));",
    );
    let files = js_sys::Map::new();
    for (name, content) in &transpiled.files {
        files.set(&name.into(), &Uint8Array::from(content.as_slice()));
    }
    let promise = load.call2(&JsValue::NULL, &javascript(transpiled).into(), &files).unwrap();
    JsFuture::from(promise.dyn_into::<Promise>().unwrap()).await.unwrap()
}

async fn add(transpiled: &Transpiled) -> Option<f64> {
    let exports = instantiate(transpiled).await;
    let add: Function = Reflect::get(&exports, &"add".into()).unwrap().dyn_into().unwrap();
    add.call2(&JsValue::NULL, &1.into(), &1.into()).unwrap().as_f64()
}

#[wasm_bindgen_test]
async fn core_names_never_become_code() {
    for name in HOSTILE_NAMES {
        let transpiled = transpile(&with_core_name(name), &[]).unwrap();
        assert_eq!(add(&transpiled).await, Some(42.0), "{name}");
        let pwned = Reflect::has(&js_sys::global(), &"pwn".into()).unwrap();
        assert!(!pwned, "{name} ran as code");
        // Nor does it stand in the source between quotes that it would end.
        let source = javascript(&transpiled);
        for quote in ['\'', '"', '`'] {
            assert!(!name.contains(quote) || !source.contains(&format!("{quote}{name}")), "{name}");
        }
    }
}

#[wasm_bindgen_test]
fn imports_keep_their_versions_and_blocking_ones_need_jspi() {
    let text = |function: &str| {
        format!(
            r#"(component
              (import "wasi:io/poll@0.2.6" (instance $poll
                (export "pollable" (type $pollable (sub resource)))
                (export "[method]pollable.{function}" (func (param "self" (borrow $pollable))))))
              (core func $f (canon lower (func $poll "[method]pollable.{function}")))
              (core module $m (import "a" "b" (func (param i32))) (func (export "go") (call 0 (i32.const 0))))
              (core instance $i (instantiate $m (with "a" (instance (export "b" (func $f))))))
              (func (export "go") (canon lift (core func $i "go"))))"#
        )
    };
    let blocking = transpile(&component(&text("block")), &[]).unwrap();
    assert!(blocking.needs_jspi);
    assert_eq!(blocking.imports, ["wasi:io/poll@0.2.6"]);
    let source = javascript(&blocking);
    assert!(source.contains("async function go("), "{source}");
    assert!(source.contains("imports[\"wasi:io/poll@0.2.6\"]"), "{source}");

    let ready = transpile(&component(&text("ready")), &[]).unwrap();
    assert!(!ready.needs_jspi);
    assert!(!javascript(&ready).contains("async function go("), "nothing blocks, so calls are plain");

    // The same where another component supplies it, and that may wait.
    let told = transpile(&component(&text("ready")), &["wasi:io/poll@0.2.6".into()]).unwrap();
    assert!(told.needs_jspi);
    assert!(javascript(&told).contains("async function go("));
}

#[wasm_bindgen_test]
fn bombs_are_refused_by_their_limits() {
    let instances = include_str!("../../../../shared/tests/fixtures/half-a-million-instances.wat");
    let error = transpile(&component(instances), &[]).err().unwrap().to_string();
    assert!(error.contains("limit component-instances"), "{error}");

    let mut types = String::from("(type $t0 (tuple u8 u8))");
    for level in 1..=16 {
        let below = level - 1;
        types.push_str(&format!("(type $t{level} (tuple $t{below} $t{below}))"));
    }
    let bomb = component(&format!(
        "(component {types} (core module $m (memory (export \"m\") 1) (func (export \"f\") (param i32 i32)) \
         (func (export \"r\") (param i32 i32 i32 i32) (result i32) i32.const 0)) \
         (core instance $i (instantiate $m)) (func (export \"f\") (param \"t\" (list $t16)) \
         (canon lift (core func $i \"f\") (memory (core memory $i \"m\")) (realloc (core func $i \"r\")))))"
    ));
    let error = transpile(&bomb, &[]).err().unwrap().to_string();
    assert!(error.contains("limit transpile-type-nodes"), "{error}");
}

#[wasm_bindgen_test]
fn what_is_no_component_is_told_why() {
    assert!(transpile(&component("(module)"), &[]).err().unwrap().to_string().contains("core module"));
    assert!(transpile(b"nonsense", &[]).err().unwrap().to_string().contains("not WebAssembly"));
}
