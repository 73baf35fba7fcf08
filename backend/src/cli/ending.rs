//! How a command ends: the exit codes, and the errors that are no result.

use crate::error::Failure;
use crate::limits::NamedLimit;
use diptych_shared::api::error::ErrorCode;
use std::process::ExitCode;

/// A command that did what it was asked for, whatever came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It compiles, the guest returned, the engines agree: 0.
    Good,
    /// The project's own fault: it does not compile, the guest failed, the engines differ: 1.
    Bad,
    /// Ctrl+C: 130, as shells have it.
    Interrupted,
}

/// A command that could not do what it was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CliError {
    /// The command line, or what it names, does not fit: 2.
    Usage(String),
    /// The project is at fault in a way that is no compiler's diagnostic, such as a limit that it meets: 1.
    Project(String),
    /// This machine or this program is at fault: 3.
    Host(String),
}

impl Ending {
    /// [`Ending::Good`] where `is_good`.
    pub fn of(is_good: bool) -> Ending {
        if is_good { Ending::Good } else { Ending::Bad }
    }

    /// The worse of two.
    pub fn and(self, other: Ending) -> Ending {
        if self == Ending::Good { other } else { self }
    }

    /// The process's exit code.
    pub fn code(self) -> ExitCode {
        ExitCode::from(match self {
            Ending::Good => 0,
            Ending::Bad => 1,
            Ending::Interrupted => 130,
        })
    }
}

impl CliError {
    /// `what` is larger than `limit`.
    pub fn too_large(what: &str, limit: NamedLimit) -> CliError {
        CliError::Project(format!("{what} is larger than is taken ({limit})"))
    }

    /// Says it on stderr and answers with the exit code.
    pub fn told(self) -> ExitCode {
        let (message, code) = match self {
            CliError::Project(message) => (message, 1),
            CliError::Usage(message) => (message, 2),
            CliError::Host(message) => (message, 3),
        };
        // Names of files and compilers' words may hold what a terminal obeys.
        eprintln!("diptych: {}", diptych_shared::report::visible(&message));
        ExitCode::from(code)
    }
}

impl From<Failure> for CliError {
    fn from(failure: Failure) -> CliError {
        let message = failure.error.message;
        match failure.error.code {
            ErrorCode::Busy | ErrorCode::Internal => CliError::Host(message),
            _ => CliError::Project(message),
        }
    }
}

impl From<anyhow::Error> for CliError {
    fn from(error: anyhow::Error) -> CliError {
        CliError::Host(format!("{error:#}"))
    }
}

impl From<std::io::Error> for CliError {
    fn from(error: std::io::Error) -> CliError {
        CliError::Host(error.to_string())
    }
}
