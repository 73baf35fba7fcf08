//! What can be said on the command line.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// What stands below the help of every command.
pub const EXIT_CODES: &str = "\
Exit codes:
  0    it compiles, the guest returned, the engines agree
  1    the project's own fault: it does not compile, the guest failed or met a limit, the engines differ
  2    the command line, or what it names, does not fit
  3    this machine or Diptych is at fault: no toolchain, no Chromium, a broken engine
  130  stopped with Ctrl+C";

/// Diptych: one WebAssembly component, two engines, every host call side by side.
///
/// Without a command it serves the workbench.
#[derive(Debug, Parser)]
#[command(name = "diptych", version, args_conflicts_with_subcommands = true)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Start>,
}

/// Every command.
#[derive(Debug, Subcommand)]
pub enum Start {
    /// Serves the workbench: the page and its API. Settings come from the environment
    Serve,
    /// Everything else.
    #[command(flatten)]
    Other(Command),
}

/// The commands that do one thing and end.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Compiles a project to a component
    #[command(after_long_help = EXIT_CODES)]
    Compile(Compile),
    /// Runs a project or a component on wasmtime
    #[command(after_long_help = EXIT_CODES)]
    Run(Run),
    /// Runs a project on both engines and compares what happened
    #[command(after_long_help = EXIT_CODES)]
    Compare(Compare),
    /// Makes one component of a composition
    #[command(after_long_help = EXIT_CODES)]
    Compose(Compose),
    /// Tells what a component is: its world, imports, exports and sizes
    #[command(after_long_help = EXIT_CODES)]
    Inspect(Inspect),
    /// Makes a link of a project
    #[command(after_long_help = EXIT_CODES)]
    Share(Share),
    /// Copies the links that a server keeps in SQLite to a file, also while it runs
    #[command(after_long_help = EXIT_CODES)]
    Backup(Backup),
    /// Serves assistants over stdin and stdout (Model Context Protocol)
    Mcp,
}

/// `diptych backup`.
#[derive(Debug, Args)]
pub struct Backup {
    /// Where to: a file that is not there yet
    pub target: PathBuf,
}

/// `diptych compile`.
#[derive(Debug, Args)]
pub struct Compile {
    /// A project: a folder with a diptych.toml, a zip of one, a .wat or .wasm file, or a link with `#v1.…`
    pub project: String,
    /// Where to write the component; by default nowhere
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Print what the compile said as JSON (`CompileOutput` without the component's bytes)
    #[arg(long)]
    pub json: bool,
}

/// `diptych run`.
#[derive(Debug, Args)]
pub struct Run {
    /// A project: a folder with a diptych.toml, a zip of one, a .wat or .wasm file, or a link with `#v1.…`
    pub project: String,
    /// A call to make instead of the manifest's, its arguments as WAVE: `add(1, 2)`. May be given several times
    #[arg(long = "call", value_name = "CALL")]
    pub calls: Vec<String>,
    /// Grant this besides what the manifest grants: `stdio`, `filesystem read /data`. May be given several times
    #[arg(long = "grant", value_name = "GRANT")]
    pub grants: Vec<String>,
    /// Print the report as JSON (`RunReport`) instead of what the guest writes and returns
    #[arg(long)]
    pub json: bool,
}

/// An engine that `compare` runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum EngineName {
    /// Chromium's.
    Browser,
    /// wasmtime.
    Wasmtime,
}

/// `diptych compare`.
#[derive(Debug, Args)]
pub struct Compare {
    /// A project: a folder with a diptych.toml, a zip of one, a .wat or .wasm file, or a link with `#v1.…`
    pub project: String,
    /// The engines to run, separated by commas. With one of them alone --expect says what to compare with
    #[arg(long, value_delimiter = ',', default_value = "browser,wasmtime")]
    pub engines: Vec<EngineName>,
    /// Compare each engine's report with what is written down in this folder too: `wasmtime.json`, `browser.json`
    #[arg(long, value_name = "FOLDER")]
    pub expect: Option<PathBuf>,
    /// Write down in the folder of --expect what happened, instead of comparing with it
    #[arg(long, requires = "expect")]
    pub bless: bool,
    /// Print the comparison as JSON (`ComparisonReport`; of one engine its `RunReport`)
    #[arg(long)]
    pub json: bool,
    /// Chromium's program; by default DIPTYCH_CHROMIUM, or what PATH and Playwright's cache have
    #[arg(long, value_name = "PROGRAM")]
    pub chromium: Option<PathBuf>,
    /// How long the browser may take altogether, from its start to its report, in milliseconds
    #[arg(long, value_name = "MS", default_value_t = 120_000, value_parser = clap::value_parser!(u64).range(1..))]
    pub browser_time_ms: u64,
}

/// `diptych compose`.
#[derive(Debug, Args)]
pub struct Compose {
    /// A project whose language is `wac`
    pub project: String,
    /// Where to write the component
    #[arg(short, long, value_name = "FILE", default_value = "composed.wasm")]
    pub output: PathBuf,
}

/// `diptych inspect`.
#[derive(Debug, Args)]
pub struct Inspect {
    /// A .wasm file: a component or a core module
    pub component: PathBuf,
    /// Print it as JSON (`Inspection`)
    #[arg(long)]
    pub json: bool,
}

/// `diptych share`.
#[derive(Debug, Args)]
pub struct Share {
    /// A project: a folder with a diptych.toml, a zip of one, a .wat or .wasm file, or a link with `#v1.…`
    pub project: String,
    /// Where the link shall lead, when it holds the whole project
    #[arg(long, value_name = "URL", default_value = "http://localhost:8080/", conflicts_with = "server")]
    pub base: String,
    /// Have this server keep the project, and print its short link and the token that deletes it
    #[arg(long, value_name = "URL")]
    pub server: Option<String>,
    /// Print it as JSON
    #[arg(long)]
    pub json: bool,
}
