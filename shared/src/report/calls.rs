//! The calls of two traces as numbers: equal calls have equal numbers, on both sides.

use super::handles::{Handles, Piece, may_hold_handles, pieces};
use crate::trace::{TraceEvent, unversioned};
use std::collections::HashMap;

/// One side's calls.
#[derive(Default)]
pub(super) struct Calls {
    /// Per call the function, without its interface's version, and who called whom.
    pub(super) functions: Vec<u32>,
    /// Per call the function with its arguments, handles by origin.
    pub(super) calls: Vec<u32>,
    /// The handles that the side mentions.
    pub(super) handles: Handles,
}

/// Numbers both sides' calls. Calls of different parts are different calls, unless only one side tells
/// its parts apart.
pub(super) fn number_calls(left: &[TraceEvent], right: &[TraceEvent]) -> (Calls, Calls) {
    let has_parts = |events: &[TraceEvent]| events.iter().any(|event| event.caller.is_some());
    let mut numbers = Numbers { by_part: has_parts(left) && has_parts(right), ..Numbers::default() };
    (numbers.side(left), numbers.side(right))
}

/// A function, and who called whom.
#[derive(PartialEq, Eq, Hash)]
struct Name<'a> {
    caller: Option<&'a str>,
    callee: Option<&'a str>,
    interface: &'a str,
    function: &'a str,
}

/// Where a handle comes from: the position in the result of a call, or (where no result gave it)
/// only its resource.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Place {
    Result { call: u32, position: u32 },
    Argument { resource: u32 },
}

#[derive(Default)]
struct Numbers<'a> {
    /// Calls of different callers are different.
    by_part: bool,
    functions: HashMap<Name<'a>, u32>,
    calls: HashMap<Box<[u8]>, u32>,
    resources: HashMap<&'a str, u32>,
    /// Which handle it is, in words that hold for both runs: the how-manieth of a place.
    origins: HashMap<(Place, u32), u32>,
}

impl<'a> Numbers<'a> {
    fn side(&mut self, events: &'a [TraceEvent]) -> Calls {
        let mut side = Calls {
            functions: Vec::with_capacity(events.len()),
            calls: Vec::with_capacity(events.len()),
            handles: Handles::default(),
        };
        let mut given: HashMap<Place, u32> = HashMap::new();
        let mut key = Vec::new();
        for event in events {
            let next = self.functions.len() as u32;
            let name = Name {
                caller: event.caller.as_deref().filter(|_| self.by_part),
                callee: event.callee.as_deref(),
                interface: unversioned(&event.interface),
                function: event.function.as_str(),
            };
            let function = *self.functions.entry(name).or_insert(next);
            key.clear();
            key.extend(function.to_le_bytes());
            for argument in &event.arguments {
                if may_hold_handles(argument) {
                    for piece in pieces(argument) {
                        match piece {
                            Piece::Text(text) => key.extend(text.as_bytes()),
                            Piece::Handle(name, number) => {
                                let next = self.resources.len() as u32;
                                let resource = *self.resources.entry(name).or_insert(next);
                                let place = Place::Argument { resource };
                                let handle = self.handle(&mut side.handles, &mut given, name, number, place);
                                key.extend(name.as_bytes());
                                key.push(b'#');
                                key.extend(handle.to_le_bytes());
                            }
                        }
                    }
                } else {
                    key.extend(argument.as_bytes());
                }
                key.push(0);
            }
            let call = match self.calls.get(key.as_slice()) {
                Some(known) => *known,
                None => {
                    let next = self.calls.len() as u32;
                    self.calls.insert(key.as_slice().into(), next);
                    next
                }
            };
            if let Some(result) = event.result.as_ref().filter(|result| may_hold_handles(result)) {
                let handles = pieces(result).filter(|piece| matches!(piece, Piece::Handle(..)));
                for (position, piece) in handles.enumerate() {
                    if let Piece::Handle(name, number) = piece {
                        let place = Place::Result { call, position: position as u32 };
                        self.handle(&mut side.handles, &mut given, name, number, place);
                    }
                }
            }
            side.functions.push(function);
            side.calls.push(call);
        }
        side
    }

    /// What both sides call this handle; one that was not seen before is called after its place.
    fn handle(
        &mut self,
        handles: &mut Handles,
        given: &mut HashMap<Place, u32>,
        name: &str,
        number: u64,
        place: Place,
    ) -> u32 {
        let index = handles.index_or(name, number, || {
            let count = given.entry(place).or_default();
            let origin = (place, *count);
            *count += 1;
            let next = self.origins.len() as u32;
            *self.origins.entry(origin).or_insert(next)
        });
        handles.origin(index)
    }
}
