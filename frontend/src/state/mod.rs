//! What the page knows: projects, settings, the run session. No DOM in here; the logic is plain functions.

pub mod edit;
pub mod file_tree;
pub mod fuzzy;
pub mod manifest_text;
pub mod notices;
pub mod policy_view;
pub mod preferences;
pub mod server_status;
pub mod session;
pub mod template;
pub mod text;
mod toml_patch;
pub mod trace_view;
pub mod value_path;
pub mod workspace;
