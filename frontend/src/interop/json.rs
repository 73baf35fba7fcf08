//! Values that cross between Rust and JavaScript, by way of JSON.
//!
//! JSON text rather than field-by-field reflection: the browser's own parser does the walking, which
//! is faster for long traces, and the page needs JSON for the server anyway, so nothing is compiled twice.

use js_sys::{Array, JSON, JsString, Object, Reflect};
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::{JsCast as _, JsValue};

/// A Rust value as a plain JavaScript object.
pub fn to_js<T: Serialize>(value: &T) -> Result<JsValue, String> {
    let text = serde_json::to_string(value).map_err(|error| error.to_string())?;
    JSON::parse(&text).map_err(|error| words(&error))
}

/// A plain JavaScript object as a Rust value.
pub fn from_js<T: DeserializeOwned>(value: &JsValue) -> Result<T, String> {
    let text = JSON::stringify(value).map_err(|error| words(&error))?;
    serde_json::from_str(&String::from(text)).map_err(|error| error.to_string())
}

/// What a thrown value says, for people.
pub fn words(error: &JsValue) -> String {
    match error.dyn_ref::<js_sys::Error>() {
        Some(error) => String::from(error.message()),
        None => error.as_string().unwrap_or_else(|| format!("{error:?}")),
    }
}

/// A field of an object; `undefined` where it has none.
pub fn field(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or_default()
}

/// The strings of a list.
pub fn strings(list: &JsValue) -> Vec<JsString> {
    Array::from(list).iter().filter_map(|line| line.dyn_into().ok()).collect()
}

/// An object of these fields.
pub fn object<const N: usize>(fields: [(&str, JsValue); N]) -> Result<JsValue, String> {
    let object = Object::new();
    fields.iter().try_for_each(|(name, value)| set(&object, name, value))?;
    Ok(object.into())
}

/// Sets a field of an object.
pub fn set(object: &Object, name: &str, value: &JsValue) -> Result<(), String> {
    Reflect::set(object, &name.into(), value).map(drop).map_err(|error| words(&error))
}
