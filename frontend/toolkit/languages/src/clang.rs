//! C and C++: the bindings of the world and clang's command lines before, the component after.

use crate::prepared::{ClangCompile, Content, Plan, Prepared, Printed};
use crate::preview1;
use crate::source::Source;
use diptych_bindings::bindings;
use diptych_shared::api::diagnostic::Diagnostic;
use diptych_shared::project::{Language, MANIFEST_FILE, ProjectFile};
use diptych_shared::toolchain::c_family::{C_SOURCES, CPP_SOURCES, sources};
use diptych_shared::toolchain::diagnostics::clang::{parse, parse_link};
use std::collections::BTreeMap;

/// Where the linker puts the module.
const MODULE: &str = "module.wasm";
/// Where the project lies, because clang's own folders would hide some of its own.
const PROJECT: &str = "diptych-project";
/// Where the bindings lie.
const BINDINGS: &str = "diptych-bindings";
/// That clang looks for the project's headers there.
const INCLUDE: &str = "-I./diptych-project";
/// Where the objects go.
const OBJECTS: &str = "diptych-objects";
/// The stack of a guest, in bytes. It lies below the data, so that an overflow traps.
const STACK_BYTES: u32 = 1 << 20;

/// The project's files, the bindings of its world, and the command lines.
pub fn prepare(source: &Source) -> Result<Prepared, Vec<Diagnostic>> {
    let language = source.manifest.source.language;
    let extensions = if language == Language::Cpp { CPP_SOURCES } else { C_SOURCES };
    let own = sources(source.project.files.keys(), extensions);
    if own.is_empty() {
        let message = format!("there is no source file that ends in .{}", extensions.join(", ."));
        return Err(vec![Diagnostic::error(message).in_file(MANIFEST_FILE)]);
    }
    let mut files: BTreeMap<String, Content> = BTreeMap::new();
    for (path, file) in &source.project.files {
        let content = match file {
            ProjectFile::Text(text) => Content::Text(text.clone()),
            ProjectFile::Base64(_) => Content::Bytes(file.as_bytes().to_vec()),
        };
        files.insert(format!("{PROJECT}/{path}"), content);
    }
    let mut compiles: Vec<ClangCompile> = own
        .iter()
        .enumerate()
        .map(|(number, path)| compile(language, &format!("{PROJECT}/{path}"), &object(number), false))
        .collect();
    let mut others = Vec::new();
    if let Some((folder, world)) = &source.wit {
        let generated = bindings(&folder.resolve, *world, Language::C)
            .map_err(|error| vec![source.about_entry(format!("{error:#}"))])?;
        for (path, bytes) in generated.files {
            let path = format!("{BINDINGS}/{path}");
            if path.ends_with(".o") {
                others.push(path.clone());
            } else if path.ends_with(".c") {
                let object = format!("{path}.o");
                compiles.push(compile(Language::C, &path, &object, true));
            }
            files.insert(path, Content::Bytes(bytes));
        }
    }
    let objects: Vec<String> = compiles.iter().map(|compile| compile.object.clone()).chain(others).collect();
    let library = source.wit.as_ref().map(|_| link(language, true, &objects));
    let plan = Plan::Clang { command: link(language, false, &objects), library, compiles };
    Ok(Prepared { language, files, plan })
}

fn object(number: usize) -> String {
    format!("{OBJECTS}/{number}.o")
}

/// The command line that makes `object` of `source`, as close to the server's as this clang has it.
fn compile(project: Language, source: &str, object: &str, generated: bool) -> ClangCompile {
    let is_cpp = project == Language::Cpp && !source.ends_with(".c");
    let dialect: &[&str] = match is_cpp {
        true => &["clang++", "-xc++", "-std=gnu++20", "-fno-exceptions"],
        false => &["clang", "-xc", "-std=gnu11"],
    };
    let common = [
        "--target=wasm32-wasip1",
        "-c",
        "-O2",
        "-DNDEBUG",
        "-fvisibility=hidden",
        "-fno-color-diagnostics",
        "-fno-spell-checking",
        // `__FILE__` is as the project has it.
        "-ffile-prefix-map=./diptych-project/=./",
        "-ferror-limit=50",
        "-isystem",
        BINDINGS,
    ];
    let words: &[&str] = match generated {
        true => &["-w"],
        false => &["-Wall", "-Wextra", "-fdiagnostics-print-source-range-info", INCLUDE],
    };
    let mut arguments: Vec<String> =
        dialect.iter().chain(&common).chain(words).map(|argument| (*argument).to_owned()).collect();
    // With `./`, so that no file's name is an option.
    arguments.extend(["-o".to_owned(), object.to_owned(), format!("./{source}")]);
    ClangCompile { arguments, object: object.to_owned(), generated }
}

/// The command line that makes the module.
fn link(language: Language, is_library: bool, objects: &[String]) -> Vec<String> {
    let mut arguments = vec![if language == Language::Cpp { "clang++" } else { "clang" }.to_owned()];
    if is_library {
        arguments.push("-mexec-model=reactor".to_owned());
    }
    arguments.extend(["--target=wasm32-wasip1".to_owned(), "-o".to_owned(), MODULE.to_owned()]);
    arguments.push(format!("-Wl,--strip-all,--stack-first,-z,stack-size={STACK_BYTES},--build-id=none"));
    arguments.push("-Wl,--no-color-diagnostics".to_owned());
    arguments.extend_from_slice(objects);
    arguments
}

/// What clang and lld said.
pub fn printed(source: &Source, printed: &str, linked: &str) -> Printed {
    let printed = printed.replace(&format!("./{PROJECT}/"), "./");
    let (mut diagnostics, mut raw_output) = parse(&printed, &source.project);
    let extensions = if source.manifest.source.language == Language::Cpp { CPP_SOURCES } else { C_SOURCES };
    let own = sources(source.project.files.keys(), extensions);
    let objects: Vec<(String, &str)> =
        own.iter().enumerate().map(|(number, path)| (object(number), path.as_str())).collect();
    let entry = &source.manifest.source.entry;
    diagnostics.extend(parse_link(linked, &objects, entry, &source.project));
    raw_output.push_str(linked);
    Printed { diagnostics, raw_output }
}

/// The component of what the linker made; the error is for people.
pub fn component(module: &[u8]) -> Result<Vec<u8>, String> {
    preview1::component(module).map_err(|why| format!("this does not fit its world: {why}"))
}
