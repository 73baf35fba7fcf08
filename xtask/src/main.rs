//! `cargo xtask`: sets up what is missing, builds everything, serves it, tests it, measures it.

mod bench;
mod bundle;
mod command;
mod guest;
mod samples;
mod serve;
mod setup;
mod stamp;
mod test;
mod toolchains;

use anyhow::{Result, bail};
use std::path::PathBuf;
use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask <command>

  serve       build everything in release and serve the workbench on http://localhost:8080
  build       build everything and stop
  guest       build only the crates that Rust guests link against
  toolchains  list the optional compilers; `install [name…]` brings and warms them, `warm [name…]`
              warms them anew
  test        run every test; ends with `N passed, N failed`
              test <suite>…  runs only these: fmt clippy wasm-clippy rust doc wasm js e2e
  bench       measure against a running build; prints medians and ratios
  screenshot  take the screenshots in docs/ anew";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // People want the sentence, whatever RUST_BACKTRACE says.
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    std::env::set_current_dir(root())?;
    match arguments.as_slice() {
        ["serve"] => serve::serve(),
        ["build"] => serve::build().map(drop),
        ["test", suites @ ..] => test::test(suites),
        ["guest"] => guest::prepare(&root()),
        ["toolchains", arguments @ ..] => toolchains::toolchains(arguments),
        ["bench"] => bench::bench(),
        ["screenshot"] => serve::screenshot(),
        [] | ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(())
        }
        other => bail!("`cargo xtask {}` is not a command\n\n{USAGE}", other.join(" ")),
    }
}

/// The top of the repository.
fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).parent().map(PathBuf::from).unwrap_or_default()
}
