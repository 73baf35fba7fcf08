//! AssemblyScript: its bindings before its compiler, and the component after.

use crate::prepared::{Content, Plan, Prepared, Printed};
use crate::source::Source;
use diptych_bindings::assemblyscript::{self, ARGUMENTS, FOLDER};
use diptych_shared::api::diagnostic::Diagnostic;
use diptych_shared::project::{Language, ProjectFile};
use diptych_shared::toolchain::{StringEncoding, diagnostics, encode};
use std::collections::BTreeMap;

/// Where the compiler puts the module.
const MODULE: &str = "module.wasm";

/// The project's sources, the bindings of its world, and the command line.
pub fn prepare(source: &Source) -> Result<Prepared, Vec<Diagnostic>> {
    let mut files = BTreeMap::new();
    let own = format!("{FOLDER}/");
    let entry = &source.manifest.source.entry;
    // A project's own bindings may be of another day.
    let sources =
        source.project.files.iter().filter(|(path, _)| path.ends_with(".ts") && !path.starts_with(&own));
    for (path, file) in sources {
        match file {
            ProjectFile::Text(text) => files.insert(path.clone(), Content::Text(text.clone())),
            ProjectFile::Base64(_) => {
                return Err(vec![Diagnostic::error("this is not UTF-8 text").in_file(path.as_str())]);
            }
        };
    }
    let (folder, world) = source.world().map_err(|diagnostic| vec![diagnostic])?;
    let generated = assemblyscript::bindings(&folder.resolve, world, entry)
        .map_err(|error| vec![source.about_entry(format!("{error:#}"))])?;
    for (path, text) in generated.files {
        files.insert(path, Content::Text(String::from_utf8_lossy(&text).into_owned()));
    }
    let mut arguments: Vec<String> = ARGUMENTS.iter().map(|argument| (*argument).to_owned()).collect();
    arguments.extend(["--outFile".to_owned(), MODULE.to_owned()]);
    Ok(Prepared { language: Language::AssemblyScript, files, plan: Plan::AssemblyScript { arguments } })
}

/// What the compiler said.
pub fn printed(source: &Source, printed: String) -> Printed {
    let diagnostics = diagnostics::assemblyscript::diagnostics(&printed, &source.project);
    Printed { diagnostics, raw_output: printed }
}

/// The component of what the compiler made; the error is for people.
pub fn component(source: &Source, module: &[u8]) -> Result<Vec<u8>, String> {
    let (folder, world) = source.world().map_err(|diagnostic| diagnostic.message)?;
    let module =
        assemblyscript::finish(module, &folder.resolve, world).map_err(|error| format!("{error:#}"))?;
    encode(&module, folder, world, StringEncoding::UTF16)
}
