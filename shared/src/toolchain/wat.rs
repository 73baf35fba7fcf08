//! WebAssembly text to bytes: a component or a core module, checked, with errors at their place.

use super::{inspect, limits, wat_spans};
use crate::api::diagnostic::Diagnostic;
use wast::Wat;
use wast::parser::{self, ParseBuffer};

/// The version of the text format's reader.
pub const VERSION: &str = "1.259.0";

/// A text that is WebAssembly.
pub(super) struct ParsedWat {
    pub bytes: Vec<u8>,
    pub is_component: bool,
}

/// Parses, encodes and validates the text of `file`.
pub(super) fn parse(file: &str, text: &str) -> Result<ParsedWat, Diagnostic> {
    let at = |message: String, start: usize, end: usize| {
        Diagnostic::error(message).in_file(file).at(text, start, end)
    };
    let wast_error = |error: wast::Error| {
        let start = error.span().offset();
        at(error.message(), start, wat_spans::token_end(text, start))
    };
    let mut buffer = ParseBuffer::new(text).map_err(wast_error)?;
    buffer.track_instr_spans(true);
    let mut wat: Wat<'_> = parser::parse(&buffer).map_err(wast_error)?;
    let bytes = wat.encode().map_err(wast_error)?;
    if bytes.len() > limits::COMPONENT_BYTES {
        return Err(Diagnostic::error(limits::exceeded(
            "what this text makes",
            bytes.len(),
            "bytes",
            limits::COMPONENT_BYTES,
            "component-bytes",
        ))
        .in_file(file));
    }
    if let Err(error) = inspect::validate(&bytes) {
        let span = error
            .offset
            .and_then(|offset| wat_spans::source_of(&wat, &bytes, offset))
            .unwrap_or_else(|| wat.span().offset());
        return Err(at(error.message, span, wat_spans::token_end(text, span)));
    }
    let is_component = wasmparser::Parser::is_component(&bytes);
    Ok(ParsedWat { bytes, is_component })
}
