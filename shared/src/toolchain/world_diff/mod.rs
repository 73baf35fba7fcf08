//! Two components' worlds compared: what was added, removed or changed, and whom that breaks.

mod types;

pub use types::{TypeDifference, function_difference, type_difference};

use crate::api::inspect::Inspection;
use crate::api::types::FunctionSignature;
use crate::api::world_diff::{Breaks, Change, Direction, FunctionChange, InterfaceChange, WorldDifference};
use semver::Version;

/// The name under which the world's own functions are compared.
const ROOT: &str = "$root";

/// One interface of a world, whichever way it goes.
struct Interface<'a> {
    name: &'a str,
    functions: Vec<&'a FunctionSignature>,
    resources: Vec<&'a str>,
    /// An import that both hosts here supply.
    supplied: bool,
}

/// What changes for hosts and users when `now` takes the place of `was`.
///
/// Interfaces are paired by name, and versions that semantic versioning calls compatible are one
/// interface, as they are for the engines. Types are compared as they are on the wire.
pub fn world_difference(was: &Inspection, now: &Inspection) -> WorldDifference {
    let mut same_count = 0;
    let mut interfaces = Vec::new();
    for (direction, before, after) in
        [(Direction::Import, imports(was), imports(now)), (Direction::Export, exports(was), exports(now))]
    {
        for interface in &after {
            match partner(interface, &before) {
                None => interfaces.push(whole(direction, Change::Added, interface)),
                Some(old) => match changed(direction, old, interface) {
                    Some(change) => interfaces.push(change),
                    None => same_count += 1,
                },
            }
        }
        for interface in before.iter().filter(|interface| partner(interface, &after).is_none()) {
            interfaces.push(whole(direction, Change::Removed, interface));
        }
    }
    let summary = summary(&interfaces);
    WorldDifference { interfaces, same_count, summary }
}

fn imports(inspection: &Inspection) -> Vec<Interface<'_>> {
    let interfaces = inspection.imports.iter().map(|import| Interface {
        name: &import.name,
        functions: import.functions.iter().collect(),
        resources: import.resources.iter().map(String::as_str).collect(),
        supplied: import.supplied,
    });
    interfaces.collect()
}

fn exports(inspection: &Inspection) -> Vec<Interface<'_>> {
    let mut interfaces: Vec<Interface<'_>> = Vec::new();
    for export in &inspection.exports {
        let name = export.interface.as_deref().unwrap_or(ROOT);
        match interfaces.iter_mut().find(|interface| interface.name == name) {
            Some(interface) => interface.functions.push(&export.signature),
            None => interfaces.push(Interface {
                name,
                functions: vec![&export.signature],
                resources: Vec::new(),
                supplied: false,
            }),
        }
    }
    interfaces
}

/// The interface of the other world that takes this one's place: of its very name, else of a
/// compatible version.
fn partner<'a, 'b>(interface: &Interface<'_>, others: &'a [Interface<'b>]) -> Option<&'a Interface<'b>> {
    others.iter().find(|other| other.name == interface.name).or_else(|| {
        let track = track(interface.name)?;
        others.iter().find(|other| self::track(other.name) == Some(track.clone()))
    })
}

/// A name without its version, and the part of the version that may not change: `1`, `0.2` or `0.0.3`.
fn track(name: &str) -> Option<(&str, String)> {
    let (bare, version) = name.split_once('@')?;
    let version = Version::parse(version).ok()?;
    if !version.pre.is_empty() {
        return None;
    }
    let kept = match (version.major, version.minor) {
        (0, 0) => format!("0.0.{}", version.patch),
        (0, minor) => format!("0.{minor}"),
        (major, _) => major.to_string(),
    };
    Some((bare, kept))
}

/// An interface that only one of the worlds has.
fn whole(direction: Direction, change: Change, interface: &Interface<'_>) -> InterfaceChange {
    let (breaks, why) = match (direction, change) {
        (Direction::Import, Change::Added) => {
            (Breaks::Hosts, "a host has to supply it, which it had not to before")
        }
        (Direction::Import, _) => (Breaks::Nobody, "a host that supplies it supplies more than is asked for"),
        (Direction::Export, Change::Added) => (Breaks::Nobody, "who used the first does not know of it"),
        (Direction::Export, _) => (Breaks::Users, "who uses it finds it no more"),
    };
    let function = |function: &&FunctionSignature| match change {
        Change::Removed => function_change(Some(function), None, None),
        _ => function_change(None, Some(function), None),
    };
    InterfaceChange {
        direction,
        name: interface.name.to_owned(),
        was_name: None,
        change,
        breaks,
        why: told(why, breaks, interface),
        functions: interface.functions.iter().map(function).collect(),
        resources: interface.resources.iter().map(|name| resource_change(name, change)).collect(),
    }
}

/// Why, and whether the hosts here are among those that it breaks.
fn told(why: &str, breaks: Breaks, interface: &Interface<'_>) -> String {
    match breaks {
        Breaks::Hosts if interface.supplied => format!("{why}; the hosts here do"),
        Breaks::Hosts => format!("{why}; the hosts here do not"),
        _ => why.to_owned(),
    }
}

fn function_change(
    was: Option<&FunctionSignature>,
    now: Option<&FunctionSignature>,
    difference: Option<String>,
) -> FunctionChange {
    FunctionChange {
        name: now.or(was).map(|function| function.name.clone()).unwrap_or_default(),
        change: match (was, now) {
            (None, _) => Change::Added,
            (Some(_), None) => Change::Removed,
            (Some(_), Some(_)) => Change::Changed,
        },
        was: was.map(|function| function.wit.clone()),
        now: now.map(|function| function.wit.clone()),
        difference,
    }
}

fn resource_change(name: &str, change: Change) -> FunctionChange {
    FunctionChange { name: name.to_owned(), change, was: None, now: None, difference: None }
}

/// What differs between an interface and its partner; `None` when nothing does.
fn changed(direction: Direction, was: &Interface<'_>, now: &Interface<'_>) -> Option<InterfaceChange> {
    let find = |list: &Interface<'_>, name: &str| list.functions.iter().any(|function| function.name == name);
    let mut functions = Vec::new();
    for after in &now.functions {
        match was.functions.iter().find(|before| before.name == after.name) {
            None => functions.push(function_change(None, Some(after), None)),
            Some(before) => {
                if let Some(words) = function_difference(before, after) {
                    functions.push(function_change(Some(before), Some(after), Some(words)));
                }
            }
        }
    }
    let removed = was.functions.iter().filter(|before| !find(now, &before.name));
    functions.extend(removed.map(|before| function_change(Some(before), None, None)));
    let mut resources: Vec<FunctionChange> = Vec::new();
    let only_in = |list: &Interface<'_>, other: &Interface<'_>, change| {
        let names = list.resources.iter().filter(|name| !other.resources.contains(name));
        names.map(|name| resource_change(name, change)).collect::<Vec<_>>()
    };
    resources.extend(only_in(now, was, Change::Added));
    resources.extend(only_in(was, now, Change::Removed));
    let renamed = was.name != now.name;
    if functions.is_empty() && resources.is_empty() && !renamed {
        return None;
    }
    let (breaks, why) = verdict(direction, &functions, &resources, renamed);
    Some(InterfaceChange {
        direction,
        name: now.name.to_owned(),
        was_name: renamed.then(|| was.name.to_owned()),
        change: Change::Changed,
        breaks,
        why: told(why, breaks, now),
        functions,
        resources,
    })
}

/// Whom the changes inside an interface break, and why.
fn verdict(
    direction: Direction,
    functions: &[FunctionChange],
    resources: &[FunctionChange],
    renamed: bool,
) -> (Breaks, &'static str) {
    let any = |change: Change| functions.iter().chain(resources).any(|each| each.change == change);
    match direction {
        Direction::Import if any(Change::Changed) => {
            (Breaks::Hosts, "a host has to supply it with other types than before")
        }
        Direction::Import if any(Change::Added) => (Breaks::Hosts, "a host has to supply what is new in it"),
        Direction::Import if any(Change::Removed) => (Breaks::Nobody, "it asks for less than before"),
        Direction::Export if any(Change::Changed) => {
            (Breaks::Users, "who was linked against the first's types cannot be linked")
        }
        Direction::Export if any(Change::Removed) => {
            (Breaks::Users, "who uses what was removed finds it no more")
        }
        Direction::Export if any(Change::Added) => (Breaks::Nobody, "what was there is as it was"),
        _ if renamed => (
            Breaks::Nobody,
            "the versions are compatible: engines that link by semantic version, such as wasmtime, take one for the other",
        ),
        _ => (Breaks::Nobody, "what was there is as it was"),
    }
}

fn summary(interfaces: &[InterfaceChange]) -> String {
    let breaks = |whom: Breaks| interfaces.iter().any(|change| change.breaks == whom);
    match (breaks(Breaks::Hosts), breaks(Breaks::Users)) {
        _ if interfaces.is_empty() => "Both worlds are the same: the second can take the first's place.",
        (false, false) => "The worlds differ, and the second can take the first's place with every host and user.",
        (true, false) => "The second asks its host for more than the first: hosts have to be looked at, users not.",
        (false, true) => "The second offers something else than the first: users have to be looked at, hosts not.",
        (true, true) => "The second asks its host for more, and offers something else: hosts and users have to be looked at.",
    }
    .to_owned()
}

#[cfg(test)]
mod tests;
