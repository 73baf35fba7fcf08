//! What the toolchain bounds, by name. A message about a limit quotes its name and value.

/// The longest text source that is compiled, in bytes (limit `source-bytes`).
pub const SOURCE_BYTES: usize = 1 << 20;

/// The largest component, in bytes (limit `component-bytes`).
pub const COMPONENT_BYTES: usize = 32 << 20;

/// How many files a project may have (limit `project-files`).
pub const PROJECT_FILES: usize = 1_000;

/// How many stages a pipeline may have (limit `pipeline-stages`).
pub const PIPELINE_STAGES: usize = 32;

/// How many nodes the written-out types of one function may have (limit `type-nodes`). A type that
/// would take more is [unsupported](crate::api::types::WitType::Unsupported).
pub const TYPE_NODES: usize = 5_000;

/// How many type nodes one inspection may have in all (limit `inspection-type-nodes`).
pub const INSPECTION_TYPE_NODES: usize = 200_000;

/// How many bytes of WIT text one inspection may have (limit `wit-text-bytes`).
pub const WIT_TEXT_BYTES: usize = 1 << 20;

/// How many bytes of WebAssembly text are printed (limit `printed-bytes`).
pub const PRINTED_BYTES: usize = 32 << 20;

/// How many parts of a binary are told apart (limit `anatomy-parts`); the smallest are put together.
pub const ANATOMY_PARTS: usize = 12_000;

/// How many characters of what a custom section says are shown (limit `section-characters`).
pub const SECTION_CHARACTERS: usize = 4_000;

/// "… has 5 bytes; at most 4 are allowed (limit source-bytes)".
pub fn exceeded(what: &str, found: usize, unit: &str, limit: usize, name: &str) -> String {
    format!("{what} has {found} {unit}; at most {limit} are allowed (limit {name})")
}
