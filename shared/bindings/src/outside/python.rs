//! Python, by componentize-py.

use super::shell::word;
use super::{COMPONENT, Recipe, Source, Tool};

pub fn recipe(source: &Source) -> Result<Recipe, String> {
    let (_, _, world) = source.world()?;
    let module = source.entry().trim_end_matches(".py").replace('/', ".");
    let stub = if source.speaks_wasi() { "" } else { "--stub-wasi " };
    let line = format!(
        "componentize-py -d wit -w {} componentize {stub}{} -o {COMPONENT}",
        word(world),
        word(&module)
    );
    Ok(Recipe { tools: [Tool::ComponentizePy].into(), build: vec![line], ..Recipe::default() })
}
