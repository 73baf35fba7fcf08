//! Words of command lines: a project's names are data, and stay one word each.

/// `text` as one word of a POSIX shell that no program takes for an option.
pub fn word(text: &str) -> String {
    let text = if text.starts_with('-') { format!("./{text}") } else { text.to_owned() };
    quoted(&text)
}

/// `text` as one word of a POSIX shell.
pub fn quoted(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_./,=+@%:-".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::{quoted, word};

    #[test]
    fn names_stay_one_word() {
        assert_eq!(word("src/main.rs"), "src/main.rs");
        assert_eq!(word("-rf x"), "'./-rf x'");
        assert_eq!(word("it's; rm $HOME"), r"'it'\''s; rm $HOME'");
        assert_eq!(word("~/x"), "'~/x'");
        assert_eq!(quoted(""), "''");
    }
}
