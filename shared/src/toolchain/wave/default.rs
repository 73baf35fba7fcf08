//! The value a form starts from.

use super::{VALUE_DEPTH, Value};
use crate::api::types::WitType;

/// A starting value for a form: zeros, empty strings and lists, first cases, `none`, and `$1` for handles.
///
/// Types that are [unsupported](WitType::Unsupported) start as an empty tuple.
pub fn default_value(ty: &WitType) -> Value {
    at_depth(ty, 0)
}

fn at_depth(ty: &WitType, depth: usize) -> Value {
    if depth > VALUE_DEPTH {
        return Value::Tuple(Vec::new());
    }
    let payload = |ty: &Option<WitType>| ty.as_ref().map(|ty| Box::new(at_depth(ty, depth + 1)));
    match ty {
        WitType::Bool => Value::Bool(false),
        WitType::S8 => Value::S8(0),
        WitType::U8 => Value::U8(0),
        WitType::S16 => Value::S16(0),
        WitType::U16 => Value::U16(0),
        WitType::S32 => Value::S32(0),
        WitType::U32 => Value::U32(0),
        WitType::S64 => Value::S64(0),
        WitType::U64 => Value::U64(0),
        WitType::F32 => Value::F32(0.0),
        WitType::F64 => Value::F64(0.0),
        WitType::Char => Value::Char('a'),
        WitType::String => Value::String(String::new()),
        WitType::List { element } if **element == WitType::U8 => Value::Bytes(Vec::new().into()),
        WitType::List { .. } => Value::List(Vec::new()),
        WitType::Option { .. } => Value::Option(None),
        WitType::Result { ok, .. } => {
            Value::Result(Ok(ok.as_deref().map(|ok| Box::new(at_depth(ok, depth + 1)))))
        }
        WitType::Tuple { items } => {
            Value::Tuple(items.iter().map(|item| at_depth(item, depth + 1)).collect())
        }
        WitType::Record { fields } => Value::Record(
            fields.iter().map(|field| (field.name.clone(), at_depth(&field.ty, depth + 1))).collect(),
        ),
        WitType::Variant { cases } => match cases.first() {
            Some(case) => Value::Variant(case.name.clone(), payload(&case.ty)),
            None => Value::Tuple(Vec::new()),
        },
        WitType::Enum { cases } => Value::Enum(cases.first().cloned().unwrap_or_default()),
        WitType::Flags { .. } => Value::Flags(Vec::new()),
        WitType::Own { .. } | WitType::Borrow { .. } => Value::Handle("$1".into()),
        WitType::Unsupported { .. } => Value::Tuple(Vec::new()),
    }
}
