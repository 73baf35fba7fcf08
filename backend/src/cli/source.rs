//! What a command is about: a project from a folder, a zip, a `.wat` or `.wasm` file, or a link.

use super::ending::CliError;
use crate::limits::Limits;
use diptych_shared::policy::{Capability, Grant};
use diptych_shared::project::{
    Language, MANIFEST_FILE, MANIFEST_FORMAT, Manifest, Project, ProjectFile, RunTable, SourceTable,
    check_path, decode_link, from_zip,
};
use diptych_shared::toolchain::project_from_wasm;
use std::fs;
use std::io::Read as _;
use std::path::Path;

/// What lies in project folders and is no part of the project, at the top only.
const LEFT_OUT: [&str; 6] = [".git", ".github", ".DS_Store", "expected", "node_modules", "target"];

/// Opens what the command line names.
///
/// # Errors
///
/// [`CliError::Usage`] where there is nothing of the kind, [`CliError::Project`] where it is not what it says.
pub fn open(named: &str, limits: &Limits) -> Result<Project, CliError> {
    let path = Path::new(named);
    // What exists is meant, whatever its name looks like.
    let Ok(metadata) = fs::metadata(path) else {
        return match fragment(named) {
            Some(fragment) => decode_link(fragment).map_err(|error| CliError::Project(error.to_string())),
            None if named.contains("://") => Err(CliError::Usage(format!(
                "{named} is no link that holds a project: such a link has `#v1.` in it"
            ))),
            None => Err(CliError::Usage(format!(
                "there is no {named}: name a folder with a {MANIFEST_FILE}, a zip, a .wat or .wasm file, or a link"
            ))),
        };
    };
    if metadata.is_dir() {
        return folder(path, limits);
    }
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase());
    match extension.as_deref() {
        Some("zip") => {
            let came = from_zip(&read(path, limits.request_bytes)?, &name)
                .map_err(|error| CliError::Project(format!("{named}: {error}")))?;
            // What was left out or made up is for whoever reads, not for the program after a pipe.
            came.notes.iter().for_each(|note| eprintln!("{named}: {note}"));
            Ok(came.project)
        }
        Some("wasm") => project_from_wasm(&name, &read(path, limits.component_bytes)?)
            .map_err(|error| CliError::Project(format!("{named}: {error}"))),
        Some("wat") => {
            let text = String::from_utf8(read(path, limits.source_bytes)?)
                .map_err(|_| CliError::Project(format!("{named} is not UTF-8 text")))?;
            Ok(of_wat(&name, text))
        }
        _ if name == MANIFEST_FILE => folder(path.parent().unwrap_or(Path::new("")), limits),
        _ => Err(CliError::Usage(format!("{named} is neither a folder nor a .zip, .wat or .wasm file"))),
    }
}

/// The link's part that holds a project.
fn fragment(text: &str) -> Option<&str> {
    let fragment = text.rsplit_once('#').map_or(text, |(_, fragment)| fragment);
    let version = fragment.strip_prefix('v')?.split('.').next()?;
    (fragment.contains('.') && version.bytes().all(|byte| byte.is_ascii_digit())).then_some(fragment)
}

/// A project of one text, which is granted stdio as a dropped component is.
fn of_wat(name: &str, text: String) -> Project {
    let mut run = RunTable::default();
    run.grants.insert(Grant::whole(Capability::Stdio));
    let manifest = Manifest {
        format: MANIFEST_FORMAT,
        title: name.to_owned(),
        description: String::new(),
        source: SourceTable {
            language: Language::Wat,
            entry: "main.wat".to_owned(),
            world: None,
            profile: None,
            toolchain: Vec::new(),
        },
        run,
    };
    [(MANIFEST_FILE, ProjectFile::text(manifest.to_text())), ("main.wat", ProjectFile::text(text))]
        .map(|(path, file)| (path.to_owned(), file))
        .into_iter()
        .collect()
}

/// A file's bytes, at most `limit` of them.
pub fn read(path: &Path, limit: crate::limits::NamedLimit) -> Result<Vec<u8>, CliError> {
    let failed = |error: std::io::Error| CliError::Usage(format!("cannot read {}: {error}", path.display()));
    let metadata = fs::metadata(path).map_err(failed)?;
    if !metadata.is_file() {
        return Err(CliError::Usage(format!("{} is no file", path.display())));
    }
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(failed)?;
    // It may grow meanwhile.
    file.take(limit.value.saturating_add(1)).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > limit.value {
        return Err(CliError::too_large(&path.display().to_string(), limit));
    }
    Ok(bytes)
}

/// A folder as a project: what a link or a zip could hold, and nothing that lies elsewhere.
fn folder(root: &Path, limits: &Limits) -> Result<Project, CliError> {
    if !root.join(MANIFEST_FILE).is_file() {
        return Err(CliError::Usage(format!(
            "{} has no {MANIFEST_FILE}, so it is no project",
            root.display()
        )));
    }
    let mut project = Project::default();
    let mut bytes_left = limits.project_bytes.value;
    // Depth needs no bound of its own: a path has one.
    let mut folders = vec![(root.to_owned(), String::new())];
    while let Some((folder, prefix)) = folders.pop() {
        let failed =
            |error: std::io::Error| CliError::Usage(format!("cannot read {}: {error}", folder.display()));
        for entry in fs::read_dir(&folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let name = entry.file_name();
            let refused = |why: &str| CliError::Project(format!("{}: {why}", entry.path().display()));
            let name = name.to_str().ok_or_else(|| refused("its name is not UTF-8"))?;
            if prefix.is_empty() && LEFT_OUT.contains(&name) {
                continue;
            }
            let path = format!("{prefix}{name}");
            check_path(&path).map_err(|why| refused(&why.to_string()))?;
            let kind = entry.file_type().map_err(failed)?;
            if kind.is_symlink() {
                // It may lead anywhere, and what it leads to would go into links and runs.
                return Err(refused("is a symbolic link, which a project cannot hold"));
            }
            if kind.is_dir() {
                folders.push((entry.path(), format!("{path}/")));
                continue;
            }
            if !kind.is_file() {
                return Err(refused("is neither a file nor a folder"));
            }
            if project.files.len() as u64 >= limits.project_files.value {
                return Err(CliError::too_large("the number of the project's files", limits.project_files));
            }
            let left = crate::limits::NamedLimit { value: bytes_left, ..limits.project_bytes };
            let content = read(&entry.path(), left).map_err(|error| match error {
                CliError::Project(_) => CliError::too_large("the project", limits.project_bytes),
                other => other,
            })?;
            bytes_left = bytes_left.saturating_sub((content.len() + path.len()) as u64);
            project.files.insert(path, ProjectFile::from_bytes(content));
        }
    }
    Ok(project)
}

#[cfg(test)]
mod tests {
    use super::{fragment, open};
    use crate::cli::ending::CliError;
    use crate::limits::Limits;
    use diptych_shared::project::{encode_link, to_zip};
    use std::fs;

    fn message(error: CliError) -> String {
        match error {
            CliError::Usage(message) | CliError::Project(message) | CliError::Host(message) => message,
        }
    }

    #[test]
    fn a_folder_its_zip_and_its_link_are_the_same_project() {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in [
            ("diptych.toml", "format = 1\n"),
            ("a/b.txt", "b"),
            ("expected/x.json", "{}"),
            (".git/config", "x"),
        ] {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let limits = Limits::default();
        let project = open(folder.path().to_str().unwrap(), &limits).unwrap();
        assert_eq!(project.files.keys().collect::<Vec<_>>(), ["a/b.txt", "diptych.toml"]);
        let zip = folder.path().join("p.zip");
        fs::write(&zip, to_zip(&project)).unwrap();
        assert_eq!(open(zip.to_str().unwrap(), &limits).unwrap(), project);
        let link = encode_link(&project).unwrap();
        assert_eq!(open(&format!("http://localhost:8080/#{link}"), &limits).unwrap(), project);
        assert_eq!(open(&link, &limits).unwrap(), project);
    }

    #[test]
    fn nothing_from_outside_the_folder_gets_in() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("diptych.toml"), "format = 1\n").unwrap();
        std::os::unix::fs::symlink("/etc/passwd", folder.path().join("stdin.txt")).unwrap();
        let error = open(folder.path().to_str().unwrap(), &Limits::default()).unwrap_err();
        assert!(message(error).contains("symbolic link"));
    }

    #[test]
    fn limits_are_met_by_name() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("diptych.toml"), "format = 1\n").unwrap();
        fs::File::create(folder.path().join("huge")).unwrap().set_len(1 << 40).unwrap();
        let error = open(folder.path().to_str().unwrap(), &Limits::default()).unwrap_err();
        assert!(message(error).contains("limit project-bytes = 4194304"));
        fs::remove_file(folder.path().join("huge")).unwrap();
        let few = Limits::from_variables([("DIPTYCH_LIMIT_PROJECT_FILES".into(), "1".into())]).unwrap();
        fs::write(folder.path().join("more"), "").unwrap();
        let error = open(folder.path().to_str().unwrap(), &few).unwrap_err();
        assert!(message(error).contains("limit project-files = 1"));
    }

    #[test]
    fn links_are_told_from_names() {
        assert_eq!(fragment("v1.abc"), Some("v1.abc"));
        assert_eq!(fragment("https://d.example/embed/#v1.abc"), Some("v1.abc"));
        assert_eq!(fragment("missing.zip"), None);
        assert_eq!(fragment("vector.wat"), None);
    }
}
