//! Python as componentize-py makes it: its names for what a world has, and its modules to read.
//!
//! | WIT | Python |
//! |---|---|
//! | integers, floats, `bool` | `int`, `float`, `bool` |
//! | `char`, `string` | `str` |
//! | `list<u8>`, other lists | `bytes`, `List[T]` |
//! | record, enum, flags | a dataclass, an `Enum`, a `Flag` |
//! | variant | a dataclass for each case, `Shape_Circle(1.0)` |
//! | `option<T>` | `Optional[T]`; in another option `Some[…]` |
//! | `result<T, E>` | what a function returns, or raises in an `Err`; elsewhere `Ok` or `Err` |
//! | resource | a class |

mod declare;

pub(crate) use declare::bindings;

use crate::names::upper_camel;
use wit_parser::{
    Handle, InterfaceId, Resolve, Type, TypeDefKind, TypeId, TypeOwner, WorldId, WorldItem, WorldKey,
};

/// Where a module of the bindings lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Side {
    /// Below `wit_world.imports`.
    Imports,
    /// Below `wit_world.exports`.
    Exports,
}

/// A world in Python's names.
pub(crate) struct Python<'a> {
    pub resolve: &'a Resolve,
    pub world: WorldId,
}

impl<'a> Python<'a> {
    /// The interfaces of one side, with the names the world knows them by.
    pub fn interfaces(&self, side: Side) -> impl Iterator<Item = (&'a WorldKey, InterfaceId)> + use<'a> {
        let world = &self.resolve.worlds[self.world];
        let items = if side == Side::Imports { &world.imports } else { &world.exports };
        items.iter().filter_map(|(key, item)| match item {
            WorldItem::Interface { id, .. } => Some((key, *id)),
            _ => None,
        })
    }

    /// The module of an interface: its own name, or the whole one where two of a side have the same.
    pub fn module(&self, side: Side, interface: InterfaceId) -> String {
        snake(&self.interface_name(side, interface))
    }

    /// The class of an interface's functions.
    pub fn class(&self, interface: InterfaceId) -> String {
        upper_camel(&self.interface_name(Side::Exports, interface))
    }

    fn interface_name(&self, side: Side, interface: InterfaceId) -> String {
        let short = |key: &WorldKey, id: InterfaceId| match key {
            WorldKey::Name(name) => name.clone(),
            WorldKey::Interface(_) => self.resolve.interfaces[id].name.clone().unwrap_or_default(),
        };
        let all: Vec<(String, InterfaceId)> =
            self.interfaces(side).map(|(key, id)| (short(key, id), id)).collect();
        let Some((own, _)) = all.iter().find(|(_, id)| *id == interface) else { return String::new() };
        if all.iter().filter(|(name, _)| name == own).count() < 2 {
            return own.clone();
        }
        match self.resolve.interfaces[interface].package.map(|package| &self.resolve.packages[package].name) {
            Some(package) => format!("{}-{}-{own}", package.namespace, package.name),
            None => own.clone(),
        }
    }

    /// The module that declares a type, and the type behind the names it was brought in by.
    pub fn home(&self, mut id: TypeId, side: Side) -> (Option<(Side, InterfaceId)>, TypeId) {
        while let TypeDefKind::Type(Type::Id(next)) = self.resolve.types[id].kind {
            id = next;
        }
        let TypeOwner::Interface(owner) = self.resolve.types[id].owner else { return (None, id) };
        let is_resource = matches!(self.resolve.types[id].kind, TypeDefKind::Resource);
        let is_in = |side| self.interfaces(side).any(|(_, interface)| interface == owner);
        // What has no handles is one type on both sides, and the imports' where there is one.
        let at = match (is_in(Side::Imports), is_in(Side::Exports)) {
            (true, true) if is_resource => side,
            (true, _) => Side::Imports,
            _ => Side::Exports,
        };
        (Some((at, owner)), id)
    }

    /// A named type as a source names it, given how it refers to its module.
    fn named(&self, id: TypeId, side: Side, here: Option<(Side, InterfaceId)>) -> String {
        let (home, id) = self.home(id, side);
        let name = upper_camel(self.resolve.types[id].name.as_deref().unwrap_or_default());
        match home {
            None => name,
            home if home == here => name,
            Some((side, interface)) => format!("{}.{name}", self.module(side, interface)),
        }
    }

    /// The type's hint, in the module `here` (`None`: outside of all of them).
    pub fn ty(&self, ty: Type, side: Side, here: Option<(Side, InterfaceId)>) -> String {
        let of = |ty: Type| self.ty(ty, side, here);
        let Type::Id(id) = ty else {
            return match ty {
                Type::Bool => "bool",
                Type::F32 | Type::F64 => "float",
                Type::Char | Type::String => "str",
                _ => "int",
            }
            .to_owned();
        };
        match &self.resolve.types[id].kind {
            TypeDefKind::Type(aliased) if !self.is_named(id) => of(*aliased),
            TypeDefKind::List(Type::U8) => "bytes".to_owned(),
            TypeDefKind::List(item) => format!("List[{}]", of(*item)),
            TypeDefKind::Option(inner) if self.is_option(*inner) => format!("Optional[Some[{}]]", of(*inner)),
            TypeDefKind::Option(inner) => format!("Optional[{}]", of(*inner)),
            TypeDefKind::Result(result) => {
                let part = |ty: Option<Type>| ty.map_or("None".to_owned(), of);
                format!("Result[{}, {}]", part(result.ok), part(result.err))
            }
            TypeDefKind::Tuple(tuple) => {
                format!("Tuple[{}]", tuple.types.iter().map(|ty| of(*ty)).collect::<Vec<_>>().join(", "))
            }
            TypeDefKind::Handle(Handle::Own(id) | Handle::Borrow(id)) => self.named(*id, side, here),
            _ => self.named(id, side, here),
        }
    }

    /// Whether the type behind the aliases is one that has a name in Python.
    fn is_named(&self, id: TypeId) -> bool {
        match self.resolve.types[id].kind {
            TypeDefKind::Type(Type::Id(next)) => self.is_named(next),
            TypeDefKind::Record(_)
            | TypeDefKind::Variant(_)
            | TypeDefKind::Enum(_)
            | TypeDefKind::Flags(_)
            | TypeDefKind::Resource => true,
            _ => false,
        }
    }

    fn is_option(&self, ty: Type) -> bool {
        let Type::Id(id) = ty else { return false };
        match self.resolve.types[id].kind {
            TypeDefKind::Option(_) => true,
            TypeDefKind::Type(aliased) => self.is_option(aliased),
            _ => false,
        }
    }

    /// What a function with this result returns: a `result`'s error is raised.
    pub fn returned(&self, result: Option<Type>) -> Option<Type> {
        let Some(Type::Id(id)) = result else { return result };
        match &self.resolve.types[id].kind {
            TypeDefKind::Result(result) => result.ok,
            TypeDefKind::Type(aliased) if !self.is_named(id) => self.returned(Some(*aliased)),
            _ => result,
        }
    }
}

/// `move-by` as `move_by`, and as `class_` where that is a word of Python's.
pub(crate) fn snake(kebab: &str) -> String {
    const WORDS: &[&str] = &[
        "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue",
        "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in",
        "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
    ];
    let name = kebab.replace('-', "_").to_lowercase();
    if WORDS.contains(&name.as_str()) { format!("{name}_") } else { name }
}
