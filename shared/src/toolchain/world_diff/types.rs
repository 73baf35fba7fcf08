//! Where two WIT types or two signatures differ, in words: linking needs them to be the same.

use crate::api::types::{FunctionSignature, NamedCase, NamedType, WitType};
use crate::toolchain::wave::type_text;

/// The first difference between two signatures of one function, in words such as ``the parameter
/// `request`, field `url` was `string` and is `u32` ``. `None` when they are the same on the wire.
///
/// Parameter names count, as they do for every engine that links components; docs and the names that
/// types have in WIT do not.
pub fn function_difference(was: &FunctionSignature, now: &FunctionSignature) -> Option<String> {
    if was.is_async != now.is_async {
        let word = |is_async: bool| if is_async { "`async`" } else { "not `async`" };
        return Some(format!("it was {} and is {}", word(was.is_async), word(now.is_async)));
    }
    if let Some(words) = parameter_difference(&was.parameters, &now.parameters) {
        return Some(words);
    }
    match (&was.result, &now.result) {
        (None, None) => None,
        (None, Some(now)) => Some(format!("it gave nothing and gives `{}`", type_text(now))),
        (Some(was), None) => Some(format!("it gave `{}` and gives nothing", type_text(was))),
        (Some(was), Some(now)) => type_difference(was, now).map(|found| found.words("the result")),
    }
}

fn parameter_difference(was: &[NamedType], now: &[NamedType]) -> Option<String> {
    let has = |list: &[NamedType], name: &str| list.iter().any(|parameter| parameter.name == name);
    if let Some(added) = now.iter().find(|parameter| !has(was, &parameter.name)) {
        // One in the place of one is a new name for it.
        let renamed = was.iter().zip(now).find(|(before, after)| {
            was.len() == now.len() && after.name == added.name && !has(now, &before.name)
        });
        return Some(match renamed {
            Some((before, after)) if type_difference(&before.ty, &after.ty).is_none() => {
                format!("the parameter `{}` is called `{}`", before.name, after.name)
            }
            _ => format!("the parameter `{}: {}` was added", added.name, type_text(&added.ty)),
        });
    }
    if let Some(removed) = was.iter().find(|parameter| !has(now, &parameter.name)) {
        return Some(format!("the parameter `{}` was removed", removed.name));
    }
    for (before, after) in was.iter().zip(now) {
        if before.name != after.name {
            return Some(format!("the parameter `{}` is in another place", before.name));
        }
        if let Some(found) = type_difference(&before.ty, &after.ty) {
            return Some(found.words(&format!("the parameter `{}`", before.name)));
        }
    }
    None
}

/// The first place where two types differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeDifference {
    /// The way there from the whole type, such as ``field `url` ``; empty for the type itself.
    pub path: Vec<String>,
    /// What differs there: ``was `string` and is `u32` ``.
    pub what: String,
}

impl TypeDifference {
    /// A sentence about `subject`, which is where the type stands.
    pub fn words(&self, subject: &str) -> String {
        let mut words = subject.to_owned();
        for step in &self.path {
            words.push_str(", ");
            words.push_str(step);
        }
        format!("{words} {}", self.what)
    }

    fn here(what: String) -> Option<Self> {
        Some(TypeDifference { path: Vec::new(), what })
    }

    fn under(mut self, step: impl Into<String>) -> Self {
        self.path.insert(0, step.into());
        self
    }
}

/// The first place where two types are not the same on the wire.
///
/// The depth of a [`WitType`] is bounded where it is made, by the nesting that values may have.
pub fn type_difference(was: &WitType, now: &WitType) -> Option<TypeDifference> {
    use WitType as T;
    if was == now {
        return None;
    }
    match (was, now) {
        (T::List { element: a }, T::List { element: b }) => {
            type_difference(a, b).map(|found| found.under("its elements"))
        }
        (T::Option { some: a }, T::Option { some: b }) => {
            type_difference(a, b).map(|found| found.under("where there is one"))
        }
        (T::Result { ok: a, err: c }, T::Result { ok: b, err: d }) => {
            payload_difference(a.as_deref(), b.as_deref())
                .map(|found| found.under("`ok`"))
                .or_else(|| payload_difference(c.as_deref(), d.as_deref()).map(|found| found.under("`err`")))
        }
        (T::Tuple { items: a }, T::Tuple { items: b }) if a.len() == b.len() => {
            a.iter().zip(b).enumerate().find_map(|(index, (a, b))| {
                type_difference(a, b).map(|found| found.under(format!("item {}", index + 1)))
            })
        }
        (T::Record { fields: a }, T::Record { fields: b }) => {
            let names = |list: &[NamedType]| list.iter().map(|field| field.name.clone()).collect::<Vec<_>>();
            name_difference("field", &names(a), &names(b)).and_then(TypeDifference::here).or_else(|| {
                a.iter().zip(b).find_map(|(a, b)| {
                    type_difference(&a.ty, &b.ty).map(|found| found.under(format!("field `{}`", a.name)))
                })
            })
        }
        (T::Variant { cases: a }, T::Variant { cases: b }) => {
            let names = |list: &[NamedCase]| list.iter().map(|case| case.name.clone()).collect::<Vec<_>>();
            name_difference("case", &names(a), &names(b)).and_then(TypeDifference::here).or_else(|| {
                a.iter().zip(b).find_map(|(a, b)| {
                    payload_difference(a.ty.as_ref(), b.ty.as_ref())
                        .map(|found| found.under(format!("case `{}`", a.name)))
                })
            })
        }
        (T::Enum { cases: a }, T::Enum { cases: b }) => {
            name_difference("case", a, b).and_then(TypeDifference::here)
        }
        (T::Flags { names: a }, T::Flags { names: b }) => {
            name_difference("flag", a, b).and_then(TypeDifference::here)
        }
        _ => TypeDifference::here(format!("was `{}` and is `{}`", type_text(was), type_text(now))),
    }
}

fn payload_difference(was: Option<&WitType>, now: Option<&WitType>) -> Option<TypeDifference> {
    match (was, now) {
        (None, None) => None,
        (Some(was), Some(now)) => type_difference(was, now),
        (None, Some(now)) => {
            TypeDifference::here(format!("carried nothing and carries `{}`", type_text(now)))
        }
        (Some(was), None) => {
            TypeDifference::here(format!("carried `{}` and carries nothing", type_text(was)))
        }
    }
}

/// What differs between two lists of names, order included.
fn name_difference(noun: &str, was: &[String], now: &[String]) -> Option<String> {
    let added: Vec<&String> = now.iter().filter(|name| !was.contains(name)).collect();
    let removed: Vec<&String> = was.iter().filter(|name| !now.contains(name)).collect();
    match (removed.as_slice(), added.as_slice()) {
        ([], []) => {
            let (before, _) = was.iter().zip(now).find(|(before, after)| before != after)?;
            Some(format!("has its {noun} `{before}` in another place"))
        }
        ([before], [after]) => Some(format!("has the {noun} `{after}` instead of `{before}`")),
        (_, [first, ..]) => Some(format!("has a new {noun} `{first}`{}", others(added.len()))),
        ([first, ..], []) => Some(format!("has no {noun} `{first}`{} any more", others(removed.len()))),
    }
}

fn others(count: usize) -> String {
    match count {
        0 | 1 => String::new(),
        2 => " and another".to_owned(),
        many => format!(" and {} others", many - 1),
    }
}

#[cfg(test)]
mod tests {
    use super::{function_difference, type_difference};
    use crate::api::types::{FunctionSignature, NamedCase, NamedType, WitType};

    fn named(name: &str, ty: WitType) -> NamedType {
        NamedType { name: name.into(), ty }
    }

    fn function(parameters: Vec<NamedType>, result: Option<WitType>) -> FunctionSignature {
        FunctionSignature {
            name: "f".into(),
            parameters,
            result,
            is_async: false,
            wit: String::new(),
            docs: None,
        }
    }

    fn record(fields: &[(&str, WitType)]) -> WitType {
        WitType::Record { fields: fields.iter().map(|(name, ty)| named(name, ty.clone())).collect() }
    }

    #[test]
    fn a_signature_differs_where_it_differs_first() {
        use WitType::{String as Text, U8, U32};
        let list = |element: WitType| WitType::List { element: Box::new(element) };
        let variant = |ty: Option<WitType>| WitType::Variant {
            cases: vec![NamedCase { name: "one".into(), ty: None }, NamedCase { name: "two".into(), ty }],
        };
        let one = |ty: WitType| function(vec![named("a", ty)], None);
        let cases = [
            (one(U8), one(U8), None),
            (one(U8), one(U32), Some("the parameter `a` was `u8` and is `u32`")),
            (one(U8), function(vec![], None), Some("the parameter `a` was removed")),
            (function(vec![], None), one(Text), Some("the parameter `a: string` was added")),
            (one(U8), function(vec![named("b", U8)], None), Some("the parameter `a` is called `b`")),
            (
                function(vec![named("a", U8), named("b", U8)], None),
                function(vec![named("b", U8), named("a", U8)], None),
                Some("the parameter `a` is in another place"),
            ),
            (function(vec![], None), function(vec![], Some(U8)), Some("it gave nothing and gives `u8`")),
            (function(vec![], Some(U8)), function(vec![], None), Some("it gave `u8` and gives nothing")),
            (
                one(list(record(&[("x", U8), ("y", U8)]))),
                one(list(record(&[("x", U8), ("y", Text)]))),
                Some("the parameter `a`, its elements, field `y` was `u8` and is `string`"),
            ),
            (
                one(record(&[("x", U8)])),
                one(record(&[("x", U8), ("y", U8), ("z", U8)])),
                Some("the parameter `a` has a new field `y` and another"),
            ),
            (
                one(record(&[("x", U8), ("y", U8)])),
                one(record(&[("y", U8), ("x", U8)])),
                Some("the parameter `a` has its field `x` in another place"),
            ),
            (
                one(variant(None)),
                one(variant(Some(U8))),
                Some("the parameter `a`, case `two` carried nothing and carries `u8`"),
            ),
            (
                one(WitType::Result { ok: Some(Box::new(U8)), err: None }),
                one(WitType::Result { ok: Some(Box::new(U8)), err: Some(Box::new(Text)) }),
                Some("the parameter `a`, `err` carried nothing and carries `string`"),
            ),
            (
                one(WitType::Enum { cases: vec!["red".into(), "green".into()] }),
                one(WitType::Enum { cases: vec!["red".into(), "blue".into()] }),
                Some("the parameter `a` has the case `blue` instead of `green`"),
            ),
            (
                one(WitType::Flags { names: vec!["r".into(), "w".into()] }),
                one(WitType::Flags { names: vec!["r".into()] }),
                Some("the parameter `a` has no flag `w` any more"),
            ),
        ];
        for (was, now, expected) in cases {
            assert_eq!(function_difference(&was, &now).as_deref(), expected);
        }
        let is_async = FunctionSignature { is_async: true, ..function(vec![], None) };
        assert_eq!(
            function_difference(&function(vec![], None), &is_async).as_deref(),
            Some("it was not `async` and is `async`")
        );
    }

    #[test]
    fn equal_types_have_no_difference_and_tuples_of_other_lengths_one() {
        let pair = WitType::Tuple { items: vec![WitType::U8, WitType::U8] };
        assert_eq!(type_difference(&pair, &pair), None);
        let triple = WitType::Tuple { items: vec![WitType::U8, WitType::U8, WitType::U8] };
        let found = type_difference(&pair, &triple).unwrap();
        assert_eq!(found.words("it"), "it was `tuple<u8, u8>` and is `tuple<u8, u8, u8>`");
    }
}
