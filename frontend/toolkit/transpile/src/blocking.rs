//! Which WASI functions may block.

/// The functions of WASI 0.2 that may wait for something in this browser's host, by interface
/// without its version. There a wait is a promise, and only JSPI lets a component wait for one. The
/// `blocking-…` functions of `wasi:io/streams` never wait: all streams of that host are in memory.
const BLOCKING: [(&str, &[&str]); 1] = [("wasi:io/poll", &["poll", "[method]pollable.block"])];

/// Whether a call of `function` of `interface` (with or without a version) may block.
pub fn may_block(interface: &str, function: &str) -> bool {
    let interface = interface.split('@').next().unwrap_or(interface);
    BLOCKING.iter().any(|(name, functions)| *name == interface && functions.contains(&function))
}
