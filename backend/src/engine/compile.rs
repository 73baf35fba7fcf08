//! Compiling a component to machine code, in a short-lived, bounded child process.

use super::lockdown;
use super::pool::{Pool, Worker};
use super::protocol::{self, CompileJob, FrameKind};
use super::settings;
use std::io::Write as _;
use std::process::ExitCode;
use std::time::Duration;

/// Why there is no artifact.
#[derive(Debug, thiserror::Error)]
pub enum CompileError {
    /// wasmtime does not take this component.
    #[error("{0}")]
    Refused(String),
    /// A limit ended the compilation.
    #[error("compiling met the limit `{limit}` ({value})")]
    Limit {
        /// `compile-time-ms` or `compile-memory-bytes`.
        limit: &'static str,
        /// Its value.
        value: u64,
    },
    /// The child or its pipes failed.
    #[error("the compile process failed: {0}")]
    Failed(String),
}

/// Compiles `component` in a child from `pool`.
pub async fn compile(pool: &Pool, component: &[u8], job: CompileJob) -> Result<Vec<u8>, CompileError> {
    let mut worker = pool.take().map_err(|error| CompileError::Failed(error.to_string()))?;
    let time_limit = Duration::from_millis(job.time_ms);
    match tokio::time::timeout(time_limit, converse(&mut worker, component, job)).await {
        Err(_) => Err(CompileError::Limit { limit: "compile-time-ms", value: job.time_ms }),
        Ok(Ok(Some((FrameKind::Artifact, artifact)))) => Ok(artifact),
        Ok(Ok(Some((FrameKind::Refusal, message)))) => {
            Err(CompileError::Refused(String::from_utf8_lossy(&message).into_owned()))
        }
        Ok(end) => {
            let death = worker.death().await;
            // Rust ends a process whose allocation fails with this message and SIGABRT.
            if death.stderr.contains("memory allocation") {
                return Err(CompileError::Limit { limit: "compile-memory-bytes", value: job.memory_bytes });
            }
            if death.signal == Some(libc::SIGXCPU) {
                return Err(CompileError::Limit { limit: "compile-time-ms", value: job.time_ms });
            }
            let why = end.err().map(|error| format!(" ({error})")).unwrap_or_default();
            Err(CompileError::Failed(format!("{death}{why}")))
        }
    }
}

async fn converse(
    worker: &mut Worker,
    component: &[u8],
    job: CompileJob,
) -> std::io::Result<Option<(FrameKind, Vec<u8>)>> {
    worker.send(&protocol::json_frame(FrameKind::Job, &job)?).await?;
    worker.send(&protocol::frame(FrameKind::Component, component)).await?;
    worker.receive().await
}

/// The child's side: `diptych compile-component`. Reads one job from stdin, answers on stdout.
pub fn compile_component_main() -> ExitCode {
    match compile_one() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn compile_one() -> anyhow::Result<()> {
    let engine = settings::engine()?;
    let mut stdin = std::io::stdin().lock();
    let Some((FrameKind::Job, job)) = protocol::read_frame(&mut stdin)? else { return Ok(()) };
    let job: CompileJob = protocol::from_json(&job)?;
    let Some((FrameKind::Component, component)) = protocol::read_frame(&mut stdin)? else { return Ok(()) };
    lockdown::limit_compile(&job)?;
    lockdown::close_files()?;
    lockdown::filter_system_calls(lockdown::Threads::Allowed)?;
    let answer = match engine.precompile_component(&component) {
        Ok(artifact) => protocol::frame(FrameKind::Artifact, &artifact),
        Err(error) => protocol::frame(FrameKind::Refusal, format!("{error:#}").as_bytes()),
    };
    let mut stdout = std::io::stdout().lock();
    stdout.write_all(&answer)?;
    stdout.flush()?;
    Ok(())
}
