//! Which rows of an aligned trace are shown: filters, the window that is on the screen, and the next difference.

use diptych_shared::report::{RowKind, RunReport, TraceRow};
use diptych_shared::trace::TraceEvent;

/// What a person asked to see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TraceFilter {
    /// Only this interface, without its version; empty for all.
    pub interface: String,
    /// Only functions, arguments or results that contain this text; empty for all.
    pub text: String,
    /// Only rows that are not the same on both sides.
    pub differences_only: bool,
}

/// Rows of one report alone, for when there is nothing to compare it with.
pub fn rows_of_one(report: &RunReport, left: bool) -> Vec<TraceRow> {
    (0..report.trace.events.len() as u32)
        .map(|index| TraceRow {
            kind: RowKind::Same,
            left: left.then_some(index),
            right: (!left).then_some(index),
            counterpart: None,
            known: None,
        })
        .collect()
}

/// A row's events.
pub fn events<'a>(
    row: &TraceRow,
    left: Option<&'a RunReport>,
    right: Option<&'a RunReport>,
) -> (Option<&'a TraceEvent>, Option<&'a TraceEvent>) {
    let event = |report: Option<&'a RunReport>, index: Option<u32>| report?.trace.events.get(index? as usize);
    (event(left, row.left), event(right, row.right))
}

/// An interface's name without its version.
pub fn unversioned(interface: &str) -> &str {
    interface.split('@').next().unwrap_or(interface)
}

/// The indices of the rows that pass `filter`.
pub fn filtered(
    rows: &[TraceRow],
    left: Option<&RunReport>,
    right: Option<&RunReport>,
    filter: &TraceFilter,
) -> Vec<usize> {
    let needle = filter.text.to_lowercase();
    let passes = |row: &TraceRow| {
        if filter.differences_only && row.kind == RowKind::Same {
            return false;
        }
        let (left, right) = events(row, left, right);
        [left, right].into_iter().flatten().any(|event| {
            (filter.interface.is_empty() || unversioned(&event.interface) == filter.interface)
                && (needle.is_empty() || mentions(event, &needle))
        })
    };
    (0..rows.len()).filter(|index| passes(&rows[*index])).collect()
}

fn mentions(event: &TraceEvent, needle: &str) -> bool {
    let texts = [&event.interface, &event.function].into_iter().chain(&event.arguments).chain(&event.result);
    texts.into_iter().any(|text| text.to_lowercase().contains(needle))
}

/// Every interface that occurs, without version, with its number of rows, by name.
pub fn interfaces(
    rows: &[TraceRow],
    left: Option<&RunReport>,
    right: Option<&RunReport>,
) -> Vec<(String, usize)> {
    let mut counts = std::collections::BTreeMap::new();
    for row in rows {
        let (left, right) = events(row, left, right);
        if let Some(event) = left.or(right) {
            *counts.entry(unversioned(&event.interface).to_owned()).or_insert(0) += 1;
        }
    }
    counts.into_iter().collect()
}

/// The part of `total` rows to render: those on the screen and a few around them.
pub fn window(scroll_top: f64, height: f64, row_height: f64, total: usize) -> std::ops::Range<usize> {
    const AROUND: usize = 12;
    let first = (scroll_top.max(0.0) / row_height) as usize;
    let seen = (height / row_height).ceil() as usize + 1;
    let end = (first + seen + AROUND).min(total);
    first.saturating_sub(AROUND).min(end)..end
}

/// The first position in `shown` after `selected` whose row differs; from the top again after the last.
pub fn next_difference(rows: &[TraceRow], shown: &[usize], selected: Option<usize>) -> Option<usize> {
    let differs = |position: &usize| rows[shown[*position]].kind != RowKind::Same;
    let after = selected.map_or(0, |position| position + 1);
    (after..shown.len()).find(differs).or_else(|| (0..after.min(shown.len())).find(differs))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(kinds: &[RowKind]) -> Vec<TraceRow> {
        let row = |(index, kind): (usize, &RowKind)| TraceRow {
            kind: *kind,
            left: Some(index as u32),
            right: None,
            counterpart: None,
            known: None,
        };
        kinds.iter().enumerate().map(row).collect()
    }

    #[test]
    fn the_window_holds_what_is_seen() {
        assert_eq!(window(0.0, 240.0, 24.0, 10_000), 0..23);
        assert_eq!(window(24.0 * 5_000.0, 240.0, 24.0, 10_000), 4_988..5_023);
        assert_eq!(window(1e9, 240.0, 24.0, 30), 30..30);
        assert_eq!(window(0.0, 240.0, 24.0, 3), 0..3);
    }

    #[test]
    fn differences_are_walked_in_a_circle() {
        use RowKind::{Result, Same};
        let rows = rows(&[Same, Result, Same, Result]);
        let shown = [0, 1, 2, 3];
        assert_eq!(next_difference(&rows, &shown, None), Some(1));
        assert_eq!(next_difference(&rows, &shown, Some(1)), Some(3));
        assert_eq!(next_difference(&rows, &shown, Some(3)), Some(1));
        assert_eq!(next_difference(&rows, &shown[..1], None), None);
    }
}
