//! The composition root: the state every route shares, and the router over all of them.

use crate::compilers::Compilers;
use crate::config::Config;
use crate::editor::EditorHelp;
use crate::engine::{Engine, EngineConfig};
use crate::error::Failure;
use crate::kept_components::KeptComponents;
use crate::links::{Links, Rate};
use crate::outbound::{Outbound, OutboundConfig};
use crate::queue::Queue;
use crate::{guard, mcp, routes, site};
use anyhow::Context as _;
use axum::Router;
use axum::extract::Request;
use axum::response::{IntoResponse as _, Response};
use axum::routing::any;
use std::any::Any;
use std::sync::Arc;
use tokio::sync::Semaphore;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::trace::TraceLayer;

/// What every request may use. Cheap to clone.
#[derive(Clone)]
pub struct AppState(Arc<Shared>);

struct Shared {
    config: Arc<Config>,
    compilers: Compilers,
    editor: EditorHelp,
    engine: Engine,
    components: KeptComponents,
    runs: Queue,
    links: Links,
    publishes: Rate,
    previews: Semaphore,
}

impl AppState {
    /// Opens the stores and starts the engine.
    pub async fn start(mut config: Config) -> anyhow::Result<AppState> {
        crate::folder::create_private(&config.cache)
            .with_context(|| format!("cannot use {} (DIPTYCH_CACHE)", config.cache.display()))?;
        crate::folder::create_private(&config.data)
            .with_context(|| format!("cannot use {} (DIPTYCH_DATA)", config.data.display()))?;
        // Child processes start in other folders.
        config.cache = std::fs::canonicalize(&config.cache)?;
        let config = Arc::new(config);
        let limits = &config.limits;
        let components = KeptComponents::open(&config.cache.join("components"), limits)?;
        let compilers = Compilers::open(&config, components.clone())?;
        let editor = EditorHelp::open(&config)?;
        let outbound = match config.live_http {
            true => Some(Outbound::new(OutboundConfig::new(config.live_http_allow.clone(), limits))?),
            false => None,
        };
        let engine = Engine::start(EngineConfig {
            max_concurrent_runs: limits.concurrent_runs.as_usize(),
            max_concurrent_compiles: limits.concurrent_compiles.as_usize(),
            compile_time_ms: limits.compile_time_ms.value,
            compile_memory_bytes: limits.compile_memory_bytes.value,
            cache_bytes: limits.cache_disk_bytes.value,
            limits: limits.run(),
            composition_instances: limits.composition_instances.value,
            outbound,
            ..EngineConfig::new(config.cache.join("engine"), config.program.clone())
        })
        .await?;
        let runs = Queue::new(limits.concurrent_runs, limits.queued_runs);
        let links =
            Links::open(&config).await.context("cannot open the database (DIPTYCH_DATA, DATABASE_URL)")?;
        let publishes = Rate::new(limits.client_publishes_per_minute);
        let previews = Semaphore::new(limits.concurrent_previews.as_usize());
        let config = config.clone();
        Ok(AppState(Arc::new(Shared {
            config,
            compilers,
            editor,
            engine,
            components,
            runs,
            links,
            publishes,
            previews,
        })))
    }

    /// How this server is set up.
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// The compilers.
    pub fn compilers(&self) -> &Compilers {
        &self.0.compilers
    }

    /// What helps the editor.
    pub fn editor(&self) -> &EditorHelp {
        &self.0.editor
    }

    /// The engine that runs components.
    pub fn engine(&self) -> &Engine {
        &self.0.engine
    }

    /// Turns for runs.
    pub fn runs(&self) -> &Queue {
        &self.0.runs
    }

    /// What was published.
    pub fn links(&self) -> &Links {
        &self.0.links
    }

    /// How much each client publishes.
    pub fn publishes(&self) -> &Rate {
        &self.0.publishes
    }

    /// Turns for drawing pictures of links.
    pub fn previews(&self) -> &Semaphore {
        &self.0.previews
    }

    /// The components that can be named by their hash.
    pub fn components(&self) -> &KeptComponents {
        &self.0.components
    }

    /// The component with this hash.
    ///
    /// # Errors
    ///
    /// `unknown-component` when it is not, or no longer, here.
    pub async fn component(&self, sha256: String) -> Result<Arc<[u8]>, Failure> {
        self.0.components.get(sha256).await?.ok_or_else(Failure::unknown_component)
    }
}

/// The whole HTTP service over `state`.
pub fn router(state: AppState) -> Router {
    let mut router = Router::new();
    for route in routes::all().into_iter().chain(routes::pages()) {
        router = router.route(route.path, route.handler);
    }
    if state.config().mcp {
        router = router.route("/mcp", any(mcp::http));
    }
    router
        .merge(routes::evaluate::router(state.config()))
        .route("/api", any(unknown_address))
        .route("/api/", any(unknown_address))
        .route("/api/{*rest}", any(unknown_address))
        .method_not_allowed_fallback(wrong_method)
        .fallback_service(site::service(&state.config().site))
        .layer(axum::middleware::from_fn_with_state(state.clone(), guard::same_site))
        .layer(axum::middleware::from_fn_with_state(state.clone(), site::headers))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(TraceLayer::new_for_http())
        .with_state(state)
}

async fn unknown_address(request: Request) -> Failure {
    Failure::not_found(request.uri().path())
}

async fn wrong_method(request: Request) -> Failure {
    Failure::method_not_allowed(request.method().as_str(), request.uri().path())
}

fn panicked(panic: Box<dyn Any + Send>) -> Response {
    let message = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("a panic without a message");
    Failure::internal(message).into_response()
}
