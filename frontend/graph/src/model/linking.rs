//! What may be wired to what: the verdict on two ports, and all partners of one.

use super::graph::{Graph, NodeId, PortId, PortSide, Spot};
use super::names::links;
use diptych_shared::api::composition::{CompositionEdit, Fit, Wiring};

/// What comes of joining two ports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// They fit; this edit wires them.
    Fits(CompositionEdit),
    /// They do not, and why.
    Refused(String),
}

impl Verdict {
    /// Whether they fit.
    pub fn fits(&self) -> bool {
        matches!(self, Verdict::Fits(_))
    }
}

/// The edit that wires what `fit` says.
pub fn wire(fit: &Fit) -> CompositionEdit {
    CompositionEdit::Wire {
        instance: fit.instance.clone(),
        import: fit.import.clone(),
        from: fit.from.clone(),
        export: fit.export.clone(),
    }
}

/// What comes of dragging a wire from `port` onto `spot`; `None` where nothing can be dropped.
pub fn verdict(graph: &Graph, wiring: &Wiring, port: &PortId, spot: &Spot) -> Option<Verdict> {
    let (node, other) = match spot {
        Spot::Node(node) => (node, None),
        Spot::Port(other) => (&other.node, Some(other)),
        Spot::Wire(_) => return None,
    };
    let unnamed = [&port.node, node].into_iter().find_map(|id| nameless(graph, id));
    match (&port.node, port.side, node) {
        (own, _, other) if own == other => None,
        _ if unnamed.is_some() => unnamed,
        (NodeId::Instance(instance), PortSide::Gives, NodeId::Whole) => Some(export(graph, instance, port)),
        (NodeId::Instance(instance), PortSide::Takes, NodeId::Host) => Some(unwire(graph, instance, port)),
        (NodeId::Host, _, NodeId::Instance(instance)) => {
            let other = other?;
            Some(if other.side == PortSide::Takes && links(&other.name, &port.name) {
                unwire(graph, instance, other)
            } else {
                Verdict::Refused(differs(&port.name, &other.name))
            })
        }
        (NodeId::Instance(_), side, NodeId::Instance(_)) => {
            let other = other?;
            if other.side == side {
                let what = if side == PortSide::Takes { "imports" } else { "exports" };
                return Some(Verdict::Refused(format!(
                    "Both are {what}: a wire joins an export to an import."
                )));
            }
            let (taker, giver) = if side == PortSide::Takes { (port, other) } else { (other, port) };
            Some(judge(graph, wiring, giver, taker))
        }
        _ => Some(Verdict::Refused("An export of a component can be dragged here.".to_owned())),
    }
}

/// What the text does not name cannot be wired.
fn nameless(graph: &Graph, id: &NodeId) -> Option<Verdict> {
    let node = graph.nodes.get(graph.node(id)?)?;
    let why = || format!("The text has to name it first: `let {} = …`.", node.title());
    (!node.is_named).then(|| Verdict::Refused(why()))
}

/// Two ports of instances.
fn judge(graph: &Graph, wiring: &Wiring, giver: &PortId, taker: &PortId) -> Verdict {
    let (NodeId::Instance(from), NodeId::Instance(instance)) = (&giver.node, &taker.node) else {
        return Verdict::Refused(differs(&giver.name, &taker.name));
    };
    let is_wired = graph.takers(giver).contains(taker);
    if is_wired {
        return Verdict::Refused("They are wired already.".to_owned());
    }
    let fit = wiring.fits.iter().find(|fit| {
        fit.instance == *instance && fit.from == *from && fit.import == taker.name && fit.export == giver.name
    });
    match fit {
        Some(Fit { mismatch: Some(why), .. }) => Verdict::Refused(why.clone()),
        Some(fit) => Verdict::Fits(wire(fit)),
        None => Verdict::Refused(differs(&giver.name, &taker.name)),
    }
}

fn export(graph: &Graph, instance: &str, port: &PortId) -> Verdict {
    match graph.takers(port).iter().find(|taker| taker.node == NodeId::Whole) {
        Some(_) => Verdict::Refused("The whole exports it already.".to_owned()),
        None => Verdict::Fits(CompositionEdit::Export {
            instance: instance.to_owned(),
            export: port.name.clone(),
        }),
    }
}

fn unwire(graph: &Graph, instance: &str, port: &PortId) -> Verdict {
    let giver = graph.wire_to(port).and_then(|wire| graph.wire_ports(wire)).map(|(giver, _)| giver.node);
    if giver == Some(NodeId::Host) {
        return Verdict::Refused("The host supplies it already.".to_owned());
    }
    Verdict::Fits(CompositionEdit::Unwire { instance: instance.to_owned(), import: port.name.clone() })
}

fn differs(giver: &str, taker: &str) -> String {
    if links(giver, taker) {
        return "They have one name, and are not known to fit: the text has to resolve first.".to_owned();
    }
    format!("`{giver}` is not `{taker}`.")
}

/// What fits or nearly fits one port of an instance, what fits first; otherwise in the wiring's order.
pub fn partners<'a>(wiring: &'a Wiring, port: &PortId) -> Vec<&'a Fit> {
    let NodeId::Instance(instance) = &port.node else { return Vec::new() };
    let is_own = |fit: &&Fit| match port.side {
        PortSide::Takes => fit.instance == *instance && fit.import == port.name,
        PortSide::Gives => fit.from == *instance && fit.export == port.name,
    };
    let mut found: Vec<&Fit> = wiring.fits.iter().filter(is_own).collect();
    found.sort_by_key(|fit| fit.mismatch.is_some());
    found
}

#[cfg(test)]
mod tests {
    use super::super::samples::{LINK, LOG, chain, chain_wiring, gives, takes};
    use super::*;

    fn ask(port: &PortId, spot: Spot) -> Option<Verdict> {
        verdict(&Graph::of(&chain(4)), &chain_wiring(4), port, &spot)
    }

    fn refused(port: &PortId, spot: Spot) -> String {
        match ask(port, spot) {
            Some(Verdict::Refused(why)) => why,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn both_directions_of_a_drag_mean_the_same_wire() {
        let (giver, taker) = (gives("node0", LINK), takes("node2", LINK));
        let expected = CompositionEdit::Wire {
            instance: "node2".to_owned(),
            import: LINK.to_owned(),
            from: "node0".to_owned(),
            export: LINK.to_owned(),
        };
        assert_eq!(ask(&giver, Spot::Port(taker.clone())), Some(Verdict::Fits(expected.clone())));
        assert_eq!(ask(&taker, Spot::Port(giver)), Some(Verdict::Fits(expected)));
    }

    #[test]
    fn a_refusal_says_why() {
        let giver = gives("node3", LINK);
        assert!(refused(&giver, Spot::Port(takes("node1", LINK))).contains("a cycle"));
        assert!(refused(&giver, Spot::Port(takes("node1", LOG))).contains("is not `wasi:logging"));
        assert!(refused(&giver, Spot::Port(gives("node1", LINK))).contains("Both are exports"));
        let wired = refused(&gives("node0", LINK), Spot::Port(takes("node1", LINK)));
        assert!(wired.contains("already"));
        assert_eq!(ask(&giver, Spot::Port(takes("node3", LINK))), None);
    }

    #[test]
    fn the_edges_take_wires_too() {
        let export = ask(&gives("node0", LINK), Spot::Node(NodeId::Whole));
        assert!(matches!(export, Some(Verdict::Fits(CompositionEdit::Export { .. }))), "{export:?}");
        assert!(refused(&gives("node3", LINK), Spot::Node(NodeId::Whole)).contains("already"));
        let unwire = ask(&takes("node1", LINK), Spot::Node(NodeId::Host));
        assert!(matches!(unwire, Some(Verdict::Fits(CompositionEdit::Unwire { .. }))), "{unwire:?}");
        assert!(refused(&takes("node1", LOG), Spot::Node(NodeId::Host)).contains("already"));
    }

    #[test]
    fn what_has_no_name_is_not_wired() {
        let mut composition = chain(3);
        composition.instances[0].is_named = false;
        let graph = Graph::of(&composition);
        let onto = Spot::Port(takes("node2", LINK));
        let verdict = verdict(&graph, &chain_wiring(3), &gives("node0", LINK), &onto);
        let Some(Verdict::Refused(why)) = verdict else { panic!("{verdict:?}") };
        assert!(why.contains("let node0 = "), "{why}");
    }

    #[test]
    fn partners_that_fit_come_first() {
        let wiring = chain_wiring(4);
        let found = partners(&wiring, &takes("node1", LINK));
        let names: Vec<(&str, bool)> =
            found.iter().map(|fit| (fit.from.as_str(), fit.mismatch.is_none())).collect();
        assert_eq!(names, [("node0", true), ("node2", false), ("node3", false)]);
        let found = partners(&wiring, &gives("node2", LINK));
        assert_eq!(found.first().map(|fit| fit.instance.as_str()), Some("node3"));
    }
}
