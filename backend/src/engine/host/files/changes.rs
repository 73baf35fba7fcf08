//! What a run did to its files.

use super::tree::{FileTree, Kind, NodeRef, request_path};
use diptych_shared::api::Bytes;
use diptych_shared::report::{ChangeKind, FileChange};
use std::collections::BTreeMap;

/// The most changes that are told one by one (`file-changes`).
const FILE_CHANGES: usize = 10_000;

impl FileTree {
    /// What differs from `before`, by path. In that order, content is kept where it fits into what
    /// is left of `file_bytes`.
    pub fn changes(&self, before: &BTreeMap<String, Bytes>, mut file_bytes: u64) -> Vec<FileChange> {
        let before: BTreeMap<String, &Bytes> =
            before.iter().filter_map(|(path, bytes)| Some((request_path(path)?.join("/"), bytes))).collect();
        let after = self.listed();
        let mut changes: BTreeMap<&str, FileChange> = BTreeMap::new();
        for path in before.keys().filter(|path| !after.contains_key(*path)) {
            changes.insert(path, change(path, ChangeKind::Removed));
        }
        for (path, node) in &after {
            let known = before.get(path);
            let kind = if known.is_some() { ChangeKind::Changed } else { ChangeKind::Added };
            let mut told = change(path, kind);
            match &node.state().kind {
                Kind::File(bytes) if known.is_some_and(|known| known.0 == *bytes) => continue,
                Kind::File(bytes) => told.size_bytes = bytes.len() as u64,
                Kind::Link(target) => told.link = Some(target.clone()),
                Kind::Folder(_) => {}
            }
            changes.insert(path, told);
        }
        let left_out = changes.len().saturating_sub(FILE_CHANGES);
        let mut changes: Vec<FileChange> = changes.into_values().take(FILE_CHANGES).collect();
        for told in &mut changes {
            let Some(node) = after.get(&told.path) else { continue };
            if let Kind::File(bytes) = &node.state().kind
                && let Some(left) = file_bytes.checked_sub(told.size_bytes)
            {
                file_bytes = left;
                told.content = Some(Bytes(bytes.clone()));
            }
        }
        if left_out > 0 {
            let words = format!("… {left_out} more (limit `file-changes`: {FILE_CHANGES})");
            changes.push(change(&words, ChangeKind::Changed));
        }
        changes
    }

    /// Files, links and empty folders by path; a folder's ends with `/`.
    fn listed(&self) -> BTreeMap<String, NodeRef> {
        let mut listed = BTreeMap::new();
        let mut folders = vec![(String::new(), self.root())];
        while let Some((path, folder)) = folders.pop() {
            let entries = folder.entries().unwrap_or_default();
            if entries.is_empty() && !path.is_empty() {
                listed.insert(path.clone(), folder);
            }
            for (name, node) in entries {
                match node.is_folder() {
                    true => folders.push((format!("{path}{name}/"), node)),
                    false => drop(listed.insert(format!("{path}{name}"), node)),
                }
            }
        }
        listed
    }
}

fn change(path: &str, change: ChangeKind) -> FileChange {
    FileChange { path: path.to_owned(), change, size_bytes: 0, content: None, link: None }
}

#[cfg(test)]
mod tests {
    use super::FileTree;
    use crate::engine::host::files::tree::Kind;
    use diptych_shared::api::Bytes;
    use std::collections::BTreeMap;

    #[test]
    fn changes_are_sorted_and_their_content_is_bounded() {
        let before: BTreeMap<String, Bytes> = [("data/a.txt", "aaa"), ("b.txt", "b"), ("same/c.txt", "c")]
            .map(|(path, text)| (path.to_owned(), Bytes(text.into())))
            .into();
        let tree = FileTree::new(&before);
        let root = tree.root();
        assert_eq!(tree.changes(&before, 100), []);
        let data = root.child("data").unwrap();
        data.child("a.txt").unwrap().write(None, b"more").unwrap();
        root.remove("b.txt");
        for (name, kind) in [
            ("empty", Kind::Folder(BTreeMap::new())),
            ("link", Kind::Link("data/a.txt".into())),
            ("new.txt", Kind::File(Vec::new())),
        ] {
            let node = root.create(kind).unwrap();
            root.insert(name, node);
        }
        root.child("new.txt").unwrap().write(None, b"new").unwrap();
        let told: Vec<String> = tree
            .changes(&before, 5)
            .iter()
            .map(|change| {
                let content = change.content.as_ref().map(|bytes| String::from_utf8_lossy(&bytes.0));
                format!(
                    "{:?} {} {} {content:?} {:?}",
                    change.change, change.path, change.size_bytes, change.link
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                "Removed b.txt 0 None None",
                "Changed data/a.txt 7 None None",
                "Added empty/ 0 None None",
                "Added link 0 None Some(\"data/a.txt\")",
                "Added new.txt 3 Some(\"new\") None",
            ]
        );
    }
}
