wit_bindgen::generate!({ world: "book", path: "wit" });

use exports::samples::words::dictionary::Guest;

struct Book;

impl Guest for Book {
    fn look_up(word: String) -> Option<String> {
        let meaning = match word.as_str() {
            "wasm" => "a portable instruction format",
            "wit" => "the language of interfaces",
            "password" => "hunter2",
            _ => return None,
        };
        Some(meaning.to_owned())
    }
}

export!(Book);
