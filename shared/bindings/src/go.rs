//! Bindings for Go.

use crate::{Generated, generate};
use wit_bindgen_go::{Format, Opts};
use wit_parser::{Resolve, WorldId};

/// `go.mod`, `wit_bindings.go` and a package per interface.
pub(crate) fn bindings(resolve: &Resolve, world: WorldId) -> anyhow::Result<Generated> {
    // Its formatting would run `gofmt`.
    let options = Opts { format: Format::False, ..Opts::default() };
    generate(&mut *options.build(), resolve, world)
}
