//! Capabilities, grants and `decide()`: the one place that says allowed or denied.
//!
//! Nothing is granted by default. What a component gets when it asks for what it was not granted,
//! on every engine:
//!
//! | capability | interfaces | granted | not granted |
//! |---|---|---|---|
//! | `stdio` | `wasi:cli/{stdin, stdout, stderr, terminal-*}` | the run's stdin; output is kept up to `output-bytes`; no terminals | stdin is empty, output is discarded, no terminals |
//! | `arguments` | `wasi:cli/environment` (`get-arguments`, `initial-cwd`) | `component` and the run's arguments; no initial directory | no arguments, no initial directory |
//! | `environment` | `wasi:cli/environment` (`get-environment`) | the run's variables, none of the host's | no variables |
//! | `wall-clock` | `wasi:clocks/{wall-clock, timezone}` | deterministic or live time | ends the run |
//! | `monotonic-clock` | `wasi:clocks/monotonic-clock` | deterministic or live time; sleeping within the time limit | ends the run |
//! | `random` | `wasi:random/{random, insecure, insecure-seed}` | seeded or live bytes | `list<u8>` is empty, numbers end the run |
//! | `filesystem` | `wasi:filesystem/{types, preopens}` | the project's virtual files at `/` | no directory is open; each call fails with `access` |
//! | `sockets` | `wasi:sockets/*` | nothing yet: no engine supplies sockets | each call fails with `access-denied`, or ends the run where it has no error |
//! | none needed | `wasi:io/{error, poll, streams}`, `wasi:cli/exit` | always | – |
//!
//! Every denied call is in the trace, with the capability that would have allowed it. The rule
//! behind the last column: a denied call never reaches the host. Where the function's result has an
//! error case named `access`, `access-denied`, `not-permitted` or `HTTP-request-denied` the guest
//! gets that; a list is empty, an option `none`, a `bool` false; what remains ends the run with
//! [`Outcome::Denied`](crate::report::Outcome::Denied).

mod denial;
pub mod virtualize;

pub use denial::{Denial, PolicyRow, denial, policy_table};

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

#[cfg(test)]
mod tests {
    use super::*;

    /// What `rustc --target wasm32-wasip2` 1.95 links in with std: a hello program's imports, those
    /// of std's file, socket, time and random modules, and what the command adapter adds.
    const STD_IMPORTS: [(&str, Need); 30] = [
        ("wasi:cli/environment", Need::Capability(Capability::Arguments)),
        ("wasi:cli/exit", Need::Nothing),
        ("wasi:cli/stdin", Need::Capability(Capability::Stdio)),
        ("wasi:cli/stdout", Need::Capability(Capability::Stdio)),
        ("wasi:cli/stderr", Need::Capability(Capability::Stdio)),
        ("wasi:cli/terminal-input", Need::Capability(Capability::Stdio)),
        ("wasi:cli/terminal-output", Need::Capability(Capability::Stdio)),
        ("wasi:cli/terminal-stdin", Need::Capability(Capability::Stdio)),
        ("wasi:cli/terminal-stdout", Need::Capability(Capability::Stdio)),
        ("wasi:cli/terminal-stderr", Need::Capability(Capability::Stdio)),
        ("wasi:clocks/monotonic-clock", Need::Capability(Capability::MonotonicClock)),
        ("wasi:clocks/timezone", Need::Capability(Capability::WallClock)),
        ("wasi:clocks/wall-clock", Need::Capability(Capability::WallClock)),
        ("wasi:filesystem/preopens", Need::Capability(Capability::Filesystem)),
        ("wasi:filesystem/types", Need::Capability(Capability::Filesystem)),
        ("wasi:io/error", Need::Nothing),
        ("wasi:io/poll", Need::Nothing),
        ("wasi:io/streams", Need::Nothing),
        ("wasi:random/insecure", Need::Capability(Capability::Random)),
        ("wasi:random/insecure-seed", Need::Capability(Capability::Random)),
        ("wasi:random/random", Need::Capability(Capability::Random)),
        ("wasi:sockets/instance-network", Need::Capability(Capability::Sockets)),
        ("wasi:sockets/ip-name-lookup", Need::Capability(Capability::Sockets)),
        ("wasi:sockets/network", Need::Capability(Capability::Sockets)),
        ("wasi:sockets/tcp", Need::Capability(Capability::Sockets)),
        ("wasi:sockets/tcp-create-socket", Need::Capability(Capability::Sockets)),
        ("wasi:sockets/udp", Need::Capability(Capability::Sockets)),
        ("wasi:sockets/udp-create-socket", Need::Capability(Capability::Sockets)),
        ("wasi:cli/environment@0.2.6", Need::Capability(Capability::Arguments)),
        ("wasi:io/streams@0.2.12", Need::Nothing),
    ];

    #[test]
    fn every_interface_of_a_std_program_is_known_with_and_without_a_version() {
        for (interface, expected) in STD_IMPORTS {
            let unversioned = interface.split('@').next().unwrap();
            for name in
                [interface.to_owned(), format!("{unversioned}@0.2.6"), format!("{unversioned}@0.2.99")]
            {
                assert_eq!(need(&name, "any"), Some(expected), "{name}");
            }
        }
    }

    #[test]
    fn the_environment_interface_is_two_capabilities() {
        let needs = |function| need("wasi:cli/environment@0.2.6", function);
        assert_eq!(needs("get-environment"), Some(Need::Capability(Capability::Environment)));
        assert_eq!(needs("get-arguments"), Some(Need::Capability(Capability::Arguments)));
        assert_eq!(needs("initial-cwd"), Some(Need::Capability(Capability::Arguments)));
    }

    #[test]
    fn nothing_is_granted_by_default() {
        let none = BTreeSet::new();
        for (interface, expected) in STD_IMPORTS {
            let decision = decide(&none, interface, "any");
            match expected {
                Need::Nothing => assert_eq!(decision, Decision::Allowed, "{interface}"),
                Need::Capability(capability) => {
                    assert_eq!(
                        decision,
                        Decision::Denied { capability: capability.name().into() },
                        "{interface}"
                    );
                    let granted = BTreeSet::from([capability]);
                    assert_eq!(decide(&granted, interface, "any"), Decision::Allowed, "{interface}");
                    let others: BTreeSet<_> =
                        Capability::ALL.into_iter().filter(|other| *other != capability).collect();
                    assert_ne!(decide(&others, interface, "any"), Decision::Allowed, "{interface}");
                }
            }
        }
    }

    #[test]
    fn an_interface_that_only_looks_known_is_denied_whatever_is_granted() {
        let all = BTreeSet::from(Capability::ALL);
        for interface in [
            "wasi:cli",
            "wasi:cli/",
            "wasi:cli/stdout/x",
            "demo:cli/stdout",
            "wasi:http/types@0.2.6",
            "",
            "@",
        ] {
            assert_eq!(need(interface, "now"), None, "{interface}");
            assert_eq!(decide(&all, interface, "now"), Decision::Denied { capability: interface.into() });
        }
    }

    #[test]
    fn names_lead_back_to_capabilities() {
        for capability in Capability::ALL {
            assert_eq!(Capability::from_name(capability.name()), Some(capability));
            assert_eq!(serde_json::to_value(capability).unwrap(), capability.name());
        }
        assert_eq!(Capability::from_name("stdio "), None);
    }
}
