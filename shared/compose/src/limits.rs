//! What composing bounds, by name. A message about a limit quotes its name and value.

pub use diptych_shared::toolchain::limits::exceeded;

/// How many statements a `.wac` text may have (limit `wac-statements`).
pub const STATEMENTS: usize = 2_000;

/// How deep brackets may nest in a `.wac` text (limit `wac-nesting`).
pub const NESTING: usize = 64;

/// How many instances a composition may have (limit `composition-instances`).
pub const INSTANCES: usize = 100;

/// How many bytes the components of a composition may have together (limit `composition-bytes`).
pub const COMPONENTS_BYTES: usize = 64 << 20;

/// How many instances the composed component may make in all, those inside its parts included (limit
/// `component-instances`).
pub const COMPONENT_INSTANCES: u64 = 10_000;
