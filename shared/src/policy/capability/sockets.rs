//! Sockets.

use super::{Capability, Description, ScopeForm};

pub(super) const DESCRIPTION: Description = Description {
    capability: Capability::Sockets,
    name: "sockets",
    summary: "TCP, UDP and name lookup",
    granted: "a network on which each attempt fails with `not-supported`: no host of Diptych connects to anything",
    denied: "each call fails with `access-denied`, or ends the run where it has no error",
    interfaces: &[
        "wasi:sockets/network",
        "wasi:sockets/instance-network",
        "wasi:sockets/tcp",
        "wasi:sockets/tcp-create-socket",
        "wasi:sockets/udp",
        "wasi:sockets/udp-create-socket",
        "wasi:sockets/ip-name-lookup",
    ],
    scope: ScopeForm::Whole,
};
