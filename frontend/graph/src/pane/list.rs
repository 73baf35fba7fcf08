//! The composition as lists: the same as the graph, for small screens and for those who hear the page.

use super::board::Board;
use super::list_ports::{Exports, Imports};
use super::popup::Rename;
use crate::model::drawing::Drawing;
use crate::model::graph::{End, NodeId, PortSide, Spot};
use crate::model::menu::{Choice, items};
use crate::model::words::{self, shown};
use diptych_page_common::dom;
use diptych_shared::api::composition::CompositionEdit;
use leptos::prelude::*;
use std::sync::Arc;

/// The lists.
#[component]
pub fn List(board: Board) -> impl IntoView {
    let content = move || {
        // Also after an edit that changed nothing, so that a field does not show what is not so.
        board.edits.track();
        let drawing = board.drawing.get()?;
        let sections = (0..drawing.graph.nodes.len())
            .map(|at| match drawing.graph.nodes[at].id {
                NodeId::Instance(_) => view! { <Instance board drawing=drawing.clone() at/> }.into_any(),
                NodeId::Host => view! { <Host drawing=drawing.clone() at/> }.into_any(),
                NodeId::Whole => view! { <Whole board drawing=drawing.clone() at/> }.into_any(),
            })
            .collect::<Vec<_>>();
        Some(sections)
    };
    // So that the keyboard is where it was when an edit has come back as another composition.
    let on_focus = move |event: web_sys::FocusEvent| {
        let index = dom::attribute_of(&event, "data-spot").and_then(|index| index.parse().ok());
        if let Some(spot) = index.and_then(|index| board.spot_at(index)) {
            board.spot.set(Some(spot));
        }
    };
    view! {
        <div class="composition-list" data-testid="composition-list" on:focusin=on_focus>{content}</div>
    }
}

/// The index of a spot, as an element's id and data.
pub fn anchor(drawing: &Drawing, spot: &Spot) -> (String, String) {
    let index = drawing.index(spot).unwrap_or(usize::MAX);
    (format!("graph-spot-{index}"), index.to_string())
}

/// One instance.
#[component]
fn Instance(board: Board, drawing: Arc<Drawing>, at: usize) -> impl IntoView {
    let node = drawing.graph.nodes[at].clone();
    let spot = Spot::Node(node.id.clone());
    let name = node.title().to_owned();
    let is_renaming = RwSignal::new(false);
    let (id, index) = anchor(&drawing, &spot);
    let actions = board.given.wiring.with_untracked(|wiring| items(&drawing, wiring, &spot, false, false));
    let actions = actions.into_iter().enumerate().map(|(number, item)| {
        let (id, index) = (id.clone(), index.clone());
        let act = item.choice.clone();
        let act = move |_| match act.clone() {
            Some(Choice::Edit(edit)) => board.edit(edit),
            Some(Choice::Show(target)) => board.given.on_show.run(target),
            Some(Choice::Rename(_)) => is_renaming.set(true),
            None => {}
        };
        let is_edit = !matches!(item.choice, Some(Choice::Show(_)));
        let is_refused = item.choice.is_none();
        let label = format!("{}: {}", shown(&name), item.label);
        view! {
            <button
                class="small"
                id=(number == 0).then_some(id)
                data-spot=index
                aria-label=label
                disabled=move || is_refused || (is_edit && board.is_read_only.get())
                title=item.detail
                on:click=act
            >
                {item.label}
            </button>
        }
    });
    let actions = actions.collect::<Vec<_>>();
    let grants = board.given.grants.with_untracked(|grants| grants.get(&name).cloned().unwrap_or_default());
    let grants: Vec<_> =
        grants.iter().map(|grant| view! { <span class="graph-chip">{shown(grant)}</span> }).collect();
    let component = node.component.as_deref().map(shown);
    let label = words::spot(&drawing, &spot);
    let renamed = name.clone();
    let rename = move || {
        let instance = renamed.clone();
        let on_done = Callback::new(move |()| {
            is_renaming.set(false);
            board.focus_current();
        });
        is_renaming.get().then(|| view! { <Rename board instance on_done/> })
    };
    view! {
        <section class="list-node" aria-label=label>
            <header>
                <h3>{shown(&name)}</h3>
                <span class="note">{component}</span>
                {grants}
            </header>
            <div class="list-actions">{actions}</div>
            {rename}
            <Imports board drawing=drawing.clone() node=node.clone()/>
            <Exports board drawing node/>
        </section>
    }
}

/// What the host supplies, and to whom.
#[component]
fn Host(drawing: Arc<Drawing>, at: usize) -> impl IntoView {
    let node = &drawing.graph.nodes[at];
    let rows = (0..node.gives.len()).filter_map(|port| {
        let id = drawing.graph.port_id(PortSide::Gives, End { node: at, port })?;
        let wired = words::wired(&drawing.graph, &id);
        Some(view! {
            <li>
                <span class="list-name" title=shown(&id.name)>{shown(&id.name)}</span>
                <span class="note">{wired}</span>
            </li>
        })
    });
    let rows = rows.collect::<Vec<_>>();
    view! {
        <section class="list-node" aria-label="What the host supplies">
            <header><h3>"host"</h3><span class="note">"what the whole imports"</span></header>
            <ul class="list-ports">{rows}</ul>
        </section>
    }
}

/// What the whole exports.
#[component]
fn Whole(board: Board, drawing: Arc<Drawing>, at: usize) -> impl IntoView {
    let node = &drawing.graph.nodes[at];
    let rows = (0..node.takes.len()).filter_map(|port| {
        let id = drawing.graph.port_id(PortSide::Takes, End { node: at, port })?;
        let wired = words::wired(&drawing.graph, &id);
        let (dom_id, index) = anchor(&drawing, &Spot::Port(id.clone()));
        let name = id.name.clone();
        let remove = move |_| board.edit(CompositionEdit::Unexport { name: name.clone() });
        let label = format!("Do not export {}", shown(&id.name));
        Some(view! {
            <li>
                <span class="list-name" title=shown(&id.name)>{shown(&id.name)}</span>
                <span class="note">{wired}</span>
                <button
                    class="small"
                    id=dom_id
                    data-spot=index
                    aria-label=label
                    disabled=move || board.is_read_only.get()
                    on:click=remove
                >
                    "Do not export"
                </button>
            </li>
        })
    });
    let rows = rows.collect::<Vec<_>>();
    let is_empty = rows.is_empty();
    view! {
        <section class="list-node" aria-label="What the whole exports">
            <header><h3>"exports"</h3><span class="note">"what the whole exports"</span></header>
            {is_empty.then(|| view! { <p class="note">"Nothing yet: export something of a component."</p> })}
            <ul class="list-ports">{rows}</ul>
        </section>
    }
}
