//! Wire types: what the page, the server and `curl` say to each other.
//!
//! JSON names are kebab-case for enum tags and snake_case for fields. Bytes travel as base64
//! strings ([`Bytes`]). Times are integer nanoseconds, sizes integer bytes.

pub mod anatomy;
mod bytes;
pub mod compile;
pub mod components;
pub mod composition;
pub mod diagnostic;
pub mod editor;
pub mod error;
pub mod inspect;
pub mod limits;
pub mod links;
pub mod run;
pub mod size_diff;
pub mod toolchains;
pub mod types;
pub mod wat_view;
pub mod world_diff;

pub use bytes::Bytes;
