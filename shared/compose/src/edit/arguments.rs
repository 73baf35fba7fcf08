//! The arguments of one `new` expression: what each supplies, and changing one of them.

use super::Stopped;
use crate::text::{Changes, whole_lines};
use std::collections::BTreeMap;
use std::ops::Range;
use wac_graph::{CompositionGraph, NodeId};
use wac_parser::{InstantiationArgument, InstantiationArgumentName, NewExpr};

/// One argument as it stands in the text.
struct Argument {
    /// From its first to its last character, without a comma.
    range: Range<usize>,
    /// Where the value of a named one stands.
    value: Option<Range<usize>>,
    /// The imports that it supplies.
    imports: Vec<String>,
    is_spread: bool,
    is_fill: bool,
}

/// The arguments of an instance.
pub struct Arguments<'a> {
    text: &'a str,
    /// Between the braces.
    inside: Range<usize>,
    list: Vec<Argument>,
    /// What an import that a spread supplies would be, written out.
    spread: BTreeMap<String, String>,
}

fn range(span: miette::SourceSpan) -> Range<usize> {
    span.offset()..span.offset() + span.len()
}

impl<'a> Arguments<'a> {
    /// Those of `new`, which `node` of the graph is.
    pub fn read(
        text: &'a str,
        new: &NewExpr<'_>,
        graph: &CompositionGraph,
        node: NodeId,
    ) -> Result<Arguments<'a>, Stopped> {
        let package = graph[node].package().ok_or_else(|| Stopped::new("this instance has no component"))?;
        let imports = &graph.types()[graph[package].ty()].imports;
        let mut given: BTreeMap<&str, NodeId> = graph.get_instantiation_arguments(node).collect();
        let mut list: Vec<Argument> = Vec::new();
        let mut inferred = Vec::new();
        let mut spreads = Vec::new();
        for (index, argument) in new.arguments.iter().enumerate() {
            let plain =
                Argument { range: 0..0, value: None, imports: Vec::new(), is_spread: false, is_fill: false };
            list.push(match argument {
                InstantiationArgument::Named(named) => {
                    let import = match &named.name {
                        InstantiationArgumentName::String(name) => name.value,
                        InstantiationArgumentName::Ident(ident) => {
                            of_interface(ident.string, imports.keys().map(String::as_str))
                        }
                    };
                    given.remove(import);
                    let value = range(named.expr.span);
                    Argument {
                        range: range(named.name.span()).start..value.end,
                        value: Some(value),
                        imports: vec![import.to_owned()],
                        ..plain
                    }
                }
                InstantiationArgument::Inferred(ident) => {
                    inferred.push((index, ident.string));
                    Argument { range: range(ident.span), ..plain }
                }
                InstantiationArgument::Spread(ident) => {
                    spreads.push((index, ident.string));
                    let ident = range(ident.span);
                    let start = text[..ident.start].trim_end().len() - "...".len();
                    Argument { range: start..ident.end, is_spread: true, ..plain }
                }
                InstantiationArgument::Fill(span) => Argument { range: range(*span), is_fill: true, ..plain },
            });
        }
        for (index, name) in inferred {
            let found =
                given.iter().find(|(_, node)| graph[**node].name() == Some(name)).map(|(import, _)| *import);
            let only = if given.len() == 1 { given.keys().next().copied() } else { None };
            let import = found
                .or(only)
                .ok_or_else(|| Stopped::new(format!("write out in the text which import `{name}` is for")))?;
            given.remove(import);
            list[index].imports.push(import.to_owned());
        }
        let mut spread = BTreeMap::new();
        for (index, name) in spreads {
            for (import, node) in &given {
                if let Some((from, export)) = graph.get_alias_source(*node)
                    && graph[from].name() == Some(name)
                {
                    list[index].imports.push((*import).to_owned());
                    spread.insert(
                        (*import).to_owned(),
                        format!("{}[\"{export}\"]", crate::text::identifier(name)),
                    );
                }
            }
        }
        let open =
            text[new.package.span.offset()..].find('{').unwrap_or_default() + new.package.span.offset() + 1;
        let inside = open..range(new.span).end - 1;
        Ok(Arguments { text, inside, list, spread })
    }

    fn index_of(&self, import: &str) -> Option<usize> {
        self.list.iter().position(|argument| argument.imports.iter().any(|supplied| supplied == import))
    }

    /// The expression that supplies `import` now.
    pub fn value(&self, import: &str) -> Option<String> {
        let argument = &self.list[self.index_of(import)?];
        match &argument.value {
            Some(value) => Some(self.text[value.clone()].to_owned()),
            None if argument.is_spread => self.spread.get(import).cloned(),
            None => Some(self.text[argument.range.clone()].to_owned()),
        }
    }

    /// Supplies `import` by `expression`.
    pub fn set(&self, import: &str, expression: &str, changes: &mut Changes) {
        let written = format!("\"{import}\": {expression}");
        match self.index_of(import).map(|index| &self.list[index]) {
            Some(Argument { value: Some(value), .. }) => changes.replace(value.clone(), expression),
            Some(argument) if !argument.is_spread => changes.replace(argument.range.clone(), written),
            // What is named goes before what is spread.
            Some(_) | None => self.insert(&[written], changes),
        }
    }

    /// Leaves `import` to the host.
    pub fn unset(&self, import: &str, changes: &mut Changes) {
        let Some(index) = self.index_of(import) else { return };
        let argument = &self.list[index];
        let mut written: Vec<String> = Vec::new();
        if argument.is_spread {
            let others = argument.imports.iter().filter(|supplied| *supplied != import);
            written.extend(others.map(|other| format!("\"{other}\": {}", self.spread[other])));
        }
        let has_fill = self.list.iter().any(|argument| argument.is_fill);
        if !has_fill {
            written.push("...".to_owned());
        }
        if written.is_empty() {
            changes.replace(self.with_comma(index), "");
        } else {
            // In its place, unless a fill would then not be the last.
            let is_last = index + 1 == self.list.len();
            if has_fill || is_last {
                changes.replace(argument.range.clone(), written.join(self.separator().as_str()));
            } else {
                changes.replace(self.with_comma(index), "");
                self.insert(&written, changes);
            }
        }
    }

    /// The range of an argument with the comma that goes when it does, and its line.
    fn with_comma(&self, index: usize) -> Range<usize> {
        let range = self.list[index].range.clone();
        let after = &self.text[range.end..self.inside.end];
        let skipped = after.len() - after.trim_start().len();
        if after[skipped..].starts_with(',') {
            let end = range.end + skipped + 1;
            let lines = whole_lines(self.text, range.start..end);
            if lines.end > end {
                return lines;
            }
            let space = self.text[end..self.inside.end].len()
                - self.text[end..self.inside.end].trim_start_matches(' ').len();
            return range.start..end + space;
        }
        // The last one takes the comma before it along.
        let before = self.text[self.inside.start..range.start].trim_end();
        match before.strip_suffix(',') {
            Some(before) => self.inside.start + before.len()..range.end,
            None => range,
        }
    }

    fn is_on_lines(&self) -> bool {
        self.text[self.inside.clone()].contains('\n')
    }

    /// What stands between two arguments.
    fn separator(&self) -> String {
        if self.is_on_lines() { format!(",\n{}", self.indentation()) } else { ", ".to_owned() }
    }

    fn indentation(&self) -> String {
        let start = match self.list.first() {
            Some(argument) => argument.range.start,
            None => return "  ".to_owned(),
        };
        let line = &self.text[..start][self.text[..start].rfind('\n').map_or(0, |newline| newline + 1)..];
        if line.trim().is_empty() { line.to_owned() } else { "  ".to_owned() }
    }

    /// Adds arguments after the last that is no fill.
    fn insert(&self, written: &[String], changes: &mut Changes) {
        let written = written.join(self.separator().as_str());
        let last = self.list.iter().rev().find(|argument| !argument.is_fill);
        let fill = self.list.iter().find(|argument| argument.is_fill);
        match (last, fill) {
            (Some(last), _) => {
                changes.replace(last.range.end..last.range.end, format!("{}{written}", self.separator()))
            }
            (None, Some(fill)) if self.is_on_lines() => {
                changes.replace(fill.range.start..fill.range.start, format!("{written}{}", self.separator()));
            }
            // `{ ... }` on one line: the wires get lines of their own.
            (None, Some(fill)) => {
                changes.replace(self.inside.start..fill.range.start, format!("\n  {written},\n  "));
                changes.replace(fill.range.end..self.inside.end, "\n");
            }
            (None, None) => changes.replace(self.inside.clone(), format!("\n  {written},\n")),
        }
    }
}

/// The import that an identifier means: one of that name, or the only interface that is called so.
fn of_interface<'a>(name: &'a str, imports: impl Iterator<Item = &'a str> + Clone) -> &'a str {
    if imports.clone().any(|import| import == name) {
        return name;
    }
    let is_called = |import: &&str| {
        let Some((_, interface)) = import.rsplit_once('/') else { return false };
        interface.split('@').next() == Some(name)
    };
    let mut found = imports.filter(is_called);
    match (found.next(), found.next()) {
        (Some(only), None) => only,
        _ => name,
    }
}
