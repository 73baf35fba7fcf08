//! JavaScript and TypeScript, in either engine.

use super::shell::word;
use super::{COMPONENT, Recipe, Source, Tool};
use diptych_shared::project::Profile;

pub fn recipe(source: &Source) -> Result<Recipe, String> {
    let (_, _, world) = source.world()?;
    let engine = match (source.manifest.source.profile, source.speaks_wasi()) {
        (Some(Profile::SpiderMonkey), true) => "--disable http fetch-event",
        (Some(Profile::SpiderMonkey), false) => "--disable all",
        (_, true) => "--backend quickjs --backend-qjs-disable-async",
        (_, false) => "--backend quickjs --backend-qjs-disable-async --backend-qjs-stub-wasi",
    };
    // One that takes a list of words must not be the last before the source.
    let line = format!(
        "npx --no-install jco componentize {} --wit wit --world-name {} --bundle -o {COMPONENT} {engine}",
        word(source.entry()),
        word(world)
    );
    let mut recipe = Recipe { tools: [Tool::Jco].into(), build: vec![line], ..Recipe::default() };
    if source.manifest.source.profile != Some(Profile::SpiderMonkey) {
        let note = "The component exports `init` besides what its world does; Diptych itself takes that off.";
        recipe.notes.push(note.to_owned());
    }
    Ok(recipe)
}
