//! What the server and its engine child processes say to each other: tagged, length-prefixed frames.

use super::linked::LinkedJob;
use crate::outbound::{LiveError, LiveRequest, LiveResponse};
use diptych_shared::api::run::RunSettings;
use diptych_shared::policy::PolicyRow;
use diptych_shared::report::{CompositionReport, FileChange, Outcome, Phase};
use diptych_shared::toolchain::ResolvedCall;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::io::Read;
use std::path::PathBuf;
use tokio::io::{AsyncRead, AsyncReadExt as _};

/// The most bytes one frame may have; a larger one means that the other side is broken.
pub const FRAME_BYTES: usize = 512 << 20;

/// What a frame holds, told by its first byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameKind {
    /// Server to child: a [`RunJob`] or [`CompileJob`] as JSON.
    Job,
    /// Server to compile child: the component's bytes.
    Component,
    /// Runner to server: a `RunEvent` as JSON, to be passed on.
    Event,
    /// Runner to server: a `CallValue` as JSON.
    CallValue,
    /// Runner to server: how the traced run ended, as [`TracedEnd`] JSON.
    TracedEnd,
    /// Runner to server: the measurement, as [`Measurement`] JSON; the last frame.
    Measurement,
    /// Compile child to server: the serialized artifact.
    Artifact,
    /// Compile child to server: why it does not compile, as UTF-8 text.
    Refusal,
    /// Runner to server: a live request to make, as [`HttpRequest`] JSON.
    HttpRequest,
    /// Server to runner: what came of it, as [`HttpAnswer`] JSON.
    HttpAnswer,
}

impl FrameKind {
    const ALL: [FrameKind; 10] = [
        FrameKind::Job,
        FrameKind::Component,
        FrameKind::Event,
        FrameKind::CallValue,
        FrameKind::TracedEnd,
        FrameKind::Measurement,
        FrameKind::Artifact,
        FrameKind::Refusal,
        FrameKind::HttpRequest,
        FrameKind::HttpAnswer,
    ];

    fn from_byte(byte: u8) -> Option<FrameKind> {
        FrameKind::ALL.get(usize::from(byte)).copied()
    }
}

/// Everything a runner needs for one run.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RunJob {
    /// The serialized component.
    pub artifact: PathBuf,
    /// The parts of a composition, which the traced run links.
    pub linked: Option<LinkedJob>,
    /// The policy for every function that the component imports.
    pub policy_table: Vec<PolicyRow>,
    /// The calls, in order.
    pub calls: Vec<ResolvedCall>,
    /// The call is a command's `run`: each timed repetition gets a fresh instance.
    pub is_command: bool,
    /// Whether the server makes live requests for this run.
    pub live_http: bool,
    /// Limits are already within the server's.
    pub settings: RunSettings,
}

/// Bounds of one compilation.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct CompileJob {
    /// The `compile-time-ms` limit.
    pub time_ms: u64,
    /// The `compile-memory-bytes` limit.
    pub memory_bytes: u64,
}

/// A live request of a run.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct HttpRequest {
    /// Counts the run's requests.
    pub number: u64,
    /// The request.
    pub request: LiveRequest,
}

/// What came of a live request.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct HttpAnswer {
    /// Which request.
    pub number: u64,
    /// The answer.
    pub answer: Result<LiveResponse, LiveError>,
}

/// How the traced run ended.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TracedEnd {
    /// The outcome.
    pub outcome: Outcome,
    /// `instantiate` and `first-call` of the traced instance.
    pub phases: Vec<Phase>,
    /// Host calls in all.
    pub total_calls: u64,
    /// More was written to stdout than was sent.
    pub stdout_truncated: bool,
    /// More was written to stderr than was sent.
    pub stderr_truncated: bool,
    /// The largest sum of linear memory sizes.
    pub peak_memory_bytes: u64,
    /// The needs that were allowed.
    pub used: Vec<String>,
    /// The needs that were denied.
    pub denied: Vec<String>,
    /// What became of the files.
    pub files: Vec<FileChange>,
    /// How a composition's parts were put together; absent where there was nothing to link.
    pub composition: Option<CompositionReport>,
}

impl Default for TracedEnd {
    fn default() -> Self {
        TracedEnd {
            outcome: Outcome::Returned,
            phases: Vec::new(),
            total_calls: 0,
            stdout_truncated: false,
            stderr_truncated: false,
            peak_memory_bytes: 0,
            used: Vec::new(),
            denied: Vec::new(),
            files: Vec::new(),
            composition: None,
        }
    }
}

/// What the untraced runs took.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Measurement {
    /// `instantiate` and `first-call` of an untraced instance; empty when nothing was measured.
    pub phases: Vec<Phase>,
    /// The warm calls.
    pub warm_ns: Vec<u64>,
    /// The smallest step of the clock.
    pub clock_resolution_ns: u64,
    /// Whether the first calls returned what the traced ones did, where that was asked.
    pub agree: Option<bool>,
}

/// The bytes of a frame: kind, length (little endian), body.
pub fn frame(kind: FrameKind, body: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(body.len() + 5);
    bytes.push(kind as u8);
    bytes.extend_from_slice(&u32::try_from(body.len()).unwrap_or(u32::MAX).to_le_bytes());
    bytes.extend_from_slice(body);
    bytes
}

/// A frame with a JSON body.
pub fn json_frame(kind: FrameKind, value: &impl Serialize) -> std::io::Result<Vec<u8>> {
    Ok(frame(kind, &serde_json::to_vec(value)?))
}

/// Reads the frame header's kind and length.
fn parse_header(header: [u8; 5]) -> std::io::Result<(FrameKind, usize)> {
    let [kind, length @ ..] = header;
    let length = u32::from_le_bytes(length) as usize;
    match FrameKind::from_byte(kind) {
        Some(kind) if length <= FRAME_BYTES => Ok((kind, length)),
        _ => Err(std::io::Error::new(std::io::ErrorKind::InvalidData, "not a frame")),
    }
}

/// Reads one frame, blocking; `None` at a clean end.
pub fn read_frame(reader: &mut impl Read) -> std::io::Result<Option<(FrameKind, Vec<u8>)>> {
    let mut header = [0; 5];
    match reader.read_exact(&mut header) {
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let (kind, length) = parse_header(header)?;
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok(Some((kind, body)))
}

/// Reads one frame; `None` at a clean end. Not cancel safe.
pub async fn read_frame_async(
    reader: &mut (impl AsyncRead + Unpin),
) -> std::io::Result<Option<(FrameKind, Vec<u8>)>> {
    let mut header = [0; 5];
    match reader.read_exact(&mut header).await {
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    };
    let (kind, length) = parse_header(header)?;
    // The sender is not trusted with the length: memory grows with what really arrives.
    let mut body = Vec::with_capacity(length.min(1 << 20));
    reader.take(length as u64).read_to_end(&mut body).await?;
    if body.len() < length {
        return Err(std::io::ErrorKind::UnexpectedEof.into());
    }
    Ok(Some((kind, body)))
}

/// Reads a JSON body.
pub fn from_json<T: DeserializeOwned>(body: &[u8]) -> std::io::Result<T> {
    serde_json::from_slice(body).map_err(std::io::Error::from)
}
