//! One value of a call: as text or hex, shortened around what differs, whole to the clipboard.

use crate::interop::page;
use crate::state::text::visible;
use crate::state::trace_view::TraceView;
use crate::state::value_text::{SHOWN_CHARS, as_hex, has_bytes, shortened};
use diptych_shared::report::format_count;
use diptych_shared::trace::VALUE_CHARS;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::ops::Range;

/// How many characters an opened value puts on the screen.
const OPEN_CHARS: usize = 20_000;

/// A value of the trace.
#[component]
pub fn Value(
    trace: TraceView,
    /// Its text, as the trace keeps it.
    text: String,
    /// The part that differs from the other side.
    mark: Option<Range<usize>>,
    /// What it is of: the same place of the same function is shown in the same form.
    place: String,
) -> impl IntoView {
    let text = StoredValue::new(text);
    let mark = StoredValue::new(mark);
    let place = StoredValue::new(place);
    let is_open = RwSignal::new(false);
    let has_bytes = text.with_value(|text| has_bytes(text));
    let is_hex =
        Memo::new(move |_| has_bytes && trace.hex.with(|hex| place.with_value(|place| hex.contains(place))));
    let switch = move |_| {
        trace.hex.update(|hex| {
            let place = place.get_value();
            if !hex.remove(&place) {
                hex.insert(place);
            }
        });
    };
    let copied = RwSignal::new(false);
    let copy = move |_| {
        let text = text.get_value();
        spawn_local(async move {
            // Another call may be chosen by then.
            let _ = copied.try_set(page::copy_text(&text).await);
        });
    };
    let body = move || {
        let most = if is_open.get() { OPEN_CHARS } else { SHOWN_CHARS };
        if is_hex.get() {
            let hex = text.with_value(|text| as_hex(text));
            let end = hex.char_indices().nth(most * 4).map_or(hex.len(), |(at, _)| at);
            let note = (end < hex.len()).then(|| {
                format!(
                    "{} of {} characters of hex",
                    format_count(end as u64),
                    format_count(hex.len() as u64)
                )
            });
            return view! { <pre class="guest hex">{visible(&hex[..end])}</pre> {note.map(note_view)} }
                .into_any();
        }
        text.with_value(|text| {
            let part = match is_open.get() {
                true => 0..text.char_indices().nth(OPEN_CHARS).map_or(text.len(), |(at, _)| at),
                false => shortened(text, mark.with_value(|mark| mark.clone()).as_ref()),
            };
            let note = (part.len() < text.len()).then(|| {
                let chars = |part: &str| format_count(part.chars().count() as u64);
                format!("shows {} of {} characters", chars(&text[part.clone()]), chars(text))
            });
            let cut = (text.ends_with('…') && text.chars().count() > VALUE_CHARS)
                .then(|| format!("the trace keeps {} characters of a value", format_count(VALUE_CHARS as u64)));
            view! { <pre class="guest">{marked(text, part, mark.get_value())}</pre> {note.map(note_view)} {cut.map(note_view)} }
                .into_any()
        })
    };
    let is_long = text.with_value(|text| text.chars().count() > SHOWN_CHARS);
    view! {
        <div class="trace-value">
            {body}
            <p class="value-tools">
                {has_bytes.then(|| view! {
                    <button
                        class="small"
                        data-testid="value-hex"
                        aria-pressed=move || is_hex.get().to_string()
                        title="Shows the byte strings b\"…\" as text or as hex, here and for this value of every call"
                        on:click=switch
                    >
                        {move || if is_hex.get() { "as text" } else { "as hex" }}
                    </button>
                })}
                {is_long.then(|| view! {
                    <button class="small" on:click=move |_| is_open.update(|open| *open = !*open)>
                        {move || if is_open.get() { "less" } else { "more" }}
                    </button>
                })}
                <button class="small" data-testid="value-copy" title="Copies the whole value" on:click=copy>
                    {move || if copied.get() { "copied" } else { "copy" }}
                </button>
            </p>
        </div>
    }
}

fn note_view(words: String) -> impl IntoView {
    view! { <p class="note" data-testid="value-note">{words}</p> }
}

/// The part of a text with what differs marked in it.
fn marked(text: &str, part: Range<usize>, mark: Option<Range<usize>>) -> AnyView {
    let before = (part.start > 0).then_some("…");
    let after = (part.end < text.len() && !text[part.clone()].ends_with('…')).then_some("…");
    let mark = mark.map(|mark| mark.start.clamp(part.start, part.end)..mark.end.clamp(part.start, part.end));
    match mark {
        Some(mark) if !mark.is_empty() => view! {
            {before}
            {visible(&text[part.start..mark.start])}
            <mark>{visible(&text[mark.clone()])}</mark>
            {visible(&text[mark.end..part.end])}
            {after}
        }
        .into_any(),
        _ => view! { {before} {visible(&text[part])} {after} }.into_any(),
    }
}
