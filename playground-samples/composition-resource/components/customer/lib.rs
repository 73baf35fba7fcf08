wit_bindgen::generate!({ world: "customer", path: "wit" });

use exports::samples::counter::visit::Guest;
use samples::counter::shop::{refund, sell};

struct Customer;

impl Guest for Customer {
    fn shopping(tens: i32) -> i32 {
        let counter = sell(tens);
        counter.increment(1);
        counter.increment(1);
        refund(counter)
    }
}

export!(Customer);
