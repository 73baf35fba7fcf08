//! Outgoing HTTP requests.

use super::{Capability, Description, Need, ScopeForm};

pub(super) const DESCRIPTION: Description = Description {
    capability: Capability::Http,
    name: "http",
    summary: "outgoing HTTP requests",
    granted: "the project's recorded answers; live requests only in live mode where the server's operator allows them",
    denied: "each request fails with `HTTP-request-denied`",
    interfaces: &["wasi:http/outgoing-handler", "wasi:http/types"],
    scope: ScopeForm::Request,
};

/// Headers, bodies and requests are values in the making; sending one is what needs a grant.
pub(super) fn need(interface: &str) -> Need {
    match interface {
        "wasi:http/outgoing-handler" => Need::ByCall(Capability::Http),
        _ => Need::Nothing,
    }
}
