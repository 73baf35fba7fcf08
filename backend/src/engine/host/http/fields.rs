//! `fields`: headers and trailers, in the order they were given, with lower-case names.

use super::HttpView;
use super::generated::wasi::http::types::{self, HeaderError};
use crate::engine::host::Ending;
use wasmtime::component::Resource;

/// What the fields of one resource may hold (`header-bytes`).
const HEADER_BYTES: usize = 128 << 10;
/// What a field costs beside its name and value, so that empty ones are bounded too.
const FIELD_BYTES: usize = 32;

/// Names that say how messages are carried, which is the host's business.
const FORBIDDEN: [&str; 9] = [
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "transfer-encoding",
    "upgrade",
    "host",
    "http2-settings",
];

/// Whether a guest may neither set nor see this lower-case name.
pub fn is_forbidden(name: &str) -> bool {
    FORBIDDEN.contains(&name)
}

/// The fields of a message, or of one in the making.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields {
    entries: Vec<(String, Vec<u8>)>,
    is_immutable: bool,
}

/// Why fields do not change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refusal {
    InvalidSyntax,
    Forbidden,
    Immutable,
    /// [`HEADER_BYTES`] was met.
    TooLarge,
}

/// A name in lower case, if it is one: a token of RFC 9110.
fn field_name(name: &str) -> Option<String> {
    is_token(name).then(|| name.to_ascii_lowercase())
}

/// Whether this is a token of RFC 9110, which methods and field names are.
pub fn is_token(text: &str) -> bool {
    let is_mark = |byte: u8| b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || is_mark(byte))
}

/// The length of a body that a `content-length` value tells, if it tells one.
fn length(value: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(value).ok()?;
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}

fn is_value(name: &str, value: &[u8]) -> bool {
    let is_text = value.iter().all(|&byte| (byte >= b' ' && byte != 0x7f) || byte == b'\t');
    is_text && (name != "content-length" || length(value).is_some())
}

impl Fields {
    /// The fields of a message that came, as they are, never to be changed.
    pub fn received(entries: impl IntoIterator<Item = (String, Vec<u8>)>) -> Fields {
        let entries = entries.into_iter().map(|(name, value)| (name.to_ascii_lowercase(), value)).collect();
        Fields { entries, is_immutable: true }
    }

    /// The same fields, never to be changed again.
    pub fn frozen(mut self) -> Fields {
        self.is_immutable = true;
        self
    }

    /// All of them.
    pub fn entries(&self) -> &[(String, Vec<u8>)] {
        &self.entries
    }

    /// What `content-length` says.
    pub fn content_length(&self) -> Option<u64> {
        self.get("content-length").first().and_then(|value| length(value))
    }

    fn get(&self, name: &str) -> Vec<Vec<u8>> {
        let name = name.to_ascii_lowercase();
        self.entries.iter().filter(|(other, _)| *other == name).map(|(_, value)| value.clone()).collect()
    }

    /// The name in lower case, when fields of that name may be changed here.
    fn changeable(&self, name: &str) -> Result<String, Refusal> {
        let name = field_name(name).ok_or(Refusal::InvalidSyntax)?;
        if is_forbidden(&name) {
            return Err(Refusal::Forbidden);
        }
        if self.is_immutable { Err(Refusal::Immutable) } else { Ok(name) }
    }

    fn append(&mut self, name: &str, value: Vec<u8>) -> Result<(), Refusal> {
        let name = self.changeable(name)?;
        // Two lengths would leave it open where a body ends.
        let is_second_length = name == "content-length" && !self.get(&name).is_empty();
        if !is_value(&name, &value) || is_second_length {
            return Err(Refusal::InvalidSyntax);
        }
        self.entries.push((name, value));
        if self.size() > HEADER_BYTES { Err(Refusal::TooLarge) } else { Ok(()) }
    }

    /// Replaces all fields of a name, at the end of the order.
    fn set(&mut self, name: &str, values: Vec<Vec<u8>>) -> Result<(), Refusal> {
        let name = self.changeable(name)?;
        let is_length = name == "content-length";
        if values.iter().any(|value| !is_value(&name, value)) || (is_length && values.len() > 1) {
            return Err(Refusal::InvalidSyntax);
        }
        self.entries.retain(|(other, _)| *other != name);
        self.entries.extend(values.into_iter().map(|value| (name.clone(), value)));
        if self.size() > HEADER_BYTES { Err(Refusal::TooLarge) } else { Ok(()) }
    }

    fn delete(&mut self, name: &str) -> Result<(), Refusal> {
        let name = self.changeable(name)?;
        self.entries.retain(|(other, _)| *other != name);
        Ok(())
    }

    fn size(&self) -> usize {
        self.entries.iter().map(|(name, value)| name.len() + value.len() + FIELD_BYTES).sum()
    }
}

impl HttpView<'_> {
    /// The interface's error, or the run's end.
    fn told<T>(&self, result: Result<T, Refusal>) -> wasmtime::Result<Result<T, HeaderError>> {
        let error = match result {
            Ok(value) => return Ok(Ok(value)),
            Err(Refusal::InvalidSyntax) => HeaderError::InvalidSyntax,
            Err(Refusal::Forbidden) => HeaderError::Forbidden,
            Err(Refusal::Immutable) => HeaderError::Immutable,
            Err(Refusal::TooLarge) => {
                let limit = Ending::Limit { limit: "header-bytes", value: HEADER_BYTES as u64 };
                return Err(self.ending.end(limit));
            }
        };
        Ok(Err(error))
    }

    /// A copy of a message's fields as a resource of its own.
    pub fn push_fields(&mut self, fields: Fields) -> wasmtime::Result<Resource<Fields>> {
        Ok(self.table.push(fields)?)
    }
}

impl types::HostFields for HttpView<'_> {
    fn new(&mut self) -> wasmtime::Result<Resource<Fields>> {
        self.push_fields(Fields::default())
    }

    fn from_list(
        &mut self,
        entries: Vec<(String, Vec<u8>)>,
    ) -> wasmtime::Result<Result<Resource<Fields>, HeaderError>> {
        let mut fields = Fields::default();
        let made = entries.into_iter().try_for_each(|(name, value)| fields.append(&name, value));
        match self.told(made)? {
            Ok(()) => Ok(Ok(self.push_fields(fields)?)),
            Err(error) => Ok(Err(error)),
        }
    }

    fn get(&mut self, fields: Resource<Fields>, name: String) -> wasmtime::Result<Vec<Vec<u8>>> {
        Ok(self.table.get(&fields)?.get(&name))
    }

    fn has(&mut self, fields: Resource<Fields>, name: String) -> wasmtime::Result<bool> {
        Ok(!self.table.get(&fields)?.get(&name).is_empty())
    }

    fn set(
        &mut self,
        fields: Resource<Fields>,
        name: String,
        value: Vec<Vec<u8>>,
    ) -> wasmtime::Result<Result<(), HeaderError>> {
        let set = self.table.get_mut(&fields)?.set(&name, value);
        self.told(set)
    }

    fn delete(
        &mut self,
        fields: Resource<Fields>,
        name: String,
    ) -> wasmtime::Result<Result<(), HeaderError>> {
        let deleted = self.table.get_mut(&fields)?.delete(&name);
        self.told(deleted)
    }

    fn append(
        &mut self,
        fields: Resource<Fields>,
        name: String,
        value: Vec<u8>,
    ) -> wasmtime::Result<Result<(), HeaderError>> {
        let appended = self.table.get_mut(&fields)?.append(&name, value);
        self.told(appended)
    }

    fn entries(&mut self, fields: Resource<Fields>) -> wasmtime::Result<Vec<(String, Vec<u8>)>> {
        Ok(self.table.get(&fields)?.entries.clone())
    }

    fn clone(&mut self, fields: Resource<Fields>) -> wasmtime::Result<Resource<Fields>> {
        let entries = self.table.get(&fields)?.entries.clone();
        self.push_fields(Fields { entries, is_immutable: false })
    }

    fn drop(&mut self, fields: Resource<Fields>) -> wasmtime::Result<()> {
        self.table.delete(fields)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Fields, Refusal};

    fn value(text: &str) -> Vec<u8> {
        text.as_bytes().to_vec()
    }

    #[test]
    fn fields_keep_their_order_and_have_lower_case_names() {
        let mut fields = Fields::default();
        for (name, text) in [("X-A", "1"), ("x-b", "2"), ("x-a", "3")] {
            fields.append(name, value(text)).unwrap();
        }
        let names: Vec<&str> = fields.entries().iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["x-a", "x-b", "x-a"]);
        assert_eq!(fields.get("X-a"), [value("1"), value("3")]);
        fields.set("x-A", vec![value("4")]).unwrap();
        let names: Vec<&str> = fields.entries().iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["x-b", "x-a"]);
        fields.delete("x-b").unwrap();
        assert_eq!(fields.entries().len(), 1);
    }

    #[test]
    fn what_is_no_field_is_refused() {
        let mut fields = Fields::default();
        for (name, text, refusal) in [
            ("", "v", Refusal::InvalidSyntax),
            ("a b", "v", Refusal::InvalidSyntax),
            ("ä", "v", Refusal::InvalidSyntax),
            ("a", "line\r\nbreak", Refusal::InvalidSyntax),
            ("Host", "example.com", Refusal::Forbidden),
            ("Transfer-Encoding", "chunked", Refusal::Forbidden),
            ("content-length", "+1", Refusal::InvalidSyntax),
            ("content-length", "", Refusal::InvalidSyntax),
        ] {
            assert_eq!(fields.append(name, value(text)), Err(refusal), "{name}: {text}");
        }
        fields.append("content-length", value("12")).unwrap();
        assert_eq!(fields.append("content-length", value("12")), Err(Refusal::InvalidSyntax));
        assert_eq!(fields.content_length(), Some(12));
        assert_eq!(fields.append("a", vec![b'a'; 200_000]), Err(Refusal::TooLarge));
        assert_eq!(fields.frozen().delete("a"), Err(Refusal::Immutable));
    }
}
