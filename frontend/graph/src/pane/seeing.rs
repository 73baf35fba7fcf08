//! What of the drawing is seen: fitting, zooming, moving, and bringing a spot into sight.

use super::board::Board;
use crate::model::graph::Spot;
use crate::model::layout::{Place, ROW, WireEnd};
use crate::model::view::View;
use leptos::prelude::*;
use std::time::Duration;

/// After this long without another step, a zoom is over and the drawing is drawn sharply.
const SETTLED: Duration = Duration::from_millis(160);

impl Board {
    /// Moves the drawing as little as brings `spot` into sight.
    pub fn reveal(self, spot: &Spot) {
        let Some(drawing) = self.drawing.get_untracked() else { return };
        let handle = match spot {
            Spot::Wire(taker) => drawing.graph.wire_to(taker).map(|wire| drawing.layout.wires[wire].handle),
            _ => None,
        };
        let place = match (spot, handle) {
            (_, Some((x, y))) => {
                let (width, height) = (WireEnd::Loaded.length(), ROW);
                Some(Place { x: x - width / 2.0, y: y - height / 2.0, width, height, rows_y: 0.0 })
            }
            (Spot::Node(id), _) => drawing.place(id).copied(),
            (Spot::Port(port) | Spot::Wire(port), _) => drawing.place(&port.node).copied(),
        };
        if let Some(place) = place {
            let before = self.view.get_untracked();
            let after = before.revealing(&place, self.canvas.get_untracked());
            if after != before {
                self.is_fitted.set_value(false);
                self.view.set(after);
            }
        }
    }

    /// Shows all of the drawing.
    pub fn fit(self) {
        self.is_fitted.set_value(true);
        let canvas = self.canvas.get_untracked();
        if let Some(drawing) = self.drawing.get_untracked()
            && canvas.0 > 0.0
        {
            self.view.set(View::fit((drawing.layout.width, drawing.layout.height), canvas));
        }
    }

    /// Zooms around a point of the canvas, or around its middle.
    pub fn zoom(self, factor: f64, point: Option<(f64, f64)>) {
        self.is_fitted.set_value(false);
        let (width, height) = self.canvas.get_untracked();
        let point = point.unwrap_or((width / 2.0, height / 2.0));
        self.is_moving.set(true);
        self.view.update(|view| *view = view.zoomed(factor, point));
        self.zooms.update_value(|zooms| *zooms = zooms.wrapping_add(1));
        let own = self.zooms.get_value();
        let settle = move || {
            // The pane may be gone by then.
            if self.zooms.try_get_value() == Some(own) {
                self.is_moving.set(false);
            }
        };
        set_timeout(settle, SETTLED);
    }

    /// Moves the drawing by CSS pixels from where `view` has it.
    pub fn pan_from(self, view: View, by: (f64, f64)) {
        self.is_fitted.set_value(false);
        let size = self.drawing.with_untracked(|drawing| {
            drawing.as_ref().map_or((0.0, 0.0), |drawing| (drawing.layout.width, drawing.layout.height))
        });
        self.view.set(view.panned(by, size, self.canvas.get_untracked()));
    }

    /// Where in the canvas a popup of `spot` opens.
    pub fn anchor(self, spot: &Spot) -> (f64, f64) {
        let Some(drawing) = self.drawing.get_untracked() else { return (0.0, 0.0) };
        let (graph, layout) = (&drawing.graph, &drawing.layout);
        let point = match spot {
            Spot::Node(id) => drawing.place(id).map(|place| (place.x + 12.0, place.y + 30.0)),
            Spot::Port(port) => graph.end(port).and_then(|end| layout.port(port.side, end)),
            Spot::Wire(taker) => graph.wire_to(taker).map(|wire| layout.wires[wire].handle),
        };
        let (x, y) = self.view.get_untracked().to_pane(point.unwrap_or_default());
        (x, y + 8.0)
    }
}
