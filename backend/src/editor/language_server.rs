//! The Language Server Protocol with one sandboxed process: messages in frames, one question at a time.

use crate::compilers::sandbox::{SandboxSpec, Started, start, watch};
use anyhow::Context as _;
use serde::Deserialize;
use serde_json::{Value, json};
use std::path::Path;
use std::pin::Pin;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::{ChildStdin, ChildStdout};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

/// How often a session's processes are looked at.
const INTERVAL: Duration = Duration::from_millis(100);
/// The largest message that is read, in bytes: many completions with their documentation take one.
const MESSAGE_BYTES: usize = 16 << 20;
/// Messages that may wait to be looked at.
const WAITING_MESSAGES: usize = 64;
/// How much of what it complains about is kept, in bytes.
const COMPLAINT_BYTES: usize = 8 << 10;
/// The protocol's code for an answer that a change of the text overtook.
const CONTENT_MODIFIED: i64 = -32_801;
/// How often a question is asked whose answer was overtaken.
const ATTEMPTS: u32 = 3;

/// A language server under way; it is killed with all it started when this is dropped.
pub struct LanguageServer {
    stdin: ChildStdin,
    incoming: mpsc::Receiver<Incoming>,
    asked: i64,
    /// It has said that everything is read.
    settled: bool,
    /// The reader, the watchdog with the process, and who reads complaints: they end with this.
    _tasks: JoinSet<()>,
}

/// Ends when nobody waits for the answer any more, and then never again.
pub type GivenUp<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// What it says.
#[derive(Debug, Deserialize)]
struct Incoming {
    id: Option<Value>,
    method: Option<String>,
    #[serde(default)]
    params: Value,
    #[serde(default)]
    result: Value,
    error: Option<ProtocolError>,
}

#[derive(Debug, Deserialize)]
struct ProtocolError {
    code: i64,
}

impl LanguageServer {
    /// Starts the process `spec`, sends it `first`, and greets it as the server of the project at `root`.
    pub async fn start(
        diptych: &Path,
        spec: &SandboxSpec,
        first: &[u8],
        root: &str,
        options: Value,
    ) -> anyhow::Result<LanguageServer> {
        let Started { id, stdin, stdout, stderr, mut process } = start(diptych, spec)?;
        let mut tasks = JoinSet::new();
        let (sender, incoming) = mpsc::channel(WAITING_MESSAGES);
        tasks.spawn(async move {
            let mut from = BufReader::new(stdout);
            while let Ok(Some(message)) = read_message(&mut from).await {
                if sender.send(message).await.is_err() {
                    break;
                }
            }
        });
        let (folder, bounds) = (spec.folder.clone(), spec.bounds);
        tasks.spawn(async move {
            tokio::select! {
                end = watch(id, folder, bounds, INTERVAL) => tracing::info!(?end, "an editor session was stopped"),
                status = process.child.wait() => tracing::debug!(?status, "an editor session's process ended"),
            }
            process.kill();
        });
        tasks.spawn(async move {
            let mut from = BufReader::new(stderr);
            let mut kept = Vec::new();
            let mut chunk = vec![0; 4 << 10];
            while let Ok(length @ 1..) = from.read(&mut chunk).await {
                let room = COMPLAINT_BYTES - kept.len();
                kept.extend_from_slice(&chunk[..length.min(room)]);
            }
            if !kept.is_empty() {
                tracing::debug!(words = %String::from_utf8_lossy(&kept), "an editor session complained");
            }
        });
        let mut server = LanguageServer { stdin, incoming, asked: 0, settled: false, _tasks: tasks };
        server.stdin.write_all(first).await?;
        let greeting = json!({
            "processId": null, "rootUri": root, "workspaceFolders": null,
            "initializationOptions": options, "capabilities": capabilities(),
        });
        let mut never: GivenUp<'_> = Box::pin(std::future::pending());
        server.ask("initialize", &greeting, &mut never).await?;
        server.tell("initialized", json!({})).await?;
        while !server.settled {
            let message = server.incoming.recv().await.context("it ended at its start")?;
            server.heed(message).await?;
        }
        Ok(server)
    }

    /// Sends what wants no answer.
    pub async fn tell(&mut self, method: &str, params: Value) -> anyhow::Result<()> {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params})).await
    }

    /// Asks, and waits for the answer: `null` where it has none. When `given_up` ends the question is taken
    /// back, which is answered too.
    pub async fn ask(
        &mut self,
        method: &str,
        params: &Value,
        given_up: &mut GivenUp<'_>,
    ) -> anyhow::Result<Value> {
        let mut waited_for = true;
        for _ in 0..ATTEMPTS {
            self.asked += 1;
            let id = self.asked;
            self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params})).await?;
            let answer = loop {
                tokio::select! {
                    message = self.incoming.recv() => {
                        let message = message.context("it ended before it answered")?;
                        if message.method.is_none() && message.id == Some(id.into()) {
                            break message;
                        }
                        self.heed(message).await?;
                    }
                    () = &mut *given_up, if waited_for => {
                        waited_for = false;
                        self.tell("$/cancelRequest", json!({ "id": id })).await?;
                    }
                }
            };
            match answer.error {
                None => return Ok(answer.result),
                Some(error) if error.code == CONTENT_MODIFIED && waited_for => {}
                Some(_) => return Ok(Value::Null),
            }
        }
        Ok(Value::Null)
    }

    /// Takes note of what it says by itself, and answers what it asks with nothing.
    async fn heed(&mut self, message: Incoming) -> anyhow::Result<()> {
        let method = message.method.as_deref().unwrap_or_default();
        if method == "experimental/serverStatus" {
            self.settled = message.params["quiescent"] == true;
        }
        let (Some(id), Some(_)) = (message.id, &message.method) else { return Ok(()) };
        let asked_for = message.params["items"].as_array().map_or(0, Vec::len);
        let result = match method {
            "workspace/configuration" => json!(vec![Value::Null; asked_for]),
            _ => Value::Null,
        };
        self.send(&json!({"jsonrpc": "2.0", "id": id, "result": result})).await
    }

    async fn send(&mut self, message: &Value) -> anyhow::Result<()> {
        let body = serde_json::to_vec(message)?;
        self.stdin.write_all(format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes()).await?;
        self.stdin.write_all(&body).await?;
        Ok(self.stdin.flush().await?)
    }
}

/// What this client understands.
fn capabilities() -> Value {
    json!({
        "general": {"positionEncodings": ["utf-16"]},
        "experimental": {"serverStatusNotification": true},
        "textDocument": {
            "completion": {"completionItem": {
                "snippetSupport": true, "labelDetailsSupport": true, "documentationFormat": ["markdown"],
            }},
            "hover": {"contentFormat": ["markdown"]},
            "signatureHelp": {"signatureInformation": {
                "documentationFormat": ["markdown"], "parameterInformation": {"labelOffsetSupport": true},
            }},
            "definition": {"linkSupport": false},
        },
    })
}

/// The next message; `None` at the end.
async fn read_message(from: &mut BufReader<ChildStdout>) -> anyhow::Result<Option<Incoming>> {
    let mut length = None;
    let mut line = String::new();
    loop {
        line.clear();
        // A line without an end is as bounded as a message.
        let read = (&mut *from).take(MESSAGE_BYTES as u64).read_line(&mut line).await?;
        match line.trim_end() {
            _ if read == 0 => return Ok(None),
            "" => break,
            header => {
                if let Some((name, value)) = header.split_once(':')
                    && name.eq_ignore_ascii_case("content-length")
                {
                    length = Some(value.trim().parse::<usize>()?);
                }
            }
        }
    }
    let length = length.context("a message without a length")?;
    anyhow::ensure!(length <= MESSAGE_BYTES, "a message is too long");
    let mut body = vec![0; length];
    from.read_exact(&mut body).await?;
    Ok(Some(serde_json::from_slice(&body)?))
}
