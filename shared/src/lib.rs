//! The pure heart of Diptych: everything the page and the server must agree on, compiled natively and to wasm32.
//!
//! Nothing in here does IO, reads a clock, spawns a thread or knows a DOM: bytes and values go in,
//! bytes and values come out. The flow is one function per arrow:
//!
//! [`project`] → [`toolchain`] (compile, inspect) → *run* (an engine's business, described by
//! [`api::run`]) → [`report`] (compare).
//!
//! ```
//! use diptych_shared::project::{Project, ProjectFile};
//! use diptych_shared::toolchain;
//!
//! let mut project = Project::default();
//! project.files.insert("diptych.toml".into(), ProjectFile::text(
//!     "format = 1\ntitle = \"Empty\"\n[source]\nlanguage = \"wat\"\nentry = \"main.wat\"\n"));
//! project.files.insert("main.wat".into(), ProjectFile::text("(component)"));
//! let output = toolchain::compile(&project);
//! assert!(output.diagnostics.is_empty());
//! assert!(output.component.is_some());
//! ```
#![deny(missing_docs)]

pub mod api;
pub mod gather;
pub mod pipeline;
pub mod policy;
pub mod project;
pub mod report;
pub mod toolchain;
pub mod trace;
