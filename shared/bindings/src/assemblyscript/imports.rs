//! Imported functions, and classes for imported resources.

use super::file::File;
use super::flat::{Core, flat};
use super::{Home, names};
use anyhow::{Result, bail};
use wit_parser::abi::AbiVariant;
use wit_parser::{Function, FunctionKind, Type, TypeDefKind, WorldItem};

/// Declares every function and resource that the file's interface or the world offers.
pub(super) fn declare(file: &mut File) -> Result<()> {
    let resolve = file.generator.resolve;
    let (functions, types): (Vec<&Function>, Vec<_>) = match file.home {
        Home::Import(id) => {
            let interface = &resolve.interfaces[id];
            (interface.functions.values().collect(), interface.types.values().copied().collect())
        }
        Home::Export(_) => return Ok(()),
        Home::World => {
            let imports = &resolve.worlds[file.generator.world].imports;
            let functions = imports.values().filter_map(|item| match item {
                WorldItem::Function(function) => Some(function),
                _ => None,
            });
            let types = imports.values().filter_map(|item| match item {
                WorldItem::Type { id, .. } => Some(*id),
                _ => None,
            });
            (functions.collect(), types.collect())
        }
    };
    for id in types {
        if matches!(resolve.types[id].kind, TypeDefKind::Resource) {
            let own: Vec<&Function> =
                functions.iter().copied().filter(|function| function.kind.resource() == Some(id)).collect();
            resource(file, id, &own)?;
        }
    }
    for function in functions.iter().filter(|function| function.kind.resource().is_none()) {
        let declared = core_function(file, function)?;
        file.text += &names::docs(&function.docs, "");
        body(file, function, &declared, &format!("export function {}", names::value(&function.name)))?;
        file.line("");
    }
    Ok(())
}

/// The class of a resource that others implement.
fn resource(file: &mut File, id: wit_parser::TypeId, functions: &[&Function]) -> Result<()> {
    let definition = &file.generator.resolve.types[id];
    let kebab = definition.name.as_deref().unwrap_or_default();
    let name = names::ty(kebab);
    let mut declared = Vec::new();
    for function in functions {
        declared.push(core_function(file, function)?);
    }
    let module = file.generator.abi_name(file.home)?;
    external(file, &module, &format!("[resource-drop]{kebab}"));
    file.line(format!("declare function wasm_drop_{name}(handle: i32): void;\n"));
    file.text += &names::docs(&definition.docs, "");
    let base = file.kind("Resource");
    file.open(format!("export class {name} extends {base} {{"));
    for (function, declared) in functions.iter().zip(&declared) {
        file.text += &names::docs(&function.docs, "  ");
        let head = match &function.kind {
            FunctionKind::Constructor(_) if makes_itself(file, function) => "constructor".to_owned(),
            FunctionKind::Constructor(_) => "static create".to_owned(),
            FunctionKind::Static(_) => format!("static {}", names::value(function.item_name())),
            _ => names::value(function.item_name()),
        };
        body(file, function, declared, &head)?;
        file.line("");
    }
    file.line("/** Gives the handle back; what was given back or away already stays so. */");
    file.line(format!("drop(): void {{ if (this._handle) wasm_drop_{name}(this._take()); }}"));
    file.close("}\n");
    file.open(format!("export function lift_{name}(handle: i32): {name} {{"));
    file.line(format!("const resource = changetype<{name}>(__new(offsetof<{name}>(), idof<{name}>()));"));
    file.line("resource._handle = handle;");
    file.line("return resource;");
    file.close("}\n");
    Ok(())
}

/// Whether a constructor always gives its resource, rather than a result.
pub(super) fn makes_itself(file: &File, function: &Function) -> bool {
    match &function.result {
        Some(Type::Id(id)) => matches!(file.generator.resolve.types[*id].kind, TypeDefKind::Handle(_)),
        _ => false,
    }
}

fn external(file: &mut File, module: &str, name: &str) {
    file.line("// @ts-ignore: a decorator of AssemblyScript");
    file.line(format!("@external(\"{module}\", \"{name}\")"));
}

/// A function as it is imported.
struct CoreFunction {
    name: String,
    is_indirect: bool,
    returns_through_memory: bool,
}

fn core_function(file: &mut File, function: &Function) -> Result<CoreFunction> {
    refuse_async(function)?;
    let resolve = file.generator.resolve;
    let signature = resolve.wasm_signature(AbiVariant::GuestImport, function);
    let mut params: Vec<Core> = Vec::new();
    if signature.indirect_params {
        params.push(Core::I32);
    } else {
        for param in &function.params {
            params.extend(flat(resolve, &param.ty)?);
        }
    }
    if signature.retptr {
        params.push(Core::I32);
    }
    let result = match &function.result {
        Some(ty) if !signature.retptr => flat(resolve, ty)?[0].name(),
        _ => "void",
    };
    let plain = function.name.replace(['[', '-'], "_").replace([']', '.'], "__");
    let name = format!("wasm_{plain}");
    let module = file.generator.abi_name(file.home)?;
    external(file, &module, &function.name);
    let params: Vec<String> =
        params.iter().enumerate().map(|(index, core)| format!("_p{index}: {}", core.name())).collect();
    file.line(format!("declare function {name}({}): {result};\n", params.join(", ")));
    Ok(CoreFunction {
        name,
        is_indirect: signature.indirect_params,
        returns_through_memory: signature.retptr,
    })
}

/// Fails for what has no bindings.
pub(super) fn refuse_async(function: &Function) -> Result<()> {
    if function.kind.is_async() {
        bail!("`{}` is asynchronous, which AssemblyScript has no bindings for", function.name);
    }
    Ok(())
}

/// A function or method around the imported one; `head` is everything before its parameters.
fn body(file: &mut File, function: &Function, core: &CoreFunction, head: &str) -> Result<()> {
    let is_method = matches!(function.kind, FunctionKind::Method(_));
    let is_constructor = head == "constructor";
    let mut params = Vec::new();
    let mut values = Vec::new();
    for (index, param) in function.params.iter().enumerate() {
        if index == 0 && is_method {
            values.push("this".to_owned());
            continue;
        }
        let name = names::value(&param.name);
        params.push(format!("{name}: {}", file.ty(&param.ty)?));
        values.push(name);
    }
    let result = match &function.result {
        _ if is_constructor => String::new(),
        Some(ty) => format!(": {}", file.ty(ty)?),
        None => ": void".to_owned(),
    };
    file.open(format!("{head}({}){result} {{", params.join(", ")));
    if is_constructor {
        file.line("super();");
    }
    let types: Vec<Type> = function.params.iter().map(|param| param.ty).collect();
    let mut arguments = Vec::new();
    if core.is_indirect {
        let size = file.generator.sizes.params(&types).size.size_wasm32();
        let alloc = file.abi("alloc");
        let at = file.constant(&format!("{alloc}({size})"));
        for ((offset, ty), value) in file.generator.sizes.field_offsets(&types).into_iter().zip(&values) {
            file.store(ty, &at, offset.size_wasm32(), value)?;
        }
        arguments.push(format!("<i32>{at}"));
    } else {
        for (ty, value) in types.iter().zip(&values) {
            arguments.extend(file.lower(ty, value)?);
        }
    }
    let area = match &function.result {
        Some(ty) if core.returns_through_memory => {
            let size = file.generator.size(ty).max(1);
            let align = file.generator.sizes.align(ty).align_wasm32();
            let area = file.constant(&format!("memory.data({size}, {align})"));
            arguments.push(format!("<i32>{area}"));
            Some(area)
        }
        _ => None,
    };
    let call = format!("{}({})", core.name, arguments.join(", "));
    let given = match (&function.result, &area) {
        (Some(_), None) => Some(file.constant(&call)),
        _ => {
            file.line(format!("{call};"));
            None
        }
    };
    if core.is_indirect || types.iter().any(|ty| file.generator.allocates(ty)) {
        let release = file.abi("release");
        file.line(format!("{release}();"));
    }
    match (&function.result, given, area) {
        (Some(_), Some(given), _) if is_constructor => file.line(format!("this._handle = {given};")),
        (Some(ty), Some(given), _) => {
            let value = file.lift(ty, &[given])?;
            file.line(format!("return {value};"));
        }
        (Some(ty), None, Some(area)) => {
            let value = file.load(ty, &area, 0)?;
            file.line(format!("return {value};"));
        }
        _ => {}
    }
    file.close("}");
    Ok(())
}
