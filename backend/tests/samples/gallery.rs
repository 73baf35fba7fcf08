//! `playground-samples/` as data: the index, the projects, their variants and what is expected of them.

use diptych_shared::api::run::RunSettings;
use diptych_shared::pipeline::{Pipeline, Stage};
use diptych_shared::policy::{Grant, Policy};
use diptych_shared::project::{Language, Project, ProjectFile};
use diptych_shared::report::NormalizedReport;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

/// The engines that a sample has an expectation of.
pub const ENGINES: [&str; 2] = ["wasmtime", "browser"];

/// `index.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Index {
    /// Samples under headings, in teaching order.
    pub section: Vec<Section>,
    /// The sample of each capability.
    pub capability: BTreeMap<String, CapabilitySample>,
}

/// Samples under one heading.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// The heading.
    pub title: String,
    /// The samples' folders.
    pub samples: Vec<String>,
}

/// The sample of a capability, and its denied variant.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CapabilitySample {
    /// The sample's folder.
    pub sample: String,
    /// What the variant is granted instead.
    pub denied_grants: Vec<String>,
    /// What it shows.
    pub denied: String,
}

/// A sample as it is, or its denied variant; of a pipeline one of its stages.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Case {
    /// The sample's folder.
    pub sample: String,
    /// The grants of the denied variant.
    pub denied_grants: Option<Vec<String>>,
    /// The stage.
    pub stage: Option<String>,
}

impl Index {
    /// Reads it.
    pub fn read() -> Index {
        let text = fs::read_to_string(samples().join("index.toml")).unwrap();
        toml::from_str(&text).unwrap_or_else(|error| panic!("index.toml: {error}"))
    }

    /// Every sample's name, in teaching order.
    pub fn names(&self) -> impl Iterator<Item = &String> {
        self.section.iter().flat_map(|section| &section.samples)
    }

    /// Every sample and every denied variant, in teaching order; a pipeline's stages in the order of its text.
    pub fn cases(&self) -> Vec<Case> {
        let mut cases = Vec::new();
        for sample in self.names() {
            let plain = Case { sample: sample.clone(), denied_grants: None, stage: None };
            if let Some(entry) = self.capability.values().find(|entry| entry.sample == *sample) {
                let denied_grants = Some(entry.denied_grants.clone());
                cases.extend([plain.clone(), Case { denied_grants, ..plain }]);
                continue;
            }
            match pipeline(&project(sample)) {
                Some(Pipeline { stages }) => cases.extend(
                    stages.into_iter().map(|stage| Case { stage: Some(stage.name), ..plain.clone() }),
                ),
                None => cases.push(plain),
            }
        }
        cases
    }
}

impl Case {
    /// Where its expectations are.
    pub fn expected(&self) -> PathBuf {
        let folder = samples().join(&self.sample).join("expected");
        match &self.stage {
            Some(stage) => folder.join(stage),
            None if self.denied_grants.is_some() => folder.join("denied"),
            None => folder,
        }
    }

    /// What an engine is expected to do, when that was written down.
    pub fn expectation(&self, engine: &str) -> Option<NormalizedReport> {
        let path = self.expected().join(format!("{engine}.json"));
        let text = fs::read_to_string(&path).ok()?;
        Some(serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
    }

    /// The stage that it is, of the pipeline that `project` is.
    pub fn stage(&self, project: &Project) -> Option<Stage> {
        let name = self.stage.as_ref()?;
        pipeline(project)?.stages.into_iter().find(|stage| stage.name == *name)
    }

    /// How it is run.
    pub fn settings(&self, project: &Project) -> RunSettings {
        let mut settings = project.run_settings().unwrap_or_else(|error| panic!("{self}: {error}"));
        if let Some(grants) = &self.denied_grants {
            let grant =
                |text: &String| text.parse::<Grant>().unwrap_or_else(|error| panic!("{self}: {error}"));
            settings.grants = grants.iter().map(grant).collect::<Policy>();
        }
        settings
    }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let variant = if self.denied_grants.is_some() { ", denied" } else { "" };
        let stage = self.stage.as_ref().map(|stage| format!(", stage {stage}")).unwrap_or_default();
        write!(f, "{}{variant}{stage}", self.sample)
    }
}

/// The pipeline that a project is.
pub fn pipeline(project: &Project) -> Option<Pipeline> {
    let source = project.manifest().ok()?.source;
    (source.language == Language::Pipeline).then(|| {
        diptych_shared::pipeline::read(project, &source.entry).unwrap_or_else(|wrong| panic!("{wrong:?}"))
    })
}

/// The folder of all samples.
pub fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../playground-samples")
}

/// A sample's project: everything but `expected/`.
pub fn project(name: &str) -> Project {
    fn collect(folder: &Path, top: &Path, project: &mut Project) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path == top.join("expected") {
                continue;
            }
            if path.is_dir() {
                collect(&path, top, project);
                continue;
            }
            let name = path.strip_prefix(top).unwrap().to_str().unwrap().to_owned();
            project.files.insert(name, ProjectFile::from_bytes(fs::read(&path).unwrap()));
        }
    }
    let top = samples().join(name);
    let mut project = Project::default();
    collect(&top, &top, &mut project);
    project
}
