//! `request-options`: how long a guest wants to wait for what.

use super::HttpView;
use super::generated::wasi::http::types;
use super::outgoing::Set;
use wasmtime::component::Resource;

/// Times a guest sets, in nanoseconds.
#[derive(Clone, Copy, Debug, Default)]
pub struct RequestOptions {
    /// To be connected.
    pub connect_ns: Option<u64>,
    /// From the request's end to the answer's beginning.
    pub first_byte_ns: Option<u64>,
    /// Between bytes of the answer; answers come whole, so this bounds nothing.
    between_bytes_ns: Option<u64>,
}

impl types::HostRequestOptions for HttpView<'_> {
    fn new(&mut self) -> wasmtime::Result<Resource<RequestOptions>> {
        Ok(self.table.push(RequestOptions::default())?)
    }

    fn connect_timeout(&mut self, options: Resource<RequestOptions>) -> wasmtime::Result<Option<u64>> {
        Ok(self.table.get(&options)?.connect_ns)
    }

    fn set_connect_timeout(&mut self, options: Resource<RequestOptions>, duration: Option<u64>) -> Set {
        self.table.get_mut(&options)?.connect_ns = duration;
        Ok(Ok(()))
    }

    fn first_byte_timeout(&mut self, options: Resource<RequestOptions>) -> wasmtime::Result<Option<u64>> {
        Ok(self.table.get(&options)?.first_byte_ns)
    }

    fn set_first_byte_timeout(&mut self, options: Resource<RequestOptions>, duration: Option<u64>) -> Set {
        self.table.get_mut(&options)?.first_byte_ns = duration;
        Ok(Ok(()))
    }

    fn between_bytes_timeout(&mut self, options: Resource<RequestOptions>) -> wasmtime::Result<Option<u64>> {
        Ok(self.table.get(&options)?.between_bytes_ns)
    }

    fn set_between_bytes_timeout(&mut self, options: Resource<RequestOptions>, duration: Option<u64>) -> Set {
        self.table.get_mut(&options)?.between_bytes_ns = duration;
        Ok(Ok(()))
    }

    fn drop(&mut self, options: Resource<RequestOptions>) -> wasmtime::Result<()> {
        self.table.delete(options)?;
        Ok(())
    }
}
