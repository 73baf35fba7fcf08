//! A composition with its graph and where that is drawn.

use super::graph::{End, Graph, NodeId, PortSide, Spot};
use super::layout::{Layout, Place, WireEnd};
use diptych_shared::api::composition::Composition;
use std::collections::BTreeMap;

/// What the pane shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawing {
    /// What it is of.
    pub composition: Composition,
    /// Its nodes, ports and wires.
    pub graph: Graph,
    /// Where they are.
    pub layout: Layout,
    /// All that can be chosen, so that an index stands for it: the nodes with their ports, then the wires.
    pub spots: Vec<Spot>,
}

impl Drawing {
    /// Draws `composition`; an instance with grants has a row for them.
    pub fn of(composition: Composition, grants: &BTreeMap<String, Vec<String>>, end: WireEnd) -> Drawing {
        let graph = Graph::of(&composition);
        let has_grants = |id: &NodeId| match id {
            NodeId::Instance(name) => grants.get(name).is_some_and(|grants| !grants.is_empty()),
            _ => false,
        };
        let with_chips = (0..graph.nodes.len()).filter(|node| has_grants(&graph.nodes[*node].id)).collect();
        let layout = Layout::of(&graph, &with_chips, end);
        let spots = spots(&graph);
        Drawing { composition, graph, layout, spots }
    }

    /// The index of a spot.
    pub fn index(&self, spot: &Spot) -> Option<usize> {
        self.spots.iter().position(|other| other == spot)
    }

    /// Where a node is.
    pub fn place(&self, id: &NodeId) -> Option<&Place> {
        self.layout.nodes.get(self.graph.node(id)?)
    }
}

fn spots(graph: &Graph) -> Vec<Spot> {
    let nodes = graph.nodes.iter().enumerate().flat_map(|(index, node)| {
        let ports = [PortSide::Takes, PortSide::Gives].into_iter().flat_map(move |side| {
            (0..node.ports(side).len())
                .filter_map(move |port| graph.port_id(side, End { node: index, port }).map(Spot::Port))
        });
        std::iter::once(Spot::Node(node.id.clone())).chain(ports)
    });
    let wires = (0..graph.wires.len()).filter_map(|wire| graph.wire_ports(wire));
    nodes.chain(wires.map(|(_, taker)| Spot::Wire(taker))).collect()
}
