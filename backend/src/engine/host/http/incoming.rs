//! Answers: `incoming-response`, `incoming-body`, `future-trailers`.

use super::HttpView;
use super::fields::Fields;
use super::generated::wasi::http::types::{self, ErrorCode};
use crate::engine::host::memory_streams::BytesReader;
use bytes::Bytes;
use wasmtime::component::Resource;
use wasmtime_wasi::p2::{DynInputStream, DynPollable, Pollable};

/// An answer, whole.
#[derive(Debug)]
pub struct IncomingResponse {
    /// The status code.
    pub status: u16,
    /// The headers.
    pub headers: Fields,
    /// The body, until the guest takes it.
    pub body: Option<Bytes>,
}

/// An answer's body; its bytes are here until the guest takes the stream.
#[derive(Debug)]
pub struct IncomingBody(pub Option<Bytes>);

/// The trailers after a body: there are none, and that is known at once.
#[derive(Debug)]
pub struct FutureTrailers {
    is_taken: bool,
}

#[async_trait::async_trait]
impl Pollable for FutureTrailers {
    async fn ready(&mut self) {}
}

impl types::HostIncomingResponse for HttpView<'_> {
    fn status(&mut self, response: Resource<IncomingResponse>) -> wasmtime::Result<u16> {
        Ok(self.table.get(&response)?.status)
    }

    fn headers(&mut self, response: Resource<IncomingResponse>) -> wasmtime::Result<Resource<Fields>> {
        let headers = self.table.get(&response)?.headers.clone();
        self.push_fields(headers)
    }

    fn consume(
        &mut self,
        response: Resource<IncomingResponse>,
    ) -> wasmtime::Result<Result<Resource<IncomingBody>, ()>> {
        match self.table.get_mut(&response)?.body.take() {
            Some(body) => Ok(Ok(self.table.push(IncomingBody(Some(body)))?)),
            None => Ok(Err(())),
        }
    }

    fn drop(&mut self, response: Resource<IncomingResponse>) -> wasmtime::Result<()> {
        self.table.delete(response)?;
        Ok(())
    }
}

impl types::HostIncomingBody for HttpView<'_> {
    fn stream(
        &mut self,
        body: Resource<IncomingBody>,
    ) -> wasmtime::Result<Result<Resource<DynInputStream>, ()>> {
        let Some(bytes) = self.table.get_mut(&body)?.0.take() else { return Ok(Err(())) };
        let stream: DynInputStream = Box::new(BytesReader(bytes));
        Ok(Ok(self.table.push(stream)?))
    }

    fn finish(&mut self, body: Resource<IncomingBody>) -> wasmtime::Result<Resource<FutureTrailers>> {
        self.table.delete(body)?;
        Ok(self.table.push(FutureTrailers { is_taken: false })?)
    }

    fn drop(&mut self, body: Resource<IncomingBody>) -> wasmtime::Result<()> {
        self.table.delete(body)?;
        Ok(())
    }
}

impl types::HostFutureTrailers for HttpView<'_> {
    fn subscribe(&mut self, trailers: Resource<FutureTrailers>) -> wasmtime::Result<Resource<DynPollable>> {
        wasmtime_wasi::p2::subscribe(self.table, trailers)
    }

    fn get(
        &mut self,
        trailers: Resource<FutureTrailers>,
    ) -> wasmtime::Result<Option<Result<Result<Option<Resource<Fields>>, ErrorCode>, ()>>> {
        let was_taken = std::mem::replace(&mut self.table.get_mut(&trailers)?.is_taken, true);
        Ok(Some(if was_taken { Err(()) } else { Ok(Ok(None)) }))
    }

    fn drop(&mut self, trailers: Resource<FutureTrailers>) -> wasmtime::Result<()> {
        self.table.delete(trailers)?;
        Ok(())
    }
}
