//! The banner that says the server is away, and what still works.

use crate::state::server_status::ServerStatus;
use leptos::prelude::*;

/// Shown while the server does not answer; goes by itself when it does.
#[component]
pub fn ServerBanner(
    /// What is known of the server.
    server: RwSignal<ServerStatus>,
) -> impl IntoView {
    let why = move || match server.get() {
        ServerStatus::Away { why } => Some(why),
        _ => None,
    };
    view! {
        {move || why().map(|why| view! {
            <div class="banner" role="status" data-testid="server-banner">
                <strong>"The server is away: "</strong>
                {why}
                "; running in the browser only. WAT and AssemblyScript compile and run here; what the server compiles has to wait. The page notices when the server is back."
            </div>
        })}
    }
}
