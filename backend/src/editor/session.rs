//! One session: a rust-analyzer that knows one project, answers one question after the other, and is started
//! anew when more changed than the text of Rust files.

use super::analyzer::Analyzer;
use super::language_server::{GivenUp, LanguageServer};
use super::pool::Asked;
use super::{address, answers, prepare};
use crate::compilers::folder::JobFolder;
use crate::compilers::languages::rust::Kind;
use crate::compilers::messages::Scrubber;
use crate::limits::{Limits, NamedLimit};
use anyhow::Context as _;
use diptych_shared::api::editor::{EditorAnswer, EditorAsk, EditorRequest};
use diptych_shared::project::{MANIFEST_FILE, Project, ProjectFile};
use futures_util::FutureExt as _;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

/// How often a session that has just started is asked again when it does not know the file yet.
const FIRST_ATTEMPTS: u32 = 20;
/// How long it is left alone between two such attempts.
const FIRST_PAUSE: Duration = Duration::from_millis(100);

/// A question with who waits for its answer.
pub struct Question {
    /// What is asked, of a project that was checked.
    pub request: EditorRequest,
    /// Where the project's crate starts.
    pub entry: String,
    /// Takes the answer.
    pub reply: oneshot::Sender<EditorAnswer>,
    /// Keeps the session from being taken for idle.
    pub asked: Asked,
}

/// What sessions are made of.
#[derive(Clone)]
pub struct Maker {
    /// This server's program.
    pub diptych: PathBuf,
    /// rust-analyzer.
    pub analyzer: Arc<Analyzer>,
    /// Where sessions have their folders.
    pub folders: PathBuf,
    /// The limits in force.
    pub limits: Limits,
}

impl Maker {
    /// Answers questions until nobody asks for a while or nobody can ask any more, or until one takes too
    /// long, which ends the process it took too long in.
    pub async fn serve(self, mut questions: mpsc::Receiver<Question>) {
        let idle = Duration::from_millis(self.limits.editor_session_idle_ms.value);
        let time = Duration::from_millis(self.limits.editor_answer_ms.value);
        let mut running: Option<Running> = None;
        while let Ok(Some(question)) = tokio::time::timeout(idle, questions.recv()).await {
            let Question { request, entry, mut reply, asked } = question;
            // Who types on has given up on all but the last question.
            if reply.is_closed() {
                continue;
            }
            let answered = {
                let mut given_up: GivenUp<'_> = Box::pin(reply.closed().fuse());
                let answer = self.answer(&mut running, &request, &entry, &mut given_up);
                tokio::time::timeout(time, answer).await
            };
            let limits = &self.limits;
            let answer = match answered {
                Ok(Ok(answer)) => answer,
                Ok(Err(error)) => {
                    tracing::info!(error = %format!("{error:#}"), "an editor session ended");
                    running = None;
                    stopped(limits.editor_session_memory_bytes, "most likely it needed too much memory")
                }
                Err(_) => {
                    running = None;
                    stopped(limits.editor_answer_ms, "it took too long: look for endless macros")
                }
            };
            drop(asked);
            reply.send(answer).ok();
        }
    }

    async fn answer(
        &self,
        running: &mut Option<Running>,
        request: &EditorRequest,
        entry: &str,
        given_up: &mut GivenUp<'_>,
    ) -> anyhow::Result<EditorAnswer> {
        let shape = Shape::of(&request.project, entry);
        // What macros read from files is kept by what they were called with: new files, new process.
        if running.as_ref().is_none_or(|running| running.shape != shape) {
            *running = None;
        }
        let fresh = running.is_none();
        let running = match running {
            Some(running) => running,
            None => running.insert(Running::start(self, &request.project, shape).await?),
        };
        running.read(&request.project).await?;
        let attempts = if fresh && request.ask == EditorAsk::Completion { FIRST_ATTEMPTS } else { 1 };
        let mut told = Value::Null;
        for attempt in 0..attempts {
            if attempt > 0 {
                tokio::time::sleep(FIRST_PAUSE).await;
            }
            told = running.ask(request, given_up).await?;
            if !told.is_null() {
                break;
            }
        }
        let input = prepare::input(running.folder.path());
        Ok(answers::presentable(request.ask, told, &request.project, &input, &running.scrubber))
    }
}

/// Said when a session was stopped by a limit.
fn stopped(limit: NamedLimit, why: &str) -> EditorAnswer {
    let note = format!("rust-analyzer was stopped, {why} ({limit})");
    EditorAnswer { note: Some(note), ..EditorAnswer::default() }
}

/// What of a project a session cannot be told while it goes on.
#[derive(PartialEq, Eq)]
struct Shape {
    entry: String,
    kind: Kind,
    /// Files that are no Rust, with what is in them; of Rust files that they are there.
    files: BTreeMap<String, Option<ProjectFile>>,
}

impl Shape {
    fn of(project: &Project, entry: &str) -> Shape {
        let text = project.files.get(entry).and_then(ProjectFile::as_text).unwrap_or_default();
        let files = project.files.iter().filter(|(path, _)| *path != MANIFEST_FILE);
        let files =
            files.map(|(path, file)| (path.clone(), (!is_rust(path)).then(|| file.clone()))).collect();
        Shape { entry: entry.to_owned(), kind: Kind::of(text), files }
    }
}

/// Whether a file is Rust by its name.
pub fn is_rust(path: &str) -> bool {
    path.ends_with(".rs")
}

/// A process, and what it was told.
struct Running {
    // Dropped before its folder is removed.
    server: LanguageServer,
    folder: JobFolder,
    shape: Shape,
    scrubber: Scrubber,
    /// The texts it knows, with their versions.
    texts: BTreeMap<String, (i32, String)>,
}

impl Running {
    async fn start(maker: &Maker, project: &Project, shape: Shape) -> anyhow::Result<Running> {
        let folder = JobFolder::create(&maker.folders).context("cannot make the session's folder")?;
        let input = prepare::input(folder.path());
        let analyzer = &maker.analyzer;
        let server = LanguageServer::start(
            &maker.diptych,
            &analyzer.sandbox(folder.path(), &maker.limits),
            &prepare::encode(project)?,
            &address::of(folder.path(), "input"),
            analyzer.options(&input, &shape.entry, shape.kind),
        )
        .await?;
        let scrubber = analyzer.scrubber(folder.path(), &input);
        Ok(Running { server, folder, shape, scrubber, texts: BTreeMap::new() })
    }

    /// Tells the process the Rust files as they are now.
    async fn read(&mut self, project: &Project) -> anyhow::Result<()> {
        let input = prepare::input(self.folder.path());
        for (path, file) in project.files.iter().filter(|(path, _)| is_rust(path)) {
            let Some(text) = file.as_text() else { continue };
            let uri = address::of(&input, path);
            match self.texts.get_mut(path) {
                Some((_, known)) if known == text => {}
                Some((version, known)) => {
                    *version += 1;
                    text.clone_into(known);
                    let document = json!({"uri": uri, "version": *version});
                    let params = json!({"textDocument": document, "contentChanges": [{"text": text}]});
                    self.server.tell("textDocument/didChange", params).await?;
                }
                None => {
                    let document = json!({"uri": uri, "languageId": "rust", "version": 1, "text": text});
                    self.server.tell("textDocument/didOpen", json!({ "textDocument": document })).await?;
                    self.texts.insert(path.clone(), (1, text.to_owned()));
                }
            }
        }
        Ok(())
    }

    async fn ask(&mut self, request: &EditorRequest, given_up: &mut GivenUp<'_>) -> anyhow::Result<Value> {
        let method = match request.ask {
            EditorAsk::Completion => "textDocument/completion",
            EditorAsk::Hover => "textDocument/hover",
            EditorAsk::Signature => "textDocument/signatureHelp",
            EditorAsk::Definition => "textDocument/definition",
        };
        let uri = address::of(&prepare::input(self.folder.path()), &request.path);
        let params = json!({"textDocument": {"uri": uri}, "position": request.position});
        self.server.ask(method, &params, given_up).await
    }
}
