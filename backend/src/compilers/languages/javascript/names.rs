//! WIT's names as JavaScript has them, and its strings.

pub use diptych_bindings::names::{lower_camel, upper_camel};

/// `text` as a JavaScript string literal.
pub fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
