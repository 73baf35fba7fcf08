//! stdout and stderr of a guest: sent on while it runs, together bounded by `output-bytes`.

use super::{Ending, EndingCell};
use crate::engine::events::EventSender;
use bytes::Bytes;
use diptych_shared::api::run::OutputStream;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::AsyncWrite;
use wasmtime_wasi::cli::{IsTerminal, StdoutStream};
use wasmtime_wasi::p2::{OutputStream as WasiOutputStream, Pollable, StreamError, StreamResult};

/// The most bytes a guest may write at once; it asks for this permit first.
const PERMIT_BYTES: usize = 64 << 10;

/// Where both streams of a run go.
#[derive(Clone)]
pub struct OutputSink {
    events: EventSender,
    ending: EndingCell,
    limit_bytes: u64,
    written: Arc<Mutex<Written>>,
}

/// How much was written.
#[derive(Clone, Copy, Debug, Default)]
pub struct Written {
    bytes: u64,
    /// stdout met the limit.
    pub stdout_truncated: bool,
    /// stderr met the limit.
    pub stderr_truncated: bool,
}

impl OutputSink {
    /// A sink that passes on up to `limit_bytes`.
    pub fn new(events: EventSender, ending: EndingCell, limit_bytes: u64) -> OutputSink {
        OutputSink { events, ending, limit_bytes, written: Arc::default() }
    }

    /// One of its two streams.
    pub fn stream(&self, stream: OutputStream) -> OutputPipe {
        OutputPipe { sink: self.clone(), stream }
    }

    /// What was cut off.
    pub fn written(&self) -> Written {
        *self.written.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self, stream: OutputStream, bytes: &[u8]) -> StreamResult<()> {
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        let left = usize::try_from(self.limit_bytes.saturating_sub(written.bytes)).unwrap_or(usize::MAX);
        let kept = &bytes[..bytes.len().min(left)];
        written.bytes += kept.len() as u64;
        if !kept.is_empty() {
            self.events.output(stream, kept);
        }
        if kept.len() == bytes.len() {
            return Ok(());
        }
        match stream {
            OutputStream::Stdout => written.stdout_truncated = true,
            OutputStream::Stderr => written.stderr_truncated = true,
        }
        let limit = Ending::Limit { limit: "output-bytes", value: self.limit_bytes };
        Err(StreamError::Trap(self.ending.end(limit)))
    }
}

/// stdout or stderr.
#[derive(Clone)]
pub struct OutputPipe {
    sink: OutputSink,
    stream: OutputStream,
}

#[async_trait::async_trait]
impl Pollable for OutputPipe {
    async fn ready(&mut self) {}
}

#[async_trait::async_trait]
impl WasiOutputStream for OutputPipe {
    fn write(&mut self, bytes: Bytes) -> StreamResult<()> {
        self.sink.write(self.stream, &bytes)
    }

    fn flush(&mut self) -> StreamResult<()> {
        Ok(())
    }

    fn check_write(&mut self) -> StreamResult<usize> {
        Ok(PERMIT_BYTES)
    }
}

impl IsTerminal for OutputPipe {
    fn is_terminal(&self) -> bool {
        false
    }
}

impl StdoutStream for OutputPipe {
    fn p2_stream(&self) -> Box<dyn WasiOutputStream> {
        Box::new(self.clone())
    }

    fn async_stream(&self) -> Box<dyn AsyncWrite + Send + Sync> {
        // WASI 0.3 only, which this host does not link.
        Box::new(tokio::io::sink())
    }
}
