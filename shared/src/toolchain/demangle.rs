//! Names of functions as their authors wrote them, from the symbols that compilers made of them.

use cpp_demangle::{DemangleOptions, ParseOptions, Symbol};
use std::fmt::{self, Write as _};

/// How long a symbol may be that is looked at, in bytes.
const SYMBOL_BYTES: usize = 4_096;
/// How long a readable name gets, in bytes; a short symbol can stand for an endless one.
const NAME_BYTES: usize = 1_024;
/// How deep a C++ symbol may nest.
const RECURSION: u32 = 64;

/// The readable name of a Rust or C++ symbol; `None` where it is neither.
pub fn demangle(symbol: &str) -> Option<String> {
    if symbol.len() > SYMBOL_BYTES {
        return None;
    }
    let mut text = Bounded(String::new());
    if let Ok(rust) = rustc_demangle::try_demangle(symbol) {
        // Without the hash, which says nothing to people.
        let whole = write!(text, "{rust:#}").is_ok();
        return Some(text.ended(whole));
    }
    // Everything else of C++ begins like this; a C function's own name may be any type's code.
    if !symbol.starts_with("_Z") && !symbol.starts_with("__Z") {
        return None;
    }
    let options = ParseOptions::default().recursion_limit(RECURSION);
    let cpp = Symbol::new_with_options(symbol, &options).ok()?;
    let options = DemangleOptions::default().recursion_limit(RECURSION);
    let whole = cpp.structured_demangle(&mut text, &options).is_ok();
    (!text.0.is_empty()).then(|| text.ended(whole))
}

/// Text that takes no more than [`NAME_BYTES`].
struct Bounded(String);

impl Bounded {
    fn ended(mut self, whole: bool) -> String {
        if !whole {
            self.0.push('…');
        }
        self.0
    }
}

impl fmt::Write for Bounded {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if self.0.len() + text.len() > NAME_BYTES {
            return Err(fmt::Error);
        }
        self.0.push_str(text);
        Ok(())
    }
}

/// What names of one origin begin with: the crate of a Rust path, the outermost namespace of a C++ name.
pub fn namespace(name: &str) -> Option<&str> {
    // Of a signature its parameters say nothing, nor do a C++ function's template arguments.
    let ends: &[char] = if name.starts_with('<') { &['('] } else { &['(', '<'] };
    let mut rest = name.split(ends).next()?;
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    // `<&mut dyn a::B as c::D>::e` is about `a`, `<u8 as core::fmt::Display>::fmt` about `core`.
    while let Some(begin) = rest.find(is_word) {
        rest = &rest[begin..];
        let end = rest.find(|c: char| !is_word(c)).unwrap_or(rest.len());
        if rest[end..].starts_with("::") {
            return Some(&rest[..end]);
        }
        rest = &rest[end..];
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{NAME_BYTES, demangle, namespace};

    #[test]
    fn symbols_of_both_languages_become_names() {
        let cases = [
            ("_ZN4core3fmt9Formatter3pad17h0123456789abcdefE", Some("core::fmt::Formatter::pad")),
            ("_RNvCs1234_7mycrate3foo", Some("mycrate::foo")),
            (
                "_ZNSt6vectorIiSaIiEE9push_backERKi",
                Some("std::vector<int, std::allocator<int> >::push_back(int const&)"),
            ),
            ("_Z3fooi", Some("foo(int)")),
            ("malloc", None),
            ("i", None),
            ("_start", None),
            ("", None),
        ];
        for (symbol, expected) in cases {
            assert_eq!(demangle(symbol).as_deref(), expected, "{symbol}");
        }
    }

    #[test]
    fn a_short_symbol_of_an_endless_name_is_cut() {
        // Each substitution doubles what is before it.
        let mut symbol = String::from("_Z1fSt4pairIiiE");
        for level in 0..30 {
            let before = match level {
                0 => "S0_".to_owned(),
                level => format!("S{}_", char::from_digit(level, 36).unwrap().to_ascii_uppercase()),
            };
            symbol.push_str(&format!("St4pairI{before}{before}E"));
        }
        for hostile in [symbol, "_Z".repeat(2_000), format!("_ZN{}", "1a".repeat(1_900)), "P".repeat(5_000)] {
            let name = demangle(&hostile);
            assert!(name.is_none_or(|name| name.len() <= NAME_BYTES + 4), "{hostile}");
        }
    }

    #[test]
    fn a_namespace_is_the_first_word_of_a_path() {
        let cases = [
            ("core::fmt::write", Some("core")),
            ("<alloc::vec::Vec<T> as core::ops::Drop>::drop", Some("alloc")),
            ("<&mut dyn std::io::Write as a::B>::c", Some("std")),
            ("std::vector<int>::push_back(int)", Some("std")),
            ("<u8 as core::fmt::Display>::fmt", Some("core")),
            ("foo(std::string)", None),
            ("foo<std::string>(int)", None),
            ("malloc", None),
            ("", None),
        ];
        for (name, expected) in cases {
            assert_eq!(namespace(name), expected, "{name}");
        }
    }
}
