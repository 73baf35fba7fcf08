//! What a graph says to those who hear it, and in titles: nodes, ports and wires as sentences.

use super::drawing::Drawing;
use super::graph::{Graph, GraphNode, NodeId, PortId, PortSide, Spot};
use super::traffic::{WireLoad, load_words};
use diptych_page_common::side::Side;
use diptych_page_common::text::{count, visible_line};
use diptych_shared::api::composition::PortKind;

/// The longest name that is shown, in characters; longer ones end with `…`.
const NAME_CHARS: usize = 200;

/// A name as text: what deceives is visible, what is endless is cut.
pub fn shown(name: &str) -> String {
    match name.char_indices().nth(NAME_CHARS) {
        Some((end, _)) => visible_line(&name[..end]) + "…",
        None => visible_line(name),
    }
}

/// What a spot is: `greeter, import demo:x/api@1.0.0, wired to english`.
pub fn spot(drawing: &Drawing, spot: &Spot) -> String {
    let graph = &drawing.graph;
    match spot {
        Spot::Node(id) => graph.node(id).map_or(String::new(), |node| self::node(&graph.nodes[node])),
        Spot::Port(port) => self::port(graph, port),
        Spot::Wire(port) => wire(graph, port),
    }
}

/// A node and how much is on it.
fn node(node: &GraphNode) -> String {
    match &node.id {
        NodeId::Host => format!("host, supplies {}", count(node.gives.len(), "import")),
        NodeId::Whole => format!("the whole, {}", count(node.takes.len(), "export")),
        NodeId::Instance(name) => {
            let component = node.component.as_deref().unwrap_or_default();
            format!(
                "{}, instance of {}, {}, {}",
                shown(name),
                shown(component),
                count(node.takes.len(), "import"),
                count(node.gives.len(), "export")
            )
        }
    }
}

fn title(id: &NodeId) -> String {
    match id {
        NodeId::Host => "host".to_owned(),
        NodeId::Whole => "the whole".to_owned(),
        NodeId::Instance(name) => shown(name),
    }
}

/// A port and what it is wired to.
fn port(graph: &Graph, port: &PortId) -> String {
    let (own, name) = (title(&port.node), shown(&port.name));
    let what = match (&port.node, port.side) {
        (NodeId::Host, _) => "supplies",
        (NodeId::Instance(_), PortSide::Takes) => "import",
        _ => "export",
    };
    let kind = match graph.port(port).map(|port| port.kind) {
        Some(PortKind::Interface) | None => "",
        Some(PortKind::Function) => "function ",
        Some(PortKind::Type) => "type ",
        Some(PortKind::Other) => "item ",
    };
    format!("{own}, {what} {kind}{name}, {}", wired(graph, port))
}

/// What a port is wired to: `wired to english`, `from the host`, `taken by greeter and 2 more`.
pub fn wired(graph: &Graph, port: &PortId) -> String {
    match port.side {
        PortSide::Takes => {
            let giver = graph.wire_to(port).and_then(|wire| graph.wire_ports(wire)).map(|(giver, _)| giver);
            match giver.map(|giver| giver.node) {
                Some(NodeId::Host) => "from the host".to_owned(),
                Some(node) => format!("wired to {}", title(&node)),
                None => "wired by the text alone".to_owned(),
            }
        }
        PortSide::Gives => {
            let takers = graph.takers(port);
            match &takers[..] {
                [] => "taken by nobody".to_owned(),
                [only] => format!("taken by {}", title(&only.node)),
                [first, others @ ..] => format!("taken by {} and {} more", title(&first.node), others.len()),
            }
        }
    }
}

fn wire(graph: &Graph, taker: &PortId) -> String {
    let ports = graph.wire_to(taker).and_then(|wire| graph.wire_ports(wire));
    ports.map_or(String::new(), |(giver, taker)| {
        format!("wire of {} from {} to {}", shown(&giver.name), title(&giver.node), title(&taker.node))
    })
}

/// What crossed a wire, in words; empty when nothing did.
pub fn load(load: &WireLoad) -> String {
    let words = Side::BOTH.into_iter().filter(|side| load[side.index()].count > 0);
    words.map(|side| load_words(side, &load[side.index()])).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::super::layout::WireEnd;
    use super::super::samples::{LINK, LOG, chain, gives, takes};
    use super::super::traffic::Load;
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn a_spot_reads_like_a_sentence() {
        let drawing = Drawing::of(chain(3), &BTreeMap::new(), WireEnd::Bare);
        let host = PortId { node: NodeId::Host, side: PortSide::Gives, name: LOG.to_owned() };
        let node = |name: &str| Spot::Node(NodeId::Instance(name.to_owned()));
        for (of, expected) in [
            (node("node1"), "node1, instance of link, 2 imports, 1 export"),
            (Spot::Port(takes("node1", LINK)), "node1, import demo:chain/link@1.0.0, wired to node0"),
            (Spot::Port(takes("node1", LOG)), "node1, import wasi:logging/logging@0.1.0, from the host"),
            (Spot::Port(gives("node2", LINK)), "node2, export demo:chain/link@1.0.0, taken by the whole"),
            (Spot::Port(host), "host, supplies wasi:logging/logging@0.1.0, taken by node0 and 2 more"),
            (Spot::Wire(takes("node1", LINK)), "wire of demo:chain/link@1.0.0 from node0 to node1"),
        ] {
            assert_eq!(spot(&drawing, &of), expected);
        }
        let load_of = [Load { count: 1, denied: 0, total_ns: 250 }, Load::default()];
        assert_eq!(load(&load_of), "browser: 1 call, 250 ns");
    }

    #[test]
    fn hostile_names_are_seen_through() {
        assert_eq!(shown("a\u{202e}b\n"), "a⟨U+202E⟩b␊");
        assert_eq!(shown(&"x".repeat(500)).chars().count(), NAME_CHARS + 1);
    }
}
