//! Values on their way into a container and out of one.

use super::{BlobStoreView, Failure, answer, types};
use crate::engine::host::memory_streams::{BytesReader, BytesWriter};
use bytes::Bytes;
use wasmtime::component::Resource;
use wasmtime_wasi::p2::{DynInputStream, DynOutputStream};

/// What is being written.
#[derive(Debug)]
pub struct OutgoingValue {
    /// Where it goes when it is finished: container and name.
    pub destinations: Vec<(String, String)>,
    body: BytesWriter,
    is_body_taken: bool,
}

/// What is being read. It stays as it was, whatever happens to its object.
#[derive(Debug)]
pub struct IncomingValue(pub Bytes);

type Answer<T> = wasmtime::Result<Result<T, String>>;

impl BlobStoreView<'_> {
    fn store(&mut self, value: Resource<OutgoingValue>) -> Result<(), Failure> {
        let value = self.table.delete(value)?;
        let bytes = value.body.take();
        for (container, name) in value.destinations {
            self.shelf(&container)?;
            self.containers.put(&container, name, bytes.clone())?;
        }
        Ok(())
    }
}

impl types::Host for BlobStoreView<'_> {}

impl types::HostOutgoingValue for BlobStoreView<'_> {
    fn new_outgoing_value(&mut self) -> wasmtime::Result<Resource<OutgoingValue>> {
        let body = BytesWriter::within(self.containers.budget().clone());
        Ok(self.table.push(OutgoingValue { destinations: Vec::new(), body, is_body_taken: false })?)
    }

    fn outgoing_value_write_body(
        &mut self,
        value: Resource<OutgoingValue>,
    ) -> wasmtime::Result<Result<Resource<DynOutputStream>, ()>> {
        let value = self.table.get_mut(&value)?;
        if std::mem::replace(&mut value.is_body_taken, true) {
            return Ok(Err(()));
        }
        let stream: DynOutputStream = Box::new(value.body.clone());
        Ok(Ok(self.table.push(stream)?))
    }

    fn finish(&mut self, value: Resource<OutgoingValue>) -> Answer<()> {
        answer(self.store(value))
    }

    /// A value that was not finished is nowhere.
    fn drop(&mut self, value: Resource<OutgoingValue>) -> wasmtime::Result<()> {
        self.table.delete(value)?.body.take();
        Ok(())
    }
}

impl types::HostIncomingValue for BlobStoreView<'_> {
    fn incoming_value_consume_sync(&mut self, value: Resource<IncomingValue>) -> Answer<Vec<u8>> {
        Ok(Ok(self.table.delete(value)?.0.to_vec()))
    }

    fn incoming_value_consume_async(
        &mut self,
        value: Resource<IncomingValue>,
    ) -> Answer<Resource<DynInputStream>> {
        let IncomingValue(bytes) = self.table.delete(value)?;
        let stream: DynInputStream = Box::new(BytesReader(bytes));
        Ok(Ok(self.table.push(stream)?))
    }

    fn size(&mut self, value: Resource<IncomingValue>) -> wasmtime::Result<u64> {
        Ok(self.table.get(&value)?.0.len() as u64)
    }

    fn drop(&mut self, value: Resource<IncomingValue>) -> wasmtime::Result<()> {
        self.table.delete(value)?;
        Ok(())
    }
}
