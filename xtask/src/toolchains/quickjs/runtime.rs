//! The QuickJS runtime of componentize-qjs, changed in two ways: initialization sees a fixed clock and
//! seed, so that the same source gives the same bytes, and 64-bit integers cross as hexadecimal text.
//!
//! Without the first, a component would hold the moment of its making (the seed of `Math.random`, the
//! keys of hash maps). Without the second, integers beyond 2^53 would be rounded: the runtime makes them
//! numbers. The server writes a JavaScript layer around every component that turns the text into BigInts.

use anyhow::{Context as _, Result, anyhow, bail};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use wasm_encoder::reencode::{self, Reencode, utils};
use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, ExportKind, ExportSection, Function, FunctionSection, GlobalSection,
    GlobalType, InstructionSink, MemArg, Module, TypeSection, ValType,
};
use wasmparser::{Parser, Payload, TypeRef};

/// The non-async runtime that is built for size, inside the pinned package's native module.
const RUNTIME_SHA256: &str = "51bced91769e0a3cb8bc288d230675b03fca8f97b42723b9f9f1702e6903b6f7";

/// What the clocks say while top-level code runs: the start of 2000, in seconds since 1970.
const INITIALIZED_AT: i64 = 946_684_800;

/// What every module begins with.
const START: &[u8] = b"\0asm\x01\0\0\0";

/// Finds the runtime in the package's native module, which holds several as they are.
pub fn find(native: &[u8]) -> Result<&[u8]> {
    let starts = native.windows(START.len()).enumerate().filter(|(_, bytes)| *bytes == START);
    for (at, _) in starts {
        let module = &native[at..at + length(&native[at..])];
        if hex(&Sha256::digest(module)) == RUNTIME_SHA256 {
            return Ok(module);
        }
    }
    bail!("the package does not hold the QuickJS runtime that this version was made for")
}

/// The length of the module that `bytes` begin with: as far as there are sections and no next module.
fn length(bytes: &[u8]) -> usize {
    const LAST_SECTION: u8 = 13;
    let mut end = START.len();
    while bytes.get(end).is_some_and(|id| *id <= LAST_SECTION) && !bytes[end..].starts_with(START) {
        let mut size = 0usize;
        let mut at = end + 1;
        for shift in (0..35).step_by(7) {
            let Some(byte) = bytes.get(at) else { return end };
            size |= usize::from(byte & 0x7f) << shift;
            at += 1;
            if byte & 0x80 == 0 {
                break;
            }
        }
        match at.checked_add(size) {
            Some(next) if next <= bytes.len() => end = next,
            _ => return end,
        }
    }
    end
}

/// The runtime with both changes.
pub fn change(runtime: &[u8]) -> Result<Vec<u8>> {
    let mut changed = Change::new(Facts::read(runtime)?)?;
    let mut module = Module::new();
    changed.parse_core_module(&mut module, Parser::new(0), runtime).map_err(|error| anyhow!("{error}"))?;
    Ok(module.finish())
}

/// Indices of the runtime that the new functions need.
#[derive(Default)]
struct Facts {
    types: u32,
    globals: u32,
    functions: u32,
    /// `interface name` to the index of the function.
    imports: BTreeMap<String, u32>,
    exports: BTreeMap<String, u32>,
    stack_pointer: Option<u32>,
}

impl Facts {
    fn read(runtime: &[u8]) -> Result<Facts> {
        let mut facts = Facts::default();
        for payload in Parser::new(0).parse_all(runtime) {
            match payload? {
                Payload::TypeSection(section) => facts.types = section.count(),
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        let import = import?;
                        match import.ty {
                            TypeRef::Func(_) | TypeRef::FuncExact(_) => {
                                let name = format!("{} {}", import.module, import.name);
                                facts.imports.insert(name, facts.functions);
                                facts.functions += 1;
                            }
                            TypeRef::Global(_) => {
                                if import.name == "__stack_pointer" {
                                    facts.stack_pointer = Some(facts.globals);
                                }
                                facts.globals += 1;
                            }
                            _ => {}
                        }
                    }
                }
                Payload::FunctionSection(section) => facts.functions += section.count(),
                Payload::GlobalSection(section) => facts.globals += section.count(),
                Payload::ExportSection(section) => {
                    for export in section {
                        let export = export?;
                        facts.exports.insert(export.name.to_owned(), export.index);
                    }
                }
                _ => {}
            }
        }
        Ok(facts)
    }

    fn import(&self, name: &str) -> Result<u32> {
        self.imports.get(name).copied().with_context(|| format!("the runtime does not import `{name}`"))
    }

    fn export(&self, name: &str) -> Result<u32> {
        self.exports.get(name).copied().with_context(|| format!("the runtime does not export `{name}`"))
    }
}

/// A function to add.
struct Added {
    parameters: Vec<ValType>,
    results: Vec<ValType>,
    body: Function,
}

/// The re-encoding: new functions at the end, taking the place of others.
struct Change {
    added: Vec<Added>,
    /// Calls of the first go to the second.
    calls: BTreeMap<u32, u32>,
    /// Exports of that name are the function instead.
    exports: BTreeMap<&'static str, u32>,
    first_type: u32,
}

impl Change {
    fn new(facts: Facts) -> Result<Change> {
        let mut change = Change {
            added: Vec::new(),
            calls: BTreeMap::new(),
            exports: BTreeMap::new(),
            first_type: facts.types,
        };
        // The one new global: whether initialization is over.
        let initialized = facts.globals;
        let add = |change: &mut Change, added: Added| {
            change.added.push(added);
            facts.functions + change.added.len() as u32 - 1
        };

        let monotonic = facts.import("wasi:clocks/monotonic-clock@0.2.0 now")?;
        let index = add(
            &mut change,
            unless_initialized(initialized, monotonic, &[], &[ValType::I64], |code| {
                code.i64_const(0);
            }),
        );
        change.calls.insert(monotonic, index);

        let wall = facts.import("wasi:clocks/wall-clock@0.2.0 now")?;
        let index = add(
            &mut change,
            unless_initialized(initialized, wall, &[ValType::I32], &[], |code| {
                code.local_get(0).i64_const(INITIALIZED_AT).i64_store(at(0, 3));
                code.local_get(0).i32_const(0).i32_store(at(8, 2));
            }),
        );
        change.calls.insert(wall, index);

        let seed = facts.import("wasi:random/insecure-seed@0.2.9 insecure-seed")?;
        let index = add(
            &mut change,
            unless_initialized(initialized, seed, &[ValType::I32], &[], |code| {
                code.local_get(0).i64_const(0).i64_store(at(0, 3));
                code.local_get(0).i64_const(0).i64_store(at(8, 3));
            }),
        );
        change.calls.insert(seed, index);

        let init = facts.export("init")?;
        let index = add(&mut change, init_once(initialized, init));
        change.exports.insert("init", index);

        let push = push_hexadecimal(facts.export("cabi_realloc")?, facts.export("wit_dylib_push_string")?);
        let index = add(&mut change, push);
        change.exports.insert("wit_dylib_push_u64", index);
        change.exports.insert("wit_dylib_push_s64", index);

        let stack = facts.stack_pointer.context("the runtime has no stack pointer")?;
        let index = add(&mut change, pop_hexadecimal(stack, facts.export("wit_dylib_pop_string")?));
        change.exports.insert("wit_dylib_pop_u64", index);
        change.exports.insert("wit_dylib_pop_s64", index);
        Ok(change)
    }
}

fn at(offset: u64, align: u32) -> MemArg {
    MemArg { offset, align, memory_index: 0 }
}

/// A function that calls `original` after initialization and does `instead` before.
fn unless_initialized(
    initialized: u32,
    original: u32,
    parameters: &[ValType],
    results: &[ValType],
    instead: impl FnOnce(&mut InstructionSink<'_>),
) -> Added {
    let mut body = Function::new([]);
    let mut code = body.instructions();
    let block = results.first().map_or(BlockType::Empty, |result| BlockType::Result(*result));
    code.global_get(initialized).if_(block);
    for parameter in 0..parameters.len() as u32 {
        code.local_get(parameter);
    }
    code.call(original).else_();
    instead(&mut code);
    code.end().end();
    Added { parameters: parameters.to_vec(), results: results.to_vec(), body }
}

/// `init` as it is, which then says that initialization is over.
fn init_once(initialized: u32, init: u32) -> Added {
    const PARAMETERS: u32 = 8;
    let mut body = Function::new([]);
    let mut code = body.instructions();
    for parameter in 0..PARAMETERS {
        code.local_get(parameter);
    }
    code.call(init).i32_const(1).global_set(initialized).end();
    Added { parameters: vec![ValType::I32; PARAMETERS as usize], results: vec![ValType::I32], body }
}

/// `push_u64(context, value)`: pushes the 16 hexadecimal digits of `value` as a string.
fn push_hexadecimal(realloc: u32, push_string: u32) -> Added {
    let (context, value, text, index) = (0, 1, 2, 3);
    let mut body = Function::new([(2, ValType::I32)]);
    let mut code = body.instructions();
    code.i32_const(0).i32_const(0).i32_const(1).i32_const(16).call(realloc).local_set(text);
    code.loop_(BlockType::Empty);
    // text[index] = digit(value >> 60); value <<= 4
    code.local_get(text).local_get(index).i32_add();
    code.local_get(value).i64_const(60).i64_shr_u().i32_wrap_i64().i32_const(i32::from(b'0')).i32_add();
    code.local_get(value).i64_const(60).i64_shr_u().i32_wrap_i64().i32_const(i32::from(b'a') - 10).i32_add();
    code.local_get(value).i64_const(60).i64_shr_u().i64_const(10).i64_lt_u().select();
    code.i32_store8(at(0, 0));
    code.local_get(value).i64_const(4).i64_shl().local_set(value);
    code.local_get(index).i32_const(1).i32_add().local_tee(index).i32_const(16).i32_lt_u().br_if(0);
    code.end();
    code.local_get(context).local_get(text).i32_const(16).call(push_string).end();
    Added { parameters: vec![ValType::I32, ValType::I64], results: Vec::new(), body }
}

/// `pop_u64(context)`: pops a string of 16 hexadecimal digits (`0-9a-f`) and answers its value.
fn pop_hexadecimal(stack: u32, pop_string: u32) -> Added {
    let (context, frame, text, index, digit, value) = (0, 1, 2, 3, 4, 5);
    let mut body = Function::new([(4, ValType::I32), (1, ValType::I64)]);
    let mut code = body.instructions();
    code.global_get(stack).i32_const(16).i32_sub().local_tee(frame).global_set(stack);
    // Anything else than 16 digits is not from the layer around the component.
    code.local_get(context).local_get(frame).call(pop_string).i32_const(16).i32_ne();
    code.if_(BlockType::Empty).unreachable().end();
    code.local_get(frame).i32_load(at(0, 2)).local_set(text);
    code.loop_(BlockType::Empty);
    code.local_get(text).local_get(index).i32_add().i32_load8_u(at(0, 0)).local_set(digit);
    // '0'..'9' have bit 4 set, 'a'..'f' have not, and count from 10 - 1.
    code.local_get(value).i64_const(4).i64_shl();
    code.local_get(digit).i32_const(15).i32_and();
    code.local_get(digit).i32_const(16).i32_and();
    code.if_(BlockType::Result(ValType::I32)).i32_const(0).else_().i32_const(9).end().i32_add();
    code.i64_extend_i32_u().i64_or().local_set(value);
    code.local_get(index).i32_const(1).i32_add().local_tee(index).i32_const(16).i32_lt_u().br_if(0);
    code.end();
    code.local_get(frame).i32_const(16).i32_add().global_set(stack);
    code.local_get(value).end();
    Added { parameters: vec![ValType::I32], results: vec![ValType::I64], body }
}

impl Reencode for Change {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, reencode::Error> {
        Ok(self.calls.get(&function).copied().unwrap_or(function))
    }

    fn parse_type_section(
        &mut self,
        types: &mut TypeSection,
        section: wasmparser::TypeSectionReader<'_>,
    ) -> Result<(), reencode::Error> {
        utils::parse_type_section(self, types, section)?;
        for added in &self.added {
            types.ty().function(added.parameters.iter().copied(), added.results.iter().copied());
        }
        Ok(())
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: wasmparser::FunctionSectionReader<'_>,
    ) -> Result<(), reencode::Error> {
        utils::parse_function_section(self, functions, section)?;
        for index in 0..self.added.len() as u32 {
            functions.function(self.first_type + index);
        }
        Ok(())
    }

    fn parse_global_section(
        &mut self,
        globals: &mut GlobalSection,
        section: wasmparser::GlobalSectionReader<'_>,
    ) -> Result<(), reencode::Error> {
        utils::parse_global_section(self, globals, section)?;
        let ty = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
        globals.global(ty, &ConstExpr::i32_const(0));
        Ok(())
    }

    fn parse_export_section(
        &mut self,
        exports: &mut ExportSection,
        section: wasmparser::ExportSectionReader<'_>,
    ) -> Result<(), reencode::Error> {
        for export in section {
            let export = export?;
            match self.exports.get(export.name) {
                Some(index) => {
                    exports.export(export.name, ExportKind::Func, *index);
                }
                None => utils::parse_export(self, exports, export)?,
            }
        }
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: wasmparser::CodeSectionReader<'_>,
    ) -> Result<(), reencode::Error> {
        utils::parse_code_section(self, code, section)?;
        for added in &self.added {
            code.function(&added.body);
        }
        Ok(())
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
