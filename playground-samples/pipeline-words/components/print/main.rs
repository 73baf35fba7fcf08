//! Prints each pair of a list that comes as WAVE text, `[("a", 4), ("rose", 4)]`.

use std::io::{self, Read as _};

fn main() -> io::Result<()> {
    let mut text = String::new();
    io::stdin().read_to_string(&mut text)?;
    for pair in text.split("), (") {
        let pair = pair.trim_matches(|letter: char| "[]() \n".contains(letter));
        if let Some((word, count)) = pair.split_once(", ") {
            println!("{count} × {}", word.trim_matches('"'));
        }
    }
    Ok(())
}
