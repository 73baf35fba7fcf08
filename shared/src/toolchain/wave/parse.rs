//! WAVE text to values of a type, with messages for people.

use super::{VALUE_DEPTH, Value, type_text};
use crate::api::types::{NamedCase, NamedType, WitType};
use std::collections::BTreeMap;
use std::ops::Range;
use wasm_wave::ast::{Node, NodeType};
use wasm_wave::parser::{ParserError, ParserErrorKind};
use wasm_wave::untyped::UntypedValue;

/// The longest WAVE text that is read, in bytes (limit `wave-bytes`).
pub const WAVE_BYTES: usize = 1 << 20;

/// Why a WAVE text is not a value of a type.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
#[error("{message}")]
pub struct WaveError {
    /// What is wrong and what the type is, as WIT.
    pub message: String,
    /// Byte range in the text.
    pub span: Range<usize>,
}

impl WaveError {
    fn new(message: impl Into<String>, span: Range<usize>) -> Self {
        WaveError { message: message.into(), span }
    }
}

/// Reads `text` as a value of `ty`. A handle, wherever it stands, is written `$n`.
pub fn parse(ty: &WitType, text: &str) -> Result<Value, WaveError> {
    if text.len() > WAVE_BYTES {
        let message =
            format!("this text has {} bytes; at most {WAVE_BYTES} are read (limit wave-bytes)", text.len());
        return Err(WaveError::new(message, 0..0));
    }
    if text.trim().is_empty() {
        return Err(WaveError::new(format!("write a value of type {}", type_text(ty)), 0..text.len()));
    }
    let words = handles_as_words(text);
    let value = UntypedValue::parse(&words).map_err(|error| syntax_error(&error, ty, text))?;
    Reader { text, words: &words }.value(value.node(), ty, 0)
}

/// The text with `$12` turned into `h12` outside quotes: WAVE has no word for handles, and the same
/// length keeps every span right.
fn handles_as_words(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    let mut quote = None;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match (quote, character) {
            (Some(_), '\\') => {
                words.push(character);
                words.extend(characters.next());
                continue;
            }
            (Some(open), _) if open == character => quote = None,
            (None, '"' | '\'') => quote = Some(character),
            (None, '$') if characters.peek().is_some_and(char::is_ascii_digit) => {
                words.push('h');
                continue;
            }
            _ => {}
        }
        words.push(character);
    }
    words
}

fn syntax_error(error: &ParserError, ty: &WitType, text: &str) -> WaveError {
    let expected = type_text(ty);
    let detail = error.detail().unwrap_or_default();
    let message = match error.kind() {
        ParserErrorKind::EmptyTuple => "`()` is no value: a tuple has at least one item".to_owned(),
        ParserErrorKind::InvalidMultilineString => {
            format!("this multi-line string is not well formed: {detail}")
        }
        ParserErrorKind::InvalidToken => {
            format!("this is not WAVE; expected a value of type {expected}")
        }
        ParserErrorKind::TrailingCharacters => {
            "the value ends here; what follows does not belong to it".to_owned()
        }
        ParserErrorKind::UnexpectedEnd => {
            format!("the text ends too early; expected a value of type {expected}")
        }
        ParserErrorKind::UnexpectedToken => {
            format!("this was not expected here; the whole is of type {expected}")
        }
        ParserErrorKind::DuplicateField => format!("the field {detail} is given twice"),
        ParserErrorKind::DuplicateFlag => format!("the flag {detail} is given twice"),
        ParserErrorKind::NestingTooDeep => "values may nest at most 100 deep".to_owned(),
        other => format!("{other}; expected a value of type {expected}"),
    };
    let span = error.span();
    WaveError::new(message, span.start.min(text.len())..span.end.min(text.len()))
}

/// Turns nodes into values.
struct Reader<'a> {
    /// As it was given.
    text: &'a str,
    /// As it was parsed: `$n` is `hn`.
    words: &'a str,
}

impl Reader<'_> {
    fn value(&self, node: &Node, ty: &WitType, depth: usize) -> Result<Value, WaveError> {
        if depth > VALUE_DEPTH {
            return Err(WaveError::new("this type nests too deep", node.span()));
        }
        let depth = depth + 1;
        Ok(match ty {
            WitType::Bool => Value::Bool(node.as_bool().map_err(|_| self.expected(node, ty))?),
            WitType::S8 => Value::S8(self.number(node, ty)?),
            WitType::U8 => Value::U8(self.number(node, ty)?),
            WitType::S16 => Value::S16(self.number(node, ty)?),
            WitType::U16 => Value::U16(self.number(node, ty)?),
            WitType::S32 => Value::S32(self.number(node, ty)?),
            WitType::U32 => Value::U32(self.number(node, ty)?),
            WitType::S64 => Value::S64(self.number(node, ty)?),
            WitType::U64 => Value::U64(self.number(node, ty)?),
            WitType::F32 => Value::F32(self.number(node, ty)?),
            WitType::F64 => Value::F64(self.number(node, ty)?),
            WitType::Char => Value::Char(node.as_char(self.text).map_err(|_| self.expected(node, ty))?),
            WitType::String => match node.as_str(self.text) {
                Ok(text) => Value::String(text.into_owned()),
                Err(error) if error.kind() == ParserErrorKind::InvalidType => {
                    return Err(self.expected(node, ty));
                }
                Err(error) => return Err(syntax_error(&error, ty, self.text)),
            },
            WitType::List { element } => {
                let items = node.as_list().map_err(|_| self.expected(node, ty))?;
                if **element == WitType::U8 {
                    let bytes: Result<Vec<u8>, _> = items.map(|item| self.number(item, element)).collect();
                    Value::Bytes(bytes?.into())
                } else {
                    let items: Result<_, _> = items.map(|item| self.value(item, element, depth)).collect();
                    Value::List(items?)
                }
            }
            WitType::Option { some } => match node.ty() {
                NodeType::OptionNone => Value::Option(None),
                NodeType::OptionSome => {
                    let payload = node.as_option().ok().flatten();
                    Value::Option(self.payload(node, "some", Some(some), payload, depth)?)
                }
                // WAVE lets `some(…)` be left out where it cannot be mistaken.
                _ if may_stand_alone(some) => Value::Option(Some(Box::new(self.value(node, some, depth)?))),
                _ => return Err(self.expected(node, ty)),
            },
            WitType::Result { ok, err } => match node.as_result() {
                Ok(Ok(payload)) => {
                    Value::Result(Ok(self.payload(node, "ok", ok.as_deref(), payload, depth)?))
                }
                Ok(Err(payload)) => {
                    Value::Result(Err(self.payload(node, "err", err.as_deref(), payload, depth)?))
                }
                Err(_) => match ok {
                    Some(ok) if may_stand_alone(ok) => {
                        Value::Result(Ok(Some(Box::new(self.value(node, ok, depth)?))))
                    }
                    _ => return Err(self.expected(node, ty)),
                },
            },
            WitType::Tuple { items } => {
                let nodes = node.as_tuple().map_err(|_| self.expected(node, ty))?;
                if nodes.len() != items.len() {
                    let message = format!(
                        "this tuple has {} items; {} has {}",
                        nodes.len(),
                        type_text(ty),
                        items.len()
                    );
                    return Err(WaveError::new(message, node.span()));
                }
                let values: Result<_, _> =
                    nodes.zip(items).map(|(node, ty)| self.value(node, ty, depth)).collect();
                Value::Tuple(values?)
            }
            WitType::Record { fields } => self.record(node, ty, fields, depth)?,
            WitType::Variant { cases } => self.variant(node, ty, cases, depth)?,
            WitType::Enum { cases } => {
                let case = node.as_enum(self.words).map_err(|_| self.expected(node, ty))?;
                if !cases.iter().any(|known| known == case) {
                    return Err(unknown("case", case, cases.iter(), node.span()));
                }
                Value::Enum(case.to_owned())
            }
            WitType::Flags { names } => self.flags(node, ty, names)?,
            WitType::Own { resource } | WitType::Borrow { resource } => self.handle(node, resource)?,
            WitType::Unsupported { name } => {
                return Err(WaveError::new(
                    format!("values of type {name} cannot be written here yet"),
                    node.span(),
                ));
            }
        })
    }

    fn expected(&self, node: &Node, ty: &WitType) -> WaveError {
        let found = match node.ty() {
            NodeType::BoolTrue | NodeType::BoolFalse => "a bool",
            NodeType::Number => "a number",
            NodeType::Char => "a char",
            NodeType::String | NodeType::MultilineString => "a string",
            NodeType::Tuple => "a tuple",
            NodeType::List => "a list",
            NodeType::Record => "a record",
            NodeType::Label => "a name",
            NodeType::VariantWithPayload => "a variant case",
            NodeType::OptionSome | NodeType::OptionNone => "an option",
            NodeType::ResultOk | NodeType::ResultErr => "a result",
            NodeType::Flags => "flags",
        };
        let hint = match (ty, node.ty()) {
            (WitType::String | WitType::Char, NodeType::Label) => "; put it in quotes",
            (WitType::Variant { .. } | WitType::Enum { .. }, _) if !matches!(node.ty(), NodeType::String) => {
                "; a case named like a keyword is written with `%` in front"
            }
            _ => "",
        };
        WaveError::new(format!("expected {}, found {found}{hint}", type_text(ty)), node.span())
    }

    fn number<T: std::str::FromStr>(&self, node: &Node, ty: &WitType) -> Result<T, WaveError> {
        node.as_number(self.text).map_err(|error| match error.kind() {
            ParserErrorKind::InvalidValue => {
                WaveError::new(format!("this number is not a {}", type_text(ty)), node.span())
            }
            _ => self.expected(node, ty),
        })
    }

    fn payload(
        &self,
        node: &Node,
        case: &str,
        ty: Option<&WitType>,
        payload: Option<&Node>,
        depth: usize,
    ) -> Result<Option<Box<Value>>, WaveError> {
        match (ty, payload) {
            (Some(ty), Some(payload)) => Ok(Some(Box::new(self.value(payload, ty, depth)?))),
            (None, None) => Ok(None),
            (Some(ty), None) => Err(WaveError::new(
                format!("`{case}` needs a payload of type {}: write `{case}(…)`", type_text(ty)),
                node.span(),
            )),
            (None, Some(payload)) => Err(WaveError::new(format!("`{case}` has no payload"), payload.span())),
        }
    }

    fn record(
        &self,
        node: &Node,
        ty: &WitType,
        fields: &[NamedType],
        depth: usize,
    ) -> Result<Value, WaveError> {
        let mut given = BTreeMap::new();
        // `{}` is empty flags to the parser; here it can only mean a record with all fields left out.
        let is_empty =
            node.ty() == NodeType::Flags && node.as_flags(self.words).is_ok_and(|mut f| f.next().is_none());
        if !is_empty {
            given.extend(node.as_record(self.words).map_err(|_| self.expected(node, ty))?);
        }
        let mut values = Vec::with_capacity(fields.len());
        for field in fields {
            let value = match (given.remove(field.name.as_str()), &field.ty) {
                (Some(node), ty) => self.value(node, ty, depth)?,
                (None, WitType::Option { .. }) => Value::Option(None),
                (None, ty) => {
                    let message = format!("the field `{}` of type {} is missing", field.name, type_text(ty));
                    return Err(WaveError::new(message, node.span()));
                }
            };
            values.push((field.name.clone(), value));
        }
        match given.into_iter().next() {
            None => Ok(Value::Record(values)),
            Some((name, node)) => {
                Err(unknown("field", name, fields.iter().map(|field| &field.name), node.span()))
            }
        }
    }

    fn variant(
        &self,
        node: &Node,
        ty: &WitType,
        cases: &[NamedCase],
        depth: usize,
    ) -> Result<Value, WaveError> {
        let (name, payload) = node.as_variant(self.words).map_err(|_| self.expected(node, ty))?;
        let Some(case) = cases.iter().find(|case| case.name == name) else {
            return Err(unknown("case", name, cases.iter().map(|case| &case.name), node.span()));
        };
        let payload = self.payload(node, name, case.ty.as_ref(), payload, depth)?;
        Ok(Value::Variant(name.to_owned(), payload))
    }

    fn flags(&self, node: &Node, ty: &WitType, names: &[String]) -> Result<Value, WaveError> {
        let mut set = vec![false; names.len()];
        for flag in node.as_flags(self.words).map_err(|_| self.expected(node, ty))? {
            let flag = flag.trim_start_matches('%');
            match names.iter().position(|name| name == flag) {
                Some(index) => set[index] = true,
                None => return Err(unknown("flag", flag, names.iter(), node.span())),
            }
        }
        // In the type's order, whatever the text's: flags are a set.
        Ok(Value::Flags(
            names.iter().zip(set).filter(|(_, set)| *set).map(|(name, _)| name.clone()).collect(),
        ))
    }

    fn handle(&self, node: &Node, resource: &str) -> Result<Value, WaveError> {
        let word = &self.text[node.span()];
        let is_handle = node.ty() == NodeType::Label
            && word.strip_prefix('$').is_some_and(|n| n.bytes().all(|byte| byte.is_ascii_digit()));
        if is_handle {
            return Ok(Value::Handle(word.to_owned()));
        }
        let message = format!(
            "a `{resource}` is a handle: write `$n` for the one that the n-th call returned, such as `$1`"
        );
        Err(WaveError::new(message, node.span()))
    }
}

/// Whether a payload of this type may be written without its `some(…)` or `ok(…)`.
fn may_stand_alone(ty: &WitType) -> bool {
    !matches!(ty, WitType::Option { .. } | WitType::Result { .. })
}

fn unknown<'a>(
    what: &str,
    name: &str,
    known: impl Iterator<Item = &'a String>,
    span: Range<usize>,
) -> WaveError {
    let mut list: Vec<&str> = known.map(String::as_str).take(13).collect();
    if list.len() > 12 {
        list[12] = "…";
    }
    WaveError::new(format!("there is no {what} `{name}`; there are: {}", list.join(", ")), span)
}
