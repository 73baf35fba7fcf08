wit_bindgen::generate!({ world: "seller", path: "wit" });

use exports::samples::counter::shop::{Counter, Guest};

struct Shop;

impl Guest for Shop {
    fn sell(tens: i32) -> Counter {
        Counter::new(tens.wrapping_mul(10))
    }

    fn refund(counter: Counter) -> i32 {
        counter.increment(0)
    }
}

export!(Shop);
