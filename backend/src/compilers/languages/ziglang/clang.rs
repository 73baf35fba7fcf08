//! Calling clang: a source to an object, with the world's bindings at hand.

use super::{CPU, note_messages};
use crate::compilers::job::{Job, Tool};
use crate::compilers::language::Stopped;
use diptych_bindings::bindings;
use diptych_shared::project::Language;
use std::path::{Path, PathBuf};

/// How many errors clang tells of one source.
const ERRORS: u32 = 50;

/// Which language a source is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// C11 with the GNU extensions, as WASI's headers expect.
    C,
    /// C++20 with the GNU extensions, without exceptions, which WASI's libc++ does not have.
    Cpp,
}

impl Dialect {
    /// The dialect of a source in a project of this dialect: C++ projects may have C files.
    fn of(self, path: &str) -> Dialect {
        if path.ends_with(".c") { Dialect::C } else { self }
    }
}

/// Writes the C bindings of the project's world to `work/bindings`, if there is one, and compiles them.
/// The objects to link: the glue, and the world itself.
pub fn write_bindings(job: &mut Job) -> Result<Option<Vec<PathBuf>>, Stopped> {
    if job.wit.is_none() {
        return Ok(None);
    }
    let (folder, world) = job.needed_world()?;
    let generated = bindings(&folder.resolve, world, Language::C)?;
    let mut objects = Vec::new();
    let mut sources = Vec::new();
    // The glue includes the header: all is written before anything is compiled.
    for (path, bytes) in &generated.files {
        let written = job.write(Path::new("bindings").join(path), bytes)?;
        match written.extension().and_then(|extension| extension.to_str()) {
            Some("o") => objects.push(written),
            Some("c") => sources.push(written),
            _ => {}
        }
    }
    for source in sources {
        let object = source.with_extension("glue.o");
        let mut arguments = vec!["-w".to_owned()];
        arguments.extend(clang_arguments(job, Dialect::C)?);
        arguments.extend(["-o".to_owned(), text(&object), text(&source)]);
        let output = job.run(clang(job, arguments, job.work.clone())?)?;
        if !output.status.success() {
            note_messages(job, &output.stderr);
            return Err(Stopped::Broken);
        }
        objects.push(object);
    }
    Ok(Some(objects))
}

/// Compiles `sources`, whose paths are relative to the project; all of them, even when some are
/// broken, so that every message is told.
pub fn compile_sources(
    job: &mut Job,
    dialect: Dialect,
    sources: &[String],
) -> Result<Vec<(String, PathBuf)>, Stopped> {
    let mut objects = Vec::new();
    for (number, source) in sources.iter().enumerate() {
        let object = job.write(format!("objects/{number}.o"), [])?;
        let mut arguments = clang_arguments(job, dialect.of(source))?;
        arguments.extend(
            [
                "-Wall",
                "-Wextra",
                "-fdiagnostics-print-source-range-info",
                // The project's folder has another name every time; `__FILE__` is as the project has it.
                "-ffile-prefix-map=./=",
                "-I.",
            ]
            .map(str::to_owned),
        );
        arguments.extend(["-o".to_owned(), text(&object)]);
        // With `./`, so that no file's name is an option.
        arguments.push(format!("./{source}"));
        let output = job.run(clang(job, arguments, job.input.clone())?)?;
        note_messages(job, &output.stderr);
        if !output.status.success() && !job.has_error() {
            // Killed, or broken without a word: the job says which.
            return Err(Stopped::Broken);
        }
        objects.push((source.clone(), object));
    }
    if job.has_error() { Err(Stopped::Broken) } else { Ok(objects) }
}

fn clang(job: &Job, arguments: Vec<String>, folder: PathBuf) -> Result<Tool, Stopped> {
    let program = job.path("zig")?.to_owned();
    let arguments = std::iter::once("clang".to_owned()).chain(arguments).collect();
    Ok(Tool { program, arguments, environment: Vec::new(), folder })
}

/// What every call has: the target, the headers, the dialect.
fn clang_arguments(job: &Job, dialect: Dialect) -> Result<Vec<String>, Stopped> {
    let lib = job.path("zig-lib")?;
    let mut arguments: Vec<String> = [
        "--no-default-config",
        "--target=wasm32-unknown-wasip1",
        &format!("-mcpu={CPU}"),
        "-c",
        "-O2",
        "-DNDEBUG",
        "-nostdinc",
        "-fvisibility=hidden",
        "-fno-color-diagnostics",
        "-fno-spell-checking",
        // Else it preprocesses everything anew when it crashes, for a report to its makers.
        "-fno-crash-diagnostics",
        &format!("-ferror-limit={ERRORS}"),
    ]
    .map(str::to_owned)
    .to_vec();
    let mut headers = vec![text(&job.work.join("bindings"))];
    match dialect {
        Dialect::C => arguments.extend(["-xc", "-std=gnu11"].map(str::to_owned)),
        Dialect::Cpp => {
            arguments.extend(["-xc++", "-std=gnu++20", "-nostdinc++", "-fno-exceptions"].map(str::to_owned));
            arguments.extend(LIBCXX.iter().map(|definition| format!("-D{definition}")));
            headers.extend(["libcxx/include", "libcxxabi/include"].map(|path| text(&lib.join(path))));
        }
    }
    let libc = ["include", "libc/include/wasm-wasi-musl", "libc/include/generic-musl"];
    headers.extend(libc.map(|path| text(&lib.join(path))));
    for folder in headers {
        arguments.extend(["-isystem".to_owned(), folder]);
    }
    Ok(arguments)
}

/// What `zig c++` defines when it builds libc++ for WASI: headers and library must agree.
const LIBCXX: [&str; 17] = [
    "_LIBCPP_ABI_VERSION=1",
    "_LIBCPP_ABI_NAMESPACE=__1",
    "_LIBCPP_HAS_THREADS=0",
    "_LIBCPP_HAS_MONOTONIC_CLOCK",
    "_LIBCPP_HAS_TERMINAL",
    "_LIBCPP_HAS_MUSL_LIBC=1",
    "_LIBCXXABI_DISABLE_VISIBILITY_ANNOTATIONS",
    "_LIBCPP_DISABLE_VISIBILITY_ANNOTATIONS",
    "_LIBCPP_HAS_VENDOR_AVAILABILITY_ANNOTATIONS=0",
    "_LIBCPP_HAS_FILESYSTEM=0",
    "_LIBCPP_HAS_RANDOM_DEVICE",
    "_LIBCPP_HAS_LOCALIZATION",
    "_LIBCPP_HAS_UNICODE",
    "_LIBCPP_HAS_WIDE_CHARACTERS",
    "_LIBCPP_PSTL_BACKEND_SERIAL",
    "_LIBCPP_HARDENING_MODE=_LIBCPP_HARDENING_MODE_NONE",
    "_LIBCPP_ASSERTION_SEMANTIC_DEFAULT=_LIBCPP_ASSERTION_SEMANTIC_IGNORE",
];

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
