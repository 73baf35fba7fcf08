//! Changing the policy in the manifest: one more grant, the least policy, a preset. Each can be taken back.

use super::{Workbench, running};
use crate::state::policy_view::{LastRunFacts, Recipient, composed_policy, set_composed_policy};
use crate::state::preferences::Tab;
use crate::state::session::Side;
use diptych_shared::policy::{self, ComposedPolicy, Preset};
use diptych_shared::project::{MANIFEST_FILE, RunTable};
use leptos::prelude::*;

/// Adds exactly the grant that a denied call needed (its text, such as `filesystem read /data`) to whom it was
/// denied, and runs again. Asks for nothing: a notice can take it back.
pub fn grant(bench: Workbench, to: &Recipient, need: &str) {
    let whom = match to {
        Recipient::All => String::new(),
        Recipient::Instance(name) => format!(" to `{name}`"),
    };
    let words = format!("Granted `{need}`{whom}; running again.");
    let changed = change(bench, words, |before| {
        let own = to.own(before).cloned().unwrap_or_default();
        let own = policy::grant(&own, need).map_err(|error| format!("This cannot be granted: {error}."))?;
        Ok(to.with(before, own))
    });
    match changed {
        Ok(true) => running::start(bench),
        Ok(false) => bench.notices.info(format!("`{need}` is granted{whom} already: run again.")),
        Err(why) => bench.notices.problem(why),
    }
}

/// Writes the least policy that the last run needed, and runs again. Of a pipeline, and of a composition whose
/// parts were linked, it shows first what that would be for each stage or part.
pub fn tighten(bench: Workbench) {
    let Some(facts) = untrack(|| facts(bench)) else {
        return bench.notices.problem("Nothing to tighten to yet: run the project to its end first.");
    };
    match facts.composed {
        Some(_) => {
            bench.composing.proposes_least.set(true);
            bench.composing.show_grants(None);
            bench.tab.set(Tab::Run);
        }
        None => {
            let least = facts.all.least;
            write_least(bench, |before| ComposedPolicy::new(least, before.own.clone()));
        }
    }
}

/// Writes the least policy that each part of the composition needed in the last run, and runs again.
pub fn tighten_parts(bench: Workbench) {
    bench.composing.proposes_least.set(false);
    if let Some(composed) = untrack(|| facts(bench)).and_then(|facts| facts.composed) {
        write_least(bench, |_| composed.least);
    }
}

fn write_least(bench: Workbench, least: impl FnOnce(&ComposedPolicy) -> ComposedPolicy) {
    let Some(before) = policy_now(bench) else { return bench.notices.problem(UNREADABLE) };
    let least = least(&before);
    let words = match least.whole.len() + least.own.values().map(policy::Policy::len).sum::<usize>() {
        0 => "Tightened to no grant at all; running again.".to_owned(),
        1 => "Tightened to 1 grant; running again.".to_owned(),
        many => format!("Tightened to {many} grants; running again."),
    };
    match change(bench, words, |_| Ok(least)) {
        Ok(true) => running::start(bench),
        Ok(false) => bench.notices.info("The policy is already the least that the last run needed."),
        Err(why) => bench.notices.problem(why),
    }
}

/// Writes a preset in the place of what `to` was granted. Does not run.
pub fn apply_preset(bench: Workbench, to: &Recipient, preset: Preset) {
    let whose = match to {
        Recipient::All => "The policy is".to_owned(),
        Recipient::Instance(name) => format!("The grants of `{name}` are"),
    };
    let words = format!("{whose} the preset “{}” now: {}.", preset.name(), preset.summary());
    if let Err(why) = change(bench, words, |before| Ok(to.with(before, to.preset(preset, before)))) {
        bench.notices.problem(why);
    }
}

/// Takes the grants of an instance that the composition does not have out of the manifest.
pub fn forget_instance(bench: Workbench, instance: &str) {
    let words = format!("`{instance}` has no grants of its own any more.");
    let changed = edit(bench, words, |table| {
        table.component_grants.remove(instance);
        Ok(())
    });
    if let Err(why) = changed {
        bench.notices.problem(why);
    }
}

/// What the last run did with its policy, when there was one.
pub fn facts(bench: Workbench) -> Option<LastRunFacts> {
    let stages = bench.stages.reports.get();
    if !stages.is_empty() {
        return LastRunFacts::of(&stages.iter().map(|report| &**report).collect::<Vec<_>>());
    }
    let reports = Side::BOTH.map(|side| bench.session.column(side).report.get());
    let reports: Vec<_> = reports.iter().flatten().map(|report| &**report).collect();
    LastRunFacts::of(&reports)
}

/// Whom a call is granted to that was denied: the part that called, as the trace names it, or the stage that ran.
pub fn recipient(bench: Workbench, caller: Option<&str>) -> Recipient {
    let caller = caller.map(str::to_owned).or_else(|| bench.stages.shown.get());
    caller.map_or(Recipient::All, Recipient::Instance)
}

const UNREADABLE: &str = "The policy cannot be changed until diptych.toml can be read.";

fn policy_now(bench: Workbench) -> Option<ComposedPolicy> {
    let manifest = bench.workspace.manifest;
    manifest.with_untracked(|manifest| Some(composed_policy(&manifest.as_ref().ok()?.run)))
}

/// Writes another policy and offers to take it back. False when it is what is there already.
fn change(
    bench: Workbench,
    words: String,
    change: impl FnOnce(&ComposedPolicy) -> Result<ComposedPolicy, String>,
) -> Result<bool, String> {
    edit(bench, words, |table| {
        let after = change(&composed_policy(table))?;
        set_composed_policy(table, after);
        Ok(())
    })
}

/// Changes the grants in the run table, in one step, and offers to take it back. False when nothing changed.
fn edit(
    bench: Workbench,
    words: String,
    edit: impl FnOnce(&mut RunTable) -> Result<(), String>,
) -> Result<bool, String> {
    let workspace = bench.workspace;
    let before = workspace
        .manifest
        .with_untracked(|manifest| manifest.as_ref().ok().map(|manifest| manifest.run.clone()))
        .ok_or_else(|| UNREADABLE.to_owned())?;
    let mut after = before.clone();
    edit(&mut after)?;
    if after == before {
        return Ok(false);
    }
    let text_before = workspace.text_of(MANIFEST_FILE).unwrap_or_default();
    workspace.edit_manifest(|manifest| manifest.run = after);
    let text_after = workspace.text_of(MANIFEST_FILE);
    let id = workspace.id.get_untracked();
    bench.notices.undoable(words, move || {
        if workspace.id.get_untracked() != id {
            bench.notices.problem("Not undone: that project is no longer open.");
        } else if workspace.text_of(MANIFEST_FILE) == text_after {
            workspace.set_text(MANIFEST_FILE, &text_before);
        } else {
            // Edited since: only the grants go back.
            workspace.edit_manifest(|manifest| {
                manifest.run.grants = before.grants.clone();
                manifest.run.component_grants = before.component_grants.clone();
            });
        }
    });
    Ok(true)
}
