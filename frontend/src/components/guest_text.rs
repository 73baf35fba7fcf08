//! Text that a guest wrote: as text only, with deceiving characters visible, long text cut.

use crate::state::text::{size, visible};
use leptos::prelude::*;

/// How many characters one block of guest text puts on the screen.
const SHOWN_CHARS: usize = 60_000;

/// A block of guest text in monospace.
#[component]
pub fn GuestText(
    /// What it wrote.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    let total = text.len();
    let cut = text.char_indices().nth(SHOWN_CHARS).map(|(at, _)| at);
    let shown = visible(&text[..cut.unwrap_or(total)]);
    view! {
        <pre class="guest">{shown}</pre>
        {cut.map(|at| {
            view! {
                <p class="note">
                    {format!("{} more are not shown here; the report holds all of it.", size((total - at) as u64))}
                </p>
            }
        })}
    }
}
