wit_bindgen::generate!({ world: "host-world", path: "wit" });

use exports::samples::plugins::host::Guest;

struct Host;

impl Guest for Host {
    fn ask_all() -> Vec<String> {
        vec![first::run(), second::run()]
    }
}

export!(Host);
