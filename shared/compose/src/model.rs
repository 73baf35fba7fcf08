//! What a resolved text composes, as instances and wires.

use crate::resolve::{component_name, new_expressions};
use diptych_shared::api::composition::{
    ComposedExport, ComposedInstance, Composition, Port, PortKind, Wire, WireSource,
};
use diptych_shared::api::diagnostic::{Position, Span};
use std::collections::{BTreeMap, BTreeSet};
use wac_graph::types::ItemKind;
use wac_graph::{CompositionGraph, NodeId, NodeKind};
use wac_parser::resolution::Resolution;

/// The composition that `resolution`, of `text`, means.
pub fn read(text: &str, resolution: &Resolution<'_>) -> Composition {
    let graph = resolution.graph();
    let is_instance = |node: &NodeId| matches!(graph[*node].kind(), NodeKind::Instantiation(_));
    // The nodes' order is that of evaluation: an instance comes after those it takes from.
    let nodes: Vec<NodeId> = graph.node_ids().filter(is_instance).collect();
    let names = names(graph, &nodes);
    let expressions = new_expressions(resolution.document());
    let instances = nodes.iter().enumerate().map(|(index, node)| {
        let span = expressions.get(index).map(|new| Span {
            start: Position::from_offset(text, new.span.offset()),
            end: Position::from_offset(text, new.span.offset() + new.span.len()),
        });
        instance(graph, *node, &names, span)
    });
    let exports = graph.nodes().zip(graph.node_ids()).filter_map(|(node, id)| {
        let name = node.export_name()?.to_owned();
        let is_definition = matches!(node.kind(), NodeKind::Definition);
        (!is_definition).then(|| ComposedExport { name, source: source(graph, id, &names) })
    });
    Composition { instances: instances.collect(), exports: exports.collect() }
}

/// Each instance's name: the text's, or one after its component.
fn names(graph: &CompositionGraph, nodes: &[NodeId]) -> BTreeMap<NodeId, String> {
    let mut taken: BTreeSet<String> =
        nodes.iter().filter_map(|node| graph[*node].name().map(str::to_owned)).collect();
    let mut names = BTreeMap::new();
    for node in nodes {
        let name = match graph[*node].name() {
            Some(name) => name.to_owned(),
            None => free_name(&taken, component_of(graph, *node)),
        };
        taken.insert(name.clone());
        names.insert(*node, name);
    }
    names
}

/// `wanted`, or `wanted2` and so on where that is taken.
pub fn free_name(taken: &BTreeSet<String>, wanted: &str) -> String {
    if !taken.contains(wanted) {
        return wanted.to_owned();
    }
    let mut number = 2;
    loop {
        let name = format!("{wanted}{number}");
        if !taken.contains(&name) {
            return name;
        }
        number += 1;
    }
}

fn component_of(graph: &CompositionGraph, node: NodeId) -> &str {
    graph[node].package().map_or("", |package| component_name(graph[package].name()))
}

fn instance(
    graph: &CompositionGraph,
    node: NodeId,
    names: &BTreeMap<NodeId, String>,
    span: Option<Span>,
) -> ComposedInstance {
    let mut given: BTreeMap<&str, NodeId> = graph.get_instantiation_arguments(node).collect();
    let port = |(name, kind): (&String, &ItemKind)| Port { name: name.clone(), kind: port_kind(*kind) };
    let (wires, exports) = match graph[node].package() {
        None => (Vec::new(), Vec::new()),
        Some(package) => {
            let world = &graph.types()[graph[package].ty()];
            let wires = world.imports.iter().map(|import| {
                let source = match given.remove(import.0.as_str()) {
                    Some(node) => source(graph, node, names),
                    None => WireSource::Host { import: import.0.clone() },
                };
                Wire { import: port(import), source }
            });
            (wires.collect(), world.exports.iter().map(port).collect())
        }
    };
    ComposedInstance {
        name: names.get(&node).cloned().unwrap_or_default(),
        component: component_of(graph, node).to_owned(),
        is_named: graph[node].name().is_some(),
        wires,
        exports,
        span,
    }
}

fn source(graph: &CompositionGraph, node: NodeId, names: &BTreeMap<NodeId, String>) -> WireSource {
    if let Some(import) = graph[node].import_name() {
        return WireSource::Host { import: import.to_owned() };
    }
    match graph.get_alias_source(node) {
        Some((from, export)) => match names.get(&from) {
            Some(instance) => WireSource::Instance { instance: instance.clone(), export: export.to_owned() },
            None => WireSource::Expression,
        },
        None => WireSource::Expression,
    }
}

fn port_kind(kind: ItemKind) -> PortKind {
    match kind {
        ItemKind::Instance(_) => PortKind::Interface,
        ItemKind::Func(_) => PortKind::Function,
        ItemKind::Type(_) => PortKind::Type,
        ItemKind::Component(_) | ItemKind::Module(_) | ItemKind::Value(_) => PortKind::Other,
    }
}
