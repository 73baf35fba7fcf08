//! Streams over bytes in memory: always ready, read and written in bounded pieces.

use super::shelves::StoreBudget;
use bytes::Bytes;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use wasmtime_wasi::p2::{InputStream, OutputStream, Pollable, StreamError, StreamResult};

/// The most bytes one read gives or one write takes.
const CHUNK_BYTES: usize = 1 << 20;

/// Reads bytes to their end.
#[derive(Clone, Debug)]
pub struct BytesReader(pub Bytes);

#[async_trait::async_trait]
impl Pollable for BytesReader {
    async fn ready(&mut self) {}
}

#[async_trait::async_trait]
impl InputStream for BytesReader {
    fn read(&mut self, size: usize) -> StreamResult<Bytes> {
        if self.0.is_empty() {
            return Err(StreamError::Closed);
        }
        Ok(self.0.split_to(size.min(self.0.len()).min(CHUNK_BYTES)))
    }
}

/// Gathers what is written, until somebody takes it. Clones write to the same place.
#[derive(Clone, Debug)]
pub struct BytesWriter(Arc<Mutex<Written>>);

#[derive(Debug)]
struct Written {
    bytes: Vec<u8>,
    bound: Bound,
    is_taken: bool,
}

#[derive(Debug)]
enum Bound {
    Budget(StoreBudget),
    Limit { name: &'static str, bytes: usize },
}

impl BytesWriter {
    /// A writer that shares a run's room for stores.
    pub fn within(budget: StoreBudget) -> BytesWriter {
        BytesWriter::new(Bound::Budget(budget))
    }

    /// A writer with a limit of its own.
    pub fn limited(name: &'static str, bytes: usize) -> BytesWriter {
        BytesWriter::new(Bound::Limit { name, bytes })
    }

    fn new(bound: Bound) -> BytesWriter {
        BytesWriter(Arc::new(Mutex::new(Written { bytes: Vec::new(), bound, is_taken: false })))
    }

    fn lock(&self) -> MutexGuard<'_, Written> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was written; the stream is closed from now on.
    pub fn take(&self) -> Bytes {
        let mut written = self.lock();
        written.is_taken = true;
        let bytes = std::mem::take(&mut written.bytes);
        if let Bound::Budget(budget) = &written.bound {
            // Giving back always fits.
            let _ = budget.exchange(bytes.len() as u64, 0);
        }
        bytes.into()
    }
}

#[async_trait::async_trait]
impl Pollable for BytesWriter {
    async fn ready(&mut self) {}
}

#[async_trait::async_trait]
impl OutputStream for BytesWriter {
    fn write(&mut self, bytes: Bytes) -> StreamResult<()> {
        let mut written = self.lock();
        if written.is_taken {
            return Err(StreamError::Closed);
        }
        let full = match &written.bound {
            Bound::Budget(budget) => {
                budget.exchange(0, bytes.len() as u64).err().map(|full| full.to_string())
            }
            Bound::Limit { name, bytes: most } => (written.bytes.len() + bytes.len() > *most)
                .then(|| format!("the limit `{name}` ({most}) was met")),
        };
        match full {
            Some(message) => Err(StreamError::LastOperationFailed(wasmtime::Error::msg(message))),
            None => {
                written.bytes.extend_from_slice(&bytes);
                Ok(())
            }
        }
    }

    fn flush(&mut self) -> StreamResult<()> {
        if self.lock().is_taken { Err(StreamError::Closed) } else { Ok(()) }
    }

    fn check_write(&mut self) -> StreamResult<usize> {
        if self.lock().is_taken { Err(StreamError::Closed) } else { Ok(CHUNK_BYTES) }
    }
}

#[cfg(test)]
mod tests {
    use super::{BytesReader, BytesWriter};
    use bytes::Bytes;
    use wasmtime_wasi::p2::{InputStream as _, OutputStream as _, StreamError};

    #[test]
    fn a_reader_ends_and_a_writer_closes() {
        let mut reader = BytesReader(Bytes::from_static(b"hello"));
        assert_eq!(reader.read(2).unwrap(), "he");
        assert_eq!(reader.read(usize::MAX).unwrap(), "llo");
        assert!(matches!(reader.read(1), Err(StreamError::Closed)));
        let mut writer = BytesWriter::limited("http-request-bytes", 4);
        writer.write(Bytes::from_static(b"abc")).unwrap();
        let full = writer.write(Bytes::from_static(b"de")).unwrap_err();
        assert!(full.to_string().contains("`http-request-bytes` (4)"), "{full}");
        assert_eq!(writer.take(), "abc");
        assert!(matches!(writer.write(Bytes::new()), Err(StreamError::Closed)));
    }
}
