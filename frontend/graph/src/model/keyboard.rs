//! Where the arrow keys lead in a graph: along a node's ports, over wires, from node to node.

use super::drawing::Drawing;
use super::graph::{NodeId, PortId, PortSide, Spot};

/// A way from one spot to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The spot above: of the node, or the node above.
    Up,
    /// The spot below.
    Down,
    /// Against the wires.
    Left,
    /// Along the wires.
    Right,
    /// The next node, in reading order.
    NextNode,
    /// The node before.
    PreviousNode,
    /// The first node.
    First,
    /// The last one.
    Last,
}

impl Way {
    /// The way that a key of this name leads.
    pub fn of_key(key: &str) -> Option<Way> {
        Some(match key {
            "ArrowUp" => Way::Up,
            "ArrowDown" => Way::Down,
            "ArrowLeft" => Way::Left,
            "ArrowRight" => Way::Right,
            "PageDown" => Way::NextNode,
            "PageUp" => Way::PreviousNode,
            "Home" => Way::First,
            "End" => Way::Last,
            _ => return None,
        })
    }
}

/// Where `way` leads from `spot`; `None` when there is nothing. From what is not there (any more) it leads to
/// the first node.
pub fn go(drawing: &Drawing, spot: &Spot, way: Way) -> Option<Spot> {
    let order = reading_order(drawing);
    let node_at = |at: usize| order.get(at).map(|node| Spot::Node(drawing.graph.nodes[*node].id.clone()));
    if !drawing.graph.has(spot) {
        return node_at(0);
    }
    match way {
        Way::First => return node_at(0),
        Way::Last => return node_at(order.len().checked_sub(1)?),
        _ => {}
    }
    let (id, port) = match spot {
        Spot::Wire(taker) => return over_wires(drawing, taker, way),
        Spot::Node(id) => (id, None),
        Spot::Port(port) => (&port.node, Some(port)),
    };
    let own = drawing.graph.node(id)?;
    let place = order.iter().position(|node| *node == own)?;
    match way {
        Way::NextNode => node_at(place + 1),
        Way::PreviousNode => place.checked_sub(1).and_then(node_at),
        Way::Up | Way::Down => {
            let stops = stops(drawing, own);
            let at = stops.iter().position(|stop| stop == spot)?;
            let within = match way {
                Way::Up => at.checked_sub(1).and_then(|at| stops.get(at)),
                _ => stops.get(at + 1),
            };
            within.cloned().or_else(|| in_the_layer(drawing, &order, place, way))
        }
        _ => sideways(drawing, own, port, way),
    }
}

/// The nodes from left to right, in a layer from the top down.
pub fn reading_order(drawing: &Drawing) -> Vec<usize> {
    let mut order: Vec<usize> = (0..drawing.graph.nodes.len()).collect();
    let places = &drawing.layout.nodes;
    order.sort_by(|one, other| {
        let (one, other) = (&places[*one], &places[*other]);
        one.x.total_cmp(&other.x).then(one.y.total_cmp(&other.y))
    });
    order
}

/// A node and its ports: the node, what it takes, what it gives.
fn stops(drawing: &Drawing, node: usize) -> Vec<Spot> {
    let node = &drawing.graph.nodes[node];
    let ports = |side: PortSide| {
        node.ports(side)
            .iter()
            .map(move |port| Spot::Port(PortId { node: node.id.clone(), side, name: port.name.clone() }))
    };
    std::iter::once(Spot::Node(node.id.clone()))
        .chain(ports(PortSide::Takes))
        .chain(ports(PortSide::Gives))
        .collect()
}

/// The node above or below in the same layer.
fn in_the_layer(drawing: &Drawing, order: &[usize], place: usize, way: Way) -> Option<Spot> {
    let at = if way == Way::Up { place.checked_sub(1)? } else { place + 1 };
    let (own, other) = (*order.get(place)?, *order.get(at)?);
    let is_same_layer = drawing.layout.nodes[own].x == drawing.layout.nodes[other].x;
    is_same_layer.then(|| Spot::Node(drawing.graph.nodes[other].id.clone()))
}

/// Left or right from a node or a port: over the port's wire, to the port across, or to the next layer.
fn sideways(drawing: &Drawing, own: usize, port: Option<&PortId>, way: Way) -> Option<Spot> {
    let graph = &drawing.graph;
    let Some(port) = port else { return nearest(drawing, own, way) };
    let outwards = if port.side == PortSide::Takes { Way::Left } else { Way::Right };
    if way != outwards {
        let row = graph.end(port)?.port;
        let (side, other) = match port.side {
            PortSide::Takes => (PortSide::Gives, &graph.nodes[own].gives),
            PortSide::Gives => (PortSide::Takes, &graph.nodes[own].takes),
        };
        let across = other.get(row).or(other.last());
        return match across {
            Some(across) => Some(Spot::Port(PortId { side, name: across.name.clone(), ..port.clone() })),
            None => nearest(drawing, own, way),
        };
    }
    let wire = match port.side {
        PortSide::Takes => graph.wire_to(port).map(|_| port.clone()),
        PortSide::Gives => siblings(drawing, port).into_iter().next(),
    };
    wire.map(Spot::Wire).or_else(|| nearest(drawing, own, way))
}

/// The node that is nearest in height in the next layer to the left or right.
fn nearest(drawing: &Drawing, own: usize, way: Way) -> Option<Spot> {
    let places = &drawing.layout.nodes;
    let from = places[own];
    let distance = |node: &usize| {
        let place = &places[*node];
        let across = if way == Way::Left { from.x - place.x } else { place.x - from.x };
        (across > 0.0).then_some((across, (place.middle().1 - from.middle().1).abs()))
    };
    let found = (0..places.len()).filter_map(|node| Some((distance(&node)?, node)));
    let found =
        found.min_by(|(one, _), (other, _)| one.0.total_cmp(&other.0).then(one.1.total_cmp(&other.1)))?;
    Some(Spot::Node(drawing.graph.nodes[found.1].id.clone()))
}

/// What takes from a port, from the top down.
fn siblings(drawing: &Drawing, giver: &PortId) -> Vec<PortId> {
    let mut takers = drawing.graph.takers(giver);
    let height = |port: &PortId| {
        let end = drawing.graph.end(port);
        end.and_then(|end| drawing.layout.port(PortSide::Takes, end)).map_or(0.0, |(_, y)| y)
    };
    takers.sort_by(|one, other| height(one).total_cmp(&height(other)));
    takers
}

/// From a wire: to its ends, or to the others that begin at the same port.
fn over_wires(drawing: &Drawing, taker: &PortId, way: Way) -> Option<Spot> {
    let (giver, taker) = drawing.graph.wire_ports(drawing.graph.wire_to(taker)?)?;
    match way {
        Way::Left => Some(Spot::Port(giver)),
        Way::Right => Some(Spot::Port(taker)),
        Way::Up | Way::Down => {
            let siblings = siblings(drawing, &giver);
            let at = siblings.iter().position(|sibling| *sibling == taker)?;
            let at = if way == Way::Up { at.checked_sub(1)? } else { at + 1 };
            siblings.get(at).cloned().map(Spot::Wire)
        }
        _ => go(drawing, &Spot::Node(taker.node), way),
    }
}

/// Where the keyboard goes when `spot` is gone: the node it was on, or the first one.
pub fn nearest_left(drawing: &Drawing, spot: &Spot) -> Option<Spot> {
    if drawing.graph.has(spot) {
        return Some(spot.clone());
    }
    let own: Option<&NodeId> = match spot {
        Spot::Port(port) | Spot::Wire(port) if drawing.graph.end(port).is_some() => {
            return Some(Spot::Port(port.clone()));
        }
        Spot::Port(port) | Spot::Wire(port) => Some(&port.node),
        Spot::Node(_) => None,
    };
    match own.filter(|id| drawing.graph.node(id).is_some()) {
        Some(id) => Some(Spot::Node(id.clone())),
        None => reading_order(drawing).first().map(|node| Spot::Node(drawing.graph.nodes[*node].id.clone())),
    }
}

#[cfg(test)]
mod tests {
    use super::super::layout::WireEnd;
    use super::super::samples::{LINK, LOG, chain, gives, mesh, takes};
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    fn drawing() -> Drawing {
        Drawing::of(chain(3), &BTreeMap::new(), WireEnd::Bare)
    }

    fn node(name: &str) -> Spot {
        Spot::Node(NodeId::Instance(name.to_owned()))
    }

    #[test]
    fn up_and_down_go_through_a_node() {
        let drawing = drawing();
        let mut spot = node("node1");
        for expected in [
            Spot::Port(takes("node1", LINK)),
            Spot::Port(takes("node1", LOG)),
            Spot::Port(gives("node1", LINK)),
        ] {
            spot = go(&drawing, &spot, Way::Down).unwrap();
            assert_eq!(spot, expected);
        }
        // There is nothing below in its layer.
        assert_eq!(go(&drawing, &spot, Way::Down), None);
        assert_eq!(go(&drawing, &node("node1"), Way::Up), None);
    }

    #[test]
    fn left_follows_the_wire_against_what_flows() {
        let drawing = drawing();
        let import = takes("node1", LINK);
        let wire = go(&drawing, &Spot::Port(import.clone()), Way::Left).unwrap();
        assert_eq!(wire, Spot::Wire(import.clone()));
        let giver = go(&drawing, &wire, Way::Left).unwrap();
        assert_eq!(giver, Spot::Port(gives("node0", LINK)));
        assert_eq!(go(&drawing, &giver, Way::Right), Some(wire.clone()));
        assert_eq!(go(&drawing, &wire, Way::Right), Some(Spot::Port(import.clone())));
        let across = go(&drawing, &Spot::Port(import), Way::Right);
        assert_eq!(across, Some(Spot::Port(gives("node1", LINK))));
    }

    #[test]
    fn wires_of_one_port_are_beside_each_other() {
        let drawing = drawing();
        let of_host = PortId { node: NodeId::Host, side: PortSide::Gives, name: LOG.to_owned() };
        let all = siblings(&drawing, &of_host);
        assert_eq!(all.len(), 3);
        let below = go(&drawing, &Spot::Wire(all[0].clone()), Way::Down);
        assert_eq!(below, Some(Spot::Wire(all[1].clone())));
        assert_eq!(go(&drawing, &Spot::Wire(all[2].clone()), Way::Down), None);
    }

    #[test]
    fn every_spot_can_be_reached() {
        let drawing = Drawing::of(mesh(30), &BTreeMap::new(), WireEnd::Bare);
        let ways = [
            Way::Up,
            Way::Down,
            Way::Left,
            Way::Right,
            Way::NextNode,
            Way::PreviousNode,
            Way::First,
            Way::Last,
        ];
        let first = reading_order(&drawing)[0];
        let mut found = BTreeSet::from([Spot::Node(drawing.graph.nodes[first].id.clone())]);
        let mut open: Vec<Spot> = found.iter().cloned().collect();
        while let Some(spot) = open.pop() {
            for next in ways.iter().filter_map(|way| go(&drawing, &spot, *way)) {
                assert!(drawing.graph.has(&next), "{next:?}");
                if found.insert(next.clone()) {
                    open.push(next);
                }
            }
        }
        let ports: usize =
            drawing.graph.nodes.iter().map(|node| 1 + node.takes.len() + node.gives.len()).sum();
        assert_eq!(found.len(), ports + drawing.graph.wires.len());
    }

    #[test]
    fn what_is_gone_leaves_the_keyboard_nearby() {
        let drawing = drawing();
        let unwired = Spot::Wire(takes("node1", "gone"));
        assert_eq!(nearest_left(&drawing, &unwired), Some(node("node1")));
        assert_eq!(nearest_left(&drawing, &node("gone")), Some(Spot::Node(NodeId::Host)));
        assert_eq!(go(&drawing, &node("gone"), Way::Down), Some(Spot::Node(NodeId::Host)));
        assert_eq!(nearest_left(&Drawing::default(), &node("gone")), None);
    }
}
