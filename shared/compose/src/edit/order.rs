//! Statements after those that they use.

use super::Stopped;
use crate::resolve::parse;
use crate::text::places;
use std::collections::{BTreeMap, BTreeSet};
use wac_parser::{Document, Expr, ImportType, InstantiationArgument, PrimaryExpr, Statement, TypeStatement};

/// Moves statements down that use what comes later, and nothing else.
///
/// # Errors
/// They use each other in a circle.
pub fn sort(text: &str) -> Result<String, Stopped> {
    let document = parse(text).map_err(Stopped::from)?;
    let order =
        order(&document).map_err(|circle| Stopped::new(format!("that would be a cycle: {circle}")))?;
    if order.iter().enumerate().all(|(place, index)| place == *index) {
        return Ok(text.to_owned());
    }
    // The first place is the package directive's.
    let all = places(text);
    let places = all.get(1..).unwrap_or_default();
    if places.len() != order.len() {
        return Err(Stopped::new("the statements of this text cannot be told apart"));
    }
    let mut made = text[..places[0].whole.start].to_owned();
    for (place, index) in order.iter().enumerate() {
        made.push_str(&text[places[*index].whole.clone()]);
        let after = places.get(place + 1).map_or(text.len(), |next| next.whole.start);
        made.push_str(&text[places[place].whole.end..after]);
    }
    Ok(made)
}

/// Why `name` cannot be used at `offset`, if a statement of the document defines it: it is further down, or that
/// would be a circle.
pub fn why_not_yet(document: &Document<'_>, name: &str, offset: usize) -> Option<String> {
    document.statements.iter().find(|statement| defined(statement) == Some(name))?;
    let is_here = |statement: &&Statement<'_>| {
        let mut found = false;
        let mut told = |used: &wac_parser::Ident<'_>| found |= used.span.offset() == offset;
        if let Statement::Let(statement) = statement {
            identifiers(&statement.expr, &mut told);
        }
        found
    };
    if document.statements.iter().find(is_here).and_then(defined) == Some(name) {
        return Some(format!("a cycle: `{name}` takes from itself"));
    }
    Some(match order(document) {
        Err(circle) => format!("a cycle: {circle}"),
        Ok(_) => format!("`{name}` is made further down: move it above what takes from it"),
    })
}

/// The statements' indices in an order in which each stands after those that it uses, else as they stand. The
/// error is the names that use each other in a circle, in words.
fn order(document: &Document<'_>) -> Result<Vec<usize>, String> {
    let names: Vec<Option<&str>> = document.statements.iter().map(defined).collect();
    let by_name: BTreeMap<&str, usize> =
        names.iter().enumerate().filter_map(|(index, name)| Some(((*name)?, index))).collect();
    let needs: Vec<BTreeSet<usize>> = document
        .statements
        .iter()
        .enumerate()
        .map(|(index, statement)| {
            let mut needed: BTreeSet<usize> =
                used(statement).into_iter().filter_map(|name| by_name.get(name).copied()).collect();
            // A declaration may use others only from above it, and stays where it is.
            if needed.remove(&index) || matches!(statement, Statement::Type(_)) {
                needed.retain(|other| *other < index);
            }
            needed
        })
        .collect();
    let mut order = Vec::with_capacity(needs.len());
    let mut done = BTreeSet::new();
    while order.len() < needs.len() {
        // Always the first that can stand here.
        let next = (0..needs.len()).find(|index| !done.contains(index) && needs[*index].is_subset(&done));
        let Some(next) = next else { return Err(circle(document, &names, &needs, &done)) };
        done.insert(next);
        order.push(next);
    }
    Ok(order)
}

fn circle(
    document: &Document<'_>,
    names: &[Option<&str>],
    needs: &[BTreeSet<usize>],
    done: &BTreeSet<usize>,
) -> String {
    let mut at = (0..document.statements.len()).find(|index| !done.contains(index)).unwrap_or_default();
    let mut path = Vec::new();
    while !path.contains(&at) {
        path.push(at);
        match needs[at].iter().find(|index| !done.contains(index)) {
            Some(next) => at = *next,
            None => break,
        }
    }
    let begin = path.iter().position(|index| *index == at).unwrap_or_default();
    let told: Vec<String> =
        path[begin..].iter().chain([&at]).filter_map(|index| Some(format!("`{}`", names[*index]?))).collect();
    format!("{}, each after what it takes from", told.join(" takes from "))
}

/// The name that a statement defines.
fn defined<'a>(statement: &'a Statement<'a>) -> Option<&'a str> {
    match statement {
        Statement::Let(statement) => Some(statement.id.string),
        Statement::Import(statement) => Some(statement.id.string),
        Statement::Type(TypeStatement::Interface(interface)) => Some(interface.id.string),
        Statement::Type(TypeStatement::World(world)) => Some(world.id.string),
        Statement::Type(TypeStatement::Type(ty)) => Some(ty.id().string),
        Statement::Export(_) => None,
    }
}

/// The names that a statement uses.
fn used<'a>(statement: &'a Statement<'a>) -> Vec<&'a str> {
    let mut names = Vec::new();
    match statement {
        Statement::Let(statement) => identifiers(&statement.expr, &mut |name| names.push(name.string)),
        Statement::Export(statement) => identifiers(&statement.expr, &mut |name| names.push(name.string)),
        Statement::Import(statement) => {
            if let ImportType::Ident(name) = &statement.ty {
                names.push(name.string);
            }
        }
        Statement::Type(_) => {}
    }
    names
}

/// Tells every identifier of an expression that means another statement.
pub fn identifiers<'a>(expression: &'a Expr<'a>, told: &mut impl FnMut(&'a wac_parser::Ident<'a>)) {
    match &expression.primary {
        PrimaryExpr::Ident(name) => told(name),
        PrimaryExpr::Nested(nested) => identifiers(&nested.inner, told),
        PrimaryExpr::New(new) => {
            for argument in &new.arguments {
                match argument {
                    InstantiationArgument::Named(named) => identifiers(&named.expr, told),
                    InstantiationArgument::Inferred(name) | InstantiationArgument::Spread(name) => told(name),
                    InstantiationArgument::Fill(_) => {}
                }
            }
        }
    }
}
