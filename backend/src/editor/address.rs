//! Files of a session as the addresses that language servers use.

use std::path::Path;
use url::Url;

/// The address of `path` in `folder`, which is absolute.
pub fn of(folder: &Path, path: &str) -> String {
    Url::from_file_path(folder.join(path)).map(String::from).unwrap_or_default()
}

/// The path in `folder` that an address is of; `None` for what is elsewhere.
pub fn within(folder: &Path, address: &str) -> Option<String> {
    let file = Url::parse(address).ok()?.to_file_path().ok()?;
    file.strip_prefix(folder).ok()?.to_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::{of, within};
    use std::path::Path;

    #[test]
    fn every_path_comes_back_and_others_do_not() {
        let folder = Path::new("/srv/a job");
        for path in ["main.rs", "sub/ü 100%.rs", "a#b?.rs"] {
            let address = of(folder, path);
            assert!(!address.contains([' ', '#', '?']), "{address}");
            assert_eq!(within(folder, &address).as_deref(), Some(path));
        }
        assert_eq!(within(folder, "file:///srv/a%20jobs/main.rs"), None);
        assert_eq!(within(folder, "file:///srv/a%20job/../other/main.rs"), None);
        assert_eq!(within(folder, "file:///etc/hostname"), None);
        assert_eq!(within(folder, "%"), None);
    }
}
