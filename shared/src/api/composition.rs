//! Composition: components as instances, wired by name; what a `.wac` text says, and edits of it.

use super::diagnostic::Span;
use super::run::ComponentSource;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What kind of thing crosses a wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PortKind {
    /// An interface: functions and types.
    Interface,
    /// One function.
    Function,
    /// A type.
    Type,
    /// A component, a core module or a value.
    Other,
}

/// An import or an export of an instance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Port {
    /// Its name with version, `demo:greeter/api@1.0.0`.
    pub name: String,
    /// What it is.
    pub kind: PortKind,
}

/// Where an instance gets an import from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "from", rename_all = "kebab-case")]
pub enum WireSource {
    /// The whole imports it under this name.
    Host {
        /// The whole's import.
        import: String,
    },
    /// Another instance's export.
    Instance {
        /// The instance's name.
        instance: String,
        /// The name of its export.
        export: String,
    },
    /// Something the text says and a wire between two instances cannot.
    Expression,
}

/// An import of an instance, and what it is wired to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Wire {
    /// The import.
    pub import: Port,
    /// What supplies it.
    pub source: WireSource,
}

/// A component in a composition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ComposedInstance {
    /// Its name in the text; one that the text does not name is called after its component.
    pub name: String,
    /// The project's component that it is an instance of.
    pub component: String,
    /// Whether the text names it, so that others can be wired to it.
    pub is_named: bool,
    /// Its imports, in the component's order.
    pub wires: Vec<Wire>,
    /// Its exports, in the component's order.
    pub exports: Vec<Port>,
    /// Where the text instantiates it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
}

/// An export of the whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ComposedExport {
    /// Under which name.
    pub name: String,
    /// What it is.
    pub source: WireSource,
}

/// What a `.wac` text composes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Composition {
    /// The instances, each after those it is wired to.
    pub instances: Vec<ComposedInstance>,
    /// What the whole exports.
    pub exports: Vec<ComposedExport>,
}

impl Composition {
    /// Why it cannot be linked part by part, if so.
    pub fn unlinkable(&self) -> Option<String> {
        let wires = self.instances.iter().flat_map(|instance| {
            let told = move |wire: &Wire| {
                (format!("`{}` of `{}`", wire.import.name, instance.name), wire.source.clone())
            };
            instance.wires.iter().map(told)
        });
        let exports = self
            .exports
            .iter()
            .map(|export| (format!("the export `{}`", export.name), export.source.clone()));
        let (what, _) = wires.chain(exports).find(|(_, source)| *source == WireSource::Expression)?;
        Some(format!("{what} is more than a wire between two components"))
    }

    /// The instance of this name.
    pub fn instance(&self, name: &str) -> Option<&ComposedInstance> {
        self.instances.iter().find(|instance| instance.name == name)
    }
}

/// A composition with its parts: what an engine needs to link it part by part, so that calls between the
/// parts are seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkedComposition {
    /// How they are wired.
    pub composition: Composition,
    /// The components by their names in `composition`.
    pub components: BTreeMap<String, ComponentSource>,
}

/// A change of a composition, as the graph makes it; it is applied to the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "edit", rename_all = "kebab-case")]
pub enum CompositionEdit {
    /// One more instance; it takes what it imports from the host.
    Add {
        /// The project's component.
        component: String,
    },
    /// An instance goes, with the wires and exports that come from it. Who took from a middleware then takes from
    /// what the middleware took from.
    Remove {
        /// Its name.
        instance: String,
    },
    /// An instance is called otherwise.
    Rename {
        /// Its name.
        instance: String,
        /// Its new name.
        to: String,
    },
    /// An import is wired to an export of another instance.
    Wire {
        /// The instance that imports.
        instance: String,
        /// Its import.
        import: String,
        /// The instance that exports.
        from: String,
        /// Its export.
        export: String,
    },
    /// An import is the host's again.
    Unwire {
        /// The instance that imports.
        instance: String,
        /// Its import.
        import: String,
    },
    /// The whole exports what an instance does.
    Export {
        /// The instance.
        instance: String,
        /// Its export.
        export: String,
    },
    /// The whole does not export it any more.
    Unexport {
        /// The whole's export.
        name: String,
    },
    /// A component is put on a wire: a new instance takes what the import was wired to, and the import is
    /// wired to the new instance.
    Interpose {
        /// The instance that imports.
        instance: String,
        /// Its import.
        import: String,
        /// The component to put there; it imports and exports the interface.
        component: String,
    },
    /// Every import that exactly one other instance can supply is wired to it, and what nobody takes is
    /// exported.
    Plug,
}

/// An export of one instance for an import of another of the same name; versions that link by semver count
/// as the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fit {
    /// The instance that imports.
    pub instance: String,
    /// Its import.
    pub import: String,
    /// The instance that exports.
    pub from: String,
    /// Its export.
    pub export: String,
    /// Exactly which function or type differs, or that it would be a cycle; absent when it fits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mismatch: Option<String>,
}

/// A component that imports and exports the same interface, so that it can stand on a wire of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Middleware {
    /// The project's component.
    pub component: String,
    /// The interface, as it exports it.
    pub interface: String,
}

/// What could be wired to what in a composition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wiring {
    /// Exports for imports.
    pub fits: Vec<Fit>,
    /// What can stand on a wire.
    pub middleware: Vec<Middleware>,
    /// The project's components that compile, sorted.
    pub components: Vec<String>,
}
