wit_bindgen::generate!({ world: "counting", path: "wit" });

use exports::samples::counter::counters::{CounterBorrow, Guest, GuestCounter};
use std::cell::Cell;

struct Counters;

impl Guest for Counters {
    type Counter = Counter;
}

// Methods get `&self`, for a handle may be lent to several at once: what changes sits in a cell.
struct Counter {
    value: Cell<i32>,
}

impl GuestCounter for Counter {
    fn new(start: i32) -> Self {
        Counter { value: Cell::new(start) }
    }

    fn increment(&self, by: i32) -> i32 {
        self.value.set(self.value.get().wrapping_add(by));
        self.value.get()
    }

    fn value(&self) -> i32 {
        self.value.get()
    }

    fn larger(a: CounterBorrow<'_>, b: CounterBorrow<'_>) -> i32 {
        let a = a.get::<Counter>().value.get();
        let b = b.get::<Counter>().value.get();
        a.max(b)
    }
}

export!(Counters);
