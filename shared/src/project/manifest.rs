//! The manifest `diptych.toml`: what a project is made from and how it runs (format 1).

use super::language::{Language, Profile};
use super::recorded::RecordedTable;
use super::{Project, ProjectFile};
use crate::api::diagnostic::{Diagnostic, Severity};
use crate::api::run::{Call, RunLimits, RunMode, RunSettings};
use crate::gather::Gather as _;
use crate::policy::Policy;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The manifest's file name, at the top of the folder.
pub const MANIFEST_FILE: &str = "diptych.toml";

/// The manifest format this code reads and writes.
pub const MANIFEST_FORMAT: u32 = 1;

/// Why a manifest cannot be used.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub enum ManifestError {
    /// There is none.
    #[error("the project has no {MANIFEST_FILE}: add one that starts with `format = 1`")]
    Missing,
    /// It is not UTF-8.
    #[error("{MANIFEST_FILE} is not UTF-8 text")]
    NotText,
    /// It is not TOML, or does not have the fields of format 1.
    #[error("{message}")]
    Syntax {
        /// What is wrong.
        message: String,
        /// Byte range in the manifest, where known.
        span: Option<std::ops::Range<usize>>,
    },
    /// It is of a later format.
    #[error(
        "{MANIFEST_FILE} has format {found}; this Diptych reads format {MANIFEST_FORMAT}: open it with a newer one"
    )]
    Newer {
        /// The format it states.
        found: u32,
    },
    /// It names a file or folder that is not there.
    #[error("{MANIFEST_FILE} names `{path}` as `{field}`, which is not in the project")]
    NoSuchFile {
        /// The manifest field.
        field: &'static str,
        /// The path.
        path: String,
    },
}

/// `[source]`: what the component is made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SourceTable {
    /// The language of `entry`.
    pub language: Language,
    /// The source file to start from.
    pub entry: String,
    /// The world in `wit/` that the source implements. Needed when `wit/` holds several worlds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub world: Option<String>,
    /// Which of the language's [profiles](Language::profiles) compiles it; its first by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<Profile>,
    /// The tools that made the component when the project was shared, as in
    /// [`CompileOutput::toolchain`](crate::api::compile::CompileOutput::toolchain). A record: it
    /// asks for nothing and changes no component.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub toolchain: Vec<String>,
}

/// `[run]`: how the component is run. Everything has a default; nothing is granted by default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct RunTable {
    /// Command-line arguments; none by default.
    pub arguments: Vec<String>,
    /// What stdin holds, as text; empty by default.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub stdin: String,
    /// A project file that stdin holds instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stdin_file: Option<String>,
    /// A project folder whose files are the virtual tree at `/`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub files: Option<String>,
    /// What the component may use, a grant a text; nothing by default.
    pub grants: Policy,
    /// What single instances of a composition, or stages of a pipeline, may use besides, by name; nothing by
    /// default.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub component_grants: BTreeMap<String, Policy>,
    /// `deterministic` (default) or `live`.
    pub mode: RunMode,
    /// Untraced calls to time; 10 by default.
    pub warm_calls: u32,
    /// Environment variables; none by default.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub environment: BTreeMap<String, String>,
    /// Runtime configuration; none by default.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub config: BTreeMap<String, String>,
    /// Key-value stores: name to keys and values; none by default.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub key_value: BTreeMap<String, BTreeMap<String, String>>,
    /// Blob containers: name to objects and contents; none by default.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub blob_store: BTreeMap<String, BTreeMap<String, String>>,
    /// Bounds.
    #[serde(skip_serializing_if = "is_default_limits")]
    pub limits: RunLimits,
    /// Answers to outgoing HTTP requests, in order; none by default.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub http: Vec<RecordedTable>,
    /// Calls to make, in order; none means `wasi:cli/run`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub calls: Vec<Call>,
}

/// Stores of texts as stores of bytes.
fn as_bytes(
    stores: BTreeMap<String, BTreeMap<String, String>>,
) -> BTreeMap<String, BTreeMap<String, crate::api::Bytes>> {
    let bytes = |(key, text): (String, String)| (key, text.into_bytes().into());
    stores.into_iter().map(|(name, entries)| (name, entries.into_iter().map(bytes).gather())).gather()
}

fn is_default_limits(limits: &RunLimits) -> bool {
    *limits == RunLimits::default()
}

impl Default for RunTable {
    fn default() -> Self {
        RunTable {
            arguments: Vec::new(),
            stdin: String::new(),
            stdin_file: None,
            files: None,
            grants: Policy::default(),
            component_grants: BTreeMap::new(),
            mode: RunMode::default(),
            warm_calls: 10,
            environment: BTreeMap::new(),
            config: BTreeMap::new(),
            key_value: BTreeMap::new(),
            blob_store: BTreeMap::new(),
            limits: RunLimits::default(),
            http: Vec::new(),
            calls: Vec::new(),
        }
    }
}

/// `diptych.toml`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Manifest {
    /// [`MANIFEST_FORMAT`].
    pub format: u32,
    /// The project's name, for people.
    pub title: String,
    /// What it shows, in a sentence or two.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// What it is made from.
    pub source: SourceTable,
    /// How it runs.
    #[serde(default)]
    pub run: RunTable,
}

impl Manifest {
    /// Reads format 1.
    pub fn parse(text: &str) -> Result<Manifest, ManifestError> {
        /// Just enough to tell the format before the rest is read.
        #[derive(Deserialize)]
        struct Probe {
            format: u32,
        }
        let syntax = |error: toml::de::Error| ManifestError::Syntax {
            message: error.message().to_owned(),
            span: error.span(),
        };
        let probe: Probe = toml::from_str(text).map_err(syntax)?;
        if probe.format > MANIFEST_FORMAT {
            return Err(ManifestError::Newer { found: probe.format });
        }
        toml::from_str(text).map_err(syntax)
    }

    /// Warnings of `component-grants` that are nobody's, which is seldom meant. `names` are those there are, `what`
    /// one of them is, such as `instance of the composition`.
    pub fn unknown_grants(&self, names: &[&str], what: &str) -> Vec<Diagnostic> {
        let unknown = self.run.component_grants.keys().filter(|name| !names.contains(&name.as_str()));
        unknown
            .map(|name| Diagnostic {
                severity: Severity::Warning,
                ..Diagnostic::error(format!(
                    "`run.component-grants` names `{}`, which is no {what}: there {} {}",
                    name.escape_debug(),
                    if names.len() == 1 { "is" } else { "are" },
                    if names.is_empty() { "none".to_owned() } else { names.join(", ") },
                ))
                .in_file(MANIFEST_FILE)
            })
            .collect()
    }

    /// The manifest as TOML text.
    pub fn to_text(&self) -> String {
        // The fields are ordered so that tables come last; serialising plain data cannot fail.
        toml::to_string(self).unwrap_or_default()
    }
}

impl Project {
    /// The run settings that the manifest and the project's files make together.
    pub fn run_settings(&self) -> Result<RunSettings, ManifestError> {
        let run = self.manifest()?.run;
        let stdin = match &run.stdin_file {
            None => run.stdin.into_bytes(),
            Some(path) => self.named_file("run.stdin-file", path)?,
        };
        let files = match &run.files {
            None => BTreeMap::new(),
            Some(folder) => self.folder(folder),
        };
        let http = run.http.iter().map(|answer| answer.resolve(self)).collect::<Result<_, _>>()?;
        Ok(RunSettings {
            calls: run.calls,
            arguments: run.arguments,
            stdin: stdin.into(),
            environment: run.environment,
            files: files.into_iter().map(|(path, file)| (path, file.as_bytes().to_vec().into())).gather(),
            http,
            key_value: as_bytes(run.key_value),
            blob_store: as_bytes(run.blob_store),
            config: run.config,
            grants: run.grants,
            component_grants: run.component_grants,
            mode: run.mode,
            warm_calls: run.warm_calls,
            limits: run.limits,
        })
    }

    /// The content of the file that a manifest's `field` names.
    pub(super) fn named_file(&self, field: &'static str, path: &str) -> Result<Vec<u8>, ManifestError> {
        match self.files.get(path) {
            Some(file) => Ok(file.as_bytes().to_vec()),
            None => Err(ManifestError::NoSuchFile { field, path: path.to_owned() }),
        }
    }

    /// The files under `folder`, by path relative to it.
    pub fn folder(&self, folder: &str) -> BTreeMap<String, &ProjectFile> {
        let prefix = format!("{}/", folder.trim_end_matches('/'));
        self.files
            .iter()
            .filter_map(|(path, file)| Some((path.strip_prefix(&prefix)?.to_owned(), file)))
            .gather()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minimal_manifest_has_defaults_and_grants_nothing() {
        let manifest =
            Manifest::parse("format = 1\ntitle = \"t\"\n[source]\nlanguage = \"wat\"\nentry = \"a.wat\"\n")
                .unwrap();
        assert!(manifest.run.grants.is_empty());
        assert_eq!(manifest.run.warm_calls, 10);
        assert_eq!(Manifest::parse(&manifest.to_text()), Ok(manifest));
    }

    #[test]
    fn unknown_grants_and_fields_are_errors() {
        let base = "format = 1\ntitle = \"t\"\n[source]\nlanguage = \"wat\"\nentry = \"a.wat\"\n";
        for (extra, words) in [
            ("[run]\ngrants = [\"netwrok\"]\n", "unknown capability `netwrok`"),
            ("[run]\ngrants = [\"stdio\", \"filesystem read data\"]\n", "begins with `/`"),
            ("[run]\nargs = []\n", "args"),
            ("[run.limits]\ntime = 1\n", "time"),
            ("[[run.http]]\nrequest = \"GET example.com\"\n", "://"),
            ("[[run.http]]\nrequest = \"GET https://a.b/\"\nstatus = 99\n", "99"),
        ] {
            let error = Manifest::parse(&format!("{base}{extra}")).unwrap_err();
            assert!(matches!(error, ManifestError::Syntax { span: Some(_), .. }), "{error:?}");
            assert!(error.to_string().contains(words), "{error}");
        }
    }

    #[test]
    fn what_hosts_hold_comes_from_the_run_tables() {
        let text = "format = 1\ntitle = \"t\"\n[source]\nlanguage = \"wat\"\nentry = \"a.wat\"\n\
            [run]\ngrants = [\"config theme\", \"http GET https://a.b/*\"]\n\
            [run.config]\ntheme = \"dark\"\n[run.key-value.default]\nk = \"v\"\n\
            [run.blob-store.photos]\n\"cat.txt\" = \"meow\"\n\
            [[run.http]]\nrequest = \"GET https://a.b/x?y=1\"\nstatus = 404\nheaders = { b = \"2\", a = \"1\" }\n\
            body-file = \"answer.txt\"\n";
        let mut project = Project::default();
        project.files.insert(MANIFEST_FILE.into(), ProjectFile::text(text));
        assert!(matches!(project.run_settings(), Err(ManifestError::NoSuchFile { .. })));
        project.files.insert("answer.txt".into(), ProjectFile::text("no"));
        let settings = project.run_settings().unwrap();
        assert_eq!(settings.config["theme"], "dark");
        assert_eq!(settings.key_value["default"]["k"].0, b"v");
        assert_eq!(settings.blob_store["photos"]["cat.txt"].0, b"meow");
        let answer = &settings.http[0];
        assert_eq!((answer.method.as_str(), answer.url.as_str()), ("GET", "https://a.b/x?y=1"));
        assert_eq!((answer.status, &answer.body.0[..]), (404, &b"no"[..]));
        let manifest = project.manifest().unwrap();
        assert_eq!(Manifest::parse(&manifest.to_text()), Ok(manifest));
    }

    #[test]
    fn a_newer_format_is_refused_by_its_number() {
        let error = Manifest::parse("format = 2\nnew = true\n").unwrap_err();
        assert_eq!(error, ManifestError::Newer { found: 2 });
    }
}
