//! The stub in WebAssembly text: a core module that the world makes a component.

use super::{comment, exports, resources};
use anyhow::bail;
use std::fmt::Write as _;
use wit_parser::abi::{AbiVariant, WasmType};
use wit_parser::{
    Function, LiftLowerAbi, ManglingAndAbi, Resolve, ResourceIntrinsic, TypeDefKind, TypeId, WasmExport,
    WasmExportKind, WasmImport, WorldId, WorldItem, WorldKey,
};

const MANGLING: ManglingAndAbi = ManglingAndAbi::Legacy(LiftLowerAbi::Sync);

/// The module's text. Every function gives zeros, and the memory below 1,024 is kept zero, so that a
/// result in memory at address 0 is zeros, empty text, no value or the first case too.
pub(super) fn stub(resolve: &Resolve, world: WorldId) -> anyhow::Result<String> {
    let mut text = format!(";; The world `{}` as a core module.\n", resolve.worlds[world].name);
    text += &comment(&resolve.worlds[world].docs, ";;");
    text += "(module\n";
    imports(&mut text, resolve, world)?;
    text += MEMORY;
    for group in exports(resolve, world) {
        for function in group.functions {
            export(&mut text, resolve, group.key, function)?;
        }
        if let (Some(interface), Some(resource)) = (group.key, group.resource) {
            let name = resolve.wasm_export_name(MANGLING, WasmExport::ResourceDtor { interface, resource });
            text += "\n  ;; Called when the last handle is dropped.\n";
            writeln!(text, "  (func (export \"{name}\") (param $representation i32))")?;
        }
    }
    text += ")\n";
    Ok(text)
}

/// A memory, and what gives callers room in it.
const MEMORY: &str = r#"
  ;; The first 1,024 bytes stay zero: a result that is in memory is read from there until you make one.
  (memory (export "memory") 1)
  (global $next (mut i32) (i32.const 1024))

  ;; Callers ask for room for text and lists here. Nothing is given back.
  (func $realloc (export "cabi_realloc") (param $old i32) (param $old_size i32) (param $align i32) (param $size i32) (result i32)
    (local $address i32)
    (local.set $address
      (i32.and
        (i32.add (global.get $next) (i32.sub (local.get $align) (i32.const 1)))
        (i32.sub (i32.const 0) (local.get $align))))
    (global.set $next (i32.add (local.get $address) (local.get $size)))
    (block $fits
      (br_if $fits (i32.le_u (global.get $next) (i32.mul (memory.size) (i32.const 65536))))
      (br_if $fits
        (i32.ne
          (memory.grow (i32.add (i32.div_u (local.get $size) (i32.const 65536)) (i32.const 1)))
          (i32.const -1)))
      unreachable)
    (memory.copy (local.get $address) (local.get $old) (local.get $old_size))
    (local.get $address))
"#;

fn imports(text: &mut String, resolve: &Resolve, world: WorldId) -> anyhow::Result<()> {
    for (key, item) in &resolve.worlds[world].imports {
        match item {
            WorldItem::Function(function) => import(text, resolve, None, function)?,
            WorldItem::Interface { id, .. } => {
                for function in resolve.interfaces[*id].functions.values() {
                    import(text, resolve, Some(key), function)?;
                }
                for resource in resources(resolve, *id) {
                    intrinsic(text, resolve, Some(key), resource, ResourceIntrinsic::ImportedDrop)?;
                }
            }
            WorldItem::Type { id, .. } => {
                if matches!(resolve.types[*id].kind, TypeDefKind::Resource) {
                    intrinsic(text, resolve, None, *id, ResourceIntrinsic::ImportedDrop)?;
                }
            }
        }
    }
    for group in exports(resolve, world) {
        if let Some(resource) = group.resource {
            for kind in [
                ResourceIntrinsic::ExportedNew,
                ResourceIntrinsic::ExportedRep,
                ResourceIntrinsic::ExportedDrop,
            ] {
                intrinsic(text, resolve, group.key, resource, kind)?;
            }
        }
    }
    Ok(())
}

/// An imported function, under a name that its module's name starts, so that no two are alike.
fn import(
    text: &mut String,
    resolve: &Resolve,
    interface: Option<&WorldKey>,
    function: &Function,
) -> anyhow::Result<()> {
    let (module, name) =
        resolve.wasm_import_name(sync(function)?, WasmImport::Func { interface, func: function });
    let signature = resolve.wasm_signature(AbiVariant::GuestImport, function);
    *text += &comment(&function.docs, "  ;;");
    writeln!(
        text,
        "  (import \"{module}\" \"{name}\" (func $\"{module}#{name}\"{}{}))",
        types("param", &signature.params),
        types("result", &signature.results)
    )?;
    Ok(())
}

fn intrinsic(
    text: &mut String,
    resolve: &Resolve,
    interface: Option<&WorldKey>,
    resource: TypeId,
    intrinsic: ResourceIntrinsic,
) -> anyhow::Result<()> {
    let (says, result) = match intrinsic {
        ResourceIntrinsic::ImportedDrop => ("Gives a handle back.", ""),
        ResourceIntrinsic::ExportedNew => ("A handle for what this number stands for.", " (result i32)"),
        ResourceIntrinsic::ExportedRep => ("The number that a handle stands for.", " (result i32)"),
        ResourceIntrinsic::ExportedDrop => ("Gives a handle to one's own resource back.", ""),
    };
    let what = WasmImport::ResourceIntrinsic { interface, resource, intrinsic };
    let (module, name) = resolve.wasm_import_name(MANGLING, what);
    writeln!(text, "  ;; {says}")?;
    writeln!(text, "  (import \"{module}\" \"{name}\" (func $\"{module}#{name}\" (param i32){result}))")?;
    Ok(())
}

fn export(
    text: &mut String,
    resolve: &Resolve,
    interface: Option<&WorldKey>,
    function: &Function,
) -> anyhow::Result<()> {
    let what = WasmExport::Func { interface, func: function, kind: WasmExportKind::Normal };
    let name = resolve.wasm_export_name(sync(function)?, what);
    let signature = resolve.wasm_signature(AbiVariant::GuestExport, function);
    *text += "\n";
    *text += &comment(&function.docs, "  ;;");
    let parameters: Vec<&str> = function.params.iter().map(|parameter| parameter.name.as_str()).collect();
    if !parameters.is_empty() {
        writeln!(text, "  ;; Parameters: {}.", parameters.join(", "))?;
    }
    write!(
        text,
        "  (func (export \"{name}\"){}{}",
        types("param", &signature.params),
        types("result", &signature.results)
    )?;
    for result in &signature.results {
        write!(text, "\n    ({}.const 0)", core_type(*result))?;
    }
    *text += ")\n";
    Ok(())
}

/// The mangling of functions that do not wait.
fn sync(function: &Function) -> anyhow::Result<ManglingAndAbi> {
    if function.kind.is_async() {
        bail!("`{}` is async, which a WAT stub cannot express", function.name);
    }
    Ok(MANGLING)
}

fn types(keyword: &str, types: &[WasmType]) -> String {
    if types.is_empty() {
        return String::new();
    }
    let names: Vec<&str> = types.iter().map(|ty| core_type(*ty)).collect();
    format!(" ({keyword} {})", names.join(" "))
}

fn core_type(ty: WasmType) -> &'static str {
    match ty {
        WasmType::I32 | WasmType::Pointer | WasmType::Length => "i32",
        WasmType::I64 | WasmType::PointerOrI64 => "i64",
        WasmType::F32 => "f32",
        WasmType::F64 => "f64",
    }
}
