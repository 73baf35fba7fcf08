//! A running stopwatch.

use crate::interop::page::now_ms;
use leptos::prelude::*;
use std::time::Duration;

/// Seconds since `since_ms` (of the page's clock), counting while it is on the screen.
#[component]
pub fn Elapsed(
    /// When it began.
    since_ms: f64,
) -> impl IntoView {
    let now = RwSignal::new(now_ms());
    if let Ok(handle) = set_interval_with_handle(move || now.set(now_ms()), Duration::from_millis(100)) {
        on_cleanup(move || handle.clear());
    }
    view! {
        <span class="elapsed" aria-live="off">
            {move || format!("{:.1} s", (now.get() - since_ms).max(0.0) / 1_000.0)}
        </span>
    }
}
