//! The program `diptych`: serves the workbench, does one of the command line's commands, or is one of its own child
//! processes.

use anyhow::Context as _;
use axum::serve::ListenerExt as _;
use diptych_backend::app::{self, AppState};
use diptych_backend::cli;
use diptych_backend::compilers::sandbox::sandboxed_exec_main;
use diptych_backend::config::Config;
use diptych_backend::engine;
use std::net::SocketAddr;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

/// What stands below the help of what serves.
const SETTINGS: &str = "\
Settings of the server come from the environment:

  DIPTYCH_LISTEN       address and port, default 127.0.0.1:8080
  DIPTYCH_SITE         folder of the static site, default target/site
  DIPTYCH_CACHE        folder for components, compile results and jobs, default target/cache
  DIPTYCH_DATA         folder of what is nowhere else, the links, default target/data
  DATABASE_URL         postgres://… keeps links there; default: SQLite in DIPTYCH_DATA
  DIPTYCH_BLOBS        where the bytes of links are: `database` (default), a folder, or
                       s3://bucket/prefix with the usual variables AWS_…
  DIPTYCH_LINKS        off: no links are published, those there are stay; default on
  DIPTYCH_LINK_DAYS    how many days a link lives; default: for ever
  DIPTYCH_URL          where people reach this server, for previews of links, such as
                       https://diptych.example; default: the host that a request names
  DIPTYCH_RUST_GUEST   what `cargo xtask guest` wrote, default target/guest/rust.json
  DIPTYCH_TOOLCHAINS   what `cargo xtask toolchains` installed, default target/toolchains
  DIPTYCH_CLIENT_HEADER
                       header in which a trusted proxy names its client, such as x-forwarded-for;
                       default none: the client is who connects
  DIPTYCH_HOSTS        host names to answer to, separated by commas; default: any, or only
                       loopback names when listening on loopback
  DIPTYCH_EMBED_ANCESTORS
                       sites that may show /embed in a frame, such as https://docs.example, separated
                       by commas; off: none; default *
  DIPTYCH_EVALUATE_ORIGINS
                       other sites whose pages may ask /evaluate.json to run Rust, such as
                       https://book.example, or *; default none
  DIPTYCH_EDITOR_HELP  off: no help with Rust in the editor, which takes a rust-analyzer for each
                       who edits (limit editor-sessions); default on, where it is installed
  DIPTYCH_LIVE_HTTP    true: runs in live mode may make HTTP requests; default false
  DIPTYCH_LIVE_HTTP_ALLOW
                       addresses with ports, separated by commas, that such requests may go to
                       although they are not public; default none
  DIPTYCH_MCP          off: no tools for assistants at /mcp; default on
  DIPTYCH_LIMIT_…      the limits that GET /api/v1/limits lists
  RUST_LOG             what to log, default info";

fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        // What this program starts itself as.
        Some("runner") => return engine::runner_main(),
        Some("compile-component") => return engine::compile_component_main(),
        Some("sandboxed-exec") => return sandboxed_exec_main(),
        _ => {}
    }
    if let Some(command) = cli::read(SETTINGS) {
        return cli::main(command);
    }
    match serve() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("diptych: {error:#}");
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn serve() -> anyhow::Result<()> {
    // rmcp says what every client says of itself, at every message.
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,rmcp=warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let config = Config::from_env()?;
    let listen = config.listen;
    let state = AppState::start(config).await?;
    let listener =
        tokio::net::TcpListener::bind(listen).await.with_context(|| format!("cannot listen on {listen}"))?;
    tracing::info!("serving the workbench on http://{}", listener.local_addr()?);
    // A run's events are small writes: waiting to fill a packet would hold each back for 40 ms.
    let listener = listener.tap_io(|connection| {
        if let Err(error) = connection.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY cannot be set");
        }
    });
    let service = app::router(state).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(asked_to_stop()).await?;
    tracing::info!("stopped");
    Ok(())
}

/// Ends when the process is asked to: Ctrl+C or SIGTERM. What is under way is finished, for a few
/// seconds.
async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
        }
        Err(_) => {
            tokio::signal::ctrl_c().await.ok();
        }
    }
    tracing::info!("stopping: finishing what is under way");
    tokio::spawn(async {
        tokio::time::sleep(std::time::Duration::from_secs(5)).await;
        tracing::warn!("stopped with requests under way");
        std::process::exit(0);
    });
}
