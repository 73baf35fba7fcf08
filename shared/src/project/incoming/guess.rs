//! A manifest for files that have none, guessed from their names.

use crate::project::{
    Language, MANIFEST_FILE, MANIFEST_FORMAT, Manifest, Project, ProjectFile, RunTable, SourceTable,
};
use std::collections::BTreeMap;

/// A language, what shows it (a file, or a file's ending), and the entries to look for, the likeliest first.
struct Sign {
    language: Language,
    shown_by: &'static [&'static str],
    entries: &'static [&'static str],
}

/// The surest signs first.
const SIGNS: &[Sign] = &[
    Sign { language: Language::Pipeline, shown_by: &["pipeline.toml"], entries: &["pipeline.toml"] },
    Sign { language: Language::Wac, shown_by: &[".wac"], entries: &["composition.wac"] },
    Sign {
        language: Language::Rust,
        shown_by: &["Cargo.toml"],
        entries: &["src/main.rs", "src/lib.rs", "main.rs", "lib.rs"],
    },
    Sign { language: Language::Go, shown_by: &["go.mod"], entries: &["main.go"] },
    Sign {
        language: Language::AssemblyScript,
        shown_by: &["asconfig.json", "assembly/index.ts"],
        entries: &["assembly/index.ts", "main.ts", "index.ts"],
    },
    Sign {
        language: Language::Rust,
        shown_by: &[".rs"],
        entries: &["src/main.rs", "src/lib.rs", "main.rs", "lib.rs"],
    },
    Sign { language: Language::Go, shown_by: &[".go"], entries: &["main.go"] },
    Sign {
        language: Language::Zig,
        shown_by: &[".zig"],
        entries: &["src/main.zig", "main.zig", "src/root.zig"],
    },
    Sign { language: Language::Python, shown_by: &[".py"], entries: &["app.py", "main.py"] },
    Sign {
        language: Language::Cpp,
        shown_by: &[".cpp", ".cc", ".cxx"],
        entries: &["main.cpp", "src/main.cpp"],
    },
    Sign { language: Language::C, shown_by: &[".c"], entries: &["main.c", "src/main.c"] },
    Sign {
        language: Language::TypeScript,
        shown_by: &[".ts", ".mts"],
        entries: &["main.ts", "index.ts", "src/main.ts", "src/index.ts"],
    },
    Sign {
        language: Language::JavaScript,
        shown_by: &[".js", ".mjs"],
        entries: &["main.js", "index.js", "src/main.js", "src/index.js", "main.mjs", "index.mjs"],
    },
    Sign { language: Language::Wat, shown_by: &[".wat"], entries: &["main.wat"] },
    Sign { language: Language::Component, shown_by: &[".wasm"], entries: &["component.wasm"] },
];

/// Adds a manifest, and puts WIT where it is read. What was done, a sentence each; `None` when no file is a
/// source.
pub fn complete(project: &mut Project, title: &str) -> Option<Vec<String>> {
    let mut notes = Vec::new();
    let moved = move_wit(project);
    if !moved.is_empty() {
        notes.push(format!("Moved {} into `wit/`, where WIT is read.", list(&moved)));
    }
    let (language, entry) = SIGNS.iter().find_map(|sign| Some((sign.language, entry(project, sign)?)))?;
    notes.push(format!(
        "It had no {MANIFEST_FILE}: made one for {} with the entry `{entry}`, which may use nothing yet.",
        language.label()
    ));
    let manifest = Manifest {
        format: MANIFEST_FORMAT,
        title: if title.trim().is_empty() { "Imported project".to_owned() } else { title.trim().to_owned() },
        description: String::new(),
        source: SourceTable { language, entry, world: None, profile: None, toolchain: Vec::new() },
        run: RunTable::default(),
    };
    project.files.insert(MANIFEST_FILE.to_owned(), ProjectFile::text(manifest.to_text()));
    Some(notes)
}

/// The file to start from, where `sign` shows.
fn entry(project: &Project, sign: &Sign) -> Option<String> {
    let ends = |path: &str, ending: &str| ending.starts_with('.') && path.ends_with(ending);
    let is_own = |path: &&String| !path.starts_with("components/") && !path.starts_with("files/");
    let paths: Vec<&String> = project.files.keys().filter(is_own).collect();
    let shows = |path: &String| sign.shown_by.iter().any(|shown| path == shown || ends(path, shown));
    if !paths.iter().any(|path| shows(path)) {
        return None;
    }
    let named = sign
        .entries
        .iter()
        .find(|entry| project.files.contains_key(**entry))
        .map(|entry| (*entry).to_owned());
    named.or_else(|| {
        let is_source = |path: &&&String| {
            sign.language.extensions().iter().any(|extension| ends(path, &format!(".{extension}")))
                && !path.ends_with(".h")
                && !path.ends_with(".d.ts")
        };
        // The one that lies nearest the top.
        paths
            .iter()
            .filter(is_source)
            .min_by_key(|path| path.matches('/').count())
            .map(|path| (*path).clone())
    })
}

/// Moves `.wit` files from the top into `wit/` when there is no such folder: pasted and flattened folders
/// have them so, `wit-world.wit` too.
fn move_wit(project: &mut Project) -> Vec<String> {
    if project.files.keys().any(|path| path.starts_with("wit/")) {
        return Vec::new();
    }
    let (wit, rest): (BTreeMap<_, _>, BTreeMap<_, _>) = std::mem::take(&mut project.files)
        .into_iter()
        .partition(|(path, _)| path.ends_with(".wit") && !path.contains('/'));
    project.files = rest;
    let mut moved = Vec::new();
    for (path, file) in wit {
        let plain = path.strip_prefix("wit-").filter(|rest| *rest != ".wit").unwrap_or(&path);
        let target = format!("wit/{plain}");
        let target = if project.files.contains_key(&target) { format!("wit/{path}") } else { target };
        project.files.insert(target, file);
        moved.push(path);
    }
    moved
}

fn list(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
