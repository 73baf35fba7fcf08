//! From wasmtime's errors to the report's engine-neutral outcomes.

use super::host::{Ending, EndingCell};
use super::settings;
use diptych_shared::report::{Frame, Outcome, TrapKind};
use wasmtime::component::ResourceTableError;
use wasmtime::{Trap, WasmBacktrace};
use wasmtime_wasi::I32Exit;

/// The most frames a report keeps.
const FRAMES: usize = 100;
/// The most characters of a function's or module's name in a frame.
const NAME_CHARS: usize = 500;

/// What an error that ended a guest means.
pub fn of_error(error: &wasmtime::Error, ending: &EndingCell) -> Outcome {
    match ending.get() {
        Some(Ending::Limit { limit, value }) => {
            return Outcome::LimitExceeded { limit: limit.into(), value };
        }
        Some(Ending::Denied { interface, function, capability }) => {
            return Outcome::Denied { interface, function, capability };
        }
        None => {}
    }
    if is_table_full(error) {
        let limit = settings::RESOURCE_HANDLES_NAME.into();
        return Outcome::LimitExceeded { limit, value: settings::RESOURCE_HANDLES as u64 };
    }
    if let Some(I32Exit(code)) = error.downcast_ref::<I32Exit>() {
        return Outcome::Exited { code: u8::try_from(*code).unwrap_or(u8::MAX) };
    }
    let message = error.root_cause().to_string();
    let kind = match error.downcast_ref::<Trap>() {
        Some(trap) => trap_kind(*trap),
        None => match store_limit(&message) {
            Some(limit) => return limit,
            // An error without a trap comes from the host, or from lifting and lowering values.
            None if error.is::<WasmBacktrace>() => TrapKind::HostRefused,
            None => TrapKind::CanonicalAbi,
        },
    };
    let kind = if is_canonical(&message) { TrapKind::CanonicalAbi } else { kind };
    Outcome::Trapped { kind, message, backtrace: backtrace(error) }
}

/// The guest holds all the handles it may.
pub fn is_table_full(error: &wasmtime::Error) -> bool {
    matches!(error.downcast_ref::<ResourceTableError>(), Some(ResourceTableError::Full))
}

/// Limits that wasmtime itself keeps, told by its messages: what one call carries, and the counts
/// of instances, memories and tables.
pub fn store_limit(message: &str) -> Option<Outcome> {
    let exceeded =
        |limit: &str, value: u32| Some(Outcome::LimitExceeded { limit: limit.into(), value: value.into() });
    if message.contains("too much data is being copied") {
        let value = settings::HOST_CALL_BYTES as u64;
        return Some(Outcome::LimitExceeded { limit: "host-call-bytes".into(), value });
    }
    if !["resource limit exceeded", "would exceed", "exceeds the configured maximum", "maximum concurrent"]
        .iter()
        .any(|words| message.contains(words))
    {
        return None;
    }
    if message.contains("for fibers") {
        exceeded("call-depth", settings::STACKS)
    } else if message.contains("instance") {
        exceeded("core-instances", settings::CORE_INSTANCES)
    } else if message.contains("memor") {
        exceeded("memories", settings::MEMORIES)
    } else if message.contains("table") {
        exceeded("tables", settings::TABLES)
    } else {
        None
    }
}

/// Messages of wasmtime's own canonical ABI checks, which are errors and not traps.
fn is_canonical(message: &str) -> bool {
    [
        "handle index",
        "invalid utf-8",
        "invalid utf-16",
        "borrow handle",
        "cannot remove owned resource",
        "out of bounds of memory",
        "pointer not aligned",
        "unexpected discriminant",
        "invalid discriminant",
        "converted integer out of range",
        "realloc return",
    ]
    .iter()
    .any(|words| message.contains(words))
}

fn trap_kind(trap: Trap) -> TrapKind {
    match trap {
        Trap::UnreachableCodeReached => TrapKind::Unreachable,
        Trap::MemoryOutOfBounds => TrapKind::MemoryOutOfBounds,
        Trap::TableOutOfBounds => TrapKind::TableOutOfBounds,
        Trap::BadSignature => TrapKind::IndirectCallMismatch,
        Trap::IndirectCallToNull => TrapKind::UninitializedElement,
        Trap::IntegerDivisionByZero => TrapKind::IntegerDivideByZero,
        Trap::IntegerOverflow => TrapKind::IntegerOverflow,
        Trap::BadConversionToInteger => TrapKind::InvalidConversion,
        Trap::StackOverflow => TrapKind::StackOverflow,
        Trap::CannotEnterComponent
        | Trap::CannotLeaveComponent
        | Trap::InvalidChar
        | Trap::InvalidDiscriminant
        | Trap::StringOutOfBounds
        | Trap::ListOutOfBounds
        | Trap::UnalignedPointer => TrapKind::CanonicalAbi,
        _ => TrapKind::Other,
    }
}

fn backtrace(error: &wasmtime::Error) -> Vec<Frame> {
    let Some(backtrace) = error.downcast_ref::<WasmBacktrace>() else { return Vec::new() };
    backtrace
        .frames()
        .iter()
        // The tracer's provider is not the guest's.
        .filter(|frame| frame.module().name() != Some("provider"))
        .take(FRAMES)
        .map(|frame| Frame {
            function: match frame.func_name() {
                Some(name) => short(&format!("{:#}", rustc_demangle::demangle(name))),
                None => format!("func[{}]", frame.func_index()),
            },
            module: frame.module().name().map(short),
            offset: frame.module_offset().map(|offset| offset as u64),
        })
        .collect()
}

fn short(name: &str) -> String {
    name.chars().take(NAME_CHARS).collect()
}
