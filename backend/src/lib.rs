//! The workbench's server: the wasmtime engine, the compilers and the HTTP API.

pub mod engine;
