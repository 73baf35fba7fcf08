//! How values cross between JavaScript and Rust.

use serde::de::{DeserializeOwned, Deserializer, Error, Visitor};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;

/// The fields of a method's argument.
pub fn arguments<T: DeserializeOwned>(argument: JsValue) -> Result<T, JsError> {
    serde_wasm_bindgen::from_value(argument)
        .map_err(|error| JsError::new(&format!("the argument does not fit the method: {error}")))
}

/// A result as plain JavaScript objects, the same shape as its JSON.
pub fn result<T: Serialize>(value: &T) -> Result<JsValue, JsError> {
    let serializer =
        serde_wasm_bindgen::Serializer::new().serialize_maps_as_objects(true).serialize_missing_as_null(true);
    Ok(value.serialize(&serializer)?)
}

/// The bytes of a `Uint8Array` or `ArrayBuffer`.
pub struct Buffer(pub Vec<u8>);

impl<'de> Deserialize<'de> for Buffer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Bytes;
        impl Visitor<'_> for Bytes {
            type Value = Buffer;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("a Uint8Array")
            }

            fn visit_byte_buf<E: Error>(self, bytes: Vec<u8>) -> Result<Buffer, E> {
                Ok(Buffer(bytes))
            }

            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Buffer, E> {
                Ok(Buffer(bytes.to_vec()))
            }
        }
        deserializer.deserialize_byte_buf(Bytes)
    }
}
