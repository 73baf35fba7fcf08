//! Short links: the same tests on SQLite, on a folder of blobs, and on a real PostgreSQL.

mod killed;
mod postgres;

use crate::support::{Server, project, server_with};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use diptych_backend::links::{BlobPlace, Database};
use diptych_shared::api::error::ErrorCode;
use diptych_shared::api::links::{Link, LinkContent, PublishedLink, link_id};
use diptych_shared::project::{Project, ProjectFile};
use std::time::{SystemTime, UNIX_EPOCH};

fn content(title: &str) -> LinkContent {
    let project = project("wat", "main.wat", &[("main.wat", "(component)")]);
    LinkContent { project, title: title.to_owned(), ..LinkContent::default() }
}

async fn publish(server: &Server, content: &LinkContent) -> PublishedLink {
    let answer = server.post_json("/api/v1/links", serde_json::to_vec(content).unwrap()).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    answer.json()
}

async fn read(server: &Server, id: &str) -> Option<Link> {
    let answer = server.get(&format!("/api/v1/links/{id}")).await;
    match answer.status {
        StatusCode::OK => Some(answer.json()),
        _ => {
            assert_eq!(answer.error().code, ErrorCode::UnknownLink);
            None
        }
    }
}

async fn delete(server: &Server, id: &str, token: &str) -> StatusCode {
    let request = Request::delete(format!("/api/v1/links/{id}"));
    let request =
        request.header(header::AUTHORIZATION, format!("Bearer {token}")).body(Body::empty()).unwrap();
    server.send(request).await.status
}

/// What is true of links wherever they are kept.
async fn are_kept(settings: &[(&str, &str)]) {
    let server = server_with(settings).await;
    what_is_published_can_be_read(&server).await;
    the_same_is_one_link_with_two_owners(&server).await;
    a_large_file_is_kept_while_a_link_needs_it(&server).await;
}

async fn what_is_published_can_be_read(server: &Server) {
    let content = content("First");
    let published = publish(server, &content).await;
    let link = read(server, &published.id).await.unwrap();
    assert_eq!(link.content, content);
    assert_eq!(link.expires_at, None);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    assert!(link.created_at.abs_diff(now) < 60);
    assert_eq!(
        delete(server, &published.id, "ffffffffffffffffffffffffffffffff").await,
        StatusCode::NOT_FOUND
    );
    assert!(read(server, &published.id).await.is_some());
    assert_eq!(delete(server, &published.id, &published.deletion_token).await, StatusCode::NO_CONTENT);
    assert_eq!(read(server, &published.id).await, None);
    assert_eq!(delete(server, &published.id, &published.deletion_token).await, StatusCode::NOT_FOUND);
}

async fn the_same_is_one_link_with_two_owners(server: &Server) {
    let (first, second) = (publish(server, &content("Same")).await, publish(server, &content("Same")).await);
    assert_eq!(first.id, second.id);
    assert_ne!(first.deletion_token, second.deletion_token);
    assert_ne!(publish(server, &content("Other")).await.id, first.id);
    assert_eq!(delete(server, &first.id, &first.deletion_token).await, StatusCode::NO_CONTENT);
    assert!(read(server, &first.id).await.is_some(), "the other author's link went, too");
    assert_eq!(delete(server, &second.id, &second.deletion_token).await, StatusCode::NO_CONTENT);
    assert_eq!(read(server, &first.id).await, None);
}

async fn a_large_file_is_kept_while_a_link_needs_it(server: &Server) {
    let with_file = |title: &str| {
        let mut content = content(title);
        let bytes: Vec<u8> = (0..200_000_u32).flat_map(u32::to_le_bytes).collect();
        content.project.files.insert("app.wasm".into(), ProjectFile::from_bytes(bytes));
        content
    };
    let (one, two) = (with_file("One"), with_file("Two"));
    let (first, second) = (publish(server, &one).await, publish(server, &two).await);
    assert_eq!(read(server, &first.id).await.unwrap().content, one);
    assert_eq!(delete(server, &first.id, &first.deletion_token).await, StatusCode::NO_CONTENT);
    assert_eq!(read(server, &second.id).await.unwrap().content, two);
    assert_eq!(delete(server, &second.id, &second.deletion_token).await, StatusCode::NO_CONTENT);
    let third = publish(server, &one).await;
    assert_eq!(read(server, &third.id).await.unwrap().content, one);
}

#[tokio::test(flavor = "multi_thread")]
async fn in_sqlite() {
    are_kept(&[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_blobs_in_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = folder.path().join("blobs");
    are_kept(&[("DIPTYCH_BLOBS", &blobs.to_string_lossy())]).await;
    let server = server_with(&[("DIPTYCH_BLOBS", &blobs.to_string_lossy())]).await;
    let published = publish(&server, &content("Here")).await;
    assert!(std::fs::read_dir(&blobs).unwrap().next().is_some(), "nothing is in the folder");
    std::fs::remove_dir_all(&blobs).unwrap();
    let answer = server.get(&format!("/api/v1/links/{}", published.id)).await;
    assert_eq!(answer.error().code, ErrorCode::Internal, "a missing blob is no missing link");
}

#[tokio::test(flavor = "multi_thread")]
async fn in_postgresql() {
    let Some(database) = postgres::start().await else {
        eprintln!("PostgreSQL is not installed (Debian's package `postgresql`): not tested here");
        return;
    };
    are_kept(&[("DATABASE_URL", &database.url)]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn links_expire_when_the_operator_says_so() {
    let server = server_with(&[("DIPTYCH_LINK_DAYS", "2")]).await;
    let published = publish(&server, &content("Short-lived")).await;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let expires_at = published.expires_at.unwrap();
    assert!(expires_at.abs_diff(now + 2 * 86_400) < 60);
    assert_eq!(read(&server, &published.id).await.unwrap().expires_at, Some(expires_at));
    let database = Database::open(&server.state.config().database_url()).await.unwrap();
    let before = i64::try_from(expires_at).unwrap() - 1;
    assert!(database.get(&published.id, before).await.unwrap().is_some());
    assert!(database.get(&published.id, before + 1).await.unwrap().is_none());
    assert_eq!(database.forget_expired(before, &BlobPlace::Database).await.unwrap(), 0);
    assert_eq!(database.forget_expired(before + 1, &BlobPlace::Database).await.unwrap(), 1);
    assert_eq!(read(&server, &published.id).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_fit_is_refused_by_name() {
    let server =
        server_with(&[("DIPTYCH_LIMIT_LINK_BYTES", "5000"), ("DIPTYCH_LIMIT_PROJECT_FILES", "3")]).await;
    let refused = async |content: &LinkContent| {
        let answer = server.post_json("/api/v1/links", serde_json::to_vec(content).unwrap()).await;
        (answer.status, answer.error().message)
    };
    let (status, message) = refused(&content(&"x".repeat(201))).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(message.contains("link-title-characters"), "{message}");
    let mut large = content("Large");
    large.project.files.insert("a.txt".into(), ProjectFile::text("x".repeat(6_000)));
    let (status, message) = refused(&large).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(message.contains("link-bytes = 5000"), "{message}");
    let mut outside = content("Outside");
    outside.project.files.insert("../../etc/passwd".into(), ProjectFile::text("x"));
    assert_eq!(refused(&outside).await.0, StatusCode::BAD_REQUEST);
    let many: Project = (0..4).map(|number| (format!("{number}.txt"), ProjectFile::text(""))).collect();
    let (status, message) = refused(&LinkContent { project: many, ..LinkContent::default() }).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(message.contains("project-files = 3"), "{message}");
    for body in [
        "{}",
        "{\"project\": 1}",
        "{\"project\": {\"files\": {}}, \"unknown\": 1}",
        "{\"project\": {\"fil",
        "",
    ] {
        let answer = server.post_json("/api/v1/links", body).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{body}");
    }
    let guessed = link_id(&[7; 32]);
    for id in [guessed.as_str(), "x", "..%2f..%2fetc", "%00", &"0".repeat(300)] {
        let answer = server.get(&format!("/api/v1/links/{id}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{id}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_publishes_so_much_a_minute() {
    let server = server_with(&[("DIPTYCH_LIMIT_CLIENT_PUBLISHES_PER_MINUTE", "1")]).await;
    publish(&server, &content("One")).await;
    let answer = server.post_json("/api/v1/links", serde_json::to_vec(&content("Two")).unwrap()).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.error().message.contains("client-publishes-per-minute = 1"), "{answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn publishing_can_be_off() {
    let server = server_with(&[("DIPTYCH_LINKS", "off")]).await;
    let answer = server.post_json("/api/v1/links", serde_json::to_vec(&content("One")).unwrap()).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(answer.error().message.contains("DIPTYCH_LINKS=off"), "{answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_a_link_says_what_it_is() {
    let server = server_with(&[("DIPTYCH_URL", "https://diptych.example")]).await;
    let site = &server.state.config().site;
    std::fs::create_dir_all(site).unwrap();
    std::fs::write(site.join("index.html"), "<head><meta charset=\"utf-8\"><title>Diptych</title></head>")
        .unwrap();
    let published = publish(&server, &content("<script>alert(1)</script>")).await;
    let page = server.get(&format!("/s/{}", published.id)).await;
    assert_eq!(page.status, StatusCode::OK);
    let policy = page.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.contains("base-uri 'self';") && policy.contains("frame-ancestors 'self';"), "{policy}");
    let html = String::from_utf8(page.body).unwrap();
    assert!(html.contains("&lt;script&gt;") && !html.contains("<script>"), "{html}");
    let picture = format!("https://diptych.example/s/{}/preview.png", published.id);
    assert!(html.contains(&picture), "{html}");
    let picture = server.get(&format!("/s/{}/preview.png", published.id)).await;
    assert_eq!(picture.headers[header::CONTENT_TYPE], "image/png");
    assert!(picture.body.starts_with(b"\x89PNG"));
    let unknown = server.get(&format!("/s/{}", link_id(&[7; 32]))).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    assert!(String::from_utf8(unknown.body).unwrap().contains("<title>Diptych</title>"));
    let unknown = server.get(&format!("/s/{}/preview.png", link_id(&[7; 32]))).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    let request = server.send_bytes(Method::POST, &format!("/s/{}", published.id), "").await;
    assert_eq!(request.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_has_what_was_published_and_damage_is_noticed() {
    let server = server_with(&[]).await;
    let published = publish(&server, &content("Kept")).await;
    let file = server.folder.path().join("backup.sqlite");
    server.state.links().backup(&file).await.unwrap();
    let url = |path: &std::path::Path| format!("sqlite://{}", path.display());
    let copy = Database::open(&url(&file)).await.unwrap();
    assert!(copy.get(&published.id, 0).await.unwrap().is_some());
    drop(copy);
    let mut bytes = std::fs::read(&file).unwrap();
    let half = bytes.len() / 2;
    bytes[half..].fill(0x5a);
    let damaged = server.folder.path().join("damaged.sqlite");
    std::fs::write(&damaged, bytes).unwrap();
    let error = Database::open(&url(&damaged)).await.err().expect("damage is noticed").to_string();
    assert!(error.contains("damaged") || error.contains("malformed"), "{error}");
}
