//! The trace in view: its data, what a person asked of it, and the words for what it shows.

use super::text::visible_line;
use super::trace_data::TraceData;
use super::trace_filter::TraceFilter;
use diptych_page_common::side::Side;
use diptych_shared::report::RowKind;
use leptos::prelude::*;
use std::collections::BTreeSet;

/// A kind's name in filters and the stylesheet.
pub fn kind_name(kind: RowKind) -> &'static str {
    match kind {
        RowKind::Same => "same",
        RowKind::Arguments => "arguments",
        RowKind::Result => "result",
        RowKind::Denial => "denial",
        RowKind::Order => "order",
        RowKind::OnlyLeft => "missing",
        RowKind::OnlyRight => "extra",
    }
}

/// What a kind means, in a sentence.
pub fn kind_sentence(kind: RowKind) -> &'static str {
    match kind {
        RowKind::Same => "Both engines made this call with the same arguments, result and decision.",
        RowKind::Arguments => "Both engines called this function with other arguments.",
        RowKind::Result => "The same call had another result.",
        RowKind::Denial => "The same call was allowed on one engine and denied on the other.",
        RowKind::Order => "Both engines made this call, at different places of the run.",
        RowKind::OnlyLeft => "Only the browser made this call: it is missing on wasmtime.",
        RowKind::OnlyRight => "Only wasmtime made this call: it is missing in the browser.",
    }
}

/// The kinds of differences, in the order of filters.
pub const DIFFERENCE_KINDS: [RowKind; 6] = [
    RowKind::OnlyLeft,
    RowKind::OnlyRight,
    RowKind::Arguments,
    RowKind::Result,
    RowKind::Denial,
    RowKind::Order,
];

/// The run's trace and how it is looked at.
#[derive(Clone, Copy)]
pub struct TraceView {
    data: StoredValue<TraceData>,
    /// Counts changes of the data.
    changes: RwSignal<u64>,
    /// What the columns are called, left to right: the engines' ids, unless runs of another time are shown.
    pub labels: [RwSignal<String>; 2],
    /// What a person asked to see.
    pub filter: RwSignal<TraceFilter>,
    /// The chosen row.
    pub selected: RwSignal<Option<usize>>,
    /// The view stays at the end while calls come.
    pub following: RwSignal<bool>,
    /// A row to bring on the screen, with a number that makes each wish a new one.
    pub wanted: RwSignal<Option<(u64, usize)>>,
    /// The rows on the screen.
    pub on_screen: RwSignal<(usize, usize)>,
    /// Values whose byte strings are shown as hex: function and place.
    pub hex: RwSignal<BTreeSet<String>>,
    /// Someone is at work on the data; see [`TraceData::work`].
    pub is_busy: StoredValue<bool>,
}

impl TraceView {
    /// Nothing has been run.
    pub fn new() -> Self {
        TraceView {
            data: StoredValue::new(TraceData::default()),
            changes: RwSignal::new(0),
            labels: Side::BOTH.map(|side| RwSignal::new(side.id().to_owned())),
            filter: RwSignal::new(TraceFilter::default()),
            selected: RwSignal::new(None),
            following: RwSignal::new(true),
            wanted: RwSignal::new(None),
            on_screen: RwSignal::new((0, 0)),
            hex: RwSignal::new(BTreeSet::new()),
            is_busy: StoredValue::new(false),
        }
    }

    /// Forgets the last run. The filter stays: whoever looks for something looks for it again.
    pub fn clear(self) {
        let filter = self.filter.get_untracked();
        self.data.update_value(|data| {
            let mut empty = TraceData::default();
            empty.generation = data.generation + 1;
            empty.set_filter(filter);
            *data = empty;
        });
        self.selected.set(None);
        self.wanted.set(None);
        self.following.set(true);
        for side in Side::BOTH {
            self.labels[side.index()].set(side.id().to_owned());
        }
        self.notify();
    }

    /// What the column of `side` is called, on one line.
    pub fn label(self, side: Side) -> String {
        visible_line(&self.labels[side.index()].get())
    }

    /// Looks at the data, and again when it changes.
    pub fn read<T>(self, read: impl FnOnce(&TraceData) -> T) -> T {
        self.changes.track();
        self.data.with_value(read)
    }

    /// Looks at the data once.
    pub fn peek<T>(self, read: impl FnOnce(&TraceData) -> T) -> T {
        self.data.with_value(read)
    }

    /// Changes the data and tells nobody yet.
    pub fn change<T>(self, change: impl FnOnce(&mut TraceData) -> T) -> Option<T> {
        self.data.try_update_value(change)
    }

    /// Tells whoever looks at the data that it has changed.
    pub fn notify(self) {
        self.changes.update(|changes| *changes += 1);
    }

    /// Chooses a row and brings it on the screen. A filter that hides it is opened.
    pub fn go_to(self, row: usize) {
        if self.peek(|data| data.shown.position(row).is_err()) {
            self.filter.set(TraceFilter::default());
            self.change(|data| data.set_filter(TraceFilter::default()));
            self.notify();
        }
        self.following.set(false);
        self.selected.set(Some(row));
        self.wanted.update(|wanted| *wanted = Some((wanted.map_or(0, |(wish, _)| wish + 1), row)));
    }

    /// Goes to the next row that differs, or back to the one before; in a circle.
    pub fn go_to_difference(self, forwards: bool) {
        let row = self.peek(|data| {
            let selected = self.selected.get_untracked();
            let position = selected.map(|row| data.shown.position(row).unwrap_or_else(|next| next));
            let next = data.next_difference(position, forwards)?;
            data.shown.row(next)
        });
        if let Some(row) = row {
            self.go_to(row);
        }
    }
}
