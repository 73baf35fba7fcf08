//! How a built component is run: as its manifest says, as far as command lines go.

use super::COMPONENT;
use super::shell::{quoted, word};
use diptych_shared::project::{Language, Manifest, Project};

/// Command lines that run it, jco's where it is there anyway: npm has another package of that name. What they
/// cannot do is added to `notes`.
pub fn lines(manifest: &Manifest, project: &Project, has_jco: bool, notes: &mut Vec<String>) -> Vec<String> {
    if manifest.source.language == Language::Pipeline {
        return Vec::new();
    }
    let run = &manifest.run;
    let mut flags = Vec::new();
    for (name, value) in &run.environment {
        flags.push(format!("--env {}", quoted(&format!("{name}={value}"))));
    }
    if let Some(folder) = &run.files {
        flags.push(format!("--dir {}", quoted(&format!("{folder}::/"))));
    }
    if !run.http.is_empty() {
        flags.push("-S http".to_owned());
        notes
            .push("The recorded answers to HTTP requests are Diptych's: `wasmtime` asks the network.".into());
    }
    for (name, value) in &run.config {
        flags.push(format!("-S config -S {}", quoted(&format!("config-var={name}={value}"))));
    }
    if !run.key_value.is_empty() {
        flags.push("-S keyvalue".to_owned());
        notes.push("What the key-value stores hold is in `diptych.toml` only.".into());
    }
    if !run.blob_store.is_empty() {
        notes.push("`wasmtime` has no `wasi:blobstore`.".into());
    }
    let flags: String = flags.iter().map(|flag| format!("{flag} ")).collect();
    if run.calls.is_empty() {
        let arguments: String =
            run.arguments.iter().map(|argument| format!(" {}", quoted(argument))).collect();
        let stdin = match (&run.stdin_file, run.stdin.is_empty()) {
            (Some(file), _) if project.files.contains_key(file) => format!(" < {}", word(file)),
            _ => String::new(),
        };
        let typed = match run.stdin.is_empty() {
            true => String::new(),
            false => format!("printf %s {} | ", quoted(&run.stdin)),
        };
        let mut lines = vec![format!("{typed}wasmtime run {flags}{COMPONENT}{arguments}{stdin}")];
        if has_jco {
            lines.push(format!("{typed}npx --no-install jco run {COMPONENT}{arguments}{stdin}"));
        }
        return lines;
    }
    let (by_hand, callable): (Vec<_>, Vec<_>) = run.calls.iter().partition(|call| {
        call.export.contains('[') || call.arguments.iter().any(|argument| argument.trim().starts_with('$'))
    });
    if !by_hand.is_empty() {
        notes.push("Calls that make resources or use them have no command line.".into());
    }
    callable
        .iter()
        .map(|call| {
            let function = call.export.rsplit('#').next().unwrap_or(&call.export);
            let invoked = quoted(&format!("{function}({})", call.arguments.join(", ")));
            format!("wasmtime run {flags}--invoke {invoked} {COMPONENT}")
        })
        .collect()
}
