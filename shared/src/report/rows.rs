//! Trace rows as a list of numbers, for crossing from a worker to the page without JSON.

use super::comparison::{RowKind, TraceRow};
use super::known::KnownId;

/// Numbers per row.
const WIDTH: usize = 4;
/// Stands for "none".
const NONE: u32 = u32::MAX;

const KINDS: [RowKind; 7] = [
    RowKind::Same,
    RowKind::Arguments,
    RowKind::Result,
    RowKind::Denial,
    RowKind::Order,
    RowKind::OnlyLeft,
    RowKind::OnlyRight,
];

/// Four numbers a row: kind and known difference, left, right, counterpart.
pub fn pack_rows(rows: &[TraceRow]) -> Vec<u32> {
    let mut packed = Vec::with_capacity(rows.len() * WIDTH);
    for row in rows {
        let kind = KINDS.iter().position(|kind| *kind == row.kind).unwrap_or_default() as u32;
        let known = row.known.map_or(0, |known| u32::from(known.number()) + 1);
        packed.push(kind | known << 8);
        packed.extend([row.left, row.right, row.counterpart].map(|index| index.unwrap_or(NONE)));
    }
    packed
}

/// What [`pack_rows`] packed, in the same build of this crate.
pub fn unpack_rows(packed: &[u32]) -> Vec<TraceRow> {
    let index = |number: u32| (number != NONE).then_some(number);
    let row = |row: &[u32; WIDTH]| TraceRow {
        kind: KINDS.get((row[0] & 0xff) as usize).copied().unwrap_or(RowKind::Same),
        left: index(row[1]),
        right: index(row[2]),
        counterpart: index(row[3]),
        known: (row[0] >> 8).checked_sub(1).and_then(|number| KnownId::from_number(number as u8)),
    };
    packed.as_chunks::<WIDTH>().0.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packing_loses_nothing() {
        let mut rows = Vec::new();
        for (number, kind) in KINDS.into_iter().enumerate() {
            let index = number as u32;
            rows.push(TraceRow { kind, left: Some(index), right: None, counterpart: None, known: None });
            rows.push(TraceRow {
                kind,
                left: None,
                right: Some(0),
                counterpart: Some(index),
                known: KnownId::from_number(index as u8),
            });
        }
        assert_eq!(unpack_rows(&pack_rows(&rows)), rows);
        assert!(unpack_rows(&[1, 2, 3]).is_empty());
    }
}
