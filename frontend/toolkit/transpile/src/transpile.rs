//! Components to JavaScript by js-component-bindgen, within bounds.

use crate::blocking::may_block;
use diptych_shared::api::inspect::BinaryKind;
use diptych_shared::toolchain::{self, count_instantiations, count_type_nodes};
use js_component_bindgen::{AsyncMode, InstantiationMode, TranspileOpts};

/// The most bytes that transpiling may make (limit `transpiled-bytes`).
pub const TRANSPILED_BYTES: usize = 32 << 20;

/// The most instances a component may make to be transpiled (limit `component-instances`): the
/// transpiler unfolds each.
const COMPONENT_INSTANCES: u64 = 2_000;

/// The most nodes that the types of all functions may have to be transpiled (limit
/// `transpile-type-nodes`): the transpiler writes code for each.
const TRANSPILE_TYPE_NODES: u64 = 100_000;

/// What an inspection calls the functions that are imported by themselves.
const ROOT: &str = "$root";

/// The name that the files start with.
const NAME: &str = "component";

/// What a component became.
pub struct Transpiled {
    /// Name and content of each file: one JavaScript module, and core modules.
    pub files: Vec<(String, Vec<u8>)>,
    /// The name of the JavaScript module.
    pub entry: String,
    /// The import object's keys.
    pub imports: Vec<String>,
    /// The exports, `name` or `interface@version`.
    pub exports: Vec<String>,
    /// It imports functions that may wait, so the engine has to have JSPI.
    pub needs_jspi: bool,
}

/// Why a component cannot be transpiled. This says nothing against the component.
#[derive(Debug)]
pub struct TranspileError(String);

impl std::fmt::Display for TranspileError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for TranspileError {}

fn within(what: &str, found: u64, limit: u64, name: &str) -> Result<(), TranspileError> {
    if found <= limit {
        return Ok(());
    }
    Err(TranspileError(format!("this component {what} {found}; at most {limit} are allowed (limit {name})")))
}

/// Transpiles a component for instantiation with imports given by their full names.
///
/// `waiting` are the imports whose functions may wait for something beside those of WASI that may:
/// interfaces, and functions that are imported by themselves. In a composition another part supplies them.
pub fn transpile(bytes: &[u8], waiting: &[String]) -> Result<Transpiled, TranspileError> {
    let inspection = toolchain::inspect(bytes).map_err(|error| TranspileError(error.to_string()))?;
    if inspection.kind == BinaryKind::CoreModule {
        return Err(TranspileError("this is a core module, not a component".into()));
    }
    within(
        "makes this many instances:",
        count_instantiations(bytes),
        COMPONENT_INSTANCES,
        "component-instances",
    )?;
    within(
        "has this many type nodes:",
        count_type_nodes(bytes),
        TRANSPILE_TYPE_NODES,
        "transpile-type-nodes",
    )?;

    let mut blocking = Vec::new();
    for import in &inspection.imports {
        for function in &import.functions {
            // The transpiler names a function that is imported by itself twice.
            let name = if import.name == ROOT { &function.name } else { &import.name };
            if may_block(name, &function.name) || waiting.contains(name) {
                blocking.push(format!("{name}#{}", function.name));
            }
        }
    }
    let needs_jspi = !blocking.is_empty();
    // A task may wait only if its export is named here: the transpiler finds those of WASI 0.3 itself.
    let exports = inspection.exports.iter().map(|export| export.export.clone()).collect();
    // Without a map of its own name to itself an import loses its version, and two versions collide.
    let map = inspection.imports.iter().map(|import| (import.name.clone(), import.name.clone())).collect();
    let options = TranspileOpts {
        name: NAME.into(),
        no_typescript: true,
        nodejs_compat_disabled: true,
        instantiation_mode: Some(InstantiationMode::Async),
        map: Some(map),
        async_mode: needs_jspi
            .then_some(AsyncMode::JavaScriptPromiseIntegration { imports: blocking, exports }),
        ..TranspileOpts::default()
    };
    let transpiled = js_component_bindgen::transpile(bytes, options).map_err(|error| {
        TranspileError(format!("this component cannot be transpiled for a browser: {error:#}"))
    })?;
    let size: usize = transpiled.files.iter().map(|(_, content)| content.len()).sum();
    within(
        "becomes this many bytes of JavaScript and modules:",
        size as u64,
        TRANSPILED_BYTES as u64,
        "transpiled-bytes",
    )?;
    Ok(Transpiled {
        files: transpiled.files,
        entry: format!("{NAME}.js"),
        imports: transpiled.imports,
        exports: transpiled.exports.into_iter().map(|(name, _)| name).collect(),
        needs_jspi,
    })
}
