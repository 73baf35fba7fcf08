//! Compiling Python: the module runs once while its component is made, and sees nothing of the machine.

use crate::support::{errors, project, server, server_with};
use diptych_shared::project::ProjectFile;

const WIT: &str = "package t:t;\nworld greeter { export greet: func(name: string) -> string; }\n";

/// Tries everything, and then fails in words that say what came of it.
const ATTACK: &str = r#"import os

def attempt(what):
    try:
        return what()
    except BaseException as error:
        return type(error).__name__

def connect():
    import socket
    return socket.socket().connect(("127.0.0.1", 80))

def start():
    import subprocess
    return subprocess.run(["id"])

def foreign():
    import ctypes
    return ctypes.CDLL(None)

found = {
    "passwd": attempt(lambda: open("/etc/passwd").read()),
    "environ": attempt(lambda: open("/proc/self/environ").read()),
    "above": attempt(lambda: open("/0/../../../../etc/passwd").read()),
    "root": attempt(lambda: os.listdir("/")),
    "fork": attempt(lambda: os.fork()),
    "shell": attempt(lambda: os.system("id")),
    "start": attempt(start),
    "connect": attempt(connect),
    "foreign": attempt(foreign),
    "variables": sorted(os.environ),
    "system": os.uname().nodename,
}
raise RuntimeError(f"é𝄞 {found}")
"#;

#[tokio::test]
async fn top_level_code_sees_nothing_of_the_machine_and_its_error_has_a_place() {
    // Python takes long to start on a machine that does much else.
    let server = server_with(&[("DIPTYCH_LIMIT_COMPILE_TIME_MS", "300000")]).await;
    let files = [("app.py", "import helper\n"), ("helper.py", ATTACK), ("wit/world.wit", WIT)];
    let output = server.attack(project("python", "app.py", &files)).await;
    let told = errors(&output);
    for outcome in [
        "'passwd': 'FileNotFoundError'",
        "'environ': 'FileNotFoundError'",
        "'root': 'FileNotFoundError'",
        "'fork': 'AttributeError'",
        "'shell': 'AttributeError'",
        "'start': 'OSError'",
        "'connect': 'PermissionError'",
        "'foreign': 'ModuleNotFoundError'",
        "'variables': ['PYTHONHOME', 'PYTHONPATH', 'PYTHONUNBUFFERED']",
        "'system': '(none)'",
    ] {
        assert!(told.contains(outcome), "{outcome}: {told}");
    }
    assert!(!told.contains("root:"), "{told}");
    let error = &output.diagnostics[0];
    assert_eq!((error.file.as_deref(), error.code.as_deref()), (Some("helper.py"), Some("RuntimeError")));
    let line = ATTACK.lines().count() as u32;
    assert_eq!(error.span.map(|span| (span.start.line, span.start.column)), Some((line, 1)));
}

#[tokio::test]
async fn what_python_need_not_be_started_for_is_told_at_once() {
    let server = server().await;
    let output = server.compile(project("python", "app.py", &[("app.py", "pass\n")])).await;
    assert!(errors(&output).contains("there is no world to implement"), "{output:?}");
    let mut project = project("python", "app.py", &[("wit/world.wit", WIT)]);
    project.files.insert("app.py".to_owned(), ProjectFile::from_bytes(b"# \xff\n".to_vec()));
    let output = server.attack(project).await;
    assert!(errors(&output).contains("UTF-8"), "{output:?}");
    assert_eq!(output.diagnostics[0].file.as_deref(), Some("app.py"));
}
