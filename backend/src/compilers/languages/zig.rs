//! Zig: a command when the entry has `pub fn main`, else a library of the world in `wit/`, whose
//! declarations it imports as `bindings`.

use super::ziglang::{self, Exports, Ziglang};
use crate::compilers::job::{Job, Tool};
use crate::compilers::language::{Artifact, Stopped};
use diptych_bindings::bindings;
use diptych_shared::api::compile::CompileStage;
use diptych_shared::api::diagnostic::Diagnostic;
use diptych_shared::project::Language;
use std::path::{Path, PathBuf};
use wit_component::StringEncoding;

/// The Zig compiler.
pub const ZIG: Ziglang = Ziglang { language: Language::Zig, compile };

/// Compiles the entry with all that it imports, and links it with the bindings of its world.
fn compile(job: &mut Job) -> Result<Artifact, Stopped> {
    job.stage(CompileStage::Bind);
    let glue = ziglang::write_bindings(job)?;
    let module = match &glue {
        Some(_) => Some(write_module(job)?),
        None => None,
    };
    job.stage(CompileStage::Compile);
    let object = build(job, module.as_deref())?;
    let command = ziglang::defines_main(&std::fs::read(&object)?);
    let entry = job.manifest.source.entry.clone();
    if !command && glue.is_none() {
        let message = "there is neither a `main` nor a world to implement: write `pub fn main() void`, or \
                       describe a world in `wit/world.wit`";
        job.diagnostics.push(Diagnostic::error(message).in_file(entry));
        return Err(Stopped::Broken);
    }
    let (exports, start) = match command {
        true => (Exports::Command, "crt1-command.o"),
        false => (Exports::Library, "crt1-reactor.o"),
    };
    let others = glue.unwrap_or_default();
    let libraries = ["libc.a", "libzigc.a", "libcompiler_rt.a"];
    let bytes = ziglang::link(job, exports, Some(start), &[(entry, object)], &others, &libraries)?;
    Ok(Artifact::Module { bytes, strings: StringEncoding::UTF8 })
}

/// Writes `bindings.zig`, and says where it is.
fn write_module(job: &mut Job) -> Result<PathBuf, Stopped> {
    let (folder, world) = job.needed_world()?;
    let generated = bindings(&folder.resolve, world, Language::Zig)?;
    let text =
        generated.files.get("bindings.zig").ok_or_else(|| anyhow::anyhow!("there is no bindings.zig"))?;
    job.write("bindings/bindings.zig", text)
}

/// The entry, and all that it imports, to one object.
fn build(job: &mut Job, bindings: Option<&Path>) -> Result<PathBuf, Stopped> {
    // Zig writes beside what it reads there, so every compile begins with a copy of the parsed standard
    // library: parsing it anew takes much longer.
    let cache = job.work.join("zig-cache");
    copy_folder(&job.path("sysroot")?.join("std"), &cache)?;
    let object = job.work.join("main.o");
    let text = |path: &Path| path.to_string_lossy().into_owned();
    let mut arguments: Vec<String> =
        ["build-obj", "-target", "wasm32-wasi", "-OReleaseSmall", "-lc", "--color", "off", "--name", "main"]
            .map(str::to_owned)
            .to_vec();
    arguments.extend(["--zig-lib-dir".to_owned(), text(job.path("zig-lib")?)]);
    arguments.extend(["--global-cache-dir".to_owned(), text(&cache)]);
    arguments.extend(["--cache-dir".to_owned(), text(&job.work.join("zig-local"))]);
    arguments.push(format!("-femit-bin={}", text(&object)));
    if bindings.is_some() {
        arguments.extend(["--dep".to_owned(), "bindings".to_owned()]);
    }
    // With `./`, so that no file's name is an option.
    arguments.push(format!("-Mroot=./{}", job.manifest.source.entry));
    arguments.extend(bindings.map(|path| format!("-Mbindings={}", text(path))));
    let program = job.path("zig")?.to_owned();
    let folder = job.input.clone();
    let output = job.run(Tool { program, arguments, environment: Vec::new(), folder })?;
    ziglang::note_messages(job, &output.stderr);
    if output.stderr.contains("error: memory allocation failure") {
        let limit = job.limits.compile_memory_bytes;
        job.met_limit("the compiler ran out of memory", limit, "look for very large variables or constants");
    }
    if output.status.success() { Ok(object) } else { Err(Stopped::Broken) }
}

/// Copies a folder of files and folders.
fn copy_folder(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        match entry.file_type()?.is_dir() {
            true => copy_folder(&entry.path(), &target)?,
            false => std::fs::copy(entry.path(), target).map(drop)?,
        }
    }
    Ok(())
}
