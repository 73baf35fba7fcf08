//! Golden tests: each folder under `compile/ok` and `compile/fail` is a project, and its
//! `expected.txt` is what compiling and inspecting it says. `BLESS=1` writes them anew.

#![expect(
    clippy::disallowed_methods,
    reason = "golden files are read and blessed here; the crate itself does no IO"
)]

use diptych_shared::api::diagnostic::Diagnostic;
use diptych_shared::api::inspect::Inspection;
use diptych_shared::project::{Project, ProjectFile};
use diptych_shared::toolchain;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

const EXPECTED: &str = "expected.txt";

fn read_folder(root: &Path, folder: &Path, project: &mut Project) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_folder(root, &path, project);
        } else {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            if name != EXPECTED {
                project.files.insert(name, ProjectFile::from_bytes(fs::read(&path).unwrap()));
            }
        }
    }
}

fn describe_diagnostic(text: &mut String, diagnostic: &Diagnostic, project: &Project) {
    let file = diagnostic.file.as_deref().unwrap_or("(project)");
    write!(text, "{:?}: {file}", diagnostic.severity).unwrap();
    if let Some(span) = diagnostic.span {
        let (start, end) = (span.start, span.end);
        write!(text, ":{}:{}-{}:{}", start.line, start.column, end.line, end.column).unwrap();
        let source = project.files.get(file).and_then(ProjectFile::as_text).unwrap_or_default();
        let line = source.lines().nth(start.line as usize - 1).unwrap_or_default();
        let end_column = if end.line == start.line { end.column as usize } else { usize::MAX };
        let marked: Vec<u16> =
            line.encode_utf16().take(end_column - 1).skip(start.column as usize - 1).collect();
        write!(text, " `{}`", String::from_utf16_lossy(&marked)).unwrap();
    }
    writeln!(text, "\n{}", indent(&diagnostic.message)).unwrap();
}

fn indent(text: &str) -> String {
    text.lines().map(|line| format!("    {line}\n")).collect::<String>().trim_end().to_owned()
}

fn describe_inspection(text: &mut String, inspection: &Inspection) {
    writeln!(text, "{:?}", inspection.kind).unwrap();
    for import in &inspection.imports {
        let supplied = if import.supplied { "supplied" } else { "not supplied" };
        writeln!(text, "import {} ({supplied})", import.name).unwrap();
        for resource in &import.resources {
            writeln!(text, "    resource {resource}").unwrap();
        }
        for function in &import.functions {
            writeln!(text, "    {}: {}", function.name, function.wit).unwrap();
        }
    }
    for export in &inspection.exports {
        writeln!(text, "export {}: {}", export.export, export.signature.wit).unwrap();
        for parameter in &export.signature.parameters {
            let json = serde_json::to_string(&parameter.ty).unwrap();
            writeln!(text, "    {}: {json}", parameter.name).unwrap();
        }
        if let Some(result) = &export.signature.result {
            writeln!(text, "    -> {}", serde_json::to_string(result).unwrap()).unwrap();
        }
    }
    if let Some(command) = &inspection.command {
        writeln!(text, "command {command}").unwrap();
    }
    writeln!(text, "wit\n{}", indent(&inspection.wit)).unwrap();
}

fn describe(project: &Project) -> (bool, String) {
    let output = toolchain::compile(project);
    let mut text = String::new();
    for diagnostic in &output.diagnostics {
        describe_diagnostic(&mut text, diagnostic, project);
    }
    if let Some(component) = &output.component {
        let inspection = toolchain::inspect(component).expect("what compiles can be inspected");
        assert_eq!(Some(&inspection.sha256), output.component_sha256.as_ref());
        describe_inspection(&mut text, &inspection);
        if let Ok(settings) = project.run_settings() {
            match toolchain::resolve_calls(&inspection, &settings) {
                Ok(calls) => {
                    for call in calls {
                        let arguments: Vec<_> = call.arguments.iter().map(toolchain::wave::to_text).collect();
                        writeln!(text, "call {}({})", call.export, arguments.join(", ")).unwrap();
                    }
                }
                Err(why) => writeln!(text, "cannot run\n{}", indent(&why)).unwrap(),
            }
        }
        let printed = toolchain::print_wat(component).expect("what compiles can be printed");
        assert!(printed.starts_with("(component"));
    } else {
        writeln!(text, "no component").unwrap();
    }
    (output.component.is_some(), text)
}

fn check(kind: &str, compiles: bool) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/compile").join(kind);
    let mut folders: Vec<PathBuf> = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    assert!(!folders.is_empty());
    let mut differing = Vec::new();
    for folder in folders {
        let mut project = Project::default();
        read_folder(&folder, &folder, &mut project);
        let (has_component, text) = describe(&project);
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        assert_eq!(has_component, compiles, "{name}:\n{text}");
        let golden = folder.join(EXPECTED);
        if std::env::var_os("BLESS").is_some() {
            fs::write(&golden, &text).unwrap();
        } else if fs::read_to_string(&golden).unwrap_or_default() != text {
            differing.push(format!("{name} (BLESS=1 accepts it):\n{text}"));
        }
    }
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}

#[test]
fn projects_that_compile() {
    check("ok", true);
}

#[test]
fn projects_that_do_not() {
    check("fail", false);
}
