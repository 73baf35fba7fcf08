//! A composition as nodes, ports and wires: the instances between the host, on the left, and what the whole exports.

use super::names::short_name;
use diptych_shared::api::composition::{Composition, PortKind, WireSource};
use diptych_shared::api::diagnostic::Span;

/// Which node.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NodeId {
    /// What supplies the imports that no instance does.
    Host,
    /// The instance of this name.
    Instance(String),
    /// What the whole exports.
    Whole,
}

/// On which side of a node a port is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PortSide {
    /// Left: an import of an instance, or an export of the whole. A wire ends here.
    Takes,
    /// Right: an export of an instance, or what the host supplies. Wires begin here.
    Gives,
}

/// Which port.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PortId {
    /// Whose.
    pub node: NodeId,
    /// Where on it.
    pub side: PortSide,
    /// Its full name.
    pub name: String,
}

/// What the keyboard can be on, and what can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spot {
    /// A node.
    Node(NodeId),
    /// A port of one.
    Port(PortId),
    /// The wire that ends at this port.
    Wire(PortId),
}

/// A port of a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GraphPort {
    /// Its full name.
    pub name: String,
    /// Its name on the node.
    pub short: String,
    /// What it is.
    pub kind: PortKind,
    /// What it takes is more than a wire can say: the text has it.
    pub is_by_text: bool,
}

impl GraphPort {
    fn new(name: &str, kind: PortKind) -> Self {
        GraphPort { name: name.to_owned(), short: short_name(name).to_owned(), kind, is_by_text: false }
    }
}

/// A node with its ports, from the top down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GraphNode {
    /// Which it is.
    pub id: NodeId,
    /// The project's component that an instance is of.
    pub component: Option<String>,
    /// Where the text instantiates it.
    pub span: Option<Span>,
    /// Whether the text names it, so that others can be wired to it.
    pub is_named: bool,
    /// Its ports on the left.
    pub takes: Vec<GraphPort>,
    /// Its ports on the right.
    pub gives: Vec<GraphPort>,
}

impl GraphNode {
    fn edge(id: NodeId) -> Self {
        GraphNode { id, component: None, span: None, is_named: true, takes: Vec::new(), gives: Vec::new() }
    }

    /// What it is called.
    pub fn title(&self) -> &str {
        match &self.id {
            NodeId::Host => "host",
            NodeId::Instance(name) => name,
            NodeId::Whole => "exports",
        }
    }

    /// Its ports on one side.
    pub fn ports(&self, side: PortSide) -> &[GraphPort] {
        match side {
            PortSide::Takes => &self.takes,
            PortSide::Gives => &self.gives,
        }
    }

    /// Which of its ports this is, by its index on its side.
    fn port(&self, side: PortSide, name: &str) -> Option<usize> {
        self.ports(side).iter().position(|port| port.name == name)
    }
}

/// One end of a wire: indices of the node and of its port.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct End {
    /// The node's index.
    pub node: usize,
    /// The port's index on its side.
    pub port: usize,
}

/// A wire, from the port that gives to the one that takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GraphWire {
    /// Where it begins.
    pub from: End,
    /// Where it ends; no other wire ends there.
    pub to: End,
}

/// A composition as a graph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Graph {
    /// The host first if anything is taken from it, then the instances in the text's order, then the whole.
    pub nodes: Vec<GraphNode>,
    /// The wires, in the order of the ports they end at.
    pub wires: Vec<GraphWire>,
}

impl Graph {
    /// The graph of `composition`; one without instances is empty.
    pub fn of(composition: &Composition) -> Graph {
        if composition.instances.is_empty() {
            return Graph::default();
        }
        let mut host = GraphNode::edge(NodeId::Host);
        let mut nodes: Vec<GraphNode> = Vec::new();
        for instance in &composition.instances {
            let mut node = GraphNode::edge(NodeId::Instance(instance.name.clone()));
            node.component = Some(instance.component.clone());
            node.span = instance.span;
            node.is_named = instance.is_named;
            for wire in &instance.wires {
                node.takes.push(GraphPort::new(&wire.import.name, wire.import.kind));
                supply(&mut host, &wire.source, wire.import.kind);
            }
            node.gives = instance.exports.iter().map(|port| GraphPort::new(&port.name, port.kind)).collect();
            nodes.push(node);
        }
        let mut whole = GraphNode::edge(NodeId::Whole);
        for export in &composition.exports {
            let kind = kind_of(composition, &export.source);
            supply(&mut host, &export.source, kind);
            whole.takes.push(GraphPort::new(&export.name, kind));
        }
        nodes.push(whole);
        if !host.gives.is_empty() {
            nodes.insert(0, host);
        }
        let mut graph = Graph { nodes, wires: Vec::new() };
        graph.wire(composition);
        graph
    }

    fn wire(&mut self, composition: &Composition) {
        let imports = composition.instances.iter().flat_map(|instance| {
            let id = NodeId::Instance(instance.name.clone());
            instance.wires.iter().map(move |wire| (id.clone(), wire.import.name.as_str(), &wire.source))
        });
        let exports =
            composition.exports.iter().map(|export| (NodeId::Whole, export.name.as_str(), &export.source));
        for (node, name, source) in imports.chain(exports) {
            let to = self.end(&PortId { node, side: PortSide::Takes, name: name.to_owned() });
            let from = source_port(source).and_then(|port| self.end(&port));
            match (from, to) {
                (Some(from), Some(to)) => self.wires.push(GraphWire { from, to }),
                (None, Some(to)) => self.nodes[to.node].takes[to.port].is_by_text = true,
                _ => {}
            }
        }
    }

    /// The index of a node.
    pub fn node(&self, id: &NodeId) -> Option<usize> {
        self.nodes.iter().position(|node| node.id == *id)
    }

    /// Where a port is.
    pub fn end(&self, id: &PortId) -> Option<End> {
        let node = self.node(&id.node)?;
        Some(End { node, port: self.nodes[node].port(id.side, &id.name)? })
    }

    /// Which port is there.
    pub fn port_id(&self, side: PortSide, end: End) -> Option<PortId> {
        let node = self.nodes.get(end.node)?;
        let name = node.ports(side).get(end.port)?.name.clone();
        Some(PortId { node: node.id.clone(), side, name })
    }

    /// The port behind an id.
    pub fn port(&self, id: &PortId) -> Option<&GraphPort> {
        let end = self.end(id)?;
        self.nodes[end.node].ports(id.side).get(end.port)
    }

    /// The index of the wire that ends at `port`.
    pub fn wire_to(&self, port: &PortId) -> Option<usize> {
        let to = (port.side == PortSide::Takes).then(|| self.end(port)).flatten()?;
        self.wires.iter().position(|wire| wire.to == to)
    }

    /// The ports at both ends of a wire: what gives and what takes.
    pub fn wire_ports(&self, wire: usize) -> Option<(PortId, PortId)> {
        let GraphWire { from, to } = *self.wires.get(wire)?;
        Some((self.port_id(PortSide::Gives, from)?, self.port_id(PortSide::Takes, to)?))
    }

    /// The ports that take what `port` gives, in the order of the wires.
    pub fn takers(&self, port: &PortId) -> Vec<PortId> {
        let Some(from) = (port.side == PortSide::Gives).then(|| self.end(port)).flatten() else {
            return Vec::new();
        };
        let ends = self.wires.iter().filter(|wire| wire.from == from).map(|wire| wire.to);
        ends.filter_map(|to| self.port_id(PortSide::Takes, to)).collect()
    }

    /// Whether what `spot` names is there.
    pub fn has(&self, spot: &Spot) -> bool {
        match spot {
            Spot::Node(id) => self.node(id).is_some(),
            Spot::Port(port) => self.end(port).is_some(),
            Spot::Wire(port) => self.wire_to(port).is_some(),
        }
    }
}

/// The port that a source means; `None` when only the text can say.
fn source_port(source: &WireSource) -> Option<PortId> {
    let (node, name) = match source {
        WireSource::Host { import } => (NodeId::Host, import.clone()),
        WireSource::Instance { instance, export } => (NodeId::Instance(instance.clone()), export.clone()),
        WireSource::Expression => return None,
    };
    Some(PortId { node, side: PortSide::Gives, name })
}

/// Gives the host a port for what is taken from it.
fn supply(host: &mut GraphNode, source: &WireSource, kind: PortKind) {
    if let WireSource::Host { import } = source
        && host.port(PortSide::Gives, import).is_none()
    {
        host.gives.push(GraphPort::new(import, kind));
    }
}

/// What an export of the whole is: what its source is.
fn kind_of(composition: &Composition, source: &WireSource) -> PortKind {
    let kind = match source {
        WireSource::Host { import } => composition
            .instances
            .iter()
            .flat_map(|instance| &instance.wires)
            .find(|wire| matches!(&wire.source, WireSource::Host { import: other } if other == import))
            .map(|wire| wire.import.kind),
        WireSource::Instance { instance, export } => composition
            .instance(instance)
            .and_then(|instance| instance.exports.iter().find(|port| port.name == *export))
            .map(|port| port.kind),
        WireSource::Expression => None,
    };
    kind.unwrap_or(PortKind::Other)
}

#[cfg(test)]
mod tests {
    use super::super::samples::{chain, takes};
    use super::*;

    #[test]
    fn a_chain_has_its_ends() {
        let graph = Graph::of(&chain(3));
        let titles: Vec<&str> = graph.nodes.iter().map(GraphNode::title).collect();
        assert_eq!(titles, ["host", "node0", "node1", "node2", "exports"]);
        // Each takes `log` from the host, each but the first takes the one before, and the last is exported.
        assert_eq!(graph.wires.len(), 3 + 2 + 1);
        let port = takes("node1", "demo:chain/link@1.0.0");
        let wire = graph.wire_to(&port).unwrap();
        let (from, to) = graph.wire_ports(wire).unwrap();
        assert_eq!(from.node, NodeId::Instance("node0".to_owned()));
        assert_eq!(to, port);
        assert_eq!(graph.takers(&from), [port]);
    }

    #[test]
    fn what_the_text_alone_can_say_has_no_wire() {
        let mut composition = chain(2);
        composition.instances[1].wires[0].source = WireSource::Expression;
        composition.instances[1].wires[1].source =
            WireSource::Instance { instance: "gone".to_owned(), export: "nothing".to_owned() };
        let graph = Graph::of(&composition);
        let node = &graph.nodes[graph.node(&NodeId::Instance("node1".to_owned())).unwrap()];
        assert!(node.takes.iter().all(|port| port.is_by_text));
        assert!(!graph.has(&Spot::Wire(takes("node1", "demo:chain/link@1.0.0"))));
    }

    #[test]
    fn nothing_is_an_empty_graph() {
        assert_eq!(Graph::of(&Composition::default()), Graph::default());
    }
}
