//! The capabilities: what each is called, what it opens, and what its functions need; one file each.

mod arguments;
mod blob_store;
mod config;
mod environment;
mod filesystem;
mod http;
mod key_value;
mod logging;
mod monotonic_clock;
mod random;
mod sockets;
mod stdio;
mod wall_clock;

use super::Need;
use serde::{Deserialize, Serialize};

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
    /// Outgoing HTTP requests.
    Http,
    /// `wasi:sockets`.
    Sockets,
    /// `wasi:keyvalue`.
    KeyValue,
    /// `wasi:blobstore`.
    BlobStore,
    /// `wasi:config`.
    Config,
    /// `wasi:logging`.
    Logging,
}

/// What the scope of a capability's grant is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScopeForm {
    /// The capability is granted whole or not at all.
    Whole,
    /// One of these parts; each with what it means.
    Part(&'static [(&'static str, &'static str)]),
    /// One name, such as a variable's.
    Name {
        /// What is named: `variable`, `key`.
        what: &'static str,
    },
    /// `read` or `write`, then a place; writing includes reading.
    Place {
        /// What the place is: `path`, `store`, `container`.
        what: &'static str,
    },
    /// A method and a URL pattern.
    Request,
}

/// What people are told of a capability: the page's policy form and the documentation read this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Description {
    /// The capability.
    pub capability: Capability,
    /// Its name in manifests, reports and the page.
    pub name: &'static str,
    /// What it opens, in a few words.
    pub summary: &'static str,
    /// What the guest has when it is granted.
    pub granted: &'static str,
    /// What the guest gets when it is not: the default.
    pub denied: &'static str,
    /// The interfaces, without versions.
    pub interfaces: &'static [&'static str],
    /// What can be granted of it.
    pub scope: ScopeForm,
}

impl Capability {
    /// Every capability, in the order the page lists them.
    pub const ALL: [Capability; 13] = [
        Capability::Stdio,
        Capability::Arguments,
        Capability::Environment,
        Capability::WallClock,
        Capability::MonotonicClock,
        Capability::Random,
        Capability::Filesystem,
        Capability::Http,
        Capability::Sockets,
        Capability::KeyValue,
        Capability::BlobStore,
        Capability::Config,
        Capability::Logging,
    ];

    /// What people are told of it.
    pub fn description(self) -> &'static Description {
        match self {
            Capability::Stdio => &stdio::DESCRIPTION,
            Capability::Arguments => &arguments::DESCRIPTION,
            Capability::Environment => &environment::DESCRIPTION,
            Capability::WallClock => &wall_clock::DESCRIPTION,
            Capability::MonotonicClock => &monotonic_clock::DESCRIPTION,
            Capability::Random => &random::DESCRIPTION,
            Capability::Filesystem => &filesystem::DESCRIPTION,
            Capability::Http => &http::DESCRIPTION,
            Capability::Sockets => &sockets::DESCRIPTION,
            Capability::KeyValue => &key_value::DESCRIPTION,
            Capability::BlobStore => &blob_store::DESCRIPTION,
            Capability::Config => &config::DESCRIPTION,
            Capability::Logging => &logging::DESCRIPTION,
        }
    }

    /// The name used in manifests, reports and the page.
    pub fn name(self) -> &'static str {
        self.description().name
    }

    /// The capability with this [`name`](Capability::name).
    pub fn from_name(name: &str) -> Option<Capability> {
        Capability::ALL.into_iter().find(|capability| capability.name() == name)
    }

    /// The capability that `interface` (without a version) belongs to; the first where it is of two.
    pub fn of_interface(interface: &str) -> Option<Capability> {
        // `contains` would want a name that lives as long as the descriptions.
        let names = |capability: &Capability| capability.description().interfaces.iter().copied();
        Capability::ALL.into_iter().find(|capability| names(capability).any(|name| name == interface))
    }

    /// What `function` of one of its interfaces needs.
    pub(super) fn need(self, interface: &str, function: &str) -> Need {
        match self {
            Capability::Stdio => stdio::need(interface),
            // One interface gives both.
            Capability::Arguments | Capability::Environment => environment::need(function),
            Capability::MonotonicClock => monotonic_clock::need(function),
            Capability::Random => random::need(interface),
            Capability::Filesystem => filesystem::need(interface),
            Capability::Http => http::need(interface),
            Capability::BlobStore => blob_store::need(interface),
            Capability::KeyValue | Capability::Config => Need::ByCall(self),
            Capability::WallClock | Capability::Sockets | Capability::Logging => Need::whole(self),
        }
    }
}
