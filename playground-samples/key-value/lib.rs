wit_bindgen::generate!({ world: "guest-book", path: "wit", generate_all });

use wasi::keyvalue::atomics::increment;
use wasi::keyvalue::batch::{get_many, set_many};
use wasi::keyvalue::store::{Bucket, open};

struct GuestBook;

impl Guest for GuestBook {
    fn visit(name: String) -> Result<u64, Error> {
        let book = open("guests")?;
        if !book.exists(&name)? {
            book.set(&name, b"0")?;
        }
        increment(&book, &name, 1)
    }

    fn visits(names: Vec<String>) -> Result<Vec<Option<String>>, Error> {
        let found = get_many(&open("guests")?, &names)?;
        Ok(found.into_iter().map(|pair| pair.map(|(_, value)| text(value))).collect())
    }

    fn guests() -> Result<Vec<String>, Error> {
        let mut keys = list(&open("guests")?)?;
        keys.sort();
        Ok(keys)
    }

    fn forget(name: String) -> Result<Option<String>, Error> {
        let book = open("guests")?;
        let last = book.get(&name)?;
        book.delete(&name)?;
        set_many(&book, &[("last forgotten".into(), name.into_bytes())])?;
        Ok(last.map(text))
    }

    fn look_into(store: String) -> Result<Vec<String>, Error> {
        list(&open(&store)?)
    }
}

/// Every key; a store gives them in portions.
fn list(bucket: &Bucket) -> Result<Vec<String>, Error> {
    let mut keys = Vec::new();
    let mut cursor = None;
    loop {
        let portion = bucket.list_keys(cursor)?;
        keys.extend(portion.keys);
        cursor = portion.cursor;
        if cursor.is_none() {
            return Ok(keys);
        }
    }
}

fn text(value: Vec<u8>) -> String {
    String::from_utf8_lossy(&value).into_owned()
}

export!(GuestBook);
