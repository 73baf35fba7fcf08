//! Where the nodes and wires of a graph are drawn, in CSS pixels at scale 1; equal graphs are drawn equally.

use super::graph::{End, Graph, NodeId, PortSide};
use super::layers::{Cell, Layers};
use super::stacking::stack;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// An instance's width.
const NODE_WIDTH: f64 = 192.0;
/// The width of the host and of the whole, which have ports on one side.
const EDGE_WIDTH: f64 = 132.0;
/// The height of a node's head; the stylesheet has the same.
pub const HEAD: f64 = 30.0;
/// The height of the row of grants; the stylesheet has the same.
pub const CHIPS: f64 = 24.0;
/// The height of a row of ports; the stylesheet has the same.
pub const ROW: f64 = 24.0;
/// Below the last row.
const FOOT: f64 = 6.0;
/// Between two nodes of a layer.
const NODE_GAP: f64 = 26.0;
/// What wires that pass a layer together take of its height.
const BEND: f64 = 14.0;
/// Where wires change their height, between two layers.
const CURVE: f64 = 46.0;
/// How often the nodes of each layer are moved towards those they are wired to.
const ROUNDS: usize = 10;

/// What the straight end of a wire has room for. Handles are there, and never overlap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WireEnd {
    /// The handle alone.
    #[default]
    Bare,
    /// What crossed the wire.
    Loaded,
}

impl WireEnd {
    /// Its length before the port that takes.
    pub fn length(self) -> f64 {
        match self {
            WireEnd::Bare => 22.0,
            WireEnd::Loaded => 84.0,
        }
    }
}

/// Where a node is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Place {
    /// Its left edge.
    pub x: f64,
    /// Its top edge.
    pub y: f64,
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
    /// Where its first row of ports begins, below its top edge.
    pub rows_y: f64,
}

impl Place {
    /// The middle of the row of a port, in the drawing.
    fn row_y(&self, port: usize) -> f64 {
        self.y + self.rows_y + (port as f64 + 0.5) * ROW
    }

    /// Its middle.
    pub fn middle(&self) -> (f64, f64) {
        (self.x + self.width / 2.0, self.y + self.height / 2.0)
    }
}

/// How a wire is drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Route {
    /// SVG path data.
    pub path: String,
    /// The middle of its straight end, where its handle is.
    pub handle: (f64, f64),
}

/// A drawn graph.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layout {
    /// Of each node of the graph.
    pub nodes: Vec<Place>,
    /// Of each wire of the graph.
    pub wires: Vec<Route>,
    /// The width of it all.
    pub width: f64,
    /// The height of it all.
    pub height: f64,
}

impl Layout {
    /// Draws `graph`; the nodes in `with_chips` (by index) have a row of grants.
    pub fn of(graph: &Graph, with_chips: &BTreeSet<usize>, end: WireEnd) -> Layout {
        let layers = Layers::of(graph);
        let mut nodes: Vec<Place> = (0..graph.nodes.len())
            .map(|node| {
                let rows_y = HEAD + if with_chips.contains(&node) { CHIPS } else { 0.0 };
                let height = rows_y + rows(graph, node) as f64 * ROW + FOOT;
                Place { x: 0.0, y: 0.0, width: node_width(graph, node), height, rows_y }
            })
            .collect();
        let tops = tops(&layers, &nodes);
        let spans = spans(&layers, &nodes, end);
        for (index, layer) in layers.layers.iter().enumerate() {
            for cell in layer {
                if let Cell::Node(node) = layers.cells[*cell] {
                    nodes[node].x = spans[index].0;
                    nodes[node].y = tops[*cell];
                }
            }
        }
        let layer_of = layer_of(&layers);
        let of = |side: PortSide, end: End| {
            let place = &nodes[end.node];
            (if side == PortSide::Takes { place.x } else { place.x + place.width }, place.row_y(end.port))
        };
        let wires = graph.wires.iter().zip(&layers.bends).map(|(wire, bends)| {
            let bends = bends.iter().map(|bend| (spans[layer_of[*bend]], tops[*bend] + BEND / 2.0));
            let ports = (of(PortSide::Gives, wire.from), of(PortSide::Takes, wire.to));
            route(ports, bends, end)
        });
        let wires = wires.collect();
        let width = nodes.iter().map(|place| place.x + place.width).fold(0.0, f64::max);
        let height = nodes
            .iter()
            .map(|place| place.y + place.height)
            .chain(tops.iter().map(|top| top + BEND))
            .fold(0.0, f64::max);
        Layout { nodes, wires, width, height }
    }

    /// Where a port's dot is.
    pub fn port(&self, side: PortSide, end: End) -> Option<(f64, f64)> {
        let place = self.nodes.get(end.node)?;
        let x = if side == PortSide::Takes { place.x } else { place.x + place.width };
        Some((x, place.row_y(end.port)))
    }
}

/// How many rows of ports a node has; the whole has one more, for what is not exported yet.
fn rows(graph: &Graph, node: usize) -> usize {
    let node = &graph.nodes[node];
    node.takes.len().max(node.gives.len()) + usize::from(node.id == NodeId::Whole)
}

fn node_width(graph: &Graph, node: usize) -> f64 {
    if matches!(graph.nodes[node].id, NodeId::Instance(_)) { NODE_WIDTH } else { EDGE_WIDTH }
}

/// Where each layer begins and ends.
fn spans(layers: &Layers, nodes: &[Place], end: WireEnd) -> Vec<(f64, f64)> {
    let mut left = 0.0;
    let width = |layer: &Vec<usize>| {
        let widths = layer.iter().filter_map(|cell| match layers.cells[*cell] {
            Cell::Node(node) => Some(nodes[node].width),
            Cell::Bend(_) => None,
        });
        widths.fold(0.0, f64::max)
    };
    let spans = layers.layers.iter().map(|layer| {
        let begin = left;
        left += width(layer) + CURVE + end.length();
        (begin, begin + width(layer))
    });
    spans.collect()
}

fn layer_of(layers: &Layers) -> Vec<usize> {
    let mut found = vec![0; layers.cells.len()];
    for (index, layer) in layers.layers.iter().enumerate() {
        layer.iter().for_each(|cell| found[*cell] = index);
    }
    found
}

/// The top of each cell: layers are stacked, then moved towards their neighbours from either side in turn.
fn tops(layers: &Layers, nodes: &[Place]) -> Vec<f64> {
    let height = |cell: usize| match layers.cells[cell] {
        Cell::Node(node) => nodes[node].height + NODE_GAP,
        Cell::Bend(_) => BEND,
    };
    let port_y = |cell: usize, port: usize| match layers.cells[cell] {
        Cell::Node(node) => nodes[node].rows_y + (port as f64 + 0.5) * ROW,
        Cell::Bend(_) => BEND / 2.0,
    };
    let mut tops = vec![0.0; layers.cells.len()];
    let place = |layer: &[usize], wanted: &[f64], tops: &mut [f64]| {
        let heights: Vec<f64> = layer.iter().map(|cell| height(*cell)).collect();
        for (cell, top) in layer.iter().zip(stack(wanted, &heights)) {
            tops[*cell] = top;
        }
    };
    for layer in &layers.layers {
        let total: f64 = layer.iter().map(|cell| height(*cell)).sum();
        place(layer, &vec![-total / 2.0; layer.len()], &mut tops);
    }
    for round in 0..ROUNDS {
        let count = layers.layers.len();
        for step in 0..count {
            let index = if round % 2 == 0 { step } else { count - 1 - step };
            let layer = &layers.layers[index];
            let mut sums = vec![(0.0, 0_u32); layers.cells.len()];
            // The last two rounds look to both sides, so that what stands between ends up between.
            let (looks_left, looks_right) =
                if round + 2 >= ROUNDS { (true, true) } else { (round % 2 == 0, round % 2 == 1) };
            if let Some(links) = index.checked_sub(1).filter(|_| looks_left).map(|left| &layers.links[left]) {
                for link in links {
                    let there = tops[link.left] + port_y(link.left, link.left_port);
                    sums[link.right].0 += there - port_y(link.right, link.right_port);
                    sums[link.right].1 += 1;
                }
            }
            if looks_right {
                for link in &layers.links[index] {
                    let there = tops[link.right] + port_y(link.right, link.right_port);
                    sums[link.left].0 += there - port_y(link.left, link.left_port);
                    sums[link.left].1 += 1;
                }
            }
            let wanted: Vec<f64> = layer
                .iter()
                .map(|cell| match sums[*cell] {
                    (_, 0) => tops[*cell],
                    (sum, links) => sum / f64::from(links),
                })
                .collect();
            place(layer, &wanted, &mut tops);
        }
    }
    let highest = tops.iter().copied().fold(f64::INFINITY, f64::min);
    tops.iter().map(|top| (top - highest).round()).collect()
}

/// The path between two ports over the bends: each a layer's left and right end, and a height.
fn route(
    ports: ((f64, f64), (f64, f64)),
    bends: impl Iterator<Item = ((f64, f64), f64)>,
    end: WireEnd,
) -> Route {
    let ((mut right, mut y), to) = ports;
    let mut path = format!("M{right:.0} {y:.1}");
    let mut curve = |path: &mut String, right: f64, end: (f64, f64)| {
        let middle = (right + end.0) / 2.0;
        // Nothing fails when text is written to a string.
        let _ = write!(path, "C{middle:.0} {y:.1} {middle:.0} {:.1} {:.0} {:.1}", end.1, end.0, end.1);
        y = end.1;
    };
    let length = end.length();
    for ((left, layer_right), height) in bends {
        curve(&mut path, right, (left - length, height));
        right = layer_right;
        let _ = write!(path, "H{right:.0}");
    }
    curve(&mut path, right, (to.0 - length, to.1));
    let _ = write!(path, "H{:.0}", to.0);
    Route { path, handle: (to.0 - length / 2.0 - 2.0, to.1) }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{chain, mesh};
    use super::*;

    fn drawn(composition: &diptych_shared::api::composition::Composition) -> (Graph, Layout) {
        let graph = Graph::of(composition);
        let layout = Layout::of(&graph, &(0..graph.nodes.len()).step_by(3).collect(), WireEnd::Loaded);
        (graph, layout)
    }

    #[test]
    fn no_nodes_overlap() {
        for composition in [chain(1), chain(5), chain(100), mesh(5), mesh(40), mesh(100)] {
            let (graph, layout) = drawn(&composition);
            for (at, one) in layout.nodes.iter().enumerate() {
                assert!(one.x >= 0.0 && one.y >= 0.0);
                assert!(one.x + one.width <= layout.width && one.y + one.height <= layout.height);
                for (other_at, other) in layout.nodes.iter().enumerate().skip(at + 1) {
                    let is_apart = one.x + one.width <= other.x
                        || other.x + other.width <= one.x
                        || one.y + one.height <= other.y
                        || other.y + other.height <= one.y;
                    let titles = (graph.nodes[at].title(), graph.nodes[other_at].title());
                    assert!(is_apart, "{titles:?}: {one:?} {other:?}");
                }
            }
        }
    }

    #[test]
    fn wires_end_at_their_ports_and_handles_are_apart() {
        let (graph, layout) = drawn(&mesh(100));
        for (wire, route) in graph.wires.iter().zip(&layout.wires) {
            let from = layout.port(PortSide::Gives, wire.from).unwrap();
            let to = layout.port(PortSide::Takes, wire.to).unwrap();
            assert!(route.path.starts_with(&format!("M{:.0} {:.1}C", from.0, from.1)), "{}", route.path);
            assert!(route.path.ends_with(&format!("{:.1}H{:.0}", to.1, to.0)), "{}", route.path);
        }
        for (at, one) in layout.wires.iter().enumerate() {
            for other in &layout.wires[at + 1..] {
                let (x, y) = (one.handle.0 - other.handle.0, one.handle.1 - other.handle.1);
                assert!(
                    x.abs() >= WireEnd::Loaded.length() || y.abs() >= ROW - 0.5,
                    "{:?} {:?}",
                    one.handle,
                    other.handle
                );
            }
        }
    }

    #[test]
    fn a_chain_is_straight() {
        let (graph, layout) = drawn(&chain(4));
        let heights: Vec<f64> = graph
            .wires
            .iter()
            .zip(&layout.wires)
            .filter(|(wire, _)| graph.nodes[wire.from.node].id != NodeId::Host)
            .map(|(wire, _)| {
                let from = layout.port(PortSide::Gives, wire.from).unwrap().1;
                (layout.port(PortSide::Takes, wire.to).unwrap().1 - from).abs()
            })
            .collect();
        assert!(heights.iter().all(|height| *height < 2.0 * ROW), "{heights:?}");
    }

    #[test]
    fn the_same_graph_is_drawn_the_same() {
        let composition = mesh(100);
        assert_eq!(drawn(&composition), drawn(&composition));
    }
}
