//! Our WAVE against the wasm-wave crate's, and the messages people see.

use super::*;
use crate::api::types::{NamedCase, NamedType, WitType};
use wasm_wave::value as wave;
use wasm_wave::wasm::WasmValue as _;

fn named(name: &str, ty: WitType) -> NamedType {
    NamedType { name: name.into(), ty }
}

fn list(element: WitType) -> WitType {
    WitType::List { element: Box::new(element) }
}

fn option(some: WitType) -> WitType {
    WitType::Option { some: Box::new(some) }
}

/// The same type for the wasm-wave crate.
fn theirs(ty: &WitType) -> wave::Type {
    match ty {
        WitType::Bool => wave::Type::BOOL,
        WitType::S8 => wave::Type::S8,
        WitType::U8 => wave::Type::U8,
        WitType::S16 => wave::Type::S16,
        WitType::U16 => wave::Type::U16,
        WitType::S32 => wave::Type::S32,
        WitType::U32 => wave::Type::U32,
        WitType::S64 => wave::Type::S64,
        WitType::U64 => wave::Type::U64,
        WitType::F32 => wave::Type::F32,
        WitType::F64 => wave::Type::F64,
        WitType::Char => wave::Type::CHAR,
        WitType::String => wave::Type::STRING,
        WitType::List { element } => wave::Type::list(theirs(element)),
        WitType::Option { some } => wave::Type::option(theirs(some)),
        WitType::Result { ok, err } => {
            wave::Type::result(ok.as_deref().map(theirs), err.as_deref().map(theirs))
        }
        WitType::Tuple { items } => wave::Type::tuple(items.iter().map(theirs).collect::<Vec<_>>()).unwrap(),
        WitType::Record { fields } => {
            wave::Type::record(fields.iter().map(|field| (field.name.clone(), theirs(&field.ty)))).unwrap()
        }
        WitType::Variant { cases } => {
            wave::Type::variant(cases.iter().map(|case| (case.name.clone(), case.ty.as_ref().map(theirs))))
                .unwrap()
        }
        WitType::Enum { cases } => wave::Type::enum_ty(cases.clone()).unwrap(),
        WitType::Flags { names } => wave::Type::flags(names.clone()).unwrap(),
        WitType::Own { .. } | WitType::Borrow { .. } | WitType::Unsupported { .. } => {
            panic!("wasm-wave has no such type")
        }
    }
}

/// A variant with a case per awkward name.
fn shapes() -> WitType {
    WitType::Variant {
        cases: ["none", "ok", "nan", "plain-case"]
            .into_iter()
            .map(|name| NamedCase { name: name.into(), ty: (name == "plain-case").then_some(WitType::F32) })
            .collect(),
    }
}

fn cases() -> Vec<(WitType, Vec<&'static str>)> {
    let point =
        WitType::Record { fields: vec![named("x", WitType::S32), named("label", option(WitType::String))] };
    let result = |ok, err| WitType::Result { ok, err };
    let boxed = |ty| Some(Box::new(ty));
    vec![
        (WitType::Bool, vec!["true", "false"]),
        (WitType::S8, vec!["-128", "127"]),
        (WitType::U8, vec!["0", "255"]),
        (WitType::S16, vec!["-32768"]),
        (WitType::U16, vec!["65535"]),
        (WitType::S32, vec!["-2147483648"]),
        (WitType::U32, vec!["4294967295"]),
        (WitType::S64, vec!["-9223372036854775808"]),
        (WitType::U64, vec!["18446744073709551615"]),
        (WitType::F32, vec!["0", "-0", "1.5", "3.4028235e38", "1e-45", "nan", "inf", "-inf", "0.1"]),
        (WitType::F64, vec!["0.1", "1e300", "5e-324", "-0", "nan", "-inf", "123456789.125"]),
        (WitType::Char, vec!["'a'", r"'\''", r"'\u{1F44B}'", r"'\n'", r"'\u{0}'", r"'\u{301}'", "'\"'"]),
        (
            WitType::String,
            vec![
                r#""""#,
                r#""plain""#,
                r#""quote \" back \\ tab \t apostrophe ' null \u{0}""#,
                r#""bidi \u{202e} wide 漢 combining e\u{301} escape \u{1b}""#,
                "\"\"\"\n  two\n  lines\n  \"\"\"",
            ],
        ),
        (list(WitType::U8), vec!["[]", "[0, 1, 255]"]),
        (list(WitType::String), vec![r#"["a", "b"]"#]),
        (option(WitType::U8), vec!["none", "some(1)", "2"]),
        (option(option(WitType::U8)), vec!["some(none)", "some(some(1))"]),
        (result(boxed(WitType::U8), boxed(WitType::String)), vec!["ok(1)", r#"err("no")"#, "3"]),
        (result(None, None), vec!["ok", "err"]),
        (result(boxed(option(WitType::U8)), None), vec!["ok(none)", "err"]),
        (WitType::Tuple { items: vec![WitType::U8, WitType::Char] }, vec!["(1, 'c')"]),
        (point.clone(), vec!["{x: 1}", r#"{label: "l", x: -1}"#, "{x: 1, label: none}"]),
        (WitType::Record { fields: vec![named("maybe", option(WitType::U8))] }, vec!["{:}", "{maybe: 1}"]),
        (shapes(), vec!["%none", "%ok", "%nan", "plain-case(2.5)"]),
        (WitType::Enum { cases: vec!["red".into(), "true".into()] }, vec!["red", "%true"]),
        (
            WitType::Flags { names: vec!["read".into(), "write".into(), "ok".into()] },
            vec!["{}", "{write, read}", "{ok}"],
        ),
        (list(point), vec!["[{x: 1}, {x: 2, label: some(\"b\")}]"]),
    ]
}

#[test]
fn text_is_what_the_wasm_wave_crate_writes() {
    for (ty, texts) in cases() {
        for text in texts {
            let theirs: wave::Value = wasm_wave::from_str(&theirs(&ty), text).expect(text);
            let ours = parse(&ty, text).expect(text);
            let written = to_text(&ours);
            assert_eq!(written, wasm_wave::to_string(&theirs).unwrap(), "{text}");
            // NaN is no equal of itself, its text is.
            assert_eq!(to_text(&parse(&ty, &written).expect(&written)), written);
        }
    }
}

#[test]
fn every_character_is_escaped_as_the_wasm_wave_crate_does() {
    for character in '\0'..='\u{ffff}' {
        let theirs = wasm_wave::to_string(&wave::Value::make_char(character)).unwrap();
        assert_eq!(to_text(&Value::Char(character)), theirs);
    }
}

#[test]
fn default_values_are_values_of_their_type() {
    for (ty, _) in cases() {
        let value = default_value(&ty);
        assert_eq!(parse(&ty, &to_text(&value)).as_ref(), Ok(&value), "{ty:?}");
    }
}

#[test]
fn values_survive_json() {
    for (ty, texts) in cases() {
        for text in texts {
            let value = parse(&ty, text).unwrap();
            let json = serde_json::to_string(&value).unwrap();
            let back: Value = serde_json::from_str(&json).unwrap();
            assert_eq!(to_text(&back), to_text(&value), "{json}");
        }
    }
}

#[test]
fn messages_say_what_is_wrong_and_where() {
    let point = WitType::Record { fields: vec![named("x", WitType::U8), named("y", WitType::U8)] };
    let handle = WitType::Borrow { resource: "counter".into() };
    for (ty, text, at, message) in [
        (&WitType::U8, "256", "256", "this number is not a u8"),
        (&WitType::U8, "\"1\"", "\"1\"", "expected u8, found a string"),
        (&WitType::U32, "-1", "-1", "this number is not a u32"),
        (&WitType::String, "hello", "hello", "expected string, found a name; put it in quotes"),
        (&WitType::U8, "1 2", "2", "the value ends here; what follows does not belong to it"),
        (&WitType::U8, "  ", "  ", "write a value of type u8"),
        (&point, "{x: 1}", "{x: 1}", "the field `y` of type u8 is missing"),
        (&point, "{x: 1, y: 2, z: 3}", "3", "there is no field `z`; there are: x, y"),
        (&point, "{x: 1, y: true}", "true", "expected u8, found a bool"),
        (&shapes(), "other", "other", "there is no case `other`; there are: none, ok, nan, plain-case"),
        (
            &shapes(),
            "plain-case",
            "plain-case",
            "`plain-case` needs a payload of type f32: write `plain-case(…)`",
        ),
        (
            &handle,
            "counter",
            "counter",
            "a `counter` is a handle: write `$n` for the one that the n-th call returned, such as `$1`",
        ),
        (&list(WitType::U8), "[1, 2", "", "the text ends too early; expected a value of type list<u8>"),
    ] {
        let error = parse(ty, text).unwrap_err();
        assert_eq!((error.message.as_str(), &text[error.span.clone()]), (message, at), "{text}");
    }
}

#[test]
fn handles_are_dollar_numbers_and_nothing_in_quotes_is_one() {
    let handle = WitType::Own { resource: "r".into() };
    assert_eq!(parse(&handle, " $12 "), Ok(Value::Handle("$12".into())));
    assert!(parse(&handle, "h12").is_err());
    assert!(parse(&handle, "$").is_err());
    let pair = WitType::Tuple { items: vec![WitType::String, option(handle)] };
    let value = parse(&pair, r#"("$1 \" $2", some($3))"#).unwrap();
    assert_eq!(to_text(&value), r#"("$1 \" $2", some($3))"#);
}

#[test]
fn long_and_deep_input_is_refused_with_its_limit() {
    let deep = "[".repeat(5_000);
    assert!(parse(&list(WitType::U8), &deep).unwrap_err().message.contains("at most 100 deep"));
    let long = " ".repeat(WAVE_BYTES + 1);
    assert!(parse(&WitType::U8, &long).unwrap_err().message.contains("1048576"));
}

#[test]
fn cut_text_has_exactly_the_characters_allowed() {
    let bytes = Value::Bytes(vec![7; 1 << 20].into());
    assert_eq!(to_text_cut(&bytes, 8), "[7, 7, 7…");
    let text = Value::String("漢字".into());
    assert_eq!(to_text_cut(&text, 4), "\"漢字\"");
    assert_eq!(to_text_cut(&text, 3), "\"漢字…");
    assert_eq!(to_text_cut(&text, 0), "…");
}
