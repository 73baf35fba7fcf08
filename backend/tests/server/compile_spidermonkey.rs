//! JavaScript in SpiderMonkey, where its large toolchain is installed: the same answers as in QuickJS, the
//! same bytes each time, and mistakes with their place.

use crate::compile_twice::sample;
use crate::support::{Server, project, server_with};
use diptych_shared::api::compile::CompileOutput;
use diptych_shared::api::run::{ComponentSource, RunEvent, RunReport, RunRequest, RunSettings};
use diptych_shared::project::{Language, MANIFEST_FILE, Profile, Project, ProjectFile};

const GREET: &str = "package t:t;\nworld greeter { export greet: func(name: string) -> string; }\n";

/// A server that has the toolchain and patience.
async fn spidermonkey() -> Option<Server> {
    let server = server_with(&[("DIPTYCH_LIMIT_COMPILE_TIME_MS", "300000")]).await;
    let offers = server.state.compilers().toolchains();
    let offer = offers
        .into_iter()
        .find(|offer| offer.language == Language::JavaScript && offer.profile == Some(Profile::SpiderMonkey));
    let offer = offer.unwrap();
    if !offer.available {
        eprintln!("skipped: not installed (`{}`)", offer.install);
        return None;
    }
    Some(server)
}

fn in_spidermonkey(mut project: Project) -> Project {
    let manifest = project.files[MANIFEST_FILE].as_text().unwrap();
    let manifest = manifest.replacen("[source]", "[source]\nprofile = \"spidermonkey\"", 1);
    project.files.insert(MANIFEST_FILE.to_owned(), ProjectFile::text(manifest));
    project
}

async fn javascript(server: &Server, source: &str) -> CompileOutput {
    let files = [("main.js", source), ("wit/world.wit", GREET)];
    server.attack(in_spidermonkey(project("javascript", "main.js", &files))).await
}

async fn run(server: &Server, component: Vec<u8>, settings: RunSettings) -> RunReport {
    let component = ComponentSource::Base64(component.into());
    let request = RunRequest { component, linked: None, settings, trace_in_report: false };
    let answer = server.post_json("/api/v1/run", serde_json::to_vec(&request).unwrap()).await;
    let text = String::from_utf8(answer.body).unwrap();
    match serde_json::from_str(text.lines().last().unwrap()).unwrap() {
        RunEvent::Report { report } => *report,
        other => panic!("the last event is no report: {other:?}"),
    }
}

#[tokio::test]
async fn every_kind_of_value_answers_as_in_quickjs() {
    let Some(server) = spidermonkey().await else { return };
    let sample = sample("types-javascript").unwrap();
    let output = server.attack(in_spidermonkey(sample.clone())).await;
    let component =
        output.component.unwrap_or_else(|| panic!("{:?}\n{}", output.diagnostics, output.raw_output));
    let quickjs = server.compile(sample.clone()).await.component.unwrap();
    assert!(component != quickjs, "another engine");
    let mut settings = sample.run_settings().unwrap();
    // The larger engine takes longer to be compiled to machine code.
    settings.limits.time_ms = 60_000;
    let answers = run(&server, component.0, settings.clone()).await;
    assert!(!answers.values.is_empty(), "{answers:?}");
    assert_eq!(answers.values, run(&server, quickjs.0, settings).await.values);
}

#[tokio::test]
async fn the_same_source_gives_the_same_bytes_whatever_the_clock_says() {
    let source = "const now = Date.now();\nexport const greet = (name) => name + now;";
    // Two servers share no cache.
    let (Some(one), Some(two)) = (spidermonkey().await, spidermonkey().await) else { return };
    let first = javascript(&one, source).await;
    let second = javascript(&two, source).await;
    assert!(first.component.is_some(), "{:?}\n{}", first.diagnostics, first.raw_output);
    assert_eq!(first.component_sha256, second.component_sha256);
}

#[tokio::test]
async fn mistakes_have_their_place() {
    let Some(server) = spidermonkey().await else { return };
    let place = |output: &CompileOutput| {
        let error = output.diagnostics.first().unwrap_or_else(|| panic!("{output:?}"));
        let start = error.span.map(|span| (span.start.line, span.start.column));
        (error.file.clone(), start, error.message.clone())
    };
    let (file, start, _) = place(&javascript(&server, "export const greet = () => '😀' let;").await);
    assert_eq!((file.as_deref(), start), (Some("main.js"), Some((1, 33))));
    let thrown = javascript(&server, "export const greet = (name) => name;\n  throw new Error('no');").await;
    let (file, start, message) = place(&thrown);
    assert_eq!((file.as_deref(), start.map(|(line, _)| line)), (Some("main.js"), Some(2)), "{message}");
    assert_eq!(message, "while its top-level code ran: Error: no");
    let missing = javascript(&server, "export const other = Math.PI;").await;
    assert_eq!(missing.diagnostics[0].code.as_deref(), Some("missing-export"), "{missing:?}");
}
