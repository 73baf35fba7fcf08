//! Changing the policy in the manifest: one more grant, the least policy, a preset. Each can be taken back.

use super::{Workbench, running};
use crate::state::policy_view::RunFacts;
use crate::state::session::Side;
use diptych_shared::policy::{self, Policy, Preset};
use diptych_shared::project::MANIFEST_FILE;
use leptos::prelude::*;

/// Adds exactly the grant that a denied call needed (its text, such as `filesystem read /data`) and
/// runs again. Asks for nothing: a notice can take it back.
pub fn grant(bench: Workbench, need: &str) {
    let words = format!("Granted `{need}`; running again.");
    let changed = change(bench, words, |policy| {
        policy::grant(policy, need).map_err(|error| format!("This cannot be granted: {error}."))
    });
    match changed {
        Ok(true) => running::start(bench),
        Ok(false) => bench.notices.info(format!("`{need}` is granted already: run again.")),
        Err(why) => bench.notices.problem(why),
    }
}

/// Writes the least policy that the last run needed, and runs again.
pub fn tighten(bench: Workbench) {
    let Some(facts) = untrack(|| facts(bench)) else {
        return bench.notices.problem("Nothing to tighten to yet: run the project to its end first.");
    };
    let least = facts.least;
    let words = match least.len() {
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

/// Writes a preset in the policy's place. Does not run.
pub fn apply_preset(bench: Workbench, preset: Preset) {
    let words = format!("The policy is the preset “{}” now: {}.", preset.name(), preset.summary());
    if let Err(why) = change(bench, words, |_| Ok(preset.policy())) {
        bench.notices.problem(why);
    }
}

/// What the last run did with its policy, when there was one.
pub fn facts(bench: Workbench) -> Option<RunFacts> {
    let reports = Side::BOTH.map(|side| bench.session.column(side).report.get());
    let reports: Vec<_> = reports.iter().flatten().map(|report| &**report).collect();
    RunFacts::of(&reports)
}

/// Writes another policy and offers to take it back. False when it is what is there already.
fn change(
    bench: Workbench,
    words: String,
    change: impl FnOnce(&Policy) -> Result<Policy, String>,
) -> Result<bool, String> {
    let workspace = bench.workspace;
    let before = workspace
        .manifest
        .with_untracked(|manifest| manifest.as_ref().ok().map(|manifest| manifest.run.grants.clone()))
        .ok_or_else(|| format!("The policy cannot be changed until {MANIFEST_FILE} can be read."))?;
    let after = change(&before)?;
    if after == before {
        return Ok(false);
    }
    let text_before = workspace.text_of(MANIFEST_FILE).unwrap_or_default();
    workspace.edit_manifest(|manifest| manifest.run.grants = after);
    let text_after = workspace.text_of(MANIFEST_FILE);
    let id = workspace.id.get_untracked();
    bench.notices.undoable(words, move || {
        if workspace.id.get_untracked() != id {
            bench.notices.problem("Not undone: that project is no longer open.");
        } else if workspace.text_of(MANIFEST_FILE) == text_after {
            workspace.set_text(MANIFEST_FILE, &text_before);
        } else {
            // Edited since: only the policy goes back.
            workspace.edit_manifest(|manifest| manifest.run.grants = before.clone());
        }
    });
    Ok(true)
}
