//! HTTP, stores, configuration and logging on the engine: granted, scoped and denied, with the exact traces.

mod guest;
mod http;
mod live;
mod stores;
#[path = "../support/mod.rs"]
mod support;
