//! The loopback server of one headless run: the built site, and what the page takes and gives under a one-time name.

use crate::app::{self, AppState};
use crate::cli::ending::CliError;
use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use diptych_shared::api::run::RunRequest;
use diptych_shared::report::RunReport;
use std::io::Read as _;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

/// The largest report that is taken, in bytes: what a run keeps is bounded by its limits.
const REPORT_BYTES: usize = 512 << 20;
/// How much is read of why the page failed, in bytes.
const FAILURE_BYTES: usize = 64 << 10;

/// A server that ends with this.
pub struct Session {
    address: SocketAddr,
    token: String,
    answers: tokio::sync::Mutex<mpsc::Receiver<Answer>>,
    _serving: JoinSet<()>,
}

/// What the page says at last.
type Answer = Result<Box<RunReport>, String>;

struct Desk {
    token: String,
    request: Vec<u8>,
    answers: mpsc::Sender<Answer>,
}

impl Session {
    /// Serves `request` and the site that `state` is configured with.
    pub async fn open(state: &AppState, request: &RunRequest) -> Result<Session, CliError> {
        let token = random_token()?;
        let (sender, answers) = mpsc::channel(1);
        let request = serde_json::to_vec(request).map_err(anyhow::Error::from)?;
        let desk = Arc::new(Desk { token: token.clone(), request, answers: sender });
        let router = Router::new()
            .route("/headless/{token}/request", get(give_request))
            .route("/headless/{token}/report", post(take_report))
            .route("/headless/{token}/failure", post(take_failure))
            .with_state(desk)
            .merge(app::router(state.clone()));
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let mut serving = JoinSet::new();
        serving.spawn(async move {
            let service = router.into_make_service_with_connect_info::<SocketAddr>();
            if let Err(error) = axum::serve(listener, service).await {
                tracing::error!(%error, "the headless run's server ended");
            }
        });
        Ok(Session { address, token, answers: tokio::sync::Mutex::new(answers), _serving: serving })
    }

    /// What the browser is to open.
    pub fn page(&self) -> String {
        format!("http://{}/{}#{}", self.address, super::PAGE, self.token)
    }

    /// Waits for the page's word.
    pub async fn report(&self) -> Result<RunReport, CliError> {
        match self.answers.lock().await.recv().await {
            Some(Ok(report)) => Ok(*report),
            Some(Err(why)) => Err(CliError::Host(format!("the browser engine failed: {why}"))),
            None => Err(CliError::Host("the headless run's server ended".to_owned())),
        }
    }
}

/// 128 random bits in hexadecimal.
fn random_token() -> Result<String, CliError> {
    let mut bytes = [0; 16];
    std::fs::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Whoever does not know the token learns nothing.
fn known(desk: &Desk, token: &str) -> Result<(), StatusCode> {
    if token == desk.token { Ok(()) } else { Err(StatusCode::NOT_FOUND) }
}

async fn give_request(
    State(desk): State<Arc<Desk>>,
    Path(token): Path<String>,
) -> Result<Response, StatusCode> {
    known(&desk, &token)?;
    Ok(([(header::CONTENT_TYPE, "application/json")], desk.request.clone()).into_response())
}

async fn take_report(
    State(desk): State<Arc<Desk>>,
    Path(token): Path<String>,
    request: Request,
) -> Result<StatusCode, StatusCode> {
    known(&desk, &token)?;
    let bytes = read(request.into_body(), REPORT_BYTES).await?;
    answer(&desk, read_report(&bytes).map(Box::new)).await
}

async fn take_failure(
    State(desk): State<Arc<Desk>>,
    Path(token): Path<String>,
    request: Request,
) -> Result<StatusCode, StatusCode> {
    known(&desk, &token)?;
    let bytes = read(request.into_body(), FAILURE_BYTES).await?;
    answer(&desk, Err(String::from_utf8_lossy(&bytes).into_owned())).await
}

async fn read(body: Body, bytes: usize) -> Result<axum::body::Bytes, StatusCode> {
    axum::body::to_bytes(body, bytes).await.map_err(|_| StatusCode::PAYLOAD_TOO_LARGE)
}

/// The first word counts.
async fn answer(desk: &Desk, answer: Answer) -> Result<StatusCode, StatusCode> {
    desk.answers.try_send(answer).map_err(|_| StatusCode::CONFLICT)?;
    Ok(StatusCode::NO_CONTENT)
}

/// The reader puts the calls, which the engine tells as they end, into the order in which they began.
fn read_report(bytes: &[u8]) -> Result<RunReport, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "its report is not UTF-8".to_owned())?;
    RunReport::read(text).map_err(|error| format!("its report cannot be read: {error}"))
}
