//! Edits of a composition, as a graph makes them, applied to its text; comments and all else stay.

mod arguments;
pub(crate) mod order;

use crate::model::{free_name, read};
use crate::resolve::{parse, resolve};
use crate::text::{Changes, identifier, is_name, places, whole_lines};
use crate::{Components, wiring};
use arguments::Arguments;
use diptych_shared::api::composition::{ComposedInstance, Composition, CompositionEdit, Wire, WireSource};
use diptych_shared::api::diagnostic::Diagnostic;
use diptych_shared::project::COMPONENTS_NAMESPACE;
use std::collections::BTreeSet;
use wac_graph::NodeId;
use wac_parser::{Document, ExportOptions, NewExpr, PrimaryExpr, Statement};

/// Why an edit cannot be made, for people.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
#[error("{0}")]
pub struct Stopped(String);

impl Stopped {
    fn new(why: impl Into<String>) -> Stopped {
        Stopped(why.into())
    }
}

impl From<Diagnostic> for Stopped {
    fn from(diagnostic: Diagnostic) -> Stopped {
        Stopped(diagnostic.message)
    }
}

/// The text after `edit`. An empty text gets a package directive first.
///
/// # Errors
/// The text does not resolve, or would not resolve any more: why, in words.
pub fn edit(text: &str, components: &Components, edit: &CompositionEdit) -> Result<String, Stopped> {
    let text = if text.trim().is_empty() { "package diptych:composition;\n" } else { text };
    let before = composition(text, components)?;
    let made = match edit {
        CompositionEdit::Add { component } => add(text, &before, component, &[])?.0,
        CompositionEdit::Remove { instance } => remove(text, components, &before, instance)?,
        CompositionEdit::Rename { instance, to } => rename(text, components, &before, instance, to)?,
        CompositionEdit::Wire { instance, import, from, export } => {
            let expression = reference(&before, from, export)?;
            set(text, components, instance, import, Some(&expression))?
        }
        CompositionEdit::Unwire { instance, import } => set(text, components, instance, import, None)?,
        CompositionEdit::Export { instance, export } => {
            let expression = reference(&before, instance, export)?;
            append(text, &format!("export {expression};"))
        }
        CompositionEdit::Unexport { name } => unexport(text, components, &before, name)?,
        CompositionEdit::Interpose { instance, import, component } => {
            interpose(text, components, &before, instance, import, component)?
        }
        CompositionEdit::Plug => return plug(text, components, before),
    };
    let made = order::sort(&made)?;
    composition(&made, components)?;
    Ok(made)
}

/// What a text composes.
fn composition(text: &str, components: &Components) -> Result<Composition, Stopped> {
    let document = parse(text)?;
    let resolution = resolve(text, &document, components)?;
    Ok(read(text, &resolution))
}

/// How the text says an export of an instance.
fn reference(composition: &Composition, instance: &str, export: &str) -> Result<String, Stopped> {
    let found = named(composition, instance)?;
    if !found.exports.iter().any(|port| port.name == export) {
        return Err(Stopped::new(format!("`{instance}` does not export `{export}`")));
    }
    Ok(format!("{}[\"{export}\"]", identifier(instance)))
}

/// The instance, if the text names it.
fn named<'a>(composition: &'a Composition, instance: &str) -> Result<&'a ComposedInstance, Stopped> {
    let found = composition
        .instance(instance)
        .ok_or_else(|| Stopped::new(format!("there is no instance `{instance}`")))?;
    match found.is_named {
        true => Ok(found),
        false => {
            Err(Stopped::new(format!("give `{instance}` a name in the text first: `let {instance} = …`")))
        }
    }
}

/// Adds a statement before the exports at the end; `export` statements at the very end.
fn append(text: &str, statement: &str) -> String {
    let all = places(text);
    let is_export = |range: &std::ops::Range<usize>| text[range.clone()].starts_with("export");
    let exports = all.iter().rev().take_while(|place| is_export(&place.statement)).count();
    let before = if statement.starts_with("export") { all.len() } else { all.len() - exports };
    let mut changes = Changes::default();
    match before.checked_sub(1).and_then(|index| all.get(index)) {
        Some(place) => {
            // What follows on the line, a comment, stays there.
            let end =
                text[place.whole.end..].find('\n').map_or(text.len(), |newline| place.whole.end + newline);
            let was_export = is_export(&place.statement);
            let gap = if statement.starts_with("export") && was_export { "\n" } else { "\n\n" };
            changes.replace(end..end, format!("{gap}{statement}"));
        }
        None => changes.replace(text.len()..text.len(), format!("{statement}\n")),
    }
    let mut made = changes.apply(text);
    if !made.ends_with('\n') {
        made.push('\n');
    }
    made
}

/// Adds an instance with these arguments; the text, and the instance's name.
fn add(
    text: &str,
    before: &Composition,
    component: &str,
    arguments: &[(String, String)],
) -> Result<(String, String), Stopped> {
    let document = parse(text)?;
    let mut taken: BTreeSet<String> = before.instances.iter().map(|instance| instance.name.clone()).collect();
    for statement in &document.statements {
        match statement {
            Statement::Let(statement) => taken.insert(statement.id.string.to_owned()),
            Statement::Import(statement) => taken.insert(statement.id.string.to_owned()),
            Statement::Type(_) | Statement::Export(_) => false,
        };
    }
    let name = free_name(&taken, component);
    let arguments: String =
        arguments.iter().map(|(import, expression)| format!("\n  \"{import}\": {expression},")).collect();
    let (open, close) = if arguments.is_empty() { (" ", " ") } else { ("\n  ", "\n") };
    let statement = format!(
        "let {} = new {COMPONENTS_NAMESPACE}:{component} {{{arguments}{open}...{close}}};",
        identifier(&name)
    );
    Ok((append(text, &statement), name))
}

/// Supplies an import of an instance by `expression`, or by the host.
fn set(
    text: &str,
    components: &Components,
    instance: &str,
    import: &str,
    expression: Option<&str>,
) -> Result<String, Stopped> {
    with_arguments(text, components, instance, import, |arguments, changes| match expression {
        Some(expression) => arguments.set(import, expression, changes),
        None => arguments.unset(import, changes),
    })
}

fn with_arguments(
    text: &str,
    components: &Components,
    instance: &str,
    import: &str,
    change: impl FnOnce(&Arguments<'_>, &mut Changes),
) -> Result<String, Stopped> {
    let document = parse(text)?;
    let resolution = resolve(text, &document, components)?;
    let composition = read(text, &resolution);
    let found = named(&composition, instance)?;
    if !found.wires.iter().any(|wire| wire.import.name == import) {
        return Err(Stopped::new(format!("`{instance}` does not import `{import}`")));
    }
    let (new, node) = instantiation(&document, resolution.graph(), instance)
        .ok_or_else(|| Stopped::new(format!("`{instance}` is not made by a `let` of its own")))?;
    let arguments = Arguments::read(text, new, resolution.graph(), node)?;
    let mut changes = Changes::default();
    change(&arguments, &mut changes);
    Ok(changes.apply(text))
}

/// The expression that makes the instance, and its node.
fn instantiation<'a>(
    document: &'a Document<'a>,
    graph: &wac_graph::CompositionGraph,
    instance: &str,
) -> Option<(&'a NewExpr<'a>, NodeId)> {
    let node = graph.node_ids().find(|node| {
        graph[*node].name() == Some(instance)
            && matches!(graph[*node].kind(), wac_graph::NodeKind::Instantiation(_))
    })?;
    let new = document.statements.iter().find_map(|statement| match statement {
        Statement::Let(statement) if statement.id.string == instance => match &statement.expr.primary {
            PrimaryExpr::New(new) if statement.expr.postfix.is_empty() => Some(new),
            _ => None,
        },
        _ => None,
    })?;
    Some((new, node))
}

fn remove(
    text: &str,
    components: &Components,
    before: &Composition,
    instance: &str,
) -> Result<String, Stopped> {
    let gone = named(before, instance)?;
    let mut made = text.to_owned();
    for other in before.instances.iter().filter(|other| other.name != instance) {
        for wire in &other.wires {
            if matches!(&wire.source, WireSource::Instance { instance: from, .. } if from == instance) {
                // What stood on the wire goes; what it stood before is taken from directly.
                let behind = behind(before, gone, components, wire)?;
                made = set(&made, components, &other.name, &wire.import.name, behind.as_deref())?;
            }
        }
    }
    let is_its = |source: &WireSource| matches!(source, WireSource::Instance { instance: from, .. } if from == instance);
    for export in before.exports.iter().filter(|export| is_its(&export.source)) {
        let now = composition(&made, components)?;
        made = unexport(&made, components, &now, &export.name)?;
    }
    let document = parse(&made)?;
    let all = places(&made);
    let mut changes = Changes::default();
    for (statement, place) in document.statements.iter().zip(all.iter().skip(1)) {
        let mut uses = false;
        match statement {
            Statement::Let(statement) if statement.id.string == instance => {
                changes.replace(whole_lines(&made, place.whole.clone()), "");
                continue;
            }
            Statement::Let(statement) => {
                order::identifiers(&statement.expr, &mut |name| uses |= name.string == instance);
            }
            Statement::Export(statement) => {
                order::identifiers(&statement.expr, &mut |name| uses |= name.string == instance);
            }
            Statement::Import(_) | Statement::Type(_) => {}
        }
        if uses {
            let line = made[place.statement.clone()].lines().next().unwrap_or_default();
            return Err(Stopped::new(format!(
                "`{line}` still uses `{instance}`: change it in the text first"
            )));
        }
    }
    Ok(changes.apply(&made))
}

/// Where `gone`, which stands on `wire` as a middleware, takes the same interface from; `None` where that is the
/// host, or where it is no middleware there.
fn behind(
    before: &Composition,
    gone: &ComposedInstance,
    components: &Components,
    wire: &Wire,
) -> Result<Option<String>, Stopped> {
    let ports = wiring::ports_of_middleware(components, &gone.component, &wire.import.name);
    let Some((takes, _)) = ports.map_err(Stopped::new)? else { return Ok(None) };
    let source = gone.wires.iter().find(|own| own.import.name == takes).map(|own| &own.source);
    match source {
        Some(WireSource::Instance { instance, export }) => reference(before, instance, export).map(Some),
        _ => Ok(None),
    }
}

fn rename(
    text: &str,
    components: &Components,
    before: &Composition,
    instance: &str,
    to: &str,
) -> Result<String, Stopped> {
    named(before, instance)?;
    if !is_name(to) {
        let message =
            format!("`{}` cannot name an instance: use lower-case words joined by `-`", to.escape_debug());
        return Err(Stopped::new(message));
    }
    if instance == to {
        return Ok(text.to_owned());
    }
    // An argument that is only a name says by it which import it is for: that is written out.
    let mut made = text.to_owned();
    for other in before.instances.iter().filter(|other| other.is_named) {
        for wire in &other.wires {
            let document = parse(&made)?;
            let resolution = resolve(&made, &document, components)?;
            let Some((new, node)) = instantiation(&document, resolution.graph(), &other.name) else {
                continue;
            };
            let arguments = Arguments::read(&made, new, resolution.graph(), node)?;
            let mut changes = Changes::default();
            if arguments.value(&wire.import.name).is_some_and(|value| value == identifier(instance)) {
                arguments.set(&wire.import.name, &identifier(instance), &mut changes);
            }
            made = changes.apply(&made);
        }
    }
    let document = parse(&made)?;
    let mut changes = Changes::default();
    let written = identifier(to);
    for statement in &document.statements {
        let mut replace = |name: &wac_parser::Ident<'_>| {
            if name.string == instance {
                let start = name.span.offset();
                changes.replace(start..start + name.span.len(), written.as_str());
            }
        };
        match statement {
            Statement::Let(statement) => {
                replace(&statement.id);
                order::identifiers(&statement.expr, &mut |name| replace(name));
            }
            Statement::Export(statement) => order::identifiers(&statement.expr, &mut |name| replace(name)),
            Statement::Import(_) | Statement::Type(_) => {}
        }
    }
    Ok(changes.apply(&made))
}

fn unexport(
    text: &str,
    components: &Components,
    before: &Composition,
    name: &str,
) -> Result<String, Stopped> {
    let export = before
        .exports
        .iter()
        .find(|export| export.name == name)
        .ok_or_else(|| Stopped::new(format!("the composition does not export `{name}`")))?;
    let document = parse(text)?;
    let all = places(text);
    for (statement, place) in document.statements.iter().zip(all.iter().skip(1)) {
        let Statement::Export(statement) = statement else { continue };
        // Without this statement, is the export gone?
        let mut without = Changes::default();
        // The comments above it may say more than what it was.
        without.replace(whole_lines(text, place.statement.clone()), "");
        let without = without.apply(text);
        let left = composition(&without, components)?;
        if left.exports.iter().any(|other| other.name == name) {
            continue;
        }
        if let ExportOptions::Spread(_) = statement.options {
            // The others that it spreads are written out.
            let kept = before.exports.iter().filter(|other| {
                other.name != name && !left.exports.iter().any(|still| still.name == other.name)
            });
            let lines: Result<Vec<String>, Stopped> = kept
                .map(|other| match &other.source {
                    WireSource::Instance { instance, export } => {
                        Ok(format!("export {};", reference(before, instance, export)?))
                    }
                    _ => Err(Stopped::new(format!("take `{name}` out of `...` in the text"))),
                })
                .collect();
            let mut changes = Changes::default();
            let lines = lines?;
            if lines.is_empty() {
                return Ok(without);
            }
            changes.replace(place.statement.clone(), lines.join("\n"));
            return Ok(changes.apply(text));
        }
        return Ok(without);
    }
    Err(Stopped::new(format!("the text does not say where `{}` is exported", export.name)))
}

/// Puts an instance of `component` on the wire of an import.
fn interpose(
    text: &str,
    components: &Components,
    before: &Composition,
    instance: &str,
    import: &str,
    component: &str,
) -> Result<String, Stopped> {
    let found = named(before, instance)?;
    let wire = found
        .wires
        .iter()
        .find(|wire| wire.import.name == import)
        .ok_or_else(|| Stopped::new(format!("`{instance}` does not import `{import}`")))?;
    let (takes, gives) = wiring::ports_of_middleware(components, component, import)
        .map_err(Stopped::new)?
        .ok_or_else(|| Stopped::new(format!("`{component}` does not import and export `{import}`")))?;
    // What was there before is now the middleware's.
    let old = match &wire.source {
        WireSource::Instance { instance, export } => vec![(takes, reference(before, instance, export)?)],
        WireSource::Host { .. } => Vec::new(),
        WireSource::Expression => {
            return Err(Stopped::new(format!("`{import}` of `{instance}` is wired by more than a name")));
        }
    };
    let (added, name) = add(text, before, component, &old)?;
    // The new one is made before it is used.
    let expression = format!("{}[\"{gives}\"]", identifier(&name));
    set(&added, components, instance, import, Some(&expression))
}

/// Adds what is not there yet, wires what only one instance can supply, and exports what nobody takes.
fn plug(text: &str, components: &Components, before: Composition) -> Result<String, Stopped> {
    let mut made = text.to_owned();
    let mut now = before;
    for component in components.keys() {
        if !now.instances.iter().any(|instance| instance.component == *component) && is_name(component) {
            made = add(&made, &now, component, &[])?.0;
            now = composition(&made, components)?;
        }
    }
    let known = wiring::Known::all(components);
    while let Some((instance, import, from, export)) = wiring::next_plug(&now, &known) {
        let expression = reference(&now, &from, &export)?;
        made = order::sort(&set(&made, components, &instance, &import, Some(&expression))?)?;
        now = composition(&made, components)?;
    }
    if now.exports.is_empty() {
        for (instance, export) in wiring::unused(&now) {
            let expression = reference(&now, &instance, &export)?;
            let exported = append(&made, &format!("export {expression};"));
            // Two of the same name: the first stays.
            if composition(&exported, components).is_ok() {
                made = exported;
            }
        }
    }
    composition(&made, components)?;
    Ok(made)
}
