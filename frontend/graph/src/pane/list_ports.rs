//! The imports and exports of an instance in the lists: what each is wired to, and what that can be.

use super::board::Board;
use super::list::anchor;
use super::wires::line;
use crate::model::drawing::Drawing;
use crate::model::graph::{GraphNode, NodeId, PortId, PortSide, Spot};
use crate::model::linking::{partners, wire};
use crate::model::menu::{Choice, MenuItem, put_here};
use crate::model::words::{self, shown};
use diptych_page_common::side::Side;
use diptych_shared::api::composition::CompositionEdit;
use leptos::prelude::*;
use std::sync::Arc;

/// What an instance imports, each with what it is wired to.
#[component]
pub fn Imports(board: Board, drawing: Arc<Drawing>, node: GraphNode) -> impl IntoView {
    let rows = node.takes.iter().map(|port| {
        let id = PortId { node: node.id.clone(), side: PortSide::Takes, name: port.name.clone() };
        view! {
            <li>
                <span class="list-name" title=shown(&port.name)>{shown(&port.name)}</span>
                <Source board drawing=drawing.clone() port=id.clone() is_by_text=port.is_by_text/>
                <PutHere board drawing=drawing.clone() port=id.clone()/>
                <Loads board drawing=drawing.clone() port=id/>
            </li>
        }
    });
    let rows = rows.collect::<Vec<_>>();
    let is_empty = rows.is_empty();
    view! {
        <h4>"Imports"</h4>
        {is_empty.then(|| view! { <p class="note">"none"</p> })}
        <ul class="list-ports">{rows}</ul>
    }
}

/// The choice of what supplies an import.
#[component]
fn Source(board: Board, drawing: Arc<Drawing>, port: PortId, is_by_text: bool) -> impl IntoView {
    let NodeId::Instance(instance) = port.node.clone() else { return ().into_any() };
    let (id, index) = anchor(&drawing, &Spot::Port(port.clone()));
    let fits = board
        .given
        .wiring
        .with_untracked(|wiring| partners(wiring, &port).into_iter().cloned().collect::<Vec<_>>());
    let giver = drawing.graph.wire_to(&port).and_then(|wire| drawing.graph.wire_ports(wire));
    let giver = giver.map(|(giver, _)| giver);
    let is_host = giver.as_ref().is_some_and(|giver| giver.node == NodeId::Host);
    let is_now = |from: &str, export: &str| {
        giver
            .as_ref()
            .is_some_and(|giver| giver.node == NodeId::Instance(from.to_owned()) && giver.name == export)
    };
    // What it is wired to is listed whether or not it is known to fit.
    let known = fits.iter().any(|fit| is_now(&fit.from, &fit.export));
    let unknown = giver.as_ref().filter(|_| !known && !is_host).and_then(|giver| match &giver.node {
        NodeId::Instance(name) => {
            Some(view! { <option value="now" prop:selected=true>{shown(name)}</option> })
        }
        _ => None,
    });
    let options = fits.iter().enumerate().map(|(number, fit)| {
        let is_now = is_now(&fit.from, &fit.export);
        let text = match &fit.mismatch {
            Some(why) if !is_now => format!("{} does not fit: {}", shown(&fit.from), shown(why)),
            _ => shown(&fit.from),
        };
        let is_refused = fit.mismatch.is_some() && !is_now;
        view! { <option value=number.to_string() prop:selected=is_now disabled=is_refused>{text}</option> }
    });
    let options = options.collect::<Vec<_>>();
    let label = words::spot(&drawing, &Spot::Port(port.clone()));
    let choose = move |event| {
        let value = event_target_value(&event);
        let edit = match value.as_str() {
            "host" => Some(CompositionEdit::Unwire { instance: instance.clone(), import: port.name.clone() }),
            value => value.parse::<usize>().ok().and_then(|number| fits.get(number)).map(wire),
        };
        if let Some(edit) = edit {
            board.edit(edit);
        }
    };
    view! {
        <select
            id=id
            data-spot=index
            aria-label=label
            disabled=move || board.is_read_only.get()
            on:change=choose
        >
            <option value="host" prop:selected=is_host>"host"</option>
            {is_by_text.then(|| view! { <option value="now" prop:selected=true>"as the text says"</option> })}
            {unknown}
            {options}
        </select>
    }
    .into_any()
}

/// The components that can be put on a wire.
#[component]
fn PutHere(board: Board, drawing: Arc<Drawing>, port: PortId) -> impl IntoView {
    let items = board.given.wiring.with_untracked(|wiring| put_here(&drawing, wiring, &port));
    let buttons = items.into_iter().map(|MenuItem { label, choice, .. }| {
        let put = move |_| {
            if let Some(Choice::Edit(edit)) = choice.clone() {
                board.edit(edit);
            }
        };
        let title = format!("{label}: on the {}", words::spot(&drawing, &Spot::Wire(port.clone())));
        view! {
            <button
                class="small"
                aria-label=title.clone()
                title=title
                disabled=move || board.is_read_only.get()
                on:click=put
            >
                {label}
            </button>
        }
    });
    buttons.collect::<Vec<_>>()
}

/// What crossed the wire of an import in the last run.
#[component]
fn Loads(board: Board, drawing: Arc<Drawing>, port: PortId) -> impl IntoView {
    let at = drawing.graph.wire_to(&port);
    let load = Memo::new(move |_| {
        board.loads.with(|loads| at.and_then(|at| loads.get(at).copied())).unwrap_or_default()
    });
    let is_stepped = move || at.is_some() && board.step_wire.get() == at;
    let lines = move || {
        let load = load.get();
        let sides = Side::BOTH.into_iter().filter(move |side| load[side.index()].count > 0);
        sides.map(move |side| line(side, load[side.index()])).collect::<Vec<_>>()
    };
    view! { <span class="list-loads" class:step=is_stepped title=move || words::load(&load.get())>{lines}</span> }
}

/// What an instance exports, who takes it, and whether the whole exports it too.
#[component]
pub fn Exports(board: Board, drawing: Arc<Drawing>, node: GraphNode) -> impl IntoView {
    let NodeId::Instance(instance) = node.id.clone() else { return ().into_any() };
    let rows = node.gives.iter().map(|port| {
        let id = PortId { node: node.id.clone(), side: PortSide::Gives, name: port.name.clone() };
        let takers = drawing.graph.takers(&id);
        let exported = takers.iter().find(|taker| taker.node == NodeId::Whole).cloned();
        let is_exported = exported.is_some();
        let (dom_id, index) = anchor(&drawing, &Spot::Port(id.clone()));
        let (instance, export) = (instance.clone(), port.name.clone());
        let change = move |_| {
            board.edit(match &exported {
                Some(taker) => CompositionEdit::Unexport { name: taker.name.clone() },
                None => CompositionEdit::Export { instance: instance.clone(), export: export.clone() },
            });
        };
        let label = format!("Export from the whole: {}", words::spot(&drawing, &Spot::Port(id.clone())));
        view! {
            <li>
                <span class="list-name" title=shown(&port.name)>{shown(&port.name)}</span>
                <span class="note">{words::wired(&drawing.graph, &id)}</span>
                <label class="list-check">
                    <input
                        type="checkbox"
                        id=dom_id
                        data-spot=index
                        aria-label=label
                        checked=is_exported
                        disabled=move || board.is_read_only.get()
                        on:change=change
                    />
                    "exported"
                </label>
            </li>
        }
    });
    let rows = rows.collect::<Vec<_>>();
    let is_empty = rows.is_empty();
    view! {
        <h4>"Exports"</h4>
        {is_empty.then(|| view! { <p class="note">"none"</p> })}
        <ul class="list-ports">{rows}</ul>
    }
    .into_any()
}
