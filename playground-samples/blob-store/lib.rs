wit_bindgen::generate!({ world: "album", path: "wit", generate_all });

use wasi::blobstore::blobstore::{container_exists, get_container};
use wasi::blobstore::types::{IncomingValue, OutgoingValue};

struct Album;

impl Guest for Album {
    fn list(container: String) -> Result<Vec<Photo>, String> {
        if !container_exists(&container)? {
            return Err(format!("there is no {container}"));
        }
        let container = get_container(&container)?;
        let names = container.list_objects()?;
        let mut photos = Vec::new();
        loop {
            let (portion, at_end) = names.read_stream_object_names(16)?;
            for name in portion {
                let size = container.object_info(&name)?.size;
                photos.push(Photo { name, size });
            }
            if at_end {
                photos.sort_by(|left, right| left.name.cmp(&right.name));
                return Ok(photos);
            }
        }
    }

    fn look(container: String, name: String) -> Result<String, String> {
        let container = get_container(&container)?;
        // Both ends are included.
        let last = container.object_info(&name)?.size.saturating_sub(1);
        let value = container.get_data(&name, 0, last)?;
        let bytes = IncomingValue::incoming_value_consume_sync(value)?;
        String::from_utf8(bytes).map_err(|error| error.to_string())
    }

    fn add(container: String, name: String, text: String) -> Result<(), String> {
        let container = get_container(&container)?;
        let value = OutgoingValue::new_outgoing_value();
        let stream = value.outgoing_value_write_body().map_err(|()| "the body was taken before")?;
        // The object is there once its value is finished.
        container.write_data(&name, &value)?;
        stream.blocking_write_and_flush(text.as_bytes()).map_err(|error| error.to_string())?;
        drop(stream);
        OutgoingValue::finish(value)
    }

    fn throw_away(container: String, name: String) -> Result<bool, String> {
        let container = get_container(&container)?;
        container.delete_object(&name)?;
        Ok(!container.has_object(&name)?)
    }
}

export!(Album);
