//! Random numbers, secure and insecure.

use super::{Capability, Description, Need, ScopeForm};

pub(super) const DESCRIPTION: Description = Description {
    capability: Capability::Random,
    name: "random",
    summary: "random numbers",
    granted: "seeded or live bytes",
    denied: "`list<u8>` is empty, numbers end the run",
    interfaces: &["wasi:random/random", "wasi:random/insecure", "wasi:random/insecure-seed"],
    scope: ScopeForm::Part(&[
        ("secure", "numbers nobody can guess"),
        ("insecure", "numbers for hashing and games, and their seed"),
    ]),
};

pub(super) fn need(interface: &str) -> Need {
    let part = if interface == "wasi:random/random" { "secure" } else { "insecure" };
    Need::part(Capability::Random, part)
}
