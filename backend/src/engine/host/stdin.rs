//! stdin of a guest: the bytes of the request, shared by every stream it opens.

use bytes::Bytes;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::AsyncRead;
use wasmtime_wasi::cli::{IsTerminal, StdinStream};
use wasmtime_wasi::p2::{InputStream, Pollable, StreamError, StreamResult};

/// The most bytes one read gives.
const CHUNK_BYTES: usize = 1 << 20;

/// What is left to read.
#[derive(Clone, Debug)]
pub struct StdinBytes(Arc<Mutex<Bytes>>);

impl StdinBytes {
    /// A stdin that holds `bytes`.
    pub fn new(bytes: &[u8]) -> StdinBytes {
        StdinBytes(Arc::new(Mutex::new(Bytes::copy_from_slice(bytes))))
    }
}

#[async_trait::async_trait]
impl Pollable for StdinBytes {
    async fn ready(&mut self) {}
}

#[async_trait::async_trait]
impl InputStream for StdinBytes {
    fn read(&mut self, size: usize) -> StreamResult<Bytes> {
        let mut left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if left.is_empty() {
            return Err(StreamError::Closed);
        }
        let size = size.min(left.len()).min(CHUNK_BYTES);
        Ok(left.split_to(size))
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
