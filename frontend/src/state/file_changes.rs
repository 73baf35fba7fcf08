//! The virtual files after a run: what each engine added, changed or removed, path by path.

use diptych_shared::api::run::RunReport;
use diptych_shared::report::{ChangeKind, FileChange};
use std::collections::BTreeMap;
use std::sync::Arc;

/// One path that is not as it was before the run, on either side.
#[derive(Clone, Debug)]
pub struct ChangedFile {
    /// Relative to the tree's root; a folder's ends with `/`.
    pub path: String,
    /// What became of it, left and right.
    pub sides: [Option<FileChange>; 2],
}

impl ChangedFile {
    /// Whether both sides agree on it. A content that a report does not hold is compared by its size.
    pub fn is_same(&self) -> bool {
        self.sides[0] == self.sides[1]
    }

    /// The content after the run on one side (0 is left), where its report holds it.
    pub fn content(&self, side: usize) -> Option<&[u8]> {
        self.sides[side].as_ref()?.content.as_ref().map(|content| &content[..])
    }
}

/// All of them, by path.
pub fn changed_files(reports: &[Option<Arc<RunReport>>; 2]) -> Vec<ChangedFile> {
    let mut all: BTreeMap<&str, [Option<FileChange>; 2]> = BTreeMap::new();
    for (side, report) in reports.iter().enumerate() {
        for file in report.iter().flat_map(|report| &report.files) {
            all.entry(&file.path).or_default()[side] = Some(file.clone());
        }
    }
    all.into_iter().map(|(path, sides)| ChangedFile { path: path.to_owned(), sides }).collect()
}

/// What became of a file, in words.
pub fn change_words(file: &FileChange) -> String {
    let change = match file.change {
        ChangeKind::Added => "added",
        ChangeKind::Changed => "changed",
        ChangeKind::Removed => "removed",
    };
    match (&file.link, file.change) {
        (Some(target), _) => format!("{change}, a link to {}", super::text::visible_line(target)),
        (None, ChangeKind::Removed) => change.to_owned(),
        (None, _) if file.path.ends_with('/') => format!("{change}, a folder"),
        (None, _) => format!("{change}, {}", super::text::size(file.size_bytes)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, change: ChangeKind, content: &str) -> FileChange {
        FileChange {
            path: path.into(),
            change,
            size_bytes: content.len() as u64,
            content: Some(content.into()),
            link: None,
        }
    }

    #[test]
    fn both_sides_are_told_by_path() {
        let report = |files: Vec<FileChange>| {
            let text = r#"{"schema":2,"engine":{"id":"browser","engine":"","version":"","host":""},"component_sha256":"","outcome":"returned","values":[],"stdout":{"bytes":"","truncated":false},"stderr":{"bytes":"","truncated":false},"timing":{"phases":[],"warm_ns":[],"clock_resolution_ns":0,"total_ns":0},"trace":{"events":[],"total_calls":0}}"#;
            let mut report: RunReport = serde_json::from_str(text).unwrap();
            report.files = files;
            Some(Arc::new(report))
        };
        let files = changed_files(&[
            report(vec![file("a", ChangeKind::Added, "1"), file("b", ChangeKind::Changed, "22")]),
            report(vec![file("b", ChangeKind::Changed, "33"), file("c", ChangeKind::Removed, "")]),
        ]);
        let told: Vec<_> = files.iter().map(|file| (file.path.as_str(), file.is_same())).collect();
        assert_eq!(told, [("a", false), ("b", false), ("c", false)]);
        assert_eq!((files[1].content(0), files[1].content(1)), (Some(&b"22"[..]), Some(&b"33"[..])));
        assert_eq!(files[1].sides[0].as_ref().map(change_words).as_deref(), Some("changed, 2 B"));
    }
}
