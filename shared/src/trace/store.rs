//! A trace that grows while it streams, until a report is lent it.

use super::TraceEvent;
use super::read::sort_events;
use serde::Deserialize;

/// The events of one run so far.
#[derive(Default)]
pub struct TraceStore {
    events: Vec<TraceEvent>,
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
        self.events.extend(events);
        Ok(())
    }

    /// Exchanges the events with `other`, for lending them to a report and taking them back. Batches bring
    /// calls as they end; lent they are in the order in which they began.
    pub fn swap_events(&mut self, other: &mut Vec<TraceEvent>) {
        sort_events(&mut self.events);
        std::mem::swap(&mut self.events, other);
    }
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
    fn batches_add_up_and_a_damaged_one_adds_nothing() {
        let mut store = TraceStore::default();
        store.push(BATCH).unwrap();
        store.push(BATCH).unwrap();
        assert!(store.push("{\"events\":[{\"sequence\":0}]}").is_err());
        let mut lent = Vec::new();
        store.swap_events(&mut lent);
        assert_eq!(lent.len(), 4);
        assert_eq!(lent.iter().map(|event| event.sequence).collect::<Vec<_>>(), [0, 0, 1, 1]);
        assert_eq!(lent[3].start_ns, 9);
    }
}
