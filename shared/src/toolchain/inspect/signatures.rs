//! Function signatures with their types written out, within bounds.

use super::{limits, without_aliases};
use crate::api::types::{FunctionSignature, NamedCase, NamedType, WitType};
use crate::toolchain::wave::VALUE_DEPTH;
use wit_parser::{Function, Handle, Resolve, Type, TypeDefKind, TypeId};

/// How many characters of a signature's WIT text are kept.
const SIGNATURE_CHARACTERS: usize = 4_000;

/// Writes out signatures until the inspection's type nodes are used up.
pub(super) struct Signatures<'a> {
    resolve: &'a Resolve,
    /// Of the limit `inspection-type-nodes`.
    nodes_left: usize,
}

impl<'a> Signatures<'a> {
    pub fn new(resolve: &'a Resolve) -> Self {
        Signatures { resolve, nodes_left: limits::INSPECTION_TYPE_NODES }
    }

    /// The signature of `function`.
    pub fn of(&mut self, function: &Function) -> FunctionSignature {
        let mut nodes = limits::TYPE_NODES.min(self.nodes_left);
        let before = nodes;
        let parameters = function
            .params
            .iter()
            .map(|parameter| NamedType {
                name: parameter.name.clone(),
                ty: self.written_out(parameter.ty, &mut nodes),
            })
            .collect();
        let result = function.result.map(|ty| self.written_out(ty, &mut nodes));
        self.nodes_left -= before - nodes;
        FunctionSignature {
            name: function.name.clone(),
            parameters,
            result,
            is_async: function.kind.is_async(),
            wit: SignatureText::of(self.resolve, function),
            docs: function.docs.contents.clone(),
        }
    }

    /// The type as a tree. One that does not fit into `nodes` uses them all up and is unsupported.
    fn written_out(&self, ty: Type, nodes: &mut usize) -> WitType {
        self.tree(ty, nodes, 0).unwrap_or_else(|| {
            *nodes = 0;
            let limit = limits::TYPE_NODES;
            WitType::Unsupported { name: format!("a type of more than {limit} nodes (limit type-nodes)") }
        })
    }

    fn tree(&self, ty: Type, nodes: &mut usize, depth: usize) -> Option<WitType> {
        *nodes = nodes.checked_sub(1)?;
        if depth > VALUE_DEPTH {
            return None;
        }
        Some(match without_aliases(self.resolve, ty) {
            Type::Bool => WitType::Bool,
            Type::U8 => WitType::U8,
            Type::U16 => WitType::U16,
            Type::U32 => WitType::U32,
            Type::U64 => WitType::U64,
            Type::S8 => WitType::S8,
            Type::S16 => WitType::S16,
            Type::S32 => WitType::S32,
            Type::S64 => WitType::S64,
            Type::F32 => WitType::F32,
            Type::F64 => WitType::F64,
            Type::Char => WitType::Char,
            Type::String => WitType::String,
            Type::ErrorContext => WitType::Unsupported { name: "error-context".into() },
            Type::Id(id) => self.definition(id, nodes, depth + 1)?,
        })
    }

    fn boxed(&self, ty: Option<Type>, nodes: &mut usize, depth: usize) -> Option<Option<Box<WitType>>> {
        Some(match ty {
            Some(ty) => Some(Box::new(self.tree(ty, nodes, depth)?)),
            None => None,
        })
    }

    fn definition(&self, id: TypeId, nodes: &mut usize, depth: usize) -> Option<WitType> {
        let unsupported = |name: &str| WitType::Unsupported { name: name.into() };
        Some(match &self.resolve.types[id].kind {
            TypeDefKind::List(element) => {
                WitType::List { element: Box::new(self.tree(*element, nodes, depth)?) }
            }
            TypeDefKind::Option(some) => WitType::Option { some: Box::new(self.tree(*some, nodes, depth)?) },
            TypeDefKind::Result(result) => WitType::Result {
                ok: self.boxed(result.ok, nodes, depth)?,
                err: self.boxed(result.err, nodes, depth)?,
            },
            TypeDefKind::Tuple(tuple) => {
                let items: Option<_> = tuple.types.iter().map(|ty| self.tree(*ty, nodes, depth)).collect();
                WitType::Tuple { items: items? }
            }
            TypeDefKind::Record(record) => {
                let field = |name: &String, ty, nodes: &mut usize| {
                    Some(NamedType { name: name.clone(), ty: self.tree(ty, nodes, depth)? })
                };
                let fields: Option<_> =
                    record.fields.iter().map(|each| field(&each.name, each.ty, nodes)).collect();
                WitType::Record { fields: fields? }
            }
            TypeDefKind::Variant(variant) => {
                let mut cases = Vec::new();
                for case in &variant.cases {
                    *nodes = nodes.checked_sub(1)?;
                    let ty = match case.ty {
                        Some(ty) => Some(self.tree(ty, nodes, depth)?),
                        None => None,
                    };
                    cases.push(NamedCase { name: case.name.clone(), ty });
                }
                WitType::Variant { cases }
            }
            TypeDefKind::Enum(cases) => {
                *nodes = nodes.checked_sub(cases.cases.len())?;
                WitType::Enum { cases: cases.cases.iter().map(|case| case.name.clone()).collect() }
            }
            TypeDefKind::Flags(flags) => {
                *nodes = nodes.checked_sub(flags.flags.len())?;
                WitType::Flags { names: flags.flags.iter().map(|flag| flag.name.clone()).collect() }
            }
            TypeDefKind::Handle(Handle::Own(resource)) => WitType::Own { resource: self.resource(*resource) },
            TypeDefKind::Handle(Handle::Borrow(resource)) => {
                WitType::Borrow { resource: self.resource(*resource) }
            }
            TypeDefKind::Resource => WitType::Own { resource: self.resource(id) },
            TypeDefKind::Map(..) => unsupported("map"),
            TypeDefKind::FixedLengthList(..) => unsupported("list of fixed length"),
            TypeDefKind::Future(_) => unsupported("future"),
            TypeDefKind::Stream(_) => unsupported("stream"),
            TypeDefKind::Type(_) | TypeDefKind::Unknown => unsupported("unknown"),
        })
    }

    /// The bare name of a resource, whatever it is called where it is used.
    fn resource(&self, id: TypeId) -> String {
        match without_aliases(self.resolve, Type::Id(id)) {
            Type::Id(id) => self.resolve.types[id].name.clone().unwrap_or_default(),
            _ => String::new(),
        }
    }
}

/// A signature as WIT text, types by name where they have one.
struct SignatureText<'a> {
    resolve: &'a Resolve,
    text: String,
}

impl SignatureText<'_> {
    fn of(resolve: &Resolve, function: &Function) -> String {
        let mut writer = SignatureText { resolve, text: String::new() };
        writer.text.push_str(if function.kind.is_async() { "async func(" } else { "func(" });
        let is_method = function.name.starts_with("[method]") || function.name.starts_with("[async method]");
        for (index, parameter) in function.params.iter().skip(usize::from(is_method)).enumerate() {
            if index > 0 {
                writer.text.push_str(", ");
            }
            writer.text.push_str(&parameter.name);
            writer.text.push_str(": ");
            writer.ty(&parameter.ty);
        }
        writer.text.push(')');
        if let Some(result) = &function.result {
            writer.text.push_str(" -> ");
            writer.ty(result);
        }
        if writer.text.len() > SIGNATURE_CHARACTERS {
            writer.text = writer.text.chars().take(SIGNATURE_CHARACTERS).collect();
            writer.text.push('…');
        }
        writer.text
    }

    fn ty(&mut self, ty: &Type) {
        // What comes after the cut is not looked at: an unnamed type can be as good as endless.
        if self.text.len() > SIGNATURE_CHARACTERS {
            return;
        }
        let word = match ty {
            Type::Bool => "bool",
            Type::U8 => "u8",
            Type::U16 => "u16",
            Type::U32 => "u32",
            Type::U64 => "u64",
            Type::S8 => "s8",
            Type::S16 => "s16",
            Type::S32 => "s32",
            Type::S64 => "s64",
            Type::F32 => "f32",
            Type::F64 => "f64",
            Type::Char => "char",
            Type::String => "string",
            Type::ErrorContext => "error-context",
            Type::Id(id) => return self.definition(*id),
        };
        self.text.push_str(word);
    }

    fn generic(&mut self, name: &str, types: &[Option<&Type>]) {
        self.text.push_str(name);
        if types.iter().all(Option::is_none) {
            return;
        }
        self.text.push('<');
        for (index, ty) in types.iter().enumerate() {
            if index > 0 {
                self.text.push_str(", ");
            }
            match ty {
                Some(ty) => self.ty(ty),
                None => self.text.push('_'),
            }
        }
        self.text.push('>');
    }

    fn definition(&mut self, id: TypeId) {
        let resolve = self.resolve;
        let definition = &resolve.types[id];
        if let Some(name) = &definition.name {
            return self.text.push_str(name);
        }
        match &definition.kind {
            TypeDefKind::List(element) => self.generic("list", &[Some(element)]),
            TypeDefKind::FixedLengthList(element, length) => {
                self.text.push_str("list<");
                self.ty(element);
                self.text.push_str(&format!(", {length}>"));
            }
            TypeDefKind::Option(some) => self.generic("option", &[Some(some)]),
            TypeDefKind::Result(result) => match &result.err {
                None => self.generic("result", &[result.ok.as_ref()]),
                err => self.generic("result", &[result.ok.as_ref(), err.as_ref()]),
            },
            TypeDefKind::Tuple(tuple) => {
                self.generic("tuple", &tuple.types.iter().map(Some).collect::<Vec<_>>());
            }
            TypeDefKind::Map(key, value) => self.generic("map", &[Some(key), Some(value)]),
            TypeDefKind::Future(ty) => self.generic("future", &[ty.as_ref()]),
            TypeDefKind::Stream(ty) => self.generic("stream", &[ty.as_ref()]),
            TypeDefKind::Handle(Handle::Own(resource)) => self.definition(*resource),
            TypeDefKind::Handle(Handle::Borrow(resource)) => {
                self.text.push_str("borrow<");
                self.definition(*resource);
                self.text.push('>');
            }
            TypeDefKind::Type(ty) => self.ty(ty),
            other => self.text.push_str(other.as_str()),
        }
    }
}
