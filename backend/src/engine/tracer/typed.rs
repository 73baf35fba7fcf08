//! Traced functions with types of their own: what carries bytes, and clocks and random numbers.
//!
//! A byte of a dynamic list takes 32 bytes and 27 ns; here it takes one and next to none. These go
//! straight to the code that the provider would lead to. A run that denies one makes it dynamic again.

use super::handles::{Direction, HandleNames, HostHandle};
use super::provider::HostFunction;
use super::{interrupted, returned, tracer};
use crate::engine::host::{HostState, clocks, files, random};
use diptych_shared::toolchain::wave::{self, Value};
use diptych_shared::trace::VALUE_CHARS;
use std::pin::Pin;
use std::time::Instant;
use wasmtime::component::{ComponentNamedList, Lift, Linker, Lower, Resource};
use wasmtime_wasi::filesystem::Descriptor;
use wasmtime_wasi::p2::bindings::clocks::monotonic_clock::Host as _;
use wasmtime_wasi::p2::bindings::filesystem::types::{ErrorCode, HostDescriptor as _};
use wasmtime_wasi::p2::bindings::io::streams::{
    Host as _, HostInputStream as _, HostOutputStream as _, StreamError,
};
use wasmtime_wasi::p2::bindings::random::insecure::Host as _;
use wasmtime_wasi::p2::bindings::random::random::Host as _;
use wasmtime_wasi::p2::{DynInputStream, DynOutputStream, FsResult, StreamResult};

type Answer<'a, R> = Pin<Box<dyn Future<Output = wasmtime::Result<R>> + Send + 'a>>;
type Output = Resource<DynOutputStream>;
type Input = Resource<DynInputStream>;
type File = Resource<Descriptor>;

/// Defines the typed functions anew.
pub fn shadow(linker: &mut Linker<HostState>, functions: &[HostFunction]) -> wasmtime::Result<()> {
    let mut typed = Typed { linker, functions };
    let streams = "wasi:io/streams@0.2.12";
    typed.now(streams, "[method]output-stream.write", write_texts, |state, (stream, bytes)| {
        let written = state.table.write(stream, bytes);
        stream_result(state, written)
    })?;
    typed.waiting(
        streams,
        "[method]output-stream.blocking-write-and-flush",
        write_texts,
        |state, (stream, bytes)| {
            Box::pin(async move {
                let written = state.table.blocking_write_and_flush(stream, bytes).await;
                stream_result(state, written)
            })
        },
    )?;
    typed.now(streams, "[method]input-stream.read", read_texts, |state, (stream, length)| {
        let read = state.table.read(stream, length);
        stream_result(state, read)
    })?;
    typed.waiting(streams, "[method]input-stream.blocking-read", read_texts, |state, (stream, length)| {
        Box::pin(async move {
            let read = state.table.blocking_read(stream, length).await;
            stream_result(state, read)
        })
    })?;
    let files = "wasi:filesystem/types@0.2.12";
    let read: Arguments<(File, u64, u64)> = |(file, length, offset), names| {
        vec![handle("descriptor", file.rep(), names), Value::U64(*length), Value::U64(*offset)]
    };
    typed.waiting(files, "[method]descriptor.read", read, |state, (file, length, offset)| {
        Box::pin(async move { file_result(files::view(state).read(file, length, offset).await) })
    })?;
    let write: Arguments<(File, Vec<u8>, u64)> = |(file, bytes, offset), names| {
        vec![handle("descriptor", file.rep(), names), bytes_value(bytes), Value::U64(*offset)]
    };
    typed.waiting(files, "[method]descriptor.write", write, |state, (file, bytes, offset)| {
        Box::pin(async move { file_result(files::view(state).write(file, bytes, offset).await) })
    })?;
    let length: Arguments<(u64,)> = |(length,), _| vec![Value::U64(*length)];
    typed.now("wasi:random/random@0.2.12", "get-random-bytes", length, |state, (length,)| {
        random::view(state).get_random_bytes(length)
    })?;
    typed.now("wasi:random/insecure@0.2.12", "get-insecure-random-bytes", length, |state, (length,)| {
        random::view(state).get_insecure_random_bytes(length)
    })?;
    let nothing: Arguments<()> = |(), _| Vec::new();
    typed.now("wasi:random/random@0.2.12", "get-random-u64", nothing, |state, ()| {
        random::view(state).get_random_u64()
    })?;
    typed.now("wasi:clocks/monotonic-clock@0.2.12", "now", nothing, |state, ()| clocks::view(state).now())
}

/// How a call's arguments are told.
type Arguments<P> = fn(&P, &mut HandleNames) -> Vec<Value>;

struct Typed<'a> {
    linker: &'a mut Linker<HostState>,
    functions: &'a [HostFunction],
}

impl Typed<'_> {
    fn index(&self, interface: &str, function: &str) -> wasmtime::Result<usize> {
        self.functions
            .iter()
            .position(|known| known.interface == interface && known.function == function)
            .ok_or_else(|| wasmtime::format_err!("the provider has no {interface}#{function}"))
    }

    /// A function whose answer is there at once.
    fn now<P, R>(
        &mut self,
        interface: &str,
        function: &str,
        arguments: Arguments<P>,
        call: fn(&mut HostState, P) -> wasmtime::Result<R>,
    ) -> wasmtime::Result<()>
    where
        P: ComponentNamedList + Lift + Send + Sync + 'static,
        R: Told + Send + Sync + 'static,
        (R,): ComponentNamedList + Lower,
    {
        let index = self.index(interface, function)?;
        self.linker.instance(interface)?.func_wrap(function, move |mut store, params: P| {
            let state = store.data_mut();
            begin(state, index, &params, arguments)?;
            let answer = call(state, params);
            end(state, answer)
        })
    }

    /// A function whose answer may take its time.
    fn waiting<P, R>(
        &mut self,
        interface: &str,
        function: &str,
        arguments: Arguments<P>,
        call: for<'a> fn(&'a mut HostState, P) -> Answer<'a, R>,
    ) -> wasmtime::Result<()>
    where
        P: ComponentNamedList + Lift + Send + Sync + 'static,
        R: Told + Send + Sync + 'static,
        (R,): ComponentNamedList + Lower,
    {
        let index = self.index(interface, function)?;
        self.linker.instance(interface)?.func_wrap_async(function, move |mut store, params: P| {
            Box::new(async move {
                let state = store.data_mut();
                begin(state, index, &params, arguments)?;
                let answer = call(state, params).await;
                end(state, answer)
            })
        })
    }
}

fn begin<P>(
    state: &mut HostState,
    index: usize,
    params: &P,
    arguments: Arguments<P>,
) -> wasmtime::Result<()> {
    tracer(state)?.begin(index, |names| arguments(params, names).iter().map(text).collect());
    Ok(())
}

fn end<R: Told>(state: &mut HostState, answer: wasmtime::Result<R>) -> wasmtime::Result<(R,)> {
    match answer {
        Ok(answer) => {
            let ended = Instant::now();
            returned(state, ended, |names| Some(text(&answer.value(names))))?;
            Ok((answer,))
        }
        Err(error) => {
            interrupted(state, &error)?;
            Err(error)
        }
    }
}

fn text(value: &Value) -> String {
    wave::to_trace_text(value, VALUE_CHARS)
}

fn write_texts((stream, bytes): &(Output, Vec<u8>), names: &mut HandleNames) -> Vec<Value> {
    vec![handle("output-stream", stream.rep(), names), bytes_value(bytes)]
}

fn read_texts((stream, length): &(Input, u64), names: &mut HandleNames) -> Vec<Value> {
    vec![handle("input-stream", stream.rep(), names), Value::U64(*length)]
}

fn handle(resource: &'static str, rep: u32, names: &mut HandleNames) -> Value {
    Value::Handle(HostHandle::new(resource, rep).name(names, Direction::Passed))
}

/// As many of the bytes as the text can show, and one more so that it shows that there are more.
fn bytes_value(bytes: &[u8]) -> Value {
    Value::Bytes(bytes[..bytes.len().min(VALUE_CHARS + 1)].to_vec().into())
}

fn stream_result<T>(
    state: &mut HostState,
    result: StreamResult<T>,
) -> wasmtime::Result<Result<T, StreamError>> {
    match result {
        Ok(value) => Ok(Ok(value)),
        Err(error) => Ok(Err(state.table.convert_stream_error(error)?)),
    }
}

fn file_result<T>(result: FsResult<T>) -> wasmtime::Result<Result<T, ErrorCode>> {
    match result {
        Ok(value) => Ok(Ok(value)),
        Err(error) => Ok(Err(error.downcast()?)),
    }
}

/// An answer that the trace can tell.
trait Told {
    fn value(&self, names: &mut HandleNames) -> Value;
}

impl Told for u64 {
    fn value(&self, _: &mut HandleNames) -> Value {
        Value::U64(*self)
    }
}

impl Told for Vec<u8> {
    fn value(&self, _: &mut HandleNames) -> Value {
        bytes_value(self)
    }
}

impl Told for (Vec<u8>, bool) {
    fn value(&self, names: &mut HandleNames) -> Value {
        Value::Tuple(vec![self.0.value(names), Value::Bool(self.1)])
    }
}

impl Told for StreamError {
    fn value(&self, names: &mut HandleNames) -> Value {
        match self {
            StreamError::Closed => Value::Variant("closed".into(), None),
            StreamError::LastOperationFailed(error) => {
                let name = HostHandle::new("error", error.rep()).name(names, Direction::Returned);
                Value::Variant("last-operation-failed".into(), Some(Box::new(Value::Handle(name))))
            }
        }
    }
}

impl Told for ErrorCode {
    fn value(&self, _: &mut HandleNames) -> Value {
        Value::Enum(self.name().to_owned())
    }
}

impl<E: Told> Told for Result<(), E> {
    fn value(&self, names: &mut HandleNames) -> Value {
        Value::Result(match self {
            Ok(()) => Ok(None),
            Err(error) => Err(Some(Box::new(error.value(names)))),
        })
    }
}

macro_rules! told_results {
    ($($ok:ty),*) => {
        $(impl<E: Told> Told for Result<$ok, E> {
            fn value(&self, names: &mut HandleNames) -> Value {
                Value::Result(match self {
                    Ok(value) => Ok(Some(Box::new(value.value(names)))),
                    Err(error) => Err(Some(Box::new(error.value(names)))),
                })
            }
        })*
    };
}

told_results!(u64, Vec<u8>, (Vec<u8>, bool));
