//! Which parts of a composed component take each of its imports.

use std::collections::BTreeMap;
use wasmparser::{
    CanonicalFunction, ComponentAlias, ComponentExternalKind, ComponentInstance, ComponentName,
    ComponentOuterAliasKind, ComponentTypeRef, KnownCustom, Parser, Payload,
};

/// How many parts are named per import.
const PARTS: usize = 32;
/// How many characters of a part's name are kept.
const NAME_CHARS: usize = 100;

/// By import (interface, or `$root` for a function of the world itself) the names of the nested
/// components that it is handed to: from the name section, else `component[2]`. Imports that only the
/// component itself uses are not listed. Takes time in proportion to the bytes, which must be valid.
pub(super) fn import_origins(bytes: &[u8]) -> BTreeMap<String, Vec<String>> {
    let mut outer = Outer::default();
    let mut depth = 0_u32;
    for payload in Parser::new(0).parse_all(bytes) {
        let Ok(payload) = payload else { break };
        match &payload {
            Payload::End(_) => {
                depth = depth.saturating_sub(1);
                continue;
            }
            Payload::ComponentSection { .. } | Payload::ModuleSection { .. } => {
                if depth == 0
                    && let Payload::ComponentSection { .. } = payload
                {
                    outer.parts.push(Part { nested: true, name: None });
                }
                depth += 1;
                continue;
            }
            _ => {}
        }
        let read = match depth {
            0 => outer.read(payload),
            1 => outer.read_nested(payload),
            _ => Some(()),
        };
        // Validated before; what does not read tells nothing.
        if read.is_none() {
            break;
        }
    }
    outer.origins()
}

/// An entry of the component index space.
#[derive(Clone)]
struct Part {
    nested: bool,
    name: Option<String>,
}

/// The outermost component's index spaces, as far as imports go through them.
#[derive(Default)]
struct Outer {
    imports: Vec<String>,
    /// Per instance the import that it is.
    instances: Vec<Option<usize>>,
    /// Per function the import that it is, or is of.
    functions: Vec<Option<usize>>,
    parts: Vec<Part>,
    /// Import and part, as they are put together.
    taken: Vec<(usize, usize)>,
}

impl Outer {
    fn read(&mut self, payload: Payload<'_>) -> Option<()> {
        match payload {
            Payload::ComponentImportSection(section) => {
                for import in section {
                    let import = import.ok()?;
                    match import.ty {
                        ComponentTypeRef::Instance(_) => {
                            self.instances.push(Some(self.imports.len()));
                            self.imports.push(import.name.name.to_owned());
                        }
                        ComponentTypeRef::Func(_) => {
                            self.functions.push(Some(self.imports.len()));
                            self.imports.push(super::ROOT.to_owned());
                        }
                        ComponentTypeRef::Component(_) => self.parts.push(Part { nested: false, name: None }),
                        _ => {}
                    }
                }
            }
            Payload::ComponentInstanceSection(section) => {
                for instance in section {
                    if let ComponentInstance::Instantiate { component_index, args } = instance.ok()? {
                        for argument in &args {
                            self.take(component_index, argument.kind, argument.index);
                        }
                    }
                    self.instances.push(None);
                }
            }
            Payload::ComponentAliasSection(section) => {
                for alias in section {
                    self.alias(alias.ok()?);
                }
            }
            Payload::ComponentCanonicalSection(section) => {
                for function in section {
                    if let CanonicalFunction::Lift { .. } = function.ok()? {
                        self.functions.push(None);
                    }
                }
            }
            Payload::ComponentExportSection(section) => {
                // An export is a new entry of its index space.
                for export in section {
                    let export = export.ok()?;
                    let index = export.index as usize;
                    match export.kind {
                        ComponentExternalKind::Instance => {
                            self.instances.push(self.instances.get(index).copied().flatten());
                        }
                        ComponentExternalKind::Func => {
                            self.functions.push(self.functions.get(index).copied().flatten());
                        }
                        ComponentExternalKind::Component => self.parts.push(self.parts.get(index)?.clone()),
                        _ => {}
                    }
                }
            }
            Payload::CustomSection(section) => {
                if let KnownCustom::ComponentName(names) = section.as_known() {
                    for name in names {
                        let Ok(ComponentName::Components(names)) = name else { continue };
                        for name in names.into_iter().flatten() {
                            if let Some(part) = self.parts.get_mut(name.index as usize) {
                                part.name = Some(shortened(name.name));
                            }
                        }
                    }
                }
            }
            _ => {}
        }
        Some(())
    }

    /// A nested component may tell its own name; the outer one's word comes later and goes first.
    fn read_nested(&mut self, payload: Payload<'_>) -> Option<()> {
        if let Payload::CustomSection(section) = payload
            && let KnownCustom::ComponentName(names) = section.as_known()
            && let Some(part) = self.parts.last_mut()
        {
            for name in names {
                if let Ok(ComponentName::Component { name, .. }) = name {
                    part.name = Some(shortened(name));
                }
            }
        }
        Some(())
    }

    fn alias(&mut self, alias: ComponentAlias<'_>) {
        match alias {
            ComponentAlias::InstanceExport { kind, instance_index, .. } => {
                let import = self.instances.get(instance_index as usize).copied().flatten();
                match kind {
                    ComponentExternalKind::Instance => self.instances.push(import),
                    ComponentExternalKind::Func => self.functions.push(import),
                    ComponentExternalKind::Component => self.parts.push(Part { nested: false, name: None }),
                    _ => {}
                }
            }
            ComponentAlias::Outer { kind: ComponentOuterAliasKind::Component, .. } => {
                self.parts.push(Part { nested: false, name: None });
            }
            _ => {}
        }
    }

    fn take(&mut self, component: u32, kind: ComponentExternalKind, index: u32) {
        let space = match kind {
            ComponentExternalKind::Instance => &self.instances,
            ComponentExternalKind::Func => &self.functions,
            _ => return,
        };
        if let Some(import) = space.get(index as usize).copied().flatten() {
            self.taken.push((import, component as usize));
        }
    }

    fn origins(mut self) -> BTreeMap<String, Vec<String>> {
        let mut origins: BTreeMap<String, Vec<String>> = BTreeMap::new();
        self.taken.sort_unstable();
        self.taken.dedup();
        for (import, part) in self.taken {
            let Some(Part { nested, name }) = self.parts.get(part) else { continue };
            let parts = origins.entry(self.imports[import].clone()).or_default();
            if parts.len() >= PARTS {
                continue;
            }
            let unnamed =
                || if *nested { format!("component[{part}]") } else { format!("imported component[{part}]") };
            let name = name.clone().unwrap_or_else(unnamed);
            if !parts.contains(&name) {
                parts.push(name);
            }
        }
        origins
    }
}

fn shortened(name: &str) -> String {
    name.chars().take(NAME_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::import_origins;

    #[test]
    fn two_nested_components_take_what_they_import() {
        let bytes = wat::parse_str(
            r#"(component
                (import "demo:a/log" (instance $log (export "write" (func))))
                (import "demo:a/clock" (instance $clock (export "now" (func (result u64)))))
                (import "demo:a/unused" (instance (export "f" (func))))
                (import "ask" (func $ask))
                (component $greeter
                  (import "demo:a/log" (instance (export "write" (func))))
                  (import "ask" (func)))
                (component
                  (import "log" (instance (export "write" (func))))
                  (import "now" (func (result u64))))
                (alias export $clock "now" (func $now))
                (instance (instantiate $greeter (with "demo:a/log" (instance $log)) (with "ask" (func $ask))))
                (instance (instantiate $greeter (with "demo:a/log" (instance $log)) (with "ask" (func $ask))))
                (instance (instantiate 1 (with "log" (instance $log)) (with "now" (func $now)))))"#,
        )
        .unwrap();
        let origins = import_origins(&bytes);
        let told: Vec<(&str, String)> =
            origins.iter().map(|(import, parts)| (import.as_str(), parts.join(", "))).collect();
        assert_eq!(
            told,
            [
                ("$root", "greeter".to_owned()),
                ("demo:a/clock", "component[1]".to_owned()),
                ("demo:a/log", "greeter, component[1]".to_owned()),
            ]
        );
        for end in 0..bytes.len() {
            import_origins(&bytes[..end]);
        }
    }

    #[test]
    fn a_component_of_one_piece_names_nothing() {
        assert!(import_origins(b"").is_empty());
        let bytes = wat::parse_str(r#"(component (import "demo:a/log" (instance (export "write" (func)))))"#);
        assert!(import_origins(&bytes.unwrap()).is_empty());
    }
}
