//! What the page knows of the open pipeline: its stages, what their components ask for, and their last runs.

use diptych_shared::api::inspect::{ImportedInterface, Inspection};
use diptych_shared::api::run::RunSettings;
use diptych_shared::report::RunReport;
use leptos::prelude::*;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A stage, as far as the page has to know it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Stage {
    /// What it is called.
    pub name: String,
    /// The component it runs.
    pub component: String,
}

/// What all stages of a run had alike.
#[derive(Clone)]
pub struct Ran {
    /// The project and its revision from which they were built.
    pub source: (String, u64),
    /// The project's settings.
    pub settings: RunSettings,
}

/// The open pipeline's signals.
#[derive(Clone, Copy)]
pub struct Stages {
    /// As the text has them, as it last could be read.
    pub all: RwSignal<Vec<Stage>>,
    /// The one whose runs are shown.
    pub shown: RwSignal<Option<String>>,
    /// What each component imports and exports, by the component's name.
    pub inspections: RwSignal<BTreeMap<String, Arc<Inspection>>>,
    /// The last run, stage by stage and engine by engine, each report told [as a part's](diptych_shared::pipeline::as_part).
    pub reports: RwSignal<Vec<Arc<RunReport>>>,
    /// The last run.
    pub ran: StoredValue<Option<Ran>>,
}

impl Stages {
    /// Nothing is known.
    pub fn new() -> Self {
        Stages {
            all: RwSignal::new(Vec::new()),
            shown: RwSignal::new(None),
            inspections: RwSignal::new(BTreeMap::new()),
            reports: RwSignal::new(Vec::new()),
            ran: StoredValue::new(None),
        }
    }

    /// Forgets everything: another project is opened.
    pub fn clear(self) {
        self.all.set(Vec::new());
        self.inspections.set(BTreeMap::new());
        self.forget_run();
    }

    /// Forgets the last run: another begins.
    pub fn forget_run(self) {
        self.shown.set(None);
        self.reports.set(Vec::new());
        self.ran.set_value(None);
    }

    /// What `stage` imports, or all stages together, each import with the stages that have it; `None` while
    /// no component is compiled.
    pub fn asks_for(self, stage: Option<&str>) -> Option<Arc<Inspection>> {
        self.inspections.with(|inspections| self.all.with(|all| asked_by(all, inspections, stage)))
    }
}

fn asked_by(
    all: &[Stage],
    inspections: &BTreeMap<String, Arc<Inspection>>,
    stage: Option<&str>,
) -> Option<Arc<Inspection>> {
    let known = all.iter().filter_map(|stage| Some((&stage.name, inspections.get(&stage.component)?)));
    if let Some(wanted) = stage {
        return known.into_iter().find(|(name, _)| *name == wanted).map(|(_, inspection)| inspection.clone());
    }
    let mut known = known.peekable();
    let mut together = Inspection::clone(known.peek()?.1);
    together.imports.clear();
    for (name, inspection) in known {
        for import in &inspection.imports {
            join(&mut together.imports, import, name);
        }
    }
    Some(Arc::new(together))
}

/// Adds what `stage` imports to what others do.
fn join(imports: &mut Vec<ImportedInterface>, import: &ImportedInterface, stage: &str) {
    let known = imports.iter_mut().find(|known| known.name == import.name);
    let Some(known) = known else {
        return imports.push(ImportedInterface { from: vec![stage.to_owned()], ..import.clone() });
    };
    if !known.from.iter().any(|from| from == stage) {
        known.from.push(stage.to_owned());
    }
    for function in &import.functions {
        if !known.functions.iter().any(|other| other.name == function.name) {
            known.functions.push(function.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn inspection(imports: &[(&str, &[&str])]) -> Arc<Inspection> {
        let function = |name: &&str| json!({ "name": name, "parameters": [], "wit": "func()" });
        let import = |(name, functions): &(&str, &[&str])| {
            let functions: Vec<_> = functions.iter().map(function).collect();
            json!({ "name": name, "supplied": true, "functions": functions, "resources": [] })
        };
        let imports: Vec<_> = imports.iter().map(import).collect();
        let value = json!({
            "kind": "component", "sha256": "", "size_bytes": 0, "imports": imports, "exports": [], "wit": "",
        });
        Arc::new(serde_json::from_value(value).unwrap())
    }

    #[test]
    fn stages_ask_for_what_their_components_import() {
        let stage = |name: &str, component: &str| Stage { name: name.into(), component: component.into() };
        let all = [stage("one", "a"), stage("two", "b"), stage("three", "missing")];
        let inspections = BTreeMap::from([
            ("a".to_owned(), inspection(&[("wasi:x/y", &["f"])])),
            ("b".to_owned(), inspection(&[("wasi:x/y", &["f", "g"]), ("wasi:x/z", &["h"])])),
        ]);
        let asked = |stage| {
            let found = asked_by(&all, &inspections, stage)?;
            let told = found.imports.iter().map(|import| {
                let functions: Vec<_> =
                    import.functions.iter().map(|function| function.name.as_str()).collect();
                format!("{} {} {}", import.name, functions.join(","), import.from.join(","))
            });
            Some(told.collect::<Vec<_>>())
        };
        assert_eq!(asked(None).unwrap(), ["wasi:x/y f,g one,two", "wasi:x/z h two"]);
        assert_eq!(asked(Some("one")).unwrap(), ["wasi:x/y f "]);
        assert_eq!(asked(Some("three")), None);
        assert!(asked_by(&all, &BTreeMap::new(), None).is_none());
    }
}
