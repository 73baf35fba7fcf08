//! The other side of HTTP, which this host does not have: nobody sends a guest requests.
//!
//! `incoming-request` and `response-outparam` have no instances; an `outgoing-response` can be
//! made and filled, and goes nowhere.

use super::HttpView;
use super::fields::Fields;
use super::generated::wasi::http::types::{self, ErrorCode, Method, Scheme};
use super::incoming::IncomingBody;
use super::outgoing::OutgoingBody;
use wasmtime::component::Resource;

/// A request to the guest: there is none.
#[derive(Debug)]
pub enum IncomingRequest {}

/// Where a guest's answer goes: there is none.
#[derive(Debug)]
pub enum ResponseOutparam {}

/// An answer in the making.
#[derive(Debug)]
pub struct OutgoingResponse {
    status: u16,
    headers: Fields,
    is_body_taken: bool,
}

impl types::Host for HttpView<'_> {
    /// No stream of this host fails for a reason that HTTP has a name for.
    fn http_error_code(
        &mut self,
        _error: Resource<wasmtime_wasi::p2::bindings::io::error::Error>,
    ) -> wasmtime::Result<Option<ErrorCode>> {
        Ok(None)
    }
}

impl types::HostIncomingRequest for HttpView<'_> {
    fn method(&mut self, request: Resource<IncomingRequest>) -> wasmtime::Result<Method> {
        match *self.table.get(&request)? {}
    }

    fn path_with_query(&mut self, request: Resource<IncomingRequest>) -> wasmtime::Result<Option<String>> {
        match *self.table.get(&request)? {}
    }

    fn scheme(&mut self, request: Resource<IncomingRequest>) -> wasmtime::Result<Option<Scheme>> {
        match *self.table.get(&request)? {}
    }

    fn authority(&mut self, request: Resource<IncomingRequest>) -> wasmtime::Result<Option<String>> {
        match *self.table.get(&request)? {}
    }

    fn headers(&mut self, request: Resource<IncomingRequest>) -> wasmtime::Result<Resource<Fields>> {
        match *self.table.get(&request)? {}
    }

    fn consume(
        &mut self,
        request: Resource<IncomingRequest>,
    ) -> wasmtime::Result<Result<Resource<IncomingBody>, ()>> {
        match *self.table.get(&request)? {}
    }

    fn drop(&mut self, request: Resource<IncomingRequest>) -> wasmtime::Result<()> {
        match self.table.delete(request)? {}
    }
}

impl types::HostResponseOutparam for HttpView<'_> {
    fn send_informational(
        &mut self,
        outparam: Resource<ResponseOutparam>,
        _status: u16,
        _headers: Resource<Fields>,
    ) -> wasmtime::Result<Result<(), ErrorCode>> {
        match *self.table.get(&outparam)? {}
    }

    fn set(
        &mut self,
        outparam: Resource<ResponseOutparam>,
        _response: Result<Resource<OutgoingResponse>, ErrorCode>,
    ) -> wasmtime::Result<()> {
        match self.table.delete(outparam)? {}
    }

    fn drop(&mut self, outparam: Resource<ResponseOutparam>) -> wasmtime::Result<()> {
        match self.table.delete(outparam)? {}
    }
}

impl types::HostOutgoingResponse for HttpView<'_> {
    fn new(&mut self, headers: Resource<Fields>) -> wasmtime::Result<Resource<OutgoingResponse>> {
        let headers = self.table.delete(headers)?.frozen();
        Ok(self.table.push(OutgoingResponse { status: 200, headers, is_body_taken: false })?)
    }

    fn status_code(&mut self, response: Resource<OutgoingResponse>) -> wasmtime::Result<u16> {
        Ok(self.table.get(&response)?.status)
    }

    fn set_status_code(
        &mut self,
        response: Resource<OutgoingResponse>,
        status: u16,
    ) -> wasmtime::Result<Result<(), ()>> {
        if !(100..1_000).contains(&status) {
            return Ok(Err(()));
        }
        self.table.get_mut(&response)?.status = status;
        Ok(Ok(()))
    }

    fn headers(&mut self, response: Resource<OutgoingResponse>) -> wasmtime::Result<Resource<Fields>> {
        let headers = self.table.get(&response)?.headers.clone();
        self.push_fields(headers)
    }

    fn body(
        &mut self,
        response: Resource<OutgoingResponse>,
    ) -> wasmtime::Result<Result<Resource<OutgoingBody>, ()>> {
        let response = self.table.get_mut(&response)?;
        if std::mem::replace(&mut response.is_body_taken, true) {
            return Ok(Err(()));
        }
        let (body, _) = OutgoingBody::new(&response.headers);
        Ok(Ok(self.table.push(body)?))
    }

    fn drop(&mut self, response: Resource<OutgoingResponse>) -> wasmtime::Result<()> {
        self.table.delete(response)?;
        Ok(())
    }
}
