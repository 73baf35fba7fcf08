//! WIT types as plain data, for forms, tracers and value conversion.

use serde::{Deserialize, Serialize};

/// A WIT type with everything it refers to written out in place.
///
/// JSON is tagged by `kind`: `{"kind":"list","element":{"kind":"u8"}}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(no_recursion))]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the variants are the WIT types of the same name")]
pub enum WitType {
    Bool,
    S8,
    U8,
    S16,
    U16,
    S32,
    U32,
    S64,
    U64,
    F32,
    F64,
    Char,
    String,
    List {
        element: Box<WitType>,
    },
    Option {
        some: Box<WitType>,
    },
    Result {
        ok: Option<Box<WitType>>,
        err: Option<Box<WitType>>,
    },
    Tuple {
        items: Vec<WitType>,
    },
    Record {
        fields: Vec<NamedType>,
    },
    Variant {
        cases: Vec<NamedCase>,
    },
    Enum {
        cases: Vec<String>,
    },
    Flags {
        names: Vec<String>,
    },
    /// An owned handle; `resource` is the resource's bare WIT name.
    Own {
        resource: String,
    },
    /// A borrowed handle; `resource` is the resource's bare WIT name.
    Borrow {
        resource: String,
    },
    /// A type this tool cannot carry yet (`future`, `stream`, `error-context`, maps, or one larger
    /// than the type-nodes limit); `name` says which.
    Unsupported {
        name: String,
    },
}

/// A record field or a function parameter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(no_recursion))]
pub struct NamedType {
    /// The WIT name.
    pub name: String,
    /// Its type.
    pub ty: WitType,
}

/// A variant case with its payload, if it has one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(no_recursion))]
pub struct NamedCase {
    /// The WIT name.
    pub name: String,
    /// The payload's type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ty: Option<WitType>,
}

/// A function's signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FunctionSignature {
    /// The component-model function name: `add`, `[constructor]counter`,
    /// `[method]counter.increment`, `[static]counter.zero`.
    pub name: String,
    /// Parameters in order; a method's first is its `self`.
    pub parameters: Vec<NamedType>,
    /// The result, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<WitType>,
    /// An `async` function of WASI 0.3.
    #[serde(default)]
    pub is_async: bool,
    /// The signature as WIT text, such as `func(a: u32, b: u32) -> u32`.
    pub wit: String,
    /// The doc comment in the WIT, if the component carries it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub docs: Option<String>,
}
