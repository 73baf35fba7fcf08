//! What happens when a person does something: each flow moves state and services, and renders nothing.

pub mod building;
pub mod checking;
pub mod commands;
pub mod composing;
pub mod exporting;
pub mod granting;
pub mod inspecting;
pub mod keeping;
pub mod opening;
pub mod pipelines;
pub mod running;
pub mod saving;
pub mod server_watch;
pub mod tracing;
pub mod versions;
pub mod workbench;
pub mod worlds;

pub use workbench::Workbench;

use crate::interop::transfer;
use leptos::prelude::*;

/// Keeps the open project as it is among its versions: `cause` is about to use it.
pub fn keep_version(bench: Workbench, cause: &str) {
    let workspace = bench.workspace;
    let id = workspace.id.get_untracked();
    workspace.project.with_untracked(|project| transfer::note(&id, project, cause));
}
