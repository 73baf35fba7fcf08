//! The README of an export: what to install, and the commands.

use super::{COMPONENT, Recipe};
use diptych_shared::project::{ADDED_FILE, Language, Project};

/// Where it may lie, the first that is free.
const PATHS: [&str; 3] = ["README.md", "BUILDING.md", "BUILDING-DIPTYCH.md"];

/// Where the README goes, beside what the project has.
pub fn free_path(project: &Project) -> Option<&'static str> {
    PATHS.into_iter().find(|path| !project.files.contains_key(*path))
}

/// Its text.
pub fn text(project: &Project, recipe: &Recipe, prepare: &[String], run: &[String]) -> String {
    let title = project.manifest().map(|manifest| manifest.title).unwrap_or_default();
    let mut text = format!("# {}\n\n", plain(&title));
    text += "A WebAssembly component, exported from Diptych. The project is as it was; what its export added is \
             listed in `";
    text += ADDED_FILE;
    text += "`, and left out again when the folder or its zip is opened in Diptych.\n";
    let install: std::collections::BTreeSet<&str> =
        recipe.tools.iter().filter_map(|tool| tool.install()).collect();
    if !install.is_empty() {
        text += "\n## What it takes\n\n";
        install.iter().for_each(|line| text += &format!("- {line}\n"));
    }
    block(&mut text, "Once", prepare);
    if !recipe.build.is_empty() {
        let is_pipeline =
            project.manifest().is_ok_and(|manifest| manifest.source.language == Language::Pipeline);
        let title =
            if is_pipeline { "Build the components".to_owned() } else { format!("Build `{COMPONENT}`") };
        block(&mut text, &title, &recipe.build);
    }
    block(&mut text, "Run", run);
    if !recipe.notes.is_empty() {
        text += "\n## Notes\n\n";
        recipe.notes.iter().for_each(|note| text += &format!("- {}\n", note.replace('\n', " ")));
    }
    text
}

fn block(text: &mut String, title: &str, lines: &[String]) {
    if !lines.is_empty() {
        let lines = lines.join("\n");
        // A word may span lines, and none of them may end the block.
        let longest = lines.split(|c: char| c != '`').map(str::len).max().unwrap_or_default();
        let fence = "`".repeat(3.max(longest + 1));
        *text += &format!("\n## {title}\n\n{fence}sh\n{lines}\n{fence}\n");
    }
}

/// A title as Markdown shows it word for word.
fn plain(title: &str) -> String {
    let words = title.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let line = words.collect::<Vec<_>>().join(" ");
    let line: String = line
        .chars()
        .flat_map(|c| r"\`*_[]<>#&~|".contains(c).then_some('\\').into_iter().chain([c]))
        .collect();
    if line.is_empty() { "Untitled".to_owned() } else { line }
}
