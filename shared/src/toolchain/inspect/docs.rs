//! Doc comments for a component's functions from where its WIT is: compilers leave them out of components.

use crate::api::inspect::Inspection;
use crate::project::Project;
use crate::toolchain::{manifest_check, wasi, wit};
use std::collections::BTreeMap;
use wit_parser::{Function, Resolve, WorldItem};

/// What docs are found by: the interface's name without its version, and the function's.
type Place = (String, String);

/// The name under which functions of the world itself are found.
const ROOT: &str = "$root";

/// Gives functions that have no docs those of `project`'s WIT, which the component was made for, and
/// those of the WASI packages at hand.
pub fn add_docs(inspection: &mut Inspection, project: Option<&Project>) {
    let mut docs = wasi_docs();
    if let Some(project) = project {
        docs.extend(project_docs(project));
    }
    let find = |interface: &str, function: &str| {
        let bare = interface.split('@').next().unwrap_or_default();
        docs.get(&(bare.to_owned(), function.to_owned())).cloned()
    };
    for import in &mut inspection.imports {
        for function in import.functions.iter_mut().filter(|function| function.docs.is_none()) {
            function.docs = find(&import.name, &function.name);
        }
    }
    for export in inspection.exports.iter_mut().filter(|export| export.signature.docs.is_none()) {
        let interface = export.interface.as_deref().unwrap_or(ROOT);
        export.signature.docs = find(interface, &export.signature.name);
    }
}

fn wasi_docs() -> BTreeMap<Place, String> {
    let mut resolve = Resolve::default();
    for (file, text) in wasi::PACKAGES {
        // The packages at hand are well-formed, as their tests show.
        if resolve.push_str(file, text).is_err() {
            break;
        }
    }
    interface_docs(&resolve)
}

fn project_docs(project: &Project) -> BTreeMap<Place, String> {
    let Ok(Some(folder)) = wit::read(project) else { return BTreeMap::new() };
    let mut docs = interface_docs(&folder.resolve);
    let (Some(manifest), _) = manifest_check::check(project) else { return docs };
    let Ok(world) = wit::select_world(&folder, &manifest, project) else { return docs };
    let world = &folder.resolve.worlds[world];
    for (key, item) in world.imports.iter().chain(&world.exports) {
        match item {
            WorldItem::Function(function) => add(&mut docs, ROOT, function),
            // One that is written in the world has no name of its own.
            WorldItem::Interface { id, .. } => {
                let name = folder.resolve.name_world_key(key);
                for function in folder.resolve.interfaces[*id].functions.values() {
                    add(&mut docs, &name, function);
                }
            }
            WorldItem::Type { .. } => {}
        }
    }
    docs
}

fn interface_docs(resolve: &Resolve) -> BTreeMap<Place, String> {
    let mut docs = BTreeMap::new();
    for (id, interface) in resolve.interfaces.iter() {
        if let Some(name) = resolve.id_of(id) {
            for function in interface.functions.values() {
                add(&mut docs, &name, function);
            }
        }
    }
    docs
}

fn add(docs: &mut BTreeMap<Place, String>, interface: &str, function: &Function) {
    if let Some(text) = &function.docs.contents {
        let bare = interface.split('@').next().unwrap_or_default();
        docs.insert((bare.to_owned(), function.name.clone()), text.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::add_docs;
    use crate::project::{Project, ProjectFile};
    use crate::toolchain::{compile, inspect};

    #[test]
    fn docs_come_from_the_project_and_from_wasi() {
        let mut project = Project::default();
        let files = [
            (
                "diptych.toml",
                "format = 1\ntitle = \"Docs\"\n[source]\nlanguage = \"wat\"\nentry = \"main.wat\"\n",
            ),
            (
                "main.wat",
                "(module (import \"wasi:random/random@0.2.6\" \"get-random-u64\" (func (result i64))) \
                 (func (export \"plain\")) (func (export \"t:docs/inside#deep\")) (func (export \"bare\")))",
            ),
            (
                "wit/world.wit",
                "package t:docs;\ninterface inside {\n  /// Goes deep.\n  deep: func();\n}\nworld w {\n  \
                 import wasi:random/random@0.2.6;\n  export inside;\n  /// Is plain.\n  export plain: func();\n  \
                 export bare: func();\n}\n",
            ),
        ];
        for (path, text) in files {
            project.files.insert(path.into(), ProjectFile::text(text));
        }
        let output = compile(&project);
        let bytes = output.component.unwrap_or_else(|| panic!("{:?}", output.diagnostics)).0;
        let mut inspection = inspect(&bytes).unwrap();
        let docs = |inspection: &crate::api::inspect::Inspection| {
            let exports = inspection.exports.iter().map(|export| &export.signature);
            let functions = exports.chain(inspection.imports.iter().flat_map(|import| &import.functions));
            functions.map(|function| (function.name.clone(), function.docs.clone())).collect::<Vec<_>>()
        };
        add_docs(&mut inspection, Some(&project));
        let found = docs(&inspection);
        let of = |name: &str| found.iter().find(|(other, _)| other == name).unwrap().1.as_deref();
        assert_eq!((of("plain"), of("deep"), of("bare")), (Some("Is plain."), Some("Goes deep."), None));
        assert!(of("get-random-u64").is_some_and(|docs| docs.contains("random")), "{found:?}");
    }
}
