//! The inspect step: what a component is, asks for and offers.

mod core_module;
mod docs;
mod origins;
mod signatures;
mod supplied;
mod wit_text;

pub use docs::add_docs;

pub(super) use core_module::describe as describe_core_module;

use super::{limits, sha256_hex};
use crate::api::inspect::{BinaryKind, ExportedFunction, ImportedInterface, Inspection};
use signatures::Signatures;
use supplied::is_supplied;
use wasmparser::{Parser, Validator};
use wit_component::DecodedWasm;
use wit_parser::{Resolve, Type, TypeDefKind, World, WorldId, WorldItem};

/// Why bytes cannot be inspected.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub enum InspectError {
    /// Neither a component nor a core module.
    #[error("these bytes are not WebAssembly: {0}")]
    NotWasm(String),
    /// WebAssembly that does not validate.
    #[error("this is not valid WebAssembly: {0}")]
    Invalid(String),
    /// A valid component that has no world to be read: a WIT package, or one that exports bare types.
    #[error("this component's world cannot be read: {0}")]
    NoWorld(String),
    /// More than a named limit.
    #[error("{0}")]
    TooLarge(String),
}

/// Why a validator refused bytes.
pub(super) struct ValidationError {
    pub message: String,
    /// Where in the bytes.
    pub offset: Option<u64>,
}

impl std::fmt::Display for ValidationError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.offset {
            Some(offset) => write!(formatter, "{} (at byte {offset})", self.message),
            None => formatter.write_str(&self.message),
        }
    }
}

/// Validates all of the bytes, function bodies included.
pub(super) fn validate(bytes: &[u8]) -> Result<(), ValidationError> {
    match Validator::new().validate_all(bytes) {
        Ok(_) => Ok(()),
        Err(error) => {
            Err(ValidationError { message: error.message().to_owned(), offset: Some(error.offset()) })
        }
    }
}

/// Whether these bytes start like a component (true) or a core module (false).
pub(super) fn is_component(bytes: &[u8]) -> Result<bool, InspectError> {
    if Parser::is_component(bytes) {
        Ok(true)
    } else if Parser::is_core_wasm(bytes) {
        Ok(false)
    } else {
        Err(InspectError::NotWasm("they start neither like a component nor like a core module".into()))
    }
}

/// What a component is, asks for and offers.
///
/// The work is bounded whatever the bytes are: a type larger than the limit `type-nodes` comes back
/// as [unsupported](crate::api::types::WitType::Unsupported).
pub fn inspect(bytes: &[u8]) -> Result<Inspection, InspectError> {
    check_size(bytes)?;
    is_component(bytes)?;
    validate(bytes).map_err(|error| InspectError::Invalid(error.to_string()))?;
    inspect_world(bytes)
}

/// Whether they are within the limit `component-bytes`.
pub(super) fn check_size(bytes: &[u8]) -> Result<(), InspectError> {
    if bytes.len() > limits::COMPONENT_BYTES {
        let message = limits::exceeded(
            "this component",
            bytes.len(),
            "bytes",
            limits::COMPONENT_BYTES,
            "component-bytes",
        );
        return Err(InspectError::TooLarge(message));
    }
    Ok(())
}

/// The same without a look at what is in functions, which takes most of the time: their types are
/// checked, and their instructions may be anything.
pub fn inspect_world(bytes: &[u8]) -> Result<Inspection, InspectError> {
    check_size(bytes)?;
    let is_component = is_component(bytes)?;
    let mut inspection = Inspection {
        kind: if is_component { BinaryKind::Component } else { BinaryKind::CoreModule },
        sha256: sha256_hex(bytes),
        size_bytes: bytes.len() as u64,
        imports: Vec::new(),
        exports: Vec::new(),
        command: None,
        wit: String::new(),
        missing: None,
    };
    if !is_component {
        inspection.missing = Some(core_module::describe(bytes));
        return Ok(inspection);
    }
    let (mut resolve, world) = match wit_component::decode(bytes) {
        Ok(DecodedWasm::Component(resolve, world)) => (resolve, world),
        Ok(DecodedWasm::WitPackage(..)) => {
            let message = "it is a WIT package in binary form, which holds types and no code to run";
            return Err(InspectError::NoWorld(message.into()));
        }
        Err(error) => return Err(InspectError::NoWorld(format!("{error:#}"))),
    };
    let mut signatures = Signatures::new(&resolve);
    inspection.imports = imports(&resolve, &resolve.worlds[world], &mut signatures);
    let mut origins = origins::import_origins(bytes);
    for import in &mut inspection.imports {
        import.from = origins.remove(&import.name).unwrap_or_default();
    }
    inspection.exports = exports(&resolve, &resolve.worlds[world], &mut signatures);
    inspection.command = inspection
        .exports
        .iter()
        .find(|export| {
            export.interface.as_deref().is_some_and(|name| name.starts_with("wasi:cli/run@0.2."))
                && export.signature.name == "run"
        })
        .map(|export| export.export.clone());
    inspection.wit = wit_text::print(&mut resolve, world);
    Ok(inspection)
}

/// The WIT world in a module's `component-type` section, where it can be read within bounds.
pub(super) fn component_type_text(bytes: &[u8]) -> Option<String> {
    const READ_BYTES: usize = 256 << 10;
    let bytes = Some(bytes).filter(|bytes| bytes.len() <= READ_BYTES && Parser::is_component(bytes))?;
    let Ok(DecodedWasm::WitPackage(mut resolve, package)) = wit_component::decode(bytes) else { return None };
    let world = resolve.packages[package].worlds.values().next().copied()?;
    Some(wit_text::print(&mut resolve, world)).filter(|text| !text.is_empty())
}

/// The functions that a component of this world exports, with the bounds of an inspection.
pub(super) fn world_exports(resolve: &Resolve, world: WorldId) -> Vec<ExportedFunction> {
    let mut signatures = Signatures::new(resolve);
    // An inspection writes these out first, within the same bounds.
    imports(resolve, &resolve.worlds[world], &mut signatures);
    exports(resolve, &resolve.worlds[world], &mut signatures)
}

/// The name under which functions of the world itself are imported.
const ROOT: &str = "$root";

fn imports(resolve: &Resolve, world: &World, signatures: &mut Signatures<'_>) -> Vec<ImportedInterface> {
    let mut root = ImportedInterface {
        name: ROOT.into(),
        supplied: false,
        functions: Vec::new(),
        resources: Vec::new(),
        from: Vec::new(),
    };
    let mut imports = Vec::new();
    for (key, item) in &world.imports {
        match item {
            WorldItem::Interface { id, .. } => {
                let interface = &resolve.interfaces[*id];
                let mut import = ImportedInterface {
                    name: resolve.name_world_key(key),
                    supplied: false,
                    functions: interface.functions.values().map(|f| signatures.of(f)).collect(),
                    resources: Vec::new(),
                    from: Vec::new(),
                };
                for (name, ty) in &interface.types {
                    if matches!(resolve.types[*ty].kind, TypeDefKind::Resource) {
                        import.resources.push(name.clone());
                    }
                }
                import.supplied = is_supplied(&import);
                imports.push(import);
            }
            WorldItem::Function(function) => root.functions.push(signatures.of(function)),
            WorldItem::Type { id, .. } => {
                let ty = &resolve.types[*id];
                if let (TypeDefKind::Resource, Some(name)) = (&ty.kind, &ty.name) {
                    root.resources.push(name.clone());
                }
            }
        }
    }
    if !root.functions.is_empty() || !root.resources.is_empty() {
        imports.push(root);
    }
    imports
}

fn exports(resolve: &Resolve, world: &World, signatures: &mut Signatures<'_>) -> Vec<ExportedFunction> {
    let mut exports = Vec::new();
    for (key, item) in &world.exports {
        match item {
            WorldItem::Interface { id, .. } => {
                let interface = resolve.name_world_key(key);
                exports.extend(resolve.interfaces[*id].functions.values().map(|function| ExportedFunction {
                    export: format!("{interface}#{}", function.name),
                    interface: Some(interface.clone()),
                    signature: signatures.of(function),
                }));
            }
            WorldItem::Function(function) => exports.push(ExportedFunction {
                export: function.name.clone(),
                interface: None,
                signature: signatures.of(function),
            }),
            WorldItem::Type { .. } => {}
        }
    }
    exports
}

/// The type an alias means in the end.
fn without_aliases(resolve: &Resolve, mut ty: Type) -> Type {
    while let Type::Id(id) = ty
        && let TypeDefKind::Type(inner) = resolve.types[id].kind
    {
        ty = inner;
    }
    ty
}

/// The bytes as WebAssembly text.
pub fn print_wat(bytes: &[u8]) -> Result<String, InspectError> {
    is_component(bytes)?;
    let mut text = BoundedText(String::new());
    match wasmprinter::Config::new().print(bytes, &mut text) {
        Ok(()) => Ok(text.0),
        Err(_) if text.0.len() >= limits::PRINTED_BYTES => Err(InspectError::TooLarge(format!(
            "the text is longer than {} bytes (limit printed-bytes)",
            limits::PRINTED_BYTES
        ))),
        Err(error) => Err(InspectError::Invalid(format!("{error:#}"))),
    }
}

/// Text that stops growing at the limit `printed-bytes`.
struct BoundedText(String);

impl wasmprinter::Print for BoundedText {
    fn write_str(&mut self, text: &str) -> std::io::Result<()> {
        self.0.push_str(text);
        if self.0.len() < limits::PRINTED_BYTES {
            Ok(())
        } else {
            Err(std::io::Error::other("longer than printed-bytes"))
        }
    }
}
