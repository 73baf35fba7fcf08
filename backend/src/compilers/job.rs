//! One compile, as its process in the sandbox sees it: the project on disk, and tools to run on it.

use super::language::{Stopped, Toolchain};
use super::messages::Scrubber;
use super::protocol::{JobMessage, JobRequest};
use crate::limits::{Limits, NamedLimit};
use anyhow::Context as _;
use diptych_shared::api::compile::{CompileStage, StageTime};
use diptych_shared::api::composition::Composition;
use diptych_shared::api::diagnostic::{Diagnostic, Severity};
use diptych_shared::project::{MANIFEST_FILE, Manifest, Project};
use diptych_shared::toolchain::wit::{WitFolder, select_world};
use std::io::Read;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::{Duration, Instant};
use wit_parser::WorldId;

/// The time that tools which write times are told: 1980, the first that zip files can hold.
const SOURCE_DATE_EPOCH: &str = "315532800";

/// How long output is waited for that a tool's children hold open after its end.
const GRACE: Duration = Duration::from_secs(1);

/// A compile under way.
pub struct Job {
    /// The project, with the WASI packages in `wit/deps/` that its WIT names.
    pub project: Project,
    /// Its manifest.
    pub manifest: Manifest,
    /// The toolchain that the server found.
    pub toolchain: Toolchain,
    /// The limits in force.
    pub limits: Limits,
    /// The `wit/` folder, when there is one.
    pub wit: Option<WitFolder>,
    /// The world that the manifest names, or the only one there is.
    pub world: Option<WorldId>,
    /// The project's files.
    pub input: PathBuf,
    /// A folder for whatever is made on the way; also `TMPDIR`.
    pub work: PathBuf,
    /// What there is to say about the sources, in order.
    pub diagnostics: Vec<Diagnostic>,
    /// What a composition is made of.
    pub composition: Option<Composition>,
    /// The tools' own text; bounded later.
    pub raw_output: String,
    stages: Vec<(CompileStage, Instant)>,
    tell: fn(JobMessage),
    scrubber: Scrubber,
    /// Which limits were met, which is said first.
    met: Vec<Diagnostic>,
    /// Said at the end if nobody named an error: how a tool died.
    crash: Option<Diagnostic>,
}

/// A tool to run.
#[derive(Clone, Debug)]
pub struct Tool {
    /// The program.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<String>,
    /// Its environment, besides `TMPDIR` (the work folder), `LC_ALL` and `SOURCE_DATE_EPOCH`.
    pub environment: Vec<(String, String)>,
    /// The folder it starts in: [`Job::input`] or [`Job::work`].
    pub folder: PathBuf,
}

/// What a tool left. Texts are bounded (limit `compile-message-bytes`) and hold no paths of the machine.
#[derive(Clone, Debug)]
pub struct ToolOutput {
    /// How it ended.
    pub status: ExitStatus,
    /// What it printed.
    pub stdout: String,
    /// What it complained about.
    pub stderr: String,
}

impl Job {
    /// Writes the project's files. `manifest` is the project's own, `wit` its `wit/` folder.
    pub(super) fn new(
        request: JobRequest,
        manifest: Manifest,
        wit: Option<WitFolder>,
        limits: Limits,
        tell: fn(JobMessage),
        begin: Instant,
    ) -> anyhow::Result<Job> {
        let JobRequest { project, toolchain, folder, hidden, .. } = request;
        let (input, work) = (folder.join("input"), folder.join("work"));
        let scrubber = Scrubber::new(hidden_paths(&folder, &toolchain, hidden));
        write_project(&input, &project).context("cannot write the job's files")?;
        std::fs::create_dir(&work)?;
        let world = wit.as_ref().and_then(|folder| select_world(folder, &manifest, &project).ok());
        Ok(Job {
            project,
            manifest,
            toolchain,
            limits,
            wit,
            world,
            input,
            work,
            diagnostics: Vec::new(),
            composition: None,
            raw_output: String::new(),
            stages: vec![(CompileStage::Resolve, begin)],
            tell,
            scrubber,
            met: Vec::new(),
            crash: None,
        })
    }

    /// A stage begins.
    pub fn stage(&mut self, stage: CompileStage) {
        self.stages.push((stage, Instant::now()));
        (self.tell)(JobMessage::Stage { stage });
    }

    /// The world to implement. Without one, a diagnostic says what the project needs.
    pub fn needed_world(&mut self) -> Result<(&WitFolder, WorldId), Stopped> {
        let why = match (&self.wit, self.world) {
            (Some(_), Some(_)) => None,
            (Some(folder), None) => select_world(folder, &self.manifest, &self.project).err(),
            (None, _) => Some(
                Diagnostic::error("there is no world to implement: describe one in `wit/world.wit`")
                    .in_file(MANIFEST_FILE),
            ),
        };
        self.diagnostics.extend(why);
        match (&self.wit, self.world) {
            (Some(folder), Some(world)) => Ok((folder, world)),
            _ => Err(Stopped::Broken),
        }
    }

    /// Writes a file below the work folder, with the folders it lies in.
    pub fn write(&self, path: impl AsRef<Path>, bytes: impl AsRef<[u8]>) -> Result<PathBuf, Stopped> {
        let path = self.work.join(path);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(&path, bytes)?;
        Ok(path)
    }

    /// The path of a toolchain's part, by its name in [`Toolchain::paths`].
    pub fn path(&self, name: &str) -> Result<&Path, Stopped> {
        let path =
            self.toolchain.paths.get(name).with_context(|| format!("the toolchain has no `{name}`"))?;
        Ok(path)
    }

    /// Whether the diagnostics hold an error.
    pub fn has_error(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Runs a tool to its end. One that prints too much is stopped and what it printed until then
    /// given; the job's diagnostics say which limit it met.
    pub fn run(&mut self, tool: Tool) -> Result<ToolOutput, Stopped> {
        let bound = self.limits.compile_message_bytes;
        // Relative: a source may ask for it (`env!("TMPDIR")`), and it has to be the same every time.
        let scratch = if tool.folder == self.work { "." } else { "../work" };
        let mut child = Command::new(&tool.program)
            .args(&tool.arguments)
            .env_clear()
            .env("TMPDIR", scratch)
            .env("LC_ALL", "C.UTF-8")
            .env("SOURCE_DATE_EPOCH", SOURCE_DATE_EPOCH)
            .envs(tool.environment)
            .current_dir(&tool.folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {}", tool.program.display()))?;
        let (ends, ended) = mpsc::channel();
        let stdout = collect(child.stdout.take(), bound.as_usize(), ends.clone());
        let stderr = collect(child.stderr.take(), bound.as_usize(), ends);
        let mut flooded = false;
        let mut child_ended: Option<Instant> = None;
        loop {
            match ended.recv_timeout(Duration::from_millis(50)) {
                Ok(too_much) => {
                    if too_much && !flooded {
                        flooded = true;
                        child.kill()?;
                    }
                }
                Err(mpsc::RecvTimeoutError::Disconnected) => break,
                Err(mpsc::RecvTimeoutError::Timeout) => {
                    if child.try_wait()?.is_some()
                        && child_ended.get_or_insert_with(Instant::now).elapsed() > GRACE
                    {
                        break;
                    }
                }
            }
        }
        let status = child.wait()?;
        if flooded {
            let advice = "the compile was stopped because it printed too much";
            self.met_limit(advice, bound, "fix the first errors");
        } else if let Some(signal) = status.signal() {
            self.note_death(signal);
        }
        let text = |buffer: &Mutex<Vec<u8>>| {
            let bytes = buffer.lock().unwrap_or_else(PoisonError::into_inner);
            self.scrubber.scrub(String::from_utf8_lossy(&bytes).into_owned())
        };
        Ok(ToolOutput { status, stdout: text(&stdout), stderr: text(&stderr) })
    }

    /// A limit was met, which is said before what the compilers said.
    pub fn met_limit(&mut self, what: &str, limit: NamedLimit, advice: &str) {
        self.met.push(Diagnostic::error(format!("{what} ({limit}): {advice}")));
    }

    fn note_death(&mut self, signal: i32) {
        let limits = &self.limits;
        let (what, limit, advice) = match signal {
            libc::SIGXCPU => (
                "the compile was stopped because it took too long",
                limits.compile_time_ms,
                "look for endless macros or constants",
            ),
            libc::SIGXFSZ => (
                "the compiler's output is too large",
                limits.compile_output_bytes,
                "look for very large statics, constants or macros",
            ),
            _ => {
                let message = format!(
                    "the compiler died, most likely out of memory ({}): look for very large statics, constants \
                     or macros",
                    limits.compile_memory_bytes
                );
                self.crash = Some(Diagnostic::error(message));
                return;
            }
        };
        self.met_limit(what, limit, advice);
    }

    /// How long each stage took.
    pub(super) fn stage_times(&self) -> Vec<StageTime> {
        let ends = self.stages.iter().skip(1).map(|(_, begin)| *begin).chain([Instant::now()]);
        let times = self.stages.iter().zip(ends).map(|(&(stage, begin), end)| StageTime {
            stage,
            duration_ns: u64::try_from((end - begin).as_nanos()).unwrap_or(u64::MAX),
        });
        times.collect()
    }

    /// Says what is left to say when the compile `failed` or not: first which limits were met, so that
    /// it is not lost among thousands. Whether it would end so again.
    pub(super) fn conclude(&mut self, failed: bool) -> bool {
        // What nobody can explain may be the machine's fault.
        let unexplained = failed && self.met.is_empty() && !self.has_error();
        let repeatable = self.met.is_empty() && self.crash.is_none() && !unexplained;
        self.diagnostics.splice(0..0, self.met.drain(..));
        if unexplained {
            let nameless = || {
                Diagnostic::error(
                    "the compiler failed without saying where; its own words are in the raw output",
                )
            };
            let last = self.crash.take().unwrap_or_else(nameless);
            self.diagnostics.push(last);
        }
        repeatable
    }

    /// Takes the machine out of texts.
    pub(super) fn scrubber(&self) -> &Scrubber {
        &self.scrubber
    }
}

/// Paths and what stands for them: project files are named relative to the project.
fn hidden_paths(
    folder: &Path,
    toolchain: &Toolchain,
    mut hidden: Vec<(String, String)>,
) -> Vec<(String, String)> {
    let text = |path: &Path| path.to_string_lossy().into_owned();
    hidden.push((text(&folder.join("input")) + "/", String::new()));
    hidden.push((text(&folder.join("input")), ".".to_owned()));
    hidden.push((text(&folder.join("work")), "work".to_owned()));
    hidden.push((text(folder), "job".to_owned()));
    hidden.extend(toolchain.paths.iter().map(|(name, path)| (text(path), name.clone())));
    hidden.extend(toolchain.read.iter().map(|path| (text(path), "toolchain".to_owned())));
    hidden
}

/// Writes everything but the manifest: sources, `wit/`, and data that sources may include. The paths
/// were checked before.
fn write_project(input: &Path, project: &Project) -> std::io::Result<()> {
    std::fs::create_dir(input)?;
    for (path, file) in project.files.iter().filter(|(path, _)| *path != MANIFEST_FILE) {
        let target = input.join(path);
        if let Some(folder) = target.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(target, file.as_bytes())?;
    }
    Ok(())
}

/// Reads `from` on a thread of its own until it ends or there is more than `bound`, and then sends
/// which.
fn collect(
    from: Option<impl Read + Send + 'static>,
    bound: usize,
    end: mpsc::Sender<bool>,
) -> Arc<Mutex<Vec<u8>>> {
    let kept: Arc<Mutex<Vec<u8>>> = Arc::default();
    let Some(mut from) = from else { return kept };
    let to = Arc::clone(&kept);
    std::thread::spawn(move || {
        let mut chunk = vec![0; 16 << 10];
        let too_much = loop {
            match from.read(&mut chunk) {
                Ok(0) => break false,
                Ok(length) => {
                    let mut kept = to.lock().unwrap_or_else(PoisonError::into_inner);
                    let room = bound - kept.len();
                    kept.extend_from_slice(&chunk[..length.min(room)]);
                    if length > room {
                        break true;
                    }
                }
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(_) => break false,
            }
        };
        // Nobody listens any more when the tool's children outlived it.
        end.send(too_much).ok();
    });
    kept
}
