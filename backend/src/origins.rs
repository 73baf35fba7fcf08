//! Which other sites may show this server's embed pages, and whose pages may ask it to evaluate Rust.

use axum::http::HeaderValue;

/// The sites whose pages may show `/embed`: what stands after `frame-ancestors` (CSP Level 3, §6.4.2.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameAncestors(String);

impl FrameAncestors {
    /// Reads `*`, `off`, or sources such as `https://docs.example` or `https://*.example:8443`, separated by commas
    /// or spaces. The error is the word that is none of these.
    pub fn parse(text: &str) -> Result<FrameAncestors, String> {
        let words = split(text);
        match words.as_slice() {
            [] | ["*"] => return Ok(FrameAncestors("*".to_owned())),
            ["off" | "none" | "'none'"] => return Ok(FrameAncestors("'none'".to_owned())),
            _ => {}
        }
        match words.iter().find(|word| **word != "'self'" && !is_source(word)) {
            Some(wrong) => Err((*wrong).to_owned()),
            None => Ok(FrameAncestors(words.join(" "))),
        }
    }

    /// The directive's value.
    pub fn value(&self) -> &str {
        &self.0
    }
}

/// The sites whose pages may ask this server something across origins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origins {
    /// All of them.
    Any,
    /// These, as browsers write an origin, in lower case.
    Listed(Vec<String>),
}

impl Origins {
    /// Reads `*`, or origins such as `https://book.example`, separated by commas or spaces; an empty text is none. The
    /// error is the word that is no origin.
    pub fn parse(text: &str) -> Result<Origins, String> {
        let words = split(text);
        if words == ["*"] {
            return Ok(Origins::Any);
        }
        match words.iter().find(|word| !is_source(word) || word.contains('*')) {
            Some(wrong) => Err((*wrong).to_owned()),
            None => Ok(Origins::Listed(words.into_iter().map(str::to_ascii_lowercase).collect())),
        }
    }

    /// Whether pages of `origin` may. A sandboxed page's `null` is nobody's unless all may.
    pub fn allow(&self, origin: &HeaderValue) -> bool {
        match self {
            Origins::Any => true,
            Origins::Listed(known) => {
                let origin = origin.to_str().unwrap_or_default();
                known.iter().any(|known| known.eq_ignore_ascii_case(origin))
            }
        }
    }
}

fn split(text: &str) -> Vec<&str> {
    text.split([',', ' ']).filter(|word| !word.is_empty()).collect()
}

/// A scheme and a host, with a port or without: nothing that could end a directive or a header.
fn is_source(word: &str) -> bool {
    let host = word.strip_prefix("https://").or_else(|| word.strip_prefix("http://"));
    host.is_some_and(|host| {
        !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:*[]".contains(&byte))
    })
}

#[cfg(test)]
mod tests {
    use super::{FrameAncestors, Origins};

    #[test]
    fn ancestors_are_all_none_or_sources() {
        let value = |text: &str| FrameAncestors::parse(text).map(|parsed| parsed.value().to_owned());
        for (text, expected) in [
            ("", "*"),
            ("*", "*"),
            ("off", "'none'"),
            ("'none'", "'none'"),
            ("https://docs.example, https://*.example:8443", "https://docs.example https://*.example:8443"),
            ("'self' http://localhost:3000", "'self' http://localhost:3000"),
        ] {
            assert_eq!(value(text).as_deref(), Ok(expected), "{text}");
        }
        for wrong in
            ["docs.example", "https://a.example;script-src", "https://", "'unsafe'", "https://a.example/b"]
        {
            assert!(value(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn only_listed_origins_may_ask() {
        let may =
            |setting: &str, origin: &str| Origins::parse(setting).unwrap().allow(&origin.parse().unwrap());
        assert!(!may("", "https://book.example"));
        assert!(may("https://Book.example, http://localhost:3000", "https://book.example"));
        assert!(!may("https://book.example", "https://book.example.evil.example"));
        assert!(!may("https://book.example", "http://book.example"));
        assert!(!may("https://book.example", "null"));
        assert!(may("*", "null"));
        for wrong in ["book.example", "https://*.example", "https://a.example/", "*, https://a.example"] {
            assert!(Origins::parse(wrong).is_err(), "{wrong}");
        }
    }
}
