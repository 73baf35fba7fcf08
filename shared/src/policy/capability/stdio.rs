//! stdin, stdout, stderr and terminals.

use super::{Capability, Description, Need, ScopeForm};

pub(super) const DESCRIPTION: Description = Description {
    capability: Capability::Stdio,
    name: "stdio",
    summary: "stdin, stdout, stderr",
    granted: "the run's stdin; what is written is kept up to `output-bytes`; no terminals",
    denied: "stdin is empty, what is written is discarded, no terminals",
    interfaces: &[
        "wasi:cli/stdin",
        "wasi:cli/stdout",
        "wasi:cli/stderr",
        "wasi:cli/terminal-input",
        "wasi:cli/terminal-output",
        "wasi:cli/terminal-stdin",
        "wasi:cli/terminal-stdout",
        "wasi:cli/terminal-stderr",
    ],
    scope: ScopeForm::Part(&[
        ("stdin", "what the run gives to read"),
        ("stdout", "writing output"),
        ("stderr", "writing messages"),
    ]),
};

/// The part that an interface belongs to; the terminal resources have no functions.
pub(super) fn need(interface: &str) -> Need {
    let stream = interface.rsplit(['/', '-']).next().unwrap_or_default();
    match stream {
        "stdin" | "input" => Need::part(Capability::Stdio, "stdin"),
        "stdout" | "output" => Need::part(Capability::Stdio, "stdout"),
        _ => Need::part(Capability::Stdio, "stderr"),
    }
}
