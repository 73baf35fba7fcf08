//! Guest text made safe to look at: what cannot be seen, or reorders what can, is spelled out.

/// `text` with every character spelled out that is invisible or changes how others are shown:
/// control characters become their pictures (`␛`), bidirectional overrides, zero-width characters,
/// line separators and tags become `⟨U+202E⟩`. Newline and tab stay. This is for reading; it is not
/// an escape for markup, so render it as text.
pub fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        push_visible(&mut shown, character);
    }
    shown
}

/// [`visible`] for bytes: what is not UTF-8 becomes `⟨FF⟩`.
pub fn visible_bytes(bytes: &[u8]) -> String {
    let mut shown = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        chunk.valid().chars().for_each(|character| push_visible(&mut shown, character));
        chunk.invalid().iter().for_each(|byte| shown.push_str(&format!("⟨{byte:02X}⟩")));
    }
    shown
}

fn push_visible(shown: &mut String, character: char) {
    match character {
        '\n' | '\t' => shown.push(character),
        // The control pictures block has one for each of the first 32 characters, in order.
        '\0'..='\x1f' => shown.push(char::from_u32(0x2400 + character as u32).unwrap_or('␀')),
        '\x7f' => shown.push('␡'),
        '\u{80}'..='\u{9f}'
        | '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{115f}'..='\u{1160}'
        | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}' => shown.push_str(&format!("⟨U+{:04X}⟩", character as u32)),
        _ => shown.push(character),
    }
}

/// Lines of 16 bytes: offset, hex in two groups of eight, printable ASCII; `offset` is the first
/// byte's.
pub fn hex_dump_lines(bytes: &[u8], offset: u64) -> Vec<String> {
    let line = |(index, row): (usize, &[u8])| {
        let mut hex = String::with_capacity(50);
        for (column, byte) in row.iter().enumerate() {
            hex.push_str(if column == 8 {
                "  "
            } else if column > 0 {
                " "
            } else {
                ""
            });
            hex.push_str(&format!("{byte:02x}"));
        }
        let text: String =
            row.iter().map(|&byte| if (0x20..0x7f).contains(&byte) { byte as char } else { '.' }).collect();
        format!("{:08x}  {hex:<48}  |{text}|", offset + index as u64 * 16)
    };
    bytes.chunks(16).enumerate().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hides_or_reorders_is_spelled_out() {
        assert_eq!(visible("a\u{1b}[31m\tb\r\n\0\u{7f}"), "a␛[31m\tb␍\n␀␡");
        assert_eq!(visible("x\u{202e}y\u{2066}z\u{200b}\u{feff}"), "x⟨U+202E⟩y⟨U+2066⟩z⟨U+200B⟩⟨U+FEFF⟩");
        assert_eq!(visible("<b>é日本</b>"), "<b>é日本</b>");
        assert_eq!(visible_bytes(b"ok\xff\xc3\xa9\xe2\x80"), "ok⟨FF⟩é⟨E2⟩⟨80⟩");
    }

    #[test]
    fn hex_lines_line_up() {
        let bytes: Vec<u8> = (b'A'..=b'Q').chain([0, 255]).collect();
        assert_eq!(
            hex_dump_lines(&bytes, 32),
            [
                "00000020  41 42 43 44 45 46 47 48  49 4a 4b 4c 4d 4e 4f 50  |ABCDEFGHIJKLMNOP|",
                "00000030  51 00 ff                                          |Q..|",
            ]
        );
    }
}
