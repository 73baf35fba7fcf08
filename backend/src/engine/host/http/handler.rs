//! `outgoing-handler` and `future-incoming-response`: sending a request, and its answer.

use super::HttpView;
use super::fields::Fields;
use super::generated::wasi::http::outgoing_handler;
use super::generated::wasi::http::types::{self, ErrorCode, Method, Scheme};
use super::incoming::IncomingResponse;
use super::options::RequestOptions;
use super::outgoing::OutgoingRequest;
use super::relay::Pending;
use crate::outbound::LiveRequest;
use bytes::Bytes;
use diptych_shared::api::run::RecordedAnswer;
use diptych_shared::policy::{Capability, Grant, RequestPattern, Scope};
use wasmtime::component::Resource;
use wasmtime_wasi::p2::{DynPollable, Pollable};

/// The answer to a request that was sent.
#[derive(Debug)]
pub enum FutureResponse {
    /// It is here.
    Ready(Result<IncomingResponse, ErrorCode>),
    /// The server works at it.
    Live(Pending),
    /// The guest has it.
    Taken,
}

#[async_trait::async_trait]
impl Pollable for FutureResponse {
    async fn ready(&mut self) {
        if let FutureResponse::Live(pending) = self {
            *self = FutureResponse::Ready(pending.answer().await);
        }
    }
}

/// A request that a policy can judge.
struct Addressed {
    method: String,
    /// `scheme://host[:port]/path?query`, with the host in lower case and without a default port.
    url: String,
    need: Grant,
}

fn method_name(method: &Method) -> &str {
    match method {
        Method::Get => "GET",
        Method::Head => "HEAD",
        Method::Post => "POST",
        Method::Put => "PUT",
        Method::Delete => "DELETE",
        Method::Connect => "CONNECT",
        Method::Options => "OPTIONS",
        Method::Trace => "TRACE",
        Method::Patch => "PATCH",
        Method::Other(name) => name,
    }
}

/// Where a request goes; without a scheme, over `https`.
fn addressed(request: &OutgoingRequest) -> Result<Addressed, ErrorCode> {
    let method = method_name(&request.method);
    let scheme = match &request.scheme {
        None | Some(Scheme::Https) => "https",
        Some(Scheme::Http) => "http",
        Some(Scheme::Other(_)) => return Err(ErrorCode::HttpProtocolError),
    };
    let authority = request.authority.as_deref().ok_or(ErrorCode::HttpRequestUriInvalid)?;
    let path_with_query = request.path_with_query.as_deref().unwrap_or_default();
    let pattern = RequestPattern::of(method, scheme, authority, path_with_query)
        .ok()
        .filter(RequestPattern::is_exact)
        .ok_or(ErrorCode::HttpRequestUriInvalid)?;
    let port = pattern.port.map(|port| format!(":{port}")).unwrap_or_default();
    let query = path_with_query.find('?').map_or("", |at| &path_with_query[at..]);
    Ok(Addressed {
        method: pattern.method.clone(),
        url: format!("{scheme}://{}{port}{}{query}", pattern.host, pattern.path),
        need: Grant { capability: Capability::Http, scope: Scope::Request(pattern) },
    })
}

fn recorded(answer: &RecordedAnswer) -> IncomingResponse {
    let headers = answer.headers.iter().map(|(name, value)| (name.clone(), value.clone().into_bytes()));
    IncomingResponse {
        status: answer.status,
        headers: Fields::received(headers),
        body: Some(Bytes::copy_from_slice(&answer.body)),
    }
}

fn no_answer(request: &Addressed) -> ErrorCode {
    ErrorCode::InternalError(Some(format!(
        "no recorded answer for {} {}; live requests are off",
        request.method, request.url
    )))
}

impl HttpView<'_> {
    fn send(
        &mut self,
        request: OutgoingRequest,
        options: RequestOptions,
    ) -> Result<FutureResponse, ErrorCode> {
        let addressed = addressed(&request)?;
        if !self.ledger.check(&addressed.need) {
            return Err(ErrorCode::HttpRequestDenied);
        }
        let fits =
            |answer: &&RecordedAnswer| answer.method == addressed.method && answer.url == addressed.url;
        if let Some(answer) = self.service.recorded.iter().find(fits) {
            return Ok(FutureResponse::Ready(Ok(recorded(answer))));
        }
        let relay = self.service.relay.as_ref().ok_or_else(|| no_answer(&addressed))?;
        let milliseconds = |time: Option<u64>| time.map(|nanoseconds| nanoseconds.div_ceil(1_000_000));
        let (unsent, pending) = relay.prepare(LiveRequest {
            method: addressed.method,
            url: addressed.url,
            headers: request
                .headers
                .entries()
                .iter()
                .map(|(name, value)| (name.clone(), value.clone().into()))
                .collect(),
            body: Vec::new().into(),
            connect_ms: milliseconds(options.connect_ns),
            first_byte_ms: milliseconds(options.first_byte_ns),
        });
        match &request.body {
            Some(body) => body.send_when_whole(unsent),
            None => unsent.send(Bytes::new()),
        }
        Ok(FutureResponse::Live(pending))
    }
}

impl outgoing_handler::Host for HttpView<'_> {
    fn handle(
        &mut self,
        request: Resource<OutgoingRequest>,
        options: Option<Resource<RequestOptions>>,
    ) -> wasmtime::Result<Result<Resource<FutureResponse>, ErrorCode>> {
        let request = self.table.delete(request)?;
        let options = match options {
            Some(options) => self.table.delete(options)?,
            None => RequestOptions::default(),
        };
        match self.send(request, options) {
            Ok(future) => Ok(Ok(self.table.push(future)?)),
            Err(error) => Ok(Err(error)),
        }
    }
}

impl types::HostFutureIncomingResponse for HttpView<'_> {
    fn subscribe(&mut self, future: Resource<FutureResponse>) -> wasmtime::Result<Resource<DynPollable>> {
        wasmtime_wasi::p2::subscribe(self.table, future)
    }

    fn get(
        &mut self,
        future: Resource<FutureResponse>,
    ) -> wasmtime::Result<Option<Result<Result<Resource<IncomingResponse>, ErrorCode>, ()>>> {
        let future = self.table.get_mut(&future)?;
        if let FutureResponse::Live(pending) = future {
            match pending.answer_now() {
                Some(answer) => *future = FutureResponse::Ready(answer),
                None => return Ok(None),
            }
        }
        match std::mem::replace(future, FutureResponse::Taken) {
            FutureResponse::Ready(Ok(response)) => Ok(Some(Ok(Ok(self.table.push(response)?)))),
            FutureResponse::Ready(Err(error)) => Ok(Some(Ok(Err(error)))),
            FutureResponse::Live(_) | FutureResponse::Taken => Ok(Some(Err(()))),
        }
    }

    fn drop(&mut self, future: Resource<FutureResponse>) -> wasmtime::Result<()> {
        self.table.delete(future)?;
        Ok(())
    }
}
