//! Live HTTP requests of one run: what its runner asks for, made by the server as far as the policy goes.
//!
//! The runner has checked the policy already; a runner that a guest has broken into has not.

use super::protocol::{self, FrameKind, HttpAnswer, HttpRequest};
use crate::outbound::{LiveError, LiveRequest, LiveResponse, Outbound};
use diptych_shared::policy::{Capability, Grant, Policy, RequestPattern, Scope};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncWrite, AsyncWriteExt as _};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;

/// Requests of one run under way at once; more wait.
const AT_ONCE: usize = 6;

/// The requests of one run. Dropping it gives up those under way.
pub struct LiveRequests {
    outbound: Outbound,
    policy: Policy,
    until: Instant,
    made: u64,
    turns: Arc<Semaphore>,
    answers: mpsc::UnboundedSender<Vec<u8>>,
    tasks: JoinSet<()>,
}

impl LiveRequests {
    /// Requests under `policy` within `time` from now, answered on `runner`.
    pub fn new(
        outbound: Outbound,
        policy: Policy,
        time: Duration,
        mut runner: Box<dyn AsyncWrite + Send + Unpin>,
    ) -> LiveRequests {
        let (answers, mut frames) = mpsc::unbounded_channel::<Vec<u8>>();
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            while let Some(frame) = frames.recv().await {
                // A runner that is gone needs no answer.
                if runner.write_all(&frame).await.is_err() || runner.flush().await.is_err() {
                    break;
                }
            }
        });
        LiveRequests {
            outbound,
            policy,
            until: Instant::now() + time,
            made: 0,
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            answers,
            tasks,
        }
    }

    /// Makes one request and sends the answer when it is there.
    pub fn make(&mut self, request: HttpRequest) {
        let HttpRequest { number, request } = request;
        if let Err(error) = self.admit(&request) {
            return answer(&self.answers, number, Err(error));
        }
        let (outbound, turns, answers) =
            (self.outbound.clone(), Arc::clone(&self.turns), self.answers.clone());
        let until = self.until;
        self.tasks.spawn(async move {
            let _turn = turns.acquire().await;
            let left = until.saturating_duration_since(Instant::now());
            answer(&answers, number, outbound.send(request, left).await);
        });
    }

    fn admit(&mut self, request: &LiveRequest) -> Result<(), LiveError> {
        let limit = self.outbound.config().requests;
        if self.made >= limit.value {
            return Err(LiveError::Internal(format!("the limit `{}` ({}) was met", limit.name, limit.value)));
        }
        self.made += 1;
        let pattern = RequestPattern::parse(&format!("{} {}", request.method, request.url))
            .ok()
            .filter(RequestPattern::is_exact)
            .ok_or(LiveError::InvalidUrl)?;
        let need = Grant { capability: Capability::Http, scope: Scope::Request(pattern) };
        if self.policy.allows(&need) { Ok(()) } else { Err(LiveError::Denied) }
    }
}

fn answer(answers: &mpsc::UnboundedSender<Vec<u8>>, number: u64, answer: Result<LiveResponse, LiveError>) {
    if let Ok(frame) = protocol::json_frame(FrameKind::HttpAnswer, &HttpAnswer { number, answer }) {
        // The writer ends with the runner.
        let _ = answers.send(frame);
    }
}
