//! Files of a session as the addresses that language servers use.

use std::fmt::Write as _;
use std::path::Path;

/// The address of `path` in `folder`.
pub fn of(folder: &Path, path: &str) -> String {
    let mut address = "file://".to_owned();
    for byte in format!("{}/{path}", folder.display()).bytes() {
        match byte {
            b'/' | b'-' | b'_' | b'.' | b'~' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => {
                address.push(byte.into());
            }
            // Writing into a string succeeds.
            _ => write!(address, "%{byte:02X}").unwrap_or_default(),
        }
    }
    address
}

/// The path in `folder` that an address is of; `None` for what is elsewhere.
pub fn within(folder: &Path, address: &str) -> Option<String> {
    let bytes = address.strip_prefix("file://")?.as_bytes();
    let mut path = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let digits = bytes.get(at + 1..at + 3).and_then(|digits| std::str::from_utf8(digits).ok());
        match (byte, digits.and_then(|digits| u8::from_str_radix(digits, 16).ok())) {
            (b'%', Some(escaped)) => {
                path.push(escaped);
                at += 3;
            }
            _ => {
                path.push(*byte);
                at += 1;
            }
        }
    }
    let path = String::from_utf8(path).ok()?;
    Some(path.strip_prefix(&format!("{}/", folder.display()))?.to_owned())
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
        assert_eq!(within(folder, "file:///etc/hostname"), None);
        assert_eq!(within(folder, "%"), None);
    }
}
