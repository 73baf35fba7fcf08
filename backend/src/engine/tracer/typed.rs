//! Traced functions with types of their own: what carries bytes, and what guests call most.
//!
//! A byte of a dynamic list takes 32 bytes and 27 ns; here it takes one and next to none. These go
//! straight to the code that the provider would lead to. A run that denies one makes it dynamic again.

use super::handles::{Direction, HandleNames, HostHandle};
use super::provider::HostFunction;
use super::told::{Told, bytes_value};
use super::{interrupted, returned};
use crate::engine::host::{HostState, clocks, files, poll, random};
use diptych_shared::toolchain::wave::{self, Value};
use diptych_shared::trace::VALUE_CHARS;
use std::pin::Pin;
use std::time::Instant;
use wasmtime::component::{ComponentNamedList, Lift, Linker, Lower, Resource};
use wasmtime_wasi::filesystem::Descriptor;
use wasmtime_wasi::p2::bindings::clocks::{monotonic_clock, wall_clock};
use wasmtime_wasi::p2::bindings::filesystem::types::{ErrorCode, HostDescriptor as _};
use wasmtime_wasi::p2::bindings::io::poll::HostPollable as _;
use wasmtime_wasi::p2::bindings::io::streams::{
    Host as _, HostInputStream as _, HostOutputStream, StreamError,
};
use wasmtime_wasi::p2::bindings::random::insecure::Host as _;
use wasmtime_wasi::p2::bindings::random::random::Host as _;
use wasmtime_wasi::p2::{DynInputStream, DynOutputStream, DynPollable, FsResult, StreamResult};

type Answer<'a, R> = Pin<Box<dyn Future<Output = wasmtime::Result<R>> + Send + 'a>>;
type Output = Resource<DynOutputStream>;
type Input = Resource<DynInputStream>;
type File = Resource<Descriptor>;

/// Defines the typed functions anew.
pub fn shadow(linker: &mut Linker<HostState>, functions: &[HostFunction]) -> wasmtime::Result<()> {
    let mut typed = Typed { linker, functions };
    let streams = "wasi:io/streams@0.2.12";
    typed.now(streams, "[method]output-stream.write", write_texts, |state, (stream, bytes)| {
        let written = HostOutputStream::write(&mut state.table, stream, bytes);
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
    let output: Arguments<(Output,)> = |(stream,), names| vec![handle("output-stream", stream.rep(), names)];
    typed.now(streams, "[method]output-stream.check-write", output, |state, (stream,)| {
        let permit = state.table.check_write(stream);
        stream_result(state, permit)
    })?;
    typed.now(streams, "[method]output-stream.flush", output, |state, (stream,)| {
        let flushed = HostOutputStream::flush(&mut state.table, stream);
        stream_result(state, flushed)
    })?;
    typed.waiting(streams, "[method]output-stream.blocking-flush", output, |state, (stream,)| {
        Box::pin(async move {
            let flushed = state.table.blocking_flush(stream).await;
            stream_result(state, flushed)
        })
    })?;
    typed.now(streams, "[method]output-stream.subscribe", output, |state, (stream,)| {
        HostOutputStream::subscribe(&mut state.table, stream)
    })?;
    let pollable: Arguments<(Resource<DynPollable>,)> =
        |(pollable,), names| vec![handle("pollable", pollable.rep(), names)];
    typed.waiting("wasi:io/poll@0.2.12", "[method]pollable.ready", pollable, |state, (pollable,)| {
        Box::pin(async move { state.table.ready(pollable).await })
    })?;
    let pollables: Arguments<(Vec<Resource<DynPollable>>,)> = |(pollables,), names| {
        let listed =
            pollables.iter().map(|pollable| Value::Handle(handle("pollable", pollable.rep(), names)));
        vec![wave::to_trace_text(&Value::List(listed.collect()), VALUE_CHARS)]
    };
    typed.waiting("wasi:io/poll@0.2.12", "poll", pollables, |state, (pollables,)| {
        Box::pin(async move { poll::poll(state, pollables).await })
    })?;
    let files = "wasi:filesystem/types@0.2.12";
    let read: Arguments<(File, u64, u64)> = |(file, length, offset), names| {
        vec![handle("descriptor", file.rep(), names), length.to_string(), offset.to_string()]
    };
    typed.waiting(files, "[method]descriptor.read", read, |state, (file, length, offset)| {
        Box::pin(async move { file_result(files::view(state).read(file, length, offset).await) })
    })?;
    let write: Arguments<(File, Vec<u8>, u64)> = |(file, bytes, offset), names| {
        vec![handle("descriptor", file.rep(), names), bytes_text(bytes), offset.to_string()]
    };
    typed.waiting(files, "[method]descriptor.write", write, |state, (file, bytes, offset)| {
        Box::pin(async move { file_result(files::view(state).write(file, bytes, offset).await) })
    })?;
    let number: Arguments<(u64,)> = |(number,), _| vec![number.to_string()];
    typed.now("wasi:random/random@0.2.12", "get-random-bytes", number, |state, (length,)| {
        random::view(state).get_random_bytes(length)
    })?;
    typed.now("wasi:random/insecure@0.2.12", "get-insecure-random-bytes", number, |state, (length,)| {
        random::view(state).get_insecure_random_bytes(length)
    })?;
    let nothing: Arguments<()> = |(), _| Vec::new();
    typed.now("wasi:random/random@0.2.12", "get-random-u64", nothing, |state, ()| {
        random::view(state).get_random_u64()
    })?;
    typed.now("wasi:clocks/wall-clock@0.2.12", "now", nothing, |state, ()| {
        wall_clock::Host::now(&mut clocks::view(state))
    })?;
    let monotonic = "wasi:clocks/monotonic-clock@0.2.12";
    typed.now(monotonic, "subscribe-duration", number, |state, (duration,)| {
        monotonic_clock::Host::subscribe_duration(&mut clocks::view(state), duration)
    })?;
    typed.now(monotonic, "subscribe-instant", number, |state, (when,)| {
        monotonic_clock::Host::subscribe_instant(&mut clocks::view(state), when)
    })?;
    typed.now(monotonic, "now", nothing, |state, ()| monotonic_clock::Host::now(&mut clocks::view(state)))
}

/// How a call's arguments are told.
type Arguments<P> = fn(&P, &mut HandleNames) -> Vec<String>;

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
            super::begin(state, index, |names| arguments(&params, names))?;
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
                super::begin(state, index, |names| arguments(&params, names))?;
                let answer = call(state, params).await;
                end(state, answer)
            })
        })
    }
}

fn end<R: Told>(state: &mut HostState, answer: wasmtime::Result<R>) -> wasmtime::Result<(R,)> {
    match answer {
        Ok(answer) => {
            let ended = Instant::now();
            returned(state, ended, |names| Some(answer.text(names)))?;
            Ok((answer,))
        }
        Err(error) => {
            interrupted(state, &error)?;
            Err(error)
        }
    }
}

fn write_texts((stream, bytes): &(Output, Vec<u8>), names: &mut HandleNames) -> Vec<String> {
    vec![handle("output-stream", stream.rep(), names), bytes_text(bytes)]
}

fn read_texts((stream, length): &(Input, u64), names: &mut HandleNames) -> Vec<String> {
    vec![handle("input-stream", stream.rep(), names), length.to_string()]
}

fn handle(resource: &'static str, rep: u32, names: &mut HandleNames) -> String {
    HostHandle::new(resource, rep).name(names, Direction::Passed)
}

fn bytes_text(bytes: &[u8]) -> String {
    wave::to_trace_text(&bytes_value(bytes), VALUE_CHARS)
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
