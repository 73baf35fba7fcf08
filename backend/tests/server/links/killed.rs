//! A server that is killed in the middle of writing has lost nothing that it had acknowledged.

use super::content;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A server as a process of its own.
struct Process {
    child: Child,
    port: u16,
}

impl Process {
    fn start(folder: &std::path::Path) -> Process {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let child = Command::new(env!("CARGO_BIN_EXE_diptych"))
            .env("DIPTYCH_LISTEN", format!("127.0.0.1:{port}"))
            .env("DIPTYCH_DATA", folder.join("data"))
            .env("DIPTYCH_CACHE", folder.join("cache"))
            .env("DIPTYCH_TOOLCHAINS", folder.join("none"))
            .env("DIPTYCH_LIMIT_CLIENT_PUBLISHES_PER_MINUTE", "1000000")
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let process = Process { child, port };
        for _ in 0..400 {
            if process
                .ask("GET /api/v1/health HTTP/1.0\r\n\r\n")
                .is_some_and(|answer| answer.contains(" 200 "))
            {
                return process;
            }
            std::thread::sleep(Duration::from_millis(25));
        }
        panic!("the server did not start");
    }

    /// The whole answer; `None` when there is none.
    fn ask(&self, request: &str) -> Option<String> {
        ask(self.port, request)
    }

    fn kill(mut self) {
        // SIGKILL: nothing is tidied up.
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

fn ask(port: u16, request: &str) -> Option<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    Some(answer)
}

/// Publishes until the server is gone; what it acknowledged.
fn publish_until_killed(port: u16, writer: usize) -> Vec<String> {
    let mut acknowledged = Vec::new();
    for number in 0.. {
        let body = serde_json::to_string(&content(&format!("{writer}-{number}-{port}"))).unwrap();
        let request = format!(
            "POST /api/v1/links HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let Some(answer) = ask(port, &request) else { break };
        let Some(id) = answer.split("\"id\":\"").nth(1).and_then(|rest| rest.get(..20)) else { break };
        acknowledged.push(id.to_owned());
    }
    acknowledged
}

#[test]
fn what_was_acknowledged_is_there_after_a_kill() {
    const KILLS: u64 = 3;
    let folder = tempfile::tempdir().unwrap();
    let mut acknowledged = Vec::new();
    for round in 0..KILLS {
        let server = Process::start(folder.path());
        let port = server.port;
        let writers: Vec<_> =
            (0..4).map(|writer| std::thread::spawn(move || publish_until_killed(port, writer))).collect();
        std::thread::sleep(Duration::from_millis(300 + 70 * round));
        server.kill();
        for writer in writers {
            acknowledged.extend(writer.join().unwrap());
        }
    }
    assert!(acknowledged.len() > 20, "only {} were published", acknowledged.len());
    let server = Process::start(folder.path());
    let lost: Vec<&String> = acknowledged
        .iter()
        .filter(|id| {
            let answer = server.ask(&format!("GET /api/v1/links/{id} HTTP/1.0\r\n\r\n"));
            !answer.is_some_and(|answer| answer.contains(" 200 "))
        })
        .collect();
    server.kill();
    assert!(lost.is_empty(), "{} of {} are lost", lost.len(), acknowledged.len());
}

#[test]
fn a_publish_that_is_cut_off_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let server = Process::start(folder.path());
    let body = serde_json::to_string(&content("cut off")).unwrap();
    let head = format!(
        "POST /api/v1/links HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    let mut stream = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(&body.as_bytes()[..body.len() / 2]).unwrap();
    drop(stream);
    // The same, whole and twice: the first is no repetition of anything.
    let request = head.replace("HTTP/1.1\r\nHost: localhost", "HTTP/1.0") + &body;
    let [first, second] = [server.ask(&request), server.ask(&request)].map(Option::unwrap);
    let id = |answer: &str| answer.split("\"id\":\"").nth(1).unwrap()[..20].to_owned();
    assert_eq!(id(&first), id(&second));
    server.kill();
}
