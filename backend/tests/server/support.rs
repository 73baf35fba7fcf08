//! A server with its own folders, and short ways to ask it things.

use axum::body::Body;
use axum::http::{Method, Request, Response, StatusCode, header};
use diptych_backend::app::{AppState, router};
use diptych_backend::config::Config;
use diptych_shared::api::compile::{CompileOutput, CompileRequest};
use diptych_shared::api::diagnostic::Severity;
use diptych_shared::api::error::ApiError;
use diptych_shared::project::{Project, ProjectFile};
use std::path::{Path, PathBuf};
use tower::ServiceExt as _;

/// A server in this process; its folders go when it does.
pub struct Server {
    pub state: AppState,
    pub folder: tempfile::TempDir,
}

/// An answer that was read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: axum::http::HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json<T: serde::de::DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error} in {}", String::from_utf8_lossy(&self.body)))
    }

    /// The error in the envelope.
    pub fn error(&self) -> ApiError {
        self.json::<diptych_shared::api::error::ErrorResponse>().error
    }
}

/// The repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// A server with these settings besides its own folders.
pub async fn server_with(settings: &[(&str, &str)]) -> Server {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let guest = root().join("target/guest/rust.json");
    assert!(guest.exists(), "the crates for Rust guests are missing: `cargo xtask guest` brings them");
    let own = [
        ("DIPTYCH_SITE".to_owned(), path("site")),
        ("DIPTYCH_CACHE".to_owned(), path("cache")),
        ("DIPTYCH_DATA".to_owned(), path("data")),
        ("DIPTYCH_RUST_GUEST".to_owned(), guest.to_string_lossy().into_owned()),
        ("DIPTYCH_TOOLCHAINS".to_owned(), root().join("target/toolchains").to_string_lossy().into_owned()),
    ];
    let settings = settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let program = env!("CARGO_BIN_EXE_diptych").into();
    let config = Config::from_variables(own.into_iter().chain(settings), program).unwrap();
    Server { state: AppState::start(config).await.unwrap(), folder }
}

/// A server with default settings.
pub async fn server() -> Server {
    server_with(&[]).await
}

impl Server {
    /// Sends a request and reads the answer.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response: Response<Body> = router(self.state.clone()).oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    pub async fn post_json(&self, path: &str, body: impl Into<Body>) -> Answer {
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/json");
        self.send(request.body(body.into()).unwrap()).await
    }

    pub async fn send_bytes(&self, method: Method, path: &str, bytes: impl Into<Body>) -> Answer {
        self.send(Request::builder().method(method).uri(path).body(bytes.into()).unwrap()).await
    }

    /// Compiles a project through the API.
    pub async fn compile(&self, project: Project) -> CompileOutput {
        let request = serde_json::to_vec(&CompileRequest::inline(project)).unwrap();
        let answer = self.post_json("/api/v1/compile", request).await;
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        answer.json()
    }

    /// Compiles a hostile project, and checks that nothing in the answer tells of this machine.
    pub async fn attack(&self, project: Project) -> CompileOutput {
        let output = self.compile(project).await;
        let text = serde_json::to_string(&(&output.diagnostics, &output.raw_output)).unwrap();
        let bytes = output.component.as_ref().map_or(&[][..], |component| &component[..]);
        let mut secrets = vec![
            self.folder.path().to_string_lossy().into_owned(),
            root().to_string_lossy().into_owned(),
            std::fs::read_to_string("/etc/hostname").unwrap_or_default().trim().to_owned(),
        ];
        secrets.extend(["HOME", "CARGO_HOME"].iter().flat_map(std::env::var));
        // A shorter host name would be found in any text.
        for secret in secrets.iter().filter(|secret| secret.len() > 3) {
            assert!(!text.contains(secret.as_str()), "{secret} is told: {text}");
            let within = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!within, "{secret} is in the component");
        }
        output
    }
}

/// A Rust project of these files, started from `main.rs`.
pub fn rust_project(files: &[(&str, &str)]) -> Project {
    project("rust", "main.rs", files)
}

/// A project of these files, started from `entry`.
pub fn project(language: &str, entry: &str, files: &[(&str, &str)]) -> Project {
    let manifest =
        format!("format = 1\ntitle = \"t\"\n[source]\nlanguage = \"{language}\"\nentry = \"{entry}\"\n");
    let mut project = Project::default();
    for (path, text) in files.iter().chain([&("diptych.toml", manifest.as_str())]) {
        project.files.insert((*path).to_owned(), ProjectFile::text(*text));
    }
    project
}

/// The messages of a compile that must have failed.
pub fn errors(output: &CompileOutput) -> String {
    assert!(output.component.is_none(), "a component came out: {output:?}");
    let errors = output.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    let errors: Vec<&str> = errors.map(|diagnostic| diagnostic.message.as_str()).collect();
    assert!(!errors.is_empty(), "it failed without an error: {output:?}");
    errors.join("\n")
}

/// A component that exports `add`.
pub fn adder() -> Vec<u8> {
    wat::parse_str(
        r#"(component
            (core module $m (func (export "add") (param i32 i32) (result i32)
                (i32.add (local.get 0) (local.get 1))))
            (core instance $i (instantiate $m))
            (func (export "add") (param "a" u32) (param "b" u32) (result u32)
                (canon lift (core func $i "add"))))"#,
    )
    .unwrap()
}

/// A component whose `spin` never returns.
pub fn spinner() -> Vec<u8> {
    wat::parse_str(
        r#"(component
            (core module $m (func (export "spin") (loop (br 0))))
            (core instance $i (instantiate $m))
            (func (export "spin") (canon lift (core func $i "spin"))))"#,
    )
    .unwrap()
}
