//! AssemblyScript: its compiler, then the names and the text encoding that components want.

use super::jco::MODULE;
use super::shell::{quoted, word};
use super::{COMPONENT, Recipe, Source, Tool};
use crate::assemblyscript::{ARGUMENTS, bindings, export_names};

pub fn recipe(source: &Source) -> Result<Recipe, String> {
    let (resolve, world, name) = source.world()?;
    let words = |error: anyhow::Error| format!("{error:#}");
    let made = bindings(resolve, world, source.entry()).map_err(words)?;
    let names = export_names(resolve, world).map_err(words)?;
    let mut recipe = Recipe { tools: [Tool::AssemblyScript, Tool::Jco].into(), ..Recipe::default() };
    recipe.files.extend(made.files);
    // sed: each export that the world has gets its name, the others go.
    let mut script = String::new();
    for (from, to) in &names {
        script += &format!("s|^  (export \"{from}\" (|  (export \"{to}\" (|\nt\n");
    }
    script += "/^  (export \"/d\n";
    recipe.files.insert("bindings/exports.sed".into(), script.into_bytes());
    let arguments: Vec<String> = ARGUMENTS.iter().map(|argument| quoted(argument)).collect();
    recipe.build.extend([
        format!("npx --no-install asc {} --outFile {MODULE}", arguments.join(" ")),
        format!("npx --no-install jco print {MODULE} -o module.wat"),
        "sed -f bindings/exports.sed module.wat > named.wat".to_owned(),
        format!("npx --no-install jco parse named.wat -o {MODULE}"),
        format!(
            "npx --no-install jco embed {MODULE} --wit wit --world-name {} --string-encoding utf16 -o {MODULE}",
            word(name)
        ),
        format!("npx --no-install jco new {MODULE} -o {COMPONENT}"),
    ]);
    Ok(recipe)
}
