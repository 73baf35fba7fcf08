//! A source to start from: every export, each with a body that traps.

use super::file::File;
use super::imports::{makes_itself, refuse_async};
use super::{FOLDER, Generator, Home, names};
use anyhow::Result;
use wit_parser::{Function, FunctionKind, TypeDefKind, TypeId, WorldItem};

/// The text of the source.
pub(super) fn stub(generator: &Generator) -> Result<String> {
    let mut file = File::new(generator, Home::World, PATH.to_owned());
    let world = &generator.resolve.worlds[generator.world];
    for item in world.exports.values() {
        match item {
            WorldItem::Interface { id, .. } => {
                file.home = Home::Export(*id);
                let interface = &generator.resolve.interfaces[*id];
                file.text += &names::docs(&interface.docs, "");
                let namespace = generator.namespace(*id)?;
                file.open(format!("export namespace {namespace} {{"));
                for (name, ty) in &interface.types {
                    if matches!(generator.resolve.types[*ty].kind, TypeDefKind::Resource) {
                        let own: Vec<&Function> = interface
                            .functions
                            .values()
                            .filter(|function| function.kind.resource() == Some(*ty))
                            .collect();
                        class(&mut file, name, *ty, &own)?;
                    }
                }
                for function in interface.functions.values().filter(|f| f.kind.resource().is_none()) {
                    let head = format!("export function {}", names::value(&function.name));
                    one(&mut file, function, &head)?;
                }
                file.close("}\n");
            }
            WorldItem::Function(function) => {
                file.home = Home::World;
                one(&mut file, function, &format!("export function {}", names::value(&function.name)))?;
                file.line("");
            }
            WorldItem::Type { .. } => {}
        }
    }
    let mut about = format!("// The world `{}` in AssemblyScript.", world.name);
    for home in generator.keys.keys() {
        // What only has types is imported where they are used.
        if let Home::Import(id) = home
            && !generator.resolve.interfaces[*id].functions.is_empty()
        {
            let path = generator.path(*home)?;
            let name = names::value(path.rsplit('/').next().unwrap_or_default());
            about += &format!("\n// To call: import * as {name} from \"./{FOLDER}/{path}\";");
        }
    }
    if world.imports.values().any(|item| matches!(item, WorldItem::Function(_))) {
        about += &format!("\n// To call: import * as world from \"./{FOLDER}/world\";");
    }
    Ok(file.finish(&about))
}

/// A path that no file of the bindings has: the stub lies beside their folder.
pub(super) const PATH: &str = "../main";

fn class(file: &mut File, kebab: &str, id: TypeId, functions: &[&Function]) -> Result<()> {
    file.text += &names::docs(&file.generator.resolve.types[id].docs, "  ");
    file.open(format!("export class {} {{", names::ty(kebab)));
    for function in functions {
        let name = names::value(function.item_name());
        let head = match &function.kind {
            FunctionKind::Constructor(_) if makes_itself(file, function) => "constructor".to_owned(),
            FunctionKind::Constructor(_) => "static create".to_owned(),
            FunctionKind::Static(_) => format!("static {name}"),
            _ => name,
        };
        one(file, function, &head)?;
    }
    file.close("}");
    Ok(())
}

fn one(file: &mut File, function: &Function, head: &str) -> Result<()> {
    refuse_async(function)?;
    let indent = "  ".repeat(file.indent);
    file.text += &names::docs(&function.docs, &indent);
    let is_method = matches!(function.kind, FunctionKind::Method(_));
    let mut params = Vec::new();
    for param in function.params.iter().skip(usize::from(is_method)) {
        params.push(format!("{}: {}", names::value(&param.name), file.ty(&param.ty)?));
    }
    let result = match &function.result {
        _ if head == "constructor" => String::new(),
        Some(ty) => format!(": {}", file.ty(ty)?),
        None => ": void".to_owned(),
    };
    file.open(format!("{head}({}){result} {{", params.join(", ")));
    file.line(format!("throw new Error(\"`{}` is not written yet\");", function.item_name()));
    file.close("}");
    Ok(())
}
