//! Values to WAVE text, byte for byte what the wasm-wave crate writes.

use super::{VALUE_DEPTH, Value};

/// The WAVE text of a value. A handle is its name.
pub fn to_text(value: &Value) -> String {
    let mut writer = Writer { text: String::new(), characters_left: usize::MAX, byte_strings: false };
    writer.value(value, 0);
    writer.text
}

/// How a trace writes a value: WAVE, with [`Value::Bytes`] as a byte string, `b"hi\n\x00"`, cut after
/// `characters` characters; `…` follows a cut.
///
/// In a byte string printable ASCII stands for itself, the rest is `\n`, `\r`, `\t`, `\\`, `\"` or
/// `\x` and two lower-case hex digits. Every `list<u8>` must come as [`Value::Bytes`], empty ones
/// too, so that both engines write the same.
pub fn to_trace_text(value: &Value, characters: usize) -> String {
    cut(value, characters, true)
}

/// The WAVE text of a value, cut after `characters` characters; `…` follows a cut.
///
/// The work is bounded too: what comes after the cut is not rendered.
pub fn to_text_cut(value: &Value, characters: usize) -> String {
    cut(value, characters, false)
}

fn cut(value: &Value, characters: usize, byte_strings: bool) -> String {
    let characters_left = characters.saturating_add(1);
    let mut writer = Writer { text: String::new(), characters_left, byte_strings };
    writer.value(value, 0);
    if writer.characters_left == 0 {
        // One character more than allowed was written, which shows that there is more.
        writer.text.pop();
        writer.text.push('…');
    }
    writer.text
}

/// Writes until its characters are used up, then drops everything.
struct Writer {
    text: String,
    characters_left: usize,
    /// Byte lists are written as byte strings.
    byte_strings: bool,
}

impl Writer {
    fn full(&self) -> bool {
        self.characters_left == 0
    }

    fn character(&mut self, character: char) {
        if self.characters_left > 0 {
            self.characters_left -= 1;
            self.text.push(character);
        }
    }

    fn str(&mut self, text: &str) {
        if text.len() <= self.characters_left && text.is_ascii() {
            self.characters_left -= text.len();
            self.text.push_str(text);
        } else {
            text.chars().for_each(|character| self.character(character));
        }
    }

    fn display(&mut self, value: impl std::fmt::Display) {
        self.str(&value.to_string());
    }

    fn escaped(&mut self, character: char) {
        if "\\\"'\t\r\n".contains(character) {
            character.escape_default().for_each(|part| self.character(part));
        } else if character.is_control() {
            character.escape_unicode().for_each(|part| self.character(part));
        } else {
            character.escape_debug().for_each(|part| self.character(part));
        }
    }

    fn separated<T>(&mut self, items: impl IntoIterator<Item = T>, mut write: impl FnMut(&mut Self, T)) {
        for (index, item) in items.into_iter().enumerate() {
            if self.full() {
                return;
            }
            if index > 0 {
                self.str(", ");
            }
            write(self, item);
        }
    }

    fn byte_string(&mut self, bytes: &[u8]) {
        const HEX: &[u8; 16] = b"0123456789abcdef";
        self.str("b\"");
        for &byte in bytes {
            if self.full() {
                return;
            }
            match byte {
                b'\n' => self.str("\\n"),
                b'\r' => self.str("\\r"),
                b'\t' => self.str("\\t"),
                b'\\' => self.str("\\\\"),
                b'"' => self.str("\\\""),
                b' '..=b'~' => self.character(char::from(byte)),
                _ => {
                    self.str("\\x");
                    self.character(char::from(HEX[usize::from(byte >> 4)]));
                    self.character(char::from(HEX[usize::from(byte & 15)]));
                }
            }
        }
        self.character('"');
    }

    /// A case label; `%` in front tells it from a keyword.
    fn label(&mut self, label: &str) {
        if matches!(label, "true" | "false" | "some" | "none" | "ok" | "err" | "inf" | "nan") {
            self.character('%');
        }
        self.str(label);
    }

    fn payload(&mut self, payload: Option<&Value>, depth: usize) {
        if let Some(payload) = payload {
            self.character('(');
            self.value(payload, depth);
            self.character(')');
        }
    }

    fn value(&mut self, value: &Value, depth: usize) {
        if depth > VALUE_DEPTH {
            return self.character('…');
        }
        let depth = depth + 1;
        match value {
            Value::Bool(value) => self.display(value),
            Value::S8(value) => self.display(value),
            Value::U8(value) => self.display(value),
            Value::S16(value) => self.display(value),
            Value::U16(value) => self.display(value),
            Value::S32(value) => self.display(value),
            Value::U32(value) => self.display(value),
            Value::S64(value) => self.display(value),
            Value::U64(value) => self.display(value),
            Value::F32(value) if value.is_nan() => self.str("nan"),
            Value::F32(value) => self.display(value),
            Value::F64(value) if value.is_nan() => self.str("nan"),
            Value::F64(value) => self.display(value),
            Value::Char(value) => {
                self.character('\'');
                self.escaped(*value);
                self.character('\'');
            }
            Value::String(value) => {
                self.character('"');
                for character in value.chars() {
                    if self.full() {
                        return;
                    }
                    self.escaped(character);
                }
                self.character('"');
            }
            Value::List(items) => {
                self.character('[');
                self.separated(items, |writer, item| writer.value(item, depth));
                self.character(']');
            }
            Value::Bytes(bytes) if self.byte_strings => self.byte_string(bytes),
            Value::Bytes(bytes) => {
                self.character('[');
                self.separated(bytes.iter(), |writer, byte| writer.display(byte));
                self.character(']');
            }
            Value::Tuple(items) => {
                self.character('(');
                self.separated(items, |writer, item| writer.value(item, depth));
                self.character(')');
            }
            Value::Record(fields) => self.record(fields, depth),
            Value::Variant(case, payload) => {
                self.label(case);
                self.payload(payload.as_deref(), depth);
            }
            Value::Enum(case) => self.label(case),
            Value::Option(None) => self.str("none"),
            Value::Option(Some(payload)) => {
                self.str("some");
                self.payload(Some(payload), depth);
            }
            Value::Result(Ok(payload)) => {
                self.str("ok");
                self.payload(payload.as_deref(), depth);
            }
            Value::Result(Err(payload)) => {
                self.str("err");
                self.payload(payload.as_deref(), depth);
            }
            Value::Flags(names) => {
                self.character('{');
                self.separated(names, |writer, name| writer.str(name));
                self.character('}');
            }
            Value::Handle(name) => self.str(name),
        }
    }

    /// Fields that are `none` are left out; nothing at all is `{:}`, because `{}` is empty flags.
    fn record(&mut self, fields: &[(String, Value)], depth: usize) {
        let mut present = fields.iter().filter(|(_, value)| !matches!(value, Value::Option(None))).peekable();
        self.character('{');
        if present.peek().is_none() {
            self.character(':');
        }
        self.separated(present, |writer, (name, value)| {
            writer.str(name);
            writer.str(": ");
            writer.value(value, depth);
        });
        self.character('}');
    }
}
