//! A PostgreSQL of its own, from Debian's package, where it is installed.

use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A server that stops, with its folder, when this goes.
pub struct Postgres {
    /// For `DATABASE_URL`.
    pub url: String,
    server: Child,
    _folder: tempfile::TempDir,
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // SIGINT: a fast shutdown (https://www.postgresql.org/docs/current/server-shutdown.html).
        let pid = self.server.id().to_string();
        _ = Command::new("kill").args(["-INT", &pid]).status();
        _ = self.server.wait();
    }
}

/// Starts one; `None` where it is not installed.
pub async fn start() -> Option<Postgres> {
    let bin = newest()?;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    std::fs::create_dir(&data).unwrap();
    // It refuses to run as root.
    let user = postgres_user();
    if let Some((uid, gid)) = user {
        for path in [folder.path(), &data] {
            std::os::unix::fs::chown(path, Some(uid), Some(gid)).unwrap();
        }
    }
    let command = |program: &str| {
        let mut command = Command::new(bin.join(program));
        command.stdout(Stdio::null()).stderr(Stdio::null()).current_dir("/");
        if let Some((uid, gid)) = user {
            command.uid(uid).gid(gid);
        }
        command
    };
    let made = command("initdb")
        .arg("--pgdata")
        .arg(&data)
        .args(["--username=diptych", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C"])
        .status();
    assert!(made.unwrap().success(), "initdb failed");
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let server = command("postgres")
        .arg("-D")
        .arg(&data)
        .args(["-p", &port.to_string(), "-c", "listen_addresses=127.0.0.1"])
        .arg("-c")
        .arg(format!("unix_socket_directories={}", data.display()))
        .spawn()
        .unwrap();
    for _ in 0..200 {
        if std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    // It accepts connections a moment before it answers them.
    tokio::time::sleep(Duration::from_millis(500)).await;
    let url = format!("postgres://diptych@127.0.0.1:{port}/postgres");
    Some(Postgres { url, server, _folder: folder })
}

fn newest() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let bins = versions.flatten().map(|version| version.path().join("bin"));
    bins.filter(|bin| bin.join("initdb").exists() && bin.join("postgres").exists()).max()
}

/// Who runs it, where this is root.
fn postgres_user() -> Option<(u32, u32)> {
    use std::os::unix::fs::MetadataExt as _;
    if std::fs::metadata("/proc/self").ok()?.uid() != 0 {
        return None;
    }
    let users = std::fs::read_to_string(Path::new("/etc/passwd")).ok()?;
    let line = users.lines().find(|line| line.starts_with("postgres:"))?;
    let mut fields = line.split(':').skip(2);
    Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
}
