//! Which layer each node is in and in which order they stand there: longest paths, then fewer crossings by barycenters.

use super::graph::{End, Graph, NodeId};

/// How often the order is improved from one side and from the other; later rounds seldom find anything.
const ROUNDS: usize = 12;

/// What stands in a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// A node, by its index in the graph.
    Node(usize),
    /// Where wires from one port pass a layer between two nodes; they pass it together.
    Bend(End),
}

/// A piece of a wire between neighbouring layers: cells and the ports' indices on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link {
    /// The cell on the left.
    pub left: usize,
    /// Its port; 0 for a bend.
    pub left_port: usize,
    /// The cell on the right.
    pub right: usize,
    /// Its port; 0 for a bend.
    pub right_port: usize,
}

/// A graph in layers.
#[derive(Clone, Debug, Default)]
pub struct Layers {
    /// The nodes by their index, then the bends.
    pub cells: Vec<Cell>,
    /// From the left, each from the top down, as indices of `cells`.
    pub layers: Vec<Vec<usize>>,
    /// Between each layer and the next one.
    pub links: Vec<Vec<Link>>,
    /// The bends of each wire of the graph, from the left.
    pub bends: Vec<Vec<usize>>,
}

impl Layers {
    /// Layers of `graph`; equal graphs have equal ones.
    pub fn of(graph: &Graph) -> Layers {
        let layer_of = assign(graph);
        let count = layer_of.iter().max().map_or(0, |last| last + 1);
        let mut made = Layers {
            cells: (0..graph.nodes.len()).map(Cell::Node).collect(),
            layers: vec![Vec::new(); count],
            links: vec![Vec::new(); count],
            bends: Vec::new(),
        };
        for (node, layer) in layer_of.iter().enumerate() {
            made.layers[*layer].push(node);
        }
        for wire in &graph.wires {
            let bends = made.thread(wire.from, wire.to, &layer_of);
            made.bends.push(bends);
        }
        for links in &mut made.links {
            links.sort_unstable();
            links.dedup();
        }
        made.reduce_crossings();
        made
    }

    /// Leads a wire through the layers between its ends.
    fn thread(&mut self, from: End, to: End, layer_of: &[usize]) -> Vec<usize> {
        let (first, last) = (layer_of[from.node], layer_of[to.node]);
        if last <= first {
            // Only a text that is not in the order it promises; the wire is drawn directly.
            return Vec::new();
        }
        let mut bends = Vec::new();
        let (mut left, mut left_port) = (from.node, from.port);
        for layer in first + 1..last {
            let known = self.layers[layer].iter().find(|cell| self.cells[**cell] == Cell::Bend(from));
            let bend = known.copied().unwrap_or_else(|| {
                self.cells.push(Cell::Bend(from));
                self.layers[layer].push(self.cells.len() - 1);
                self.cells.len() - 1
            });
            self.links[layer - 1].push(Link { left, left_port, right: bend, right_port: 0 });
            bends.push(bend);
            (left, left_port) = (bend, 0);
        }
        self.links[last - 1].push(Link { left, left_port, right: to.node, right_port: to.port });
        bends
    }

    fn reduce_crossings(&mut self) {
        let mut best = (self.crossings(), self.layers.clone());
        for round in 0..ROUNDS {
            if round % 2 == 0 {
                (1..self.layers.len()).for_each(|layer| self.sort_layer(layer, layer - 1));
            } else {
                (1..self.layers.len()).rev().for_each(|layer| self.sort_layer(layer - 1, layer));
            }
            let crossings = self.crossings();
            if crossings < best.0 {
                best = (crossings, self.layers.clone());
            }
        }
        self.layers = best.1;
    }

    /// Sorts a layer by the mean place of what its cells are linked to in the layer beside it.
    fn sort_layer(&mut self, layer: usize, beside: usize) {
        let place = self.places(beside);
        let mut sums = vec![(0.0, 0_u32); self.cells.len()];
        for link in &self.links[layer.min(beside)] {
            let (own, other, port) = if beside < layer {
                (link.right, link.left, link.left_port)
            } else {
                (link.left, link.right, link.right_port)
            };
            sums[own].0 += place[other] + port as f64 / PORTS;
            sums[own].1 += 1;
        }
        // What is linked to nothing there stays where it is among the others.
        let cells = &mut self.layers[layer];
        let key = |at: usize, cell: usize| match sums[cell] {
            (_, 0) => at as f64 * place_scale(cells.len(), place.len()),
            (sum, count) => sum / f64::from(count),
        };
        let mut keyed: Vec<(f64, usize)> =
            cells.iter().enumerate().map(|(at, cell)| (key(at, *cell), *cell)).collect();
        keyed.sort_by(|one, other| one.0.total_cmp(&other.0));
        *cells = keyed.into_iter().map(|(_, cell)| cell).collect();
    }

    /// The place of each cell of a layer in it, by cell; 0 for those of other layers.
    fn places(&self, layer: usize) -> Vec<f64> {
        let mut places = vec![0.0; self.cells.len()];
        for (at, cell) in self.layers[layer].iter().enumerate() {
            places[*cell] = at as f64;
        }
        places
    }

    /// How often links cross.
    pub fn crossings(&self) -> usize {
        (0..self.layers.len().saturating_sub(1))
            .map(|layer| {
                let (left, right) = (self.places(layer), self.places(layer + 1));
                let mut links: Vec<(f64, f64)> = self.links[layer]
                    .iter()
                    .map(|link| {
                        let one = left[link.left] + link.left_port as f64 / PORTS;
                        (one, right[link.right] + link.right_port as f64 / PORTS)
                    })
                    .collect();
                links.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
                inversions(&mut links.into_iter().map(|(_, right)| right).collect::<Vec<_>>())
            })
            .sum()
    }
}

/// More ports than a node has, so that a port's share of a place stays below 1.
const PORTS: f64 = 4_096.0;

/// How far apart unlinked cells count, so that they spread over the layer beside them.
fn place_scale(own: usize, beside: usize) -> f64 {
    if own == 0 { 1.0 } else { (beside as f64 / own as f64).min(1.0) }
}

/// How many pairs are in the wrong order; sorts them.
fn inversions(values: &mut [f64]) -> usize {
    let half = values.len() / 2;
    if half == 0 {
        return 0;
    }
    let mut count = inversions(&mut values[..half]) + inversions(&mut values[half..]);
    let (left, right) = (values[..half].to_vec(), values[half..].to_vec());
    let (mut at_left, mut at_right) = (0, 0);
    for value in values.iter_mut() {
        if at_right == right.len() || (at_left < left.len() && left[at_left] <= right[at_right]) {
            *value = left[at_left];
            at_left += 1;
        } else {
            *value = right[at_right];
            at_right += 1;
            count += left.len() - at_left;
        }
    }
    count
}

/// The layer of each node: the host's is 0, an instance's follows those it takes from, the whole's is the last.
fn assign(graph: &Graph) -> Vec<usize> {
    let count = graph.nodes.len();
    let is_instance = |node: usize| matches!(graph.nodes[node].id, NodeId::Instance(_));
    let mut before: Vec<Vec<usize>> = vec![Vec::new(); count];
    let mut after: Vec<Vec<usize>> = vec![Vec::new(); count];
    for wire in &graph.wires {
        let (from, to) = (wire.from.node, wire.to.node);
        // The text's order is one of evaluation, so that a wire leads on in it.
        if is_instance(from) && is_instance(to) && from < to {
            before[to].push(from);
            after[from].push(to);
        }
    }
    for nodes in before.iter_mut().chain(&mut after) {
        nodes.sort_unstable();
        nodes.dedup();
    }
    let mut layer = vec![0; count];
    for node in (0..count).filter(|node| is_instance(*node)) {
        layer[node] = before[node].iter().map(|from| layer[*from] + 1).max().unwrap_or(1);
    }
    // What is taken by more than it takes from stands right before those that take it: shorter wires.
    for node in (0..count).rev() {
        let wanted = after[node].iter().map(|to| layer[*to] - 1).min();
        if let Some(wanted) = wanted.filter(|_| after[node].len() > before[node].len()) {
            layer[node] = wanted.max(layer[node]);
        }
    }
    spread(graph, &mut layer, |node| is_instance(node) && before[node].is_empty() && after[node].is_empty());
    let last = layer.iter().max().map_or(0, |last| last + 1);
    if let Some(whole) = graph.node(&NodeId::Whole) {
        layer[whole] = last;
    }
    layer
}

/// Spreads nodes that are wired to no instance, so that they are a block and not one long column.
fn spread(graph: &Graph, layer: &mut [usize], is_alone: impl Fn(usize) -> bool) {
    let alone: Vec<usize> = (0..layer.len()).filter(|node| is_alone(*node)).collect();
    let columns = (alone.len() as f64 / 3.0).sqrt().ceil() as usize;
    let columns = columns.max(layer.iter().copied().max().unwrap_or(0)).max(1);
    let rows = |node: usize| graph.nodes[node].takes.len().max(graph.nodes[node].gives.len()) + 2;
    let mut heights = vec![0_usize; columns + 1];
    for node in (0..layer.len()).filter(|node| layer[*node] > 0 && !is_alone(*node)) {
        heights[layer[node]] += rows(node);
    }
    for node in alone {
        let shortest = (1..=columns).min_by_key(|column| heights[*column]).unwrap_or(1);
        layer[node] = shortest;
        heights[shortest] += rows(node);
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{LINK, chain, instance, mesh, wire};
    use super::*;
    use diptych_shared::api::composition::Composition;

    #[test]
    fn a_wire_leads_to_a_later_layer() {
        for composition in [chain(6), mesh(5), mesh(100)] {
            let graph = Graph::of(&composition);
            let layer = assign(&graph);
            for wire in &graph.wires {
                assert!(layer[wire.from.node] < layer[wire.to.node], "{wire:?}");
            }
            assert_eq!(layer[graph.node(&NodeId::Whole).unwrap()], *layer.iter().max().unwrap());
        }
    }

    #[test]
    fn wires_of_one_port_pass_a_layer_together() {
        // Four take `log` from the host, in four layers: one bend each in the three that are passed.
        let layers = Layers::of(&Graph::of(&chain(4)));
        let bends = layers.cells.iter().filter(|cell| matches!(cell, Cell::Bend(_))).count();
        assert_eq!(bends, 3);
        assert_eq!(layers.crossings(), 0);
    }

    #[test]
    fn crossings_become_fewer() {
        // Written so that every wire crosses every other.
        let provider = |index: usize| instance(&format!("from{index}"), Vec::new());
        let taker = |index: usize| {
            instance(&format!("to{index}"), vec![wire(LINK, Some(&format!("from{}", 9 - index)))])
        };
        let instances = (0..10).map(provider).chain((0..10).map(taker)).collect();
        let layers = Layers::of(&Graph::of(&Composition { instances, exports: Vec::new() }));
        assert_eq!(layers.crossings(), 0);
        let mut one = [3.0, 2.0, 1.0, 1.0];
        assert_eq!((inversions(&mut one), one), (5, [1.0, 1.0, 2.0, 3.0]));
    }

    #[test]
    fn the_same_graph_has_the_same_layers() {
        let graph = Graph::of(&mesh(100));
        assert_eq!(Layers::of(&graph).layers, Layers::of(&graph).layers);
    }

    #[test]
    fn what_is_wired_to_nothing_is_a_block() {
        let instances = (0..100).map(|index| instance(&format!("alone{index}"), Vec::new())).collect();
        let layers = Layers::of(&Graph::of(&Composition { instances, exports: Vec::new() }));
        let tallest = layers.layers.iter().map(Vec::len).max().unwrap();
        assert!(tallest <= 20, "{tallest}");
    }
}
