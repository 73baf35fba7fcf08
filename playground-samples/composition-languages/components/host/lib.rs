wit_bindgen::generate!({ world: "host", path: "wit" });

use exports::samples::team::party::Guest;
use samples::team::{greet::greet, names::names};

struct Host;

impl Guest for Host {
    fn welcome(at_most: u32) -> Vec<String> {
        names().iter().take(at_most as usize).map(|name| greet(name)).collect()
    }
}

export!(Host);
