//! What the files ask: where types live, how interfaces are called, which values take memory.

use super::{Generator, Home, names};
use anyhow::{Context as _, Result, bail};
use std::collections::{BTreeMap, BTreeSet};
use wit_parser::{
    InterfaceId, Resolve, SizeAlign, Type, TypeDefKind, TypeId, TypeOwner, WorldId, WorldItem, WorldKey,
};

impl<'a> Generator<'a> {
    pub(super) fn new(resolve: &'a Resolve, world: WorldId) -> Result<Self> {
        let mut sizes = SizeAlign::default();
        sizes.fill(resolve)?;
        let mut keys = BTreeMap::new();
        for (key, item) in &resolve.worlds[world].imports {
            if let WorldItem::Interface { id, .. } = item {
                keys.insert(Home::Import(*id), key.clone());
            }
        }
        for (key, item) in &resolve.worlds[world].exports {
            if let WorldItem::Interface { id, .. } = item {
                keys.insert(Home::Export(*id), key.clone());
            }
        }
        let mut generator = Generator { resolve, world, sizes, keys, allocating: BTreeSet::new() };
        generator.fill_allocating();
        Ok(generator)
    }

    /// The type that `id` is another name of.
    pub(super) fn origin(&self, id: TypeId) -> TypeId {
        match self.resolve.types[id].kind {
            TypeDefKind::Type(Type::Id(other)) => self.origin(other),
            _ => id,
        }
    }

    /// Where the type `id` is declared, as seen from `from`.
    pub(super) fn home_of(&self, id: TypeId, from: Home) -> Result<Home> {
        match self.resolve.types[id].owner {
            TypeOwner::Interface(interface) => {
                let exported = Home::Export(interface);
                let is_exported = matches!(from, Home::Export(_)) && self.keys.contains_key(&exported);
                Ok(if is_exported { exported } else { Home::Import(interface) })
            }
            TypeOwner::World(_) => Ok(Home::World),
            TypeOwner::None => bail!("a type without an owner is used as a declared one"),
        }
    }

    /// The name of an interface in core imports and exports.
    pub(super) fn abi_name(&self, home: Home) -> Result<String> {
        match home {
            Home::World => Ok("$root".to_owned()),
            _ => Ok(self
                .resolve
                .name_world_key(self.keys.get(&home).context("an interface that the world does not name")?)),
        }
    }

    /// The file of an interface below the bindings, without its ending.
    pub(super) fn path(&self, home: Home) -> Result<String> {
        let (side, interface) = match home {
            Home::World => return Ok("world".to_owned()),
            Home::Import(interface) => ("", interface),
            Home::Export(interface) => ("exports/", interface),
        };
        let path = match self.keys.get(&home).context("an interface that the world does not name")? {
            WorldKey::Name(name) => format!("inline/{name}"),
            WorldKey::Interface(_) => {
                let interface = &self.resolve.interfaces[interface];
                let package =
                    &self.resolve.packages[interface.package.context("an interface without a package")?].name;
                let is_other = |other: &wit_parser::PackageName| {
                    other.namespace == package.namespace
                        && other.name == package.name
                        && other.version != package.version
                };
                // A version only where it tells two apart.
                let version = match &package.version {
                    Some(version) if self.packages().any(is_other) => format!("@{version}"),
                    _ => String::new(),
                };
                let name = interface.name.as_deref().unwrap_or_default();
                format!("{}/{}{version}/{name}", package.namespace, package.name)
            }
        };
        Ok(format!("{side}{path}"))
    }

    /// The packages of the interfaces in the world.
    pub(super) fn packages(&self) -> impl Iterator<Item = &wit_parser::PackageName> {
        self.keys.keys().filter_map(|home| match home {
            Home::Import(id) | Home::Export(id) => {
                self.resolve.interfaces[*id].package.map(|package| &self.resolve.packages[package].name)
            }
            Home::World => None,
        })
    }

    /// The namespace in which the component's source implements an exported interface: its name, or
    /// with its package where two have one name.
    pub(super) fn namespace(&self, interface: InterfaceId) -> Result<String> {
        let name_of = |id: InterfaceId| match self.keys.get(&Home::Export(id)) {
            Some(WorldKey::Name(name)) => Some(name.clone()),
            _ => self.resolve.interfaces[id].name.clone(),
        };
        let name = name_of(interface).context("an exported interface without a name")?;
        let same = self
            .keys
            .keys()
            .filter(|home| matches!(home, Home::Export(id) if name_of(*id).as_ref() == Some(&name)));
        if same.count() < 2 {
            return Ok(names::value(&name));
        }
        Ok(names::value(&self.path(Home::Export(interface))?.replace(['/', '@', '.', '+'], "-")))
    }

    /// What the file of `home` is, in a sentence.
    pub(super) fn about(&self, home: Home) -> String {
        let name = self.abi_name(home).unwrap_or_default();
        match home {
            Home::World => format!("What the world `{}` has itself.", self.resolve.worlds[self.world].name),
            Home::Import(_) => format!("`{name}`, as this component may call it."),
            Home::Export(_) => format!("The types of `{name}`, which this component implements."),
        }
    }

    /// Whether the AssemblyScript type of `ty` is an object, and not null.
    pub(super) fn is_object(&self, ty: &Type) -> bool {
        match ty {
            Type::String => true,
            Type::Id(id) => match &self.resolve.types[*id].kind {
                TypeDefKind::Type(ty) => self.is_object(ty),
                TypeDefKind::Enum(_) | TypeDefKind::Flags(_) => false,
                TypeDefKind::Option(ty) => !self.is_object(ty),
                TypeDefKind::Result(result) => result.ok.is_some() || result.err.is_some(),
                _ => true,
            },
            _ => false,
        }
    }

    pub(super) fn size(&self, ty: &Type) -> usize {
        self.sizes.size(ty).size_wasm32()
    }

    /// Whether lowering a value takes memory that has to be freed.
    pub(super) fn allocates(&self, ty: &Type) -> bool {
        match ty {
            Type::String => true,
            Type::Id(id) => self.allocating.contains(id),
            _ => false,
        }
    }

    /// Finds the types that allocate; in a resolved WIT a type comes after those that it is made of.
    pub(super) fn fill_allocating(&mut self) {
        for (id, definition) in self.resolve.types.iter() {
            let is_allocating = match &definition.kind {
                TypeDefKind::Type(ty) | TypeDefKind::Option(ty) => self.allocates(ty),
                TypeDefKind::List(_) => true,
                TypeDefKind::Record(record) => record.fields.iter().any(|field| self.allocates(&field.ty)),
                TypeDefKind::Tuple(tuple) => tuple.types.iter().any(|ty| self.allocates(ty)),
                TypeDefKind::Variant(variant) => {
                    variant.cases.iter().filter_map(|case| case.ty.as_ref()).any(|ty| self.allocates(ty))
                }
                TypeDefKind::Result(result) => {
                    result.ok.iter().chain(&result.err).any(|ty| self.allocates(ty))
                }
                _ => false,
            };
            if is_allocating {
                self.allocating.insert(id);
            }
        }
    }
}
