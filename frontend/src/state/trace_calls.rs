//! Host calls as the page keeps them: few large pieces of memory, so that 100,000 come and go without a pause.

use diptych_shared::trace::{Decision, TraceEvent, unversioned};
use std::collections::HashMap;

/// How many calls share one piece of memory.
const PIECE_CALLS: usize = 1_024;

/// A function's name; both sides share one number for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// In a linked composition: the instance that calls it.
    pub caller: Option<String>,
    /// The instance whose function it is; absent for the host's.
    pub callee: Option<String>,
    /// The interface as the component imports it, with its version.
    pub interface: String,
    /// The function's WIT name.
    pub function: String,
    /// The number of the interface without its version.
    pub group: u32,
}

/// Every function and every interface that was called, by number, in order of appearance.
#[derive(Debug, Default)]
pub struct Names {
    numbers: HashMap<Key, u32>,
    groups: HashMap<String, u32>,
    names: Vec<Name>,
    group_names: Vec<String>,
}

/// An interface's group, a function, and who calls whose.
type Key = (u32, String, Option<String>, Option<String>);

impl Names {
    fn number(&mut self, event: &TraceEvent) -> u32 {
        let unversioned = unversioned(&event.interface);
        let group = match self.groups.get(unversioned) {
            Some(group) => *group,
            None => {
                let group = self.group_names.len() as u32;
                self.groups.insert(unversioned.to_owned(), group);
                self.group_names.push(unversioned.to_owned());
                group
            }
        };
        let (caller, callee) = (&event.caller, &event.callee);
        let key = (group, event.function.clone(), caller.clone(), callee.clone());
        let next = self.names.len() as u32;
        let number = *self.numbers.entry(key).or_insert(next);
        if number == next {
            self.names.push(Name {
                caller: caller.clone(),
                callee: callee.clone(),
                interface: event.interface.clone(),
                function: event.function.clone(),
                group,
            });
        }
        number
    }

    /// The function of a number that a call has.
    pub fn get(&self, number: u32) -> Option<&Name> {
        self.names.get(number as usize)
    }

    /// The interfaces without their versions; the position is the group.
    pub fn groups(&self) -> &[String] {
        &self.group_names
    }
}

/// What the policy refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Denied<'a> {
    /// The capability that is missing.
    pub capability: &'a str,
    /// The least grant that would have allowed the call, where one would.
    pub grant: Option<&'a str>,
}

/// One engine's calls, in the order in which they began. They come as they end: a call between two parts of
/// a composition after those that it holds.
#[derive(Debug, Default)]
pub struct Calls {
    pieces: Vec<Piece>,
    len: usize,
    /// The highest sequence number.
    last: u64,
    /// By position which came when, once one came out of order.
    order: Option<Vec<u32>>,
}

#[derive(Debug, Default)]
struct Piece {
    text: String,
    /// Where each text ends in `text`; it starts where the one before ends.
    ends: Vec<u32>,
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    name: u32,
    first_text: u32,
    argument_count: u32,
    sequence: u64,
    start_ns: u64,
    duration_ns: u64,
    has: Has,
}

/// Which texts follow the arguments, in this order.
#[derive(Clone, Copy, Debug, Default)]
struct Has {
    result: bool,
    interrupted: bool,
    denied: bool,
    grant: bool,
}

impl Calls {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Takes in the next call, and answers at which position it is; those from there on have moved.
    pub fn push(&mut self, names: &mut Names, event: &TraceEvent) -> usize {
        let position = self.place(event.sequence);
        if self.len.is_multiple_of(PIECE_CALLS) {
            self.pieces.push(Piece::default());
        }
        let Some(piece) = self.pieces.last_mut() else { return position };
        let first_text = piece.ends.len() as u32;
        let mut add = |text: &str| {
            piece.text.push_str(text);
            piece.ends.push(piece.text.len() as u32);
        };
        event.arguments.iter().for_each(|text| add(text));
        let mut has = Has {
            result: event.result.is_some(),
            interrupted: event.interrupted.is_some(),
            ..Has::default()
        };
        event.result.iter().chain(&event.interrupted).for_each(|text| add(text));
        if let Decision::Denied { capability, grant } = &event.decision {
            add(capability);
            grant.iter().for_each(|text| add(text));
            (has.denied, has.grant) = (true, grant.is_some());
        }
        piece.entries.push(Entry {
            name: names.number(event),
            first_text,
            argument_count: event.arguments.len() as u32,
            sequence: event.sequence,
            start_ns: event.start_ns,
            duration_ns: event.duration_ns,
            has,
        });
        self.len += 1;
        position
    }

    /// Where the next call belongs.
    fn place(&mut self, sequence: u64) -> usize {
        let came = self.len as u32;
        if self.len == 0 || sequence >= self.last {
            self.last = sequence;
            if let Some(order) = &mut self.order {
                order.push(came);
            }
            return self.len;
        }
        let mut order = self.order.take().unwrap_or_else(|| (0..came).collect());
        let began_before =
            |came: &u32| self.came(*came as usize).is_some_and(|call| call.sequence() < sequence);
        let position = order.partition_point(began_before);
        order.insert(position, came);
        self.order = Some(order);
        position
    }

    /// The call at a position.
    pub fn get(&self, position: usize) -> Option<Call<'_>> {
        match &self.order {
            None => self.came(position),
            Some(order) => self.came(*order.get(position)? as usize),
        }
    }

    /// The position of the call that came as the n-th, from 0.
    pub fn position(&self, came: usize) -> Option<usize> {
        match &self.order {
            None => (came < self.len).then_some(came),
            Some(order) => order.iter().position(|at| *at as usize == came),
        }
    }

    fn came(&self, index: usize) -> Option<Call<'_>> {
        let piece = self.pieces.get(index / PIECE_CALLS)?;
        Some(Call { piece, entry: piece.entries.get(index % PIECE_CALLS)? })
    }
}

/// One call.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    piece: &'a Piece,
    entry: &'a Entry,
}

impl<'a> Call<'a> {
    fn text(&self, at: u32) -> &'a str {
        let at = (self.entry.first_text + at) as usize;
        let start = at.checked_sub(1).map_or(0, |before| self.piece.ends[before] as usize);
        &self.piece.text[start..self.piece.ends[at] as usize]
    }

    /// The number of its function.
    pub fn name(&self) -> u32 {
        self.entry.name
    }

    /// Its position in the run, from 0.
    pub fn sequence(&self) -> u64 {
        self.entry.sequence
    }

    /// When it began, in nanoseconds of its engine's clock.
    pub fn start_ns(&self) -> u64 {
        self.entry.start_ns
    }

    /// How long the host took, in nanoseconds of its engine's clock.
    pub fn duration_ns(&self) -> u64 {
        self.entry.duration_ns
    }

    /// Its arguments as text, in order.
    pub fn arguments(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let call = *self;
        (0..self.entry.argument_count).map(move |at| call.text(at))
    }

    /// Its result; `None` when the function has none or the call did not return.
    pub fn result(&self) -> Option<&'a str> {
        self.entry.has.result.then(|| self.text(self.entry.argument_count))
    }

    /// Why it did not return.
    pub fn interrupted(&self) -> Option<&'a str> {
        let at = self.entry.argument_count + u32::from(self.entry.has.result);
        self.entry.has.interrupted.then(|| self.text(at))
    }

    /// What the policy refused; `None` when it was allowed.
    pub fn denied(&self) -> Option<Denied<'a>> {
        let has = self.entry.has;
        let at = self.entry.argument_count + u32::from(has.result) + u32::from(has.interrupted);
        has.denied.then(|| Denied { capability: self.text(at), grant: has.grant.then(|| self.text(at + 1)) })
    }

    /// Whether the policy refused it.
    pub fn is_denied(&self) -> bool {
        self.entry.has.denied
    }

    /// All its texts: arguments, result, why it did not return, the capability and the grant it lacked.
    pub fn texts(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let has = self.entry.has;
        let more =
            [has.result, has.interrupted, has.denied, has.grant].into_iter().filter(|has| *has).count();
        let call = *self;
        (0..self.entry.argument_count + more as u32).map(move |at| call.text(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(number: u64) -> TraceEvent {
        let denied =
            Decision::Denied { capability: "filesystem".into(), grant: Some("filesystem read /a".into()) };
        TraceEvent {
            sequence: number,
            caller: None,
            callee: None,
            interface: "wasi:io/streams@0.2.6".into(),
            function: "read".into(),
            arguments: (0..number % 3).map(|at| format!("argument {at} of {number}")).collect(),
            result: number.is_multiple_of(2).then(|| format!("result {number}")),
            interrupted: (number % 5 == 1).then(|| "time-ms".into()),
            decision: if number.is_multiple_of(7) { denied } else { Decision::Allowed },
            start_ns: number * 10,
            duration_ns: 3,
        }
    }

    #[test]
    fn calls_that_hold_others_come_before_them() {
        let (mut calls, mut names) = (Calls::default(), Names::default());
        let positions = [1, 2, 0, 4, 3, 5].map(|number| calls.push(&mut names, &event(number)));
        assert_eq!(positions, [0, 1, 0, 3, 3, 5]);
        let sequences = (0..).map_while(|position| calls.get(position)).map(|call| call.sequence());
        assert_eq!(sequences.collect::<Vec<_>>(), [0, 1, 2, 3, 4, 5]);
        assert_eq!(
            [0, 2, 4, 5, 6].map(|came| calls.position(came)),
            [Some(1), Some(0), Some(3), Some(5), None]
        );
        calls.push(&mut names, &TraceEvent { caller: Some("app".into()), ..event(6) });
        let callers = [5, 6].map(|at| names.get(calls.get(at).unwrap().name()).unwrap().caller.clone());
        assert_eq!(callers, [None, Some("app".to_owned())]);
    }

    #[test]
    fn what_goes_in_comes_out() {
        let (mut calls, mut names) = (Calls::default(), Names::default());
        let events: Vec<TraceEvent> = (0..3_000).map(event).collect();
        for event in &events {
            calls.push(&mut names, event);
        }
        assert_eq!((calls.len(), names.groups()), (3_000, &["wasi:io/streams".to_owned()][..]));
        for (event, call) in events.iter().zip((0..).map_while(|index| calls.get(index))) {
            assert!(call.arguments().eq(event.arguments.iter().map(String::as_str)));
            assert_eq!(call.result(), event.result.as_deref());
            assert_eq!(call.interrupted(), event.interrupted.as_deref());
            assert_eq!(call.is_denied(), event.decision != Decision::Allowed);
            if let Some(denied) = call.denied() {
                assert_eq!((denied.capability, denied.grant), ("filesystem", Some("filesystem read /a")));
            }
            assert_eq!((call.sequence(), call.start_ns()), (event.sequence, event.start_ns));
            assert_eq!(names.get(call.name()).map(|name| name.function.as_str()), Some("read"));
        }
    }

    #[test]
    fn versions_share_a_number_and_functions_do_not() {
        let mut names = Names::default();
        let mut number = |interface: &str, function: &str, caller: Option<&str>| {
            names.number(&TraceEvent {
                caller: caller.map(str::to_owned),
                interface: interface.into(),
                function: function.into(),
                ..event(0)
            })
        };
        let first = number("wasi:io/poll@0.2.6", "poll", None);
        assert_eq!(number("wasi:io/poll@0.2.0", "poll", None), first);
        assert_ne!(number("wasi:io/poll@0.2.0", "other", None), first);
        assert_ne!(number("wasi:io/poll@0.2.6", "poll", Some("app")), first);
        assert_eq!(names.groups().len(), 1);
    }
}
