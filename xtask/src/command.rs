//! Running other programs: one line that says what and how long, their output in a log that is shown when they fail.

use anyhow::{Context as _, Result, bail};
use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

/// A command line from words.
pub fn command(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments);
    command
}

/// What a finished step left.
pub struct Finished {
    /// It exited with 0.
    pub ok: bool,
    /// Everything it printed, stdout and stderr together.
    pub output: String,
}

/// Runs `command` as the step `title`, with its output in `target/logs`; fails if the command does.
pub fn step(title: &str, command: Command) -> Result<()> {
    if attempt(title, command)?.ok {
        return Ok(());
    }
    bail!("{title} failed; its output is above")
}

/// Like [`step`], but a failing command is an answer, not an error. Its output's end is printed.
pub fn attempt(title: &str, mut command: Command) -> Result<Finished> {
    let log = log_path(title)?;
    let file = File::create(&log)?;
    println!("▸ {title} …");
    let begin = Instant::now();
    let status =
        command.stdin(Stdio::null()).stdout(file.try_clone()?).stderr(file).status().with_context(|| {
            format!("{title}: cannot start `{}`", command.get_program().to_string_lossy())
        })?;
    let output = String::from_utf8_lossy(&fs::read(&log)?).into_owned();
    let seconds = begin.elapsed().as_secs_f64();
    if status.success() {
        println!("  done in {seconds:.1} s");
    } else {
        let lines: Vec<&str> = output.lines().collect();
        for line in &lines[lines.len().saturating_sub(200)..] {
            println!("  │ {line}");
        }
        println!("  FAILED after {seconds:.1} s ({status}); all of its output: {}", log.display());
    }
    Ok(Finished { ok: status.success(), output })
}

fn log_path(title: &str) -> Result<std::path::PathBuf> {
    let folder = Path::new("target/logs");
    fs::create_dir_all(folder)?;
    let name: String = title.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    Ok(folder.join(format!("{name}.log")))
}

/// The trimmed standard output of a command that succeeds.
pub fn output_of(program: &str, arguments: &[&str]) -> Option<String> {
    let output = command(program, arguments).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
