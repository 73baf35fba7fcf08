//! The stream of host calls: to the toolchain worker as it comes, and into the page's table in short slices of work.

use super::Workbench;
use crate::interop::page::now_ms;
use crate::interop::timer::sleep;
use crate::services::traces::{self, TraceSide};
use crate::state::preferences::Tab;
use crate::state::session::Side;
use crate::state::trace_batch::Batch;
use js_sys::JsString;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// One slice of work; well under a frame, so that typing and scrolling go on.
const SLICE_MS: f64 = 6.0;
/// While work goes on the table is brought up to date this often.
const NEWS_MS: f64 = 90.0;

/// The trace's name in the toolchain worker.
pub fn trace_side(side: Side) -> TraceSide {
    match side {
        Side::Browser => TraceSide::Left,
        Side::Wasmtime => TraceSide::Right,
    }
}

/// Another filter is applied as it is chosen.
pub fn start(bench: Workbench) {
    let trace = bench.session.trace;
    Effect::new(move |_| {
        let filter = trace.filter.get();
        trace.change(|data| data.set_filter(filter));
        trace.notify();
        work(bench);
    });
}

/// A run begins: both sides' calls are forgotten.
pub fn begin() {
    Side::BOTH.into_iter().for_each(|side| traces::begin(trace_side(side)));
}

/// Takes in a batch of host calls as it came over the wire.
pub fn feed(bench: Workbench, side: Side, batch: &JsString, text: String) {
    traces::push(trace_side(side), batch);
    bench.session.trace.change(|data| data.feed(side.index(), Batch::new(text)));
    work(bench);
}

/// Works on what waits, slice by slice, until nothing does.
fn work(bench: Workbench) {
    let trace = bench.session.trace;
    if trace.is_busy.get_value() || !trace.peek(|data| data.has_work()) {
        return;
    }
    trace.is_busy.set_value(true);
    spawn_local(async move {
        let mut told_ms = 0.0;
        loop {
            let begin = now_ms();
            trace.change(|data| data.work(|| now_ms() - begin > SLICE_MS));
            let is_done = !trace.peek(|data| data.has_work());
            if is_done || begin - told_ms > NEWS_MS {
                told_ms = begin;
                tell(bench);
            }
            if is_done {
                break;
            }
            sleep(0).await;
        }
        trace.is_busy.set_value(false);
    });
}

fn tell(bench: Workbench) {
    let session = bench.session;
    for side in Side::BOTH {
        let column = session.column(side);
        let read = session.trace.peek(|data| data.sides[side.index()].calls.len());
        // The report counts those too that the trace did not keep.
        if read > column.call_count.get_untracked() {
            column.call_count.set(read);
        }
    }
    session.trace.notify();
}

/// Waits until every call that came is read.
pub async fn all_read(bench: Workbench) {
    const PAUSE_MS: i32 = 10;
    while bench.session.trace.peek(|data| data.unread_bytes() > 0) {
        sleep(PAUSE_MS).await;
    }
}

/// Shows the next difference, or the one before.
pub fn go_to_difference(bench: Workbench, forwards: bool) {
    bench.tab.set(Tab::Compare);
    bench.session.trace.go_to_difference(forwards);
}
