wit_bindgen::generate!({ world: "filter", path: "wit", generate_all });

use exports::samples::words::dictionary::Guest;
use samples::words::dictionary;
use wasi::logging::logging::{Level, log};

struct Filter;

impl Guest for Filter {
    fn look_up(word: String) -> Option<String> {
        if word == "password" {
            log(Level::Warn, "filter", &format!("somebody asked for `{word}`"));
            return None;
        }
        dictionary::look_up(&word)
    }
}

export!(Filter);
