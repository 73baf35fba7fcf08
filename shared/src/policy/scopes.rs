//! A policy's scopes as plain data, for a host that reads no grant texts.

use super::{Access, Capability, Policy, Scope};
use serde::Serialize;
use std::collections::BTreeMap;

/// What one grant covers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum ScopeData {
    /// A place; absent for every store or container.
    Place {
        /// Reading, or writing too.
        access: Access,
        /// The path, store or container.
        place: Option<String>,
    },
    /// One name.
    Name(String),
    /// Requests that fit.
    Request {
        /// A method or `*`.
        method: String,
        /// `http` or `https`.
        scheme: String,
        /// A host, `*`, or `*.` and a host.
        host: String,
        /// Absent for the scheme's own.
        port: Option<u16>,
        /// A path; a `*` at its end stands for anything.
        path: String,
    },
    /// All of the capability.
    Everything(()),
}

/// The scopes of those capabilities whose calls are decided by what they are about, by name.
pub fn policy_scopes(policy: &Policy) -> BTreeMap<&'static str, Vec<ScopeData>> {
    use Capability::{BlobStore, Config, Environment, Filesystem, Http, KeyValue};
    [Environment, Filesystem, Http, KeyValue, BlobStore, Config]
        .into_iter()
        .map(|capability| {
            let scopes = policy.of(capability).map(|grant| scope_data(capability, &grant.scope)).collect();
            (capability.name(), scopes)
        })
        .collect()
}

fn scope_data(capability: Capability, scope: &Scope) -> ScopeData {
    match (scope, capability) {
        (Scope::Whole, Capability::Filesystem) => {
            ScopeData::Place { access: Access::Write, place: Some("/".into()) }
        }
        (Scope::Whole, Capability::KeyValue | Capability::BlobStore) => {
            ScopeData::Place { access: Access::Write, place: None }
        }
        (Scope::Whole, _) => ScopeData::Everything(()),
        (Scope::Part(name) | Scope::Name(name), _) => ScopeData::Name(name.clone()),
        (Scope::Place { access, place }, _) => {
            ScopeData::Place { access: *access, place: Some(place.clone()) }
        }
        (Scope::Request(pattern), _) => ScopeData::Request {
            method: pattern.method.clone(),
            scheme: pattern.scheme.clone(),
            host: pattern.host.clone(),
            port: pattern.port,
            path: pattern.path.clone(),
        },
    }
}
