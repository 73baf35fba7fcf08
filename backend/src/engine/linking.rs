//! How a runner puts together what its job calls: one component, or a composition's parts one by one.

use super::host::{HostState, Ledgers};
use super::linked::LinkedJob;
use super::linked::check::grants_need_linking;
use super::linked::plan::{Plan, PlanError, plan};
use super::linked::pre::LinkedPre;
use super::measure;
use super::program::Program;
use super::protocol::{RunJob, TracedEnd};
use super::tracer::provider::HostFunction;
use super::tracer::targets::{Caller, Targets};
use super::tracer::{self, rows};
use diptych_shared::api::run::RunMode;
use diptych_shared::policy::PolicyRow;
use diptych_shared::report::{CompositionKind, CompositionReport, Outcome, PartNeeds};
use std::collections::BTreeSet;
use std::sync::Arc;
use wasmtime::component::{Component, Func, Linker};
use wasmtime::{Engine, Store};

/// Everything of a runner that does not depend on the job.
pub struct Ready {
    /// The engine.
    pub engine: Engine,
    /// The host's functions.
    pub functions: Vec<HostFunction>,
    /// The host.
    pub plain: Linker<HostState>,
    /// The host with every function traced.
    pub traced: Linker<HostState>,
    /// The traced run's store, in which the provider is.
    pub store: Store<HostState>,
    /// The provider's functions.
    pub provider: Vec<Func>,
}

/// A job's program, linked for the traced run.
pub struct Linking {
    /// What the traced run calls.
    pub traced: Program,
    /// What its calls can be of.
    pub targets: Arc<Targets>,
    whole: Component,
    /// The policy for the whole.
    rows: Vec<PolicyRow>,
    plan: Option<Arc<Plan>>,
    composition: Option<CompositionReport>,
}

/// Links what the job asks for. An error is the end of a run in which nothing ran.
pub fn link(
    ready: &mut Ready,
    whole: Component,
    parts: Vec<Component>,
    job: &RunJob,
) -> Result<Linking, Box<TracedEnd>> {
    let rows = rows::rows(&ready.functions, &job.policy_table);
    let mut composition = None;
    if let Some(linked) = &job.linked {
        match link_parts(ready, linked, parts) {
            Ok((pre, plan, targets)) => {
                let (timed, why) = match linked.has_own_grants {
                    true => (CompositionKind::Linked, Some(OWN_GRANTS.to_owned())),
                    false => (CompositionKind::Static, None),
                };
                composition = Some(report(CompositionKind::Linked, timed, why));
                let (traced, targets, plan) = (Program::Linked(pre), Arc::new(targets), Some(plan));
                return Ok(Linking { traced, targets, whole, rows, plan, composition });
            }
            Err(PlanError::Invalid(why)) => {
                let why = format!("The composition does not fit together: {why}.");
                return Err(ended(Outcome::Rejected { why }));
            }
            Err(PlanError::Unlinkable(why)) if linked.has_own_grants => {
                return Err(ended(grants_need_linking(&why)));
            }
            Err(PlanError::Unlinkable(why)) => {
                composition = Some(report(CompositionKind::Static, CompositionKind::Static, Some(why)));
            }
        }
    }
    let denied = tracer::shadow_denied(&mut ready.traced, &ready.functions, &rows);
    let pre = denied.and_then(|()| ready.traced.instantiate_pre(&whole));
    let pre = pre.map_err(|error| ended(Outcome::UnsupportedByEngine { why: format!("{error:#}") }))?;
    let (traced, targets) = (Program::Whole(pre), Arc::new(Targets::of_one(rows.clone())));
    Ok(Linking { traced, targets, whole, rows, plan: None, composition })
}

/// Why a linked run is timed linked.
const OWN_GRANTS: &str =
    "instances have grants of their own, which one component cannot have, so the timed calls are linked too";

fn report(traced: CompositionKind, timed: CompositionKind, why: Option<String>) -> CompositionReport {
    CompositionReport { traced, timed: Some(timed), why, agree: None, parts: Vec::new() }
}

fn ended(outcome: Outcome) -> Box<TracedEnd> {
    Box::new(TracedEnd { outcome, ..TracedEnd::default() })
}

fn link_parts(
    ready: &Ready,
    job: &LinkedJob,
    parts: Vec<Component>,
) -> Result<(LinkedPre, Arc<Plan>, Targets), PlanError> {
    let plan = Arc::new(plan(&ready.engine, job, parts)?);
    let callers = job.parts.iter().map(|part| Caller {
        name: Some(part.name.clone()),
        rows: rows::rows(&ready.functions, &part.policy_table),
    });
    let targets = Targets { callers: callers.collect(), edges: plan.edges.clone() };
    let pre = LinkedPre::new(Arc::clone(&plan), &ready.traced, |linker, part| {
        let rows = targets.callers.get(part).map_or(&[][..], |caller| &caller.rows);
        tracer::shadow_denied(linker, &ready.functions, rows)
    });
    let pre = pre.map_err(|error| PlanError::Unlinkable(format!("{error:#}")))?;
    Ok((pre, plan, targets))
}

impl Linking {
    /// Whether the untraced calls are put together in another way than the traced ones, and yet must give
    /// the same.
    pub fn can_disagree(&self, job: &RunJob) -> bool {
        let is_static = job.linked.as_ref().is_some_and(|linked| !linked.has_own_grants);
        self.plan.is_some() && is_static && job.settings.mode == RunMode::Deterministic
    }

    /// The program for the calls that are timed: the composed component, unless its parts have grants of
    /// their own.
    pub fn untraced(&self, ready: &mut Ready, job: &RunJob) -> wasmtime::Result<Program> {
        match (&self.plan, &job.linked) {
            (Some(plan), Some(linked)) if linked.has_own_grants => {
                let pre = LinkedPre::new(Arc::clone(plan), &ready.plain, |linker, part| {
                    let rows = self.targets.callers.get(part).map_or(&[][..], |caller| &caller.rows);
                    measure::deny(linker, &ready.functions, rows)
                });
                Ok(Program::Linked(pre?))
            }
            _ => {
                measure::deny(&mut ready.plain, &ready.functions, &self.rows)?;
                Ok(Program::Whole(ready.plain.instantiate_pre(&self.whole)?))
            }
        }
    }

    /// How a composition's parts were put together, with what each was granted and needed.
    pub fn report(&self, ledgers: &Ledgers) -> Option<CompositionReport> {
        let mut report = self.composition.clone()?;
        if self.plan.is_some() {
            let names = self.targets.callers.iter().filter_map(|caller| caller.name.clone());
            let needs = names.zip(ledgers.all()).map(|(instance, ledger)| PartNeeds {
                instance,
                policy: ledger.policy().clone(),
                used: ledger.used(),
                denied: ledger.denied(),
            });
            report.parts = needs.collect();
        }
        Some(report)
    }
}

/// What all parts needed together. Where one needed a certain grant of a capability, that another would have
/// been content with any says nothing.
pub fn needs_of_all(parts: impl Iterator<Item = Vec<String>>) -> Vec<String> {
    let needs: BTreeSet<String> = parts.flatten().collect();
    let is_told = |need: &&String| match need.strip_prefix("any ") {
        None => true,
        Some(capability) => !needs.iter().any(|other| other.split(' ').next() == Some(capability)),
    };
    needs.iter().filter(is_told).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::needs_of_all;

    #[test]
    fn the_needs_of_parts_are_joined() {
        let list = |needs: &[&str]| needs.iter().map(|need| (*need).to_owned()).collect::<Vec<_>>();
        let parts = [list(&["any filesystem", "any random"]), list(&["filesystem read /a", "stdio stdout"])];
        let joined = ["any random", "filesystem read /a", "stdio stdout"];
        assert_eq!(needs_of_all(parts.into_iter()), joined);
    }
}
