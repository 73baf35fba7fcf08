//! Bindings for C, and for C++ and Zig, which use the same header.

use crate::{Generated, generate};
use wit_bindgen_c::Opts;
use wit_parser::{Resolve, WorldId};

/// `<world>.h`, `<world>.c`, `<world>_component_type.o`.
pub(crate) fn bindings(resolve: &Resolve, world: WorldId) -> anyhow::Result<Generated> {
    generate(&mut *Opts::default().build(), resolve, world)
}
