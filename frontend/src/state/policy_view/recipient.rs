//! Whom grants are for: everything, or one instance of a composition with grants of its own.

use diptych_shared::api::composition::{Composition, WireSource};
use diptych_shared::api::inspect::Inspection;
use diptych_shared::policy::{ComposedPolicy, Policy, Preset};
use diptych_shared::project::RunTable;
use diptych_shared::trace::unversioned;

/// Who is granted something.
///
/// The stages of a pipeline are its instances: what is said of these here holds for those.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Recipient {
    /// The component; in a composition every instance.
    #[default]
    All,
    /// The instance of this name, besides what all have.
    Instance(String),
}

impl Recipient {
    /// What was granted to exactly this one.
    pub fn own<'a>(&self, policy: &'a ComposedPolicy) -> Option<&'a Policy> {
        match self {
            Recipient::All => Some(&policy.whole),
            Recipient::Instance(name) => policy.own.get(name),
        }
    }

    /// What it has because all have it.
    pub fn inherited(&self, policy: &ComposedPolicy) -> Policy {
        match self {
            Recipient::All => Policy::default(),
            Recipient::Instance(_) => policy.whole.clone(),
        }
    }

    /// All that it may use.
    pub fn policy(&self, policy: &ComposedPolicy) -> Policy {
        match self {
            Recipient::All => policy.whole.clone(),
            Recipient::Instance(name) => policy.of(name),
        }
    }

    /// `policy` with other grants of exactly this one.
    pub fn with(&self, policy: &ComposedPolicy, grants: Policy) -> ComposedPolicy {
        let (mut whole, mut own) = (policy.whole.clone(), policy.own.clone());
        match self {
            Recipient::All => whole = grants,
            Recipient::Instance(name) => drop(own.insert(name.clone(), grants)),
        }
        ComposedPolicy::new(whole, own)
    }

    /// What a preset grants exactly this one: what it has already is not granted again.
    pub fn preset(&self, preset: Preset, policy: &ComposedPolicy) -> Policy {
        let inherited = self.inherited(policy);
        preset.policy().iter().filter(|grant| !inherited.allows(grant)).cloned().collect()
    }
}

/// The policy as the run table has it.
pub fn composed_policy(table: &RunTable) -> ComposedPolicy {
    ComposedPolicy::new(table.grants.clone(), table.component_grants.clone())
}

/// Writes the policy into the run table. An instance with an empty list keeps it where nothing is said of it.
pub fn set_composed_policy(table: &mut RunTable, policy: ComposedPolicy) {
    table.grants = policy.whole;
    table.component_grants.retain(|name, grants| grants.is_empty() || policy.own.contains_key(name));
    table.component_grants.extend(policy.own);
}

/// An instance that grants can be for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Its name.
    pub instance: String,
    /// How many grants of its own it has.
    pub grants: usize,
    /// Whether the project has it; what the manifest names is taken for known before there is one.
    pub is_known: bool,
}

/// The parts of a project in its order, where they are known, then those that only the manifest names.
pub fn choices(known: Option<&[&str]>, table: &RunTable) -> Vec<Choice> {
    let grants = |name: &str| table.component_grants.get(name).map_or(0, Policy::len);
    let choice = |name: &&str| Choice { instance: (*name).to_owned(), grants: grants(name), is_known: true };
    let mut all: Vec<Choice> = known.unwrap_or_default().iter().map(choice).collect();
    for name in table.component_grants.keys() {
        if !all.iter().any(|choice| choice.instance == *name) {
            all.push(Choice { instance: name.clone(), grants: grants(name), is_known: known.is_none() });
        }
    }
    all
}

/// What `inspection` of the whole says of the imports that one instance takes from the host. An interface that
/// several take is told with the functions of all of them.
pub fn imports_of(inspection: &Inspection, composition: &Composition, instance: &str) -> Inspection {
    let wires = composition.instances.iter().filter(|one| one.name == instance).flat_map(|one| &one.wires);
    let taken: Vec<&str> = wires
        .filter_map(|wire| match &wire.source {
            WireSource::Host { import } => Some(unversioned(import)),
            _ => None,
        })
        .collect();
    let mut narrowed = inspection.clone();
    narrowed.imports.retain(|import| taken.contains(&unversioned(&import.name)));
    for import in &mut narrowed.imports {
        // From whom is no question here.
        import.from.clear();
    }
    narrowed
}
