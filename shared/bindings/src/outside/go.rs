//! Go: a program, or an implementation of a world with its bindings beside it.

use super::jco::{MODULE, Start};
use super::shell::word;
use super::{Recipe, Source, Tool};
use crate::bindings;
use diptych_shared::project::Language;

pub fn recipe(source: &Source) -> Result<Recipe, String> {
    let mut recipe = Recipe { tools: [Tool::Go].into(), ..Recipe::default() };
    let environment = "GOOS=wasip1 GOARCH=wasm CGO_ENABLED=0";
    if source.wit.is_none() {
        recipe.files.insert("go.mod".into(), b"module component\n\ngo 1.27\n".to_vec());
        let folder = match source.entry().rsplit_once('/') {
            Some((folder, _)) => format!("./{folder}"),
            None => ".".to_owned(),
        };
        recipe.build.push(format!("{environment} go build -ldflags=-s -o {MODULE} {}", word(&folder)));
        recipe.encode(Start::Command);
        return Ok(recipe);
    }
    let (resolve, world, name) = source.world()?;
    let made = bindings(resolve, world, Language::Go).map_err(|error| format!("{error:#}"))?;
    recipe.files.extend(made.files);
    recipe.build.extend([
        "go mod tidy".to_owned(),
        format!("{environment} go build -buildmode=c-shared -ldflags=\"-s -checklinkname=0\" -o {MODULE} ."),
        format!("npx --no-install jco embed {MODULE} --wit wit --world-name {} -o {MODULE}", word(name)),
    ]);
    recipe.encode(Start::Library);
    Ok(recipe)
}
