//! How numbers and hostile text are written on the page.

use std::fmt::Write as _;

/// A duration in the unit that suits it, three significant digits: `870 ns`, `3.10 ms`, `1.25 s`.
pub fn duration(duration_ns: u64) -> String {
    let ns = duration_ns as f64;
    match duration_ns {
        0..1_000 => format!("{duration_ns} ns"),
        1_000..1_000_000 => format!("{} µs", three_digits(ns / 1e3)),
        1_000_000..1_000_000_000 => format!("{} ms", three_digits(ns / 1e6)),
        _ => format!("{} s", three_digits(ns / 1e9)),
    }
}

/// A size with a binary unit: `512 B`, `64.0 KiB`, `1.25 MiB`.
pub fn size(bytes: u64) -> String {
    let value = bytes as f64;
    match bytes {
        0..1_024 => format!("{bytes} B"),
        1_024..1_048_576 => format!("{} KiB", three_digits(value / 1_024.0)),
        1_048_576..1_073_741_824 => format!("{} MiB", three_digits(value / 1_048_576.0)),
        _ => format!("{} GiB", three_digits(value / 1_073_741_824.0)),
    }
}

fn three_digits(value: f64) -> String {
    match value {
        v if v < 10.0 => format!("{v:.2}"),
        v if v < 100.0 => format!("{v:.1}"),
        v => format!("{v:.0}"),
    }
}

/// `1 call`, `2 calls`.
pub fn count(number: usize, noun: &str) -> String {
    let words = diptych_shared::report::format_count(number as u64);
    format!("{words} {noun}{}", if number == 1 { "" } else { "s" })
}

/// Text of a guest with everything that could deceive made visible: control characters become
/// their pictures, bidirectional and zero-width characters become `⟨U+202E⟩`. Newlines and tabs stay.
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\t' => out.push(character),
            '\u{0}'..='\u{1f}' => out.push(char::from_u32(0x2400 + character as u32).unwrap_or('\u{fffd}')),
            '\u{7f}' => out.push('\u{2421}'),
            '\u{80}'..='\u{9f}'
            | '\u{61c}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}' => {
                let _ = write!(out, "⟨U+{:04X}⟩", character as u32);
            }
            _ => out.push(character),
        }
    }
    out
}

/// One line of a guest's text: [`visible`], with newlines and tabs as pictures too.
pub fn visible_line(text: &str) -> String {
    visible(text).replace('\n', "␊").replace('\t', "␉")
}

/// Hex dump lines of 16 bytes: offset, bytes, printable ASCII.
pub fn hex_lines(bytes: &[u8]) -> Vec<String> {
    bytes
        .chunks(16)
        .enumerate()
        .map(|(row, chunk)| {
            let mut line = format!("{:08x}  ", row * 16);
            for byte in chunk {
                let _ = write!(line, "{byte:02x} ");
            }
            line.extend(std::iter::repeat_n("   ", 16 - chunk.len()));
            line.push(' ');
            line.extend(
                chunk.iter().map(|byte| if (0x20..0x7f).contains(byte) { *byte as char } else { '·' }),
            );
            line
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_and_sizes_name_their_unit() {
        assert_eq!(duration(999), "999 ns");
        assert_eq!(duration(3_104_000), "3.10 ms");
        assert_eq!(duration(1_250_000_000), "1.25 s");
        assert_eq!(size(1_023), "1023 B");
        assert_eq!(size(65_536), "64.0 KiB");
    }

    #[test]
    fn deceiving_characters_are_seen() {
        assert_eq!(visible("a\u{202e}b\u{1b}[31m\r\n\0"), "a⟨U+202E⟩b␛[31m␍\n␀");
        assert_eq!(visible_line("a\nb"), "a␊b");
        assert_eq!(visible("<b>ü€😀</b>"), "<b>ü€😀</b>");
    }

    #[test]
    fn hex_dump_pads_the_last_line() {
        let lines = hex_lines(b"0123456789abcdef\xff");
        assert_eq!(lines.len(), 2);
        assert!(lines[0].ends_with("66  0123456789abcdef"));
        assert!(lines[1].starts_with("00000010  ff "));
        assert!(lines[1].ends_with(" ·"));
    }
}
