//! WIT's kebab-case names as languages with camel case have them.

/// `move-by` as `moveBy`.
pub fn lower_camel(kebab: &str) -> String {
    let mut words = kebab.split('-');
    let first = words.next().unwrap_or_default().to_lowercase();
    words.fold(first, |text, word| text + &capital(word))
}

/// `input-stream` as `InputStream`.
pub fn upper_camel(kebab: &str) -> String {
    kebab.split('-').map(capital).collect()
}

fn capital(word: &str) -> String {
    let mut characters = word.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(characters.map(|character| character.to_ascii_lowercase())).collect()
}

#[cfg(test)]
mod tests {
    use super::{lower_camel, upper_camel};

    #[test]
    fn names_are_joined_and_capitalized() {
        assert_eq!(lower_camel("move-by"), "moveBy");
        assert_eq!(lower_camel("run"), "run");
        assert_eq!(lower_camel("HTTP-request"), "httpRequest");
        assert_eq!(upper_camel("input-stream"), "InputStream");
    }
}
