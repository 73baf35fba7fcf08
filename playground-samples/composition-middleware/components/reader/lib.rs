wit_bindgen::generate!({ world: "reading", path: "wit" });

use exports::samples::words::reader::Guest;
use samples::words::dictionary::look_up;

struct Reader;

impl Guest for Reader {
    fn read(words: Vec<String>) -> Vec<String> {
        let line = |word: String| match look_up(&word) {
            Some(meaning) => format!("{word}: {meaning}"),
            None => format!("{word}: ?"),
        };
        words.into_iter().map(line).collect()
    }
}

export!(Reader);
