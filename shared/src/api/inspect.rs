//! The inspect step: what a component is, asks for and offers.

use super::types::FunctionSignature;
use serde::{Deserialize, Serialize};

/// What kind of WebAssembly the bytes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum BinaryKind {
    /// A component: it can be run.
    Component,
    /// A core module: it needs a world before it can be run.
    CoreModule,
}

/// An interface (or the world's root) that a component imports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportedInterface {
    /// Full name with version, `wasi:io/streams@0.2.6`; `$root` for functions of the world itself.
    pub name: String,
    /// Both hosts can supply it.
    pub supplied: bool,
    /// The functions it imports from there.
    pub functions: Vec<FunctionSignature>,
    /// The resources it imports from there, by bare name.
    pub resources: Vec<String>,
    /// In a composed component: the names of the nested components that take it, or their indices
    /// (`component[2]`) where they have none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub from: Vec<String>,
}

/// A function a component exports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExportedFunction {
    /// What a [`Call`](super::run::Call) names: `add`, or `demo:calc/api@1.0.0#add`.
    pub export: String,
    /// The interface it is in, absent for functions of the world itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interface: Option<String>,
    /// Its signature.
    pub signature: FunctionSignature,
}

/// `POST /api/v1/inspect` answers with this.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Inspection {
    /// Component or core module.
    pub kind: BinaryKind,
    /// Lower-case hex SHA-256 of the bytes.
    pub sha256: String,
    /// How many bytes.
    pub size_bytes: u64,
    /// What it asks for; empty for core modules.
    pub imports: Vec<ImportedInterface>,
    /// What it offers to be called; empty for core modules.
    pub exports: Vec<ExportedFunction>,
    /// The `wasi:cli/run` export's call name, when it is a command.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
    /// The world as WIT text (components), empty otherwise.
    pub wit: String,
    /// For a core module: what it is missing to become a component, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<String>,
}
