//! Capabilities, grants and `decide()`: the one place that says allowed or denied.
//!
//! A call **needs** the least grant that would allow it; a policy allows it if one of its grants
//! covers that need. Nothing is granted by default. What each capability opens, and what a component
//! gets that was not granted it, is told by its [`Description`]; `docs/coverage.md` lists them all.
//!
//! Every denied call is in the trace, with the grant that would have allowed it. A denied call never
//! reaches the host: see [`denial`] for what the guest gets instead.

mod capability;
mod denial;
mod grant;
mod grants;
mod ledger;
mod parts;
mod preset;
mod proof;
mod request;
mod scopes;
mod tighten;
pub mod virtualize;

pub use capability::{Capability, Description, ScopeForm};
pub use denial::{Denial, PolicyRow, denial, policy_table};
pub use grant::{Access, Grant, GrantError, Scope};
pub use grants::Policy;
pub use ledger::{Ledger, NEEDS_PER_CAPABILITY};
pub use parts::{ComposedPolicy, tighten_parts};
pub use preset::Preset;
pub use proof::proof;
pub use request::RequestPattern;
pub use scopes::{ScopeData, policy_scopes};
pub use tighten::{allows_reported, grant, tighten, unused};

use crate::trace::{Decision, unversioned};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a function of a host's interface needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "of", rename_all = "kebab-case")]
pub enum Need {
    /// Nothing: it acts on handles that were already given, or ends the guest.
    Nothing,
    /// Any grant of this capability.
    Any(Capability),
    /// This grant.
    Grant(Grant),
    /// A grant of this capability that depends on what the call is about: the host checks it.
    ByCall(Capability),
    /// No host supplies the interface.
    Unknown,
}

impl Need {
    fn whole(capability: Capability) -> Need {
        Need::Grant(Grant::whole(capability))
    }

    fn part(capability: Capability, part: &str) -> Need {
        Need::Grant(Grant { capability, scope: Scope::Part(part.to_owned()) })
    }

    /// The capability that it needs something of.
    pub fn capability(&self) -> Option<Capability> {
        match self {
            Need::Any(capability) | Need::ByCall(capability) => Some(*capability),
            Need::Grant(grant) => Some(grant.capability),
            Need::Nothing | Need::Unknown => None,
        }
    }

    /// The grant to add for it, where that is known without the call's arguments. For
    /// [`Need::Any`] the least that opens the capability at all.
    pub fn to_grant(&self) -> Option<Grant> {
        match self {
            Need::Any(Capability::Filesystem) => {
                Some(Grant::place(Capability::Filesystem, Access::Read, "/"))
            }
            Need::Any(capability) => Some(Grant::whole(*capability)),
            Need::Grant(grant) => Some(grant.clone()),
            Need::Nothing | Need::ByCall(_) | Need::Unknown => None,
        }
    }
}

impl fmt::Display for Need {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Need::Nothing => f.write_str("nothing"),
            Need::Any(capability) => write!(f, "any {}", capability.name()),
            Need::Grant(grant) => grant.fmt(f),
            Need::ByCall(capability) => write!(f, "{} by call", capability.name()),
            Need::Unknown => f.write_str("unknown"),
        }
    }
}

/// What `function` of `interface` (with or without a version) needs.
pub fn need(interface: &str, function: &str) -> Need {
    let interface = unversioned(interface);
    if matches!(interface, "wasi:io/error" | "wasi:io/poll" | "wasi:io/streams" | "wasi:cli/exit") {
        return Need::Nothing;
    }
    Capability::of_interface(interface)
        .map_or(Need::Unknown, |capability| capability.need(interface, function))
}

/// Whether a host call is allowed, as far as that is known without its arguments: what is
/// [`Need::ByCall`] is allowed here, and the host asks the run's [`Ledger`] first thing.
///
/// A function of an interface that no host supplies is denied under the interface's own name; such
/// a component is refused before it runs, so this is the second lock.
pub fn decide(policy: &Policy, interface: &str, function: &str) -> Decision {
    let need = need(interface, function);
    let allowed = match &need {
        Need::Nothing | Need::ByCall(_) => true,
        Need::Any(capability) => policy.grants_any(*capability),
        Need::Grant(grant) => policy.allows(grant),
        Need::Unknown => false,
    };
    if allowed {
        return Decision::Allowed;
    }
    let capability = need.capability().map_or_else(|| interface.to_owned(), |known| known.name().to_owned());
    Decision::Denied { capability, grant: need.to_grant().map(|grant| grant.to_string()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_described_interface_is_known_with_and_without_a_version() {
        for capability in Capability::ALL {
            for interface in capability.description().interfaces {
                for version in ["", "@0.2.0", "@0.2.6", "@0.2.12", "@0.2.0-draft"] {
                    let need = need(&format!("{interface}{version}"), "any");
                    assert_ne!(need, Need::Unknown, "{interface}{version}");
                }
            }
        }
        for interface in ["wasi:io/error", "wasi:io/poll", "wasi:io/streams@0.2.12", "wasi:cli/exit@0.2.6"] {
            assert_eq!(need(interface, "any"), Need::Nothing, "{interface}");
        }
    }

    #[test]
    fn functions_need_the_least() {
        for (interface, function, expected) in [
            ("wasi:cli/environment@0.2.6", "get-environment", "any environment"),
            ("wasi:cli/environment@0.2.6", "get-arguments", "arguments"),
            ("wasi:cli/environment@0.2.6", "initial-cwd", "arguments"),
            ("wasi:cli/stdin", "get-stdin", "stdio stdin"),
            ("wasi:cli/stdout", "get-stdout", "stdio stdout"),
            ("wasi:cli/terminal-stdin", "get-terminal-stdin", "stdio stdin"),
            ("wasi:cli/terminal-stderr", "get-terminal-stderr", "stdio stderr"),
            ("wasi:clocks/wall-clock", "now", "wall-clock"),
            ("wasi:clocks/monotonic-clock", "now", "monotonic-clock read"),
            ("wasi:clocks/monotonic-clock", "subscribe-duration", "monotonic-clock sleep"),
            ("wasi:random/random", "get-random-u64", "random secure"),
            ("wasi:random/insecure-seed", "insecure-seed", "random insecure"),
            ("wasi:filesystem/preopens", "get-directories", "any filesystem"),
            ("wasi:filesystem/types", "[method]descriptor.stat", "filesystem by call"),
            ("wasi:http/outgoing-handler@0.2.0", "handle", "http by call"),
            ("wasi:http/types@0.2.0", "[constructor]fields", "nothing"),
            ("wasi:sockets/tcp", "[method]tcp-socket.start-bind", "sockets"),
            ("wasi:keyvalue/store@0.2.0-draft", "open", "key-value by call"),
            ("wasi:blobstore/types@0.2.0-draft", "[static]outgoing-value.new-outgoing-value", "nothing"),
            ("wasi:blobstore/blobstore@0.2.0-draft", "get-container", "blob-store by call"),
            ("wasi:config/store@0.2.0-rc.1", "get", "config by call"),
            ("wasi:logging/logging", "log", "logging"),
        ] {
            assert_eq!(need(interface, function).to_string(), expected, "{interface}#{function}");
        }
    }

    #[test]
    fn nothing_is_granted_by_default_and_each_need_by_its_own_grant() {
        for (interface, function) in [
            ("wasi:cli/stdout", "get-stdout"),
            ("wasi:cli/environment", "get-environment"),
            ("wasi:clocks/wall-clock", "now"),
            ("wasi:filesystem/preopens", "get-directories"),
            ("wasi:sockets/network", "any"),
            ("wasi:logging/logging", "log"),
        ] {
            let needed = need(interface, function);
            let Decision::Denied { capability, grant: Some(grant) } =
                decide(&Policy::default(), interface, function)
            else {
                panic!("{interface}#{function} is allowed, or no grant is named");
            };
            assert_eq!(Some(capability.as_str()), needed.capability().map(Capability::name));
            let granted = Policy::from([grant.parse().unwrap()]);
            assert_eq!(decide(&granted, interface, function), Decision::Allowed, "{interface}");
            let mut others = Policy::everything();
            others.remove_all(needed.capability().unwrap());
            assert_ne!(decide(&others, interface, function), Decision::Allowed, "{interface}");
        }
    }

    #[test]
    fn an_interface_that_only_looks_known_is_denied_whatever_is_granted() {
        let all = Policy::everything();
        for interface in ["wasi:cli", "wasi:cli/", "wasi:cli/stdout/x", "demo:cli/stdout", "", "@"] {
            assert_eq!(need(interface, "now"), Need::Unknown, "{interface}");
            let denied = Decision::Denied { capability: interface.into(), grant: None };
            assert_eq!(decide(&all, interface, "now"), denied);
        }
    }

    #[test]
    fn names_lead_back_to_capabilities() {
        for capability in Capability::ALL {
            assert_eq!(Capability::from_name(capability.name()), Some(capability));
            assert_eq!(capability.description().capability, capability);
            assert_eq!(serde_json::to_value(capability).unwrap(), capability.name());
        }
        assert_eq!(Capability::from_name("stdio "), None);
    }

    #[test]
    fn presets_are_told_apart_and_grow() {
        for (index, preset) in Preset::ALL.into_iter().enumerate() {
            assert_eq!(Preset::of(&preset.policy()), Some(preset));
            for smaller in &Preset::ALL[..index] {
                assert!(smaller.policy().iter().all(|grant| preset.policy().contains(grant)));
            }
        }
    }
}
