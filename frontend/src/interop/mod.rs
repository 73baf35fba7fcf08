//! The only place that binds raw JavaScript: externs and their typed wrappers, one file per subject.

pub mod browser_engine;
pub mod dom;
pub mod editor;
pub mod indexed_db;
pub mod inspector;
pub mod json;
pub mod languages;
pub mod page;
pub mod panic;
pub mod timer;
pub mod toolchain;
