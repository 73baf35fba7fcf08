//! The toolchain worker: `diptych.toolchain`.

use super::json::{to_js, words};
use js_sys::{Object, Reflect, Uint8Array};
use serde::Serialize;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["diptych", "toolchain"], js_name = call, catch)]
    async fn raw_call(method: &str, argument: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = ["diptych", "toolchain"], js_name = send)]
    fn raw_send(method: &str, argument: &JsValue);
}

/// Calls a method of the toolchain. The error is for people.
pub async fn call(method: &str, argument: Argument) -> Result<JsValue, String> {
    let argument: JsValue = argument.0?.into();
    raw_call(method, &argument).await.map_err(|error| words(&error))
}

/// Calls a method that answers nothing, after everything that was called before.
pub fn send(method: &str, argument: Argument) {
    // Its fields are plain values, which always make an object.
    if let Ok(argument) = argument.0 {
        raw_send(method, &argument);
    }
}

/// A method's one argument: an object built field by field.
pub struct Argument(Result<Object, String>);

impl Argument {
    /// No fields.
    pub fn new() -> Self {
        Argument(Ok(Object::new()))
    }

    /// With a field that is plain data.
    pub fn with<T: Serialize>(self, name: &str, value: &T) -> Self {
        let value = to_js(value);
        Argument(self.0.and_then(|object| set(object, name, &value?)))
    }

    /// With a field that is a JavaScript value already.
    pub fn with_value(self, name: &str, value: &JsValue) -> Self {
        Argument(self.0.and_then(|object| set(object, name, value)))
    }

    /// With a field that is an object of bytes.
    pub fn with_named_bytes<'a>(
        self,
        name: &str,
        mut list: impl Iterator<Item = (&'a str, &'a [u8])>,
    ) -> Self {
        let named =
            list.try_fold(Object::new(), |object, (name, bytes)| set(object, name, &Uint8Array::from(bytes)));
        Argument(self.0.and_then(|object| set(object, name, &named?.into())))
    }

    /// With a field that is bytes.
    pub fn with_bytes(self, name: &str, bytes: &[u8]) -> Self {
        Argument(self.0.and_then(|object| set(object, name, &Uint8Array::from(bytes))))
    }
}

fn set(object: Object, name: &str, value: &JsValue) -> Result<Object, String> {
    Reflect::set(&object, &name.into(), value).map_err(|error| words(&error))?;
    Ok(object)
}
