//! Two anatomies compared by size: which sections and functions grew, shrank, came or went.

use crate::api::anatomy::{Anatomy, Part, PartKind};
use crate::api::size_diff::{SizeChange, SizeDifference};
use std::collections::{BTreeMap, BTreeSet};

/// How many changes of each kind are told, the largest.
const CHANGES: usize = 150;

/// A part by what it is in and what it is called.
type Place = (Vec<String>, String);

/// The sizes of a binary by place.
#[derive(Default)]
struct Sizes {
    sections: BTreeMap<Place, u64>,
    functions: BTreeMap<Place, u64>,
    /// Where some functions are not told apart.
    folded: BTreeSet<Vec<String>>,
}

/// Where `now` is larger or smaller than `was`.
pub fn size_difference(was: &Anatomy, now: &Anatomy) -> SizeDifference {
    let (before, after) = (sizes(was), sizes(now));
    let total = |anatomy: &Anatomy| anatomy.parts.first().map_or(0, |part| part.size_bytes);
    SizeDifference {
        was_bytes: total(was),
        now_bytes: total(now),
        sections: changes(&before.sections, &after.sections, |_, _| true),
        functions: changes(&before.functions, &after.functions, |(within, _), is_new| {
            // It may be among the small ones of the other that are counted only.
            !(if is_new { &before } else { &after }).folded.contains(within)
        }),
    }
}

fn sizes(anatomy: &Anatomy) -> Sizes {
    let mut sizes = Sizes::default();
    // What each component and module is in; parents come first.
    let mut within: Vec<Vec<String>> = Vec::with_capacity(anatomy.parts.len());
    for (at, part) in anatomy.parts.iter().enumerate() {
        let above = if at == 0 { Vec::new() } else { within[part.parent as usize].clone() };
        let is_container = matches!(part.kind, PartKind::Component | PartKind::Module);
        within.push(if at > 0 && is_container { joined(&above, name_of(part)) } else { above.clone() });
        match part.kind {
            PartKind::Section | PartKind::Custom => {
                *sizes.sections.entry((above, name_of(part))).or_default() += part.size_bytes;
            }
            PartKind::Function => {
                // By symbol where there is one: two functions may read the same.
                let name = part.symbol.clone().or_else(|| part.name.clone());
                if let Some(name) = name {
                    *sizes.functions.entry((above, name)).or_default() += part.size_bytes;
                }
            }
            PartKind::More => {
                sizes.folded.insert(above);
            }
            _ => {}
        }
    }
    sizes
}

fn joined(above: &[String], name: String) -> Vec<String> {
    above.iter().cloned().chain([name]).collect()
}

fn name_of(part: &Part) -> String {
    let kind = match part.kind {
        PartKind::Component => "component",
        _ => "module",
    };
    part.name.clone().unwrap_or_else(|| format!("{kind} {}", part.index.unwrap_or(0)))
}

fn changes(
    before: &BTreeMap<Place, u64>,
    after: &BTreeMap<Place, u64>,
    counts: impl Fn(&Place, bool) -> bool,
) -> Vec<SizeChange> {
    let places: BTreeSet<&Place> = before.keys().chain(after.keys()).collect();
    let mut changes: Vec<SizeChange> = places
        .into_iter()
        .filter_map(|place| {
            let (was, now) = (before.get(place), after.get(place));
            let known = was.is_some() && now.is_some() || counts(place, was.is_none());
            let (was_bytes, now_bytes) = (was.copied().unwrap_or(0), now.copied().unwrap_or(0));
            (known && was_bytes != now_bytes).then(|| SizeChange {
                within: place.0.clone(),
                name: crate::toolchain::demangle(&place.1).unwrap_or_else(|| place.1.clone()),
                was_bytes,
                now_bytes,
            })
        })
        .collect();
    changes.sort_by_key(|change| std::cmp::Reverse(change.was_bytes.abs_diff(change.now_bytes)));
    changes.truncate(CHANGES);
    changes
}

#[cfg(test)]
mod tests {
    use super::size_difference;
    use crate::toolchain::anatomy;

    #[test]
    fn what_grew_came_and_went_is_named() {
        let of = |body: &str| {
            let text = format!("(component (core module $main {body} (memory 1)))");
            anatomy(&wat::parse_str(text).unwrap()).unwrap()
        };
        let one = of("(func $same (nop)) (func $grows (nop)) (func $goes (nop) (nop))");
        let two = of("(func $same (nop)) (func $grows (nop) (nop) (nop)) (func $comes)");
        let found = size_difference(&one, &two);
        let functions: Vec<_> = found
            .functions
            .iter()
            .map(|change| (change.within.join("/"), change.name.as_str(), change.was_bytes, change.now_bytes))
            .collect();
        assert_eq!(
            functions,
            [
                ("main".to_owned(), "goes", 5, 0),
                ("main".to_owned(), "comes", 0, 3),
                ("main".to_owned(), "grows", 4, 6),
            ]
        );
        assert!(found.sections.iter().any(|change| change.name == "name"));
        assert!(!found.sections.iter().any(|change| change.name == "memories"));
        let same = size_difference(&one, &one);
        assert_eq!((same.sections.len(), same.functions.len()), (0, 0));
    }
}
