//! Two traces made one table: which host call of one run answers to which of the other.

use super::alignment::align;
use super::calls::{Calls, number_calls};
use super::comparison::{RowKind, TraceRow};
use super::handles::Correspondence;
use crate::trace::TraceEvent;

/// Stands for "none" among indices.
const NONE: u32 = u32::MAX;

/// The two traces as rows.
///
/// First the same function with the same arguments, in the same order. Of what that leaves, calls
/// that both sides made count as made in another order; then, in each gap, the same function with
/// other arguments. What remains was made by one side only.
pub(super) fn align_rows(left: &[TraceEvent], right: &[TraceEvent]) -> Vec<TraceRow> {
    let (left_calls, right_calls) = number_calls(left, right);
    let mut rows = pair(&left_calls, &right_calls);
    let mut handles = Correspondence::new(&left_calls.handles, &right_calls.handles);
    for row in &mut rows {
        if let (Some(l), Some(r)) = (row.left, row.right) {
            row.kind = kind(&left[l as usize], &right[r as usize], &mut handles);
        }
    }
    rows
}

/// Rows in order; those of both sides have no kind yet.
fn pair(left: &Calls, right: &Calls) -> Vec<TraceRow> {
    let pairs = align(&left.calls, &right.calls);
    let moved = Moved::new(&left.calls, &right.calls, &pairs);
    let mut rows = Rows {
        rows: Vec::with_capacity(left.calls.len().max(right.calls.len())),
        moved,
        left_next: 0,
        right_next: 0,
    };
    let ends = std::iter::once((left.calls.len(), right.calls.len()));
    for (left_end, right_end) in pairs.into_iter().chain(ends) {
        let unmoved = |moved: &[u32], from: usize, to: usize| {
            (from..to).filter(|index| moved[*index] == NONE).collect::<Vec<_>>()
        };
        // Most gaps are empty, or have nothing on one side.
        if rows.left_next < left_end && rows.right_next < right_end {
            let lefts = unmoved(&rows.moved.to_right, rows.left_next, left_end);
            let rights = unmoved(&rows.moved.to_left, rows.right_next, right_end);
            let functions = |indices: &[usize], side: &Calls| {
                indices.iter().map(|index| side.functions[*index]).collect::<Vec<_>>()
            };
            for (l, r) in align(&functions(&lefts, left), &functions(&rights, right)) {
                rows.pair(lefts[l], rights[r]);
            }
        }
        if left_end < left.calls.len() {
            rows.pair(left_end, right_end);
        } else {
            rows.singles(left_end, right_end);
        }
    }
    rows.finish()
}

/// Calls that both sides made outside of the alignment: where the other side made each.
struct Moved {
    to_right: Vec<u32>,
    to_left: Vec<u32>,
}

impl Moved {
    fn new(left: &[u32], right: &[u32], pairs: &[(usize, usize)]) -> Self {
        let mut moved = Moved { to_right: vec![NONE; left.len()], to_left: vec![NONE; right.len()] };
        if pairs.len() == left.len().min(right.len()) {
            return moved;
        }
        let (mut left_paired, mut right_paired) = (vec![false; left.len()], vec![false; right.len()]);
        for (l, r) in pairs {
            (left_paired[*l], right_paired[*r]) = (true, true);
        }
        // Per call a list of the right side's unpaired ones, the first first.
        let symbols = left.iter().chain(right).max().map_or(0, |most| *most as usize + 1);
        let mut first = vec![NONE; symbols];
        let mut next = vec![NONE; right.len()];
        for index in (0..right.len()).rev().filter(|index| !right_paired[*index]) {
            next[index] = std::mem::replace(&mut first[right[index] as usize], index as u32);
        }
        for index in (0..left.len()).filter(|index| !left_paired[*index]) {
            let counterpart = first[left[index] as usize];
            if counterpart != NONE {
                first[left[index] as usize] = next[counterpart as usize];
                moved.to_right[index] = counterpart;
                moved.to_left[counterpart as usize] = index as u32;
            }
        }
        moved
    }
}

/// Rows under construction.
struct Rows {
    rows: Vec<TraceRow>,
    moved: Moved,
    left_next: usize,
    right_next: usize,
}

impl Rows {
    /// What one side alone made before these places.
    fn singles(&mut self, left_end: usize, right_end: usize) {
        let single = |moved: &[u32], index: usize, alone| TraceRow {
            kind: if moved[index] == NONE { alone } else { RowKind::Order },
            left: None,
            right: None,
            counterpart: None,
            known: None,
        };
        for index in self.left_next..left_end {
            let row = single(&self.moved.to_right, index, RowKind::OnlyLeft);
            self.rows.push(TraceRow { left: Some(index as u32), ..row });
        }
        for index in self.right_next..right_end {
            let row = single(&self.moved.to_left, index, RowKind::OnlyRight);
            self.rows.push(TraceRow { right: Some(index as u32), ..row });
        }
        (self.left_next, self.right_next) = (self.left_next.max(left_end), self.right_next.max(right_end));
    }

    fn pair(&mut self, left: usize, right: usize) {
        self.singles(left, right);
        self.rows.push(TraceRow {
            kind: RowKind::Same,
            left: Some(left as u32),
            right: Some(right as u32),
            counterpart: None,
            known: None,
        });
        (self.left_next, self.right_next) = (left + 1, right + 1);
    }

    /// Tells each row that is out of order where the other is.
    fn finish(mut self) -> Vec<TraceRow> {
        let mut left_rows = vec![NONE; self.moved.to_right.len()];
        let mut right_rows = vec![NONE; self.moved.to_left.len()];
        for (place, row) in self.rows.iter().enumerate().filter(|(_, row)| row.kind == RowKind::Order) {
            match (row.left, row.right) {
                (Some(left), _) => left_rows[left as usize] = place as u32,
                (None, Some(right)) => right_rows[right as usize] = place as u32,
                (None, None) => {}
            }
        }
        for row in self.rows.iter_mut().filter(|row| row.kind == RowKind::Order) {
            let left = row.left.map(|index| right_rows[self.moved.to_right[index as usize] as usize]);
            let right = row.right.map(|index| left_rows[self.moved.to_left[index as usize] as usize]);
            row.counterpart = left.or(right);
        }
        self.rows
    }
}

/// How two calls of one function differ. Durations never count, nor the engine's words for why a
/// call did not return. A denial is named before the result that it brings about.
fn kind(left: &TraceEvent, right: &TraceEvent, handles: &mut Correspondence<'_>) -> RowKind {
    let mut arguments = left.arguments.len() == right.arguments.len();
    for (left, right) in left.arguments.iter().zip(&right.arguments) {
        arguments &= handles.agree(left, right, false);
    }
    let result = match (&left.result, &right.result) {
        (Some(left), Some(right)) => handles.agree(left, right, true),
        (left, right) => left.is_none() && right.is_none(),
    };
    if !arguments {
        RowKind::Arguments
    } else if left.decision != right.decision {
        RowKind::Denial
    } else if !result || left.interrupted.is_some() != right.interrupted.is_some() {
        RowKind::Result
    } else {
        RowKind::Same
    }
}
