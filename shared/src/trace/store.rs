//! A trace that grows while it streams: batches in, heads, events and searches out.

use super::TraceEvent;
use super::heads::{EventHead, FunctionName};
use serde::Deserialize;
use std::collections::HashMap;

/// The events of one run so far.
#[derive(Default)]
pub struct TraceStore {
    events: Vec<TraceEvent>,
    heads: Vec<EventHead>,
    functions: Vec<FunctionName>,
    numbers: HashMap<FunctionName, u32>,
}

/// What of a [`RunEvent::Trace`](crate::api::run::RunEvent::Trace) is of interest here.
#[derive(Deserialize)]
struct Batch {
    events: Vec<TraceEvent>,
}

impl TraceStore {
    /// Adds the events of a batch: the JSON text of one `RunEvent::Trace`. A batch that cannot be
    /// read adds nothing.
    pub fn push(&mut self, batch: &str) -> Result<(), serde_json::Error> {
        let Batch { events } = serde_json::from_str(batch)?;
        for event in &events {
            let name = FunctionName { interface: event.interface.clone(), function: event.function.clone() };
            let next = self.functions.len() as u32;
            let number = *self.numbers.entry(name).or_insert_with_key(|name| {
                self.functions.push(name.clone());
                next
            });
            self.heads.push(EventHead::new(event, number));
        }
        self.events.extend(events);
        Ok(())
    }

    /// The heads from the event `from` on.
    pub fn heads(&self, from: usize) -> &[EventHead] {
        self.heads.get(from..).unwrap_or_default()
    }

    /// The functions that the heads refer to, in order of appearance.
    pub fn functions(&self) -> &[FunctionName] {
        &self.functions
    }

    /// The events at these indices, those that there are not left out.
    pub fn events<'a>(&'a self, indices: &'a [u32]) -> impl Iterator<Item = &'a TraceEvent> {
        indices.iter().filter_map(|index| self.events.get(*index as usize))
    }

    /// The indices of the events that mention `text` in interface, function, arguments, result or
    /// the reason why they did not return; ASCII letters match in either case.
    pub fn search(&self, text: &str) -> Vec<u32> {
        let needle = text.as_bytes();
        let mentions = |event: &TraceEvent| {
            [&event.interface, &event.function]
                .into_iter()
                .chain(&event.arguments)
                .chain(&event.result)
                .chain(&event.interrupted)
                .any(|text| contains(text.as_bytes(), needle))
        };
        let found = self.events.iter().enumerate().filter(|(_, event)| mentions(event));
        found.map(|(index, _)| index as u32).collect()
    }

    /// Exchanges the events with `other`, for lending them to a report and taking them back.
    pub fn swap_events(&mut self, other: &mut Vec<TraceEvent>) {
        std::mem::swap(&mut self.events, other);
    }
}

/// Whether `needle` is in `text`, ASCII letters in either case.
fn contains(text: &[u8], needle: &[u8]) -> bool {
    let Some(first) = needle.first() else { return true };
    text.windows(needle.len())
        .any(|window| window[0].eq_ignore_ascii_case(first) && window.eq_ignore_ascii_case(needle))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BATCH: &str = r#"{"type":"trace","events":[
        {"sequence":0,"interface":"wasi:random/random@0.2.6","function":"get-random-bytes","arguments":["3"],
         "result":"b\"abc\"","decision":"allowed","start_ns":5,"duration_ns":2},
        {"sequence":1,"interface":"wasi:clocks/wall-clock@0.2.6","function":"now","arguments":[],
         "interrupted":"the run ended","decision":"denied","capability":"wall-clock","start_ns":9,"duration_ns":1}]}"#;

    #[test]
    fn batches_become_heads_events_and_answers() {
        let mut store = TraceStore::default();
        store.push(BATCH).unwrap();
        store.push(BATCH).unwrap();
        assert!(store.push("{\"events\":[{\"sequence\":0}]}").is_err());
        assert_eq!(store.heads(0).len(), 4);
        assert_eq!(store.functions().len(), 2);
        let last = store.heads(3)[0];
        assert_eq!((last.function, last.denied, last.interrupted, last.start_ns), (1, true, true, 9));
        assert!(store.heads(5).is_empty());
        assert_eq!(store.search("ABC"), [0, 2]);
        assert_eq!(store.search("run ended"), [1, 3]);
        assert_eq!(store.search(""), [0, 1, 2, 3]);
        assert!(store.search("abcd").is_empty());
        assert_eq!(store.events(&[3, 9, 0]).map(|event| event.sequence).collect::<Vec<_>>(), [1, 0]);
        let mut lent = Vec::new();
        store.swap_events(&mut lent);
        assert_eq!(lent.len(), 4);
    }
}
