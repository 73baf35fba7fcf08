//! The table of calls: only the rows on the screen are rendered, whatever there are.

use super::super::compared;
use super::row::Row;
use crate::flows::Workbench;
use crate::state::session::{RunStatus, Side};
use crate::state::trace_scroll::Scroll;
use leptos::{html, prelude::*};

/// A row's height in CSS pixels; the stylesheet has the same.
const ROW_PX: f64 = 24.0;

/// A row on the screen; another key renders it anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Key {
    position: usize,
    row: usize,
    has_left: bool,
    has_right: bool,
    generation: u64,
}

/// The table.
#[component]
pub fn List(bench: Workbench) -> impl IntoView {
    let session = bench.session;
    let trace = session.trace;
    let divergence = Memo::new(move |_| {
        compared(session, |comparison| comparison.trace.divergence).flatten().map(|row| row as usize)
    });
    let body = NodeRef::<html::Div>::new();
    let scroll_top = RwSignal::new(0.0);
    let height_px = RwSignal::new(312.0);
    // Where the page itself has scrolled to, so that a person's scrolling is told from it.
    let own_top = StoredValue::new(0.0);
    let scroll = Memo::new(move |_| Scroll {
        rows: trace.read(|data| data.shown.len()),
        row_px: ROW_PX,
        height_px: height_px.get(),
    });
    let keys = Memo::new(move |_| {
        let window = scroll.get().window(scroll_top.get());
        trace.read(|data| {
            let key = |position: usize| {
                let row = data.shown.row(position)?;
                let [left, right] = data.calls_of(&data.row(row)?);
                let (has_left, has_right) = (left.is_some(), right.is_some());
                Some(Key { position, row, has_left, has_right, generation: data.generation })
            };
            window.filter_map(key).collect::<Vec<_>>()
        })
    });
    let measure = move || {
        if let Some(body) = body.get_untracked() {
            height_px.set(f64::from(body.client_height()));
            scroll_top.set(f64::from(body.scroll_top()));
            let seen = scroll.get_untracked().on_screen(scroll_top.get_untracked());
            trace.on_screen.set((seen.start, seen.end));
        }
    };
    let scroll_to = move |top: f64| {
        if let Some(body) = body.get_untracked() {
            body.set_scroll_top(top.round() as i32);
            own_top.set_value(f64::from(body.scroll_top()));
        }
        measure();
    };
    let on_scroll = move |_| {
        measure();
        let top = scroll_top.get_untracked();
        if (top - own_top.get_value()).abs() > 2.0 {
            own_top.set_value(top);
            trace.following.set(top >= scroll.get_untracked().end() - ROW_PX);
        }
    };
    Effect::new(move |_| {
        scroll.track();
        let follow = trace.following.get() && session.running.get();
        // The scroll space grows first.
        request_animation_frame(move || {
            // The table may be gone by then: another run began.
            let Some(list) = scroll.try_get_untracked() else { return };
            if follow && trace.following.get_untracked() {
                scroll_to(list.end());
            } else {
                measure();
            }
        });
    });
    Effect::new(move |before: Option<Option<u64>>| {
        let wish = trace.wanted.get();
        if let Some((number, row)) = wish
            && before.flatten() != Some(number)
        {
            request_animation_frame(move || {
                let Some(list) = scroll.try_get_untracked() else { return };
                if let Ok(position) = trace.peek(|data| data.shown.position(row))
                    && !list.on_screen(scroll_top.get_untracked()).contains(&position)
                {
                    scroll_to(list.middle(position));
                }
                crate::interop::dom::scroll_into_view(".trace-row.selected");
            });
        }
        wish.map(|(number, _)| number)
    });
    // When the comparison is there, the view goes to what differs first, unless the person is elsewhere.
    Effect::new(move |was_running: Option<bool>| {
        let is_running = session.running.get();
        if was_running == Some(true) && !is_running && trace.following.get_untracked() {
            let row = divergence.get_untracked();
            request_animation_frame(move || {
                let Some(list) = scroll.try_get_untracked() else { return };
                let position = row.and_then(|row| trace.peek(|data| data.shown.position(row)).ok());
                scroll_to(position.map_or(0.0, |position| list.middle(position)));
            });
        }
        is_running
    });
    let on_key = move |event: web_sys::KeyboardEvent| {
        let last = scroll.get_untracked().rows.saturating_sub(1);
        let page = (height_px.get_untracked() / ROW_PX) as usize;
        let selected = trace.selected.get_untracked();
        let at = selected.map(|row| trace.peek(|data| data.shown.position(row).unwrap_or_else(|next| next)));
        let next = match event.key().as_str() {
            "ArrowDown" => at.map_or(0, |at| (at + 1).min(last)),
            "ArrowUp" => at.unwrap_or(0).saturating_sub(1),
            "PageDown" => at.map_or(0, |at| (at + page).min(last)),
            "PageUp" => at.unwrap_or(0).saturating_sub(page),
            "Home" => 0,
            "End" => last,
            _ => return,
        };
        event.prevent_default();
        if let Some(row) = trace.peek(|data| data.shown.row(next)) {
            trace.go_to(row);
        }
    };
    let is_scaled = Memo::new(move |_| scroll.get().is_scaled());
    let place = move |position: usize| {
        // Only a scaled list moves its rows as it is scrolled.
        let top = if is_scaled.get() { scroll_top.get() } else { 0.0 };
        format!("transform: translateY({:.1}px)", scroll.get().place_px(position, top))
    };
    let one_only = Memo::new(move |_| {
        !session.running.get()
            && [session.browser, session.wasmtime]
                .into_iter()
                .any(|column| column.status.get() == RunStatus::Idle)
    });
    // Without a difference the column for its kind takes no room.
    let is_plain = Memo::new(move |_| {
        compared(session, |comparison| comparison.trace.differences + comparison.trace.known_differences)
            .unwrap_or(0)
            == 0
    });
    view! {
        <div
            class="trace-table"
            class:plain=move || is_plain.get()
            role="table"
            aria-label="Host calls of both engines"
            aria-rowcount=move || (scroll.get().rows + 1).to_string()
            data-testid="trace-table"
        >
            <div class="trace-row trace-labels" role="row" aria-rowindex="1">
                <span role="columnheader">"#"</span>
                <span role="columnheader">"Differs in"</span>
                <span role="columnheader">"Function and interface"</span>
                <span role="columnheader">"Arguments"</span>
                <span role="columnheader">"Result"</span>
                <span role="columnheader" class="left" title="Time in the host, traced">{move || trace.label(Side::Browser)}</span>
                <span role="columnheader" class="right" title="Time in the host, traced">{move || trace.label(Side::Wasmtime)}</span>
            </div>
            <div
                class="trace-body"
                role="rowgroup"
                tabindex="0"
                aria-label="Calls: arrow keys move, F8 and Shift+F8 go to the next and the previous difference"
                data-testid="trace-body"
                node_ref=body
                on:scroll=on_scroll
                on:keydown=on_key
            >
                <div class="trace-space" style=move || format!("height: {}px", scroll.get().space_px())>
                    <For each=move || keys.get() key=|key| *key let:key>
                        <Row
                            trace
                            index=key.row
                            position=key.position
                            one_only=one_only.get_untracked()
                            divergence
                            style=Signal::derive(move || place(key.position))
                        />
                    </For>
                </div>
            </div>
        </div>
    }
}
