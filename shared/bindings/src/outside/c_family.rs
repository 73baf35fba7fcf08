//! C, C++ and Zig: Zig's compilers, with the bindings of the world beside the project's sources.

use super::jco::{MODULE, Start};
use super::shell::word;
use super::{Recipe, Source, Tool};
use crate::bindings;
use diptych_shared::project::Language;
use diptych_shared::toolchain::c_family::{C_SOURCES, CPP_SOURCES, sources};

/// Where the bindings lie.
const FOLDER: &str = "bindings";

pub fn c(source: &Source) -> Result<Recipe, String> {
    let is_cpp = source.manifest.source.language == Language::Cpp;
    let own = sources(source.project.files.keys(), if is_cpp { CPP_SOURCES } else { C_SOURCES });
    let start = start(source, &own, "main");
    let mut recipe = Recipe { tools: [Tool::Zig].into(), ..Recipe::default() };
    let (texts, object) = write_bindings(source, &mut recipe)?;
    let (c_files, cpp_files): (Vec<&String>, Vec<&String>) =
        own.iter().chain(&texts).partition(|path| path.ends_with(".c"));
    let compile = "-target wasm32-wasi -O2 -DNDEBUG -I. -Ibindings";
    let mut inputs: Vec<String> = cpp_files.iter().map(|path| word(path)).collect();
    if is_cpp {
        // A standard of C++ is none for C.
        for (number, path) in c_files.iter().enumerate() {
            recipe.build.push(format!("zig cc {compile} -std=gnu11 -c {} -o c{number}.o", word(path)));
            inputs.push(format!("c{number}.o"));
        }
    } else {
        inputs.extend(c_files.iter().map(|path| word(path)));
    }
    inputs.extend(object);
    let compiler = if is_cpp { "zig c++ -std=gnu++20 -fno-exceptions" } else { "zig cc -std=gnu11" };
    let model = if start == Start::Library { " -mexec-model=reactor" } else { "" };
    recipe.build.push(format!("{compiler} {compile}{model} -s -o {MODULE} {}", inputs.join(" ")));
    recipe.encode(start);
    Ok(recipe)
}

pub fn zig(source: &Source) -> Result<Recipe, String> {
    let own = [source.entry().to_owned()];
    let start = start(source, &own, "pub fn main");
    let mut recipe = Recipe { tools: [Tool::Zig].into(), ..Recipe::default() };
    let mut words = vec!["zig build-exe -target wasm32-wasi -OReleaseSmall -lc".to_owned()];
    if start == Start::Library {
        words.push("-mexec-model=reactor -fno-entry -rdynamic".to_owned());
    }
    words.push(format!("-femit-bin={MODULE}"));
    if source.wit.is_some() {
        let (texts, object) = write_bindings(source, &mut recipe)?;
        words.push(format!("-I{FOLDER}"));
        words.extend(texts.iter().map(|path| word(path)).chain(object));
        words.push("--dep bindings".to_owned());
        words.push(word(&format!("-Mroot={}", source.entry())).replacen("./-Mroot", "-Mroot", 1));
        words.push(format!("-Mbindings={FOLDER}/bindings.zig"));
    } else {
        words.push(word(source.entry()));
    }
    recipe.build.push(words.join(" "));
    recipe.encode(start);
    Ok(recipe)
}

/// A command where there is no world, or a source has `main`.
fn start(source: &Source, own: &[String], main: &str) -> Start {
    let has_main = |text: &str| {
        text.match_indices(main).any(|(at, _)| {
            let before = text[..at].chars().next_back();
            let is_word = before.is_some_and(|c| c == '_' || c.is_alphanumeric());
            !is_word && text[at + main.len()..].trim_start().starts_with('(')
        })
    };
    let is_command = source.wit.is_none() || own.iter().any(|path| has_main(source.text(path)));
    if is_command { Start::Command } else { Start::Library }
}

/// Writes the bindings: their C sources, and the object that carries the world.
fn write_bindings(source: &Source, recipe: &mut Recipe) -> Result<(Vec<String>, Option<String>), String> {
    if source.wit.is_none() {
        return Ok((Vec::new(), None));
    }
    let (resolve, world, _) = source.world()?;
    // C++ and C have the same.
    let language = if source.manifest.source.language == Language::Zig { Language::Zig } else { Language::C };
    let made = bindings(resolve, world, language).map_err(|error| format!("{error:#}"))?;
    let files: Vec<(String, Vec<u8>)> =
        made.files.into_iter().map(|(path, bytes)| (format!("{FOLDER}/{path}"), bytes)).collect();
    let paths = |ending: &str| -> Vec<String> {
        files.iter().map(|(path, _)| path.clone()).filter(|path| path.ends_with(ending)).collect()
    };
    let found = (paths(".c"), paths(".o").into_iter().next().map(|path| word(&path)));
    recipe.files.extend(files);
    Ok(found)
}
