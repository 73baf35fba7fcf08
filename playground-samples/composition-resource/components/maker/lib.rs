wit_bindgen::generate!({ world: "maker", path: "wit" });

use exports::samples::counter::counters::{Guest, GuestCounter};
use std::cell::Cell;

struct Maker;

impl Guest for Maker {
    type Counter = Counter;
}

struct Counter(Cell<i32>);

impl GuestCounter for Counter {
    fn new(start: i32) -> Self {
        Counter(Cell::new(start))
    }

    fn increment(&self, by: i32) -> i32 {
        self.0.set(self.0.get().wrapping_add(by));
        self.0.get()
    }
}

export!(Maker);
