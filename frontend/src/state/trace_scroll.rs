//! Where rows are on a scrolled list, however many there are: browsers bound an element's height.

/// The tallest scroll space in CSS pixels; Firefox draws nothing beyond 17.9 million.
const MOST_PX: f64 = 8_000_000.0;
/// Rows rendered above and below the ones on the screen.
const AROUND: usize = 12;

/// A list of rows of one height, seen through a box. With more rows than [`MOST_PX`] holds, the
/// scroll bar moves faster than the rows it stands for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scroll {
    /// How many rows.
    pub rows: usize,
    /// One row's height in CSS pixels.
    pub row_px: f64,
    /// The box's height in CSS pixels.
    pub height_px: f64,
}

impl Scroll {
    /// How tall all rows would be.
    fn content_px(&self) -> f64 {
        self.rows as f64 * self.row_px
    }

    /// How tall the scroll space is.
    pub fn space_px(&self) -> f64 {
        self.content_px().min(MOST_PX)
    }

    /// Content pixels for one pixel of the scroll bar's way.
    fn scale(&self) -> f64 {
        let way = self.space_px() - self.height_px;
        if way > 0.0 { (self.content_px() - self.height_px) / way } else { 1.0 }
    }

    /// The content's pixel at the top of the box.
    fn content_top(&self, scroll_top: f64) -> f64 {
        scroll_top.max(0.0) * self.scale()
    }

    /// The rows to render.
    pub fn window(&self, scroll_top: f64) -> std::ops::Range<usize> {
        let first = (self.content_top(scroll_top) / self.row_px) as usize;
        let seen = (self.height_px / self.row_px).ceil() as usize + 1;
        let end = (first + seen + AROUND).min(self.rows);
        first.saturating_sub(AROUND).min(end)..end
    }

    /// The rows whose top is on the screen.
    pub fn on_screen(&self, scroll_top: f64) -> std::ops::Range<usize> {
        let top = self.content_top(scroll_top);
        let first = (top / self.row_px).ceil() as usize;
        let end = ((top + self.height_px - self.row_px) / self.row_px).floor() as usize + 1;
        first.min(self.rows)..end.clamp(first.min(self.rows), self.rows)
    }

    /// Where row `position` goes in the scroll space, while the box is scrolled to `scroll_top`.
    pub fn place_px(&self, position: usize, scroll_top: f64) -> f64 {
        position as f64 * self.row_px - self.content_top(scroll_top) + scroll_top.max(0.0)
    }

    /// Whether places depend on how far the box is scrolled.
    pub fn is_scaled(&self) -> bool {
        self.content_px() > MOST_PX
    }

    /// The scroll that puts row `position` in the middle of the box.
    pub fn middle(&self, position: usize) -> f64 {
        let top = position as f64 * self.row_px - (self.height_px - self.row_px) / 2.0;
        (top / self.scale()).clamp(0.0, self.end())
    }

    /// The scroll that shows the last row.
    pub fn end(&self) -> f64 {
        (self.space_px() - self.height_px).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_rows_are_where_one_thinks() {
        let list = Scroll { rows: 10_000, row_px: 24.0, height_px: 240.0 };
        assert_eq!((list.space_px(), list.is_scaled()), (240_000.0, false));
        assert_eq!(list.window(0.0), 0..23);
        assert_eq!(list.window(24.0 * 5_000.0), 4_988..5_023);
        assert_eq!(list.place_px(7, 5_000.0), 168.0);
        assert_eq!(list.on_screen(0.0), 0..10);
        let short = Scroll { rows: 3, ..list };
        assert_eq!((short.window(0.0), short.window(1e9), short.end()), (0..3, 3..3, 0.0));
    }

    #[test]
    fn millions_of_rows_can_all_be_reached() {
        let list = Scroll { rows: 5_000_000, row_px: 24.0, height_px: 312.0 };
        assert!(list.is_scaled() && list.space_px() <= MOST_PX);
        assert_eq!(list.window(list.end()).end, 5_000_000);
        for position in [0, 1, 777_777, 2_500_000, 4_999_999] {
            let top = list.middle(position);
            assert!(list.on_screen(top).contains(&position), "{position}");
            let place = list.place_px(position, top) - top;
            assert!((-0.5..=289.0).contains(&place), "{position} at {place}");
        }
    }
}
