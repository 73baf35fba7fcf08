//! Installed languages make the same bytes of the same sources, wherever and whenever they do.

use crate::support::{Server, root, server_with};
use diptych_shared::project::{Language, MANIFEST_FILE, Profile, Project, ProjectFile};
use std::path::Path;

/// A sample's folder as a project, without what is expected of it.
pub fn sample(name: &str) -> Option<Project> {
    fn read(folder: &Path, prefix: &str, project: &mut Project) {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            match entry.path().is_dir() {
                true => read(&entry.path(), &format!("{name}/"), project),
                false => {
                    let bytes = std::fs::read(entry.path()).unwrap();
                    project.files.insert(name, ProjectFile::from_bytes(bytes));
                }
            }
        }
    }
    let folder = root().join("playground-samples").join(name);
    let mut project = Project::default();
    folder.is_dir().then(|| read(&folder, "", &mut project));
    project.files.retain(|path, _| !path.starts_with("expected/"));
    project.files.contains_key(MANIFEST_FILE).then_some(project)
}

async fn component(server: &Server, what: &str, project: &Project) -> Vec<u8> {
    let output = server.compile(project.clone()).await;
    assert!(!output.cached, "{what}");
    output.component.unwrap_or_else(|| panic!("{what}: {:?}\n{}", output.diagnostics, output.raw_output)).0
}

#[tokio::test]
async fn the_same_sources_make_the_same_bytes() {
    // Each has job folders of its own.
    // Python takes long to start on a machine that does much else.
    let patient = [("DIPTYCH_LIMIT_COMPILE_TIME_MS", "300000")];
    let (one, two) = (server_with(&patient).await, server_with(&patient).await);
    let mut tried = Vec::new();
    for offer in one.state.compilers().toolchains() {
        // TypeScript becomes JavaScript first; SpiderMonkey has a test of its own.
        let skipped = [Language::Wat, Language::TypeScript].contains(&offer.language);
        if !offer.available || skipped || offer.profile == Some(Profile::SpiderMonkey) {
            continue;
        }
        let samples = ["types", "hello"].map(|kind| format!("{kind}-{}", offer.language.name()));
        let found = samples.into_iter().find_map(|name| sample(&name).map(|project| (name, project)));
        let Some((name, project)) = found else { continue };
        let first = component(&one, &name, &project).await;
        let second = component(&two, &name, &project).await;
        assert!(first == second, "{name}: {} and {} bytes differ", first.len(), second.len());
        tried.push(name);
    }
    for language in ["rust", "c", "cpp", "zig", "javascript", "python", "go", "assemblyscript"] {
        assert!(
            tried.iter().any(|name| name.ends_with(&format!("-{language}"))),
            "{language} is not in {tried:?}"
        );
    }
}
