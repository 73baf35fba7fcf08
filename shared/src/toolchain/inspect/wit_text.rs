//! A component's world as WIT text, within bounds.

use super::limits;
use wit_component::WitPrinter;
use wit_parser::{Handle, PackageId, Resolve, Stability, Type, TypeDefKind, WorldId, WorldItem};

/// The package of `world` and of every interface it uses but WASI's.
///
/// Too large or too strange a world is a comment that says so: the text is for reading only.
pub(super) fn print(resolve: &mut Resolve, world: WorldId) -> String {
    let Some(package) = resolve.worlds[world].package else { return String::new() };
    if text_weight(resolve) > limits::WIT_TEXT_BYTES as u64 / 8 {
        return format!(
            "// This world's text is longer than {} bytes (limit wit-text-bytes).\n",
            limits::WIT_TEXT_BYTES
        );
    }
    forget_stability(resolve);
    let nested: Vec<PackageId> = resolve
        .packages
        .iter()
        .filter(|(id, other)| *id != package && other.name.namespace != "wasi")
        .map(|(id, _)| id)
        .collect();
    let mut printer = WitPrinter::default();
    match printer.print(resolve, package, &nested) {
        Ok(()) => {
            let mut text = printer.output.to_string();
            if text.len() > limits::WIT_TEXT_BYTES {
                let mut end = limits::WIT_TEXT_BYTES;
                while !text.is_char_boundary(end) {
                    end -= 1;
                }
                text.truncate(end);
                text.push_str("\n// … cut here (limit wit-text-bytes)\n");
            }
            text
        }
        Err(error) => {
            format!("// This world cannot be written as WIT: {error:#}\n").replace('\n', " ") + "\n"
        }
    }
}

/// Feature gates come from a custom section that anyone may fill with anything, and the printer
/// takes them as they are; nothing here needs them.
fn forget_stability(resolve: &mut Resolve) {
    for (_, world) in resolve.worlds.iter_mut() {
        world.stability = Stability::Unknown;
        for item in world.imports.values_mut().chain(world.exports.values_mut()) {
            match item {
                WorldItem::Interface { stability, external_id, .. } => {
                    *stability = Stability::Unknown;
                    *external_id = None;
                }
                WorldItem::Function(function) => {
                    function.stability = Stability::Unknown;
                    function.external_id = None;
                }
                WorldItem::Type { .. } => {}
            }
        }
    }
    for (_, interface) in resolve.interfaces.iter_mut() {
        interface.stability = Stability::Unknown;
        for function in interface.functions.values_mut() {
            function.stability = Stability::Unknown;
            function.external_id = None;
        }
    }
    for (_, ty) in resolve.types.iter_mut() {
        ty.stability = Stability::Unknown;
        ty.external_id = None;
    }
}

/// How many words the types and functions take as text, unnamed types written out each time they
/// are used. Types are in topological order, so one pass does.
fn text_weight(resolve: &Resolve) -> u64 {
    let mut weights: Vec<u64> = Vec::with_capacity(resolve.types.len());
    let mut total = 0_u64;
    for (_, definition) in resolve.types.iter() {
        let of = |ty: &Type| match ty {
            Type::Id(id) if resolve.types[*id].name.is_none() => {
                weights.get(id.index()).copied().unwrap_or(u64::MAX)
            }
            _ => 1,
        };
        let sum = |types: &mut dyn Iterator<Item = Option<&Type>>| {
            types.fold(1_u64, |sum, ty| sum.saturating_add(ty.map_or(1, of)))
        };
        let weight = match &definition.kind {
            TypeDefKind::Record(record) => sum(&mut record.fields.iter().map(|field| Some(&field.ty))),
            TypeDefKind::Variant(variant) => sum(&mut variant.cases.iter().map(|case| case.ty.as_ref())),
            TypeDefKind::Tuple(tuple) => sum(&mut tuple.types.iter().map(Some)),
            TypeDefKind::Option(ty) | TypeDefKind::List(ty) | TypeDefKind::FixedLengthList(ty, _) => {
                sum(&mut [Some(ty)].into_iter())
            }
            TypeDefKind::Result(result) => sum(&mut [result.ok.as_ref(), result.err.as_ref()].into_iter()),
            TypeDefKind::Map(key, value) => sum(&mut [Some(key), Some(value)].into_iter()),
            TypeDefKind::Future(ty) | TypeDefKind::Stream(ty) => sum(&mut [ty.as_ref()].into_iter()),
            TypeDefKind::Type(ty) => sum(&mut [Some(ty)].into_iter()),
            TypeDefKind::Flags(flags) => flags.flags.len() as u64,
            TypeDefKind::Enum(cases) => cases.cases.len() as u64,
            TypeDefKind::Handle(Handle::Own(_) | Handle::Borrow(_))
            | TypeDefKind::Resource
            | TypeDefKind::Unknown => 1,
        };
        weights.push(weight);
        if definition.name.is_some() {
            total = total.saturating_add(weight);
        }
    }
    let world_functions = resolve.worlds.iter().flat_map(|(_, world)| {
        world.imports.values().chain(world.exports.values()).filter_map(|item| match item {
            WorldItem::Function(function) => Some(function),
            _ => None,
        })
    });
    let functions = resolve.interfaces.iter().flat_map(|(_, interface)| interface.functions.values());
    for function in functions.chain(world_functions) {
        for ty in function.params.iter().map(|parameter| parameter.ty).chain(function.result) {
            let weight = match ty {
                Type::Id(id) if resolve.types[id].name.is_none() => weights[id.index()],
                _ => 1,
            };
            total = total.saturating_add(weight);
        }
    }
    total
}
