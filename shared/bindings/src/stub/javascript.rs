//! The stub in JavaScript, and the same with types in TypeScript.

use super::{comment, exports};
use crate::names::{lower_camel, upper_camel};
use diptych_shared::project::Language;
use std::collections::BTreeSet;
use wit_parser::{Function, FunctionKind, Resolve, Type, TypeDefKind, TypeId, WorldId, WorldItem, WorldKey};

/// The text of the module.
pub(super) fn stub(resolve: &Resolve, world: WorldId, language: Language) -> String {
    let name = &resolve.worlds[world].name;
    let mut text = format!("// The world `{name}` in {}.\n", language.label());
    text += &comment(&resolve.worlds[world].docs, "//");
    text += &imports(resolve, world);
    let classes = exports(resolve, world).iter().filter_map(|group| group.resource).collect();
    let writer = Writer { resolve, typed: language == Language::TypeScript, classes };
    let mut names = BTreeSet::new();
    let mut object = String::new();
    for group in exports(resolve, world) {
        let Some(key) = group.key else {
            for function in &group.functions {
                let own = binding(&lower_camel(&function.name), &mut names);
                text += "\n";
                text += &comment(&function.docs, "//");
                let (keyword, end) = exported(&own, &lower_camel(&function.name));
                text += &format!("{keyword}function {own}{}\n{end}", writer.rest(function, ""));
            }
            continue;
        };
        if let Some(resource) = group.resource {
            text += &writer.class(resource, &group.functions, &mut names, &mut object);
            continue;
        }
        let (short, full) = interface_names(resolve, key);
        let is_first = !names.contains(&lower_camel(&short));
        let own = binding(&lower_camel(&short), &mut names);
        text += "\n";
        if let WorldKey::Interface(id) = key {
            text += &comment(&resolve.interfaces[*id].docs, "//");
        }
        // Of interfaces with one name, later ones are exported by their whole name.
        let name = if is_first { lower_camel(&short) } else { format!("{full:?}") };
        let (keyword, end) = exported(&own, &name);
        text += &format!("{keyword}const {own} = {{\n{object}");
        object.clear();
        for function in &group.functions {
            text += &comment(&function.docs, "  //");
            text += &format!("  {}{},\n", lower_camel(function.item_name()), writer.rest(function, "  "));
        }
        text += &format!("}};\n{end}");
    }
    text
}

/// What stands before a declaration of `own` that is exported as `name`, and after it.
fn exported(own: &str, name: &str) -> (&'static str, String) {
    match own == name {
        true => ("export ", String::new()),
        false => ("", format!("export {{ {own} as {name} }};\n")),
    }
}

/// The imports as comments, because a module imports what it uses only.
fn imports(resolve: &Resolve, world: WorldId) -> String {
    let mut lines = String::new();
    for (key, item) in &resolve.worlds[world].imports {
        let WorldItem::Interface { id, .. } = item else { continue };
        let interface = &resolve.interfaces[*id];
        let functions = interface.functions.values().filter(|function| function.kind.resource().is_none());
        let mut all: Vec<String> = functions.map(|function| lower_camel(&function.name)).collect();
        all.extend(
            super::resources(resolve, *id)
                .filter_map(|id| resolve.types[id].name.as_deref().map(upper_camel)),
        );
        if !all.is_empty() {
            lines += &format!("// import {{ {} }} from {:?};\n", all.join(", "), resolve.name_world_key(key));
        }
    }
    match lines.is_empty() {
        true => lines,
        false => format!("\n// What the world imports; take what you need.\n{lines}"),
    }
}

fn interface_names(resolve: &Resolve, key: &WorldKey) -> (String, String) {
    let full = resolve.name_world_key(key);
    let short = full.rsplit('/').next().unwrap_or(&full).split('@').next().unwrap_or_default().to_owned();
    (short, full)
}

/// A name of our own for `name`: not reserved, and not taken.
fn binding(name: &str, names: &mut BTreeSet<String>) -> String {
    let mut own = identifier(name);
    while !names.insert(own.clone()) {
        own.push('_');
    }
    own
}

/// Words that cannot name a function or parameter of a module.
const RESERVED: &str = " arguments await break case catch class const continue debugger default delete do else enum \
    eval export extends false finally for function if implements import in instanceof interface let new null \
    package private protected public return static super switch this throw true try typeof var void while with yield ";

fn identifier(name: &str) -> String {
    if RESERVED.contains(&format!(" {name} ")) { format!("{name}_") } else { name.to_owned() }
}

/// Writes functions and classes, with types where they are wanted.
pub(super) struct Writer<'a> {
    pub(super) resolve: &'a Resolve,
    typed: bool,
    /// The resources that are classes of the module.
    pub(super) classes: BTreeSet<TypeId>,
}

impl Writer<'_> {
    /// A resource as a class; `object` gets the line that exports it.
    fn class(
        &self,
        resource: TypeId,
        functions: &[&Function],
        names: &mut BTreeSet<String>,
        object: &mut String,
    ) -> String {
        let definition = &self.resolve.types[resource];
        let exported = upper_camel(definition.name.as_deref().unwrap_or_default());
        let own = binding(&exported, names);
        let mut text = format!("\n{}class {own} {{\n", comment(&definition.docs, "//"));
        for function in functions {
            text += &comment(&function.docs, "  //");
            let name = lower_camel(function.item_name());
            let head = match function.kind {
                FunctionKind::Constructor(_) => "constructor".to_owned(),
                FunctionKind::Static(_) | FunctionKind::AsyncStatic(_) => format!("static {name}"),
                _ => name,
            };
            text += &format!("  {head}{}\n", self.rest(function, "  "));
        }
        *object += &if exported == own { format!("  {own},\n") } else { format!("  {exported}: {own},\n") };
        text + "}\n"
    }

    /// Parameters and body of a function.
    fn rest(&self, function: &Function, indent: &str) -> String {
        let is_method = matches!(function.kind, FunctionKind::Method(_) | FunctionKind::AsyncMethod(_));
        let is_constructor = matches!(function.kind, FunctionKind::Constructor(_));
        let parameters: Vec<String> = function
            .params
            .iter()
            .skip(usize::from(is_method))
            .map(|parameter| {
                let name = identifier(&lower_camel(&parameter.name));
                if self.typed { format!("{name}: {}", self.ty(parameter.ty)) } else { name }
            })
            .collect();
        let parameters = parameters.join(", ");
        if is_constructor {
            return format!("({parameters}) {{}}");
        }
        // What a function's result fails with is thrown.
        let result = function.result.map(|ty| self.ok_of(ty));
        let ty = match result {
            _ if !self.typed => String::new(),
            Some(Some(ty)) => format!(": {}", self.ty(ty)),
            _ => ": void".to_owned(),
        };
        let body = match result {
            Some(Some(ty)) => match self.value(ty) {
                Some(value) => format!("return {value};"),
                None => format!("throw new Error(\"`{}` is not implemented\");", function.name),
            },
            _ => return format!("({parameters}){ty} {{}}"),
        };
        format!("({parameters}){ty} {{\n{indent}  {body}\n{indent}}}")
    }

    /// The type that a function with this result returns.
    fn ok_of(&self, ty: Type) -> Option<Type> {
        match ty {
            Type::Id(id) => match &self.resolve.types[id].kind {
                TypeDefKind::Result(result) => result.ok,
                TypeDefKind::Type(aliased) => self.ok_of(*aliased),
                _ => Some(ty),
            },
            _ => Some(ty),
        }
    }

    /// A plain value; `None` when only the stub's writer can make one.
    fn value(&self, ty: Type) -> Option<String> {
        let Type::Id(id) = ty else {
            return match ty {
                Type::Bool => Some("false"),
                Type::U64 | Type::S64 => Some("0n"),
                Type::Char => Some("\" \""),
                Type::String => Some("\"\""),
                Type::ErrorContext => None,
                _ => Some("0"),
            }
            .map(str::to_owned);
        };
        Some(match &self.resolve.types[id].kind {
            TypeDefKind::Record(record) => {
                let fields = record
                    .fields
                    .iter()
                    .map(|field| Some(format!("{}: {}", lower_camel(&field.name), self.value(field.ty)?)))
                    .collect::<Option<Vec<_>>>()?;
                format!("{{ {} }}", fields.join(", "))
            }
            TypeDefKind::Tuple(tuple) => {
                let values = tuple.types.iter().map(|ty| self.value(*ty)).collect::<Option<Vec<_>>>()?;
                format!("[{}]", values.join(", "))
            }
            TypeDefKind::Variant(variant) => {
                let case = variant.cases.first()?;
                match case.ty {
                    Some(ty) => format!("{{ tag: {:?}, val: {} }}", case.name, self.value(ty)?),
                    None => format!("{{ tag: {:?} }}", case.name),
                }
            }
            TypeDefKind::Enum(cases) => format!("{:?}", cases.cases.first()?.name),
            TypeDefKind::Flags(_) => "{}".to_owned(),
            TypeDefKind::Option(_) => "null".to_owned(),
            TypeDefKind::Result(result) => match result.ok {
                Some(ty) => format!("{{ tag: \"ok\", val: {} }}", self.value(ty)?),
                None => "{ tag: \"ok\", val: undefined }".to_owned(),
            },
            TypeDefKind::List(Type::U8) => "new Uint8Array()".to_owned(),
            TypeDefKind::List(_) => "[]".to_owned(),
            TypeDefKind::Type(aliased) => return self.value(*aliased),
            _ => return None,
        })
    }
}
