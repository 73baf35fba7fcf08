//! `share`: links that hold a project, and what a server is asked to keep.

use crate::support::{run, sample};
use diptych_shared::project::decode_link;
use serde_json::Value;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;

#[test]
fn a_link_holds_the_project_and_opens_as_one() {
    let ended = run(&["share", &sample("hello-wat")]).with(0);
    let link = ended.stdout.trim();
    let fragment = link.strip_prefix("http://localhost:8080/#").unwrap_or_else(|| panic!("{link}"));
    let project = decode_link(fragment).unwrap();
    assert_eq!(project.files.keys().collect::<Vec<_>>(), ["diptych.toml", "hello.wat"]);
    assert_eq!(run(&["run", link]).with(0).stdout, "Hello from a component!\n");
    let based =
        run(&["share", &sample("hello-wat"), "--base", "https://bench.example/embed/", "--json"]).with(0);
    let url = based.json::<Value>()["url"].as_str().unwrap().to_owned();
    assert_eq!(url, format!("https://bench.example/embed/#{fragment}"));
}

#[test]
fn a_server_is_asked_as_its_contract_says() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let server = format!("http://{}/", listener.local_addr().unwrap());
    // One connection, answered as the contract of short links has it.
    let serving = std::thread::spawn(move || {
        let (mut connection, _) = listener.accept().unwrap();
        let mut reader = BufReader::new(connection.try_clone().unwrap());
        let mut head = Vec::new();
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).unwrap();
            if line.trim().is_empty() {
                break;
            }
            head.push(line.trim().to_ascii_lowercase());
        }
        let length = head.iter().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
        let mut body = vec![0; length.parse().unwrap()];
        reader.read_exact(&mut body).unwrap();
        let answer = r#"{"id":"0123456789abcdefghjk","deletion_token":"secret","expires_at":1}"#;
        write!(connection, "HTTP/1.1 201 Created\r\ncontent-length: {}\r\n\r\n{answer}", answer.len())
            .unwrap();
        (head, serde_json::from_slice::<Value>(&body).unwrap())
    });
    let ended = run(&["share", &sample("hello-wat"), "--server", &server]).with(0);
    assert_eq!(ended.stdout, format!("{server}s/0123456789abcdefghjk\ndeletion token: secret\n"));
    let (head, body) = serving.join().unwrap();
    assert_eq!(head[0], "post /api/v1/links http/1.1");
    assert!(body["project"]["files"]["hello.wat"]["text"].as_str().unwrap().contains("component"));
    assert_eq!(body["title"], "Hello in WAT");
}

#[test]
fn a_server_that_is_not_there_is_no_fault_of_the_projects() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let ended = run(&["share", &sample("hello-wat"), "--server", &address]).with(3);
    assert!(ended.stdout.is_empty() && ended.stderr.contains("did not keep the project"), "{ended:?}");
    run(&["share", &sample("hello-wat"), "--server", "file:///etc"]).with(2);
}
