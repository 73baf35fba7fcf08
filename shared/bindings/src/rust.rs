//! Bindings for Rust.

use crate::{Generated, generate};
use wit_bindgen_rust::Opts;
use wit_parser::{Resolve, WorldId};

/// `<world>.rs`, what `wit_bindgen::generate!` expands to.
pub(crate) fn bindings(resolve: &Resolve, world: WorldId) -> anyhow::Result<Generated> {
    let options = Opts { format: true, generate_all: true, ..Opts::default() };
    generate(&mut options.build(), resolve, world)
}
