//! How many instances a component makes when it is instantiated, without instantiating it.

use wasmparser::{
    ComponentAlias, ComponentExternalKind, ComponentInstance, ComponentOuterAliasKind, ComponentTypeRef,
    Instance, Parser, Payload,
};

/// How many core and component instances instantiating these bytes makes, nested ones included.
///
/// A few hundred bytes can ask for 2¹⁹ of them (a component that instantiates one twice that
/// instantiates one twice …), so whoever unfolds a component asks here first. Where a component is
/// handed over as a value its size is not known from the outside; the largest seen is assumed.
/// Saturates; 0 for anything that is not a component.
pub fn count_instantiations(bytes: &[u8]) -> u64 {
    let largest = walk(bytes, 0).map_or(0, |(_, largest)| largest);
    walk(bytes, largest).map_or(0, |(total, _)| total)
}

/// One component (or module) that is being read.
#[derive(Default)]
struct Frame {
    is_module: bool,
    /// Instances made by instantiating each entry of the component index space.
    components: Vec<u64>,
    total: u64,
}

/// The instances of the outermost component, and of the largest one in it.
fn walk(bytes: &[u8], unknown: u64) -> Option<(u64, u64)> {
    if !Parser::is_component(bytes) {
        return None;
    }
    let mut frames = vec![Frame::default()];
    let mut largest = 0;
    for payload in Parser::new(0).parse_all(bytes) {
        let payload = payload.ok()?;
        if let Payload::End(_) = payload {
            let frame = frames.pop()?;
            largest = largest.max(frame.total);
            match frames.last_mut() {
                None => return Some((frame.total, largest)),
                Some(parent) if !frame.is_module => parent.components.push(frame.total),
                Some(_) => {}
            }
            continue;
        }
        let outer: Vec<usize> = (0..frames.len()).collect();
        let frame = frames.last_mut()?;
        match payload {
            Payload::ModuleSection { .. } => frames.push(Frame { is_module: true, ..Frame::default() }),
            Payload::ComponentSection { .. } => frames.push(Frame::default()),
            Payload::InstanceSection(section) => {
                for instance in section {
                    if let Instance::Instantiate { .. } = instance.ok()? {
                        frame.total = frame.total.saturating_add(1);
                    }
                }
            }
            Payload::ComponentInstanceSection(section) => {
                for instance in section {
                    if let ComponentInstance::Instantiate { component_index, .. } = instance.ok()? {
                        let inner = frame.components.get(component_index as usize).unwrap_or(&unknown);
                        frame.total = frame.total.saturating_add(*inner).saturating_add(1);
                    }
                }
            }
            Payload::ComponentImportSection(section) => {
                for import in section {
                    if let ComponentTypeRef::Component(_) = import.ok()?.ty {
                        frame.components.push(unknown);
                    }
                }
            }
            Payload::ComponentExportSection(section) => {
                // An export is a new entry of the index space.
                for export in section {
                    let export = export.ok()?;
                    if export.kind == ComponentExternalKind::Component {
                        let size = frame.components.get(export.index as usize).copied();
                        frame.components.push(size.unwrap_or(unknown));
                    }
                }
            }
            Payload::ComponentAliasSection(section) => {
                for alias in section {
                    let size = match alias.ok()? {
                        ComponentAlias::InstanceExport { kind: ComponentExternalKind::Component, .. } => {
                            unknown
                        }
                        ComponentAlias::Outer { kind: ComponentOuterAliasKind::Component, count, index } => {
                            let depth = outer.len().checked_sub(1 + count as usize)?;
                            frames[depth].components.get(index as usize).copied().unwrap_or(unknown)
                        }
                        _ => continue,
                    };
                    frames.last_mut()?.components.push(size);
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::count_instantiations;

    #[test]
    fn doubling_components_are_counted_without_unfolding() {
        let bytes =
            wat::parse_str(include_str!("../../tests/fixtures/half-a-million-instances.wat")).unwrap();
        assert!(bytes.len() < 2_000);
        assert_eq!(count_instantiations(&bytes), (1 << 20) - 1);
    }

    #[test]
    fn a_plain_component_has_its_own_instances() {
        let bytes = wat::parse_str(
            "(component (core module $m) (core instance (instantiate $m)) (core instance (instantiate $m)))",
        )
        .unwrap();
        assert_eq!(count_instantiations(&bytes), 2);
        assert_eq!(count_instantiations(&wat::parse_str("(module)").unwrap()), 0);
        assert_eq!(count_instantiations(b"nonsense"), 0);
    }
}
