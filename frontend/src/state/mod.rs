//! What the page knows: projects, settings, the run session. No DOM in here; the logic is plain functions.

pub mod compiling;
pub mod composing;
pub mod earlier_builds;
pub mod edit;
pub mod file_changes;
pub mod file_tree;
pub mod fuzzy;
pub mod manifest_text;
pub mod notices;
pub mod offers;
pub mod policy_view;
pub mod preferences;
pub mod server_status;
pub mod session;
pub mod stages;
pub mod template;
mod toml_patch;
pub mod trace_batch;
pub mod trace_calls;
pub mod trace_data;
pub mod trace_edges;
pub mod trace_filter;
pub mod trace_scroll;
pub mod trace_timeline;
pub mod trace_totals;
pub mod trace_view;
pub mod value_path;
pub mod value_text;
pub mod workspace;

pub use diptych_page_common::{composition, text};
