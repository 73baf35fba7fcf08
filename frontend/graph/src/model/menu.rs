//! What can be done with a node, a port or a wire, as a list to choose from.

use super::drawing::Drawing;
use super::graph::{NodeId, PortId, PortSide, Spot};
use super::linking::{partners, wire};
use super::names::links;
use super::traffic::ends;
use super::words::shown;
use diptych_page_common::composition::GraphTarget;
use diptych_shared::api::composition::{CompositionEdit, Wiring};

/// What an entry does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// It edits the composition.
    Edit(CompositionEdit),
    /// It shows something elsewhere.
    Show(GraphTarget),
    /// It asks for the instance's new name.
    Rename(String),
}

/// An entry of a menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenuItem {
    /// What it says.
    pub label: String,
    /// What stands below, smaller: a full name, or why it cannot be chosen.
    pub detail: Option<String>,
    /// The key that does the same.
    pub key: &'static str,
    /// What it does; `None` cannot be chosen.
    pub choice: Option<Choice>,
}

impl MenuItem {
    fn new(label: impl Into<String>, choice: Choice) -> Self {
        MenuItem { label: label.into(), detail: None, key: "", choice: Some(choice) }
    }

    fn edit(label: impl Into<String>, edit: CompositionEdit) -> Self {
        MenuItem::new(label, Choice::Edit(edit))
    }

    fn refused(label: impl Into<String>, why: &str) -> Self {
        MenuItem { label: label.into(), detail: Some(shown(why)), key: "", choice: None }
    }

    fn with_detail(self, detail: &str) -> Self {
        MenuItem { detail: Some(shown(detail)), ..self }
    }

    fn with_key(self, key: &'static str) -> Self {
        MenuItem { key, ..self }
    }
}

/// What the menu of `spot` has. `is_read_only` leaves out what edits; `has_calls` says whether there is a run
/// whose calls can be shown.
pub fn items(
    drawing: &Drawing,
    wiring: &Wiring,
    spot: &Spot,
    is_read_only: bool,
    has_calls: bool,
) -> Vec<MenuItem> {
    let mut items = match spot {
        Spot::Node(NodeId::Instance(name)) => of_instance(drawing, name),
        Spot::Node(NodeId::Host) | Spot::Node(NodeId::Whole) => Vec::new(),
        Spot::Port(port) => match (&port.node, port.side) {
            (NodeId::Instance(instance), PortSide::Takes) => of_import(drawing, wiring, instance, port),
            (NodeId::Instance(instance), PortSide::Gives) => of_export(drawing, wiring, instance, port),
            (NodeId::Whole, _) => unexport(port).into_iter().collect(),
            (NodeId::Host, _) => of_supply(drawing, wiring, port),
        },
        Spot::Wire(taker) => {
            let mut items = put_here(drawing, wiring, taker);
            items.extend(unwire(drawing, taker));
            items
        }
    };
    if let Spot::Wire(taker) | Spot::Port(taker) = spot
        && let Some((caller, callee, interface)) = ends(&drawing.graph, taker).filter(|_| has_calls)
    {
        let target = GraphTarget::Calls { caller, callee, interface };
        items.push(MenuItem::new("Show calls", Choice::Show(target)));
    }
    if is_read_only {
        items.retain(|item| matches!(item.choice, Some(Choice::Show(_))));
    }
    items
}

/// What Delete does on `spot`, if anything.
pub fn deletion(drawing: &Drawing, spot: &Spot) -> Option<CompositionEdit> {
    let item = match spot {
        Spot::Node(NodeId::Instance(name)) => {
            return Some(CompositionEdit::Remove { instance: name.clone() });
        }
        Spot::Node(_) => None,
        Spot::Port(port) if port.node == NodeId::Whole => unexport(port),
        Spot::Port(port) | Spot::Wire(port) => unwire(drawing, port),
    };
    match item?.choice {
        Some(Choice::Edit(edit)) => Some(edit),
        _ => None,
    }
}

fn of_instance(drawing: &Drawing, name: &str) -> Vec<MenuItem> {
    let Some(instance) = drawing.composition.instance(name) else { return Vec::new() };
    let component = instance.component.clone();
    let show = |label: &str, target: GraphTarget| MenuItem::new(label, Choice::Show(target));
    let mut items = vec![
        show("Open source", GraphTarget::Source(component.clone())),
        show("Grants", GraphTarget::Grants(name.to_owned())),
    ];
    items.extend(instance.span.map(|span| show("Show in the text", GraphTarget::Text(span))));
    items.push(if instance.is_named {
        MenuItem::new("Rename…", Choice::Rename(name.to_owned())).with_key("F2")
    } else {
        MenuItem::refused("Rename…", "the text has it without a name")
    });
    items.push(
        MenuItem::edit("Duplicate", CompositionEdit::Add { component: component.clone() })
            .with_detail(&format!("one more instance of {component}")),
    );
    let remove = CompositionEdit::Remove { instance: name.to_owned() };
    items.push(MenuItem::edit("Remove", remove).with_key("Del"));
    items
}

/// An import: what it can be wired to, what can stand before it, the host.
fn of_import(drawing: &Drawing, wiring: &Wiring, instance: &str, port: &PortId) -> Vec<MenuItem> {
    let giver = giver_of(drawing, port);
    let mut items = Vec::new();
    for fit in partners(wiring, port) {
        let label = format!("Wire to {}", shown(&fit.from));
        let is_wired = giver.as_ref().is_some_and(|giver| {
            giver.node == NodeId::Instance(fit.from.clone()) && giver.name == fit.export
        });
        items.push(match &fit.mismatch {
            _ if is_wired => MenuItem::refused(label, "wired now"),
            Some(why) => MenuItem::refused(label, why),
            None => MenuItem::edit(label, wire(fit)).with_detail(&fit.export),
        });
    }
    if items.is_empty() {
        let why = format!("no other component here exports {}", port.name);
        items.push(MenuItem::refused(format!("Nothing to wire {} to", shown(instance)), &why));
    }
    items.extend(put_here(drawing, wiring, port));
    items.extend(unwire(drawing, port));
    items
}

/// An export: who can take it, and the whole.
fn of_export(drawing: &Drawing, wiring: &Wiring, instance: &str, port: &PortId) -> Vec<MenuItem> {
    let takers = drawing.graph.takers(port);
    let mut items = Vec::new();
    for fit in partners(wiring, port) {
        let label = format!("Wire into {}", shown(&fit.instance));
        let is_wired = takers
            .iter()
            .any(|taker| taker.node == NodeId::Instance(fit.instance.clone()) && taker.name == fit.import);
        items.push(match &fit.mismatch {
            _ if is_wired => MenuItem::refused(label, "wired now"),
            Some(why) => MenuItem::refused(label, why),
            None => MenuItem::edit(label, wire(fit)).with_detail(&fit.import),
        });
    }
    if items.is_empty() {
        let why = format!("no other component here imports {}", port.name);
        items.push(MenuItem::refused(format!("Nothing to wire {} into", shown(instance)), &why));
    }
    match takers.iter().find(|taker| taker.node == NodeId::Whole) {
        Some(taker) => items.extend(unexport(taker)),
        None => items.push(MenuItem::edit(
            "Export from the whole",
            CompositionEdit::Export { instance: instance.to_owned(), export: port.name.clone() },
        )),
    }
    items
}

/// What the host supplies: for each that takes it, what else could.
fn of_supply(drawing: &Drawing, wiring: &Wiring, port: &PortId) -> Vec<MenuItem> {
    let takers = drawing.graph.takers(port);
    let offers = takers.iter().flat_map(|taker| {
        partners(wiring, taker).into_iter().filter(|fit| fit.mismatch.is_none()).map(|fit| {
            let label = format!("Wire {} to {}", shown(&fit.instance), shown(&fit.from));
            MenuItem::edit(label, wire(fit)).with_detail(&fit.export)
        })
    });
    let items: Vec<MenuItem> = offers.collect();
    if items.is_empty() {
        return vec![MenuItem::refused("The host supplies this", "no component here exports it")];
    }
    items
}

/// The components that can stand on the wire to `taker`.
pub fn put_here(drawing: &Drawing, wiring: &Wiring, taker: &PortId) -> Vec<MenuItem> {
    let NodeId::Instance(instance) = &taker.node else { return Vec::new() };
    if drawing.graph.wire_to(taker).is_none() {
        return Vec::new();
    }
    let fitting = wiring.middleware.iter().filter(|middleware| links(&middleware.interface, &taker.name));
    let offer = |component: &String| {
        let edit = CompositionEdit::Interpose {
            instance: instance.clone(),
            import: taker.name.clone(),
            component: component.clone(),
        };
        MenuItem::edit(format!("Put {} here", shown(component)), edit)
    };
    fitting.map(|middleware| offer(&middleware.component)).collect()
}

/// Taking the wire away, where there is one between two instances, or into the whole.
fn unwire(drawing: &Drawing, taker: &PortId) -> Option<MenuItem> {
    let giver = giver_of(drawing, taker)?;
    match (&taker.node, &giver.node) {
        (NodeId::Whole, _) => unexport(taker),
        (NodeId::Instance(instance), NodeId::Instance(_)) => {
            let edit = CompositionEdit::Unwire { instance: instance.clone(), import: taker.name.clone() };
            Some(MenuItem::edit("Unwire", edit).with_detail("from the host then").with_key("Del"))
        }
        _ => None,
    }
}

fn unexport(port: &PortId) -> Option<MenuItem> {
    let edit = CompositionEdit::Unexport { name: port.name.clone() };
    let is_export = port.node == NodeId::Whole && port.side == PortSide::Takes;
    is_export.then(|| MenuItem::edit("Do not export from the whole", edit).with_key("Del"))
}

fn giver_of(drawing: &Drawing, taker: &PortId) -> Option<PortId> {
    let wire = drawing.graph.wire_to(taker)?;
    drawing.graph.wire_ports(wire).map(|(giver, _)| giver)
}

#[cfg(test)]
mod tests {
    use super::super::layout::WireEnd;
    use super::super::samples::{LINK, LOG, chain, chain_wiring, gives, takes};
    use super::*;
    use std::collections::BTreeMap;

    fn labels(spot: &Spot) -> Vec<(String, bool)> {
        let drawing = Drawing::of(chain(3), &BTreeMap::new(), WireEnd::Bare);
        let items = items(&drawing, &chain_wiring(3), spot, false, true);
        items.into_iter().map(|item| (item.label, item.choice.is_some())).collect()
    }

    fn of(expected: &[(&str, bool)]) -> Vec<(String, bool)> {
        expected.iter().map(|(label, can)| ((*label).to_owned(), *can)).collect()
    }

    #[test]
    fn an_import_offers_what_fits() {
        let expected = [
            ("Wire to node0", false),
            ("Wire to node2", false),
            ("Put logger here", true),
            ("Unwire", true),
            ("Show calls", true),
        ];
        assert_eq!(labels(&Spot::Port(takes("node1", LINK))), of(&expected));
        let expected = [("Nothing to wire node1 to", false), ("Show calls", true)];
        assert_eq!(labels(&Spot::Port(takes("node1", LOG))), of(&expected));
    }

    #[test]
    fn an_export_offers_its_takers_and_the_whole() {
        let expected =
            [("Wire into node2", true), ("Wire into node1", false), ("Export from the whole", true)];
        let mut found = labels(&Spot::Port(gives("node0", LINK)));
        found.sort_by_key(|(label, _)| of(&expected).iter().position(|(other, _)| other == label));
        assert_eq!(found, of(&expected));
        let last = labels(&Spot::Port(gives("node2", LINK)));
        assert_eq!(last.last(), Some(&("Do not export from the whole".to_owned(), true)));
    }

    #[test]
    fn a_wire_takes_middleware_and_goes() {
        let expected = [("Put logger here", true), ("Unwire", true), ("Show calls", true)];
        assert_eq!(labels(&Spot::Wire(takes("node1", LINK))), of(&expected));
    }

    #[test]
    fn a_text_that_does_not_resolve_is_not_edited() {
        let drawing = Drawing::of(chain(3), &BTreeMap::new(), WireEnd::Bare);
        for spot in [
            Spot::Wire(takes("node1", LINK)),
            Spot::Port(gives("node0", LINK)),
            Spot::Node(NodeId::Instance("node0".to_owned())),
        ] {
            let items = items(&drawing, &chain_wiring(3), &spot, true, true);
            assert!(items.iter().all(|item| matches!(item.choice, Some(Choice::Show(_)))), "{items:?}");
        }
    }

    #[test]
    fn delete_takes_away_what_is_chosen() {
        let drawing = Drawing::of(chain(3), &BTreeMap::new(), WireEnd::Bare);
        let delete = |spot: Spot| deletion(&drawing, &spot);
        let whole = PortId { node: NodeId::Whole, side: PortSide::Takes, name: LINK.to_owned() };
        assert_eq!(delete(Spot::Port(whole)), Some(CompositionEdit::Unexport { name: LINK.to_owned() }));
        let unwire = CompositionEdit::Unwire { instance: "node1".to_owned(), import: LINK.to_owned() };
        assert_eq!(delete(Spot::Wire(takes("node1", LINK))), Some(unwire.clone()));
        assert_eq!(delete(Spot::Port(takes("node1", LINK))), Some(unwire));
        // The host's import cannot be taken away, and an export goes with its component.
        assert_eq!(delete(Spot::Wire(takes("node1", LOG))), None);
        assert_eq!(delete(Spot::Port(gives("node1", LINK))), None);
        assert_eq!(delete(Spot::Node(NodeId::Host)), None);
    }
}
