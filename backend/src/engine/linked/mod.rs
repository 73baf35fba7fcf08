//! A composition's parts, instantiated one by one in one store with this host in between, so that calls
//! between parts are seen and each part has its own grants.
//!
//! The server checks what it was sent ([`check`]) and hands a [`LinkedJob`] to the runner. There [`plan`]
//! finds out from the components' types what leads where, before any of their code runs; [`pre`] makes
//! instances of it. A call between two parts goes through a dynamic function ([`edge`]).
//!
//! A resource that a part defines is known to the other parts under a type of the host's own, one for each
//! such resource, whose number is a place in a table that holds the definer's handle ([`resources`]).
//! Handles are exchanged where they cross to the definer or away from it ([`crossing`]); between parts that
//! only import the resource, and of the host's resources, they pass as they are.

pub mod check;
pub mod crossing;
mod edge;
mod function_types;
pub mod plan;
pub mod pre;
pub mod resources;

use super::host::HostState;
use diptych_shared::api::composition::Composition;
use diptych_shared::policy::{Policy, PolicyRow};
use resources::Resources;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use wasmtime::component::Func;

/// A composition with its components' bytes.
#[derive(Clone, Debug)]
pub struct LinkedParts {
    /// How they are wired.
    pub composition: Composition,
    /// The components by their names in `composition`.
    pub components: BTreeMap<String, Arc<[u8]>>,
}

/// What a runner needs to link a composition.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LinkedJob {
    /// The instances, each after those it is wired to.
    pub parts: Vec<PartJob>,
    /// What the whole exports of the parts.
    pub exports: Vec<ExportJob>,
    /// Parts have grants of their own, which one component cannot have.
    pub has_own_grants: bool,
}

/// An instance of a [`LinkedJob`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PartJob {
    /// Its name.
    pub name: String,
    /// The serialized component.
    pub artifact: PathBuf,
    /// What it may use.
    pub policy: Policy,
    /// The policy for every function that it imports.
    pub policy_table: Vec<PolicyRow>,
    /// Where it gets from what the host does not supply: by import the part's index and its export.
    pub wires: BTreeMap<String, (usize, String)>,
}

/// An export of the whole.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ExportJob {
    /// Under which name.
    pub name: String,
    /// The part's index.
    pub part: usize,
    /// The part's export.
    pub export: String,
}

/// What is between the parts in one store.
#[derive(Debug, Default)]
pub struct Linked {
    /// By edge where it leads, once that part is there.
    functions: Vec<Option<Func>>,
    /// The resources that parts define.
    pub resources: Resources,
}

/// The state of a store in which parts are linked.
fn linked(state: &mut HostState) -> wasmtime::Result<&mut Linked> {
    state.linked.as_mut().ok_or_else(|| wasmtime::format_err!("nothing is linked in this store"))
}
