//! The types of an interface or the world, and how each is read and written in memory.

use super::file::File;
use super::{Home, names};
use crate::names::upper_camel;
use anyhow::Result;
use wit_parser::{Type, TypeDefKind, TypeId, WorldItem};

/// Declares every type of the file's interface.
pub(super) fn declare(file: &mut File) -> Result<()> {
    let resolve = file.generator.resolve;
    let types: Vec<TypeId> = match file.home {
        Home::World => {
            let world = &resolve.worlds[file.generator.world];
            let item = |item: &WorldItem| match item {
                WorldItem::Type { id, .. } => Some(*id),
                _ => None,
            };
            world.imports.values().filter_map(item).collect()
        }
        Home::Import(id) | Home::Export(id) => resolve.interfaces[id].types.values().copied().collect(),
    };
    for id in types {
        one(file, id)?;
    }
    Ok(())
}

fn one(file: &mut File, id: TypeId) -> Result<()> {
    let definition = &file.generator.resolve.types[id];
    let Some(kebab) = definition.name.as_deref() else { return Ok(()) };
    let name = names::ty(kebab);
    file.text += &names::docs(&definition.docs, "");
    match &definition.kind {
        TypeDefKind::Record(record) => {
            file.open(format!("export class {name} {{"));
            file.open("constructor(");
            for field in &record.fields {
                file.text += &names::docs(&field.docs, "    ");
                let ty = file.ty(&field.ty)?;
                file.line(format!("public {}: {ty},", names::value(&field.name)));
            }
            file.close(") {}");
            file.close("}\n");
            let types: Vec<Type> = record.fields.iter().map(|field| field.ty).collect();
            file.open(format!("export function load_{name}(at: usize): {name} {{"));
            let value = file.load_fields(&Type::Id(id), &types, "at", 0)?;
            file.line(format!("return {value};"));
            file.close("}\n");
            file.open(format!("export function store_{name}(at: usize, value: {name}): void {{"));
            file.store_fields(id, "at", 0, "value")?;
            file.close("}\n");
        }
        TypeDefKind::Variant(variant) => {
            class_of_cases(file, &name, variant)?;
            file.open(format!("export function load_{name}(at: usize): {name} {{"));
            let value = file.load_sum(id, "at", 0)?;
            file.line(format!("return {value};"));
            file.close("}\n");
            file.open(format!("export function store_{name}(at: usize, value: {name}): void {{"));
            file.store_sum(id, "at", 0, "value")?;
            file.close("}\n");
        }
        TypeDefKind::Enum(cases) => {
            file.open(format!("export enum {name} {{"));
            for case in &cases.cases {
                file.text += &names::docs(&case.docs, "  ");
                file.line(format!("{},", upper_camel(&case.name)));
            }
            file.close("}\n");
        }
        TypeDefKind::Flags(flags) => {
            file.open(format!("export enum {name} {{"));
            for (bit, flag) in flags.flags.iter().enumerate() {
                file.text += &names::docs(&flag.docs, "  ");
                file.line(format!("{} = 1 << {bit},", upper_camel(&flag.name)));
            }
            file.close("}\n");
        }
        TypeDefKind::Resource if matches!(file.home, Home::Export(_)) => exported(file, id, kebab)?,
        // The class comes with its methods.
        TypeDefKind::Resource => {}
        TypeDefKind::Type(Type::Id(other)) => alias(file, &name, *other)?,
        _ => {
            let ty = file.ty(&Type::Id(id))?;
            file.line(format!("export type {name} = {ty};\n"));
        }
    }
    Ok(())
}

/// Another name of a type, of this interface or another.
fn alias(file: &mut File, name: &str, other: TypeId) -> Result<()> {
    let generator = file.generator;
    let origin = generator.origin(other);
    let is_declared = matches!(
        generator.resolve.types[origin].kind,
        TypeDefKind::Record(_)
            | TypeDefKind::Variant(_)
            | TypeDefKind::Enum(_)
            | TypeDefKind::Flags(_)
            | TypeDefKind::Resource
    );
    let home = if is_declared { Some(generator.home_of(origin, file.home)?) } else { None };
    let is_written = matches!(home, Some(Home::Export(_)))
        && matches!(generator.resolve.types[origin].kind, TypeDefKind::Resource);
    match home {
        // Exported again rather than named again, so that it can be made with `new`.
        Some(home) if home != file.home && !is_written => {
            let path = names::relative(&file.path, &generator.path(home)?);
            let original = names::ty(generator.resolve.types[origin].name.as_deref().unwrap_or_default());
            let what = if original == name { original } else { format!("{original} as {name}") };
            file.line(format!("export {{ {what} }} from \"{path}\";\n"));
        }
        _ => {
            let ty = file.ty(&Type::Id(other))?;
            file.line(format!("export type {name} = {ty};\n"));
        }
    }
    Ok(())
}

/// A class with a field for each payload, of which the tag says which one counts.
fn class_of_cases(file: &mut File, name: &str, variant: &wit_parser::Variant) -> Result<()> {
    file.open(format!("export class {name} {{"));
    file.line("private constructor(public readonly tag: i32) {}");
    for (index, case) in variant.cases.iter().enumerate() {
        let (function, pascal) = (names::value(&case.name), upper_camel(&case.name));
        file.line("");
        file.text += &names::docs(&case.docs, "  ");
        match &case.ty {
            None => file.line(format!("static {function}(): {name} {{ return new {name}({index}); }}")),
            Some(ty) => {
                let is_object = file.generator.is_object(ty);
                let written = file.ty(ty)?;
                file.open(format!("static {function}(payload: {written}): {name} {{"));
                file.line(format!("const value = new {name}({index});"));
                file.line(format!("value._{index} = payload;"));
                file.line("return value;");
                file.close("}");
                // What is null by itself needs no second null.
                let is_nullable = written.ends_with("| null");
                let (held, first) = match (is_object, is_nullable) {
                    (true, _) => (format!("{written} | null"), "null"),
                    (false, true) => (written.clone(), "null"),
                    (false, false) => (written.clone(), zero(ty, file)),
                };
                file.line(format!("private _{index}: {held} = {first};"));
                file.line(format!("/** Its payload; traps when the value is not `{}`. */", case.name));
                file.open(format!("get as{pascal}(): {written} {{"));
                file.line(format!("assert(this.tag == {index}, \"the {name} is not `{}`\");", case.name));
                file.line(if is_object {
                    format!("return this._{index}!;")
                } else {
                    format!("return this._{index};")
                });
                file.close("}");
            }
        }
        file.line(format!("get is{pascal}(): bool {{ return this.tag == {index}; }}"));
    }
    file.close("}\n");
    Ok(())
}

/// The first value of a type that is no object.
fn zero(ty: &Type, file: &File) -> &'static str {
    match ty {
        Type::Bool => "false",
        Type::Id(id) => match &file.generator.resolve.types[*id].kind {
            TypeDefKind::Type(ty) => zero(ty, file),
            TypeDefKind::Result(_) => "false",
            _ => "0",
        },
        _ => "0",
    }
}

/// A resource whose class the person writes: the table of its objects, and their handles.
fn exported(file: &mut File, id: TypeId, kebab: &str) -> Result<()> {
    let module = format!("[export]{}", file.generator.abi_name(file.home)?);
    let name = names::ty(kebab);
    let class = file.resource(id)?;
    let objects = file.abi("Objects");
    for (operation, result) in [("new", "i32"), ("rep", "i32"), ("drop", "void")] {
        file.line(format!("// @ts-ignore: a decorator of AssemblyScript\n@external(\"{module}\", \"[resource-{operation}]{kebab}\")"));
        file.line(format!("declare function wasm_{operation}_{name}(value: i32): {result};"));
    }
    file.line(format!("const objects_{name} = new {objects}<{class}>();\n"));
    file.open(format!("export function lower_{name}(object: {class}): i32 {{"));
    file.line(format!("return wasm_new_{name}(objects_{name}.add(object));"));
    file.close("}\n");
    file.open(format!("export function borrow_{name}(index: i32): {class} {{"));
    file.line(format!("return objects_{name}.get(index);"));
    file.close("}\n");
    file.line("/** Takes the object out of the table: it is the component's own again. */");
    file.open(format!("export function lift_{name}(handle: i32): {class} {{"));
    file.line(format!("const object = objects_{name}.get(wasm_rep_{name}(handle));"));
    file.line(format!("wasm_drop_{name}(handle);"));
    file.line("return object;");
    file.close("}\n");
    file.open(format!("export function remove_{name}(index: i32): void {{"));
    file.line(format!("objects_{name}.remove(index);"));
    file.close("}\n");
    Ok(())
}
