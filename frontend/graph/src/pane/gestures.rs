//! The gestures on the drawing: panning, pinching, dragging wires.

use super::board::{Board, Drag};
use crate::model::graph::{PortId, Spot};
use crate::model::linking::{Verdict, verdict};
use crate::model::view::View;
use diptych_page_common::dom;
use leptos::{html, prelude::*};

/// The attribute that holds a spot's index.
const SPOT: &str = "data-spot";
/// A press that moves less, in CSS pixels, is a click.
const CLICK_PX: f64 = 4.0;

/// What the pointers are doing.
#[derive(Clone, Debug, Default)]
enum Gesture {
    #[default]
    Nothing,
    /// Pressed; it becomes a pan or a wire when it moves.
    Pressed { at: (f64, f64), view: View, port: Option<PortId> },
    /// The drawing is moved from where `view` had it.
    Pan { at: (f64, f64), view: View },
    /// A wire is dragged.
    Wire,
    /// Two fingers: where they were.
    Pinch { fingers: [(i32, (f64, f64)); 2] },
}

/// The index of the spot where an event happened.
pub fn index_of(event: &web_sys::Event) -> Option<usize> {
    dom::attribute_of(event, SPOT)?.parse().ok()
}

/// The pointers' state and what it changes.
#[derive(Clone, Copy)]
pub struct Gestures {
    board: Board,
    stage: NodeRef<html::Div>,
    state: StoredValue<Gesture>,
    /// Where the pointer is in the canvas, while a wire is dragged.
    pub pointer: RwSignal<(f64, f64)>,
    /// What the dragged wire is over, and what would come of it.
    pub onto: RwSignal<Option<(usize, Verdict)>>,
    /// The last press was no click.
    has_moved: StoredValue<bool>,
}

impl Gestures {
    /// No pointer does anything on `stage`.
    pub fn new(board: Board, stage: NodeRef<html::Div>) -> Gestures {
        Gestures {
            board,
            stage,
            state: StoredValue::new(Gesture::Nothing),
            pointer: RwSignal::new((0.0, 0.0)),
            onto: RwSignal::new(None),
            has_moved: StoredValue::new(false),
        }
    }

    /// Whether a click is meant: a drag ends with one too. One of the keyboard has no count.
    pub fn is_click(self, event: &web_sys::MouseEvent) -> bool {
        event.detail() == 0 || !self.has_moved.get_value()
    }

    /// A point of the window as one of the canvas.
    pub fn point(self, x: f64, y: f64) -> (f64, f64) {
        let rect = self.stage.get_untracked().map(|stage| stage.get_bounding_client_rect());
        rect.map_or((x, y), |rect| (x - rect.left(), y - rect.top()))
    }

    fn point_of(self, event: &web_sys::PointerEvent) -> (f64, f64) {
        self.point(f64::from(event.client_x()), f64::from(event.client_y()))
    }

    fn capture(self, event: &web_sys::PointerEvent) {
        if let Some(stage) = self.stage.get_untracked() {
            // Without it a drag ends at the canvas's edge, and nothing else.
            let _ = stage.set_pointer_capture(event.pointer_id());
        }
    }

    /// A pointer is pressed.
    pub fn down(self, event: &web_sys::PointerEvent) {
        if event.button() > 1 {
            return;
        }
        self.has_moved.set_value(false);
        let at = self.point_of(event);
        let view = self.board.view.get_untracked();
        if !event.is_primary() {
            // A second finger: what the first one did ends.
            let first = match self.state.get_value() {
                Gesture::Pressed { at, .. } | Gesture::Pan { at, .. } => at,
                _ => return,
            };
            self.has_moved.set_value(true);
            self.capture(event);
            self.state.set_value(Gesture::Pinch { fingers: [(-1, first), (event.pointer_id(), at)] });
            return;
        }
        let spot = index_of(event).and_then(|index| self.board.spot_at(index));
        let port = match spot {
            Some(Spot::Port(port)) if !self.board.is_read_only.get_untracked() => Some(port),
            _ => None,
        };
        self.state.set_value(Gesture::Pressed { at, view, port });
    }

    /// A pointer moves.
    pub fn moved(self, event: &web_sys::PointerEvent) {
        let now = self.point_of(event);
        if event.buttons() == 0 && !matches!(self.state.get_value(), Gesture::Nothing) {
            // It was let go where the page does not hear of it.
            self.cancel();
        }
        match self.state.get_value() {
            Gesture::Nothing => {
                let under = index_of(event);
                if self.board.hovered.get_untracked() != under {
                    self.board.hovered.set(under);
                }
            }
            Gesture::Pressed { at, view, port } => {
                if (now.0 - at.0).hypot(now.1 - at.1) < CLICK_PX {
                    return;
                }
                self.has_moved.set_value(true);
                self.capture(event);
                self.board.hovered.set(None);
                match port {
                    Some(port) => self.start_wire(port, now),
                    None => {
                        self.board.is_moving.set(true);
                        self.state.set_value(Gesture::Pan { at, view });
                        self.board.pan_from(view, (now.0 - at.0, now.1 - at.1));
                    }
                }
            }
            Gesture::Pan { at, view } => self.board.pan_from(view, (now.0 - at.0, now.1 - at.1)),
            Gesture::Wire => {
                self.pointer.set(now);
                let onto = self.under(event);
                if self.onto.with_untracked(|before| *before != onto) {
                    self.onto.set(onto);
                }
            }
            Gesture::Pinch { fingers } => self.pinch(fingers, event.pointer_id(), now),
        }
    }

    fn pinch(self, mut fingers: [(i32, (f64, f64)); 2], pointer: i32, now: (f64, f64)) {
        let moved = usize::from(fingers[1].0 == pointer);
        let still = fingers[1 - moved].1;
        let (before, distance) = (fingers[moved].1, |a: (f64, f64)| (a.0 - still.0).hypot(a.1 - still.1));
        let middle = ((now.0 + still.0) / 2.0, (now.1 + still.1) / 2.0);
        self.board.zoom(distance(now).max(1.0) / distance(before).max(1.0), Some(middle));
        let by = ((now.0 - before.0) / 2.0, (now.1 - before.1) / 2.0);
        self.board.pan_from(self.board.view.get_untracked(), by);
        fingers[moved].1 = now;
        self.state.set_value(Gesture::Pinch { fingers });
    }

    fn start_wire(self, port: PortId, now: (f64, f64)) {
        let Some(drawing) = self.board.drawing.get_untracked() else { return };
        let fits = self.board.given.wiring.with_untracked(|wiring| {
            let of = |spot: &Spot| verdict(&drawing.graph, wiring, &port, spot).map(|verdict| verdict.fits());
            drawing.spots.iter().map(of).collect()
        });
        self.pointer.set(now);
        self.onto.set(None);
        self.board.drag.set(Some(Drag { port, fits }));
        self.state.set_value(Gesture::Wire);
    }

    /// What the dragged wire is over; a node counts only where its ports do not say more.
    fn under(self, event: &web_sys::PointerEvent) -> Option<(usize, Verdict)> {
        let index = dom::attribute_at(f64::from(event.client_x()), f64::from(event.client_y()), SPOT);
        let index: usize = index?.parse().ok()?;
        let drawing = self.board.drawing.get_untracked()?;
        let spot = drawing.spots.get(index)?;
        let port = self.board.drag.with_untracked(|drag| drag.as_ref().map(|drag| drag.port.clone()))?;
        let verdict =
            self.board.given.wiring.with_untracked(|wiring| verdict(&drawing.graph, wiring, &port, spot))?;
        Some((index, verdict))
    }

    /// A pointer is let go.
    pub fn up(self, event: &web_sys::PointerEvent) {
        if matches!(self.state.get_value(), Gesture::Wire)
            && let Some((_, Verdict::Fits(edit))) = self.under(event)
        {
            self.cancel();
            self.board.edit(edit);
        }
        self.cancel();
    }

    /// Whatever was begun ends without effect.
    pub fn cancel(self) {
        self.state.set_value(Gesture::Nothing);
        self.board.is_moving.set(false);
        self.board.drag.set(None);
        self.onto.set(None);
    }
}
