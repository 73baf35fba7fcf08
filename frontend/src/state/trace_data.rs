//! Everything the page holds of a run's host calls: both sides' calls, the rows they make, what is shown of them.

use super::composition::EdgeCalls;
use super::trace_batch::Batch;
use super::trace_calls::{Call, Calls, Names};
use super::trace_edges::EdgeTotals;
use super::trace_filter::{Matcher, Shown, TraceFilter};
use super::trace_timeline::Timeline;
use super::trace_totals::{Denials, InterfaceTotals, totals_of};
use diptych_shared::report::{KnownId, RowKind, TraceRow};
use diptych_shared::trace::TraceEvent;
use std::collections::{BTreeMap, VecDeque};

/// One engine's calls, and what is still to be read of them.
#[derive(Debug, Default)]
pub struct SideTrace {
    /// The calls read so far.
    pub calls: Calls,
    /// Its strip.
    pub timeline: Timeline,
    /// How many of the calls were denied.
    pub denied: usize,
    /// Traced time in the host, in nanoseconds.
    pub host_ns: u64,
    /// Calls that could not be read; our own fault.
    pub unreadable: usize,
    waiting: VecDeque<Batch>,
}

/// The rows: by sequence until the comparison says which call answers to which.
#[derive(Debug, Default)]
enum Rows {
    #[default]
    BySequence,
    Aligned(Vec<TraceRow>),
}

/// A run's host calls.
#[derive(Debug, Default)]
pub struct TraceData {
    /// The functions' names.
    pub names: Names,
    /// Left and right.
    pub sides: [SideTrace; 2],
    /// By interface's number.
    pub totals: Vec<InterfaceTotals>,
    edge_totals: EdgeTotals,
    /// The distinct denials.
    pub denials: Denials,
    /// The known differences between hosts that explain rows, with how many rows each.
    pub known: BTreeMap<KnownId, usize>,
    /// What is shown.
    pub shown: Shown,
    /// Counts how often all rows were replaced.
    pub generation: u64,
    filter: TraceFilter,
    rows: Rows,
}

impl TraceData {
    /// Takes in a batch of one side (0 is left), to be read by [`TraceData::work`].
    pub fn feed(&mut self, side: usize, batch: Batch) {
        self.sides[side].waiting.push_back(batch);
    }

    /// Whether something is to be read or to be looked at.
    pub fn has_work(&self) -> bool {
        self.sides.iter().any(|side| !side.waiting.is_empty()) || self.shown.unseen() > 0
    }

    /// How many bytes are still to be read.
    pub fn unread_bytes(&self) -> usize {
        self.sides.iter().flat_map(|side| &side.waiting).map(Batch::len).sum()
    }

    /// Works until nothing is left or `is_late`.
    pub fn work(&mut self, mut is_late: impl FnMut() -> bool) {
        // The clock is asked now and then only.
        const CALLS: usize = 32;
        const ROWS: usize = 256;
        let mut side = usize::from(self.sides[0].calls.len() > self.sides[1].calls.len());
        while self.sides.iter().any(|side| !side.waiting.is_empty()) {
            if self.sides[side].waiting.is_empty() {
                side = 1 - side;
            }
            // A call that came after those it holds moves them.
            let mut from = self.sides[side].calls.len();
            for _ in 0..CALLS {
                from = self.read_one(side).map_or(from, |position| from.min(position));
            }
            self.shown.changed(from..self.sides[side].calls.len());
            if is_late() {
                return;
            }
        }
        if self.shown.unseen() == 0 {
            return;
        }
        let matcher = Matcher::new(&self.filter, &self.names);
        let mut shown = std::mem::take(&mut self.shown);
        while shown.unseen() > 0 {
            shown.look(ROWS, |index| {
                self.row(index).is_some_and(|row| matcher.passes(&row, self.calls_of(&row), &self.names))
            });
            if is_late() {
                break;
            }
        }
        self.shown = shown;
    }

    /// Reads a side's next call; answers its position.
    fn read_one(&mut self, side: usize) -> Option<usize> {
        match self.sides[side].waiting.front_mut()?.next() {
            Some(Ok(event)) => return self.push(side, &event),
            Some(Err(_)) => self.sides[side].unreadable += 1,
            None => drop(self.sides[side].waiting.pop_front()),
        }
        None
    }

    fn push(&mut self, side: usize, event: &TraceEvent) -> Option<usize> {
        let own = &mut self.sides[side];
        let came = own.calls.len();
        let position = own.calls.push(&mut self.names, event);
        let call = own.calls.get(position)?;
        own.timeline.add(came, call.start_ns(), call.is_denied());
        own.denied += usize::from(call.is_denied());
        // What another part does is not the host's time; its own host calls are counted by themselves.
        let host_ns = if event.is_between_parts() { 0 } else { call.duration_ns() };
        own.host_ns = own.host_ns.saturating_add(host_ns);
        self.denials.add(side, came, call);
        self.edge_totals.add(side, call);
        if let Some(totals) = totals_of(&mut self.totals, &self.names, call) {
            totals.add(side, call, host_ns);
        }
        Some(position)
    }

    /// Whether the rows are those of a comparison.
    pub fn is_aligned(&self) -> bool {
        matches!(self.rows, Rows::Aligned(_))
    }

    /// How many rows there are.
    pub fn row_count(&self) -> usize {
        match &self.rows {
            Rows::BySequence => self.sides[0].calls.len().max(self.sides[1].calls.len()),
            Rows::Aligned(rows) => rows.len(),
        }
    }

    /// One row.
    pub fn row(&self, index: usize) -> Option<TraceRow> {
        match &self.rows {
            Rows::Aligned(rows) => rows.get(index).copied(),
            Rows::BySequence => {
                let side = |side: usize| (index < self.sides[side].calls.len()).then_some(index as u32);
                let (left, right) = (side(0), side(1));
                left.or(right)?;
                Some(TraceRow { kind: RowKind::Same, left, right, counterpart: None, known: None })
            }
        }
    }

    /// A row's calls, as far as they have been read.
    pub fn calls_of(&self, row: &TraceRow) -> [Option<Call<'_>>; 2] {
        let call = |side: usize, index: Option<u32>| self.sides[side].calls.get(index? as usize);
        [call(0, row.left), call(1, row.right)]
    }

    /// Takes the comparison's rows in the place of those by sequence.
    pub fn align(&mut self, rows: Vec<TraceRow>) {
        self.totals.iter_mut().for_each(|totals| totals.differences = 0);
        self.sides.iter_mut().for_each(|side| side.timeline.clear_differences());
        self.known.clear();
        for row in rows.iter().filter(|row| row.kind != RowKind::Same) {
            if let Some(known) = row.known {
                *self.known.entry(known).or_default() += 1;
            }
            let indices = [row.left, row.right];
            let mut counted = false;
            for (side, index) in indices.into_iter().enumerate() {
                let Some(call) = index.and_then(|index| self.sides[side].calls.get(index as usize)) else {
                    continue;
                };
                let (start_ns, group) = (call.start_ns(), self.names.get(call.name()).map(|name| name.group));
                self.sides[side].timeline.differs(start_ns);
                if let Some(totals) = group.and_then(|group| self.totals.get_mut(group as usize))
                    && !counted
                {
                    totals.differences += 1;
                    counted = true;
                }
            }
        }
        self.rows = Rows::Aligned(rows);
        self.generation += 1;
        self.shown.restart(self.filter.is_open(), self.row_count());
    }

    /// Shows what passes another filter.
    pub fn set_filter(&mut self, filter: TraceFilter) {
        if self.filter != filter {
            self.filter = filter;
            self.shown.restart(self.filter.is_open(), self.row_count());
        }
    }

    /// What crossed each wire of a linked composition.
    pub fn edges(&self) -> Vec<EdgeCalls> {
        self.edge_totals.edges(&self.names)
    }

    /// The row of one side's call at `position`, in the order in which calls began.
    pub fn row_at(&self, side: usize, position: usize) -> Option<usize> {
        match &self.rows {
            Rows::BySequence => Some(position),
            Rows::Aligned(rows) => {
                let index = |row: &TraceRow| if side == 0 { row.left } else { row.right };
                rows.iter().position(|row| index(row) == Some(position as u32))
            }
        }
    }

    /// The row of the call that came as one side's n-th, from 0.
    pub fn row_of(&self, side: usize, call: usize) -> Option<usize> {
        self.row_at(side, self.sides[side].calls.position(call)?)
    }

    /// The next shown position after (or before) `position` whose row differs, in a circle.
    pub fn next_difference(&self, position: Option<usize>, forwards: bool) -> Option<usize> {
        let Rows::Aligned(rows) = &self.rows else { return None };
        let total = self.shown.len();
        let differs = |position: &usize| {
            self.shown
                .row(*position)
                .and_then(|row| rows.get(row))
                .is_some_and(|row| row.kind != RowKind::Same)
        };
        if forwards {
            let after = position.map_or(0, |position| position + 1).min(total);
            (after..total).find(differs).or_else(|| (0..after).find(differs))
        } else {
            let before = position.unwrap_or(0).min(total);
            (0..before).rev().find(differs).or_else(|| (before..total).rev().find(differs))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use diptych_shared::trace::Decision;

    fn batch(functions: &[&str]) -> Batch {
        let event = |(index, function): (usize, &&str)| TraceEvent {
            sequence: index as u64,
            caller: None,
            callee: None,
            interface: "a:b/c@1.0.0".into(),
            function: (*function).to_owned(),
            arguments: vec![],
            result: None,
            interrupted: None,
            decision: match *function {
                "no" => Decision::Denied { capability: "random".into(), grant: Some("random secure".into()) },
                _ => Decision::Allowed,
            },
            start_ns: 0,
            duration_ns: 5,
        };
        let events: Vec<_> = functions.iter().enumerate().map(event).collect();
        let event = diptych_shared::api::run::RunEvent::Trace { events };
        Batch::new(serde_json::to_string(&event).unwrap())
    }

    fn row(kind: RowKind, left: Option<u32>, right: Option<u32>) -> TraceRow {
        TraceRow { kind, left, right, counterpart: None, known: None }
    }

    #[test]
    fn rows_are_by_sequence_and_then_aligned() {
        let mut data = TraceData::default();
        data.set_filter(TraceFilter { denied_only: true, ..TraceFilter::default() });
        data.feed(0, batch(&["yes", "no", "yes"]));
        data.work(|| false);
        assert_eq!((data.row_count(), data.shown.len()), (3, 1));
        data.feed(1, batch(&["no", "no", "yes", "yes"]));
        while data.has_work() {
            data.work(|| true);
        }
        assert_eq!((data.row_count(), data.shown.len(), data.shown.row(0)), (4, 2, Some(0)));
        let denial = &data.denials.all()[0];
        assert_eq!((denial.calls, denial.first), ([1, 2], [Some(1), Some(0)]));
        assert_eq!((data.totals[0].calls, data.totals[0].host_ns), ([3, 4], [15, 20]));

        data.set_filter(TraceFilter::default());
        data.align(vec![
            row(RowKind::OnlyRight, None, Some(0)),
            row(RowKind::Same, Some(1), Some(1)),
            row(RowKind::Result, Some(2), Some(2)),
        ]);
        assert_eq!((data.totals[0].differences, data.shown.len()), (2, 3));
        assert_eq!(data.row_of(0, 2), Some(2));
        assert_eq!(data.next_difference(None, true), Some(0));
        assert_eq!(data.next_difference(Some(0), true), Some(2));
        assert_eq!(data.next_difference(Some(2), true), Some(0));
        assert_eq!(data.next_difference(Some(0), false), Some(2));
        assert_eq!(data.next_difference(None, false), Some(2));
    }
}
