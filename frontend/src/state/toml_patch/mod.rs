//! Changing values in a TOML text where they stand, so that comments and order stay as a person wrote them.

mod list;
mod text;

use diptych_shared::gather::Gather as _;
use std::collections::BTreeSet;
use std::ops::Range;
use text::{block, inline, line_end, line_start, quoted};
use toml::de::{DeTable, DeValue};
use toml::{Spanned, Table, Value};

/// `text`, which says `before`, changed where `after` differs. `None` when a change has no place in
/// it; the caller checks that what comes out says `after`.
///
/// Lists at a key in `sets`, or in the table there, are sets of strings: only the lines of what comes and goes
/// change.
pub fn patch(text: &str, before: &Table, after: &Table, sets: &[&str]) -> Option<String> {
    let document = DeTable::parse(text).ok()?;
    let mut headers = Vec::new();
    collect_headers(document.get_ref(), text, &mut headers);
    headers.sort_unstable();
    let mut patch = Patch { text, sets, headers, edits: Vec::new(), appended: String::new() };
    patch.table(&mut Vec::new(), None, document.get_ref(), before, after)?;
    Some(patch.apply())
}

struct Patch<'a> {
    text: &'a str,
    sets: &'a [&'a str],
    /// Where each `[table]` and `[[table]]` header begins.
    headers: Vec<usize>,
    edits: Vec<(Range<usize>, String)>,
    appended: String,
}

/// The starts of all headers below a table.
fn collect_headers(table: &DeTable<'_>, text: &str, headers: &mut Vec<usize>) {
    for (_, value) in table {
        match value.get_ref() {
            DeValue::Table(table) => {
                if has_header(text, value) {
                    headers.push(value.span().start);
                }
                collect_headers(table, text, headers);
            }
            DeValue::Array(items) if has_header(text, value) => {
                for item in items {
                    headers.push(item.span().start);
                    if let DeValue::Table(table) = item.get_ref() {
                        collect_headers(table, text, headers);
                    }
                }
            }
            _ => {}
        }
    }
}

/// Whether a table, or a list of tables, stands under a header of its own: its span is that header.
fn has_header(text: &str, value: &Spanned<DeValue<'_>>) -> bool {
    let span = value.span();
    match value.get_ref() {
        DeValue::Table(_) => text[span].starts_with('['),
        DeValue::Array(_) => text[span].starts_with("[["),
        _ => false,
    }
}

impl Patch<'_> {
    /// One table: `place` is its header's span, absent for the top and for tables made by their parts.
    fn table(
        &mut self,
        path: &mut Vec<String>,
        place: Option<Range<usize>>,
        node: &DeTable<'_>,
        before: &Table,
        after: &Table,
    ) -> Option<()> {
        let keys: BTreeSet<&String> = before.keys().chain(after.keys()).gather();
        for key in keys {
            let (old, new) = (before.get(key), after.get(key));
            if old == new {
                continue;
            }
            let there = node.get_key_value(key.as_str());
            path.push(key.clone());
            match (new, there) {
                (Some(new), Some((_, value))) => self.change(path, value, old, new)?,
                (Some(new), None) => self.add(path, place.clone(), node, old, new)?,
                (None, Some((key, value))) => self.remove(key.span(), value)?,
                (None, None) => {}
            }
            path.pop();
        }
        Some(())
    }

    /// Whether the list at this path is a set.
    fn is_set(&self, path: &[String]) -> bool {
        path.iter().rev().take(2).any(|key| self.sets.contains(&key.as_str()))
    }

    fn change(
        &mut self,
        path: &mut Vec<String>,
        value: &Spanned<DeValue<'_>>,
        old: Option<&Value>,
        new: &Value,
    ) -> Option<()> {
        let empty = Table::new();
        match (value.get_ref(), new) {
            (DeValue::Table(node), Value::Table(new)) if !self.text[value.span()].starts_with('{') => {
                let place = has_header(self.text, value).then(|| value.span());
                let old = old.and_then(Value::as_table).unwrap_or(&empty);
                self.table(path, place, node, old, new)?;
            }
            (DeValue::Array(nodes), Value::Array(new)) if has_header(self.text, value) => {
                let none = Vec::new();
                let old = old.and_then(Value::as_array).unwrap_or(&none);
                for (index, item) in nodes.iter().enumerate() {
                    match (item.get_ref(), new.get(index)) {
                        (DeValue::Table(node), Some(Value::Table(new))) => {
                            let old = old.get(index).and_then(Value::as_table).unwrap_or(&empty);
                            self.table(path, Some(item.span()), node, old, new)?;
                        }
                        (DeValue::Table(_), None) => self.remove_block(item)?,
                        _ => return None,
                    }
                }
                for item in new.iter().skip(nodes.iter().count()) {
                    block(&mut self.appended, path, item.as_table()?, true);
                }
            }
            (DeValue::Array(nodes), Value::Array(new)) if self.is_set(path) => {
                let edits = list::edits(self.text, value.span(), nodes, new);
                match edits {
                    Some(edits) => self.edits.extend(edits),
                    None => self.edits.push((value.span(), inline(&Value::Array(new.clone())))),
                }
            }
            (DeValue::Table(_), _) if has_header(self.text, value) => return None,
            _ => self.edits.push((value.span(), inline(new))),
        }
        Some(())
    }

    /// A key that the text does not have yet.
    fn add(
        &mut self,
        path: &[String],
        place: Option<Range<usize>>,
        node: &DeTable<'_>,
        old: Option<&Value>,
        new: &Value,
    ) -> Option<()> {
        match new {
            Value::Table(table) => {
                let differs = differing(old.and_then(Value::as_table), table);
                block(&mut self.appended, path, &differs, false);
            }
            Value::Array(items) if !items.is_empty() && items.iter().all(Value::is_table) => {
                for item in items.iter().filter_map(Value::as_table) {
                    block(&mut self.appended, path, item, true);
                }
            }
            leaf => {
                let line = format!("{} = {}\n", quoted(path.last()?), inline(leaf));
                match place {
                    Some(header) => {
                        let next = self.next_header(header.end);
                        // Behind the last value that stands in this table itself.
                        let last = node
                            .iter()
                            .map(|(_, value)| value.span().end)
                            .filter(|end| (header.end..next).contains(end))
                            .max();
                        self.insert_line(last.unwrap_or(header.end), line);
                    }
                    // A table that only its parts made, such as `[[run.calls]]` without `[run]`.
                    None if path.len() == 2 => {
                        let header = format!("\n[{}]\n{line}", quoted(&path[0]));
                        match self.appended.find(&header[..header.len() - line.len()]) {
                            Some(at) => {
                                let after = at + header.len() - line.len();
                                self.appended.insert_str(after, &line);
                            }
                            None => self.appended.push_str(&header),
                        }
                    }
                    None => return None,
                }
            }
        }
        Some(())
    }

    /// Puts a line behind the one that `at` is on.
    fn insert_line(&mut self, at: usize, line: String) {
        let end = line_end(self.text, at);
        let line = if self.text[..end].ends_with('\n') { line } else { format!("\n{line}") };
        match self.edits.iter_mut().find(|(range, _)| *range == (end..end)) {
            Some((_, inserted)) => inserted.push_str(&line),
            None => self.edits.push((end..end, line)),
        }
    }

    fn remove(&mut self, key: Range<usize>, value: &Spanned<DeValue<'_>>) -> Option<()> {
        match value.get_ref() {
            DeValue::Array(items) if has_header(self.text, value) => {
                return items.iter().try_for_each(|item| self.remove_block(item));
            }
            DeValue::Table(_) if has_header(self.text, value) => return self.remove_block(value),
            // Written as `a.b = …` here and there.
            DeValue::Table(_) if !self.text[value.span()].starts_with('{') => return None,
            _ => {}
        }
        let (start, end) = (line_start(self.text, key.start), line_end(self.text, value.span().end));
        let alone = self.text[start..key.start].trim().is_empty()
            && matches!(self.text[value.span().end..end].trim_start().bytes().next(), None | Some(b'#'));
        alone.then(|| self.edits.push((start..end, String::new())))
    }

    /// Takes out a header with what stands under it, tables below it included.
    fn remove_block(&mut self, value: &Spanned<DeValue<'_>>) -> Option<()> {
        let mut inner = vec![value.span().start];
        if let DeValue::Table(table) = value.get_ref() {
            collect_headers(table, self.text, &mut inner);
        }
        for start in inner {
            let end = self.next_header(start + 1);
            // Comments right above the next header belong to it.
            let mut keep = end;
            while keep > start {
                let above = line_start(self.text, keep - 1);
                if above <= start || !self.text[above..keep].trim_start().starts_with('#') {
                    break;
                }
                keep = above;
            }
            let keep = if end == self.text.len() { end } else { keep };
            self.edits.push((line_start(self.text, start)..keep, String::new()));
        }
        Some(())
    }

    /// The start of the line of the first header at or behind `from`; the text's end without one.
    fn next_header(&self, from: usize) -> usize {
        let next = self.headers.iter().find(|start| **start >= from);
        next.map_or(self.text.len(), |start| line_start(self.text, *start))
    }

    fn apply(mut self) -> String {
        self.edits.sort_by_key(|(range, _)| (range.start, range.end));
        let mut out = String::with_capacity(self.text.len() + self.appended.len());
        let mut at = 0;
        for (range, new) in &self.edits {
            // Overlapping edits cannot both be made; the caller notices that the text says something else.
            if range.start >= at {
                out.push_str(&self.text[at..range.start]);
                out.push_str(new);
                at = range.end;
            }
        }
        out.push_str(&self.text[at..]);
        if !self.appended.is_empty() {
            let kept = out.trim_end().len();
            out.truncate(kept);
            out.push('\n');
            out.push_str(&self.appended);
        }
        out
    }
}

/// What of `new` is not in `old`: what is as it was by default need not be written.
fn differing(old: Option<&Table>, new: &Table) -> Table {
    let mut differs = Table::new();
    for (key, value) in new {
        let before = old.and_then(|old| old.get(key));
        match (before, value) {
            (Some(before), value) if before == value => {}
            (Some(Value::Table(before)), Value::Table(value)) => {
                differs.insert(key.clone(), differing(Some(before), value).into());
            }
            _ => {
                differs.insert(key.clone(), value.clone());
            }
        }
    }
    differs
}

#[cfg(test)]
mod tests;
