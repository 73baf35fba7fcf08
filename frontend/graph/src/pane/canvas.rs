//! The drawing: its nodes and wires, what is said about them, and the keys.

use super::board::Board;
use super::gestures::{Gestures, index_of};
use super::toolbar::ZOOM;
use super::{node, wires};
use crate::model::drawing::Drawing;
use crate::model::graph::{NodeId, Spot};
use crate::model::keyboard::{Way, go};
use crate::model::linking::Verdict;
use crate::model::menu::deletion;
use crate::model::view::View;
use crate::model::words;
use diptych_page_common::dom;
use leptos::{html, prelude::*};
use std::sync::Arc;

/// Below this scale, ports are dots without names.
const FAR: f64 = 0.45;
/// Below this one, names are larger than their places.
const FARTHER: f64 = 0.22;

/// The drawing.
#[component]
pub fn Canvas(board: Board) -> impl IntoView {
    let stage = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if let Some(stage) = stage.get() {
            let element = stage.clone();
            dom::observe_size(&stage, move || {
                board.canvas.set((f64::from(element.client_width()), f64::from(element.client_height())));
                if board.is_fitted.get_value() {
                    board.fit();
                }
            });
        }
    });
    let gestures = Gestures::new(board, stage);
    let on_wheel = move |event: web_sys::WheelEvent| {
        event.prevent_default();
        // Lines and pages are turned into about as many pixels.
        let unit = [1.0, 16.0, 400.0].get(event.delta_mode() as usize).copied().unwrap_or(1.0);
        let speed = if event.ctrl_key() { 0.01 } else { 0.0015 };
        let point = gestures.point(f64::from(event.client_x()), f64::from(event.client_y()));
        board.zoom((-event.delta_y() * unit * speed).clamp(-1.0, 1.0).exp(), Some(point));
    };
    let on_click = move |event: web_sys::MouseEvent| {
        if gestures.is_click(&event) {
            match index_of(&event).and_then(|index| board.spot_at(index)) {
                Some(spot) => board.open_menu(spot),
                // So that the keys are the drawing's.
                None => board.focus_current(),
            }
        }
    };
    let on_focus = move |event: web_sys::FocusEvent| {
        if let Some(spot) = index_of(&event).and_then(|index| board.spot_at(index)) {
            board.spot.set(Some(spot));
        }
    };
    let transform = move || {
        let View { x, y, scale } = board.view.get();
        format!("translate({x:.2}px, {y:.2}px) scale({scale:.4})")
    };
    // In steps, so that zooming seldom gives all that is drawn another style.
    let enlarged = Memo::new(move |_| format!("{:.1}", 1.0 / board.view.get().scale));
    let is_far = Memo::new(move |_| board.view.get().scale < FAR);
    let is_farther = Memo::new(move |_| board.view.get().scale < FARTHER);
    let world = move || board.drawing.get().map(|drawing| view! { <World board drawing/> });
    view! {
        <div
            class="graph-stage"
            class:far=is_far
            class:farther=is_farther
            class:moving=board.is_moving
            class:wiring=move || board.drag.with(Option::is_some)
            class:called=board.has_calls
            role="group"
            aria-roledescription="graph"
            aria-label="Components and wires; arrow keys move, Enter opens what can be done, Delete takes away"
            data-testid="composition-canvas"
            node_ref=stage
            on:wheel=on_wheel
            on:click=on_click
            on:focusin=on_focus
            on:keydown=move |event| on_key(board, &event)
            on:pointerdown=move |event| gestures.down(&event)
            on:pointermove=move |event| gestures.moved(&event)
            on:pointerup=move |event| gestures.up(&event)
            on:pointercancel=move |_| gestures.cancel()
            on:pointerleave=move |_| board.hovered.set(None)
        >
            <div class="graph-world" style:transform=transform style=("--enlarged", move || enlarged.get())>
                {world}
                <DragLine board pointer=gestures.pointer/>
            </div>
            <Caption board/>
            <DragWords board gestures/>
        </div>
    }
}

/// All nodes and wires of one drawing; another composition is drawn anew.
#[component]
fn World(board: Board, drawing: Arc<Drawing>) -> impl IntoView {
    let size = (drawing.layout.width.ceil(), drawing.layout.height.ceil());
    let mut index = 0;
    let nodes: Vec<_> = (0..drawing.graph.nodes.len())
        .map(|at| {
            let first = index;
            let shown = &drawing.graph.nodes[at];
            index += 1 + shown.takes.len() + shown.gives.len();
            view! { <node::Node board drawing=drawing.clone() at first/> }
        })
        .collect();
    view! {
        <wires::Wires board drawing=drawing.clone() first=index size/>
        {nodes}
        <wires::Handles board drawing first=index/>
    }
}

/// What the pointer is over or the keyboard is on, in words.
#[component]
fn Caption(board: Board) -> impl IntoView {
    let text = move || {
        let index =
            board.hovered.get().or_else(|| board.current.get().filter(|_| board.spot.get().is_some()))?;
        let drawing = board.drawing.get()?;
        let spot = drawing.spots.get(index)?;
        let words = words::spot(&drawing, spot);
        let wire = match spot {
            Spot::Wire(taker) => drawing.graph.wire_to(taker),
            _ => None,
        };
        let load = wire.and_then(|wire| board.loads.with(|loads| loads.get(wire).map(words::load)));
        Some(match load.filter(|load| !load.is_empty()) {
            Some(load) => format!("{words} · {load}"),
            None => words,
        })
    };
    view! { <p class="graph-caption" aria-hidden="true">{text}</p> }
}

/// The wire that is being dragged.
#[component]
fn DragLine(board: Board, pointer: RwSignal<(f64, f64)>) -> impl IntoView {
    let path = move || {
        let drag = board.drag.get()?;
        let drawing = board.drawing.get_untracked()?;
        let (x, y) = drawing.layout.port(drag.port.side, drawing.graph.end(&drag.port)?)?;
        let (to_x, to_y) = board.view.get().to_drawing(pointer.get());
        let middle = (x + to_x) / 2.0;
        Some(format!("M{x:.1} {y:.1}C{middle:.1} {y:.1} {middle:.1} {to_y:.1} {to_x:.1} {to_y:.1}"))
    };
    view! {
        <svg class="graph-drag" width="1" height="1" aria-hidden="true">
            <path d=move || path().unwrap_or_default()></path>
        </svg>
    }
}

/// Why the port under the pointer does not fit, or that it does.
#[component]
fn DragWords(board: Board, gestures: Gestures) -> impl IntoView {
    let words = move || {
        board.drag.with(Option::is_some).then_some(())?;
        let (x, y) = gestures.pointer.get();
        let (class, text) = match gestures.onto.get()?.1 {
            Verdict::Fits(_) => ("graph-drag-words fits", "Let go to wire them.".to_owned()),
            Verdict::Refused(why) => ("graph-drag-words", words::shown(&why)),
        };
        let style =
            format!("left: max(4px, min({:.0}px, calc(100% - 264px))); top: {:.0}px", x + 14.0, y + 16.0);
        Some(view! { <p class=class style=style role="status">{text}</p> })
    };
    view! { {words} }
}

/// The keys of the drawing.
fn on_key(board: Board, event: &web_sys::KeyboardEvent) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let key = event.key();
    match key.as_str() {
        "+" | "=" => board.zoom(ZOOM, None),
        "-" => board.zoom(1.0 / ZOOM, None),
        "0" => board.fit(),
        "Escape" if board.drag.with_untracked(Option::is_some) => board.drag.set(None),
        "Delete" | "Backspace" => {
            let (drawing, spot) = (board.drawing.get_untracked(), board.current_spot());
            let edit = drawing.zip(spot).and_then(|(drawing, spot)| deletion(&drawing, &spot));
            let Some(edit) = edit else { return };
            board.edit(edit);
        }
        "F2" => match board.current_spot() {
            Some(Spot::Node(NodeId::Instance(name))) if board.can_rename(&name) => board.open_rename(name),
            _ => return,
        },
        key => {
            let Some(way) = Way::of_key(key) else { return };
            let next = board.drawing.get_untracked().zip(board.current_spot());
            if let Some(next) = next.and_then(|(drawing, spot)| go(&drawing, &spot, way)) {
                board.go_to(next);
            }
        }
    }
    event.prevent_default();
    event.stop_propagation();
}
