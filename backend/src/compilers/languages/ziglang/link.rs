//! Calling lld: objects to a core module, a command or a library.

use super::diagnostics::link_messages;
use crate::compilers::job::{Job, Tool};
use crate::compilers::language::Stopped;
use std::path::{Path, PathBuf};

/// The stack of a guest, in bytes. It lies below the data, so that an overflow traps.
const STACK_BYTES: u32 = 1 << 20;

/// What a module is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exports {
    /// A program with `main`.
    Command,
    /// The exports of a world.
    Library,
}

/// Links `objects`, each with the source it comes from, and `others` to a module. `libraries` are of
/// the sysroot, in the order they are searched. `start` is the sysroot's object that has the module's
/// entry, if none of the objects has.
pub fn link(
    job: &mut Job,
    exports: Exports,
    start: Option<&str>,
    objects: &[(String, PathBuf)],
    others: &[PathBuf],
    libraries: &[&str],
) -> Result<Vec<u8>, Stopped> {
    let sysroot = job.path("sysroot")?.to_owned();
    let module = job.work.join("module.wasm");
    let entry = match exports {
        Exports::Command => "--entry=_start",
        Exports::Library if start.is_some() => "--entry=_initialize",
        Exports::Library => "--no-entry",
    };
    let mut arguments: Vec<String> = [
        "wasm-ld",
        entry,
        "--strip-all",
        "--stack-first",
        "-z",
        &format!("stack-size={STACK_BYTES}"),
        "--build-id=none",
        "--no-color-diagnostics",
        "-o",
    ]
    .map(str::to_owned)
    .to_vec();
    let text = |path: &Path| path.to_string_lossy().into_owned();
    arguments.push(text(&module));
    arguments.extend(start.map(|name| text(&sysroot.join(name))));
    arguments.extend(objects.iter().map(|(_, object)| text(object)));
    arguments.extend(others.iter().map(|object| text(object)));
    arguments.extend(libraries.iter().map(|name| text(&sysroot.join(name))));
    let program = job.path("zig")?.to_owned();
    let folder = job.work.clone();
    let output = job.run(Tool { program, arguments, environment: Vec::new(), folder })?;
    let work = text(&job.work);
    // Messages name objects by their paths, of which `Job::run` leaves `work/…`.
    let named: Vec<(String, &str)> = objects
        .iter()
        .map(|(source, object)| (text(object).replace(&work, "work"), source.as_str()))
        .collect();
    link_messages(job, &output.stderr, &named);
    if !output.status.success() {
        return Err(Stopped::Broken);
    }
    Ok(std::fs::read(module)?)
}
