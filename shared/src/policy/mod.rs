//! Capabilities, grants and `decide()`: the one place that says allowed or denied.

pub mod virtualize;

use crate::trace::Decision;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A named set of interfaces a host can supply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Capability {
    /// stdin, stdout, stderr and what is asked about terminals.
    Stdio,
    /// Command-line arguments and the initial working directory.
    Arguments,
    /// Environment variables.
    Environment,
    /// `wasi:clocks/wall-clock` and time zones.
    WallClock,
    /// `wasi:clocks/monotonic-clock`, sleeping included.
    MonotonicClock,
    /// `wasi:random`, secure and insecure.
    Random,
    /// The project's virtual files.
    Filesystem,
    /// `wasi:sockets`.
    Sockets,
}

impl Capability {
    /// Every capability, in the order the page lists them.
    pub const ALL: [Capability; 8] = [
        Capability::Stdio,
        Capability::Arguments,
        Capability::Environment,
        Capability::WallClock,
        Capability::MonotonicClock,
        Capability::Random,
        Capability::Filesystem,
        Capability::Sockets,
    ];

    /// The name used in manifests, reports and the page.
    pub fn name(self) -> &'static str {
        match self {
            Capability::Stdio => "stdio",
            Capability::Arguments => "arguments",
            Capability::Environment => "environment",
            Capability::WallClock => "wall-clock",
            Capability::MonotonicClock => "monotonic-clock",
            Capability::Random => "random",
            Capability::Filesystem => "filesystem",
            Capability::Sockets => "sockets",
        }
    }

    /// The capability with this [`name`](Capability::name).
    pub fn from_name(name: &str) -> Option<Capability> {
        Capability::ALL.into_iter().find(|capability| capability.name() == name)
    }
}

/// What a function of a host's interface needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Nothing: it acts on handles that were already given, or ends the guest.
    Nothing,
    /// This capability.
    Capability(Capability),
}

/// What `function` of `interface` (with or without a version) needs; `None` when no host supplies
/// that interface.
pub fn need(interface: &str, function: &str) -> Option<Need> {
    let unversioned = interface.split('@').next().unwrap_or(interface);
    let (package, name) = unversioned.split_once('/')?;
    let capability = match (package, name) {
        ("wasi:io", "error" | "poll" | "streams") | ("wasi:cli", "exit") => return Some(Need::Nothing),
        ("wasi:cli", "environment") if function == "get-environment" => Capability::Environment,
        ("wasi:cli", "environment") => Capability::Arguments,
        (
            "wasi:cli",
            "stdin" | "stdout" | "stderr" | "terminal-input" | "terminal-output" | "terminal-stdin"
            | "terminal-stdout" | "terminal-stderr",
        ) => Capability::Stdio,
        ("wasi:clocks", "wall-clock" | "timezone") => Capability::WallClock,
        ("wasi:clocks", "monotonic-clock") => Capability::MonotonicClock,
        ("wasi:random", "random" | "insecure" | "insecure-seed") => Capability::Random,
        ("wasi:filesystem", "types" | "preopens") => Capability::Filesystem,
        (
            "wasi:sockets",
            "network" | "instance-network" | "tcp" | "tcp-create-socket" | "udp" | "udp-create-socket"
            | "ip-name-lookup",
        ) => Capability::Sockets,
        _ => return None,
    };
    Some(Need::Capability(capability))
}

/// Whether a host call is allowed under `grants`.
///
/// A function of an interface that no host supplies is denied under the interface's own name; such
/// a component is refused before it runs, so this is the second lock.
pub fn decide(grants: &BTreeSet<Capability>, interface: &str, function: &str) -> Decision {
    match need(interface, function) {
        Some(Need::Nothing) => Decision::Allowed,
        Some(Need::Capability(capability)) if grants.contains(&capability) => Decision::Allowed,
        Some(Need::Capability(capability)) => Decision::Denied { capability: capability.name().into() },
        None => Decision::Denied { capability: interface.into() },
    }
}
