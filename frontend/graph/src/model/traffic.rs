//! What crossed each wire in the last run, and which wire a call crossed.

use super::graph::{Graph, NodeId, PortId, PortSide};
use super::names::links;
use diptych_page_common::composition::EdgeCalls;
use diptych_page_common::side::Side;
use diptych_shared::api::composition::PortKind;

/// What crossed a wire in one engine's run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Load {
    /// How many calls.
    pub count: u64,
    /// How many of them were denied.
    pub denied: u64,
    /// What they took together, in nanoseconds.
    pub total_ns: u64,
}

/// What crossed a wire, per engine: the browser's first.
pub type WireLoad = [Load; 2];

/// Whether anything did.
pub fn was_called(load: &WireLoad) -> bool {
    load.iter().any(|load| load.count > 0)
}

/// What crossed each wire of the graph.
pub fn loads(graph: &Graph, calls: &[EdgeCalls]) -> Vec<WireLoad> {
    let mut loads = vec![WireLoad::default(); graph.wires.len()];
    for call in calls {
        let wire = wire_of(graph, Some(&call.caller), call.callee.as_deref(), &call.interface);
        if let Some(wire) = wire {
            let load = &mut loads[wire][call.engine.index()];
            load.count += call.count;
            load.denied += call.denied;
            load.total_ns = load.total_ns.saturating_add(call.total_ns);
        }
    }
    loads
}

/// The wire that a call crosses: of the caller's import, or, when nobody in the composition called, of the
/// whole's export.
pub fn wire_of(graph: &Graph, caller: Option<&str>, callee: Option<&str>, interface: &str) -> Option<usize> {
    let side = |name: Option<&str>, edge: NodeId| match name {
        Some(name) => NodeId::Instance(name.to_owned()),
        None => edge,
    };
    let (taker, giver) = (side(caller, NodeId::Whole), side(callee, NodeId::Host));
    let (taker, giver) = (graph.node(&taker)?, graph.node(&giver)?);
    graph.wires.iter().position(|wire| {
        let port = &graph.nodes[taker].takes.get(wire.to.port);
        wire.to.node == taker
            && wire.from.node == giver
            && port.is_some_and(|port| match interface {
                // What is imported by itself has no interface.
                "$root" => port.kind == PortKind::Function,
                interface => links(&port.name, interface),
            })
    })
}

/// The caller, the callee and the interface of a wire, as its calls name them; `None` for a wire of the
/// whole's exports.
pub fn ends(graph: &Graph, taker: &PortId) -> Option<(String, Option<String>, String)> {
    let (giver, taker) = graph.wire_ports(graph.wire_to(taker)?)?;
    debug_assert_eq!(taker.side, PortSide::Takes);
    let NodeId::Instance(caller) = taker.node else { return None };
    let callee = match giver.node {
        NodeId::Instance(name) => Some(name),
        _ => None,
    };
    Some((caller, callee, taker.name))
}

/// What crossed a wire in one engine's run, in words: `browser: 3 calls, 1.20 ms, 1 denied`.
pub fn load_words(side: Side, load: &Load) -> String {
    use diptych_page_common::text::{count, duration};
    let calls = count(usize::try_from(load.count).unwrap_or(usize::MAX), "call");
    let denied = if load.denied > 0 { format!(", {} denied", load.denied) } else { String::new() };
    format!("{}: {calls}, {}{denied}", side.id(), duration(load.total_ns))
}

/// A number in at most five characters: `9999`, `12k`, `3.4M`.
pub fn short_count(number: u64) -> String {
    match number {
        0..10_000 => number.to_string(),
        10_000..1_000_000 => format!("{}k", number / 1_000),
        _ => format!("{:.1}M", number as f64 / 1e6),
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{LINK, chain, takes};
    use super::*;

    #[test]
    fn calls_are_summed_on_their_wire() {
        let graph = Graph::of(&chain(3));
        let call = |callee: Option<&str>, interface: &str, engine: Side| EdgeCalls {
            caller: "node1".to_owned(),
            callee: callee.map(str::to_owned),
            interface: interface.to_owned(),
            engine,
            count: 2,
            denied: 1,
            total_ns: 500,
        };
        let calls = [
            call(Some("node0"), LINK, Side::Browser),
            // The other engine prints another version of what it links.
            call(Some("node0"), "demo:chain/link@1.3.0", Side::Browser),
            call(Some("node0"), LINK, Side::Wasmtime),
            call(Some("node2"), LINK, Side::Wasmtime),
            call(Some("nobody"), LINK, Side::Wasmtime),
        ];
        let loads = loads(&graph, &calls);
        let wire = graph.wire_to(&takes("node1", LINK)).unwrap();
        assert_eq!(loads[wire][0], Load { count: 4, denied: 2, total_ns: 1_000 });
        assert_eq!(loads[wire][1], Load { count: 2, denied: 1, total_ns: 500 });
        assert_eq!(loads.iter().filter(|load| was_called(load)).count(), 1);
        assert_eq!(load_words(Side::Browser, &loads[wire][0]), "browser: 4 calls, 1.00 µs, 2 denied");
    }

    #[test]
    fn counts_are_short() {
        let short = [9_999, 10_000, 999_999, 3_420_000].map(short_count);
        assert_eq!(short, ["9999", "10k", "999k", "3.4M"]);
    }

    #[test]
    fn who_calls_the_whole_comes_over_its_export() {
        let graph = Graph::of(&chain(3));
        let wire = wire_of(&graph, None, Some("node2"), LINK).unwrap();
        let (giver, taker) = graph.wire_ports(wire).unwrap();
        assert_eq!((giver.node, taker.node), (NodeId::Instance("node2".to_owned()), NodeId::Whole));
        assert_eq!(wire_of(&graph, None, Some("node0"), LINK), None);
        let taken = takes("node2", LINK);
        let expected = ("node2".to_owned(), Some("node1".to_owned()), LINK.to_owned());
        assert_eq!(ends(&graph, &taken), Some(expected));
    }
}
