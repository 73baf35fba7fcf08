//! What was sent as a composition, checked before anything is made of it.

use super::{ExportJob, LinkedJob, LinkedParts, PartJob};
use diptych_shared::api::composition::{ComposedInstance, Composition, PortKind, WireSource};
use diptych_shared::api::inspect::Inspection;
use diptych_shared::api::run::RunSettings;
use diptych_shared::policy::{Policy, policy_table};
use diptych_shared::report::Outcome;
use diptych_shared::toolchain::ResolvedCall;
use diptych_shared::trace::unversioned;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

/// The name of the limit of a composition's instances.
pub const INSTANCES_NAME: &str = "composition-instances";

/// Why a composition is not linked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Nothing runs.
    Ended(Outcome),
    /// It runs as the one component that it was composed to.
    Static(String),
}

fn invalid(why: String) -> Refusal {
    Refusal::Ended(Outcome::Rejected { why: format!("The composition does not fit together: {why}.") })
}

/// What is said where grants of single parts were asked for and the parts cannot be linked.
pub fn grants_need_linking(why: &str) -> Outcome {
    Outcome::Rejected {
        why: format!(
            "Grants of single instances need the composition to be linked part by part, and that cannot be done: {why}."
        ),
    }
}

/// By import, the part and the export that it is wired to.
pub type Wired = BTreeMap<String, (usize, String)>;

/// Checks what can be told without looking into the components; answers, for each part, by import the part
/// and the export it is wired to.
pub fn check(
    linked: &LinkedParts,
    settings: &RunSettings,
    most_instances: u64,
) -> Result<Vec<Wired>, Refusal> {
    let composition = &linked.composition;
    if composition.instances.len() as u64 > most_instances {
        let limit = INSTANCES_NAME.to_owned();
        return Err(Refusal::Ended(Outcome::LimitExceeded { limit, value: most_instances }));
    }
    if composition.instances.is_empty() {
        return Err(invalid("it has no instance".into()));
    }
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut wires = Vec::with_capacity(composition.instances.len());
    let mut static_why = composition.unlinkable();
    for (index, instance) in composition.instances.iter().enumerate() {
        let name = &instance.name;
        if !linked.components.contains_key(&instance.component) {
            return Err(invalid(format!(
                "`{name}` is of a component `{}` that was not sent",
                instance.component
            )));
        }
        let mut sources = BTreeMap::new();
        for wire in &instance.wires {
            let import = &wire.import.name;
            match &wire.source {
                WireSource::Host { import: whole } if unversioned(whole) != unversioned(import) => {
                    static_why.get_or_insert(format!("`{import}` of `{name}` is imported as `{whole}`"));
                }
                WireSource::Host { .. } | WireSource::Expression => {}
                WireSource::Instance { instance: other, export } => {
                    let place = source(composition, &places, name, other, export)?;
                    if !matches!(wire.import.kind, PortKind::Interface | PortKind::Function | PortKind::Type)
                    {
                        static_why.get_or_insert(format!(
                            "`{import}` of `{name}` is neither an interface nor a function"
                        ));
                    }
                    if wire.import.kind != PortKind::Type
                        && sources.insert(import.clone(), (place, export.clone())).is_some()
                    {
                        return Err(invalid(format!("`{import}` of `{name}` is wired twice")));
                    }
                }
            }
        }
        wires.push(sources);
        if places.insert(name, index).is_some() {
            return Err(invalid(format!("two instances are called `{name}`")));
        }
    }
    let mut names = HashSet::new();
    for export in &composition.exports {
        if let WireSource::Instance { instance, export: name } = &export.source {
            source(composition, &places, "the whole", instance, name)?;
        }
        if !names.insert(export.name.as_str()) {
            return Err(invalid(format!("`{}` is exported twice", export.name)));
        }
    }
    if let Some(unknown) = settings.component_grants.keys().find(|name| !places.contains_key(name.as_str())) {
        return Err(invalid(format!("there are grants for `{unknown}`, and no instance is called so")));
    }
    match static_why {
        Some(why) => Err(Refusal::Static(why)),
        None => Ok(wires),
    }
}

/// The place of the instance that something is wired to.
fn source(
    composition: &Composition,
    places: &HashMap<&str, usize>,
    taker: &str,
    instance: &str,
    export: &str,
) -> Result<usize, Refusal> {
    let Some(place) = places.get(instance).copied() else {
        return Err(invalid(format!("`{taker}` is wired to `{instance}`, which does not come before it")));
    };
    let has_export = |found: &ComposedInstance| found.exports.iter().any(|offered| offered.name == export);
    match composition.instances.get(place) {
        Some(found) if has_export(found) => Ok(place),
        _ => Err(invalid(format!("`{instance}` exports no `{export}`"))),
    }
}

/// A component that a part is an instance of: its artifact, and what it imports.
pub struct Prepared {
    /// The serialized component.
    pub artifact: PathBuf,
    /// What it is.
    pub inspection: Arc<Inspection>,
}

/// The runner's job, of what [`check`] answered and the prepared components by name.
pub fn job(
    linked: &LinkedParts,
    wires: Vec<BTreeMap<String, (usize, String)>>,
    components: &BTreeMap<&str, Prepared>,
    settings: &RunSettings,
    calls: &[ResolvedCall],
) -> Result<LinkedJob, Refusal> {
    let composition = &linked.composition;
    let mut parts = Vec::with_capacity(wires.len());
    for (instance, wires) in composition.instances.iter().zip(wires) {
        let Some(prepared) = components.get(instance.component.as_str()) else {
            return Err(invalid(format!("there is no component `{}`", instance.component)));
        };
        let policy = policy_of(&instance.name, settings);
        parts.push(PartJob {
            name: instance.name.clone(),
            artifact: prepared.artifact.clone(),
            policy_table: policy_table(&prepared.inspection, &policy),
            policy,
            wires,
        });
    }
    let mut exports = Vec::new();
    for export in &composition.exports {
        let WireSource::Instance { instance, export: offered } = &export.source else { continue };
        let part = composition.instances.iter().position(|known| known.name == *instance);
        if let Some(part) = part {
            exports.push(ExportJob { name: export.name.clone(), part, export: offered.clone() });
        }
    }
    for call in calls {
        let name = call.interface.as_ref().unwrap_or(&call.function);
        if !exports.iter().any(|export| export.name == *name) {
            return Err(Refusal::Static(format!("no part's export is the whole's `{name}`")));
        }
    }
    Ok(LinkedJob { parts, exports, has_own_grants: has_own_grants(settings) })
}

/// Some instance has grants of its own.
pub fn has_own_grants(settings: &RunSettings) -> bool {
    settings.component_grants.values().any(|policy| !policy.is_empty())
}

/// What an instance may use.
fn policy_of(instance: &str, settings: &RunSettings) -> Policy {
    let own = settings.component_grants.get(instance).into_iter().flat_map(Policy::iter);
    settings.grants.iter().chain(own).cloned().collect()
}

/// What any part may use.
pub fn policy_of_all(settings: &RunSettings) -> Policy {
    let own = settings.component_grants.values().flat_map(Policy::iter);
    settings.grants.iter().chain(own).cloned().collect()
}
