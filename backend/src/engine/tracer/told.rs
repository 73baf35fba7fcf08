//! How the answers of typed functions are told.

use super::handles::{Direction, HandleNames, HostHandle};
use diptych_shared::toolchain::wave::{self, Value};
use diptych_shared::trace::VALUE_CHARS;
use wasmtime::component::Resource;
use wasmtime_wasi::p2::DynPollable;
use wasmtime_wasi::p2::bindings::clocks::wall_clock;
use wasmtime_wasi::p2::bindings::filesystem::types::ErrorCode;
use wasmtime_wasi::p2::bindings::io::streams::StreamError;

/// As many of the bytes as the text can show, and one more so that it shows that there are more.
pub fn bytes_value(bytes: &[u8]) -> Value {
    Value::Bytes(bytes[..bytes.len().min(VALUE_CHARS + 1)].to_vec().into())
}

/// An answer that the trace can tell.
pub trait Told {
    /// The trace's text of the value.
    fn text(&self, names: &mut HandleNames) -> String {
        wave::to_trace_text(&self.value(names), VALUE_CHARS)
    }

    /// The value, with handles as returned ones.
    fn value(&self, names: &mut HandleNames) -> Value;
}

impl Told for u64 {
    /// The same text as a value's, at once: clocks are read often.
    fn text(&self, _: &mut HandleNames) -> String {
        self.to_string()
    }

    fn value(&self, _: &mut HandleNames) -> Value {
        Value::U64(*self)
    }
}

impl Told for bool {
    fn value(&self, _: &mut HandleNames) -> Value {
        Value::Bool(*self)
    }
}

impl Told for wall_clock::Datetime {
    fn value(&self, _: &mut HandleNames) -> Value {
        let fields = [("seconds", Value::U64(self.seconds)), ("nanoseconds", Value::U32(self.nanoseconds))];
        Value::Record(fields.map(|(name, value)| (name.to_owned(), value)).into())
    }
}

impl Told for Resource<DynPollable> {
    fn value(&self, names: &mut HandleNames) -> Value {
        Value::Handle(HostHandle::new("pollable", self.rep()).name(names, Direction::Returned))
    }
}

/// What `poll` found ready.
impl Told for Vec<u32> {
    fn value(&self, _: &mut HandleNames) -> Value {
        Value::List(self.iter().copied().map(Value::U32).collect())
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
