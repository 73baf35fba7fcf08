//! `diptych compose`: a composition encoded as one component.

use super::arguments::Compose;
use super::compile::{built, tell};
use super::ending::{CliError, Ending};
use super::setup::Setup;
use super::{output, source};
use diptych_shared::project::Language;

/// Compiles the parts, composes them, writes what they are together.
pub async fn compose(arguments: Compose) -> Result<Ending, CliError> {
    let setup = Setup::new()?;
    let project = source::open(&arguments.project, &setup.config.limits)?;
    match project.manifest().map(|manifest| manifest.source.language) {
        Ok(Language::Wac) => {}
        Ok(language) => {
            return Err(CliError::Usage(format!(
                "{} is no composition: its language is {}, and `diptych compile` makes its component",
                arguments.project,
                language.name()
            )));
        }
        Err(error) => return Err(CliError::Project(error.to_string())),
    }
    let mut output = built(&setup.compilers()?, &project).await?.output;
    let component = output.component.take();
    if let Some(component) = &component {
        output::file(&arguments.output, component)?;
    }
    tell(&output, component.as_ref().map(|component| component.len()));
    Ok(Ending::of(component.is_some()))
}
