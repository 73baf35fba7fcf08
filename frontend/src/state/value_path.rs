//! Small pure steps between a WAVE value, its type and the parts a form edits.

use diptych_shared::api::types::WitType;
use diptych_shared::toolchain::wave::{self, Value};

/// The `index`th part of a list, tuple or record.
pub fn part(value: &Value, index: usize) -> Option<&Value> {
    match value {
        Value::List(items) | Value::Tuple(items) => items.get(index),
        Value::Record(fields) => fields.get(index).map(|(_, value)| value),
        _ => None,
    }
}

/// `value` with its `index`th part replaced.
pub fn with_part(mut value: Value, index: usize, part: Value) -> Value {
    let slot = match &mut value {
        Value::List(items) | Value::Tuple(items) => items.get_mut(index),
        Value::Record(fields) => fields.get_mut(index).map(|(_, value)| value),
        _ => None,
    };
    if let Some(slot) = slot {
        *slot = part;
    }
    value
}

/// `list<u8>` as a list of numbers, which is how a form edits it; everything else as it is.
pub fn spread_bytes(value: Value) -> Value {
    match value {
        Value::Bytes(bytes) => Value::List(bytes.iter().map(|byte| Value::U8(*byte)).collect()),
        other => other,
    }
}

/// The name of the chosen case: of a variant, enum, option (`some`, `none`) or result (`ok`, `err`).
pub fn case_of(value: &Value) -> String {
    match value {
        Value::Variant(case, _) | Value::Enum(case) => case.clone(),
        Value::Option(Some(_)) => "some".into(),
        Value::Option(None) => "none".into(),
        Value::Result(Ok(_)) => "ok".into(),
        Value::Result(Err(_)) => "err".into(),
        _ => String::new(),
    }
}

/// The payload of the chosen case.
pub fn payload_of(value: &Value) -> Option<&Value> {
    match value {
        Value::Variant(_, payload) => payload.as_deref(),
        Value::Option(payload) => payload.as_deref(),
        Value::Result(Ok(payload) | Err(payload)) => payload.as_deref(),
        _ => None,
    }
}

/// The cases of a type with the type of each payload; empty for types without cases.
pub fn cases(ty: &WitType) -> Vec<(String, Option<WitType>)> {
    let boxed = |ty: &Option<Box<WitType>>| ty.as_deref().cloned();
    match ty {
        WitType::Variant { cases } => cases.iter().map(|case| (case.name.clone(), case.ty.clone())).collect(),
        WitType::Enum { cases } => cases.iter().map(|case| (case.clone(), None)).collect(),
        WitType::Option { some } => {
            vec![("none".into(), None), ("some".into(), Some(some.as_ref().clone()))]
        }
        WitType::Result { ok, err } => vec![("ok".into(), boxed(ok)), ("err".into(), boxed(err))],
        _ => Vec::new(),
    }
}

/// A value of `ty` in case `case` with this payload, or the payload type's default.
pub fn in_case(ty: &WitType, case: &str, payload: Option<Value>) -> Value {
    let payload_ty = cases(ty).into_iter().find(|(name, _)| name == case).and_then(|(_, ty)| ty);
    let payload = payload_ty.map(|ty| Box::new(payload.unwrap_or_else(|| wave::default_value(&ty))));
    match ty {
        WitType::Enum { .. } => Value::Enum(case.to_owned()),
        WitType::Option { .. } => Value::Option(payload),
        WitType::Result { .. } if case == "err" => Value::Result(Err(payload)),
        WitType::Result { .. } => Value::Result(Ok(payload)),
        _ => Value::Variant(case.to_owned(), payload),
    }
}

/// What a number field accepts, in words, for the types that are one field.
pub fn bounds(ty: &WitType) -> Option<String> {
    let range = |low: i128, high: i128| Some(format!("{low} to {high}"));
    match ty {
        WitType::S8 => range(i8::MIN.into(), i8::MAX.into()),
        WitType::U8 => range(0, u8::MAX.into()),
        WitType::S16 => range(i16::MIN.into(), i16::MAX.into()),
        WitType::U16 => range(0, u16::MAX.into()),
        WitType::S32 => range(i32::MIN.into(), i32::MAX.into()),
        WitType::U32 => range(0, u32::MAX.into()),
        WitType::S64 => range(i64::MIN.into(), i64::MAX.into()),
        WitType::U64 => range(0, u64::MAX.into()),
        WitType::F32 | WitType::F64 => Some("a number, nan, inf or -inf".into()),
        WitType::Char => Some("one character".into()),
        _ => None,
    }
}

/// Reads what a person typed into a field of one line: numbers as WAVE, characters and strings as they are.
pub fn read_field(ty: &WitType, text: &str) -> Result<Value, String> {
    let expected = || format!("expected {}", bounds(ty).unwrap_or_default());
    match ty {
        WitType::String => Ok(Value::String(text.to_owned())),
        WitType::Char => {
            let mut characters = text.chars();
            match (characters.next(), characters.next()) {
                (Some(character), None) => Ok(Value::Char(character)),
                _ => Err(expected()),
            }
        }
        WitType::F32 => text.trim().parse().map(Value::F32).map_err(|_| expected()),
        WitType::F64 => text.trim().parse().map(Value::F64).map_err(|_| expected()),
        _ => wave::parse(ty, text.trim()).map_err(|_| expected()),
    }
}

/// What a field of one line shows for a value: the inverse of [`read_field`].
pub fn field_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Char(character) => character.to_string(),
        other => wave::to_text(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases_and_payloads_go_both_ways() {
        let ty = WitType::Option { some: Box::new(WitType::String) };
        let value = in_case(&ty, "some", Some(Value::String("a".into())));
        assert_eq!(value, Value::Option(Some(Box::new(Value::String("a".into())))));
        assert_eq!(
            (case_of(&value).as_str(), payload_of(&value)),
            ("some", Some(&Value::String("a".into())))
        );
        assert_eq!(in_case(&ty, "none", None), Value::Option(None));
        let ty = WitType::Result { ok: None, err: Some(Box::new(WitType::Bool)) };
        assert_eq!(in_case(&ty, "ok", None), Value::Result(Ok(None)));
        assert_eq!(
            in_case(&ty, "err", Some(Value::Bool(true))),
            Value::Result(Err(Some(Box::new(Value::Bool(true)))))
        );
    }

    #[test]
    fn parts_are_replaced_in_place() {
        let value = Value::Record(vec![("a".into(), Value::U8(1)), ("b".into(), Value::U8(2))]);
        let value = with_part(value, 1, Value::U8(9));
        assert_eq!((part(&value, 0), part(&value, 1)), (Some(&Value::U8(1)), Some(&Value::U8(9))));
        assert_eq!(part(&value, 2), None);
    }

    #[test]
    fn a_field_says_what_it_expects() {
        assert_eq!(read_field(&WitType::Char, "ab"), Err("expected one character".into()));
        assert_eq!(read_field(&WitType::F64, "1.50"), Ok(Value::F64(1.5)));
        assert!(read_field(&WitType::U8, "256").unwrap_err().contains("0 to 255"));
    }
}
