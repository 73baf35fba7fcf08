//! Help with Rust in the editor: what a real rust-analyzer says of a sample, and what hostile projects get.

use crate::support::{Server, root, rust_project, server, server_with};
use axum::http::StatusCode;
use diptych_shared::api::editor::{EditorAnswer, EditorAsk, EditorPosition, EditorRequest};
use diptych_shared::api::toolchains::ToolchainsResponse;
use diptych_shared::project::{Project, ProjectFile};
use serde_json::Value;
use std::time::{Duration, Instant};

/// Whether the server helps; where it does not although it must, that is a failure.
async fn helps(server: &Server) -> bool {
    let listed: ToolchainsResponse = server.get("/api/v1/toolchains").await.json();
    let offer = &listed.editor[0];
    if !offer.available {
        let must = std::env::var_os("DIPTYCH_TEST_ALL_LANGUAGES").is_some();
        assert!(!must, "rust-analyzer is not installed: `{}`", offer.install);
        eprintln!("NOT TRIED, because it is not installed: rust-analyzer (`{}`)", offer.install);
    }
    offer.available
}

/// The sample `types-rust`, with `code` as the body of a function of its own that has a `point`.
fn types(code: &str) -> Project {
    let folder = root().join("playground-samples/types-rust");
    let mut project = Project::default();
    for path in ["diptych.toml", "lib.rs", "wit/world.wit"] {
        let text = std::fs::read_to_string(folder.join(path)).unwrap();
        project.files.insert(path.to_owned(), ProjectFile::text(text));
    }
    let text = project.files["lib.rs"].as_text().unwrap();
    let text = format!("{text}\nfn probe(point: Point) {{\n    {code}\n}}\n");
    project.files.insert("lib.rs".to_owned(), ProjectFile::text(text));
    project
}

/// A question about the place after `before` in `path`.
fn question(project: Project, path: &str, before: &str, ask: EditorAsk) -> EditorRequest {
    let text = project.files[path].as_text().unwrap();
    let end = text.find(before).unwrap_or_else(|| panic!("no {before}")) + before.len();
    let mut lines = text[..end].split('\n');
    let position = EditorPosition {
        line: lines.clone().count() as u32 - 1,
        character: lines.next_back().unwrap().encode_utf16().count() as u32,
    };
    EditorRequest { session: "test".to_owned(), project, path: path.to_owned(), position, ask }
}

async fn ask(server: &Server, request: &EditorRequest) -> EditorAnswer {
    let answer = server.post_json("/api/v1/editor/rust", serde_json::to_vec(request).unwrap()).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    let text = String::from_utf8(answer.body.clone()).unwrap();
    // Nothing in any answer tells of this machine.
    let mut secrets = vec![
        server.folder.path().to_string_lossy().into_owned(),
        root().to_string_lossy().into_owned(),
        std::fs::read_to_string("/etc/hostname").unwrap_or_default().trim().to_owned(),
    ];
    secrets.extend(["HOME", "CARGO_HOME"].iter().flat_map(std::env::var).map(|home| home + "/"));
    for secret in secrets.iter().filter(|secret| secret.len() > 3) {
        assert!(!text.contains(secret.as_str()), "{secret} is told: {text}");
    }
    answer.json()
}

/// The labels of what could be written at the end of `code`.
async fn completions(server: &Server, code: &str) -> Vec<String> {
    let answer = ask(server, &question(types(code), "lib.rs", code, EditorAsk::Completion)).await;
    assert_eq!(answer.note, None);
    labels(&answer)
}

fn labels(answer: &EditorAnswer) -> Vec<String> {
    let items = answer.answer.as_array().map(Vec::as_slice).unwrap_or_default();
    items.iter().filter_map(|item| item["label"].as_str().map(String::from)).collect()
}

#[tokio::test]
async fn types_of_the_world_are_completed_and_explained() {
    let server = server().await;
    if !helps(&server).await {
        return;
    }
    let begin = Instant::now();
    let fields = completions(&server, "point.").await;
    let first = begin.elapsed();
    assert!(fields.contains(&"x".to_owned()) && fields.contains(&"y".to_owned()), "{fields:?}");
    let begin = Instant::now();
    // The standard library, a crate for guests, and the world's variants.
    for (code, wanted) in [
        ("vec![point].", "len()"),
        ("anyhow::anyhow!(\"\").", "context(…)"),
        ("let shape: Shape = Shape::", "Circle(…)"),
    ] {
        let found = completions(&server, code).await;
        assert!(found.iter().any(|label| label == wanted), "{code}: {wanted} not in {found:?}");
    }
    eprintln!("the first completion took {first:?}, three more {:?}", begin.elapsed());

    let probe = types("<Kinds as Guest>::move_by(point, 1.0, String::new());");
    let about = |before, ask| question(probe.clone(), "lib.rs", before, ask);
    let hover = ask(&server, &about("(point: Poi", EditorAsk::Hover)).await.answer;
    assert!(hover["contents"]["value"].as_str().is_some_and(|text| text.contains("pub x: f64")), "{hover}");
    let signature = ask(&server, &about("::move_by(point, ", EditorAsk::Signature)).await.answer;
    assert_eq!(signature["activeParameter"], 1, "{signature}");
    let definition = ask(&server, &about("fn probe(po", EditorAsk::Definition)).await.answer;
    assert_eq!(definition[0]["path"], "lib.rs", "{definition}");
    // What lies outside of the project is not told.
    let outside = ask(&server, &about("Stri", EditorAsk::Definition)).await.answer;
    assert_eq!(outside.as_array().map_or(0, Vec::len), 0, "{outside}");

    // The types follow the WIT.
    let mut changed = types("point.");
    let wit = changed.files["wit/world.wit"].as_text().unwrap().replace("y: f64 }", "y: f64, depth: u8 }");
    changed.files.insert("wit/world.wit".to_owned(), ProjectFile::text(wit));
    let fields =
        labels(&ask(&server, &question(changed, "lib.rs", "    point.", EditorAsk::Completion)).await);
    assert!(fields.contains(&"depth".to_owned()), "{fields:?}");
}

#[tokio::test]
async fn hostile_projects_learn_nothing_and_end_only_their_session() {
    let settings =
        [("DIPTYCH_LIMIT_EDITOR_ANSWER_MS", "15000"), ("DIPTYCH_LIMIT_CLIENT_EDITOR_SESSIONS", "2")];
    let server = server_with(&settings).await;
    if !helps(&server).await {
        return;
    }
    let about =
        |source: &str, before, ask| question(rust_project(&[("main.rs", source)]), "main.rs", before, ask);
    let source = "const TEXT: &str = include_str!(\"/etc/hostname\");\n\
        const HOME: Option<&str> = option_env!(\"HOME\");\nwit_bindgen::generate!({ path: \"/etc\" });\n\
        const PLACE: &str = concat!(env!(\"CARGO_MANIFEST_DIR\"), file!());\nfn main() { TEXT.le }\n";
    for before in ["const TE", "const HO", "const PL", "wit_bindgen::gener"] {
        ask(&server, &about(source, before, EditorAsk::Hover)).await;
    }
    let known = labels(&ask(&server, &about(source, "TEXT.le", EditorAsk::Completion)).await);
    assert!(known.contains(&"len()".to_owned()), "{known:?}");

    // Each call makes two more, and each of those two.
    let endless = "macro_rules! bomb { ($($t:tt)*) => { bomb!($($t)* a); bomb!($($t)* b); } }\n\
        bomb!(x);\nfn main() { \"\".le }\n";
    let mut attack = about(endless, "\"\".le", EditorAsk::Completion);
    attack.session = "attack".to_owned();
    let begin = Instant::now();
    let stopped = ask(&server, &attack).await;
    assert!(begin.elapsed() < Duration::from_secs(25), "took {:?}", begin.elapsed());
    let note = stopped.note.unwrap_or_else(|| panic!("it was not stopped: {:?}", stopped.answer));
    assert!(
        note.contains("limit editor-answer-ms = 15000") || note.contains("limit editor-session-memory"),
        "{note}"
    );

    let begin = Instant::now();
    let known = labels(&ask(&server, &about(source, "TEXT.le", EditorAsk::Completion)).await);
    assert!(known.contains(&"len()".to_owned()), "{known:?}");
    assert!(begin.elapsed() < Duration::from_secs(2), "the other session was started anew");
}

#[tokio::test]
async fn a_full_pool_refuses_with_its_limit_and_a_left_session_ends() {
    let settings = [("DIPTYCH_LIMIT_EDITOR_SESSIONS", "1"), ("DIPTYCH_LIMIT_EDITOR_SESSION_IDLE_MS", "300")];
    let server = server_with(&settings).await;
    if !helps(&server).await {
        return;
    }
    let request = question(types("point."), "lib.rs", "    point.", EditorAsk::Completion);
    let editor = server.state.editor();
    let first = editor.ask(request.clone(), "192.0.2.1");
    let second = async {
        // The first has its place before it answers.
        tokio::time::sleep(Duration::from_millis(50)).await;
        editor.ask(request.clone(), "192.0.2.2").await
    };
    let (first, second) = tokio::join!(first, second);
    assert_ne!(first.unwrap().answer, Value::Null);
    let refused = second.unwrap_err();
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(refused.error.message.contains("limit editor-sessions = 1"), "{refused:?}");
    // Nobody asks any more: the process ends, and its folder goes.
    let sessions = server.folder.path().join("cache/sessions");
    let deadline = Instant::now() + Duration::from_secs(10);
    while std::fs::read_dir(&sessions).unwrap().count() > 0 {
        assert!(Instant::now() < deadline, "the session is still there");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn an_operator_can_switch_it_off() {
    let server = server_with(&[("DIPTYCH_EDITOR_HELP", "off")]).await;
    let listed: ToolchainsResponse = server.get("/api/v1/toolchains").await.json();
    assert!(!listed.editor[0].available);
    let request = question(types("point."), "lib.rs", "    point.", EditorAsk::Completion);
    let answer = server.post_json("/api/v1/editor/rust", serde_json::to_vec(&request).unwrap()).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(answer.error().message.contains("DIPTYCH_EDITOR_HELP=on"), "{answer:?}");
}

#[tokio::test]
async fn questions_that_do_not_fit_are_refused() {
    let server = server().await;
    if !helps(&server).await {
        return;
    }
    let good = question(rust_project(&[("main.rs", "fn main() {}")]), "main.rs", "fn", EditorAsk::Hover);
    for (what, request) in [
        ("path", EditorRequest { path: "other.rs".to_owned(), ..good.clone() }),
        ("path", EditorRequest { path: "diptych.toml".to_owned(), ..good.clone() }),
        ("session", EditorRequest { session: "x".repeat(65), ..good.clone() }),
        ("manifest", EditorRequest { project: Project::default(), ..good.clone() }),
    ] {
        let answer = server.post_json("/api/v1/editor/rust", serde_json::to_vec(&request).unwrap()).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{answer:?}");
        assert!(answer.error().message.contains(what), "{answer:?}");
    }
}
