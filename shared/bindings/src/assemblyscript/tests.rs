//! The bindings of worlds with every kind of value, and what cannot be bound.

use super::{bindings, finish, stub};
use diptych_shared::project::{Project, ProjectFile};
use diptych_shared::toolchain::wit::{self, WitFolder};
use wit_parser::WorldId;

fn folder(wit: &str) -> (WitFolder, WorldId) {
    let mut project = Project::default();
    project.files.insert("wit/world.wit".into(), ProjectFile::text(wit));
    let folder = wit::read(&project).unwrap().unwrap();
    let world = folder.resolve.packages[folder.package].worlds[0];
    (folder, world)
}

fn generated(wit: &str, path: &str) -> String {
    let (folder, world) = folder(wit);
    let files = bindings(&folder.resolve, world, "src/app.ts").unwrap().files;
    let text = files.get(path).unwrap_or_else(|| panic!("no {path} in {:?}", files.keys()));
    String::from_utf8(text.clone()).unwrap()
}

const COUNTER: &str = "package a:b;
interface counters { resource counter { constructor(start: s32); larger: static func(a: borrow<counter>, b: borrow<counter>) -> s32; } }
world w { import wasi:cli/stdout@0.2.6; export counters; export wasi:cli/run@0.2.6; }";

#[test]
fn an_imported_resource_is_a_class_that_gives_its_handle_back() {
    let streams = generated(COUNTER, "bindings/wasi/io/streams.ts");
    assert!(streams.contains("export class OutputStream extends Resource {"), "{streams}");
    assert!(streams.contains("@external(\"wasi:io/streams@0.2.6\", \"[resource-drop]output-stream\")"));
    assert!(streams.contains("blockingWriteAndFlush(contents: Uint8Array): Result<Unit, StreamError> {"));
}

#[test]
fn an_exported_resource_is_the_persons_own_class() {
    let exports = generated(COUNTER, "bindings/exports.ts");
    assert!(exports.contains("new _component.counters.Counter("), "{exports}");
    assert!(exports.contains("_component.counters.Counter.larger("), "{exports}");
    assert!(exports.contains("_component.run.run()"), "{exports}");
    assert!(generated(COUNTER, "bindings/component.ts").contains("from \"../src/app\""));
}

#[test]
fn values_have_the_types_that_the_module_documents() {
    let wit = "package a:b; world w {
        export f: func(a: option<u8>, b: option<string>, c: list<f32>, d: list<string>, e: result<_, string>) -> result;
        export g: func() -> tuple<char, option<option<string>>>; }";
    let (folder, world) = folder(wit);
    let text = stub(&folder.resolve, world).unwrap();
    let types =
        "(a: Option<u8>, b: string | null, c: Float32Array, d: Array<string>, e: Result<Unit, string>): bool";
    assert!(text.contains(types), "{text}");
    assert!(text.contains("g(): Tuple2<char, Option<string | null>>"), "{text}");
}

#[test]
fn what_cannot_be_bound_is_named() {
    for (wit, word) in [
        ("package a:b; world w { export f: async func(); }", "asynchronous"),
        ("package a:b; world w { export f: func(a: stream<u8>); }", "stream"),
    ] {
        let (folder, world) = folder(wit);
        let error = bindings(&folder.resolve, world, "main.ts").unwrap_err().to_string();
        assert!(error.contains(word), "{error}");
    }
}

#[test]
fn what_only_javascript_hosts_have_is_refused() {
    use wasm_encoder::{EntityType, ImportSection, Module, TypeSection};
    let (folder, world) = folder("package a:b; world w {}");
    let mut module = Module::new();
    let mut types = TypeSection::new();
    types.ty().function([], []);
    let mut imports = ImportSection::new();
    imports.import("env", "console.log", EntityType::Function(0));
    module.section(&types).section(&imports);
    let error = finish(&module.finish(), &folder.resolve, world).unwrap_err().to_string();
    assert!(error.contains("`console.log`"), "{error}");
    assert!(finish(b"junk", &folder.resolve, world).is_err());
}
