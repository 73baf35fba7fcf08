//! The path vectors that both engines' files pass (`shared/tests/files/paths.json`).

use super::tree::{FileTree, Kind};
use super::{FilesView, OpenNode};
use diptych_shared::api::Bytes;
use diptych_shared::policy::{Ledger, Policy};
use serde::Deserialize;
use std::collections::BTreeMap;
use wasmtime::component::{Resource, ResourceTable};
use wasmtime_wasi::filesystem::Descriptor;
use wasmtime_wasi::p2::FsResult;
use wasmtime_wasi::p2::bindings::filesystem::preopens::Host as _;
use wasmtime_wasi::p2::bindings::filesystem::types::{
    DescriptorFlags, HostDescriptor as _, NewTimestamp, OpenFlags, PathFlags,
};

#[derive(Deserialize)]
struct Vectors {
    files: BTreeMap<String, String>,
    links: BTreeMap<String, String>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    grants: Policy,
    steps: Vec<Step>,
}

#[derive(Deserialize, Debug)]
struct Step {
    call: String,
    path: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    target: String,
    #[serde(default)]
    follow: bool,
    #[serde(default)]
    open: Vec<String>,
    #[serde(default)]
    flags: Vec<String>,
    gives: String,
}

fn vectors() -> Vectors {
    let text = include_str!("../../../../../shared/tests/files/paths.json");
    serde_json::from_str(text).unwrap()
}

fn tree(vectors: &Vectors) -> FileTree {
    let files = vectors.files.iter().map(|(path, text)| (path.clone(), Bytes(text.clone().into())));
    let tree = FileTree::new(&files.collect());
    for (path, target) in &vectors.links {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let folder = if folder.is_empty() { tree.root() } else { tree.root().child(folder).unwrap() };
        folder.insert(name, folder.create(Kind::Link(target.clone())).unwrap());
    }
    tree
}

async fn take(view: &mut FilesView<'_>, step: &Step, root: u32) -> FsResult<()> {
    let fd = || Resource::<Descriptor>::new_borrow(root);
    let follow = if step.follow { PathFlags::SYMLINK_FOLLOW } else { PathFlags::empty() };
    let path = step.path.clone();
    match step.call.as_str() {
        "stat-at" => view.stat_at(fd(), follow, path).await.map(drop),
        "readlink-at" => view.readlink_at(fd(), path).await.map(drop),
        "metadata-hash-at" => view.metadata_hash_at(fd(), follow, path).await.map(drop),
        "set-times-at" => view.set_times_at(fd(), follow, path, NewTimestamp::Now, NewTimestamp::Now).await,
        "create-directory-at" => view.create_directory_at(fd(), path).await,
        "unlink-file-at" => view.unlink_file_at(fd(), path).await,
        "remove-directory-at" => view.remove_directory_at(fd(), path).await,
        "rename-at" => view.rename_at(fd(), path, fd(), step.to.clone()).await,
        "link-at" => view.link_at(fd(), follow, path, fd(), step.to.clone()).await,
        "symlink-at" => view.symlink_at(fd(), step.target.clone(), path).await,
        "open-at" => {
            let open = step.open.iter().fold(OpenFlags::empty(), |flags, name| {
                flags
                    | match name.as_str() {
                        "create" => OpenFlags::CREATE,
                        "exclusive" => OpenFlags::EXCLUSIVE,
                        "directory" => OpenFlags::DIRECTORY,
                        "truncate" => OpenFlags::TRUNCATE,
                        other => panic!("{other}"),
                    }
            });
            let flags = step.flags.iter().fold(DescriptorFlags::empty(), |flags, name| {
                flags
                    | match name.as_str() {
                        "read" => DescriptorFlags::READ,
                        "write" => DescriptorFlags::WRITE,
                        "mutate-directory" => DescriptorFlags::MUTATE_DIRECTORY,
                        other => panic!("{other}"),
                    }
            });
            view.open_at(fd(), follow, path, open, flags).await.map(drop)
        }
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn paths_lead_where_both_engines_say() {
    let vectors = vectors();
    for case in &vectors.cases {
        let files = tree(&vectors);
        let mut table = ResourceTable::new();
        let mut ledger = Ledger::new(case.grants.clone());
        let mut view = FilesView { files: &files, table: &mut table, ledger: &mut ledger };
        let root = view.get_directories().unwrap()[0].0.rep();
        for step in &case.steps {
            let gives = match take(&mut view, step, root).await {
                Ok(()) => "ok".to_owned(),
                Err(error) => error.downcast().unwrap().name().to_owned(),
            };
            assert_eq!(gives, step.gives, "{:?} under {:?}", step, case.grants.texts());
        }
    }
}

/// Folders nested deeper than a stack holds are moved, searched and dropped.
#[tokio::test]
async fn very_deep_folders_are_bounded() {
    let files = FileTree::new(&BTreeMap::new());
    let mut table = ResourceTable::new();
    let mut ledger = Ledger::new(Policy::everything());
    let mut view = FilesView { files: &files, table: &mut table, ledger: &mut ledger };
    let mut here = view.get_directories().unwrap()[0].0.rep();
    let mut depth = 0;
    loop {
        let fd = || Resource::<Descriptor>::new_borrow(here);
        if view.create_directory_at(fd(), "d".into()).await.is_err() {
            break;
        }
        let open =
            view.open_at(fd(), PathFlags::empty(), "d".into(), OpenFlags::DIRECTORY, DescriptorFlags::READ);
        here = open.await.unwrap().rep();
        depth += 1;
    }
    assert_eq!(depth, 2_048);
    assert!(view.open(&Resource::new_borrow(here)).map(|open: &OpenNode| open.place.len()).unwrap() <= 4_096);
    assert_eq!(files.changes(&BTreeMap::new(), 0).len(), 1);
}
