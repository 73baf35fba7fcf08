//! Which values need converting between an engine's runtime and a project, as JavaScript expressions.

use super::names::{lower_camel, quoted};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use wit_parser::{Handle, InterfaceId, Resolve, Type, TypeDefKind, TypeId, TypeOwner};

/// Which way a value goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Way {
    /// From the runtime to the project.
    Up,
    /// From the project to the runtime.
    Down,
}

/// Whose function the value belongs to: a resource of an exported interface is the project's own class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// A function that the world imports.
    Import,
    /// A function that the world exports.
    Export,
}

/// How an engine's runtime passes values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passing {
    /// 64-bit integers as text and 32-bit ones with a sign, as the QuickJS runtime does.
    AsText,
    /// As the project sees them, as SpiderMonkey's does.
    AsIs,
}

/// Writes the converters that are asked for, each once.
pub struct Converters<'a> {
    resolve: &'a Resolve,
    passing: Passing,
    /// Interfaces whose resources are classes of the project.
    exported: Vec<InterfaceId>,
    known: HashMap<(TypeId, Way, Side), Option<String>>,
    text: String,
}

impl<'a> Converters<'a> {
    /// No converters yet; `exported` are the world's exported interfaces.
    pub fn new(resolve: &'a Resolve, exported: Vec<InterfaceId>, passing: Passing) -> Converters<'a> {
        Converters { resolve, passing, exported, known: HashMap::new(), text: String::new() }
    }

    /// The declarations of all converters that were asked for, for the module of `convert.js`.
    pub fn declarations(&self) -> &str {
        &self.text
    }

    /// An expression for the function that converts a value, or `None` where it stays as it is.
    /// Modules name the converters' module `convert`.
    pub fn of(&mut self, ty: &Type, way: Way, side: Side) -> Option<String> {
        if self.passing == Passing::AsIs {
            return None;
        }
        let name = match (ty, way) {
            (Type::U32, Way::Up) => "upU32",
            (Type::U32, Way::Down) => "downU32",
            (Type::U64, Way::Up) => "upU64",
            (Type::S64, Way::Up) => "upS64",
            (Type::U64 | Type::S64, Way::Down) => "down64",
            (Type::Id(id), _) => return self.defined(*id, way, side),
            _ => return None,
        };
        Some(format!("convert.{name}"))
    }

    fn defined(&mut self, id: TypeId, way: Way, side: Side) -> Option<String> {
        if let Some(known) = self.known.get(&(id, way, side)) {
            return known.clone();
        }
        let name = self.body(id, way, side).map(|body| {
            let name = format!("{way:?}{side:?}{}", self.known.len());
            let _ = writeln!(self.text, "export const {name} = {body};");
            format!("convert.{name}")
        });
        self.known.insert((id, way, side), name.clone());
        name
    }

    fn body(&mut self, id: TypeId, way: Way, side: Side) -> Option<String> {
        let resolve = self.resolve;
        match &resolve.types[id].kind {
            TypeDefKind::Type(ty) => self.of(ty, way, side),
            TypeDefKind::Handle(Handle::Own(resource) | Handle::Borrow(resource)) => {
                let resource = resource_of(resolve, *resource);
                let TypeOwner::Interface(owner) = resolve.types[resource].owner else { return None };
                if side == Side::Import || !self.exported.contains(&owner) {
                    return None;
                }
                Some(match way {
                    Way::Up => "convert.unbox".to_owned(),
                    Way::Down => format!("convert.box({})", resource.index()),
                })
            }
            TypeDefKind::List(item) | TypeDefKind::FixedLengthList(item, _) => {
                let array = match (item, way) {
                    (Type::U32, Way::Down) => "Uint32Array",
                    (Type::U64, Way::Down) => "BigUint64Array",
                    (Type::S64, Way::Down) => "BigInt64Array",
                    _ => "null",
                };
                let item = self.of(item, way, side)?;
                Some(format!("convert.list({array}, {item})"))
            }
            TypeDefKind::Option(inner) => {
                let converted = self.of(inner, way, side)?;
                // An option in an option is told apart by tags.
                Some(match is_option(resolve, inner) {
                    true => format!("convert.tagged({{ some: {converted} }})"),
                    false => format!("convert.option({converted})"),
                })
            }
            TypeDefKind::Result(result) => {
                let ok = result.ok.as_ref().map(|ok| ("ok", *ok));
                let err = result.err.as_ref().map(|err| ("err", *err));
                self.tagged(ok.into_iter().chain(err), way, side)
            }
            TypeDefKind::Variant(variant) => {
                let cases = variant.cases.iter();
                let cases = cases.filter_map(|case| Some((case.name.as_str(), case.ty?)));
                self.tagged(cases, way, side)
            }
            TypeDefKind::Tuple(tuple) => {
                let items: Vec<_> = tuple.types.iter().map(|ty| self.of(ty, way, side)).collect();
                items.iter().any(Option::is_some).then(|| {
                    let items = items.iter().enumerate().map(|(at, item)| match item {
                        Some(convert) => format!("{convert}(value[{at}])"),
                        None => format!("value[{at}]"),
                    });
                    format!("(value) => [{}]", items.collect::<Vec<_>>().join(", "))
                })
            }
            TypeDefKind::Record(record) => {
                let fields: BTreeMap<String, String> = record
                    .fields
                    .iter()
                    .filter_map(|field| Some((lower_camel(&field.name), self.of(&field.ty, way, side)?)))
                    .collect();
                (!fields.is_empty()).then(|| {
                    let fields = fields.iter().map(|(name, convert)| {
                        let name = quoted(name);
                        format!("{name}: {convert}(value[{name}])")
                    });
                    format!("(value) => ({{ ...value, {} }})", fields.collect::<Vec<_>>().join(", "))
                })
            }
            TypeDefKind::Map(key, item) => {
                let (key, item) = (self.of(key, way, side), self.of(item, way, side));
                (key.is_some() || item.is_some()).then(|| {
                    let or_same = |convert: Option<String>| convert.unwrap_or("convert.same".to_owned());
                    format!("convert.map({}, {})", or_same(key), or_same(item))
                })
            }
            _ => None,
        }
    }

    fn tagged<'t>(
        &mut self,
        cases: impl Iterator<Item = (&'t str, Type)>,
        way: Way,
        side: Side,
    ) -> Option<String> {
        let cases: Vec<String> = cases
            .filter_map(|(name, ty)| Some(format!("{}: {}", quoted(name), self.of(&ty, way, side)?)))
            .collect();
        (!cases.is_empty()).then(|| format!("convert.tagged({{ {} }})", cases.join(", ")))
    }
}

/// The resource itself, behind the names it was brought in by.
pub fn resource_of(resolve: &Resolve, mut id: TypeId) -> TypeId {
    while let TypeDefKind::Type(Type::Id(next)) = resolve.types[id].kind {
        id = next;
    }
    id
}

fn is_option(resolve: &Resolve, ty: &Type) -> bool {
    let Type::Id(id) = ty else { return false };
    match &resolve.types[*id].kind {
        TypeDefKind::Option(_) => true,
        TypeDefKind::Type(ty) => is_option(resolve, ty),
        _ => false,
    }
}
