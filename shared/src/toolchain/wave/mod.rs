//! WAVE text and the values behind it: one rendering for both engines.

mod default;
mod parse;
mod text;
mod type_text;

pub use default::default_value;
pub use parse::{WAVE_BYTES, WaveError, parse};
pub use text::{to_text, to_text_cut, to_trace_text};
pub use type_text::type_text;

use serde::{Deserialize, Serialize};

/// How deep values are followed. Component types nest at most 100 deep, so no value of one is cut.
pub(crate) const VALUE_DEPTH: usize = 128;

/// A component-model value.
///
/// JSON (used between the page, its workers and the form) is tagged by `kind`, numbers of 64 bits
/// are decimal strings so that JavaScript loses nothing, floats are strings in WAVE spelling:
/// `{"kind":"u64","value":"18446744073709551615"}`, `{"kind":"f64","value":"nan"}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "value", rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the variants are the WIT types of the same name")]
pub enum Value {
    Bool(bool),
    S8(i8),
    U8(u8),
    S16(i16),
    U16(u16),
    S32(i32),
    U32(u32),
    S64(#[serde(with = "decimal")] i64),
    U64(#[serde(with = "decimal")] u64),
    F32(#[serde(with = "wave_float")] f32),
    F64(#[serde(with = "wave_float")] f64),
    Char(char),
    String(String),
    List(Vec<Value>),
    /// `list<u8>`, kept as bytes; JSON base64.
    Bytes(crate::api::Bytes),
    Option(Option<Box<Value>>),
    Result(Result<Option<Box<Value>>, Option<Box<Value>>>),
    Tuple(Vec<Value>),
    Record(Vec<(String, Value)>),
    Variant(String, Option<Box<Value>>),
    Enum(String),
    Flags(Vec<String>),
    /// A handle under its canonical name, `descriptor#1`; in arguments `$n`.
    Handle(String),
}

mod decimal {
    //! Integers as decimal strings.
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<T: ToString, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&value.to_string())
    }

    pub fn deserialize<'de, T: std::str::FromStr<Err: std::fmt::Display>, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<T, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

mod wave_float {
    //! Floats as the strings Rust and WAVE both spell: `1.5`, `nan`, `inf`, `-inf`.
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<T: std::fmt::Display, S: Serializer>(
        value: &T,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&value.to_string().to_ascii_lowercase())
    }

    pub fn deserialize<'de, T: std::str::FromStr<Err: std::fmt::Display>, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<T, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests;
