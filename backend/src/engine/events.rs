//! The runner's way out: output, trace events and calls' values, gathered and sent in batches.

use super::protocol::{self, FrameKind};
use diptych_shared::api::run::{OutputStream, RunEvent};
use diptych_shared::report::CallValue;
use diptych_shared::trace::TraceEvent;
use serde::Serialize;
use std::io::Write as _;
use std::os::fd::{AsFd as _, OwnedFd};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long events may wait for others.
const BATCH_TIME: Duration = Duration::from_millis(30);
/// Trace events that are sent without waiting longer.
const BATCH_EVENTS: usize = 256;
/// Output bytes that are sent without waiting longer.
const BATCH_BYTES: usize = 64 << 10;

/// Shared by everything in a runner that has something to say.
#[derive(Clone)]
pub struct EventSender(Arc<Shared>);

struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    pipe: std::fs::File,
    /// What waits, in order.
    pending: Vec<RunEvent>,
    pending_events: usize,
    pending_bytes: usize,
    oldest: Option<Instant>,
}

impl EventSender {
    /// Sends to this process's stdout.
    pub fn to_stdout() -> std::io::Result<EventSender> {
        let pipe: OwnedFd = std::io::stdout().as_fd().try_clone_to_owned()?;
        let state = State {
            pipe: pipe.into(),
            pending: Vec::new(),
            pending_events: 0,
            pending_bytes: 0,
            oldest: None,
        };
        Ok(EventSender(Arc::new(Shared { state: Mutex::new(state), changed: Condvar::new() })))
    }

    /// Starts the thread that sends what has waited long enough.
    pub fn start_flushing(&self) -> std::io::Result<()> {
        let sender = self.clone();
        std::thread::Builder::new().name("events".into()).stack_size(256 << 10).spawn(move || {
            let mut state = sender.lock();
            loop {
                state = match state.oldest {
                    None => sender.0.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
                    Some(oldest) if oldest.elapsed() >= BATCH_TIME => {
                        state.flush();
                        state
                    }
                    Some(oldest) => {
                        let left = BATCH_TIME.saturating_sub(oldest.elapsed());
                        sender.0.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0
                    }
                };
            }
        })?;
        Ok(())
    }

    /// The guest wrote.
    pub fn output(&self, stream: OutputStream, bytes: &[u8]) {
        let mut state = self.lock();
        state.pending_bytes += bytes.len();
        match state.pending.last_mut() {
            Some(RunEvent::Output { stream: last, bytes: before }) if *last == stream => {
                before.0.extend_from_slice(bytes);
            }
            _ => state.pending.push(RunEvent::Output { stream, bytes: bytes.to_vec().into() }),
        }
        self.added(state);
    }

    /// A host call ended.
    pub fn traced(&self, event: TraceEvent) {
        let mut state = self.lock();
        state.pending_events += 1;
        match state.pending.last_mut() {
            Some(RunEvent::Trace { events }) => events.push(event),
            _ => state.pending.push(RunEvent::Trace { events: vec![event] }),
        }
        self.added(state);
    }

    /// A stage begins; what waited is sent first.
    pub fn stage(&self, name: &str) {
        let mut state = self.lock();
        state.pending.push(RunEvent::Stage { name: name.into() });
        state.flush();
    }

    /// A call returned; what waited is sent first.
    pub fn call_value(&self, value: &CallValue) {
        self.send(FrameKind::CallValue, value);
    }

    /// Sends what waits, then one frame of another kind.
    pub fn send(&self, kind: FrameKind, value: &impl Serialize) {
        let mut state = self.lock();
        state.flush();
        state.write(kind, value);
    }

    fn added(&self, mut state: MutexGuard<'_, State>) {
        if state.pending_events >= BATCH_EVENTS || state.pending_bytes >= BATCH_BYTES {
            state.flush();
        } else if state.oldest.is_none() {
            state.oldest = Some(Instant::now());
            self.0.changed.notify_one();
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn flush(&mut self) {
        for event in std::mem::take(&mut self.pending) {
            self.write(FrameKind::Event, &event);
        }
        self.pending_events = 0;
        self.pending_bytes = 0;
        self.oldest = None;
    }

    fn write(&mut self, kind: FrameKind, value: &impl Serialize) {
        let written = protocol::json_frame(kind, value).and_then(|frame| self.pipe.write_all(&frame));
        if written.is_err() {
            // Nobody listens any more: the run was stopped.
            std::process::exit(0);
        }
    }
}
