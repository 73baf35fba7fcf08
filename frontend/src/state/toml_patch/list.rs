//! Sets of strings over several lines: an item's line comes or goes, the others keep their comments.

use super::text::{line_end, line_start};
use std::ops::Range;
use toml::Value;
use toml::de::{DeArray, DeValue};

/// The edits that make the list say `new`, as a set; `None` when the list does not have one item a
/// line, or nothing of it stays.
pub(super) fn edits(
    text: &str,
    list: Range<usize>,
    nodes: &DeArray<'_>,
    new: &[Value],
) -> Option<Vec<(Range<usize>, String)>> {
    let items: Vec<(&str, Range<usize>)> = nodes
        .iter()
        .map(|node| match node.get_ref() {
            DeValue::String(text) => Some((text.as_ref(), node.span())),
            _ => None,
        })
        .collect::<Option<_>>()?;
    let own_line = |span: &Range<usize>| {
        let rest = text[span.end..line_end(text, span.end)].trim();
        line_start(text, span.start) > list.start
            && text[line_start(text, span.start)..span.start].trim().is_empty()
            && matches!(rest.strip_prefix(',').unwrap_or(rest).trim_start().bytes().next(), None | Some(b'#'))
    };
    if !items.iter().all(|(_, span)| own_line(span)) {
        return None;
    }
    let wanted: Vec<&str> = new.iter().map(Value::as_str).collect::<Option<_>>()?;
    let (kept, gone): (Vec<_>, Vec<_>) = items.iter().partition(|(item, _)| wanted.contains(item));
    let (_, last) = kept.last()?;
    let mut edits: Vec<(Range<usize>, String)> = gone
        .iter()
        .map(|(_, span)| (line_start(text, span.start)..line_end(text, span.end), String::new()))
        .collect();
    let added: Vec<&&str> =
        wanted.iter().filter(|wanted| items.iter().all(|(item, _)| item != *wanted)).collect();
    if !added.is_empty() {
        if !text[last.end..].trim_start().starts_with(',') {
            edits.push((last.end..last.end, ",".into()));
        }
        let indent = &text[line_start(text, last.start)..last.start];
        let lines: String =
            added.iter().map(|item| format!("{indent}{},\n", Value::String((**item).to_owned()))).collect();
        let end = line_end(text, last.end);
        edits.push((end..end, lines));
    }
    Some(edits)
}
