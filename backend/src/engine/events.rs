//! The runner's way out: output, trace events and calls' values, in order, sent by a thread of its own.
//!
//! The guest's thread only hands over what happened; names, JSON and the pipe are the other thread's
//! work, so that recording a call costs the guest little.

use super::protocol::{self, FrameKind};
use super::tracer::record::CallRecord;
use super::tracer::targets::Targets;
use diptych_shared::api::run::{OutputStream, RunEvent};
use diptych_shared::report::CallValue;
use serde::Serialize;
use std::io::Write as _;
use std::os::fd::{AsFd as _, OwnedFd};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long events may wait for others.
const BATCH_TIME: Duration = Duration::from_millis(30);
/// Bytes that are sent without waiting longer.
const BATCH_BYTES: usize = 256 << 10;
/// Bytes that may wait; then the guest waits too.
const QUEUE_BYTES: usize = 64 << 20;
/// Calls in one frame.
const FRAME_CALLS: usize = 1_024;
/// What a waiting call takes beside its texts.
const CALL_BYTES: usize = 256;

/// Shared by everything in a runner that has something to say.
#[derive(Clone)]
pub struct EventSender(Arc<Shared>);

struct Shared {
    queue: Mutex<Queue>,
    /// There is something to send.
    filled: Condvar,
    /// Something was sent.
    emptied: Condvar,
}

#[derive(Default)]
struct Queue {
    /// What is in its final order.
    waiting: Vec<Message>,
    /// What the guest wrote since then: before the calls, since a write's call ends after it.
    output: Vec<(OutputStream, Vec<u8>)>,
    /// The calls since then.
    calls: Vec<CallRecord>,
    waiting_bytes: usize,
    /// When the first of all this came.
    oldest: Option<Instant>,
    /// It must not wait for others.
    urgent: bool,
    /// The thread has taken messages that are not sent yet.
    sending: bool,
    /// What the calls' targets stand for.
    targets: Arc<Targets>,
}

enum Message {
    Output { stream: OutputStream, bytes: Vec<u8> },
    Calls(Vec<CallRecord>),
    Frame(Vec<u8>),
}

impl EventSender {
    /// Starts the thread that sends to this process's stdout.
    pub fn to_stdout() -> std::io::Result<EventSender> {
        let pipe: OwnedFd = std::io::stdout().as_fd().try_clone_to_owned()?;
        let mut pipe: std::fs::File = pipe.into();
        let shared = Shared { queue: Mutex::default(), filled: Condvar::new(), emptied: Condvar::new() };
        let sender = EventSender(Arc::new(shared));
        let thread = sender.clone();
        std::thread::Builder::new().name("events".into()).stack_size(256 << 10).spawn(move || {
            loop {
                let (messages, targets) = thread.next_batch();
                if messages.into_iter().try_for_each(|message| message.write(&targets, &mut pipe)).is_err() {
                    // Nobody listens any more: the run was stopped.
                    std::process::exit(0);
                }
                thread.lock().sending = false;
                thread.0.emptied.notify_all();
            }
        })?;
        Ok(sender)
    }

    /// Says what the calls' targets stand for.
    pub fn describe(&self, targets: Arc<Targets>) {
        self.lock().targets = targets;
    }

    /// The guest wrote.
    pub fn output(&self, stream: OutputStream, bytes: &[u8]) {
        let mut queue = self.lock();
        match queue.output.last_mut() {
            Some((last, before)) if *last == stream => before.extend_from_slice(bytes),
            _ => queue.output.push((stream, bytes.to_vec())),
        }
        self.added(queue, bytes.len());
    }

    /// A call ended.
    pub fn traced(&self, call: CallRecord) {
        let mut queue = self.lock();
        let bytes = CALL_BYTES + call.text_bytes();
        queue.calls.push(call);
        self.added(queue, bytes);
    }

    /// A stage begins.
    pub fn stage(&self, name: &str) {
        self.send(FrameKind::Event, &RunEvent::Stage { name: name.into() });
    }

    /// A call returned.
    pub fn call_value(&self, value: &CallValue) {
        self.send(FrameKind::CallValue, value);
    }

    /// Sends a frame of another kind after what waits.
    pub fn send(&self, kind: FrameKind, value: &impl Serialize) {
        // Plain data always has a JSON form.
        let Ok(frame) = protocol::json_frame(kind, value) else { return };
        let mut queue = self.lock();
        queue.settle();
        queue.urgent = true;
        queue.waiting.push(Message::Frame(frame));
        self.0.filled.notify_one();
    }

    /// Waits until everything is sent.
    pub fn finish(&self) {
        let mut queue = self.lock();
        queue.urgent = true;
        self.0.filled.notify_one();
        while queue.sending || queue.urgent {
            queue = self.0.emptied.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn added(&self, mut queue: MutexGuard<'_, Queue>, bytes: usize) {
        queue.waiting_bytes += bytes;
        if queue.oldest.is_none() {
            queue.oldest = Some(Instant::now());
            self.0.filled.notify_one();
        }
        if queue.waiting_bytes >= BATCH_BYTES && !queue.urgent {
            queue.urgent = true;
            self.0.filled.notify_one();
        }
        while queue.waiting_bytes > QUEUE_BYTES {
            queue = self.0.emptied.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Waits for messages, and a while for others to join them.
    fn next_batch(&self) -> (Vec<Message>, Arc<Targets>) {
        let mut queue = self.lock();
        loop {
            queue = match (queue.urgent, queue.oldest) {
                (true, _) => break,
                (false, None) => self.0.filled.wait(queue).unwrap_or_else(PoisonError::into_inner),
                (false, Some(oldest)) => {
                    let left = BATCH_TIME.saturating_sub(oldest.elapsed());
                    if left.is_zero() {
                        break;
                    }
                    self.0.filled.wait_timeout(queue, left).unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
        queue.settle();
        queue.urgent = false;
        queue.oldest = None;
        queue.waiting_bytes = 0;
        queue.sending = true;
        // Room is there again as soon as it is taken: what is being sent is one batch.
        self.0.emptied.notify_all();
        (std::mem::take(&mut queue.waiting), Arc::clone(&queue.targets))
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.0.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Queue {
    /// Puts what came into its final order.
    fn settle(&mut self) {
        let output = std::mem::take(&mut self.output).into_iter();
        self.waiting.extend(output.map(|(stream, bytes)| Message::Output { stream, bytes }));
        if !self.calls.is_empty() {
            self.waiting.push(Message::Calls(std::mem::take(&mut self.calls)));
        }
    }
}

impl Message {
    fn write(self, targets: &Targets, pipe: &mut std::fs::File) -> std::io::Result<()> {
        let mut event = |event: &RunEvent| pipe.write_all(&protocol::json_frame(FrameKind::Event, event)?);
        match self {
            Message::Frame(frame) => pipe.write_all(&frame),
            Message::Output { stream, bytes } => event(&RunEvent::Output { stream, bytes: bytes.into() }),
            Message::Calls(calls) => {
                let mut calls = calls.into_iter().map(|call| call.into_event(targets)).peekable();
                while calls.peek().is_some() {
                    event(&RunEvent::Trace { events: calls.by_ref().take(FRAME_CALLS).collect() })?;
                }
                Ok(())
            }
        }
    }
}
