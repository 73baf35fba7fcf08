//! Matching what a person typed against names, for the command palette.

/// How well `query` fits `name` (higher is better); `None` when its letters do not occur in order.
pub fn score(query: &str, name: &str) -> Option<i32> {
    let name: Vec<char> = name.to_lowercase().chars().collect();
    let mut score = 0;
    let mut at = 0;
    for letter in query.to_lowercase().chars().filter(|letter| !letter.is_whitespace()) {
        let found = at + name[at..].iter().position(|other| *other == letter)?;
        let starts_word = found == 0 || !name[found - 1].is_alphanumeric();
        score += if starts_word { 8 } else { 0 } + if found == at { 4 } else { 0 };
        score -= (found - at).min(6) as i32;
        at = found + 1;
    }
    Some(score)
}

#[cfg(test)]
mod tests {
    use super::score;

    #[test]
    fn word_starts_beat_scattered_letters() {
        assert!(score("rn", "Run now") > score("rn", "Rename: return"));
        assert!(score("dl", "Download report") > score("dl", "Find a role"));
        assert_eq!(score("xyz", "Run"), None);
        assert!(score("", "Run").is_some());
    }
}
