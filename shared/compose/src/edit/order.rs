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
        let Some(next) = next else { return Err(circle(&document, &names, &needs, &done)) };
        done.insert(next);
        order.push(next);
    }
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

fn circle(
    document: &Document<'_>,
    names: &[Option<&str>],
    needs: &[BTreeSet<usize>],
    done: &BTreeSet<usize>,
) -> Stopped {
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
    Stopped::new(format!(
        "that would be a cycle: {}, each after what it takes from",
        told.join(" takes from ")
    ))
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
