//! The only place that binds raw JavaScript: externs and their typed wrappers, one file per subject.

pub mod browser_engine;
pub mod editor;
pub mod graph;
pub mod indexed_db;
pub mod inspector;
pub mod json;
pub mod languages;
pub mod links;
pub mod pipeline;
pub mod share;
pub mod timer;
pub mod toolchain;
pub mod transfer;

pub use diptych_page_common::{dom, page, panic};
