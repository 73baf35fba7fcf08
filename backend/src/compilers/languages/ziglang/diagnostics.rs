//! What clang, Zig and lld say, into the job.

use crate::compilers::job::Job;
use diptych_shared::toolchain::diagnostics::clang::{parse, parse_link};

/// Adds what clang or Zig printed to the job's diagnostics and raw output.
pub fn note_messages(job: &mut Job, output: &str) {
    let (diagnostics, raw) = parse(output, &job.project);
    job.diagnostics.extend(diagnostics);
    job.raw_output.push_str(&raw);
}

/// Adds what lld printed. `objects` are the objects' paths in its messages, with their sources.
pub(super) fn link_messages(job: &mut Job, output: &str, objects: &[(String, &str)]) {
    let diagnostics = parse_link(output, objects, &job.manifest.source.entry, &job.project);
    job.diagnostics.extend(diagnostics);
    job.raw_output.push_str(output);
}
