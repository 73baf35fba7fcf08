//! The toolchain's methods about worlds: what a project's WIT defines, and what a language makes of it.

use crate::interop::json::from_js;
use crate::interop::toolchain::{Argument, call};
use diptych_shared::api::compile::CompileOutput;
use diptych_shared::api::diagnostic::Diagnostic;
use diptych_shared::api::inspect::Inspection;
use diptych_shared::project::{Language, MANIFEST_FILE, Project, ProjectFile};
use diptych_shared::toolchain::World;
use std::collections::BTreeMap;

/// The worlds of a project's own package.
pub async fn worlds(project: &Project) -> Result<Vec<World>, String> {
    from_js(&call("worlds", Argument::new().with("project", project)).await?)
}

/// A new project that implements `world` in `language`.
pub async fn component(project: &Project, world: &str, language: Language) -> Result<Project, String> {
    from_js(&call("component", asked(project, world, language)).await?)
}

/// The bindings of `world` in `language`, as files to read.
pub async fn bindings(
    project: &Project,
    world: &str,
    language: Language,
) -> Result<BTreeMap<String, String>, String> {
    // What JavaScript sees is what the transpiler, which the page has anyway, says of it.
    if matches!(language, Language::JavaScript | Language::TypeScript) {
        let mut project = wit_of(project);
        let manifest = format!(
            "format = 1\ntitle = \"\"\n[source]\nlanguage = \"javascript\"\nentry = \"main.js\"\nworld = \"{world}\"\n"
        );
        project.files.insert(MANIFEST_FILE.to_owned(), ProjectFile::text(manifest));
        return from_js(&call("wit_types", Argument::new().with("project", &project)).await?);
    }
    from_js(&call("bindings", asked(project, world, language)).await?)
}

/// What of a component that was built no longer fits the project's world.
pub async fn fit(inspection: &Inspection, project: &Project) -> Result<Vec<Diagnostic>, String> {
    let argument = Argument::new().with("inspection", inspection).with("project", project);
    let output: CompileOutput = from_js(&call("fit", argument).await?)?;
    Ok(output.diagnostics)
}

/// The WASI interfaces at hand for a project.
pub async fn wasi_interfaces(project: &Project) -> Result<Vec<World>, String> {
    from_js(&call("wasi_interfaces", Argument::new().with("project", &wit_of(project))).await?)
}

/// The file that defines `world`, with an import of `name`: its new text by its path.
pub async fn add_import(
    project: &Project,
    world: &str,
    name: &str,
) -> Result<BTreeMap<String, String>, String> {
    let argument =
        Argument::new().with("project", &wit_of(project)).with("world", &world).with("name", &name);
    from_js(&call("add_import", argument).await?)
}

fn asked(project: &Project, world: &str, language: Language) -> Argument {
    Argument::new().with("project", &wit_of(project)).with("world", &world).with("language", &language)
}

/// The project's WIT alone: nothing else of it matters here, and it may be large.
fn wit_of(project: &Project) -> Project {
    let files = project.files.iter().filter(|(path, _)| path.starts_with("wit/"));
    files.map(|(path, file)| (path.clone(), file.clone())).collect()
}
