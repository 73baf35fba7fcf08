//! What the parts of the pane share: what is drawn, where the keyboard is, what is open, what may be done.

use crate::model::drawing::Drawing;
use crate::model::graph::{NodeId, PortId, Spot};
use crate::model::keyboard::nearest_left;
use crate::model::layout::WireEnd;
use crate::model::traffic::{WireLoad, loads, was_called, wire_of};
use crate::model::view::View;
use diptych_page_common::composition::{EdgeCalls, GraphTarget, StepView};
use diptych_page_common::{dom, page};
use diptych_shared::api::composition::{Composition, CompositionEdit, Wiring};
use leptos::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What the page gives the pane.
#[derive(Clone, Copy)]
pub struct Given {
    /// The last composition that resolved.
    pub composition: Signal<Option<Composition>>,
    /// Why the text does not resolve just now.
    pub stale: Signal<Option<String>>,
    /// What fits what.
    pub wiring: Signal<Wiring>,
    /// The grants of each instance, as texts.
    pub grants: Signal<BTreeMap<String, Vec<String>>>,
    /// What crossed each wire in the last run.
    pub calls: Signal<Vec<EdgeCalls>>,
    /// The call that is stepped to.
    pub step: Signal<Option<StepView>>,
    /// Applies an edit to the text.
    pub on_edit: Callback<CompositionEdit>,
    /// Shows something elsewhere.
    pub on_show: Callback<GraphTarget>,
}

/// What is open over the graph.
#[derive(Clone, Debug, PartialEq)]
pub enum Popup {
    /// What can be done with a spot.
    Menu(Spot),
    /// The new name of an instance.
    Rename(String),
    /// The project's components, to add one.
    Components,
}

/// A wire that is being dragged from a port.
#[derive(Clone, Debug, PartialEq)]
pub struct Drag {
    /// The port it hangs on.
    pub port: PortId,
    /// Of each spot, whether it fits; `None` where nothing can be dropped.
    pub fits: Vec<Option<bool>>,
}

/// The shared state; all of it lives as long as the pane.
#[derive(Clone, Copy)]
pub struct Board {
    /// What the page gives.
    pub given: Given,
    /// What is drawn; `None` before anything resolved.
    pub drawing: Memo<Option<Arc<Drawing>>>,
    /// Nothing can be edited: what is drawn is not what the text says.
    pub is_read_only: Memo<bool>,
    /// Of each wire of the graph.
    pub loads: Memo<Vec<WireLoad>>,
    /// Whether any wire was called in the last run.
    pub has_calls: Memo<bool>,
    /// The wire of the call that is stepped to.
    pub step_wire: Memo<Option<usize>>,
    /// Where the keyboard is, or was when the composition changed.
    pub spot: RwSignal<Option<Spot>>,
    /// The index of the spot where it is now.
    pub current: Memo<Option<usize>>,
    /// What the pointer is over, by its index.
    pub hovered: RwSignal<Option<usize>>,
    /// What is open, and where in the pane, in CSS pixels.
    pub popup: RwSignal<Option<(Popup, (f64, f64))>>,
    /// The wire that is being dragged.
    pub drag: RwSignal<Option<Drag>>,
    /// What of the drawing is seen.
    pub view: RwSignal<View>,
    /// The size of the pane's canvas in CSS pixels.
    pub canvas: RwSignal<(f64, f64)>,
    /// The whole drawing is kept in sight until the person moves or zooms it.
    pub is_fitted: StoredValue<bool>,
    /// The drawing is being moved or zoomed just now.
    pub is_moving: RwSignal<bool>,
    /// How often it was zoomed.
    pub zooms: StoredValue<u32>,
    /// How many edits were asked for.
    pub edits: RwSignal<u32>,
    /// The keyboard goes back to its spot when the composition has changed.
    wants_keyboard: StoredValue<bool>,
}

impl Board {
    /// The state of a pane that shows what is given.
    pub fn new(given: Given) -> Board {
        let is_told = Memo::new(move |_| given.calls.with(|calls| !calls.is_empty()));
        let drawing = Memo::new(move |_| {
            let composition = given.composition.get()?;
            let end = if is_told.get() { WireEnd::Loaded } else { WireEnd::Bare };
            Some(Arc::new(given.grants.with(|grants| Drawing::of(composition, grants, end))))
        });
        let loads = Memo::new(move |_| {
            let drawing = drawing.get();
            let of = |drawing: Arc<Drawing>| given.calls.with(|calls| loads(&drawing.graph, calls));
            drawing.map(of).unwrap_or_default()
        });
        let step_wire = Memo::new(move |_| {
            let (drawing, step) = (drawing.get()?, given.step.get()?);
            wire_of(&drawing.graph, step.caller.as_deref(), step.callee.as_deref(), &step.interface)
        });
        let spot = RwSignal::new(None);
        let current = Memo::new(move |_| {
            let drawing = drawing.get()?;
            let spot = spot.get().unwrap_or(Spot::Node(NodeId::Host));
            drawing.index(&nearest_left(&drawing, &spot)?)
        });
        let board = Board {
            given,
            drawing,
            is_read_only: Memo::new(move |_| given.stale.with(Option::is_some)),
            loads,
            has_calls: Memo::new(move |_| loads.with(|loads| loads.iter().any(was_called))),
            step_wire,
            spot,
            current,
            hovered: RwSignal::new(None),
            popup: RwSignal::new(None),
            drag: RwSignal::new(None),
            view: RwSignal::new(View::default()),
            canvas: RwSignal::new((0.0, 0.0)),
            is_fitted: StoredValue::new(true),
            is_moving: RwSignal::new(false),
            zooms: StoredValue::new(0),
            edits: RwSignal::new(0),
            wants_keyboard: StoredValue::new(false),
        };
        board.follow_changes();
        board
    }

    /// When the composition changes, what was open closes, and the keyboard and the view follow.
    fn follow_changes(self) {
        Effect::new(move |before: Option<Option<Arc<Drawing>>>| {
            let drawing = self.drawing.get();
            self.hovered.set(None);
            self.drag.set(None);
            self.popup.set(None);
            if self.is_fitted.get_value() {
                self.fit();
            }
            if self.wants_keyboard.get_value() {
                self.wants_keyboard.set_value(false);
                let added = before.flatten().zip(drawing.as_ref()).and_then(|(before, now)| {
                    let is_instance = |id: &NodeId| matches!(id, NodeId::Instance(_));
                    let is_new = |id: &&NodeId| is_instance(id) && before.graph.node(id).is_none();
                    now.graph.nodes.iter().map(|node| &node.id).rfind(is_new).cloned()
                });
                match added {
                    Some(id) => self.go_to(Spot::Node(id)),
                    _ => self.focus_current(),
                }
            }
            drawing
        });
    }

    /// The spot of an index.
    pub fn spot_at(self, index: usize) -> Option<Spot> {
        self.drawing.with_untracked(|drawing| drawing.as_ref()?.spots.get(index).cloned())
    }

    /// Where the keyboard is now.
    pub fn current_spot(self) -> Option<Spot> {
        self.spot_at(self.current.get_untracked()?)
    }

    /// Edits the composition, unless what is drawn is not what the text says.
    pub fn edit(self, edit: CompositionEdit) {
        if self.is_read_only.get_untracked() {
            return;
        }
        if let CompositionEdit::Rename { to, .. } = &edit {
            self.spot.set(Some(Spot::Node(NodeId::Instance(to.clone()))));
        }
        self.wants_keyboard.set_value(true);
        self.given.on_edit.run(edit);
        self.edits.update(|edits| *edits = edits.wrapping_add(1));
        self.focus_current();
    }

    /// Brings the keyboard to `spot`, and the spot into sight.
    pub fn go_to(self, spot: Spot) {
        self.reveal(&spot);
        self.spot.set(Some(spot));
        self.focus_current();
    }

    /// Gives the keyboard to the current spot once it is rendered.
    pub fn focus_current(self) {
        request_animation_frame(move || {
            if let Some(index) = self.current.try_get_untracked().flatten() {
                dom::focus(&format!("#graph-spot-{index}"));
            }
        });
    }

    /// Opens the menu of a spot beside it.
    pub fn open_menu(self, spot: Spot) {
        let at = self.anchor(&spot);
        self.spot.set(Some(spot.clone()));
        self.popup.set(Some((Popup::Menu(spot), at)));
    }

    /// Whether the instance has a name in the text, and the text can be edited.
    pub fn can_rename(self, instance: &str) -> bool {
        let is_named = self.drawing.with_untracked(|drawing| {
            drawing.as_ref()?.composition.instance(instance).map(|instance| instance.is_named)
        });
        is_named == Some(true) && !self.is_read_only.get_untracked()
    }

    /// Asks for an instance's new name, beside the instance.
    pub fn open_rename(self, instance: String) {
        let at = self.anchor(&Spot::Node(NodeId::Instance(instance.clone())));
        self.popup.set(Some((Popup::Rename(instance), at)));
    }

    /// Closes what is open and gives the keyboard back.
    pub fn close_popup(self) {
        let was_adding = self.popup.with_untracked(|popup| matches!(popup, Some((Popup::Components, _))));
        self.popup.set(None);
        if was_adding {
            dom::focus("[data-testid='composition-add']");
        } else {
            self.focus_current();
        }
    }
}

/// Whether the pane is so narrow that a list serves better than a drawing.
pub fn is_narrow() -> bool {
    let query = page::window().match_media("(max-width: 700px)").ok().flatten();
    query.is_some_and(|query| query.matches())
}
