//! Telling a command from a library: does a Rust source have a `fn main` of its own?

/// Whether `source` declares `fn main` outside of any block, comment or literal.
pub fn has_rust_main(source: &str) -> bool {
    let mut depth = 0_usize;
    let mut after_fn = false;
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let token_length = match first {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => block_comment_length(rest),
            '"' => string_length(rest),
            '\'' => quote_length(rest),
            _ if first == '_' || first.is_alphabetic() => {
                let word_length = rest.find(|c: char| c != '_' && !c.is_alphanumeric()).unwrap_or(rest.len());
                match raw_string_length(&rest[..word_length], &rest[word_length..]) {
                    Some(literal) => word_length + literal,
                    None => {
                        let word = &rest[..word_length];
                        if after_fn && word == "main" && depth == 0 {
                            return true;
                        }
                        after_fn = word == "fn";
                        word_length
                    }
                }
            }
            _ => {
                match first {
                    '{' | '(' | '[' => depth += 1,
                    '}' | ')' | ']' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                first.len_utf8()
            }
        };
        // Everything but white space and comments ends a `fn`; words have said so themselves.
        let is_gap = first.is_whitespace() || rest.starts_with("//") || rest.starts_with("/*");
        if !is_gap && first != '_' && !first.is_alphabetic() {
            after_fn = false;
        }
        rest = &rest[token_length..];
    }
    false
}

/// The length of the block comment `text` starts with; they nest.
fn block_comment_length(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < text.len() {
        let rest = &text.as_bytes()[at..];
        if rest.starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    text.len()
}

/// The length of the string literal `text` starts with.
fn string_length(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The length of the character literal `text` starts with, or 1 for a lifetime's quote.
fn quote_length(text: &str) -> usize {
    let mut chars = text.char_indices().skip(1);
    match chars.next() {
        // The escaped character itself may be a quote; the literal ends at the next one.
        Some((_, '\\')) => {
            chars.next();
            chars.find(|(_, c)| *c == '\'').map_or(text.len(), |(at, _)| at + 1)
        }
        Some(_) => match chars.next() {
            Some((at, '\'')) => at + 1,
            _ => 1,
        },
        None => 1,
    }
}

/// The length of a raw string that `word` introduces and `rest` holds: `r"…"`, `br#"…"#`.
fn raw_string_length(word: &str, rest: &str) -> Option<usize> {
    if !matches!(word, "r" | "br" | "cr") {
        return None;
    }
    let hashes = rest.bytes().take_while(|byte| *byte == b'#').count();
    let body = rest[hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let opening = hashes + 1;
    Some(body.find(&end).map_or(rest.len(), |at| opening + at + end.len()))
}

#[cfg(test)]
mod tests {
    use super::has_rust_main;

    #[test]
    fn a_main_function_makes_a_command() {
        for source in [
            "fn main() {}",
            "use x::y;\npub fn main ( ) -> Result<(), E> { Ok(()) }",
            "fn /* a comment */ main() {}",
            "struct A { x: [u8; 2] }\nimpl<'a> A { fn f(&'a self) -> char { '\"' } }\nfn\nmain() {}",
            "const Q: char = '\\'';\nconst S: &str = r#\"\"{{{\"#;\nfn main() {}",
        ] {
            assert!(has_rust_main(source), "{source}");
        }
    }

    #[test]
    fn other_mentions_of_main_do_not() {
        for source in [
            "",
            "// fn main() {}\nfn mainly() {}",
            "/* /* */ fn main() {} */",
            "const S: &str = \"fn main() {}\";",
            "const S: &str = r##\"\"# fn main() {}\"##;",
            "mod inner { fn main() {} }",
            "impl A { fn main(&self) {} }",
            "fn; main();",
            "type F = fn(main: u8);",
            "\"unterminated",
            "/* unterminated",
            "r#\"unterminated",
            "'",
        ] {
            assert!(!has_rust_main(source), "{source}");
        }
    }
}
