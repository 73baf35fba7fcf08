//! When each engine made its calls: two strips, each over its own time; a click, a drag or a key goes to the call.

use crate::state::session::Side;
use crate::state::text::duration;
use crate::state::trace_timeline::Timeline;
use crate::state::trace_view::TraceView;
use leptos::{html, prelude::*};
use std::fmt::Write as _;

/// The strip's height in its own units.
const HEIGHT: f64 = 22.0;

/// Both strips.
#[component]
pub fn Timelines(trace: TraceView, #[prop(into)] running: Signal<bool>) -> impl IntoView {
    let strips = Side::BOTH.map(|side| view! { <Strip trace side/> });
    let has_marks = move || {
        trace.read(|data| {
            let bins = || data.sides.iter().flat_map(|side| &side.timeline.bins);
            (bins().any(|bin| bin.denied > 0), bins().any(|bin| bin.differing > 0))
        })
    };
    view! {
        <figure class="timelines" aria-label="Host calls over time">
            {strips.into_iter().collect::<Vec<_>>()}
            <figcaption class="note">
                "Calls over each engine’s own time (traced): taller is more."
                {move || has_marks().0.then(|| view! { " " <span class="key denied">"denied"</span> })}
                {move || has_marks().1.then(|| view! { " " <span class="key differs">"differs"</span> })}
                {move || running.get().then_some(" The strips widen as the run goes on.")}
            </figcaption>
        </figure>
    }
}

/// One engine's strip.
#[component]
fn Strip(trace: TraceView, side: Side) -> impl IntoView {
    let line = Memo::new(move |_| trace.read(|data| data.sides[side.index()].timeline.clone()));
    let has_calls = Memo::new(move |_| trace.read(|data| data.sides[side.index()].calls.len()) > 0);
    let node = NodeRef::<html::Div>::new();
    let cursor = RwSignal::new(0_usize);
    let go = move |bin: usize| {
        // Where the call is, which may be after a gap: a step from there leads on, not to it again.
        let bin = line.with_untracked(|line| line.bin_near(bin)).unwrap_or(bin);
        cursor.set(bin);
        let row = line.with_untracked(|line| line.call_near(bin));
        let row = row.and_then(|call| trace.peek(|data| data.row_of(side.index(), call)));
        if let Some(row) = row {
            trace.go_to(row);
        }
    };
    let bin_of = move |event: &web_sys::PointerEvent| {
        let place = node.get_untracked()?.get_bounding_client_rect();
        let share = (f64::from(event.client_x()) - place.left()) / place.width().max(1.0);
        Some(line.with_untracked(|line| line.bin_at(share)))
    };
    let is_dragging = StoredValue::new(false);
    let on_down = move |event: web_sys::PointerEvent| {
        is_dragging.set_value(true);
        if let Some(strip) = node.get_untracked() {
            // Without it a drag ends at the strip's edge, and nothing else.
            let _ = strip.set_pointer_capture(event.pointer_id());
        }
        if let Some(bin) = bin_of(&event) {
            go(bin);
        }
    };
    let on_move = move |event: web_sys::PointerEvent| {
        if let Some(bin) = is_dragging.get_value().then(|| bin_of(&event)).flatten()
            && bin != cursor.get_untracked()
        {
            go(bin);
        }
    };
    let on_key = move |event: web_sys::KeyboardEvent| {
        let at = cursor.get_untracked();
        let next = line.with_untracked(|line| match event.key().as_str() {
            "ArrowRight" | "ArrowUp" => line.step(at, true),
            "ArrowLeft" | "ArrowDown" => line.step(at, false),
            "Home" => Some(0),
            "End" => line.step(line.bins.len(), false),
            _ => None,
        });
        if let Some(next) = next {
            event.prevent_default();
            go(next);
        }
    };
    let words = move || {
        line.with(|line| {
            let bin = line.bins.get(cursor.get()).copied().unwrap_or_default();
            let at = duration(cursor.get() as u64 * line.bin_ns);
            format!("at {at}: {} calls, {} denied, {} differing", bin.calls, bin.denied, bin.differing)
        })
    };
    // What is on the screen, as a bracket over the strip.
    let seen = move || {
        let (start, end) = trace.on_screen.get();
        let line = line.get();
        trace.read(|data| {
            let starts = (start..end).filter_map(|position| {
                let row = data.row(data.shown.row(position)?)?;
                let call = data.calls_of(&row)[side.index()]?;
                Some(call.start_ns() as f64 / (line.bin_ns as f64 * line.used() as f64) * 100.0)
            });
            let (first, last) =
                starts.fold((f64::MAX, f64::MIN), |(low, high), at| (low.min(at), high.max(at)));
            (first <= last).then(|| format!("left: {first:.2}%; width: max(3px, {:.2}%)", last - first))
        })
    };
    let id = side.id();
    view! {
        <div class=format!("strip-line {}", side.class()) class:gone=move || !has_calls.get()>
            <span class="strip-name">{move || trace.label(side)}</span>
            <div
                class="strip"
                role="slider"
                tabindex="0"
                aria-label=format!("Host calls of {id} over time; arrow keys go from one to the next")
                aria-valuemin="0"
                aria-valuemax=move || line.with(|line| line.used()).to_string()
                aria-valuenow=move || cursor.get().to_string()
                aria-valuetext=words
                data-testid=format!("timeline-{id}")
                node_ref=node
                on:pointerdown=on_down
                on:pointermove=on_move
                on:pointerup=move |_| is_dragging.set_value(false)
                on:keydown=on_key
                title=words
            >
                <svg
                    viewBox=move || format!("0 0 {} {HEIGHT}", line.with(|line| line.used()))
                    preserveAspectRatio="none"
                    aria-hidden="true"
                >
                    <path class="calls" d=move || line.with(|line| bars(line, |bin| bin.calls))></path>
                    <path class="denied" d=move || line.with(|line| marks(line, |bin| bin.denied, 0.0))></path>
                    <path class="differs" d=move || line.with(|line| marks(line, |bin| bin.differing, HEIGHT - 3.0))></path>
                </svg>
                {move || seen().map(|style| view! { <span class="seen" style=style></span> })}
            </div>
            <span class="strip-end note">{move || line.with(|line| duration(line.end_ns))}</span>
        </div>
    }
}

type Of = fn(&crate::state::trace_timeline::Bin) -> u32;

/// Bars as tall as the logarithm of the number, so that one call among thousands is seen.
fn bars(line: &Timeline, of: Of) -> String {
    let height = |number: u32| f64::from(number + 1).ln();
    let bins = || line.bins.iter().take(line.used()).map(of);
    let most = height(bins().max().unwrap_or(0)).max(f64::EPSILON);
    let mut path = String::new();
    for (at, number) in bins().enumerate().filter(|(_, number)| *number > 0) {
        let tall = (height(number) / most * (HEIGHT - 6.0)).max(1.5);
        let _ = write!(path, "M{at} {:.1}h1v{tall:.1}h-1z", HEIGHT - 3.0 - tall);
    }
    path
}

/// Marks of one height along a border of the strip.
fn marks(line: &Timeline, of: Of, top: f64) -> String {
    let mut path = String::new();
    for (at, _) in line.bins.iter().take(line.used()).enumerate().filter(|(_, bin)| of(bin) > 0) {
        let _ = write!(path, "M{at} {top}h1v3h-1z");
    }
    path
}
