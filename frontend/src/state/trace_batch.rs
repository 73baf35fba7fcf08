//! A batch of streamed host calls, read one call at a time, so that no batch is too long for the page.

use diptych_shared::trace::TraceEvent;

/// Whether a line of a run's stream is a batch of host calls, as every engine writes it.
pub fn is_batch(line: &str) -> bool {
    line.starts_with("{\"type\":\"trace\"")
}

/// The JSON text of a `RunEvent::Trace`, and how far it has been read.
#[derive(Debug)]
pub struct Batch {
    text: String,
    at: usize,
}

impl Batch {
    /// Nothing of it is read yet.
    pub fn new(text: String) -> Self {
        Batch { text, at: 0 }
    }

    /// How many bytes of it there are.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// The next call; `None` at the end. An error says why the call cannot be read.
    pub fn next(&mut self) -> Option<Result<TraceEvent, String>> {
        let text = next_object(&self.text, &mut self.at)?;
        Some(serde_json::from_str(text).map_err(|error| error.to_string()))
    }
}

/// The next object inside of the batch's list: an object of the third level of brackets. A cut-off
/// one is no object.
fn next_object<'a>(text: &'a str, at: &mut usize) -> Option<&'a str> {
    // Between two calls the batch's own object and its list are open; before the first, nothing is.
    let mut depth = if *at == 0 { 0 } else { 2 };
    let (mut in_string, mut is_escaped, mut start) = (false, false, None);
    for (offset, byte) in text.as_bytes().iter().enumerate().skip(*at) {
        if in_string {
            match byte {
                _ if is_escaped => is_escaped = false,
                b'\\' => is_escaped = true,
                b'"' => in_string = false,
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => in_string = true,
            b'{' | b'[' => {
                depth += 1;
                if depth == 3 && *byte == b'{' {
                    start = Some(offset);
                }
            }
            b'}' | b']' => {
                depth -= 1;
                if let (2, Some(start)) = (depth, start) {
                    *at = offset + 1;
                    return text.get(start..*at);
                }
            }
            _ => {}
        }
    }
    *at = text.len();
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn functions(text: &str) -> Vec<Result<String, ()>> {
        let mut batch = Batch::new(text.to_owned());
        std::iter::from_fn(|| batch.next())
            .map(|event| event.map(|event| event.function).map_err(drop))
            .collect()
    }

    fn event(function: &str) -> String {
        let function = serde_json::to_string(function).unwrap();
        format!(
            r#"{{"sequence":0,"interface":"a:b/c","function":{function},"arguments":["[{{","}}]"],"decision":"allowed","start_ns":1,"duration_ns":2}}"#
        )
    }

    #[test]
    fn calls_are_found_whatever_their_texts_hold() {
        let text =
            format!(r#"{{"type":"trace","events":[{},{} , {}]}}"#, event("a"), event("\"}]{\\"), event("c"));
        assert!(is_batch(&text));
        assert_eq!(functions(&text), [Ok("a".into()), Ok("\"}]{\\".into()), Ok("c".into())]);
    }

    #[test]
    fn a_damaged_batch_ends() {
        assert_eq!(functions(r#"{"type":"trace","events":[]}"#), []);
        assert_eq!(functions(r#"{"type":"trace","events":[{"sequence":1},{"sequence":"#), [Err(())]);
        assert_eq!(functions("]]]}}}"), []);
        assert_eq!(functions(""), []);
    }
}
