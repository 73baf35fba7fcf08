//! The way of live requests out of a runner, which has no network: through its pipe to the server.

use super::fields::{Fields, is_forbidden};
use super::generated::wasi::http::types::{DnsErrorPayload, ErrorCode};
use super::incoming::IncomingResponse;
use crate::engine::events::EventSender;
use crate::engine::protocol::{self, FrameKind, HttpAnswer, HttpRequest};
use crate::outbound::{LiveError, LiveRequest, LiveResponse};
use bytes::Bytes;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::oneshot;

type Answer = Result<LiveResponse, LiveError>;

/// Sends requests and hands out the answers. Clones share everything.
#[derive(Clone)]
pub struct Relay(Arc<Shared>);

struct Shared {
    events: EventSender,
    requests: AtomicU64,
    waiting: Mutex<HashMap<u64, oneshot::Sender<Answer>>>,
}

impl std::fmt::Debug for Relay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Relay").field("requests", &self.requests()).finish_non_exhaustive()
    }
}

impl Relay {
    /// Starts the thread that reads answers from this process's stdin.
    pub fn start(events: EventSender) -> std::io::Result<Relay> {
        let shared = Shared { events, requests: AtomicU64::new(0), waiting: Mutex::default() };
        let relay = Relay(Arc::new(shared));
        let reader = relay.clone();
        std::thread::Builder::new().name("answers".into()).stack_size(256 << 10).spawn(move || {
            while let Ok(Some((FrameKind::HttpAnswer, body))) =
                protocol::read_frame(&mut std::io::stdin().lock())
            {
                let Ok(HttpAnswer { number, answer }) = protocol::from_json(&body) else { break };
                if let Some(waiting) = reader.waiting().remove(&number) {
                    // A guest that dropped the future does not care.
                    let _ = waiting.send(answer);
                }
            }
            // Nobody answers any more: what waits is told so by its dropped sender.
            reader.waiting().clear();
        })?;
        Ok(relay)
    }

    /// Requests that were made so far.
    pub fn requests(&self) -> u64 {
        self.0.requests.load(Ordering::Relaxed)
    }

    fn waiting(&self) -> MutexGuard<'_, HashMap<u64, oneshot::Sender<Answer>>> {
        self.0.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A request without its body, and where its answer will be.
    pub fn prepare(&self, request: LiveRequest) -> (Unsent, Pending) {
        let number = self.0.requests.fetch_add(1, Ordering::Relaxed);
        let (sender, receiver) = oneshot::channel();
        (Unsent { relay: self.clone(), number, request, answer: sender }, Pending(receiver))
    }
}

/// A request that waits for its body.
#[derive(Debug)]
pub struct Unsent {
    relay: Relay,
    number: u64,
    request: LiveRequest,
    answer: oneshot::Sender<Answer>,
}

impl Unsent {
    /// Sends it.
    pub fn send(mut self, body: Bytes) {
        self.request.body = body.to_vec().into();
        self.relay.waiting().insert(self.number, self.answer);
        let request = HttpRequest { number: self.number, request: self.request };
        self.relay.0.events.send(FrameKind::HttpRequest, &request);
    }

    /// Gives it up: its body will never be whole.
    pub fn abandon(self) {
        let why = "the request's body was dropped before it was finished";
        let _ = self.answer.send(Err(LiveError::Internal(why.into())));
    }
}

/// An answer that the server will send.
#[derive(Debug)]
pub struct Pending(oneshot::Receiver<Answer>);

impl Pending {
    /// Waits for it.
    pub async fn answer(&mut self) -> Result<IncomingResponse, ErrorCode> {
        match (&mut self.0).await {
            Ok(answer) => received(answer),
            Err(_) => Err(ErrorCode::ConnectionTerminated),
        }
    }

    /// It, if it is there.
    pub fn answer_now(&mut self) -> Option<Result<IncomingResponse, ErrorCode>> {
        match self.0.try_recv() {
            Ok(answer) => Some(received(answer)),
            Err(oneshot::error::TryRecvError::Empty) => None,
            Err(oneshot::error::TryRecvError::Closed) => Some(Err(ErrorCode::ConnectionTerminated)),
        }
    }
}

fn received(answer: Answer) -> Result<IncomingResponse, ErrorCode> {
    let LiveResponse { status, headers, body } = answer.map_err(error_code)?;
    let headers = headers.into_iter().filter(|(name, _)| !is_forbidden(name));
    let headers = Fields::received(headers.map(|(name, value)| (name, value.0)));
    Ok(IncomingResponse { status, headers, body: Some(body.0.into()) })
}

fn error_code(error: LiveError) -> ErrorCode {
    match error {
        LiveError::Denied => ErrorCode::HttpRequestDenied,
        LiveError::InvalidUrl => ErrorCode::HttpRequestUriInvalid,
        LiveError::Prohibited => ErrorCode::DestinationIpProhibited,
        LiveError::NotFound(why) => {
            ErrorCode::DnsError(DnsErrorPayload { rcode: Some(why), info_code: None })
        }
        LiveError::Refused => ErrorCode::ConnectionRefused,
        LiveError::ConnectTimeout => ErrorCode::ConnectionTimeout,
        LiveError::Certificate => ErrorCode::TlsCertificateError,
        LiveError::Tls => ErrorCode::TlsProtocolError,
        LiveError::Protocol => ErrorCode::HttpProtocolError,
        LiveError::Timeout => ErrorCode::HttpResponseTimeout,
        LiveError::BodyTooLarge(bytes) => ErrorCode::HttpResponseBodySize(Some(bytes)),
        LiveError::Internal(why) => ErrorCode::InternalError(Some(why)),
    }
}
