//! Which WASI functions may block.

/// The functions of WASI 0.2 that may wait for something, by interface without its version. In the
/// browser a host function that waits returns a promise, and only JSPI lets a component wait for one.
const BLOCKING: [(&str, &[&str]); 2] = [
    ("wasi:io/poll", &["poll", "[method]pollable.block"]),
    (
        "wasi:io/streams",
        &[
            "[method]input-stream.blocking-read",
            "[method]input-stream.blocking-skip",
            "[method]output-stream.blocking-flush",
            "[method]output-stream.blocking-splice",
            "[method]output-stream.blocking-write-and-flush",
            "[method]output-stream.blocking-write-zeroes-and-flush",
        ],
    ),
];

/// Whether a call of `function` of `interface` (with or without a version) may block.
pub fn may_block(interface: &str, function: &str) -> bool {
    let interface = interface.split('@').next().unwrap_or(interface);
    BLOCKING.iter().any(|(name, functions)| *name == interface && functions.contains(&function))
}
