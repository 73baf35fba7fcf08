//! What the command line and assistants do alike: a project to a component, a component to a report.

use crate::app::AppState;
use crate::compilers::Compilers;
use crate::engine::{LinkedParts, RunSource};
use crate::error::Failure;
use crate::limits::Limits;
use diptych_shared::api::compile::{CompileOutput, ComponentForm};
use diptych_shared::api::composition::Composition;
use diptych_shared::api::run::{RunEvent, RunSettings};
use diptych_shared::project::Project;
use diptych_shared::report::RunReport;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tokio::sync::mpsc;

/// The most untraced calls a run may ask for.
const WARM_CALLS: u32 = 1_000;
/// Events that may wait for who listens; the engine then waits too.
const WAITING_EVENTS: usize = 64;

/// A compiled project.
#[derive(Clone, Debug)]
pub struct Built {
    /// What the compile said.
    pub output: CompileOutput,
    /// What can be run of it; absent when it does not compile.
    pub source: Option<RunSource>,
}

/// Compiles `project` for `client`; of a composition its components too, which a traced run links.
///
/// # Errors
///
/// As [`Compilers::compile_for`]: a source that does not compile is none.
pub async fn build(compilers: &Compilers, project: &Project, client: &str) -> Result<Built, Failure> {
    let output = compilers.compile_for(project.clone(), ComponentForm::Inline, client, |_| {}).await?;
    let Some(component) = &output.component else { return Ok(Built { output, source: None }) };
    let component: Arc<[u8]> = component.to_vec().into();
    let linked = match &output.composition {
        Some(composition) => Some(parts(compilers, project, composition, client).await?),
        None => None,
    };
    Ok(Built { output, source: Some(RunSource { component, linked }) })
}

/// A composition's components, which were compiled for it a moment ago.
async fn parts(
    compilers: &Compilers,
    project: &Project,
    composition: &Composition,
    client: &str,
) -> Result<LinkedParts, Failure> {
    let names: BTreeSet<&String> = composition.instances.iter().map(|instance| &instance.component).collect();
    let mut components = BTreeMap::new();
    for name in names {
        let part = project.component(name).ok_or_else(|| Failure::internal("a part went missing"))?;
        let output = compilers.compile_for(part, ComponentForm::Inline, client, |_| {}).await?;
        let bytes =
            output.component.ok_or_else(|| Failure::internal("a part compiled once, and not again"))?;
        components.insert(name.clone(), bytes.0.into());
    }
    Ok(LinkedParts { composition: composition.clone(), components })
}

/// Runs `source` in its turn and answers with the report, the trace included; `told` hears what happens before.
/// Dropping the future stops the run.
///
/// # Errors
///
/// When too many runs wait.
pub async fn run(
    state: &AppState,
    source: RunSource,
    settings: RunSettings,
    mut told: impl FnMut(&RunEvent),
) -> Result<RunReport, Failure> {
    let settings = lowered(settings, &state.config().limits);
    let _turn = state.runs().turn().await.map_err(|full| Failure::busy("runs", full.0))?;
    let (sender, mut receiver) = mpsc::channel(WAITING_EVENTS);
    let hearing = async {
        let mut last = None;
        while let Some(event) = receiver.recv().await {
            told(&event);
            if let RunEvent::Report { report } = event {
                last = Some(*report);
            }
        }
        last
    };
    let ((), report) = tokio::join!(state.engine().run(source, settings, sender), hearing);
    report.ok_or_else(|| Failure::internal("a run ended without a report"))
}

/// The settings with every limit at most what this server allows.
pub fn lowered(mut settings: RunSettings, limits: &Limits) -> RunSettings {
    settings.limits = settings.limits.at_most(&limits.run());
    settings.warm_calls = settings.warm_calls.min(WARM_CALLS);
    settings
}

#[cfg(test)]
mod tests {
    use super::lowered;
    use crate::limits::Limits;
    use diptych_shared::api::run::{RunLimits, RunSettings};

    #[test]
    fn limits_are_lowered_and_never_raised() {
        let ask = |value| RunSettings {
            limits: RunLimits {
                time_ms: value,
                memory_bytes: value,
                output_bytes: value,
                trace_events: value,
                trace_bytes: value,
                file_bytes: value,
            },
            warm_calls: u32::MAX,
            ..RunSettings::default()
        };
        let limits = Limits::default();
        let high = lowered(ask(u64::MAX), &limits);
        assert_eq!(high.limits.time_ms, limits.run_time_ms.value);
        assert_eq!(high.limits.memory_bytes, limits.run_memory_bytes.value);
        assert_eq!(high.limits.output_bytes, limits.run_output_bytes.value);
        assert_eq!(high.limits.trace_events, limits.run_trace_events.value);
        assert_eq!(high.warm_calls, 1_000);
        assert_eq!(lowered(ask(7), &limits).limits, ask(7).limits);
    }
}
