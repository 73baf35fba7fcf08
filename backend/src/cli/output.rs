//! Writing what was asked for: stdout that may be a pipe nobody reads, guests' bytes, JSON, files.

use super::ending::CliError;
use diptych_shared::api::run::OutputStream;
use diptych_shared::report::visible_bytes;
use serde::Serialize;
use std::io::{self, IsTerminal as _, Write};
use std::path::Path;

/// Prints a line of text that may hold a guest's or a compiler's words: what a terminal obeys is spelled out.
pub fn line(text: &str) -> Result<(), CliError> {
    written(writeln!(io::stdout(), "{}", diptych_shared::report::visible(text)))
}

/// The same on stderr.
pub fn note(text: &str) {
    // Nowhere is left to say that nobody hears it.
    writeln!(io::stderr(), "{}", diptych_shared::report::visible(text)).ok();
}

/// Prints a value as JSON.
pub fn json(value: &impl Serialize) -> Result<(), CliError> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    let written_json = serde_json::to_writer_pretty(&mut out, value).map_err(io::Error::from);
    written(written_json.and_then(|()| writeln!(out)).and_then(|()| out.flush()))
}

/// Passes on what a guest wrote: as it is into a file or a pipe, and to a terminal without what it would obey.
pub fn guest(stream: OutputStream, bytes: &[u8]) -> Result<(), CliError> {
    match stream {
        OutputStream::Stdout => pass(io::stdout().is_terminal(), &mut io::stdout(), bytes),
        OutputStream::Stderr => pass(io::stderr().is_terminal(), &mut io::stderr(), bytes),
    }
}

fn pass(is_terminal: bool, out: &mut impl Write, bytes: &[u8]) -> Result<(), CliError> {
    let shown = if is_terminal { visible_bytes(bytes).into_bytes() } else { bytes.to_vec() };
    written(out.write_all(&shown).and_then(|()| out.flush()))
}

/// Writes a component.
pub fn file(path: &Path, bytes: &[u8]) -> Result<(), CliError> {
    std::fs::write(path, bytes)
        .map_err(|error| CliError::Usage(format!("cannot write {}: {error}", path.display())))
}

/// A reader that has enough, such as `head`, is no failure.
fn written(result: io::Result<()>) -> Result<(), CliError> {
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(CliError::Host(format!("cannot write the output: {error}")))
        }
        _ => Ok(()),
    }
}
