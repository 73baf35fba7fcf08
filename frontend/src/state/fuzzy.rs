//! Matching what a person typed against names, for the command palette; case counts for no ASCII letter.

/// How well `query` fits `name` (higher is better); `None` when its letters do not occur in order.
/// Letters that start a word, or follow the one before, count most; the best way to match is taken.
pub fn score(query: &str, name: &str) -> Option<i32> {
    let name: Vec<char> = name.to_ascii_lowercase().chars().collect();
    let gain = |at: usize, gap: usize| {
        let starts_word = at == 0 || !name[at - 1].is_ascii_alphanumeric();
        let follows = if gap == 0 { 4 } else { 0 };
        (if starts_word { 8 } else { 0 }) + follows - gap.min(6) as i32
    };
    // For each place after the letter that was matched last: the best score so far.
    let mut best: Vec<Option<i32>> = vec![None; name.len() + 1];
    best[0] = Some(0);
    for letter in query.to_ascii_lowercase().chars().filter(|letter| !letter.is_whitespace()) {
        let mut next = vec![None; name.len() + 1];
        for at in (0..name.len()).filter(|at| name[*at] == letter) {
            next[at + 1] = (0..=at).filter_map(|from| Some(best[from]? + gain(at, at - from))).max();
        }
        best = next;
    }
    best.into_iter().flatten().max()
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
