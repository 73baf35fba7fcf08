//! What could be wired to what: names that link, types that fit, and no circles.

use crate::Components;
use diptych_shared::api::composition::{ComposedInstance, Composition, Fit, Middleware, WireSource, Wiring};
use diptych_shared::project::COMPONENTS_NAMESPACE;
use std::collections::{BTreeMap, BTreeSet};
use wac_graph::types::{ItemKind, Package, SubtypeChecker, Types, are_semver_compatible};

/// The components as wac reads them, with the types of all of them.
pub struct Known {
    types: Types,
    packages: BTreeMap<String, Package>,
}

impl Known {
    /// Reads all of them.
    pub fn all(components: &Components) -> Known {
        Known::read(components, |_| true)
    }

    fn read(components: &Components, wanted: impl Fn(&str) -> bool) -> Known {
        let mut types = Types::default();
        let mut packages = BTreeMap::new();
        for (name, bytes) in components.iter().filter(|(name, _)| wanted(name)) {
            // One that wac cannot read has no ports.
            let package = format!("{COMPONENTS_NAMESPACE}:{name}");
            if let Ok(package) = Package::from_bytes(&package, None, bytes.clone(), &mut types) {
                packages.insert(name.clone(), package);
            }
        }
        Known { types, packages }
    }

    fn imports(&self, component: &str) -> impl Iterator<Item = (&String, ItemKind)> {
        let package = self.packages.get(component);
        package
            .into_iter()
            .flat_map(|package| &self.types[package.ty()].imports)
            .map(|(name, kind)| (name, *kind))
    }

    fn exports(&self, component: &str) -> impl Iterator<Item = (&String, ItemKind)> {
        let package = self.packages.get(component);
        package
            .into_iter()
            .flat_map(|package| &self.types[package.ty()].exports)
            .map(|(name, kind)| (name, *kind))
    }

    /// Why the export cannot supply the import, if so.
    fn mismatch(&self, export: ItemKind, import: ItemKind) -> Option<String> {
        let mut cache = Default::default();
        let error =
            SubtypeChecker::new(&mut cache).is_subtype(export, &self.types, import, &self.types).err()?;
        Some(format!("{error:#}"))
    }
}

/// Whether an export of this name can supply an import of that one.
fn links(export: &str, import: &str) -> bool {
    export == import || are_semver_compatible(export, import)
}

/// Everything that could be wired in a composition of these components.
pub fn wiring(composition: &Composition, components: &Components) -> Wiring {
    wiring_of(composition, &Known::all(components))
}

fn wiring_of(composition: &Composition, known: &Known) -> Wiring {
    let mut fits = Vec::new();
    for instance in &composition.instances {
        for (import, kind) in known.imports(&instance.component) {
            for other in
                composition.instances.iter().filter(|other| other.name != instance.name && other.is_named)
            {
                for (export, exported) in
                    known.exports(&other.component).filter(|(name, _)| links(name, import))
                {
                    let mismatch = match circle(composition, &instance.name, &other.name) {
                        Some(circle) => Some(circle),
                        None => known.mismatch(exported, kind),
                    };
                    fits.push(Fit {
                        instance: instance.name.clone(),
                        import: import.clone(),
                        from: other.name.clone(),
                        export: export.clone(),
                        mismatch,
                    });
                }
            }
        }
    }
    let mut middleware = Vec::new();
    for component in known.packages.keys() {
        for (export, exported) in known.exports(component) {
            let is_taken = |(import, kind): (&String, ItemKind)| {
                links(export, import) && known.mismatch(exported, kind).is_none()
            };
            if matches!(exported, ItemKind::Instance(_)) && known.imports(component).any(is_taken) {
                middleware.push(Middleware { component: component.clone(), interface: export.clone() });
            }
        }
    }
    Wiring { fits, middleware, components: known.packages.keys().cloned().collect() }
}

/// Says so when wiring `instance` to `from` would make a circle.
fn circle(composition: &Composition, instance: &str, from: &str) -> Option<String> {
    let mut seen = BTreeSet::new();
    let mut open = vec![from];
    while let Some(name) = open.pop() {
        if name == instance {
            return Some(format!("that would be a cycle: `{from}` takes from `{instance}` already"));
        }
        if seen.insert(name)
            && let Some(found) = composition.instance(name)
        {
            open.extend(suppliers(found));
        }
    }
    None
}

fn suppliers(instance: &ComposedInstance) -> impl Iterator<Item = &str> {
    instance.wires.iter().filter_map(|wire| match &wire.source {
        WireSource::Instance { instance, .. } => Some(instance.as_str()),
        _ => None,
    })
}

/// The import and the export that `component` has of an interface that it could stand on a wire of.
///
/// # Errors
/// There is no such component.
pub fn ports_of_middleware(
    components: &Components,
    component: &str,
    interface: &str,
) -> Result<Option<(String, String)>, String> {
    if !components.contains_key(component) {
        return Err(format!("there is no component `{component}`"));
    }
    let known = Known::read(components, |name| name == component);
    let export = known.exports(component).map(|(name, _)| name).find(|name| links(name, interface));
    let import = known.imports(component).map(|(name, _)| name).find(|name| links(interface, name));
    Ok(import.cloned().zip(export.cloned()))
}

/// The next import that the host supplies and that exactly one other instance could: instance, import,
/// supplier, its export.
pub fn next_plug(composition: &Composition, known: &Known) -> Option<(String, String, String, String)> {
    let wiring = wiring_of(composition, known);
    for instance in composition.instances.iter().filter(|instance| instance.is_named) {
        for wire in &instance.wires {
            if !matches!(wire.source, WireSource::Host { .. }) {
                continue;
            }
            let mut fits = wiring.fits.iter().filter(|fit| {
                fit.mismatch.is_none() && fit.instance == instance.name && fit.import == wire.import.name
            });
            if let (Some(only), None) = (fits.next(), fits.next()) {
                let Fit { instance, import, from, export, .. } = only.clone();
                return Some((instance, import, from, export));
            }
        }
    }
    None
}

/// Exports of named instances that nobody takes: instance and export.
pub fn unused(composition: &Composition) -> Vec<(String, String)> {
    let taken: BTreeSet<(&str, &str)> = composition
        .instances
        .iter()
        .flat_map(|instance| &instance.wires)
        .filter_map(|wire| match &wire.source {
            WireSource::Instance { instance, export } => Some((instance.as_str(), export.as_str())),
            _ => None,
        })
        .collect();
    let mut unused = Vec::new();
    for instance in composition.instances.iter().filter(|instance| instance.is_named) {
        for export in &instance.exports {
            if !taken.contains(&(instance.name.as_str(), export.name.as_str())) {
                unused.push((instance.name.clone(), export.name.clone()));
            }
        }
    }
    unused
}

/// The names of what a component imports.
pub fn imports_of(components: &Components, component: &str) -> Vec<String> {
    let known = Known::read(components, |name| name == component);
    known.imports(component).map(|(name, _)| name.clone()).collect()
}
