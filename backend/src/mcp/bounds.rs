//! Keeping answers short: an assistant pays for each word, and a guest must not fill its context.

use crate::limits::{Limits, NamedLimit};
use diptych_shared::report::visible;

/// How much an answer may hold.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    text: NamedLimit,
    rows: NamedLimit,
}

impl Bounds {
    /// From the server's limits.
    pub fn of(limits: &Limits) -> Bounds {
        Bounds { text: limits.mcp_text_bytes, rows: limits.mcp_rows }
    }

    /// A text, cut with a word about what is missing. What cannot be seen is spelled out.
    pub fn text(&self, text: &str) -> String {
        let mut end = self.text.as_usize().min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        self.cut(visible(&text[..end]), text.len() - end)
    }

    /// What a guest wrote.
    pub fn bytes(&self, bytes: &[u8]) -> String {
        let end = self.text.as_usize().min(bytes.len());
        let kept = visible(&String::from_utf8_lossy(&bytes[..end]));
        self.cut(kept, bytes.len() - end)
    }

    fn cut(&self, kept: String, more: usize) -> String {
        if more == 0 { kept } else { format!("{kept}… ({more} bytes more, {})", self.text) }
    }

    /// The first rows, and how many more there are.
    pub fn rows<T>(&self, rows: impl ExactSizeIterator<Item = T>) -> (Vec<T>, u64) {
        let left_out = rows.len().saturating_sub(self.rows.as_usize());
        (rows.take(self.rows.as_usize()).collect(), left_out as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::Bounds;
    use crate::limits::Limits;

    #[test]
    fn answers_are_cut_and_say_so() {
        let limits = Limits::from_variables([
            ("DIPTYCH_LIMIT_MCP_TEXT_BYTES".into(), "5".into()),
            ("DIPTYCH_LIMIT_MCP_ROWS".into(), "2".into()),
        ]);
        let bounds = Bounds::of(&limits.unwrap());
        assert_eq!(bounds.text("12345"), "12345");
        assert_eq!(bounds.text("1234ü"), "1234… (2 bytes more, limit mcp-text-bytes = 5)");
        assert_eq!(bounds.text("\u{1b}[2J"), "␛[2J");
        assert!(bounds.bytes(&[b'a'; 1_000]).starts_with("aaaaa… (995 bytes more"));
        assert_eq!(bounds.rows([1, 2, 3].into_iter()), (vec![1, 2], 1));
    }
}
