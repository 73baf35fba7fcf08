//! `diptych compile`: a project to a component, and what the compiler has to say.

use super::arguments::Compile;
use super::ending::{CliError, Ending};
use super::setup::Setup;
use super::{diagnostics, output, source};
use crate::compilers::{Compilers, languages};
use crate::workbench::{self, Built};
use diptych_shared::api::compile::CompileOutput;
use diptych_shared::project::{Language, Project};
use diptych_shared::report::format_bytes;

/// Whose turn a compile takes: nobody else shares this process.
const CLIENT: &str = "";

/// Compiles, writes the component where that is asked for, and says what came of it.
pub async fn compile(arguments: Compile) -> Result<Ending, CliError> {
    let setup = Setup::new()?;
    let project = source::open(&arguments.project, &setup.config.limits)?;
    let Built { mut output, .. } = built(&setup.compilers()?, &project).await?;
    let component = output.component.take();
    if let (Some(path), Some(component)) = (&arguments.output, &component) {
        output::file(path, component)?;
    }
    if arguments.json {
        output::json(&output)?;
    } else {
        tell(&output, component.map(|component| component.len()));
    }
    Ok(Ending::of(output.component_sha256.is_some()))
}

/// Compiles a project that this machine has the compilers for.
///
/// # Errors
///
/// [`CliError::Host`] when a compiler is not installed: that is not the project's fault.
pub async fn built(compilers: &Compilers, project: &Project) -> Result<Built, CliError> {
    require_compilers(compilers, project)?;
    Ok(workbench::build(compilers, project, CLIENT).await?)
}

fn require_compilers(compilers: &Compilers, project: &Project) -> Result<(), CliError> {
    // What is wrong with a manifest the compile says.
    let Ok(manifest) = project.manifest() else { return Ok(()) };
    if manifest.source.language == Language::Pipeline {
        return Err(CliError::Usage(
            "a pipeline is no component, and its stages are run by the page only: name one of its folders in \
             components/"
                .to_owned(),
        ));
    }
    if let Some(wanted) = languages::find(&manifest) {
        let missing = compilers.toolchains().into_iter().find(|offer| {
            !offer.available && offer.language == wanted.language() && offer.profile == wanted.profile()
        });
        if let Some(missing) = missing {
            return Err(CliError::Host(format!(
                "no compiler for {} is installed here: `{}` brings it, and DIPTYCH_TOOLCHAINS says where it is",
                missing.language.label(),
                missing.install
            )));
        }
    }
    let mut parts = project.component_names().into_iter().filter_map(|name| project.component(&name));
    parts.try_for_each(|part| require_compilers(compilers, &part))
}

/// Says on stderr what a compile said, and what it made.
pub fn tell(output: &CompileOutput, component_bytes: Option<usize>) {
    diagnostics::tell(output);
    let tools = output.toolchain.join(", ");
    match (&output.component_sha256, component_bytes) {
        (Some(sha256), Some(bytes)) => {
            output::note(&format!(
                "made a component of {} with {tools}: sha256 {sha256}",
                format_bytes(bytes as u64)
            ));
        }
        _ => output::note("no component was made"),
    }
}
