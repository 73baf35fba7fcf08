//! The server: the HTTP API and the static site, the compilers, and the wasmtime engine.
//!
//! A request comes in through [`app`] and one file of [`routes`]; [`compilers`] make components,
//! [`editor`] helps who writes them, [`engine`] runs them, and [`outbound`] makes their live HTTP requests. Nothing but `engine` knows
//! wasmtime, and nothing in it knows how the server speaks HTTP.

pub mod app;
pub mod cli;
mod client;
pub mod compilers;
pub mod config;
pub mod editor;
pub mod engine;
pub mod error;
mod extract;
mod folder;
mod guard;
mod kept_components;
pub mod limits;
pub mod links;
pub mod mcp;
pub mod origins;
pub mod outbound;
pub mod queue;
pub mod routes;
mod site;
pub mod store;
pub mod workbench;
