//! Which file paths a project may have.

/// The longest path in bytes.
pub const PATH_BYTES: usize = 240;

/// Why a path is refused.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
pub enum PathError {
    /// Empty, or with an empty segment (`a//b`, a leading or trailing `/`).
    #[error("a path must be relative, without empty segments")]
    Empty,
    /// It climbs or stays: `.` or `..`.
    #[error("a path must not contain `.` or `..` segments")]
    Dots,
    /// A character that is not portable.
    #[error("a path may not contain `{0}`")]
    Character(char),
    /// Longer than [`PATH_BYTES`].
    #[error("a path may have at most {PATH_BYTES} bytes (limit path-bytes)")]
    TooLong,
}

/// Checks a project-relative path: `/`-separated, no empty, `.` or `..` segments, no control
/// characters, no `\ : * ? " < > |` (so that the folder unpacks everywhere).
pub fn check_path(path: &str) -> Result<(), PathError> {
    if path.len() > PATH_BYTES {
        return Err(PathError::TooLong);
    }
    for segment in path.split('/') {
        match segment {
            "" => return Err(PathError::Empty),
            "." | ".." => return Err(PathError::Dots),
            _ => {}
        }
    }
    match path.chars().find(|c| c.is_control() || r#"\:*?"<>|"#.contains(*c)) {
        Some(character) => Err(PathError::Character(character)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::{PathError, check_path};

    #[test]
    fn only_plain_relative_paths_pass() {
        for good in ["main.wat", "wit/deps/cli/run.wit", "files/ü.txt", ".hidden"] {
            assert_eq!(check_path(good), Ok(()), "{good}");
        }
        for (bad, why) in [
            ("", PathError::Empty),
            ("/etc/passwd", PathError::Empty),
            ("a//b", PathError::Empty),
            ("a/", PathError::Empty),
            ("../a", PathError::Dots),
            ("a/./b", PathError::Dots),
            ("a\\b", PathError::Character('\\')),
            ("a\0", PathError::Character('\0')),
        ] {
            assert_eq!(check_path(bad), Err(why), "{bad:?}");
        }
    }
}
