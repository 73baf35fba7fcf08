//! Tests of the server through its router, in process, and of the sandboxed Rust compiler.

mod api_components;
mod api_description;
mod api_errors;
mod api_run;
mod api_site;
mod compile_c;
mod compile_events;
mod compile_go;
mod compile_javascript;
mod compile_python;
mod compile_rust;
mod compile_rust_attacks;
mod compile_spidermonkey;
mod compile_twice;
mod compile_wac;
mod compile_zig;
mod editor_rust;
mod evaluate;
mod links;
mod mcp;
mod sandbox;
mod stubs;
mod support;
