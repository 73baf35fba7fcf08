//! The worlds of a project's WIT, what a component of one is called with, and the WASI interfaces to add.

use super::wave::{self, Value};
use super::{inspect, wasi, wit};
use crate::api::diagnostic::Diagnostic;
use crate::api::run::Call;
use crate::api::types::WitType;
use crate::project::{Project, ProjectFile};
use semver::Version;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use wit_parser::{Resolve, WorldId, WorldItem, WorldKey};

/// A world that a project's own package defines, or an interface that one may import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct World {
    /// A world's name in its package; an interface's as an import names it, `wasi:cli/stdout@0.2.12`.
    pub name: String,
    /// Its documentation, of an interface the first sentence; empty when it has none.
    pub docs: String,
    /// The full names of what a world imports: interfaces, functions, types.
    pub imports: Vec<String>,
    /// The full names of what a world exports; an interface's functions.
    pub exports: Vec<String>,
}

/// The worlds of the project's own package, in the order of its WIT; none when there is no WIT.
///
/// # Errors
/// What is wrong with the WIT.
pub fn worlds(project: &Project) -> Result<Vec<World>, Vec<Diagnostic>> {
    let Some(folder) = wit::read(project)? else { return Ok(Vec::new()) };
    let resolve = &folder.resolve;
    let names = |items: &mut dyn Iterator<Item = &WorldKey>| {
        items.map(|key| resolve.name_world_key(key)).collect::<Vec<_>>()
    };
    let world = |(name, id): (&String, &WorldId)| {
        let world = &resolve.worlds[*id];
        World {
            name: name.clone(),
            docs: world.docs.contents.as_deref().unwrap_or_default().trim().to_owned(),
            imports: names(&mut world.imports.keys()),
            exports: names(&mut world.exports.keys()),
        }
    };
    Ok(resolve.packages[folder.package].worlds.iter().map(world).collect())
}

/// A first call for a component of `world`: its first exported function that takes no handle, with
/// zeros, empty texts and lists. `None` for a command, which needs no call, and when there is none such.
pub fn first_call(resolve: &Resolve, world: WorldId) -> Option<Call> {
    let exports = inspect::world_exports(resolve, world);
    let is_command = exports.iter().any(|function| function.export.starts_with("wasi:cli/run@"));
    let callable = exports.iter().filter(|_| !is_command).find(|function| {
        let name = &function.signature.name;
        !name.starts_with('[')
            && function.signature.parameters.iter().all(|parameter| is_plain(&parameter.ty))
    })?;
    let argument = |ty: &WitType| wave::to_text(&wave::default_value(ty));
    let arguments = callable.signature.parameters.iter().map(|parameter| argument(&parameter.ty));
    Some(Call { export: callable.export.clone(), arguments: arguments.collect() })
}

/// Whether a form's first value of the type can be passed: it holds no handle.
fn is_plain(ty: &WitType) -> bool {
    fn holds_no_handle(value: &Value) -> bool {
        match value {
            Value::Handle(_) => false,
            Value::List(items) | Value::Tuple(items) => items.iter().all(holds_no_handle),
            Value::Record(fields) => fields.iter().all(|(_, value)| holds_no_handle(value)),
            Value::Variant(_, value) | Value::Option(value) => {
                value.iter().all(|value| holds_no_handle(value))
            }
            Value::Result(Ok(value) | Err(value)) => value.iter().all(|value| holds_no_handle(value)),
            _ => true,
        }
    }
    let value = wave::default_value(ty);
    holds_no_handle(&value) && wave::parse(ty, &wave::to_text(&value)).is_ok()
}

/// The interfaces of the WASI packages at hand that have functions, for a project: those of a release of
/// WASI 0.2 in the version that the project's WIT names already, else the newest.
pub fn wasi_interfaces(project: &Project) -> Vec<World> {
    let version = named_version(project);
    let mut resolve = Resolve::default();
    let mut found = Vec::new();
    for (file, text) in wasi::PACKAGES {
        let text = version.as_ref().map_or(text.to_owned(), |version| wasi::at_version(text, version));
        // The packages at hand are well-formed at every version, as their tests show.
        let Ok(package) = resolve.push_str(file, &text) else { continue };
        for interface in resolve.packages[package].interfaces.values() {
            let interface_id = *interface;
            let interface = &resolve.interfaces[interface_id];
            // What components give, and no host does.
            if matches!(interface.name.as_deref(), Some("run" | "incoming-handler")) {
                continue;
            }
            if let (Some(name), false) = (resolve.id_of(interface_id), interface.functions.is_empty()) {
                let docs = first_sentence(interface.docs.contents.as_deref().unwrap_or_default());
                let exports = interface.functions.keys().cloned().collect();
                found.push(World { name, docs, imports: Vec::new(), exports });
            }
        }
    }
    found
}

/// The version of WASI 0.2 that the project's WIT names first.
fn named_version(project: &Project) -> Option<Version> {
    let texts = project.files.iter().filter(|(path, _)| path.starts_with("wit/") && path.ends_with(".wit"));
    texts.filter_map(|(_, file)| file.as_text()).find_map(|text| {
        text.match_indices("wasi:").find_map(|(at, _)| {
            let name = text[at..].split([';', '.', '{', '}', ' ', '\n']).next()?;
            name.contains('@').then_some(())?;
            let after = text[at..].split_once('@')?.1;
            let digits = after.strip_prefix("0.2.")?;
            let end = digits.find(|character: char| !character.is_ascii_digit()).unwrap_or(digits.len());
            Version::parse(&format!("0.2.{}", &digits[..end])).ok()
        })
    })
}

fn first_sentence(docs: &str) -> String {
    let paragraph: Vec<&str> = docs.lines().map(str::trim).take_while(|line| !line.is_empty()).collect();
    let text = paragraph.join(" ");
    text.split_once(". ").map_or(text.clone(), |(first, _)| format!("{}.", first.trim_end_matches('.')))
}

/// The WIT file that defines `world`, with `import name;` as the world's first item: path and new text.
/// The text as it is when the world imports that already.
///
/// # Errors
/// Why it cannot be added, for people.
pub fn add_import(project: &Project, world: &str, name: &str) -> Result<(String, String), String> {
    let first = |diagnostics: Vec<Diagnostic>| {
        let message = diagnostics.into_iter().next().map(|diagnostic| diagnostic.message);
        format!("mend the WIT first: {}", message.unwrap_or_default())
    };
    let folder = wit::read(project).map_err(first)?.ok_or("the project has no WIT")?;
    let resolve = &folder.resolve;
    let package = &resolve.packages[folder.package];
    let id = *package.worlds.get(world).ok_or_else(|| format!("there is no world `{world}`"))?;
    let location =
        resolve.source_map.resolve_span(resolve.worlds[id].span).ok_or("the world has no place")?;
    let path = location.path.to_owned();
    let text = project.files.get(&path).and_then(ProjectFile::as_text).ok_or("its file is not there")?;
    if imports(resolve, id).contains(name) {
        return Ok((path, text.to_owned()));
    }
    let brace = text[location.range.start..].find('{').ok_or("the world has no body")?;
    let (before, after) = text.split_at(location.range.start + brace + 1);
    let end = if after.starts_with(['\n', '\r']) { "" } else { "\n " };
    Ok((path, format!("{before}\n  import {name};{end}{after}")))
}

/// The full names of the interfaces that a world imports.
fn imports(resolve: &Resolve, world: WorldId) -> BTreeSet<String> {
    let interfaces = resolve.worlds[world].imports.iter();
    interfaces
        .filter(|(_, item)| matches!(item, WorldItem::Interface { .. }))
        .map(|(key, _)| resolve.name_world_key(key))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{add_import, first_call, wasi_interfaces, worlds};
    use crate::project::{Project, ProjectFile};
    use crate::toolchain::wit;

    fn project(text: &str) -> Project {
        let mut project = Project::default();
        project.files.insert("wit/world.wit".into(), ProjectFile::text(text));
        project
    }

    const TWO: &str = "package a:b;\ninterface i { f: func(); }\n/// Says hello.\nworld one { import i; export g: func(a: list<u8>, b: string) -> u8; }\nworld two {\n  export wasi:cli/run@0.2.6;\n}\n";

    #[test]
    fn worlds_say_what_they_take_and_give() {
        let found = worlds(&project(TWO)).unwrap();
        assert_eq!(found.iter().map(|world| world.name.as_str()).collect::<Vec<_>>(), ["one", "two"]);
        assert_eq!((found[0].docs.as_str(), found[0].imports.len()), ("Says hello.", 1));
        assert_eq!(found[0].exports, ["g"]);
        assert_eq!(found[1].exports, ["wasi:cli/run@0.2.6"]);
        assert_eq!(worlds(&Project::default()), Ok(Vec::new()));
        assert!(worlds(&project("package")).is_err());
    }

    #[test]
    fn a_first_call_takes_plain_values() {
        let folder = wit::read(&project(TWO)).unwrap().unwrap();
        let package = &folder.resolve.packages[folder.package];
        let call = first_call(&folder.resolve, package.worlds["one"]).unwrap();
        assert_eq!((call.export.as_str(), call.arguments), ("g", vec!["[]".to_owned(), "\"\"".to_owned()]));
        assert!(first_call(&folder.resolve, package.worlds["two"]).is_none());
    }

    #[test]
    fn wasi_interfaces_have_the_version_that_the_project_names() {
        let names = |project: &Project| {
            wasi_interfaces(project).into_iter().map(|interface| interface.name).collect::<Vec<_>>()
        };
        assert!(names(&project(TWO)).contains(&"wasi:cli/stdout@0.2.6".to_owned()));
        assert!(names(&Project::default()).contains(&"wasi:random/random@0.2.12".to_owned()));
        assert!(names(&Project::default()).iter().any(|name| name.starts_with("wasi:keyvalue/store@")));
    }

    #[test]
    fn every_wasi_interface_can_be_added() {
        let project = project(TWO);
        for interface in wasi_interfaces(&project) {
            for world in ["one", "two"] {
                let (path, text) = add_import(&project, world, &interface.name).unwrap();
                assert_eq!(path, "wit/world.wit");
                let mut changed = project.clone();
                changed.files.insert(path, ProjectFile::text(text.clone()));
                let found = worlds(&changed).unwrap_or_else(|error| panic!("{error:?}\n{text}"));
                let there = found.iter().find(|found| found.name == world).unwrap();
                assert!(there.imports.contains(&interface.name), "{text}");
                assert_eq!(add_import(&changed, world, &interface.name).unwrap().1, text);
            }
        }
        assert!(add_import(&project, "three", "wasi:io/poll@0.2.6").is_err());
    }
}
