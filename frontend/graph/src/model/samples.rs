//! Compositions that the tests of the graph share.

use super::graph::{NodeId, PortId, PortSide};
use diptych_shared::api::composition::{
    ComposedExport, ComposedInstance, Composition, Fit, Middleware, Port, PortKind, Wire, WireSource, Wiring,
};

/// The interface that the samples' instances import and export.
pub const LINK: &str = "demo:chain/link@1.0.0";
/// The interface that they take from the host.
pub const LOG: &str = "wasi:logging/logging@0.1.0";

/// A port of an interface.
pub fn port(name: &str) -> Port {
    Port { name: name.to_owned(), kind: PortKind::Interface }
}

/// A wire of the interface `import`, from an instance or from the host.
pub fn wire(import: &str, from: Option<&str>) -> Wire {
    let source = match from {
        Some(instance) => WireSource::Instance { instance: instance.to_owned(), export: import.to_owned() },
        None => WireSource::Host { import: import.to_owned() },
    };
    Wire { import: port(import), source }
}

/// An instance that exports [`LINK`].
pub fn instance(name: &str, wires: Vec<Wire>) -> ComposedInstance {
    ComposedInstance {
        name: name.to_owned(),
        component: "link".to_owned(),
        is_named: true,
        wires,
        exports: vec![port(LINK)],
        span: None,
    }
}

/// `node0` to the last, each wired to the one before; the last is exported.
pub fn chain(length: usize) -> Composition {
    let name = |index: usize| format!("node{index}");
    let instances = (0..length).map(|index| {
        let before = index.checked_sub(1).map(name);
        instance(&name(index), vec![wire(LINK, before.as_deref()), wire(LOG, None)])
    });
    let mut composition = Composition { instances: instances.collect(), exports: Vec::new() };
    if let Some(last) = length.checked_sub(1) {
        // The first link is the host's to give in a chain of one and of many.
        let source = WireSource::Instance { instance: name(last), export: LINK.to_owned() };
        composition.exports.push(ComposedExport { name: LINK.to_owned(), source });
    }
    if let Some(first) = composition.instances.first_mut() {
        first.wires.remove(0);
    }
    composition
}

/// `count` instances with up to four imports each, wired to what stands before them by a fixed rule.
pub fn mesh(count: usize) -> Composition {
    let name = |index: usize| format!("part{index}");
    let mut seed = 7_u64;
    let mut next = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((seed >> 33) as usize) % below.max(1)
    };
    let instances: Vec<ComposedInstance> = (0..count)
        .map(|index| {
            let wires = (0..next(5)).map(|number| {
                let import = format!("demo:mesh/i{number}@1.0.0");
                let from = (index > 0 && next(3) > 0).then(|| name(index - 1 - next(index.min(20))));
                wire(&import, from.as_deref())
            });
            let mut made = instance(&name(index), wires.collect());
            made.exports = (0..5).map(|number| port(&format!("demo:mesh/i{number}@1.0.0"))).collect();
            made
        })
        .collect();
    let exports = instances.iter().rev().take(4).map(|instance| ComposedExport {
        name: format!("demo:mesh/{}", instance.name),
        source: WireSource::Instance {
            instance: instance.name.clone(),
            export: "demo:mesh/i0@1.0.0".to_owned(),
        },
    });
    Composition { exports: exports.collect(), instances }
}

/// What fits in [`chain`]: the first export for every later import; the last one's would be a cycle.
pub fn chain_wiring(length: usize) -> Wiring {
    let fits = (1..length).flat_map(|index| {
        (0..length).filter(move |from| *from != index).map(move |from| Fit {
            instance: format!("node{index}"),
            import: LINK.to_owned(),
            from: format!("node{from}"),
            export: LINK.to_owned(),
            mismatch: (from > index).then(|| format!("`node{from}` takes from `node{index}`: a cycle")),
        })
    });
    Wiring {
        fits: fits.collect(),
        middleware: vec![Middleware { component: "logger".to_owned(), interface: LINK.to_owned() }],
        components: vec!["link".to_owned(), "logger".to_owned()],
    }
}

/// The id of an instance's import.
pub fn takes(instance: &str, name: &str) -> PortId {
    PortId { node: NodeId::Instance(instance.to_owned()), side: PortSide::Takes, name: name.to_owned() }
}

/// The id of an instance's export.
pub fn gives(instance: &str, name: &str) -> PortId {
    PortId { side: PortSide::Gives, ..takes(instance, name) }
}
