//! Compile, encode, inspect, print and WAVE: what turns project files into a component and back into words.

mod anatomy;
pub mod c_family;
mod calls;
mod compile;
mod demangle;
pub mod diagnostics;
mod dropped;
mod encode;
mod fit;
mod inspect;
mod instantiations;
pub mod limits;
mod manifest_check;
mod rust_entry;
mod type_nodes;
pub mod wasi;
mod wat;
mod wat_spans;
mod wat_view;
pub mod wave;
pub mod wit;
pub mod wit_index;
pub mod world_diff;
mod worlds;

pub use anatomy::{anatomy, size_difference};
pub use calls::{ResolvedCall, resolve_calls};
pub use compile::{Checked, check, compile};
pub use demangle::demangle;
pub use dropped::project_from_wasm;
pub use encode::{
    Preview1Adapters, StringEncoding, VERSION as ENCODER_VERSION, carries_world, encode, encode_with_world,
};
pub use fit::fit;
pub use inspect::{InspectError, add_docs, inspect, inspect_world, print_wat};
pub use instantiations::count_instantiations;
pub use rust_entry::has_rust_main;
pub use type_nodes::count_type_nodes;
pub use wat::VERSION as WAT_VERSION;
pub use wat_view::WatView;
pub use worlds::{World, add_import, first_call, wasi_interfaces, worlds};

/// Lower-case hex SHA-256.
pub fn sha256_hex(bytes: &[u8]) -> String {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
