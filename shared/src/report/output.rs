//! Two outputs compared byte by byte, and shown line by line.

use super::Output;
use super::alignment::{align, common_prefix, intern};
use super::comparison::{DIFF_LINE_CHARS, DIFF_LINES, DiffLine, OutputComparison};
use super::display::hex_dump_lines;

/// How many equal lines are shown before the first difference of a long output.
const CONTEXT_LINES: usize = 3;

/// Compares two files' contents, byte by byte and shown line by line.
pub fn diff_bytes(left: Vec<u8>, right: Vec<u8>) -> OutputComparison {
    let whole = |bytes: Vec<u8>| Output { bytes: bytes.into(), truncated: false };
    compare_outputs(&whole(left), &whole(right), false)
}

/// Compares two outputs. `cut_by_time`: both runs were ended by the clock or by a person, so where
/// the output ends says nothing.
pub(super) fn compare_outputs(left: &Output, right: &Output, cut_by_time: bool) -> OutputComparison {
    let (left_bytes, right_bytes) = (&left.bytes[..], &right.bytes[..]);
    let prefix = common_prefix(left_bytes, right_bytes);
    let same_bytes = left_bytes.len() == right_bytes.len() && prefix == left_bytes.len();
    if same_bytes && left.truncated == right.truncated {
        return OutputComparison {
            same: true,
            first_difference: None,
            binary: !is_text(left),
            lines: Vec::new(),
            lines_before: 0,
            lines_after: 0,
            agree_so_far: true,
        };
    }
    let ends_early =
        |output: &Output, bytes: &[u8]| prefix == bytes.len() && (output.truncated || cut_by_time);
    let agree_so_far = ends_early(left, left_bytes) || ends_early(right, right_bytes);
    let binary = !(is_text(left) && is_text(right));
    let (lines, lines_before, lines_after) = if same_bytes {
        (Vec::new(), 0, 0)
    } else if binary {
        diff_hex(left_bytes, right_bytes, prefix)
    } else {
        diff_text(&String::from_utf8_lossy(left_bytes), &String::from_utf8_lossy(right_bytes))
    };
    OutputComparison {
        same: false,
        first_difference: Some(prefix as u64),
        binary,
        lines,
        lines_before,
        lines_after,
        agree_so_far,
    }
}

/// UTF-8; an output that was cut may end inside a character.
fn is_text(output: &Output) -> bool {
    match std::str::from_utf8(&output.bytes) {
        Ok(_) => true,
        Err(error) => output.truncated && error.error_len().is_none(),
    }
}

/// Hex lines side by side at equal offsets, from the line of the first difference's context on.
fn diff_hex(left: &[u8], right: &[u8], first_difference: usize) -> (Vec<DiffLine>, u64, u64) {
    let total = left.len().max(right.len()).div_ceil(16);
    let from = if total <= DIFF_LINES { 0 } else { (first_difference / 16).saturating_sub(CONTEXT_LINES) };
    let dump = |bytes: &[u8]| {
        let start = (from * 16).min(bytes.len());
        let end = (from + DIFF_LINES).saturating_mul(16).min(bytes.len());
        hex_dump_lines(&bytes[start..end], start as u64)
    };
    let (left, right) = (dump(left), dump(right));
    let rows = left.len().max(right.len());
    let lines = (0..rows)
        .map(|row| DiffLine { left: left.get(row).cloned(), right: right.get(row).cloned() })
        .collect();
    (lines, from as u64, (total - from - rows) as u64)
}

/// Aligned text lines. Lines are what `\n` separates, so joining a side's lines gives its bytes.
fn diff_text(left: &str, right: &str) -> (Vec<DiffLine>, u64, u64) {
    let left: Vec<&str> = left.split('\n').collect();
    let right: Vec<&str> = right.split('\n').collect();
    let prefix = common_prefix(&left, &right);
    let from =
        if left.len().max(right.len()) <= DIFF_LINES { 0 } else { prefix.saturating_sub(CONTEXT_LINES) };
    // Rows are at least as many as the longer side's lines, so more cannot be shown.
    let window = |lines: &[&str]| lines.len().min(from + DIFF_LINES);
    let (left_shown, right_shown) = (&left[from..window(&left)], &right[from..window(&right)]);
    let (left_numbers, right_numbers) = intern(left_shown.iter(), right_shown.iter());

    let mut rows: Vec<(Option<usize>, Option<usize>)> = Vec::new();
    let (mut left_at, mut right_at) = (0, 0);
    let end = (left_shown.len(), right_shown.len());
    for (l, r) in align(&left_numbers, &right_numbers).into_iter().chain(std::iter::once(end)) {
        // Lines of a gap stand beside each other as far as there are two.
        let gap = (l - left_at).max(r - right_at);
        rows.extend((0..gap).map(|step| {
            let (left, right) = (left_at + step, right_at + step);
            ((left < l).then_some(left), (right < r).then_some(right))
        }));
        if (l, r) != end {
            rows.push((Some(l), Some(r)));
        }
        (left_at, right_at) = (l + 1, r + 1);
    }
    rows.truncate(DIFF_LINES);

    let left_end = rows.iter().filter_map(|row| row.0).next_back().map_or(0, |last| last + 1);
    let right_end = rows.iter().filter_map(|row| row.1).next_back().map_or(0, |last| last + 1);
    let (left_after, right_after) = (left.len() - from - left_end, right.len() - from - right_end);
    let lines = rows
        .iter()
        .map(|(l, r)| {
            let (left, right) = (l.map(|index| left_shown[index]), r.map(|index| right_shown[index]));
            let start = match (left, right) {
                (Some(left), Some(right)) if left != right => {
                    left.chars().zip(right.chars()).take_while(|(left, right)| left == right).count()
                }
                _ => 0,
            };
            DiffLine { left: left.map(|line| cut(line, start)), right: right.map(|line| cut(line, start)) }
        })
        .collect();
    (lines, from as u64, left_after.max(right_after) as u64)
}

/// A long line's part around character `difference`.
fn cut(line: &str, difference: usize) -> String {
    if line.len() <= DIFF_LINE_CHARS {
        return line.to_owned();
    }
    let from = if difference < DIFF_LINE_CHARS / 2 { 0 } else { difference - DIFF_LINE_CHARS / 4 };
    let mut rest = line.chars().skip(from);
    let mut text = String::from(if from > 0 { "…" } else { "" });
    text.extend(rest.by_ref().take(DIFF_LINE_CHARS));
    if rest.next().is_some() {
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output(text: &str, truncated: bool) -> Output {
        Output { bytes: text.into(), truncated }
    }

    #[test]
    fn a_flood_is_shown_from_its_first_difference_and_bounded() {
        let left: String = (0..50_000).map(|line| format!("{line}\n")).collect();
        let right = left.replace("40000\n", "x\n");
        let found = compare_outputs(&output(&left, false), &output(&right, false), false);
        assert_eq!(found.lines_before, 40_000 - CONTEXT_LINES as u64);
        assert_eq!(found.lines.len(), DIFF_LINES);
        assert_eq!(found.lines_before + found.lines_after + DIFF_LINES as u64, 50_001);
        assert_eq!(found.lines[CONTEXT_LINES].right.as_deref(), Some("x"));
        assert!(!found.agree_so_far);
    }

    #[test]
    fn a_long_line_is_cut_around_its_difference() {
        let left = format!("{}A{}", "é".repeat(30_000), "b".repeat(30_000));
        let found = compare_outputs(&output(&left, false), &output(&left.replace('A', "B"), false), false);
        let (left, right) = (found.lines[0].left.clone().unwrap(), found.lines[0].right.clone().unwrap());
        assert!(left.contains("éA") && right.contains("éB"), "{left}");
        assert!(left.starts_with('…') && left.ends_with('…') && left.chars().count() <= DIFF_LINE_CHARS + 2);
    }

    #[test]
    fn an_output_that_was_cut_agrees_as_far_as_it_goes() {
        let found = compare_outputs(&output("ab", true), &output("abc", true), false);
        assert!(!found.same && found.agree_so_far);
        let found = compare_outputs(&output("ab", false), &output("abc", true), false);
        assert!(!found.agree_so_far, "the left one ended by itself");
        let found = compare_outputs(&output("ab", false), &output("abc", false), true);
        assert!(found.agree_so_far, "both were cut by time");
        let found = compare_outputs(&output("ax", true), &output("abc", true), true);
        assert!(!found.agree_so_far);
    }
}
