//! A composition on its way to a runner: checked, its components compiled.

use super::cache::Artifact;
use super::linked::check::{self, Prepared, Refusal, grants_need_linking};
use super::linked::{LinkedJob, LinkedParts};
use super::run::unprepared;
use super::{EngineState, RunSource};
use diptych_shared::api::run::RunSettings;
use diptych_shared::report::{CompositionKind, CompositionReport, Outcome};
use diptych_shared::toolchain::{self, ResolvedCall};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A composition's parts, compiled.
#[derive(Default)]
pub struct Parts {
    /// What the runner is to link, if it is to.
    pub job: Option<LinkedJob>,
    /// Why there is no job, where there are parts.
    pub composition: Option<CompositionReport>,
    /// Every artifact was there before.
    pub cached: bool,
    /// Their files stay as long as this does.
    artifacts: Vec<Arc<Artifact>>,
}

impl Parts {
    /// Checks the composition and compiles its components, each once.
    pub async fn prepare(
        engine: &EngineState,
        source: &RunSource,
        settings: &RunSettings,
        calls: &[ResolvedCall],
    ) -> Result<Parts, Outcome> {
        let own_grants = check::has_own_grants(settings);
        let Some(linked) = &source.linked else {
            return match own_grants {
                true => Err(grants_need_linking("no parts were sent")),
                false => Ok(Parts { cached: true, ..Parts::default() }),
            };
        };
        match Parts::compile(engine, linked, settings, calls).await {
            Ok(parts) => Ok(parts),
            Err(Refusal::Ended(outcome)) => Err(outcome),
            Err(Refusal::Static(why)) if own_grants => Err(grants_need_linking(&why)),
            Err(Refusal::Static(why)) => {
                let traced = CompositionKind::Static;
                let report =
                    CompositionReport { traced, timed: None, why: Some(why), agree: None, parts: Vec::new() };
                Ok(Parts { composition: Some(report), cached: true, ..Parts::default() })
            }
        }
    }

    async fn compile(
        engine: &EngineState,
        linked: &LinkedParts,
        settings: &RunSettings,
        calls: &[ResolvedCall],
    ) -> Result<Parts, Refusal> {
        let wires = check::check(linked, settings, engine.composition_instances)?;
        let used: BTreeSet<&str> =
            linked.composition.instances.iter().map(|instance| instance.component.as_str()).collect();
        let compiling = linked.components.iter().filter(|(name, _)| used.contains(name.as_str()));
        let compiling = compiling.map(|(name, bytes)| async move {
            let sha256 = toolchain::sha256_hex(bytes);
            let failed = |error| Refusal::Ended(of_part(name, unprepared(error)));
            let inspection = engine.cache.inspect(&sha256, bytes).await.map_err(failed)?;
            let (artifact, cached) = engine.cache.compiled(&sha256, bytes).await.map_err(failed)?;
            Ok::<_, Refusal>((name.as_str(), inspection, artifact, cached))
        });
        let mut parts = Parts { cached: true, ..Parts::default() };
        let mut components = BTreeMap::new();
        for (name, inspection, artifact, cached) in futures_util::future::try_join_all(compiling).await? {
            parts.cached &= cached;
            components.insert(name, Prepared { artifact: artifact.path().to_owned(), inspection });
            parts.artifacts.push(artifact);
        }
        parts.job = Some(check::job(linked, wires, &components, settings, calls)?);
        Ok(parts)
    }
}

/// An outcome that is one component's fault.
fn of_part(component: &str, outcome: Outcome) -> Outcome {
    match outcome {
        Outcome::Rejected { why } => Outcome::Rejected { why: format!("The component `{component}`: {why}") },
        Outcome::UnsupportedByEngine { why } => {
            Outcome::UnsupportedByEngine { why: format!("The component `{component}`: {why}") }
        }
        other => other,
    }
}
