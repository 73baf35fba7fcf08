//! Keeping an eye on the server: asked at the start, after each failure, and while it is away.

use super::Workbench;
use crate::interop::timer::sleep;
use crate::services::server::{self, ServerError};
use crate::state::server_status::ServerStatus;
use leptos::prelude::*;
use leptos::task::spawn_local;

const ASK_AGAIN_MS: i32 = 4_000;

/// Asks once, and again and again while there is no answer.
pub fn start(bench: Workbench) {
    spawn_local(async move {
        loop {
            if !ask(bench).await {
                sleep(ASK_AGAIN_MS).await;
            } else {
                break;
            }
        }
    });
}

/// Asks now; true when the server is there.
async fn ask(bench: Workbench) -> bool {
    match server::health().await {
        Ok(health) => {
            if bench.server.get_untracked().is_away() {
                bench.notices.info("The server is back.");
            }
            bench.server.set(ServerStatus::Up {
                engine: health.engine,
                languages: health.languages,
                live_http: health.live_http,
            });
            learn_offers(bench).await;
            true
        }
        Err(error) => {
            let why = match error {
                ServerError::Away(why) => why,
                other => other.words(),
            };
            let status = ServerStatus::Away { why };
            if bench.server.get_untracked() != status {
                bench.server.set(status);
            }
            bench.offers.update(|offers| offers.away = true);
            false
        }
    }
}

/// Asks again which languages the server compiles, unless it is away: it may have got more since.
pub fn refresh_offers(bench: Workbench) {
    if !bench.server.get_untracked().is_away() {
        spawn_local(learn_offers(bench));
    }
}

/// Asks which languages the server compiles. Without an answer nothing is known, and a compile says.
async fn learn_offers(bench: Workbench) {
    let server = server::toolchains().await.ok().map(|answer| answer.toolchains);
    bench.offers.update(|offers| (offers.server, offers.away) = (server, false));
}

/// A request got no answer: says so at once, and watches for the server to come back.
pub fn went_away(bench: Workbench, why: String) {
    let watching = bench.server.get_untracked().is_away();
    bench.server.set(ServerStatus::Away { why });
    bench.offers.update(|offers| offers.away = true);
    // What it held may be gone with it.
    bench.sent.update_value(|sent| sent.clear());
    if !watching {
        start(bench);
    }
}
