//! C and C++, by Zig's clang and libc++: a command when a source has `main`, else a library of the world in
//! `wit/`.

use super::ziglang::{self, Dialect, Ziglang};
use crate::compilers::job::Job;
use crate::compilers::language::{Artifact, Stopped};
use diptych_shared::api::compile::CompileStage;
use diptych_shared::api::diagnostic::Diagnostic;
use diptych_shared::project::{Language, MANIFEST_FILE};
use diptych_shared::toolchain::c_family::{C_SOURCES, CPP_SOURCES};
use wit_component::StringEncoding;

/// The C compiler.
pub const C: Ziglang = Ziglang { language: Language::C, compile: |job| compile(job, Dialect::C) };
/// The C++ compiler.
pub const CPP: Ziglang = Ziglang { language: Language::Cpp, compile: |job| compile(job, Dialect::Cpp) };

/// Compiles all sources of the project, and links them with the bindings of its world.
fn compile(job: &mut Job, dialect: Dialect) -> Result<Artifact, Stopped> {
    job.stage(CompileStage::Bind);
    let bindings = ziglang::write_bindings(job)?;
    job.stage(CompileStage::Compile);
    let extensions: &[&str] = match dialect {
        Dialect::C => C_SOURCES,
        Dialect::Cpp => CPP_SOURCES,
    };
    let sources = ziglang::sources(job.project.files.keys(), extensions);
    if sources.is_empty() {
        let message = format!("there is no source file that ends in .{}", extensions.join(", ."));
        job.diagnostics.push(Diagnostic::error(message).in_file(MANIFEST_FILE));
        return Err(Stopped::Broken);
    }
    let objects = ziglang::compile_sources(job, dialect, &sources)?;
    let mut command = false;
    for (_, object) in &objects {
        command |= ziglang::defines_main(&std::fs::read(object)?);
    }
    if !command && bindings.is_none() {
        let message = "there is neither a `main` nor a world to implement: write `int main(void)`, or describe \
                       a world in `wit/world.wit`";
        job.diagnostics.push(Diagnostic::error(message).in_file(job.manifest.source.entry.clone()));
        return Err(Stopped::Broken);
    }
    let (exports, start) = match command {
        true => (ziglang::Exports::Command, "crt1-command.o"),
        false => (ziglang::Exports::Library, "crt1-reactor.o"),
    };
    let libraries: &[&str] = match dialect {
        Dialect::C => &["libc.a", "libzigc.a", "libcompiler_rt.a"],
        Dialect::Cpp => &["libc++.a", "libc++abi.a", "libc.a", "libzigc.a", "libcompiler_rt.a"],
    };
    let others = bindings.unwrap_or_default();
    let bytes = ziglang::link(job, exports, Some(start), &objects, &others, libraries)?;
    Ok(Artifact::Module { bytes, strings: StringEncoding::UTF8 })
}
