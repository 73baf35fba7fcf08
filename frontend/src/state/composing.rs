//! What the page knows of the open composition: its compiled parts, and what its text says.

use super::session::Part;
use diptych_shared::api::composition::Composition;
use diptych_shared::api::diagnostic::Diagnostic;
use diptych_shared::project::Project;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// The open composition's signals.
#[derive(Clone, Copy)]
pub struct Composing {
    /// What the text composes, as it last resolved.
    pub composition: RwSignal<Option<Composition>>,
    /// Why it does not resolve now.
    pub stale: RwSignal<Option<String>>,
    /// What fits what in it, as the composer told it: the JSON text of a `Wiring`.
    pub wiring: RwSignal<Option<String>>,
    /// The components as they were last compiled.
    pub parts: StoredValue<BTreeMap<String, Part>>,
    /// The components that did not compile: from what, and why.
    pub broken: StoredValue<BTreeMap<String, (Project, Vec<Diagnostic>)>>,
    /// The instance whose grants the form shows; `None` for those of all.
    pub grants_of: RwSignal<Option<String>>,
    /// Counts how often somebody pointed at the form of grants.
    pub grants_pointed_at: RwSignal<u32>,
    /// The form shows what *Tighten* would change.
    pub proposes_least: RwSignal<bool>,
    /// The project all this is of.
    pub project: StoredValue<String>,
}

impl Composing {
    /// Nothing is known.
    pub fn new() -> Self {
        Composing {
            composition: RwSignal::new(None),
            stale: RwSignal::new(None),
            wiring: RwSignal::new(None),
            parts: StoredValue::new(BTreeMap::new()),
            broken: StoredValue::new(BTreeMap::new()),
            grants_of: RwSignal::new(None),
            grants_pointed_at: RwSignal::new(0),
            proposes_least: RwSignal::new(false),
            project: StoredValue::new(String::new()),
        }
    }

    /// Points at the form of grants, at those of `instance` or of all.
    pub fn show_grants(self, instance: Option<String>) {
        self.grants_of.set(instance);
        self.grants_pointed_at.update(|times| *times = times.wrapping_add(1));
    }

    /// Forgets another project's.
    pub fn of(self, project: &str) {
        if self.project.with_value(|known| known == project) {
            return;
        }
        self.project.set_value(project.to_owned());
        self.composition.set(None);
        self.stale.set(None);
        self.wiring.set(None);
        self.parts.set_value(BTreeMap::new());
        self.broken.set_value(BTreeMap::new());
        self.grants_of.set(None);
        self.proposes_least.set(false);
    }
}
