//! The wires of the graph, and on each a handle that tells what crossed it.

use super::board::Board;
use super::node::tabindex;
use crate::model::drawing::Drawing;
use crate::model::graph::Spot;
use crate::model::traffic::{Load, short_count, was_called};
use crate::model::words;
use diptych_page_common::side::Side;
use diptych_page_common::text::duration;
use leptos::prelude::*;
use std::sync::Arc;

/// All wires; `first` is the index of the first one's spot.
#[component]
pub fn Wires(board: Board, drawing: Arc<Drawing>, first: usize, size: (f64, f64)) -> impl IntoView {
    let paths = drawing.layout.wires.iter().enumerate().map(|(wire, route)| {
        view! { <path class=move || wire_class(board, wire, first) d=route.path.clone()></path> }
    });
    // Wide and unseen, for the pointer; over the wires, so that a thin one is as easy to hit.
    let hits = drawing.layout.wires.iter().enumerate().map(|(wire, route)| {
        view! { <path class="graph-hit" data-spot=(first + wire).to_string() d=route.path.clone()></path> }
    });
    let step = {
        let drawing = drawing.clone();
        move || {
            let wire = board.step_wire.get()?;
            // Rendered anew with each call, so that the motion begins anew.
            board.given.step.track();
            let path = drawing.layout.wires.get(wire)?.path.clone();
            Some(view! { <path class="graph-step" d=path></path> })
        }
    };
    view! {
        <svg
            class="graph-wires"
            width=size.0.to_string()
            height=size.1.to_string()
            aria-hidden="true"
        >
            {paths.collect::<Vec<_>>()}
            {step}
            {hits.collect::<Vec<_>>()}
        </svg>
    }
}

/// How a wire looks: whether it was called, and whether it is the one that is meant.
fn wire_class(board: Board, wire: usize, first: usize) -> &'static str {
    let index = Some(first + wire);
    let is_meant =
        board.hovered.get() == index || (board.spot.get().is_some() && board.current.get() == index);
    let (is_called, is_denied) = board.loads.with(|loads| {
        let load = loads.get(wire).copied().unwrap_or_default();
        (was_called(&load), load.iter().any(|load| load.denied > 0))
    });
    match (is_meant, is_called, is_denied) {
        (true, _, true) => "graph-wire meant denied",
        (true, _, false) => "graph-wire meant",
        (false, _, true) => "graph-wire was-called denied",
        (false, true, false) => "graph-wire was-called",
        (false, false, false) => "graph-wire",
    }
}

/// The handles of the wires: what the keyboard is on, and where the numbers are.
#[component]
pub fn Handles(board: Board, drawing: Arc<Drawing>, first: usize) -> impl IntoView {
    let handles = drawing.layout.wires.iter().enumerate().map(|(wire, route)| {
        let index = first + wire;
        let words = drawing.spots.get(index).map(|spot: &Spot| words::spot(&drawing, spot));
        let words = words.unwrap_or_default();
        let load = Memo::new(move |_| board.loads.with(|loads| loads.get(wire).copied()).unwrap_or_default());
        let label = Memo::new(move |_| match words::load(&load.get()) {
            load if load.is_empty() => words.clone(),
            load => format!("{words}; {load}"),
        });
        let style = format!("left: {:.0}px; top: {:.0}px", route.handle.0, route.handle.1);
        let lines = move || {
            let load = load.get();
            let sides = Side::BOTH.into_iter().filter(move |side| load[side.index()].count > 0);
            sides.map(move |side| line(side, load[side.index()])).collect::<Vec<_>>()
        };
        view! {
            <button
                id=format!("graph-spot-{index}")
                class="graph-handle"
                class:was-called=move || was_called(&load.get())
                class:meant=move || board.hovered.get() == Some(index)
                data-spot=index.to_string()
                style=style
                tabindex=move || tabindex(board, index)
                aria-label=label
                title=label
                aria-haspopup="menu"
            >
                {lines}
            </button>
        }
    });
    handles.collect::<Vec<_>>()
}

/// One engine's calls over a wire: how many, how many were denied, how long they took together.
pub fn line(side: Side, load: Load) -> impl IntoView {
    let denied = (load.denied > 0).then(|| {
        view! { <span class="graph-denied">{format!("⊘{}", short_count(load.denied))}</span> }
    });
    view! {
        <span class=format!("graph-load {}", side.class())>
            {format!("{}×", short_count(load.count))}
            {denied}
            <span class="graph-time">" " {duration(load.total_ns)}</span>
        </span>
    }
}
