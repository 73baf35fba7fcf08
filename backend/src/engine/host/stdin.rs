//! stdin of a guest: the bytes of the request, shared by every stream it opens.

use super::memory_streams::BytesReader;
use bytes::Bytes;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::AsyncRead;
use wasmtime_wasi::cli::{IsTerminal, StdinStream};
use wasmtime_wasi::p2::{InputStream, Pollable, StreamResult};

/// What is left to read.
#[derive(Clone, Debug)]
pub struct StdinBytes(Arc<Mutex<BytesReader>>);

impl StdinBytes {
    /// A stdin that holds `bytes`.
    pub fn new(bytes: &[u8]) -> StdinBytes {
        StdinBytes(Arc::new(Mutex::new(BytesReader(Bytes::copy_from_slice(bytes)))))
    }
}

#[async_trait::async_trait]
impl Pollable for StdinBytes {
    async fn ready(&mut self) {}
}

#[async_trait::async_trait]
impl InputStream for StdinBytes {
    fn read(&mut self, size: usize) -> StreamResult<Bytes> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).read(size)
    }
}

impl IsTerminal for StdinBytes {
    fn is_terminal(&self) -> bool {
        false
    }
}

impl StdinStream for StdinBytes {
    fn p2_stream(&self) -> Box<dyn InputStream> {
        Box::new(self.clone())
    }

    fn async_stream(&self) -> Box<dyn AsyncRead + Send + Sync> {
        // WASI 0.3 only, which this host does not link.
        Box::new(tokio::io::empty())
    }
}
