//! What both runs changed in the virtual files, side by side.

use super::{ChangeKind, FileChange};
use serde::{Deserialize, Serialize};

/// One path that either run changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FileRow {
    /// Relative to the tree's root; a folder's ends with `/`.
    pub path: String,
    /// Both runs left the same there.
    pub same: bool,
    /// What the left run did to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<ChangeKind>,
    /// What the right run did to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub right: Option<ChangeKind>,
    /// What differs, in words; empty when `same`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub difference: String,
}

/// How the files after two runs compare.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FilesComparison {
    /// Both runs left the same files.
    pub same: bool,
    /// A run was cut off, so what it had not yet written is no difference.
    #[serde(default)]
    pub unfinished: bool,
    /// How many rows are not the same.
    pub differences: u32,
    /// Every path that either run changed, in order.
    pub rows: Vec<FileRow>,
}

/// Compares two lists of changes, whatever order they are in. `unfinished`: a run was cut off.
pub(super) fn compare_files(left: &[FileChange], right: &[FileChange], unfinished: bool) -> FilesComparison {
    let sorted = |changes: &'_ [FileChange]| {
        let mut order: Vec<usize> = (0..changes.len()).collect();
        order.sort_by(|one, other| changes[*one].path.cmp(&changes[*other].path));
        order
    };
    let (left_order, right_order) = (sorted(left), sorted(right));
    let (mut lefts, mut rights) = (left_order.iter().peekable(), right_order.iter().peekable());
    let mut rows = Vec::new();
    loop {
        let (l, r) = (lefts.peek().map(|index| &left[**index]), rights.peek().map(|index| &right[**index]));
        let (l, r) = match (l, r) {
            (None, None) => break,
            (Some(l), Some(r)) if l.path < r.path => (Some(l), None),
            (Some(l), Some(r)) if l.path > r.path => (None, Some(r)),
            pair => pair,
        };
        if l.is_some() {
            lefts.next();
        }
        if r.is_some() {
            rights.next();
        }
        rows.extend(row(l, r));
    }
    let differences = rows.iter().filter(|row| !row.same).count() as u32;
    FilesComparison { same: differences == 0, unfinished, differences, rows }
}

fn row(left: Option<&FileChange>, right: Option<&FileChange>) -> Option<FileRow> {
    let path = left.or(right)?.path.clone();
    let difference = match (left, right) {
        (Some(left), Some(right)) => difference(left, right),
        (Some(change), None) => format!("{} on the left side only", verb(change.change)),
        (None, Some(change)) => format!("{} on the right side only", verb(change.change)),
        (None, None) => return None,
    };
    Some(FileRow {
        path,
        same: difference.is_empty(),
        left: left.map(|change| change.change),
        right: right.map(|change| change.change),
        difference,
    })
}

fn difference(left: &FileChange, right: &FileChange) -> String {
    if left.change != right.change {
        format!("{} on the left side, {} on the right", verb(left.change), verb(right.change))
    } else if left.link != right.link {
        "a link to different places".into()
    } else if left.size_bytes != right.size_bytes {
        format!("{} bytes on the left side, {} on the right", left.size_bytes, right.size_bytes)
    } else {
        match (&left.content, &right.content) {
            (Some(left), Some(right)) if left != right => {
                let first = left.iter().zip(right.iter()).take_while(|(left, right)| left == right).count();
                format!("different content from byte {first} on")
            }
            // One side kept no content: the sizes are all that is known.
            _ => String::new(),
        }
    }
}

fn verb(change: ChangeKind) -> &'static str {
    match change {
        ChangeKind::Added => "added",
        ChangeKind::Changed => "changed",
        ChangeKind::Removed => "removed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(path: &str, change: ChangeKind, content: &str) -> FileChange {
        let size_bytes = content.len() as u64;
        FileChange { path: path.into(), change, size_bytes, content: Some(content.into()), link: None }
    }

    #[test]
    fn changes_are_compared_by_path() {
        use ChangeKind::{Added, Changed, Removed};
        let left = [
            change("b", Changed, "same"),
            change("a", Added, "1"),
            change("c", Added, "1234"),
            change("d", Removed, ""),
            change("e", Added, "12"),
        ];
        let right = [
            change("b", Changed, "same"),
            change("c", Added, "12x4"),
            change("d", Changed, ""),
            change("e", Added, "1"),
            change("f", Added, ""),
        ];
        let found = compare_files(&left, &right, false);
        let words: Vec<(&str, &str)> =
            found.rows.iter().map(|row| (row.path.as_str(), row.difference.as_str())).collect();
        assert_eq!(
            words,
            [
                ("a", "added on the left side only"),
                ("b", ""),
                ("c", "different content from byte 2 on"),
                ("d", "removed on the left side, changed on the right"),
                ("e", "2 bytes on the left side, 1 on the right"),
                ("f", "added on the right side only"),
            ]
        );
        assert_eq!((found.same, found.differences), (false, 5));
        assert!(compare_files(&left, &left, false).same);
        assert!(compare_files(&[], &[], false).same);
    }
}
