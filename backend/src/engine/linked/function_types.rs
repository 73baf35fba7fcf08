//! Which functions' values are looked through when they cross.

use wasmtime::component::types::{ComponentFunc, Type};

/// How far a function's types are looked through for handles; in one that is larger they are assumed.
const TYPE_NODES: usize = 2_000;

/// Whether a function's values can hold handles.
pub fn has_handles(ty: &ComponentFunc) -> bool {
    let mut left = TYPE_NODES;
    let mut types = ty.params().map(|(_, ty)| ty).chain(ty.results());
    types.any(|ty| may_hold_handles(&ty, &mut left))
}

fn may_hold_handles(ty: &Type, left: &mut usize) -> bool {
    *left = left.saturating_sub(1);
    if *left == 0 {
        return true;
    }
    match ty {
        Type::List(list) => may_hold_handles(&list.ty(), left),
        Type::FixedLengthList(list) => may_hold_handles(&list.ty(), left),
        Type::Map(map) => may_hold_handles(&map.key(), left) || may_hold_handles(&map.value(), left),
        Type::Option(option) => may_hold_handles(&option.ty(), left),
        Type::Record(record) => record.fields().any(|field| may_hold_handles(&field.ty, left)),
        Type::Tuple(tuple) => tuple.types().any(|ty| may_hold_handles(&ty, left)),
        Type::Variant(variant) => {
            variant.cases().filter_map(|case| case.ty).any(|ty| may_hold_handles(&ty, left))
        }
        Type::Result(result) => {
            [result.ok(), result.err()].into_iter().flatten().any(|ty| may_hold_handles(&ty, left))
        }
        Type::Own(_) | Type::Borrow(_) | Type::Future(_) | Type::Stream(_) | Type::ErrorContext => true,
        _ => false,
    }
}
