//! Names in a composition: the short form of an interface's name, versions that link, names an instance may have.

use diptych_shared::api::composition::Composition;

/// The last part of an interface's name, without package and version: `api` of `demo:greeter/api@1.0.0`. A
/// name of another form stays whole.
pub fn short_name(name: &str) -> &str {
    let unversioned = diptych_shared::trace::unversioned(name);
    match unversioned.rsplit(['/', ':']).next() {
        Some(short) if !short.is_empty() => short,
        _ => name,
    }
}

/// Whether two names are one interface to a linker: equal, or equal but for versions that link by semver.
pub fn links(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    match (one.split_once('@'), other.split_once('@')) {
        (Some((one, one_version)), Some((other, other_version))) if one == other => {
            let track = semver_track(one_version);
            track.is_some() && track == semver_track(other_version)
        }
        _ => false,
    }
}

/// What versions must have in common to link: the major number, or below 1.0.0 the first that is not 0. A
/// pre-release links to nothing but itself.
fn semver_track(version: &str) -> Option<[u64; 3]> {
    let version = version.split_once('+').map_or(version, |(version, _)| version);
    let mut parts = version.split('.').map(|part| part.parse::<u64>().ok());
    let numbers = [parts.next()??, parts.next()??, parts.next()??];
    match (parts.next(), numbers) {
        (Some(_), _) => None,
        (None, [0, 0, patch]) => Some([0, 0, patch]),
        (None, [0, minor, _]) => Some([0, minor, 0]),
        (None, [major, _, _]) => Some([major, 0, 0]),
    }
}

/// The longest name an instance gets here, in characters: limit `instance-name-chars`.
pub const INSTANCE_NAME_CHARS: usize = 64;

/// Whether the instance `from` may be called `to`; why not, otherwise.
pub fn check_instance_name(composition: &Composition, from: &str, to: &str) -> Result<(), String> {
    if to.is_empty() {
        return Err("An instance needs a name.".to_owned());
    }
    let chars = to.chars().count();
    if chars > INSTANCE_NAME_CHARS {
        return Err(format!("{chars} characters; the limit instance-name-chars is {INSTANCE_NAME_CHARS}."));
    }
    if !to.split('-').all(is_word) {
        return Err("Lower-case words of letters and digits, joined by hyphens, each beginning with a \
                    letter: `my-greeter2`."
            .to_owned());
    }
    if to != from && composition.instance(to).is_some() {
        return Err(format!("There is an instance `{to}` already."));
    }
    Ok(())
}

/// A word of WIT's kebab case, in lower case as names are written.
fn is_word(word: &str) -> bool {
    word.starts_with(|first: char| first.is_ascii_lowercase())
        && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::super::samples::chain;
    use super::*;

    #[test]
    fn interfaces_are_short_by_their_last_word() {
        assert_eq!(short_name("demo:greeter/api@1.0.0"), "api");
        assert_eq!(short_name("wasi:io/streams"), "streams");
        assert_eq!(short_name("greet"), "greet");
        assert_eq!(short_name(""), "");
        assert_eq!(short_name("a:b/"), "a:b/");
    }

    #[test]
    fn versions_link_by_semver() {
        for (one, other, expected) in [
            ("a:b/c@1.0.0", "a:b/c@1.2.0", true),
            ("a:b/c@0.2.0", "a:b/c@0.2.6", true),
            ("a:b/c@0.2.0", "a:b/c@0.3.0", false),
            ("a:b/c@0.0.1", "a:b/c@0.0.2", false),
            ("a:b/c@1.0.0", "a:b/d@1.0.0", false),
            ("a:b/c@1.0.0-rc", "a:b/c@1.0.0", false),
            ("a:b/c@1.0.0-rc", "a:b/c@1.0.0-rc", true),
            ("a:b/c@1.0.0", "a:b/c", false),
            ("greet", "greet", true),
        ] {
            assert_eq!(links(one, other), expected, "{one} {other}");
        }
    }

    #[test]
    fn instances_have_kebab_names_of_their_own() {
        let composition = chain(2);
        let check = |to: &str| check_instance_name(&composition, "node0", to);
        assert_eq!(check("node0"), Ok(()));
        assert_eq!(check("my-http-server2"), Ok(()));
        assert!(check("node1").unwrap_err().contains("already"));
        for refused in ["", "2x", "a--b", "a_b", "mixedCase", "HTTP", "a-2", "<b>", "é"] {
            assert!(check(refused).is_err(), "{refused}");
        }
        assert!(check(&"a".repeat(65)).unwrap_err().contains("instance-name-chars is 64"));
    }
}
