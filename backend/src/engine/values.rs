//! Between wasmtime's dynamic values and the workbench's own.

use diptych_shared::api::types::WitType;
use diptych_shared::toolchain::wave::Value;
use wasmtime::component::{ResourceAny, Type, Val};

/// A value as wasmtime takes it; `handle` finds what a `$n` stands for.
pub fn to_val(
    value: &Value,
    handle: &mut impl FnMut(&str) -> Result<ResourceAny, String>,
) -> Result<Val, String> {
    let mut boxed = |value: &Option<Box<Value>>| -> Result<Option<Box<Val>>, String> {
        value.as_ref().map(|value| Ok(Box::new(to_val(value, handle)?))).transpose()
    };
    Ok(match value {
        Value::Bool(value) => Val::Bool(*value),
        Value::S8(value) => Val::S8(*value),
        Value::U8(value) => Val::U8(*value),
        Value::S16(value) => Val::S16(*value),
        Value::U16(value) => Val::U16(*value),
        Value::S32(value) => Val::S32(*value),
        Value::U32(value) => Val::U32(*value),
        Value::S64(value) => Val::S64(*value),
        Value::U64(value) => Val::U64(*value),
        Value::F32(value) => Val::Float32(*value),
        Value::F64(value) => Val::Float64(*value),
        Value::Char(value) => Val::Char(*value),
        Value::String(value) => Val::String(value.clone()),
        Value::Bytes(bytes) => Val::List(bytes.iter().copied().map(Val::U8).collect()),
        Value::Enum(case) => Val::Enum(case.clone()),
        Value::Flags(names) => Val::Flags(names.clone()),
        Value::Option(some) => Val::Option(boxed(some)?),
        Value::Result(Ok(ok)) => Val::Result(Ok(boxed(ok)?)),
        Value::Result(Err(err)) => Val::Result(Err(boxed(err)?)),
        Value::Variant(case, payload) => Val::Variant(case.clone(), boxed(payload)?),
        Value::List(items) => Val::List(to_vals(items, handle)?),
        Value::Tuple(items) => Val::Tuple(to_vals(items, handle)?),
        Value::Record(fields) => {
            let mut record = Vec::with_capacity(fields.len());
            for (name, value) in fields {
                record.push((name.clone(), to_val(value, handle)?));
            }
            Val::Record(record)
        }
        Value::Handle(name) => Val::Resource(handle(name)?),
    })
}

fn to_vals(
    values: &[Value],
    handle: &mut impl FnMut(&str) -> Result<ResourceAny, String>,
) -> Result<Vec<Val>, String> {
    values.iter().map(|value| to_val(value, handle)).collect()
}

/// A value as the workbench shows it; `name` gives handles their canonical names.
///
/// Lists and strings are cut after `most` elements: a caller that cuts the text anyway saves the
/// work.
pub fn from_val(val: &Val, most: usize, name: &mut impl FnMut(&ResourceAny) -> String) -> Value {
    let mut boxed = |val: &Option<Box<Val>>| val.as_ref().map(|val| Box::new(from_val(val, most, name)));
    match val {
        Val::Bool(value) => Value::Bool(*value),
        Val::S8(value) => Value::S8(*value),
        Val::U8(value) => Value::U8(*value),
        Val::S16(value) => Value::S16(*value),
        Val::U16(value) => Value::U16(*value),
        Val::S32(value) => Value::S32(*value),
        Val::U32(value) => Value::U32(*value),
        Val::S64(value) => Value::S64(*value),
        Val::U64(value) => Value::U64(*value),
        Val::Float32(value) => Value::F32(*value),
        Val::Float64(value) => Value::F64(*value),
        Val::Char(value) => Value::Char(*value),
        Val::String(value) => match value.char_indices().nth(most) {
            Some((end, _)) => Value::String(value[..end].to_owned()),
            None => Value::String(value.clone()),
        },
        Val::List(items) | Val::FixedLengthList(items) => {
            let items = &items[..items.len().min(most)];
            match items.first() {
                Some(Val::U8(_)) => Value::Bytes(
                    items
                        .iter()
                        .map(|item| if let Val::U8(byte) = item { *byte } else { 0 })
                        .collect::<Vec<u8>>()
                        .into(),
                ),
                _ => Value::List(items.iter().map(|item| from_val(item, most, name)).collect()),
            }
        }
        Val::Map(entries) => Value::List(
            entries
                .iter()
                .take(most)
                .map(|(key, value)| {
                    Value::Tuple(vec![from_val(key, most, name), from_val(value, most, name)])
                })
                .collect(),
        ),
        Val::Tuple(items) => Value::Tuple(items.iter().map(|item| from_val(item, most, name)).collect()),
        Val::Record(fields) => Value::Record(
            fields.iter().map(|(field, value)| (field.clone(), from_val(value, most, name))).collect(),
        ),
        Val::Variant(case, payload) => Value::Variant(case.clone(), boxed(payload)),
        Val::Enum(case) => Value::Enum(case.clone()),
        Val::Option(some) => Value::Option(boxed(some)),
        Val::Result(Ok(ok)) => Value::Result(Ok(boxed(ok))),
        Val::Result(Err(err)) => Value::Result(Err(boxed(err))),
        Val::Flags(names) => Value::Flags(names.clone()),
        Val::Resource(resource) => Value::Handle(name(resource)),
        // The engine's configuration does not let these in.
        Val::Future(_) => Value::Handle("future".into()),
        Val::Stream(_) => Value::Handle("stream".into()),
        Val::ErrorContext(_) => Value::Handle("error-context".into()),
    }
}

/// There is an empty list in it.
pub fn has_empty_list(value: &Value) -> bool {
    match value {
        Value::List(items) => items.is_empty() || items.iter().any(has_empty_list),
        Value::Tuple(items) => items.iter().any(has_empty_list),
        Value::Record(fields) => fields.iter().any(|(_, value)| has_empty_list(value)),
        Value::Option(Some(value))
        | Value::Variant(_, Some(value))
        | Value::Result(Ok(Some(value)) | Err(Some(value))) => has_empty_list(value),
        _ => false,
    }
}

/// Makes empty lists of bytes [`Value::Bytes`], which a dynamic value does not tell from others.
pub fn type_empty_lists(value: &mut Value, ty: &Type) {
    let boxed = |value: &mut Value, ty: Option<Type>| {
        if let Some(ty) = ty {
            type_empty_lists(value, &ty);
        }
    };
    match (value, ty) {
        (value @ Value::List(_), Type::List(list)) => {
            let element = list.ty();
            match value {
                Value::List(items) if items.is_empty() && matches!(element, Type::U8) => {
                    *value = Value::Bytes(Vec::new().into());
                }
                Value::List(items) => items.iter_mut().for_each(|item| type_empty_lists(item, &element)),
                _ => {}
            }
        }
        (Value::Tuple(items), Type::Tuple(tuple)) => {
            items.iter_mut().zip(tuple.types()).for_each(|(item, ty)| type_empty_lists(item, &ty));
        }
        (Value::Record(values), Type::Record(record)) => {
            values.iter_mut().zip(record.fields()).for_each(|((_, value), field)| {
                type_empty_lists(value, &field.ty);
            });
        }
        (Value::Option(Some(value)), Type::Option(option)) => type_empty_lists(value, &option.ty()),
        (Value::Result(Ok(Some(value))), Type::Result(result)) => boxed(value, result.ok()),
        (Value::Result(Err(Some(value))), Type::Result(result)) => boxed(value, result.err()),
        (Value::Variant(name, Some(value)), Type::Variant(variant)) => {
            boxed(value, variant.cases().find(|case| case.name == name).and_then(|case| case.ty));
        }
        _ => {}
    }
}

/// Every handle in `val` with its resource's bare name, in order.
pub fn handles_in(val: &Val, ty: &WitType, found: &mut Vec<(ResourceAny, String)>) {
    let boxed = |val: &Option<Box<Val>>, ty: Option<&WitType>, found: &mut Vec<_>| {
        if let (Some(val), Some(ty)) = (val, ty) {
            handles_in(val, ty, found);
        }
    };
    match (val, ty) {
        (Val::Resource(handle), WitType::Own { resource } | WitType::Borrow { resource }) => {
            found.push((*handle, resource.clone()));
        }
        (Val::List(items), WitType::List { element }) => {
            items.iter().for_each(|item| handles_in(item, element, found));
        }
        (Val::Tuple(values), WitType::Tuple { items }) => {
            values.iter().zip(items).for_each(|(value, ty)| handles_in(value, ty, found));
        }
        (Val::Record(values), WitType::Record { fields }) => {
            values.iter().zip(fields).for_each(|((_, value), field)| handles_in(value, &field.ty, found));
        }
        (Val::Option(some), WitType::Option { some: ty }) => boxed(some, Some(ty), found),
        (Val::Result(Ok(value)), WitType::Result { ok, .. }) => boxed(value, ok.as_deref(), found),
        (Val::Result(Err(value)), WitType::Result { err, .. }) => boxed(value, err.as_deref(), found),
        (Val::Variant(name, payload), WitType::Variant { cases }) => {
            let case = cases.iter().find(|case| case.name == *name);
            boxed(payload, case.and_then(|case| case.ty.as_ref()), found);
        }
        _ => {}
    }
}
