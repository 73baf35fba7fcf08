//! Resources that parts define, as the other parts have them: a type of the host's own for each, and a table
//! of the definers' handles.

use crate::engine::host::Ending;
use crate::engine::settings;
use std::sync::Arc;
use wasmtime::component::{ResourceAny, ResourceType};

/// A resource that a part defines.
#[derive(Clone, Debug)]
pub struct Kind {
    /// Its bare name.
    pub name: Arc<str>,
    /// The part that defines it.
    pub definer: usize,
    /// The interface in which that part exports it; absent for the world's root.
    pub interface: Option<String>,
    /// Its type in the definer, once that is instantiated.
    pub defined: Option<ResourceType>,
}

/// In which of its two types a handle is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The definer's own.
    Defined,
    /// The host's, which every other part imports.
    Proxy,
}

/// A handle of the definer's that the others have a number for.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The definer's handle, which the host owns.
    pub handle: ResourceAny,
    /// Counts the resources that were given to others.
    pub serial: u64,
}

/// Every resource that crosses between parts.
#[derive(Debug, Default)]
pub struct Resources {
    kinds: Vec<Kind>,
    entries: Vec<Option<Entry>>,
    free: Vec<u32>,
    given: u64,
}

impl Resources {
    /// No handles yet of these.
    pub fn new(kinds: Vec<Kind>) -> Resources {
        Resources { kinds, ..Resources::default() }
    }

    /// A kind by its number.
    pub fn kind(&self, kind: usize) -> Option<&Kind> {
        self.kinds.get(kind)
    }

    /// Says under which type the definer knows a kind.
    pub fn define(&mut self, kind: usize, ty: Option<ResourceType>) {
        if let Some(kind) = self.kinds.get_mut(kind) {
            kind.defined = ty;
        }
    }

    /// The type that all parts but the definer import.
    pub fn proxy_type(kind: usize) -> ResourceType {
        ResourceType::host_dynamic(number(kind))
    }

    /// Which kind of which form a handle's type is; `None` for the host's own resources.
    pub fn form(&self, ty: ResourceType) -> Option<(usize, Form)> {
        self.kinds.iter().enumerate().find_map(|(index, kind)| {
            if ty == Resources::proxy_type(index) {
                Some((index, Form::Proxy))
            } else if kind.defined == Some(ty) {
                Some((index, Form::Defined))
            } else {
                None
            }
        })
    }

    /// Keeps a definer's handle, and answers the number that stands for it.
    pub fn insert(&mut self, handle: ResourceAny) -> Result<(u32, Entry), Ending> {
        if self.entries.len() - self.free.len() >= settings::RESOURCE_HANDLES {
            let limit = settings::RESOURCE_HANDLES_NAME;
            return Err(Ending::Limit { limit, value: settings::RESOURCE_HANDLES as u64 });
        }
        let entry = Entry { handle, serial: self.given };
        self.given += 1;
        let rep = match self.free.pop() {
            Some(rep) => {
                self.entries[rep as usize] = Some(entry);
                rep
            }
            None => {
                self.entries.push(Some(entry));
                number(self.entries.len() - 1)
            }
        };
        Ok((rep, entry))
    }

    /// What a number stands for.
    pub fn get(&self, rep: u32) -> wasmtime::Result<Entry> {
        let entry = self.entries.get(rep as usize).copied().flatten();
        entry.ok_or_else(|| wasmtime::format_err!("no resource of a part has this handle"))
    }

    /// The same, which is over then.
    pub fn remove(&mut self, rep: u32) -> wasmtime::Result<Entry> {
        let entry = self.get(rep)?;
        self.entries[rep as usize] = None;
        self.free.push(rep);
        Ok(entry)
    }
}

/// As wasmtime counts; tables are bounded far below.
pub fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
