//! Rust: a `Cargo.toml` with the crates that the source names, at the versions that Diptych compiles with.

use super::shell::quoted;
use super::{COMPONENT, Recipe, Source, Tool};
use diptych_shared::toolchain::has_rust_main;

/// What visitors' Rust is compiled with here.
const MANIFEST: &str = include_str!("../../../../backend/guest/Cargo.toml");
/// The exact versions of that and of all it needs.
const LOCK: &str = include_str!("../../../../backend/guest/Cargo.lock");
/// The package's name in both.
const GUEST: &str = "\"diptych-guest\"";

pub fn recipe(source: &Source) -> Result<Recipe, String> {
    let mut recipe = Recipe { tools: [Tool::Cargo].into(), ..Recipe::default() };
    let is_command = has_rust_main(source.text(source.entry()));
    let own = source.project.files.contains_key("Cargo.toml");
    if own {
        recipe.notes.push(
            "The project's own `Cargo.toml` is used as it is; it has to name what it makes `component`."
                .into(),
        );
    } else {
        recipe.files.insert("Cargo.toml".into(), manifest(source, is_command).into_bytes());
        let lock = LOCK.replacen(GUEST, "\"component\"", 1);
        recipe.files.insert("Cargo.lock".into(), lock.into_bytes());
    }
    let made = "target/wasm32-wasip2/release/component.wasm";
    recipe.build.extend([
        "cargo build --release --target wasm32-wasip2".to_owned(),
        format!("cp {} {COMPONENT}", quoted(made)),
    ]);
    if !is_command {
        recipe.notes.push(
            "Diptych itself compiles libraries for `wasm32-unknown-unknown`, so that they import nothing of WASI that \
             their world does not name; `wasm32-wasip2` brings the standard library's imports."
                .into(),
        );
    }
    Ok(recipe)
}

fn manifest(source: &Source, is_command: bool) -> String {
    let texts: Vec<&str> = source
        .project
        .files
        .iter()
        .filter(|(path, _)| path.ends_with(".rs"))
        .filter_map(|(_, file)| file.as_text())
        .collect();
    let is_named = |name: &str| texts.iter().any(|text| text.contains(&name.replace('-', "_")));
    let dependencies: Vec<&str> = crates().filter(|(name, _)| is_named(name)).map(|(_, line)| line).collect();
    // A project's paths hold no quotes, no backslashes and no control characters.
    let entry = source.entry();
    let target = match is_command {
        true => format!("[[bin]]\nname = \"component\"\npath = \"{entry}\""),
        false => format!("[lib]\npath = \"{entry}\"\ncrate-type = [\"cdylib\"]"),
    };
    format!(
        "[package]\nname = \"component\"\nversion = \"0.1.0\"\nedition = \"2024\"\npublish = false\n\n{target}\n\n\
         [dependencies]\n{}\n\n[profile.release]\nopt-level = 2\ncodegen-units = 1\npanic = \"abort\"\n\
         strip = \"debuginfo\"\n\n# A workspace of its own, wherever the folder lies.\n[workspace]\n",
        dependencies.join("\n")
    )
}

/// The crates that can be used: name, and line of a `Cargo.toml`.
fn crates() -> impl Iterator<Item = (&'static str, &'static str)> {
    let mut in_dependencies = false;
    MANIFEST.lines().filter_map(move |line| {
        if line.starts_with('[') {
            in_dependencies = line.ends_with("dependencies]");
            return None;
        }
        let (name, _) = line.split_once(" = ")?;
        (in_dependencies && !line.starts_with('#')).then_some((name, line))
    })
}

#[cfg(test)]
mod tests {
    use super::{GUEST, LOCK, crates};

    #[test]
    fn the_crates_are_the_servers() {
        let names: Vec<&str> = crates().map(|(name, _)| name).collect();
        assert_eq!(names, ["anyhow", "itertools", "regex", "serde", "serde_json", "wit-bindgen", "rand"]);
        assert_eq!(LOCK.matches(GUEST).count(), 1);
    }
}
