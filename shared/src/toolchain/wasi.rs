//! The WASI packages that projects may name without having their WIT.

use semver::Version;
use wit_parser::PackageName;

/// Every package of the hosts, file name and text, in order of dependency; `shared/wit/wasi/README.md`
/// says where each is from.
pub const PACKAGES: [(&str, &str); 11] = [
    ("io.wit", include_str!("../../wit/wasi/io.wit")),
    ("clocks.wit", include_str!("../../wit/wasi/clocks.wit")),
    ("random.wit", include_str!("../../wit/wasi/random.wit")),
    ("filesystem.wit", include_str!("../../wit/wasi/filesystem.wit")),
    ("sockets.wit", include_str!("../../wit/wasi/sockets.wit")),
    ("cli.wit", include_str!("../../wit/wasi/cli.wit")),
    ("http.wit", include_str!("../../wit/wasi/http.wit")),
    ("keyvalue.wit", include_str!("../../wit/wasi/keyvalue.wit")),
    ("blobstore.wit", include_str!("../../wit/wasi/blobstore.wit")),
    ("config.wit", include_str!("../../wit/wasi/config.wit")),
    ("logging.wit", include_str!("../../wit/wasi/logging.wit")),
];

/// The version of the packages in [`PACKAGES`] that belong to a release of WASI 0.2.
pub const VERSION: &str = "0.2.12";

/// A package's names at the version they have in [`PACKAGES`].
fn own_name(text: &'static str) -> &'static str {
    text.lines()
        .find_map(|line| line.strip_prefix("package ")?.strip_suffix(';'))
        .expect("every WASI package names itself")
}

/// The names with versions of all packages at hand, `wasi:cli@0.2.12`.
pub fn names() -> impl Iterator<Item = &'static str> {
    PACKAGES.iter().map(|(_, text)| own_name(text))
}

/// The WIT of a `wasi:*` package: one of a release of WASI 0.2 at any 0.2.x version (as that had it), a
/// proposal at the version the hosts have, `wasi:logging` also without one. `None` for any other.
pub fn package(name: &PackageName) -> Option<String> {
    if name.namespace != "wasi" {
        return None;
    }
    let (own, text) = PACKAGES
        .iter()
        .map(|(_, text)| (own_name(text), *text))
        .find(|(own, _)| own.split(['@', ':']).nth(1) == Some(name.name.as_str()))?;
    if name.to_string() == own {
        return Some(text.to_owned());
    }
    let released = own.ends_with(&format!("@{VERSION}"));
    match &name.version {
        Some(version) if released && (version.major, version.minor) == (0, 2) && version.pre.is_empty() => {
            Some(at_version(text, version))
        }
        // The hosts know this proposal by its name alone too.
        None if name.name == "logging" => {
            Some(text.replacen(&format!("package {own};"), "package wasi:logging;", 1))
        }
        _ => None,
    }
}

/// `text` as `version` had it: its names at that version and no function that came later. A type that
/// came later stays, because earlier functions are written with it; it is another name for the same.
pub(super) fn at_version(text: &str, version: &Version) -> String {
    let mut kept: Vec<String> = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let since = line.trim().strip_prefix("@since(version = ").and_then(|rest| rest.strip_suffix(')'));
        let later = since.and_then(|since| Version::parse(since).ok()).is_some_and(|since| since > *version);
        if !later {
            kept.push(line.replace(&format!("@{VERSION}"), &format!("@{version}")));
        } else if lines.peek().is_some_and(|item| item.contains(": func")) {
            while kept.last().is_some_and(|above| above.trim_start().starts_with("///")) {
                kept.pop();
            }
            for item in lines.by_ref() {
                if item.trim_end().ends_with(';') {
                    break;
                }
            }
        } else {
            kept.push(line.replacen(since.unwrap_or_default(), &version.to_string(), 1));
        }
    }
    kept.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::{PACKAGES, VERSION, names, package};
    use wit_parser::{PackageName, Resolve};

    fn name(text: &str) -> PackageName {
        let (namespace, rest) = text.split_once(':').unwrap();
        let (name, version) =
            rest.split_once('@').map_or((rest, None), |(name, version)| (name, Some(version)));
        PackageName {
            namespace: namespace.into(),
            name: name.into(),
            version: version.map(|version| version.parse().unwrap()),
        }
    }

    #[test]
    fn every_package_is_there_as_it_is() {
        for (package_name, (_, text)) in names().zip(PACKAGES) {
            assert_eq!(package(&name(package_name)).as_deref(), Some(text));
        }
    }

    #[test]
    fn every_patch_version_resolves() {
        for patch in 0..=20 {
            let mut resolve = Resolve::default();
            for package_name in names().filter(|name| name.ends_with(VERSION)) {
                let wanted = package_name.replace(VERSION, &format!("0.2.{patch}"));
                let text = package(&name(&wanted)).unwrap();
                resolve.push_str("wasi.wit", &text).unwrap_or_else(|error| panic!("{wanted}: {error:#}"));
            }
            let exit = resolve
                .interfaces
                .iter()
                .find(|(_, interface)| interface.name.as_deref() == Some("exit"))
                .map(|(_, interface)| interface.functions.contains_key("exit-with-code"));
            assert_eq!(exit, Some(patch >= 12), "0.2.{patch}");
        }
    }

    #[test]
    fn nothing_else_is() {
        for other in [
            "wasi:cli",
            "wasi:cli@0.3.0",
            "wasi:cli@0.2.0-rc",
            "wasi:nothing@0.2.0",
            "my:cli@0.2.0",
            "wasi:keyvalue@0.2.0",
        ] {
            assert_eq!(package(&name(other)), None, "{other}");
        }
        assert!(package(&name("wasi:logging")).is_some_and(|text| text.starts_with("package wasi:logging;")));
    }
}
