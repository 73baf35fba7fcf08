//! Requests in the making: `outgoing-request`, `outgoing-body`.

use super::HttpView;
use super::fields::{Fields, is_token};
use super::generated::wasi::http::types::{self, ErrorCode, Method, Scheme};
use super::relay::Unsent;
use crate::engine::host::memory_streams::BytesWriter;
use diptych_shared::policy::RequestPattern;
use std::sync::{Arc, Mutex, PoisonError};
use wasmtime::component::Resource;
use wasmtime_wasi::p2::DynOutputStream;

/// What the body of one request may hold (`http-request-bytes`).
const REQUEST_BYTES: usize = 8 << 20;

/// A request in the making.
#[derive(Debug)]
pub struct OutgoingRequest {
    /// The method.
    pub method: Method,
    /// Absent for `https`.
    pub scheme: Option<Scheme>,
    /// Host and port.
    pub authority: Option<String>,
    /// Path and query.
    pub path_with_query: Option<String>,
    /// The headers, which cannot be changed any more.
    pub headers: Fields,
    /// The body, when the guest asked for it.
    pub body: Option<BodyEnd>,
}

/// The host's end of a body that the guest writes.
#[derive(Clone, Debug, Default)]
pub struct BodyEnd(Arc<Mutex<BodyState>>);

#[derive(Debug, Default)]
enum BodyState {
    /// The guest writes; what waits for its end is here.
    #[default]
    Open,
    /// A live request waits for it.
    Awaited(Unsent),
    /// It is whole.
    Finished(bytes::Bytes),
    /// It was dropped, and is no body.
    Abandoned,
}

impl BodyEnd {
    /// Sends `request` when the body is whole, which it may be already.
    pub fn send_when_whole(&self, request: Unsent) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match std::mem::take(&mut *state) {
            BodyState::Finished(body) => request.send(body),
            BodyState::Abandoned => request.abandon(),
            BodyState::Open | BodyState::Awaited(_) => *state = BodyState::Awaited(request),
        }
    }

    fn end(&self, body: Option<bytes::Bytes>) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let after = match &body {
            Some(body) => BodyState::Finished(body.clone()),
            None => BodyState::Abandoned,
        };
        if let BodyState::Awaited(request) = std::mem::replace(&mut *state, after) {
            match body {
                Some(body) => request.send(body),
                None => request.abandon(),
            }
        }
    }
}

/// A body that the guest writes.
#[derive(Debug)]
pub struct OutgoingBody {
    writer: BytesWriter,
    is_stream_taken: bool,
    announced: Option<u64>,
    end: BodyEnd,
}

impl OutgoingBody {
    /// The body of a message with these headers, and the host's end of it.
    pub fn new(headers: &Fields) -> (OutgoingBody, BodyEnd) {
        let end = BodyEnd::default();
        let body = OutgoingBody {
            writer: BytesWriter::limited("http-request-bytes", REQUEST_BYTES),
            is_stream_taken: false,
            announced: headers.content_length(),
            end: end.clone(),
        };
        (body, end)
    }
}

/// A path with its query, as requests have it.
fn is_path(text: &str) -> bool {
    let is_begun = text.is_empty() || text.starts_with(['/', '?']);
    is_begun && text.bytes().all(|byte| (0x21..0x7f).contains(&byte) && !b"#\"<>\\^`{|}".contains(&byte))
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

/// What setters answer.
pub type Set = wasmtime::Result<Result<(), ()>>;

impl types::HostOutgoingRequest for HttpView<'_> {
    fn new(&mut self, headers: Resource<Fields>) -> wasmtime::Result<Resource<OutgoingRequest>> {
        let headers = self.table.delete(headers)?.frozen();
        Ok(self.table.push(OutgoingRequest {
            method: Method::Get,
            scheme: None,
            authority: None,
            path_with_query: None,
            headers,
            body: None,
        })?)
    }

    fn body(
        &mut self,
        request: Resource<OutgoingRequest>,
    ) -> wasmtime::Result<Result<Resource<OutgoingBody>, ()>> {
        let request = self.table.get_mut(&request)?;
        if request.body.is_some() {
            return Ok(Err(()));
        }
        let (body, end) = OutgoingBody::new(&request.headers);
        request.body = Some(end);
        Ok(Ok(self.table.push(body)?))
    }

    fn method(&mut self, request: Resource<OutgoingRequest>) -> wasmtime::Result<Method> {
        Ok(self.table.get(&request)?.method.clone())
    }

    fn set_method(&mut self, request: Resource<OutgoingRequest>, method: Method) -> Set {
        if matches!(&method, Method::Other(name) if !is_token(name)) {
            return Ok(Err(()));
        }
        self.table.get_mut(&request)?.method = method;
        Ok(Ok(()))
    }

    fn path_with_query(&mut self, request: Resource<OutgoingRequest>) -> wasmtime::Result<Option<String>> {
        Ok(self.table.get(&request)?.path_with_query.clone())
    }

    fn set_path_with_query(&mut self, request: Resource<OutgoingRequest>, path: Option<String>) -> Set {
        if path.as_deref().is_some_and(|path| !is_path(path)) {
            return Ok(Err(()));
        }
        self.table.get_mut(&request)?.path_with_query = path;
        Ok(Ok(()))
    }

    fn scheme(&mut self, request: Resource<OutgoingRequest>) -> wasmtime::Result<Option<Scheme>> {
        Ok(self.table.get(&request)?.scheme.clone())
    }

    fn set_scheme(&mut self, request: Resource<OutgoingRequest>, scheme: Option<Scheme>) -> Set {
        if matches!(&scheme, Some(Scheme::Other(name)) if !is_scheme(name)) {
            return Ok(Err(()));
        }
        self.table.get_mut(&request)?.scheme = scheme;
        Ok(Ok(()))
    }

    fn authority(&mut self, request: Resource<OutgoingRequest>) -> wasmtime::Result<Option<String>> {
        Ok(self.table.get(&request)?.authority.clone())
    }

    fn set_authority(&mut self, request: Resource<OutgoingRequest>, authority: Option<String>) -> Set {
        let is_authority = |text: &str| {
            RequestPattern::of("GET", "https", text, "/").is_ok_and(|pattern| pattern.is_exact())
        };
        if authority.as_deref().is_some_and(|text| !is_authority(text)) {
            return Ok(Err(()));
        }
        self.table.get_mut(&request)?.authority = authority;
        Ok(Ok(()))
    }

    fn headers(&mut self, request: Resource<OutgoingRequest>) -> wasmtime::Result<Resource<Fields>> {
        let headers = self.table.get(&request)?.headers.clone();
        self.push_fields(headers)
    }

    fn drop(&mut self, request: Resource<OutgoingRequest>) -> wasmtime::Result<()> {
        self.table.delete(request)?;
        Ok(())
    }
}

impl types::HostOutgoingBody for HttpView<'_> {
    fn write(
        &mut self,
        body: Resource<OutgoingBody>,
    ) -> wasmtime::Result<Result<Resource<DynOutputStream>, ()>> {
        let body = self.table.get_mut(&body)?;
        if std::mem::replace(&mut body.is_stream_taken, true) {
            return Ok(Err(()));
        }
        let stream: DynOutputStream = Box::new(body.writer.clone());
        Ok(Ok(self.table.push(stream)?))
    }

    fn finish(
        &mut self,
        body: Resource<OutgoingBody>,
        trailers: Option<Resource<Fields>>,
    ) -> wasmtime::Result<Result<(), ErrorCode>> {
        if let Some(trailers) = trailers {
            self.table.delete(trailers)?;
        }
        let body = self.table.delete(body)?;
        let bytes = body.writer.take();
        let length = bytes.len() as u64;
        if body.announced.is_some_and(|announced| announced != length) {
            body.end.end(None);
            return Ok(Err(ErrorCode::HttpRequestBodySize(Some(length))));
        }
        body.end.end(Some(bytes));
        Ok(Ok(()))
    }

    fn drop(&mut self, body: Resource<OutgoingBody>) -> wasmtime::Result<()> {
        let body = self.table.delete(body)?;
        body.writer.take();
        body.end.end(None);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{is_path, is_scheme};

    #[test]
    fn paths_and_schemes_have_the_form_of_urls() {
        for path in ["", "/", "/v1/x?q=1&r=%20", "?q"] {
            assert!(is_path(path), "{path}");
        }
        for none in ["v1", "/a b", "/a#b", "/\r\n", "/ä"] {
            assert!(!is_path(none), "{none}");
        }
        assert!(is_scheme("gopher") && is_scheme("a+b"));
        assert!(!is_scheme("") && !is_scheme("1a") && !is_scheme("a:b"));
    }
}
