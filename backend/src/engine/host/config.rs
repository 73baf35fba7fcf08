//! `wasi:config`: the run's settings by key, as far as the policy names them.

use super::HostState;
use diptych_shared::policy::{Capability, Grant, Ledger, Need};
use generated::wasi::config::store;
use std::collections::BTreeMap;
use wasmtime::component::{HasData, Linker};

mod generated {
    wasmtime::component::bindgen!({
        path: "../shared/wit/wasi/config.wit",
        world: "wasi:config/imports",
        imports: { default: trappable },
    });
}

struct HasConfig;

struct ConfigView<'a> {
    config: &'a BTreeMap<String, String>,
    ledger: &'a mut Ledger,
}

impl HasData for HasConfig {
    type Data<'a> = ConfigView<'a>;
}

fn view(state: &mut HostState) -> ConfigView<'_> {
    ConfigView { config: &state.services.config, ledger: &mut state.ledger }
}

/// Adds the interface.
pub fn add_to_linker(linker: &mut Linker<HostState>) -> wasmtime::Result<()> {
    store::add_to_linker::<HostState, HasConfig>(linker, view)
}

fn denied() -> store::Error {
    store::Error::Upstream("access-denied".to_owned())
}

impl store::Host for ConfigView<'_> {
    fn get(&mut self, key: String) -> wasmtime::Result<Result<Option<String>, store::Error>> {
        if !self.ledger.check(&Grant::name(Capability::Config, key.as_str())) {
            return Ok(Err(denied()));
        }
        Ok(Ok(self.config.get(&key).cloned()))
    }

    /// The granted keys, each of which counts as used.
    fn get_all(&mut self) -> wasmtime::Result<Result<Vec<(String, String)>, store::Error>> {
        if !self.ledger.policy().grants_any(Capability::Config) {
            self.ledger.check(&Grant::whole(Capability::Config));
            return Ok(Err(denied()));
        }
        self.ledger.used_need(&Need::Any(Capability::Config));
        let mut all = Vec::new();
        for (key, value) in self.config {
            let need = Grant::name(Capability::Config, key.as_str());
            if self.ledger.policy().allows(&need) {
                self.ledger.check(&need);
                all.push((key.clone(), value.clone()));
            }
        }
        Ok(Ok(all))
    }
}
