//! Which part of the drawing is seen, and how large.

use super::layout::Place;

/// Offset and scale: a point of the drawing is shown at `x + scale * point.x` of the pane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// Where the drawing's left edge is in the pane, in CSS pixels.
    pub x: f64,
    /// Where its top edge is.
    pub y: f64,
    /// How many CSS pixels one of the drawing's takes.
    pub scale: f64,
}

impl Default for View {
    fn default() -> Self {
        View { x: MARGIN, y: MARGIN, scale: 1.0 }
    }
}

/// How small it gets.
const LEAST: f64 = 0.08;
/// How large it gets.
const MOST: f64 = 2.5;
/// Around what is fitted or brought into sight, in CSS pixels.
const MARGIN: f64 = 24.0;
/// How much of the drawing stays in the pane whatever is dragged, in CSS pixels.
const KEPT: f64 = 60.0;

impl View {
    /// All of a drawing of this size in a pane of that, in its middle, not larger than life.
    pub fn fit(drawing: (f64, f64), pane: (f64, f64)) -> View {
        let room = |pane: f64| (pane - 2.0 * MARGIN).max(1.0);
        let scale = (room(pane.0) / drawing.0.max(1.0)).min(room(pane.1) / drawing.1.max(1.0));
        let scale = scale.clamp(LEAST, 1.0);
        View { x: (pane.0 - drawing.0 * scale) / 2.0, y: (pane.1 - drawing.1 * scale) / 2.0, scale }
    }

    /// Zoomed by `factor` around a point of the pane, which stays where it is.
    pub fn zoomed(self, factor: f64, point: (f64, f64)) -> View {
        let scale = (self.scale * factor).clamp(LEAST, MOST);
        let ratio = scale / self.scale;
        View { x: point.0 - (point.0 - self.x) * ratio, y: point.1 - (point.1 - self.y) * ratio, scale }
    }

    /// Moved by so many CSS pixels, but never so far that the drawing is gone.
    pub fn panned(self, by: (f64, f64), drawing: (f64, f64), pane: (f64, f64)) -> View {
        let bound = |at: f64, drawing: f64, pane: f64| {
            let least = KEPT - drawing * self.scale;
            at.clamp(least, (pane - KEPT).max(least))
        };
        View {
            x: bound(self.x + by.0, drawing.0, pane.0),
            y: bound(self.y + by.1, drawing.1, pane.1),
            scale: self.scale,
        }
    }

    /// The point of the drawing under a point of the pane.
    pub fn to_drawing(self, point: (f64, f64)) -> (f64, f64) {
        ((point.0 - self.x) / self.scale, (point.1 - self.y) / self.scale)
    }

    /// The point of the pane over a point of the drawing.
    pub fn to_pane(self, point: (f64, f64)) -> (f64, f64) {
        (self.x + point.0 * self.scale, self.y + point.1 * self.scale)
    }

    /// Moved as little as brings `place` into a pane of this size; its top left corner where it is larger.
    pub fn revealing(self, place: &Place, pane: (f64, f64)) -> View {
        let shift = |start: f64, length: f64, pane: f64| {
            let end = start + length;
            if start < MARGIN || length > pane - 2.0 * MARGIN {
                MARGIN - start
            } else if end > pane - MARGIN {
                pane - MARGIN - end
            } else {
                0.0
            }
        };
        let (x, y) = self.to_pane((place.x, place.y));
        View {
            x: self.x + shift(x, place.width * self.scale, pane.0),
            y: self.y + shift(y, place.height * self.scale, pane.1),
            scale: self.scale,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PANE: (f64, f64) = (800.0, 600.0);

    #[test]
    fn what_is_fitted_is_all_in_the_pane() {
        for drawing in [(100.0, 50.0), (5_000.0, 300.0), (300.0, 5_000.0), (5_000.0, 5_000.0)] {
            let view = View::fit(drawing, PANE);
            let (left, top) = view.to_pane((0.0, 0.0));
            let (right, bottom) = view.to_pane(drawing);
            assert!(left >= MARGIN - 0.01 && top >= MARGIN - 0.01, "{drawing:?} {view:?}");
            assert!(right <= 800.0 - MARGIN + 0.01 && bottom <= 600.0 - MARGIN + 0.01, "{drawing:?}");
            assert!(view.scale <= 1.0);
        }
    }

    #[test]
    fn zooming_keeps_the_point_under_the_pointer() {
        let view = View { x: -40.0, y: 12.0, scale: 0.7 };
        let under = view.to_drawing((300.0, 200.0));
        for factor in [1.2, 0.5, 1_000.0, 0.000_1] {
            let (x, y) = view.zoomed(factor, (300.0, 200.0)).to_pane(under);
            assert!((x - 300.0).abs() < 1e-6 && (y - 200.0).abs() < 1e-6);
        }
        assert_eq!(view.zoomed(1_000.0, (0.0, 0.0)).scale, MOST);
    }

    #[test]
    fn the_drawing_cannot_be_lost() {
        let view = View::default().panned((-1e9, 1e9), (400.0, 300.0), PANE);
        let (right, _) = view.to_pane((400.0, 300.0));
        assert_eq!((right, view.y), (KEPT, 600.0 - KEPT));
    }

    #[test]
    fn what_gets_the_keyboard_comes_into_sight() {
        let place = Place { x: 2_000.0, y: -300.0, width: 224.0, height: 100.0, rows_y: 30.0 };
        let view = View::default().revealing(&place, PANE);
        let (x, y) = view.to_pane((place.x, place.y));
        assert_eq!((x + place.width, y), (800.0 - MARGIN, MARGIN));
        assert_eq!(view.revealing(&place, PANE), view);
    }
}
