//! One file of the bindings as it is written: what it imports, and how it names types of others.

use super::{Generator, Home, names};
use anyhow::{Result, bail};
use std::collections::{BTreeMap, BTreeSet};
use wit_parser::{Handle, Type, TypeDefKind, TypeId};

/// A file being written.
pub(super) struct File<'g> {
    pub(super) generator: &'g Generator<'g>,
    /// Whose types it declares, and which side of an interface its names mean.
    pub(super) home: Home,
    /// Its path below the bindings, without its ending.
    pub(super) path: String,
    /// Everything after the imports.
    pub(super) text: String,
    pub(super) indent: usize,
    /// Other files that it names, by the name it gives them.
    modules: BTreeMap<String, String>,
    /// What it imports by name from `types`.
    kinds: BTreeSet<String>,
    temporaries: usize,
}

impl<'g> File<'g> {
    pub(super) fn new(generator: &'g Generator<'g>, home: Home, path: String) -> Self {
        File {
            generator,
            home,
            path,
            text: String::new(),
            indent: 0,
            modules: BTreeMap::new(),
            kinds: BTreeSet::new(),
            temporaries: 0,
        }
    }

    /// Adds a line at the current depth.
    pub(super) fn line(&mut self, line: impl AsRef<str>) {
        let line = line.as_ref();
        if !line.is_empty() {
            self.text.push_str(&"  ".repeat(self.indent));
            self.text.push_str(line);
        }
        self.text.push('\n');
    }

    /// Adds a line that opens a block.
    pub(super) fn open(&mut self, line: impl AsRef<str>) {
        self.line(line);
        self.indent += 1;
    }

    /// Adds the line that closes a block.
    pub(super) fn close(&mut self, line: &str) {
        self.indent -= 1;
        self.line(line);
    }

    /// A name that nothing else in the file has: WIT's names have no dash below.
    pub(super) fn temporary(&mut self) -> String {
        self.temporaries += 1;
        format!("_{}", self.temporaries)
    }

    /// The whole file, after lines that say what it is.
    pub(super) fn finish(self, about: &str) -> String {
        let mut text = format!("{about}\n");
        for (name, path) in &self.modules {
            text += &format!("import * as {name} from \"{}\";\n", names::relative(&self.path, path));
        }
        if !self.kinds.is_empty() {
            let kinds: Vec<&str> = self.kinds.iter().map(String::as_str).collect();
            text += &format!(
                "import {{ {} }} from \"{}\";\n",
                kinds.join(", "),
                names::relative(&self.path, "types")
            );
        }
        text.push('\n');
        text + self.text.trim_end() + "\n"
    }

    /// `name` of the module `abi`.
    pub(super) fn abi(&mut self, name: &str) -> String {
        self.modules.insert("_abi".to_owned(), "abi".to_owned());
        format!("_abi.{name}")
    }

    /// `name` of the module `types`.
    pub(super) fn kind(&mut self, name: impl Into<String>) -> String {
        let name = name.into();
        self.kinds.insert(name.clone());
        name
    }

    /// What the person wrote.
    pub(super) fn component(&mut self) -> &'static str {
        self.modules.insert("_component".to_owned(), "component".to_owned());
        "_component"
    }

    /// `prefix` and the name of a declared type, as seen from this file.
    pub(super) fn named(&mut self, prefix: &str, id: TypeId) -> Result<String> {
        let id = self.generator.origin(id);
        let definition = &self.generator.resolve.types[id];
        let Some(name) = definition.name.as_deref() else {
            bail!("a type without a name is used as a named one");
        };
        let name = format!("{prefix}{}", names::ty(name));
        let home = self.generator.home_of(id, self.home)?;
        let path = self.generator.path(home)?;
        if path == self.path {
            return Ok(name);
        }
        let module = format!("_{}", path.replace(['/', '-', '@', '.', '+'], "_"));
        self.modules.insert(module.clone(), path);
        Ok(format!("{module}.{name}"))
    }

    /// The class of a resource.
    pub(super) fn resource(&mut self, id: TypeId) -> Result<String> {
        let id = self.generator.origin(id);
        match self.generator.home_of(id, self.home)? {
            Home::Export(interface) => {
                let namespace = self.generator.namespace(interface)?;
                let name = names::ty(self.generator.resolve.types[id].name.as_deref().unwrap_or_default());
                // The source itself is where they are.
                Ok(match self.path == super::stub::PATH {
                    true if self.home == Home::Export(interface) => name,
                    true => format!("{namespace}.{name}"),
                    false => format!("{}.{namespace}.{name}", self.component()),
                })
            }
            _ => self.named("", id),
        }
    }

    /// The AssemblyScript type of a WIT type.
    pub(super) fn ty(&mut self, ty: &Type) -> Result<String> {
        Ok(match ty {
            Type::Bool => "bool".to_owned(),
            Type::U8 => "u8".to_owned(),
            Type::U16 => "u16".to_owned(),
            Type::U32 => "u32".to_owned(),
            Type::U64 => "u64".to_owned(),
            Type::S8 => "i8".to_owned(),
            Type::S16 => "i16".to_owned(),
            Type::S32 => "i32".to_owned(),
            Type::S64 => "i64".to_owned(),
            Type::F32 => "f32".to_owned(),
            Type::F64 => "f64".to_owned(),
            Type::Char => self.kind("char"),
            Type::String => "string".to_owned(),
            Type::ErrorContext => bail!("AssemblyScript has no `error-context`"),
            Type::Id(id) => match &self.generator.resolve.types[*id].kind {
                TypeDefKind::Type(ty) => self.ty(ty)?,
                TypeDefKind::Record(_)
                | TypeDefKind::Variant(_)
                | TypeDefKind::Enum(_)
                | TypeDefKind::Flags(_) => self.named("", *id)?,
                TypeDefKind::Handle(Handle::Own(id) | Handle::Borrow(id)) => self.resource(*id)?,
                TypeDefKind::Resource => self.resource(*id)?,
                TypeDefKind::List(item) => match numbers(self.generator.resolve, item) {
                    Some(array) => array.to_owned(),
                    None => format!("Array<{}>", self.ty(item)?),
                },
                TypeDefKind::Tuple(tuple) => {
                    let name = self.kind(format!("Tuple{}", tuple.types.len()));
                    let types = tuple.types.iter().map(|ty| self.ty(ty)).collect::<Result<Vec<_>>>()?;
                    format!("{name}<{}>", types.join(", "))
                }
                TypeDefKind::Option(ty) if self.generator.is_object(ty) => format!("{} | null", self.ty(ty)?),
                TypeDefKind::Option(ty) => format!("{}<{}>", self.kind("Option"), self.ty(ty)?),
                TypeDefKind::Result(result) if result.ok.is_none() && result.err.is_none() => {
                    "bool".to_owned()
                }
                TypeDefKind::Result(result) => {
                    format!(
                        "{}<{}, {}>",
                        self.kind("Result"),
                        self.payload(&result.ok)?,
                        self.payload(&result.err)?
                    )
                }
                other => bail!("AssemblyScript has no `{}`", other.as_str()),
            },
        })
    }

    /// The type of what may be absent.
    pub(super) fn payload(&mut self, ty: &Option<Type>) -> Result<String> {
        match ty {
            Some(ty) => self.ty(ty),
            None => Ok(self.kind("Unit")),
        }
    }
}

/// The typed array of a list of numbers.
pub(super) fn numbers(resolve: &wit_parser::Resolve, item: &Type) -> Option<&'static str> {
    Some(match item {
        Type::U8 => "Uint8Array",
        Type::U16 => "Uint16Array",
        Type::U32 => "Uint32Array",
        Type::U64 => "Uint64Array",
        Type::S8 => "Int8Array",
        Type::S16 => "Int16Array",
        Type::S32 => "Int32Array",
        Type::S64 => "Int64Array",
        Type::F32 => "Float32Array",
        Type::F64 => "Float64Array",
        Type::Id(id) => match &resolve.types[*id].kind {
            TypeDefKind::Type(ty) => return numbers(resolve, ty),
            _ => return None,
        },
        _ => return None,
    })
}
