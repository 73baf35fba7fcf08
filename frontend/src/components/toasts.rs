//! Notices at the foot of the page.

use crate::state::notices::{Notice, Notices, Tone};
use leptos::prelude::*;
use std::time::Duration;

/// All notices. Information goes by itself; a problem or an offer stays longer.
#[component]
pub fn Toasts(
    /// Where they come from.
    notices: Notices,
) -> impl IntoView {
    view! {
        <div class="toasts" role="region" aria-label="Notices" aria-live="polite">
            <For each=move || notices.shown.get() key=|notice| notice.id let:notice>
                <Toast notice notices/>
            </For>
        </div>
    }
}

#[component]
fn Toast(notice: Notice, notices: Notices) -> impl IntoView {
    let id = notice.id;
    let seconds = match (notice.tone, &notice.action) {
        (Tone::Problem, _) => 20,
        (Tone::Info, Some(_)) => 12,
        (Tone::Info, None) => 4,
    };
    if let Ok(handle) = set_timeout_with_handle(move || notices.dismiss(id), Duration::from_secs(seconds)) {
        on_cleanup(move || handle.clear());
    }
    let role = if notice.tone == Tone::Problem { "alert" } else { "status" };
    view! {
        <div class="toast" class:problem=notice.tone == Tone::Problem role=role data-testid="toast">
            <span>{crate::state::text::visible(&notice.text)}</span>
            {notice.action.map(|action| {
                let testid = if action.label == "Undo" { "toast-undo" } else { "toast-action" };
                let act = action.act;
                view! {
                    <button
                        data-testid=testid
                        on:click=move |_| {
                            notices.dismiss(id);
                            act();
                        }
                    >
                        {action.label}
                    </button>
                }
            })}
            <button class="quiet" aria-label="Dismiss" on:click=move |_| notices.dismiss(id)>
                <super::icon::Icon path=super::icon::CROSS/>
            </button>
        </div>
    }
}
