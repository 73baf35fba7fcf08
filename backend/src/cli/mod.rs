//! The command line: the workbench's steps as commands over the same core, for terminals and for CI.

mod arguments;
mod backup;
mod browser;
mod call_text;
mod compare;
mod compile;
mod compose;
mod diagnostics;
mod ending;
mod expected;
mod inspect;
mod mcp;
mod output;
mod run;
mod setup;
mod share;
mod source;

pub use arguments::Command;

use arguments::{Arguments, EXIT_CODES, Start};
use clap::{CommandFactory as _, FromArgMatches as _};
use ending::{CliError, Ending};
use std::process::ExitCode;

/// Reads this process's command line: the command, or `None` for the server. Help, and what does not fit, ends the
/// process; `settings` stands below the help of the server.
pub fn read(settings: &'static str) -> Option<Command> {
    let shape = Arguments::command()
        .after_long_help(format!("{EXIT_CODES}\n\n{settings}"))
        .mut_subcommand("serve", |serve| serve.after_help(settings));
    let arguments = Arguments::from_arg_matches(&shape.get_matches()).unwrap_or_else(|error| error.exit());
    match arguments.command {
        Some(Start::Other(command)) => Some(command),
        Some(Start::Serve) | None => None,
    }
}

/// Runs one command to its end, or until Ctrl+C. What it says of the way goes to stderr, what it was asked for to stdout.
pub fn main(command: Command) -> ExitCode {
    setup::quiet_log();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return CliError::Host(format!("no threads can be started: {error}")).told(),
    };
    let ended = runtime.block_on(async {
        tokio::select! {
            ended = start(command) => ended,
            // Dropping what runs ends its processes.
            () = interrupted() => Ok(Ending::Interrupted),
        }
    });
    // A blocked read of stdin must not hold the end back.
    runtime.shutdown_timeout(std::time::Duration::from_secs(2));
    match ended {
        Ok(ending) => ending.code(),
        Err(error) => error.told(),
    }
}

/// Ends with Ctrl+C, or when the process is asked to end.
async fn interrupted() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
        }
        Err(_) => {
            tokio::signal::ctrl_c().await.ok();
        }
    }
}

async fn start(command: Command) -> Result<Ending, CliError> {
    match command {
        Command::Compile(arguments) => compile::compile(arguments).await,
        Command::Run(arguments) => run::run(arguments).await,
        Command::Compare(arguments) => compare::compare(arguments).await,
        Command::Compose(arguments) => compose::compose(arguments).await,
        Command::Inspect(arguments) => inspect::inspect(arguments),
        Command::Share(arguments) => share::share(arguments).await,
        Command::Backup(arguments) => backup::backup(arguments).await,
        Command::Mcp => mcp::serve().await,
    }
}
