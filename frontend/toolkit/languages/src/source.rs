//! A project that can be compiled in the page: its manifest and WIT, read and found whole.

use crate::has_error;
use diptych_shared::api::diagnostic::Diagnostic;
use diptych_shared::project::{MANIFEST_FILE, Manifest, Project};
use diptych_shared::toolchain::{self, wit};
use wit_parser::WorldId;

/// The project, and what it says of itself.
pub struct Source {
    /// All of it.
    pub project: Project,
    /// Its manifest.
    pub manifest: Manifest,
    /// Its WIT and the world to implement, where there is WIT.
    pub wit: Option<(wit::WitFolder, WorldId)>,
    /// What is to be said of manifest and WIT, none of it an error.
    pub diagnostics: Vec<Diagnostic>,
}

impl Source {
    /// Reads manifest and WIT; diagnostics with an error when one of them is broken.
    pub fn read(project: Project) -> Result<Source, Vec<Diagnostic>> {
        let checked = toolchain::check(&project);
        let diagnostics = checked.diagnostics;
        let (Some(manifest), Ok(folder), false) = (checked.manifest, checked.wit, has_error(&diagnostics))
        else {
            return Err(diagnostics);
        };
        let wit = match folder {
            Some(folder) => {
                let world =
                    wit::select_world(&folder, &manifest, &project).map_err(|diagnostic| vec![diagnostic])?;
                Some((folder, world))
            }
            None => None,
        };
        Ok(Source { project, manifest, wit, diagnostics })
    }

    /// The world, for languages that cannot do without.
    pub fn world(&self) -> Result<(&wit::WitFolder, WorldId), Diagnostic> {
        let message = "there is no world to implement: describe one in `wit/world.wit`";
        match &self.wit {
            Some((folder, world)) => Ok((folder, *world)),
            None => Err(Diagnostic::error(message).in_file(MANIFEST_FILE)),
        }
    }

    /// A diagnostic about the project's entry.
    pub fn about_entry(&self, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error(message).in_file(self.manifest.source.entry.as_str())
    }
}
