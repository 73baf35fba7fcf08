//! The stub in Python: a class for each exported interface and resource, as componentize-py finds them.

use super::exports;
use crate::names::upper_camel;
use crate::python::{Python, Side, snake};
use std::collections::{BTreeMap, BTreeSet};
use wit_parser::{Docs, Function, FunctionKind, Resolve, Type, TypeDefKind, WorldId, WorldItem};

/// `app.py`, and a module for each exported interface that has resources: there componentize-py looks
/// for their classes.
pub(super) fn stub(resolve: &Resolve, world: WorldId) -> BTreeMap<String, String> {
    let writer = Writer { python: Python { resolve, world } };
    let definition = &resolve.worlds[world];
    let mut classes: BTreeMap<String, String> = [("app".to_owned(), String::new())].into();
    for group in exports(resolve, world) {
        let interface = group.key.and_then(|key| match &definition.exports[key] {
            WorldItem::Interface { id, .. } => Some(*id),
            _ => None,
        });
        let (file, name, base, docs) = match (interface, group.resource) {
            (None, _) => {
                ("app".to_owned(), "WitWorld".to_owned(), "wit_world.WitWorld".to_owned(), &definition.docs)
            }
            (Some(id), Some(resource)) => {
                let resource = &resolve.types[resource];
                let name = upper_camel(resource.name.as_deref().unwrap_or_default());
                let module = writer.python.module(Side::Exports, id);
                (module.clone(), name.clone(), format!("{module}_exports.{name}"), &resource.docs)
            }
            (Some(id), None) => {
                let name = writer.python.class(id);
                ("app".to_owned(), name.clone(), format!("exports.{name}"), &resolve.interfaces[id].docs)
            }
        };
        if group.functions.is_empty() && group.resource.is_none() {
            continue;
        }
        let text = classes.entry(file).or_default();
        *text += &format!("\n\nclass {name}({base}):\n{}", docstring(docs, "    "));
        for function in &group.functions {
            *text += &writer.function(function);
        }
        if group.functions.is_empty() {
            *text += "    pass\n";
        }
    }
    let whole = |(module, classes): (String, String)| {
        let mut text = format!("\"\"\"The world `{}` in Python.\"\"\"\n", definition.name);
        text += "\nfrom __future__ import annotations\n\n";
        text += &writer.imports(&classes);
        (format!("{module}.py"), text.trim_end().to_owned() + "\n" + &classes)
    };
    classes.into_iter().map(whole).collect()
}

struct Writer<'a> {
    python: Python<'a>,
}

impl Writer<'_> {
    /// What the classes use, and what is there to call as comments, since unused modules only cost.
    fn imports(&self, classes: &str) -> String {
        let uses = |name: &str| {
            let is_start = |at: usize| {
                !classes[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_')
            };
            classes.match_indices(name).any(|(at, _)| is_start(at))
        };
        let mut text = String::new();
        let names: Vec<&str> =
            ["List", "Optional", "Tuple"].into_iter().filter(|name| uses(&format!("{name}["))).collect();
        if !names.is_empty() {
            text += &format!("from typing import {}\n\n", names.join(", "));
        }
        if uses("wit_world.") {
            text += "import wit_world\n";
        }
        let kinds: Vec<&str> = ["Ok", "Result", "Some"]
            .into_iter()
            .filter(|name| uses(&format!("{name}[")) || uses(&format!("{name}(")))
            .collect();
        if !kinds.is_empty() {
            text += &format!("from componentize_py_types import {}\n", kinds.join(", "));
        }
        if uses("exports.") {
            text += "from wit_world import exports\n";
        }
        for side in [Side::Exports, Side::Imports] {
            for (_, interface) in self.python.interfaces(side) {
                let module = self.python.module(side, interface);
                let from = if side == Side::Exports { "exports" } else { "imports" };
                let own = if side == Side::Exports { format!("{module}_exports") } else { module.clone() };
                let has_functions = !self.python.resolve.interfaces[interface].functions.is_empty();
                if uses(&format!("{own}.")) {
                    text += &match side {
                        Side::Exports => format!("from wit_world.{from} import {module} as {own}\n"),
                        Side::Imports => format!("from wit_world.{from} import {module}\n"),
                    };
                } else if side == Side::Imports && has_functions {
                    text += &format!("# To call: from wit_world.imports import {module}\n");
                }
            }
        }
        text
    }

    fn function(&self, function: &Function) -> String {
        let is_method = matches!(function.kind, FunctionKind::Method(_) | FunctionKind::AsyncMethod(_));
        let is_static = matches!(function.kind, FunctionKind::Static(_) | FunctionKind::AsyncStatic(_));
        let is_constructor = matches!(function.kind, FunctionKind::Constructor(_));
        let own = if is_static { "cls" } else { "self" };
        let parameters = function.params.iter().skip(usize::from(is_method));
        let parameters =
            parameters.map(|parameter| format!(", {}: {}", snake(&parameter.name), self.ty(parameter.ty)));
        let parameters: String = parameters.collect();
        let name = if is_constructor { "__init__".to_owned() } else { snake(function.item_name()) };
        let returned = if is_constructor { None } else { self.python.returned(function.result) };
        let hint = returned.map_or("None".to_owned(), |ty| self.ty(ty));
        let wait = if function.kind.is_async() { "async " } else { "" };
        let decorator = if is_static { "    @classmethod\n" } else { "" };
        let body = match returned {
            None => "pass".to_owned(),
            Some(ty) => self
                .value(ty)
                .map_or("raise NotImplementedError".to_owned(), |value| format!("return {value}")),
        };
        let docs = docstring(&function.docs, "        ");
        format!("\n{decorator}    {wait}def {name}({own}{parameters}) -> {hint}:\n{docs}        {body}\n")
    }

    /// A type's hint; the modules of the exports have names of their own here, beside their classes.
    fn ty(&self, ty: Type) -> String {
        let mut text = self.python.ty(ty, Side::Exports, None);
        let both: BTreeSet<String> = self
            .python
            .interfaces(Side::Exports)
            .map(|(_, id)| self.python.module(Side::Exports, id))
            .collect();
        for module in both {
            let imports = |(_, id)| self.python.module(Side::Imports, id) == module;
            if !self.python.interfaces(Side::Imports).any(imports) {
                text = text.replace(&format!("{module}."), &format!("{module}_exports."));
            }
        }
        text
    }

    /// A plain value; `None` when only the stub's writer can make one.
    fn value(&self, ty: Type) -> Option<String> {
        let Type::Id(id) = ty else {
            return match ty {
                Type::Bool => Some("False"),
                Type::F32 | Type::F64 => Some("0.0"),
                Type::String => Some("\"\""),
                Type::Char => Some("\" \""),
                Type::ErrorContext => None,
                _ => Some("0"),
            }
            .map(str::to_owned);
        };
        let name = || self.ty(ty);
        let all = |types: &mut dyn Iterator<Item = Type>| {
            types.map(|ty| self.value(ty)).collect::<Option<Vec<_>>>().map(|values| values.join(", "))
        };
        let mut origin = id;
        while let TypeDefKind::Type(Type::Id(next)) = self.python.resolve.types[origin].kind {
            origin = next;
        }
        Some(match &self.python.resolve.types[origin].kind {
            TypeDefKind::Record(record) => {
                format!("{}({})", name(), all(&mut record.fields.iter().map(|field| field.ty))?)
            }
            TypeDefKind::Tuple(tuple) => {
                let comma = if tuple.types.len() == 1 { "," } else { "" };
                format!("({}{comma})", all(&mut tuple.types.iter().copied())?)
            }
            TypeDefKind::Variant(variant) => {
                let case = variant.cases.first()?;
                format!("{}_{}({})", name(), upper_camel(&case.name), all(&mut case.ty.into_iter())?)
            }
            TypeDefKind::Enum(cases) => {
                format!("{}.{}", name(), cases.cases.first()?.name.replace('-', "_").to_uppercase())
            }
            TypeDefKind::Flags(_) => format!("{}(0)", name()),
            TypeDefKind::List(Type::U8) => "b\"\"".to_owned(),
            TypeDefKind::List(_) => "[]".to_owned(),
            TypeDefKind::Option(_) => "None".to_owned(),
            TypeDefKind::Result(result) => match result.ok {
                Some(ty) => format!("Ok({})", self.value(ty)?),
                None => "Ok(None)".to_owned(),
            },
            TypeDefKind::Type(aliased) => return self.value(*aliased),
            _ => return None,
        })
    }
}

/// Documentation as a docstring.
fn docstring(docs: &Docs, indent: &str) -> String {
    let Some(text) = docs.contents.as_deref().map(str::trim).filter(|text| !text.is_empty()) else {
        return String::new();
    };
    let text = text.replace('\\', "\\\\").replace("\"\"\"", "'''");
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    match lines.as_slice() {
        [only] if !only.ends_with('"') => format!("{indent}\"\"\"{only}\"\"\"\n"),
        lines => {
            let body: String = lines
                .iter()
                .map(|line| if line.is_empty() { "\n".to_owned() } else { format!("{indent}{line}\n") })
                .collect();
            format!("{indent}\"\"\"\n{body}{indent}\"\"\"\n")
        }
    }
}
