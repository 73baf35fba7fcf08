//! Compositions and pipelines: their components first, each as it is built by itself.

use super::shell::{quoted, word};
use super::{COMPONENT, Recipe, Source, Tool, recipe};
use diptych_shared::pipeline::{self, Input, Stage};
use diptych_shared::project::{COMPONENTS_FOLDER, COMPONENTS_NAMESPACE};

/// The components built, then wired by wac.
pub fn composition(source: &Source) -> Result<Recipe, String> {
    let mut made = components(source)?;
    made.tools.insert(Tool::Wac);
    let dependencies: Vec<String> = source
        .project
        .component_names()
        .iter()
        .map(|name| {
            let wiring = format!("{COMPONENTS_NAMESPACE}:{name}={}", built(source, name));
            format!("--dep {}", quoted(&wiring))
        })
        .collect();
    made.build.push(format!(
        "wac compose {} -o {COMPONENT} {}",
        dependencies.join(" "),
        word(source.entry())
    ));
    Ok(made)
}

/// The components built; what runs them one after another is told by a line for each stage.
pub fn pipeline(source: &Source) -> Result<Recipe, String> {
    let mut made = components(source)?;
    let read = pipeline::read(source.project, source.entry()).map_err(super::first)?;
    made.notes.push(
        "Diptych runs the stages and hands on what each gives. By hand each is run by itself, as follows; what it \
         takes from another stage has to be put in its place."
            .into(),
    );
    made.notes.extend(read.stages.iter().map(|stage| told(source, stage)));
    Ok(made)
}

/// One stage in words: what runs it, and where its input is from.
fn told(source: &Source, stage: &Stage) -> String {
    let component = word(&built(source, &stage.component));
    let mut from = Vec::new();
    let mut value = |input: &Input| match input {
        Input::Text(text) => text.clone(),
        Input::Stage(stage) => {
            from.push(stage.from.clone());
            format!("<{}>", stage.from)
        }
    };
    let line = match &stage.call {
        Some(call) => {
            let function = call.rsplit(['#', '.']).next().unwrap_or(call);
            let values: Vec<String> = stage.values.iter().map(&mut value).collect();
            format!(
                "wasmtime run --invoke {} {component}",
                quoted(&format!("{function}({})", values.join(", ")))
            )
        }
        None => {
            let arguments: Vec<String> = stage.arguments.iter().map(|argument| quoted(argument)).collect();
            let line = format!("wasmtime run {component} {}", arguments.join(" "));
            match stage.stdin.as_ref().map(value) {
                Some(text) => format!("printf %s {} | {}", quoted(&text), line.trim_end()),
                None => line.trim_end().to_owned(),
            }
        }
    };
    // In a code span, which ends at as many backticks as it begins with.
    format!("Stage {}: `` {} ``", stage.name, line.replace(['`', '\n'], " "))
}

/// The lines that build each component in its folder.
fn components(source: &Source) -> Result<Recipe, String> {
    let mut all = Recipe::default();
    for name in source.project.component_names() {
        let folder = format!("{COMPONENTS_FOLDER}/{name}");
        if source.project.files.contains_key(&format!("{folder}.wasm")) {
            continue;
        }
        let Some(project) = source.project.component(&name) else { continue };
        let made = recipe(&project).map_err(|why| format!("`{folder}`: {why}"))?;
        all.build.extend(["(".to_owned(), format!("  cd {}", word(&folder))]);
        all.build.extend(made.build.iter().map(|line| format!("  {line}")));
        all.build.push(")".to_owned());
        all.tools.extend(made.tools);
        for note in made.notes {
            if !all.notes.contains(&note) {
                all.notes.push(note);
            }
        }
        all.files.extend(made.files.into_iter().map(|(path, bytes)| (format!("{folder}/{path}"), bytes)));
    }
    Ok(all)
}

/// Where a component is when it was built.
fn built(source: &Source, name: &str) -> String {
    let file = format!("{COMPONENTS_FOLDER}/{name}.wasm");
    match source.project.files.contains_key(&file) {
        true => file,
        false => format!("{COMPONENTS_FOLDER}/{name}/{COMPONENT}"),
    }
}
