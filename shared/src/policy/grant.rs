//! One grant: a capability with its scope, as one line of text.

use super::capability::{Capability, ScopeForm};
use super::request::RequestPattern;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Whether a place may only be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Access {
    /// Reading.
    Read,
    /// Reading and changing.
    Write,
}

impl Access {
    /// `read` or `write`.
    pub fn name(self) -> &'static str {
        match self {
            Access::Read => "read",
            Access::Write => "write",
        }
    }
}

/// How much of a capability.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// All of it.
    Whole,
    /// One of its parts, see [`ScopeForm::Part`].
    Part(String),
    /// One name: a variable, a key.
    Name(String),
    /// A path (with what is below it), a store or a container.
    Place {
        /// Reading, or writing too.
        access: Access,
        /// An absolute path without `.` and `..`, or a store's name.
        place: String,
    },
    /// Requests that fit a pattern; as a need, one request.
    Request(RequestPattern),
}

/// One capability with its scope: what a policy gives, and what a call needs.
///
/// As text, `<capability>` or `<capability> <scope>`: `stdio`, `stdio stdout`,
/// `environment GREETING`, `filesystem read /data`, `http GET https://api.example.com/v1/*`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Grant {
    /// The capability.
    pub capability: Capability,
    /// How much of it.
    pub scope: Scope,
}

/// Why a text is no grant.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GrantError {
    /// Its first word names no capability.
    #[error("unknown capability `{name}`: the capabilities are {}", all_names())]
    UnknownCapability {
        /// The word.
        name: String,
    },
    /// The capability is granted whole or not at all.
    #[error("`{capability}` has no scopes: write just `{capability}`")]
    NoScope {
        /// The capability's name.
        capability: &'static str,
    },
    /// The scope does not have the capability's form.
    #[error("`{scope}` is no scope of `{capability}`: write {expected}")]
    Scope {
        /// The capability's name.
        capability: &'static str,
        /// What was written.
        scope: String,
        /// What can be written, with an example.
        expected: String,
    },
}

fn all_names() -> String {
    Capability::ALL.map(Capability::name).join(", ")
}

impl Grant {
    /// All of a capability.
    pub fn whole(capability: Capability) -> Grant {
        Grant { capability, scope: Scope::Whole }
    }

    /// Reading or writing a path, a store or a container.
    pub fn place(capability: Capability, access: Access, place: impl Into<String>) -> Grant {
        Grant { capability, scope: Scope::Place { access, place: place.into() } }
    }

    /// One name of a capability that has names.
    pub fn name(capability: Capability, name: impl Into<String>) -> Grant {
        Grant { capability, scope: Scope::Name(name.into()) }
    }

    /// Whether this grant allows what needs `need`.
    pub fn covers(&self, need: &Grant) -> bool {
        self.capability == need.capability
            && match (&self.scope, &need.scope) {
                (Scope::Whole, _) => true,
                (Scope::Place { access, place }, Scope::Place { access: needed, place: wanted }) => {
                    access >= needed && self.place_covers(place, wanted)
                }
                (Scope::Request(pattern), Scope::Request(request)) => pattern.covers(request),
                (one, other) => one == other,
            }
    }

    fn place_covers(&self, place: &str, wanted: &str) -> bool {
        if self.capability != Capability::Filesystem {
            return place == wanted;
        }
        place == "/"
            || wanted.strip_prefix(place).is_some_and(|below| below.is_empty() || below.starts_with('/'))
    }
}

impl fmt::Display for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.capability.name())?;
        match &self.scope {
            Scope::Whole => Ok(()),
            Scope::Part(text) | Scope::Name(text) => write!(f, " {text}"),
            Scope::Place { access, place } => write!(f, " {} {place}", access.name()),
            Scope::Request(pattern) => write!(f, " {pattern}"),
        }
    }
}

impl FromStr for Grant {
    type Err = GrantError;

    fn from_str(text: &str) -> Result<Grant, GrantError> {
        let (name, scope) = match text.split_once(' ') {
            None => (text, None),
            Some((name, scope)) => (name, Some(scope.trim())),
        };
        let capability =
            Capability::from_name(name).ok_or_else(|| GrantError::UnknownCapability { name: name.into() })?;
        let Some(scope) = scope else { return Ok(Grant::whole(capability)) };
        let form = capability.description().scope;
        let wrong = |expected: String| GrantError::Scope {
            capability: capability.name(),
            scope: scope.to_owned(),
            expected,
        };
        let scope = match form {
            ScopeForm::Whole => return Err(GrantError::NoScope { capability: capability.name() }),
            ScopeForm::Part(parts) => match parts.iter().find(|(part, _)| *part == scope) {
                Some((part, _)) => Scope::Part((*part).to_owned()),
                None => {
                    let parts: Vec<String> = parts.iter().map(|(part, _)| format!("`{part}`")).collect();
                    return Err(wrong(format!("{} or nothing", parts.join(", "))));
                }
            },
            ScopeForm::Name { what } => match scope {
                "" => return Err(wrong(format!("the name of one {what}, or nothing"))),
                name => Scope::Name(name.to_owned()),
            },
            ScopeForm::Place { what } => place(scope, capability).map_err(|why| {
                wrong(match what {
                    "path" => format!("`read` or `write` and an absolute path, such as `read /data`{why}"),
                    what => format!("`read` or `write` and a {what}’s name, such as `read default`{why}"),
                })
            })?,
            ScopeForm::Request => Scope::Request(RequestPattern::parse(scope).map_err(|why| {
                wrong(format!("a method and a URL, such as `GET https://api.example.com/v1/*` ({why})"))
            })?),
        };
        Ok(Grant { capability, scope })
    }
}

/// `read /data`; the error is what to add to the sentence on what to write.
fn place(scope: &str, capability: Capability) -> Result<Scope, &'static str> {
    let (access, place) = scope.split_once(' ').ok_or("")?;
    let access = match access {
        "read" => Access::Read,
        "write" => Access::Write,
        _ => return Err(""),
    };
    let place = place.trim();
    if place.is_empty() {
        return Err("");
    }
    if capability == Capability::Filesystem && place != "/" {
        let below = place.strip_prefix('/').ok_or("; it begins with `/`")?;
        if below.split('/').any(|segment| matches!(segment, "" | "." | "..")) {
            return Err("; without `.`, `..`, empty segments or a slash at its end");
        }
    }
    Ok(Scope::Place { access, place: place.to_owned() })
}

impl Serialize for Grant {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Grant {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Grant, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::Grant;

    #[test]
    fn every_form_reads_and_prints_the_same() {
        for text in [
            "stdio",
            "stdio stdout",
            "environment GREETING",
            "monotonic-clock sleep",
            "random secure",
            "filesystem read /",
            "filesystem write /out/today's notes",
            "http GET https://api.example.com/v1/*",
            "http * http://*.example.com:8080/",
            "key-value write default",
            "blob-store read photos",
            "config theme",
        ] {
            assert_eq!(text.parse::<Grant>().map(|grant| grant.to_string()).as_deref(), Ok(text));
        }
    }

    #[test]
    fn what_is_no_grant_says_what_to_write() {
        for (text, words) in [
            ("netwrok", "unknown capability `netwrok`"),
            ("Stdio", "unknown capability `Stdio`"),
            ("logging debug", "has no scopes"),
            ("stdio stdlog", "`stdin`, `stdout`, `stderr`"),
            ("filesystem /data", "`read` or `write`"),
            ("filesystem read data", "begins with `/`"),
            ("filesystem read /data/../etc", "without `.`, `..`"),
            ("filesystem read /data/", "a slash at its end"),
            ("filesystem read /./data", "without `.`"),
            ("key-value read", "a store’s name"),
            ("http GET", "a method and a URL"),
            ("http GET ftp://example.com/", "a method and a URL"),
            ("http GET https://user@example.com/", "a method and a URL"),
            ("environment ", "one variable"),
        ] {
            let error = text.parse::<Grant>().unwrap_err().to_string();
            assert!(error.contains(words), "{text}: {error}");
        }
    }
}
