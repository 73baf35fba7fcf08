//! A flat map of paths as the rows of a file tree.

use std::collections::BTreeSet;

/// One row of the tree.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TreeRow {
    /// The whole path; a folder's has no trailing slash.
    pub path: String,
    /// The last segment.
    pub name: String,
    /// 0 at the top.
    pub depth: usize,
    /// A folder, open or closed; `None` for a file.
    pub folder: Option<bool>,
}

/// The rows that are seen when the folders in `closed` are closed: at each level folders first.
pub fn rows<'a>(paths: impl Iterator<Item = &'a String>, closed: &BTreeSet<String>) -> Vec<TreeRow> {
    let paths: Vec<&str> = paths.map(String::as_str).collect();
    let mut out = Vec::new();
    level(&paths, "", 0, closed, &mut out);
    out
}

fn level(paths: &[&str], prefix: &str, depth: usize, closed: &BTreeSet<String>, out: &mut Vec<TreeRow>) {
    let mut folders = BTreeSet::new();
    let mut files = BTreeSet::new();
    for rest in paths.iter().filter_map(|path| path.strip_prefix(prefix)) {
        match rest.split_once('/') {
            Some((folder, _)) => folders.insert(folder),
            None => files.insert(rest),
        };
    }
    for name in folders {
        let path = format!("{prefix}{name}");
        let open = !closed.contains(&path);
        out.push(TreeRow { path: path.clone(), name: name.to_owned(), depth, folder: Some(open) });
        if open {
            level(paths, &format!("{path}/"), depth + 1, closed, out);
        }
    }
    for name in files {
        out.push(TreeRow { path: format!("{prefix}{name}"), name: name.to_owned(), depth, folder: None });
    }
}

#[cfg(test)]
mod tests {
    use super::rows;
    use std::collections::BTreeSet;

    fn shown(closed: &[&str]) -> Vec<String> {
        let paths = ["b.wat", "wit/world.wit", "wit/deps/a.wit", "diptych.toml"].map(String::from);
        let closed: BTreeSet<String> = closed.iter().map(|path| (*path).to_owned()).collect();
        rows(paths.iter(), &closed)
            .iter()
            .map(|row| format!("{}{}", " ".repeat(row.depth), row.name))
            .collect()
    }

    #[test]
    fn folders_come_first_and_close() {
        assert_eq!(shown(&[]), ["wit", " deps", "  a.wit", " world.wit", "b.wat", "diptych.toml"]);
        assert_eq!(shown(&["wit"]), ["wit", "b.wat", "diptych.toml"]);
    }
}
