//! What the component exports: core functions around those that the person wrote.

use super::file::File;
use super::flat::{Core, flat};
use super::imports::{makes_itself, refuse_async};
use super::{Generator, Home, names};
use anyhow::Result;
use wit_parser::abi::AbiVariant;
use wit_parser::{Function, FunctionKind, Type, TypeDefKind, TypeId, WorldItem};

/// The file of the exports, without its ending.
pub(super) const PATH: &str = "exports";

/// Something that the component exports.
pub(super) enum Export<'a> {
    Function(Home, &'a Function),
    /// What happens when the last handle of a resource is dropped.
    Destructor(Home, TypeId, &'a str),
}

impl<'a> Generator<'a> {
    /// Everything that the component exports, in an order that only the WIT decides.
    pub(super) fn exports(&self) -> Vec<Export<'a>> {
        let mut exports = Vec::new();
        for item in self.resolve.worlds[self.world].exports.values() {
            match item {
                WorldItem::Interface { id, .. } => {
                    let home = Home::Export(*id);
                    let interface = &self.resolve.interfaces[*id];
                    for (name, ty) in &interface.types {
                        if matches!(self.resolve.types[*ty].kind, TypeDefKind::Resource) {
                            exports.push(Export::Destructor(home, *ty, name));
                        }
                    }
                    exports.extend(
                        interface.functions.values().map(|function| Export::Function(home, function)),
                    );
                }
                WorldItem::Function(function) => exports.push(Export::Function(Home::World, function)),
                WorldItem::Type { .. } => {}
            }
        }
        exports
    }

    /// The name that the canonical ABI wants for an export.
    pub(super) fn core_name(&self, export: &Export) -> Result<String> {
        Ok(match export {
            Export::Function(Home::World, function) => function.name.clone(),
            Export::Function(home, function) => format!("{}#{}", self.abi_name(*home)?, function.name),
            Export::Destructor(home, _, name) => format!("{}#[dtor]{name}", self.abi_name(*home)?),
        })
    }
}

/// The file that is compiled: it exports `cabi_export_<n>` and `cabi_post_<n>`, which
/// [`super::finish()`] gives their names.
pub(super) fn glue(generator: &Generator) -> Result<String> {
    let mut file = File::new(generator, Home::World, PATH.to_owned());
    let realloc = file.abi("realloc");
    file.open("export function cabi_realloc(old: usize, oldSize: usize, align: usize, size: usize): usize {");
    file.line(format!("return {realloc}(old, oldSize, align, size);"));
    file.close("}\n");
    // The source runs its own start even where nothing of it is called.
    file.component();
    for (index, export) in generator.exports().iter().enumerate() {
        file.line(format!("// {}", generator.core_name(export)?));
        match export {
            Export::Function(home, function) => {
                file.home = *home;
                function_glue(&mut file, index, function)?;
            }
            Export::Destructor(home, id, _) => {
                file.home = *home;
                let remove = file.named("remove_", *id)?;
                file.open(format!("export function cabi_export_{index}(object: i32): void {{"));
                file.line(format!("{remove}(object);"));
                file.close("}\n");
            }
        }
    }
    Ok(file.finish(&super::about("What the component exports.")))
}

fn function_glue(file: &mut File, index: usize, function: &Function) -> Result<()> {
    refuse_async(function)?;
    let resolve = file.generator.resolve;
    let signature = resolve.wasm_signature(AbiVariant::GuestExport, function);
    let types: Vec<Type> = function.params.iter().map(|param| param.ty).collect();
    let mut cores: Vec<(String, Core)> = Vec::new();
    if signature.indirect_params {
        cores.push(("_at".to_owned(), Core::I32));
    } else {
        for ty in &types {
            for core in flat(resolve, ty)? {
                cores.push((format!("_p{}", cores.len()), core));
            }
        }
    }
    let result = match &function.result {
        None => "void",
        Some(_) if signature.retptr => "i32",
        Some(ty) => flat(resolve, ty)?[0].name(),
    };
    let params: Vec<String> = cores.iter().map(|(name, core)| format!("{name}: {}", core.name())).collect();
    file.open(format!("export function cabi_export_{index}({}): {result} {{", params.join(", ")));
    let arguments = if signature.indirect_params {
        let mut values = Vec::new();
        let at = file.constant("<usize>_at");
        for (offset, ty) in file.generator.sizes.field_offsets(&types) {
            let value = file.load(ty, &at, offset.size_wasm32())?;
            values.push(file.constant(&value));
        }
        let size = file.generator.sizes.params(&types).size.size_wasm32();
        let free = file.abi("free");
        file.line(format!("{free}({at}, {size});"));
        values
    } else {
        file.lift_all(&types, &cores)?
    };
    let call = call(file, function, &arguments)?;
    let lends = types.iter().map(|ty| borrows(file, ty)).collect::<Result<Vec<_>>>()?.contains(&true);
    let give_back = if lends { Some(file.abi("giveBack")) } else { None };
    let Some(ty) = &function.result else {
        file.line(format!("{call};"));
        if let Some(give_back) = give_back {
            file.line(format!("{give_back}();"));
        }
        file.close("}\n");
        return Ok(());
    };
    let written = file.ty(ty)?;
    let value = file.temporary();
    file.line(format!("const {value}: {written} = {call};"));
    if let Some(give_back) = give_back {
        file.line(format!("{give_back}();"));
    }
    if signature.retptr {
        let size = file.generator.size(ty).max(1);
        let align = file.generator.sizes.align(ty).align_wasm32();
        let area = file.constant(&format!("memory.data({size}, {align})"));
        file.store(ty, &area, 0, &value)?;
        file.line(format!("return <i32>{area};"));
    } else {
        let lowered = file.lower(ty, &value)?;
        file.line(format!("return {};", lowered[0]));
    }
    file.close("}\n");
    if file.generator.allocates(ty) {
        let release = file.abi("release");
        file.open(format!("export function cabi_post_{index}(_at: i32): void {{"));
        file.line(format!("{release}();"));
        file.close("}\n");
    }
    Ok(())
}

/// The call of what the person wrote.
fn call(file: &mut File, function: &Function, arguments: &[String]) -> Result<String> {
    let component = file.component();
    let scope = match file.home {
        Home::Export(interface) => format!("{component}.{}", file.generator.namespace(interface)?),
        _ => component.to_owned(),
    };
    let name = names::value(function.item_name());
    let all = arguments.join(", ");
    Ok(match &function.kind {
        FunctionKind::Method(_) => format!("{}.{name}({})", arguments[0], arguments[1..].join(", ")),
        FunctionKind::Static(id) => format!("{}.{name}({all})", file.resource(*id)?),
        FunctionKind::Constructor(id) if makes_itself(file, function) => {
            format!("new {}({all})", file.resource(*id)?)
        }
        FunctionKind::Constructor(id) => format!("{}.create({all})", file.resource(*id)?),
        _ => format!("{scope}.{name}({all})"),
    })
}

/// Whether a value of type `ty` holds handles that are lent, of resources that others implement.
fn borrows(file: &File, ty: &Type) -> Result<bool> {
    let generator = file.generator;
    let any = |types: Vec<&Type>| -> Result<bool> {
        Ok(types.into_iter().map(|ty| borrows(file, ty)).collect::<Result<Vec<_>>>()?.contains(&true))
    };
    let Type::Id(id) = ty else { return Ok(false) };
    match &generator.resolve.types[*id].kind {
        TypeDefKind::Type(ty) | TypeDefKind::List(ty) | TypeDefKind::Option(ty) => borrows(file, ty),
        TypeDefKind::Record(record) => any(record.fields.iter().map(|field| &field.ty).collect()),
        TypeDefKind::Tuple(tuple) => any(tuple.types.iter().collect()),
        TypeDefKind::Variant(variant) => {
            any(variant.cases.iter().filter_map(|case| case.ty.as_ref()).collect())
        }
        TypeDefKind::Result(result) => any(result.ok.iter().chain(&result.err).collect()),
        TypeDefKind::Handle(wit_parser::Handle::Borrow(id)) => {
            Ok(!matches!(generator.home_of(generator.origin(*id), file.home)?, Home::Export(_)))
        }
        _ => Ok(false),
    }
}
