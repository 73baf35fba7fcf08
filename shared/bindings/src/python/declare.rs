//! The modules that componentize-py makes of a world, to read: what is imported to call, and the classes to implement.

use super::{Python, Side, snake};
use crate::Generated;
use crate::names::upper_camel;
use std::collections::BTreeMap;
use wit_parser::{
    Docs, Function, FunctionKind, InterfaceId, Resolve, TypeDefKind, TypeId, WorldId, WorldItem,
};

/// `wit_world/__init__.pyi`, and a module for each interface below `imports` and `exports`.
pub(crate) fn bindings(resolve: &Resolve, world: WorldId) -> Generated {
    let python = Python { resolve, world };
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    let mut classes = String::new();
    for side in [Side::Imports, Side::Exports] {
        let folder = if side == Side::Imports { "imports" } else { "exports" };
        for (_, id) in python.interfaces(side) {
            let here = Some((side, id));
            let interface = &resolve.interfaces[id];
            let mut text = docstring(&interface.docs, "");
            for ty in interface.types.values() {
                text += &declaration(&python, *ty, side, here);
            }
            let functions: Vec<&Function> =
                interface.functions.values().filter(|function| function.kind.resource().is_none()).collect();
            if side == Side::Imports {
                for function in &functions {
                    text += "\n";
                    text += &one(&python, function, side, here, "");
                }
            } else if !functions.is_empty() {
                classes += &format!("\nclass {}(Protocol):\n", python.class(id));
                for function in &functions {
                    classes += &one(&python, function, side, None, "    ");
                }
            }
            if !text.is_empty() {
                files.insert(format!("wit_world/{folder}/{}.pyi", python.module(side, id)), text);
            }
        }
    }
    if !classes.is_empty() {
        files.insert("wit_world/exports/__init__.pyi".to_owned(), classes);
    }
    files.insert("wit_world/__init__.pyi".to_owned(), root(&python));
    let about = "# What componentize-py makes of this world, for reading.\n";
    let files = files.into_iter().map(|(path, text)| (path, format!("{about}{text}").into_bytes()));
    Generated { files: files.collect() }
}

/// The world's own types and functions.
fn root(python: &Python) -> String {
    let world = &python.resolve.worlds[python.world];
    let mut text = docstring(&world.docs, "");
    for item in world.imports.values() {
        match item {
            WorldItem::Type { id, .. } => text += &declaration(python, *id, Side::Imports, None),
            WorldItem::Function(function) => {
                text += "\n";
                text += &one(python, function, Side::Imports, None, "");
            }
            WorldItem::Interface { .. } => {}
        }
    }
    let functions = world.exports.values().filter_map(|item| match item {
        WorldItem::Function(function) => Some(function),
        _ => None,
    });
    let functions: String =
        functions.map(|function| one(python, function, Side::Exports, None, "    ")).collect();
    if !functions.is_empty() {
        text += &format!("\nclass WitWorld(Protocol):\n{functions}");
    }
    text
}

/// What declares a type; nothing where it is another module's or has no name in Python.
fn declaration(python: &Python, id: TypeId, side: Side, here: Option<(Side, InterfaceId)>) -> String {
    let definition = &python.resolve.types[id];
    let (home, origin) = python.home(id, side);
    if home != here || origin != id {
        return String::new();
    }
    let name = upper_camel(definition.name.as_deref().unwrap_or_default());
    let docs = docstring(&definition.docs, "    ");
    let field = |name: &str, ty| format!("    {}: {}\n", snake(name), python.ty(ty, side, here));
    match &definition.kind {
        TypeDefKind::Record(record) => {
            let fields: String = record.fields.iter().map(|each| field(&each.name, each.ty)).collect();
            format!("\n@dataclass\nclass {name}:\n{docs}{fields}")
        }
        TypeDefKind::Variant(variant) => {
            let case = |case: &wit_parser::Case| {
                let body = case.ty.map_or("    pass\n".to_owned(), |ty| field("value", ty));
                format!(
                    "\n@dataclass\nclass {name}_{}:\n{}{body}",
                    upper_camel(&case.name),
                    docstring(&case.docs, "    ")
                )
            };
            let cases: String = variant.cases.iter().map(case).collect();
            let names: Vec<String> =
                variant.cases.iter().map(|case| format!("{name}_{}", upper_camel(&case.name))).collect();
            format!("{cases}\n{name} = Union[{}]\n", names.join(", "))
        }
        TypeDefKind::Enum(cases) => {
            let cases = cases.cases.iter().enumerate();
            let cases: String =
                cases.map(|(at, case)| format!("    {} = {at}\n", screaming(&case.name))).collect();
            format!("\nclass {name}(Enum):\n{docs}{cases}")
        }
        TypeDefKind::Flags(flags) => {
            let flags: String =
                flags.flags.iter().map(|flag| format!("    {} = auto()\n", screaming(&flag.name))).collect();
            format!("\nclass {name}(Flag):\n{docs}{flags}")
        }
        TypeDefKind::Resource => {
            let functions = here
                .into_iter()
                .flat_map(|(_, interface)| python.resolve.interfaces[interface].functions.values());
            let own: String = functions
                .filter(|function| function.kind.resource() == Some(id))
                .map(|function| one(python, function, side, here, "    "))
                .collect();
            let base = if side == Side::Exports { "(Protocol)" } else { "" };
            // An imported one is given back at the end of a `with`.
            let with = if side == Side::Imports {
                "    def __enter__(self) -> Self: ...\n    def __exit__(self, *args) -> None: ...\n"
            } else {
                ""
            };
            format!("\nclass {name}{base}:\n{docs}{own}{with}")
        }
        _ => String::new(),
    }
}

fn one(
    python: &Python,
    function: &Function,
    side: Side,
    here: Option<(Side, InterfaceId)>,
    indent: &str,
) -> String {
    let is_method = matches!(function.kind, FunctionKind::Method(_) | FunctionKind::AsyncMethod(_));
    let is_static = matches!(function.kind, FunctionKind::Static(_) | FunctionKind::AsyncStatic(_));
    let is_constructor = matches!(function.kind, FunctionKind::Constructor(_));
    let own = match (indent.is_empty(), is_static) {
        (true, _) => None,
        (false, true) => Some("cls".to_owned()),
        (false, false) => Some("self".to_owned()),
    };
    let parameters = function.params.iter().skip(usize::from(is_method));
    let parameters = parameters
        .map(|parameter| format!("{}: {}", snake(&parameter.name), python.ty(parameter.ty, side, here)));
    let parameters: Vec<String> = own.into_iter().chain(parameters).collect();
    let name = if is_constructor { "__init__".to_owned() } else { snake(function.item_name()) };
    let returned = if is_constructor { None } else { python.returned(function.result) };
    let hint = returned.map_or("None".to_owned(), |ty| python.ty(ty, side, here));
    let decorator = if is_static { format!("{indent}@classmethod\n") } else { String::new() };
    let wait = if function.kind.is_async() { "async " } else { "" };
    let head = format!("{decorator}{indent}{wait}def {name}({}) -> {hint}:", parameters.join(", "));
    match docstring(&function.docs, &format!("{indent}    ")) {
        docs if docs.is_empty() => format!("{head} ...\n"),
        docs => format!("{head}\n{docs}"),
    }
}

fn screaming(kebab: &str) -> String {
    kebab.replace('-', "_").to_uppercase()
}

fn docstring(docs: &Docs, indent: &str) -> String {
    let text = docs.contents.as_deref().unwrap_or_default().trim();
    let text = text.replace('\\', "\\\\").replace("\"\"\"", "'''");
    let body: String = text.lines().map(|line| format!("{indent}{}\n", line.trim())).collect();
    if body.is_empty() { body } else { format!("{indent}\"\"\"\n{body}{indent}\"\"\"\n") }
}
