//! The graph of a composition: the other face of the text beside it. What is done here edits that text.

mod board;
mod canvas;
mod gestures;
mod list;
mod list_ports;
mod node;
mod popup;
mod seeing;
mod steps;
mod toolbar;
mod wires;

use crate::model::words::shown;
use board::{Board, Given, is_narrow};
use diptych_page_common::composition::{EdgeCalls, GraphTarget, StepMove, StepView};
use diptych_page_common::{dom, page};
use diptych_shared::api::composition::{Composition, CompositionEdit, Wiring};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// The two forms of the pane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// Nodes and wires.
    Graph,
    /// Tables, for small screens and for those who hear the page.
    List,
}

/// The preference that keeps the form.
const FORM: &str = "composition.form";

impl Form {
    const BOTH: [Form; 2] = [Form::Graph, Form::List];

    fn name(self) -> &'static str {
        match self {
            Form::Graph => "Graph",
            Form::List => "List",
        }
    }

    /// What the person chose last, or what suits the screen.
    fn remembered() -> Form {
        let stored = page::preference(FORM);
        let stored = Form::BOTH.into_iter().find(|form| stored.as_deref() == Some(form.name()));
        stored.unwrap_or(if is_narrow() { Form::List } else { Form::Graph })
    }
}

/// The pane.
#[component]
pub fn CompositionPane(
    /// The last text that resolved; `None` before there was one.
    #[prop(into)]
    composition: Signal<Option<Composition>>,
    /// Why the text does not resolve just now; what is shown then is the last one, and is not edited.
    #[prop(into)]
    stale: Signal<Option<String>>,
    /// What fits what.
    #[prop(into)]
    wiring: Signal<Wiring>,
    /// The grants of each instance, as texts.
    #[prop(into)]
    grants: Signal<BTreeMap<String, Vec<String>>>,
    /// What crossed each wire in the last run, per engine.
    #[prop(into)]
    calls: Signal<Vec<EdgeCalls>>,
    /// The call that is stepped to, when a run is stepped through.
    #[prop(into)]
    step: Signal<Option<StepView>>,
    /// Applies an edit to the text.
    on_edit: Callback<CompositionEdit>,
    /// Shows something elsewhere on the page.
    on_show: Callback<GraphTarget>,
    /// Steps to another call.
    on_step: Callback<StepMove>,
) -> impl IntoView {
    let board = Board::new(Given { composition, stale, wiring, grants, calls, step, on_edit, on_show });
    let form = RwSignal::new(Form::remembered());
    let on_key = move |event: web_sys::KeyboardEvent| {
        if dom::is_typing(&event) || step.with_untracked(Option::is_none) {
            return;
        }
        match event.key().as_str() {
            "[" => on_step.run(StepMove::Previous),
            "]" => on_step.run(StepMove::Next),
            _ => return,
        }
        event.prevent_default();
    };
    let is_empty = Memo::new(move |_| {
        board.drawing.with(|drawing| drawing.as_ref().is_none_or(|drawing| drawing.spots.is_empty()))
    });
    let body = move || match (is_empty.get(), form.get()) {
        (true, _) => view! { <Empty board/> }.into_any(),
        (false, Form::Graph) => view! { <canvas::Canvas board/> }.into_any(),
        (false, Form::List) => view! { <list::List board/> }.into_any(),
    };
    view! {
        <section class="pane composition" aria-label="Graph of the composition" data-testid="composition" on:keydown=on_key>
            <toolbar::Toolbar board form is_empty/>
            {move || stale.get().map(|why| view! { <Stale why is_empty=is_empty.get()/> })}
            <div class="composition-body" class:stale=move || board.is_read_only.get()>
                {body}
                <popup::PopupLayer board/>
            </div>
            <steps::Steps step on_step/>
        </section>
    }
}

/// Says that what is shown is not what the text says.
#[component]
fn Stale(why: String, is_empty: bool) -> impl IntoView {
    let shown_is = if is_empty { "" } else { " (Below is the last one that did.)" };
    view! {
        <p class="composition-stale" role="status" data-testid="composition-stale">
            <strong>"The text does not resolve: "</strong>
            {shown(&why)}
            {shown_is}
        </p>
    }
}

/// What will be here, and how to get it.
#[component]
fn Empty(board: Board) -> impl IntoView {
    let has_components = move || board.given.wiring.with(|wiring| !wiring.components.is_empty());
    // Before anything resolved, nothing is known of the components.
    let is_unknown = move || board.drawing.with(Option::is_none);
    view! {
        <div class="empty composition-empty" data-testid="composition-empty">
            <p>
                "The composition’s components will stand here, each with what it imports and what it exports, \
                 and the wires between them. What is done here edits the text, and what is written there \
                 is drawn here."
            </p>
            <p>
                {move || if has_components() {
                    view! {
                        "Choose " <strong>"Add component"</strong> ", or write " <code>"let a = new project:a { ... };"</code>
                        " in the text. " <strong>"Plug"</strong> " then wires what fits."
                    }
                    .into_any()
                } else if is_unknown() {
                    "They are drawn once all of them are compiled and the text resolves.".into_any()
                } else {
                    "The project has no component yet to put here: add one to the project first.".into_any()
                }}
            </p>
        </div>
    }
}
