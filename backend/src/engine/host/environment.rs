//! `wasi:cli/environment`: the run's variables, as far as they are granted by name, and its arguments.

use super::HostState;
use diptych_shared::api::run::RunSettings;
use diptych_shared::policy::{Capability, Grant, Ledger};
use wasmtime::component::{HasData, Linker};
use wasmtime_wasi::p2::bindings::cli::environment;

/// What a run's guest may know of its surroundings. Nothing of the machine's is in it.
#[derive(Debug)]
pub struct Environment {
    /// The variables that are granted.
    variables: Vec<(String, String)>,
    /// The program's name, then the run's arguments.
    arguments: Vec<String>,
}

impl Environment {
    /// The environment of a run.
    pub fn new(settings: &RunSettings) -> Environment {
        let granted = |name: &str| settings.grants.allows(&Grant::name(Capability::Environment, name));
        let variables = settings.environment.iter().filter(|(name, _)| granted(name));
        let program = std::iter::once("component".to_owned());
        Environment {
            variables: variables.map(|(name, value)| (name.clone(), value.clone())).collect(),
            arguments: program.chain(settings.arguments.iter().cloned()).collect(),
        }
    }
}

struct HasEnvironment;

struct EnvironmentView<'a> {
    environment: &'a Environment,
    ledger: &'a mut Ledger,
}

impl HasData for HasEnvironment {
    type Data<'a> = EnvironmentView<'a>;
}

fn view(state: &mut HostState) -> EnvironmentView<'_> {
    EnvironmentView { environment: &state.environment, ledger: &mut state.ledger }
}

/// Adds the interface.
pub fn add_to_linker(linker: &mut Linker<HostState>) -> wasmtime::Result<()> {
    environment::add_to_linker::<HostState, HasEnvironment>(linker, view)
}

impl environment::Host for EnvironmentView<'_> {
    fn get_environment(&mut self) -> wasmtime::Result<Vec<(String, String)>> {
        for (name, _) in &self.environment.variables {
            self.ledger.check(&Grant::name(Capability::Environment, name.clone()));
        }
        Ok(self.environment.variables.clone())
    }

    fn get_arguments(&mut self) -> wasmtime::Result<Vec<String>> {
        Ok(self.environment.arguments.clone())
    }

    fn initial_cwd(&mut self) -> wasmtime::Result<Option<String>> {
        Ok(None)
    }
}
