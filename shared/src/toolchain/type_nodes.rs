//! How large a component's function types are when they are written out, without writing them out.

use wit_component::DecodedWasm;
use wit_parser::{Function, Resolve, Type, TypeDefKind, WorldItem};

/// How many nodes the parameter and result types of all functions have that these bytes import and
/// export, each type written out wherever it is used.
///
/// A few hundred bytes can ask for millions (a tuple of two tuples of two tuples …), so whoever
/// generates code for each node asks here first. Saturates; 0 for what has no world.
pub fn count_type_nodes(bytes: &[u8]) -> u64 {
    let Ok(DecodedWasm::Component(resolve, world)) = wit_component::decode(bytes) else { return 0 };
    let sizes = sizes(&resolve);
    let size = |function: &Function| {
        let types = function.params.iter().map(|parameter| parameter.ty).chain(function.result);
        types.fold(0_u64, |sum, ty| sum.saturating_add(size_of(ty, &sizes)))
    };
    let world = &resolve.worlds[world];
    let mut total = 0_u64;
    for item in world.imports.values().chain(world.exports.values()) {
        match item {
            WorldItem::Interface { id, .. } => {
                for function in resolve.interfaces[*id].functions.values() {
                    total = total.saturating_add(size(function));
                }
            }
            WorldItem::Function(function) => total = total.saturating_add(size(function)),
            WorldItem::Type { .. } => {}
        }
    }
    total
}

fn size_of(ty: Type, sizes: &[u64]) -> u64 {
    match ty {
        Type::Id(id) => sizes.get(id.index()).copied().unwrap_or(1),
        _ => 1,
    }
}

/// The size of each type; types come in topological order, so one pass does.
fn sizes(resolve: &Resolve) -> Vec<u64> {
    let mut sizes: Vec<u64> = Vec::with_capacity(resolve.types.len());
    for (_, definition) in resolve.types.iter() {
        let sum = |types: &mut dyn Iterator<Item = Type>| {
            types.fold(1_u64, |sum, ty| sum.saturating_add(size_of(ty, &sizes)))
        };
        let size = match &definition.kind {
            TypeDefKind::Record(record) => sum(&mut record.fields.iter().map(|field| field.ty)),
            TypeDefKind::Variant(variant) => sum(&mut variant.cases.iter().filter_map(|case| case.ty))
                .saturating_add(variant.cases.len() as u64),
            TypeDefKind::Tuple(tuple) => sum(&mut tuple.types.iter().copied()),
            TypeDefKind::Option(ty) | TypeDefKind::List(ty) | TypeDefKind::Type(ty) => {
                sum(&mut std::iter::once(*ty))
            }
            // Code generators unroll these.
            TypeDefKind::FixedLengthList(ty, length) => {
                size_of(*ty, &sizes).saturating_mul(u64::from(*length)).saturating_add(1)
            }
            TypeDefKind::Result(result) => sum(&mut result.ok.into_iter().chain(result.err)),
            TypeDefKind::Map(key, value) => sum(&mut [*key, *value].into_iter()),
            TypeDefKind::Future(ty) | TypeDefKind::Stream(ty) => sum(&mut ty.iter().copied()),
            TypeDefKind::Flags(flags) => flags.flags.len() as u64 + 1,
            TypeDefKind::Enum(cases) => cases.cases.len() as u64 + 1,
            TypeDefKind::Handle(_) | TypeDefKind::Resource | TypeDefKind::Unknown => 1,
        };
        sizes.push(size);
    }
    sizes
}
