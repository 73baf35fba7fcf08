//! Streams over virtual files.

use super::tree::NodeRef;
use bytes::Bytes;
use wasmtime_wasi::p2::bindings::filesystem::types::ErrorCode;
use wasmtime_wasi::p2::{InputStream, OutputStream, Pollable, StreamError, StreamResult};

/// The most bytes one read gives or one write takes.
const CHUNK_BYTES: usize = 1 << 20;

/// Reads a file from a position.
pub struct FileReader {
    /// The file.
    pub node: NodeRef,
    /// The next byte.
    pub position: u64,
}

/// Writes a file from a position, or always at its end.
pub struct FileWriter {
    /// The file.
    pub node: NodeRef,
    /// The next byte; `None` appends.
    pub position: Option<u64>,
}

fn failed(code: ErrorCode) -> StreamError {
    StreamError::LastOperationFailed(code.into())
}

#[async_trait::async_trait]
impl Pollable for FileReader {
    async fn ready(&mut self) {}
}

#[async_trait::async_trait]
impl InputStream for FileReader {
    fn read(&mut self, size: usize) -> StreamResult<Bytes> {
        let (bytes, _) = self.node.read(self.position, size.min(CHUNK_BYTES) as u64).map_err(failed)?;
        if bytes.is_empty() && size > 0 {
            return Err(StreamError::Closed);
        }
        self.position += bytes.len() as u64;
        Ok(bytes.into())
    }
}

#[async_trait::async_trait]
impl Pollable for FileWriter {
    async fn ready(&mut self) {}
}

#[async_trait::async_trait]
impl OutputStream for FileWriter {
    fn write(&mut self, bytes: Bytes) -> StreamResult<()> {
        let end = self.node.write(self.position, &bytes).map_err(failed)?;
        if let Some(position) = &mut self.position {
            *position = end;
        }
        Ok(())
    }

    fn flush(&mut self) -> StreamResult<()> {
        Ok(())
    }

    fn check_write(&mut self) -> StreamResult<usize> {
        Ok(CHUNK_BYTES)
    }
}
