//! Pieces of TOML text: values in one line, blocks under a header, where lines begin and end.

use toml::{Table, Value};

/// The longest list that is written in one line, in bytes.
const LINE_BYTES: usize = 90;

/// These keys come first in a new block, because a person reads them first.
const FIRST_KEYS: [&str; 3] = ["export", "request", "status"];

/// A value as it stands behind `=`: long lists with one item a line.
pub(super) fn inline(value: &Value) -> String {
    match value {
        Value::Array(items) if value.to_string().len() > LINE_BYTES => {
            let lines: String = items.iter().map(|item| format!("    {item},\n")).collect();
            format!("[\n{lines}]")
        }
        value => value.to_string(),
    }
}

/// A key as TOML writes it: bare where it may be.
pub(super) fn quoted(key: &str) -> String {
    let bare =
        !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    if bare { key.to_owned() } else { Value::String(key.to_owned()).to_string() }
}

/// Writes a table under a header of its own, an empty line above it.
pub(super) fn block(out: &mut String, path: &[String], table: &Table, in_list: bool) {
    let name = path.iter().map(|key| quoted(key)).collect::<Vec<_>>().join(".");
    let is_table = |value: &Value| value.is_table() && !in_list;
    // A table of nothing but tables needs no header.
    if in_list || table.is_empty() || table.values().any(|value| !is_table(value)) {
        out.push_str(&if in_list { format!("\n[[{name}]]\n") } else { format!("\n[{name}]\n") });
    }
    let rank = |key: &str| FIRST_KEYS.iter().position(|first| *first == key).unwrap_or(FIRST_KEYS.len());
    let mut keys: Vec<&String> = table.keys().collect();
    keys.sort_by_key(|key| rank(key));
    for key in &keys {
        if !is_table(&table[*key]) {
            out.push_str(&format!("{} = {}\n", quoted(key), inline(&table[*key])));
        }
    }
    for key in keys {
        if let (Value::Table(inner), false) = (&table[key], in_list) {
            let mut path = path.to_vec();
            path.push(key.clone());
            block(out, &path, inner, false);
        }
    }
}

/// Where the line of `at` begins.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

/// Where the line of `at` ends, its newline included.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |newline| at + newline + 1)
}
