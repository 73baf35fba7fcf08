//! A node of the graph: its head, its grants, and its ports in two columns.

use super::board::Board;
use crate::model::drawing::Drawing;
use crate::model::graph::{End, NodeId, PortSide, Spot};
use crate::model::words::{self, shown};
use diptych_page_common::composition::GraphTarget;
use diptych_shared::api::composition::PortKind;
use leptos::prelude::*;
use std::sync::Arc;

/// The class that gives a port its shape.
pub fn kind_class(kind: PortKind) -> &'static str {
    match kind {
        PortKind::Interface => "interface",
        PortKind::Function => "function",
        PortKind::Type => "type",
        PortKind::Other => "other",
    }
}

/// The node `at` of the graph; `first` is the index of its spot, its ports' follow.
#[component]
pub fn Node(board: Board, drawing: Arc<Drawing>, at: usize, first: usize) -> impl IntoView {
    let node = &drawing.graph.nodes[at];
    let place = &drawing.layout.nodes[at];
    let style = format!(
        "transform: translate({:.0}px, {:.0}px); width: {:.0}px; height: {:.0}px",
        place.x, place.y, place.width, place.height
    );
    let (class, component) = match &node.id {
        NodeId::Host => ("graph-node host", None),
        NodeId::Whole => ("graph-node whole", None),
        NodeId::Instance(name) => {
            let component = node.component.clone().filter(|component| component != name);
            ("graph-node", component)
        }
    };
    let label = words::spot(&drawing, &Spot::Node(node.id.clone()));
    let component = component.map(|component| {
        view! { <span class="graph-node-component">{shown(&component)}</span> }
    });
    let ports = |side: PortSide, first: usize| {
        let ports = (0..node.ports(side).len()).map(|port| {
            let end = End { node: at, port };
            view! { <Port board drawing=drawing.clone() side end index=first + port/> }
        });
        ports.collect::<Vec<_>>()
    };
    let (takes, gives) =
        (ports(PortSide::Takes, first + 1), ports(PortSide::Gives, first + 1 + node.takes.len()));
    let drop_here =
        (node.id == NodeId::Whole).then(|| view! { <li class="graph-drop">"drag exports here"</li> });
    let columns =
        if node.takes.is_empty() || node.gives.is_empty() { "graph-ports one" } else { "graph-ports" };
    view! {
        <div
            class=class
            class:fits=move || fits(board, first)
            class:step=move || is_stepped(board, at)
            data-spot=first.to_string()
            style=style
        >
            <button
                id=format!("graph-spot-{first}")
                class="graph-node-head"
                tabindex=move || tabindex(board, first)
                aria-label=label.clone()
                title=label
                aria-haspopup="menu"
            >
                <span class="graph-node-name">{shown(node.title())}</span>
                {component}
            </button>
            <Chips board id=node.id.clone()/>
            <div class=columns>
                <ul class="takes">{takes} {drop_here}</ul>
                <ul class="gives">{gives}</ul>
            </div>
        </div>
    }
}

/// The grants of an instance, small; the page shows them in full.
#[component]
fn Chips(board: Board, id: NodeId) -> impl IntoView {
    let NodeId::Instance(name) = id else { return ().into_any() };
    let grants = board.given.grants.with_untracked(|grants| grants.get(&name).cloned().unwrap_or_default());
    if grants.is_empty() {
        return ().into_any();
    }
    let title = format!("Grants: {}", grants.iter().map(|grant| shown(grant)).collect::<Vec<_>>().join(", "));
    let chips: Vec<_> =
        grants.iter().map(|grant| view! { <span class="graph-chip">{shown(grant)}</span> }).collect();
    let show = move |event: web_sys::MouseEvent| {
        event.stop_propagation();
        board.given.on_show.run(GraphTarget::Grants(name.clone()));
    };
    // The keyboard has the same in the node's menu.
    view! { <button class="graph-chips" tabindex="-1" title=title on:click=show>{chips}</button> }.into_any()
}

/// A port: a dot on the node's edge, and its short name.
#[component]
fn Port(board: Board, drawing: Arc<Drawing>, side: PortSide, end: End, index: usize) -> impl IntoView {
    let (Some(port), Some(shape)) =
        (drawing.graph.port_id(side, end), drawing.graph.nodes[end.node].ports(side).get(end.port))
    else {
        return ().into_any();
    };
    let is_wired = match side {
        PortSide::Takes => drawing.graph.wire_to(&port).is_some(),
        PortSide::Gives => drawing.graph.wires.iter().any(|wire| wire.from == end),
    };
    let across = match side {
        PortSide::Takes => PortSide::Gives,
        PortSide::Gives => PortSide::Takes,
    };
    let is_alone = drawing.graph.nodes[end.node].ports(across).len() <= end.port;
    let class = format!(
        "graph-port {}{}{}",
        kind_class(shape.kind),
        if is_wired { " wired" } else { "" },
        if shape.is_by_text { " by-text" } else { "" }
    );
    let label = words::spot(&drawing, &Spot::Port(port.clone()));
    view! {
        <li class:alone=is_alone>
            <button
                id=format!("graph-spot-{index}")
                class=class
                class:fits=move || fits(board, index)
                data-spot=index.to_string()
                tabindex=move || tabindex(board, index)
                aria-label=label.clone()
                title=label
                aria-haspopup="menu"
            >
                <span class="graph-dot"></span>
                <span class="graph-port-name">{shown(&shape.short)}</span>
            </button>
        </li>
    }
    .into_any()
}

/// One spot is in the page's tab order: the one the keyboard was on.
pub fn tabindex(board: Board, index: usize) -> &'static str {
    if board.current.get() == Some(index) { "0" } else { "-1" }
}

/// Whether the dragged wire fits this spot.
fn fits(board: Board, index: usize) -> bool {
    board
        .drag
        .with(|drag| drag.as_ref().is_some_and(|drag| drag.fits.get(index).copied().flatten() == Some(true)))
}

/// Whether the call that is stepped to has this node at one end.
fn is_stepped(board: Board, at: usize) -> bool {
    let Some(wire) = board.step_wire.get() else { return false };
    board.drawing.with(|drawing| {
        let wire = drawing.as_ref().and_then(|drawing| drawing.graph.wires.get(wire).copied());
        wire.is_some_and(|wire| wire.from.node == at || wire.to.node == at)
    })
}
