wit_bindgen::generate!({ world: "reader", path: "wit", generate_all });

use exports::samples::plugins::plugin::Guest;
use wasi::filesystem::preopens::get_directories;
use wasi::filesystem::types::{DescriptorFlags, OpenFlags, PathFlags};

struct Reader;

impl Guest for Reader {
    fn run() -> String {
        // Whoever was given no files is given no folder.
        let Some((root, _)) = get_directories().into_iter().next() else {
            return "I was given no folder".to_owned();
        };
        let file = root.open_at(PathFlags::empty(), "data/note.txt", OpenFlags::empty(), DescriptorFlags::READ);
        match file.and_then(|file| file.read(1_000, 0)) {
            Ok((bytes, _)) => format!("the note says: {}", String::from_utf8_lossy(&bytes).trim_end()),
            Err(error) => format!("I may not: {error:?}"),
        }
    }
}

export!(Reader);
