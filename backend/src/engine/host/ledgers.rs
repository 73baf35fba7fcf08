//! Who acts, and what is granted to whom: the ledger of each part of a run.

use diptych_shared::policy::{Ledger, Policy};
use std::ops::{Deref, DerefMut};

/// The ledgers of a run's parts, of which one acts at a time: it is what this dereferences to. A component
/// that is no linked composition is the only part.
#[derive(Debug)]
pub struct Ledgers {
    acting: usize,
    current: Ledger,
    /// Of the others; the acting one's place holds an empty one.
    parts: Vec<Ledger>,
}

impl Ledgers {
    /// The ledger of a component of one part.
    pub fn new(policy: Policy) -> Ledgers {
        Ledgers { acting: 0, current: Ledger::new(policy), parts: vec![Ledger::default()] }
    }

    /// One ledger for each part, of which the first acts.
    pub fn of_parts(policies: impl IntoIterator<Item = Policy>) -> Ledgers {
        let mut parts: Vec<Ledger> = policies.into_iter().map(Ledger::new).collect();
        let current = parts.first_mut().map(std::mem::take).unwrap_or_default();
        Ledgers { acting: 0, current, parts }
    }

    /// Which part acts.
    pub fn acting(&self) -> usize {
        self.acting
    }

    /// From now on this part acts; answers which one did.
    pub fn act(&mut self, part: usize) -> usize {
        let before = self.acting;
        if part != before && part < self.parts.len() {
            std::mem::swap(&mut self.current, &mut self.parts[before]);
            std::mem::swap(&mut self.current, &mut self.parts[part]);
            self.acting = part;
        }
        before
    }

    /// Every part's ledger, in order.
    pub fn all(&self) -> impl Iterator<Item = &Ledger> {
        let acting = self.acting;
        let ledger = move |(part, ledger)| if part == acting { &self.current } else { ledger };
        self.parts.iter().enumerate().map(ledger)
    }
}

impl Deref for Ledgers {
    type Target = Ledger;

    fn deref(&self) -> &Ledger {
        &self.current
    }
}

impl DerefMut for Ledgers {
    fn deref_mut(&mut self) -> &mut Ledger {
        &mut self.current
    }
}

#[cfg(test)]
mod tests {
    use super::Ledgers;
    use diptych_shared::policy::{Capability, Grant, Policy};

    #[test]
    fn who_acts_needs_what_it_asks_for() {
        let random = Grant::whole(Capability::Random);
        let mut ledgers = Ledgers::of_parts([Policy::default(), Policy::from([random.clone()])]);
        assert!(!ledgers.check(&random));
        assert_eq!(ledgers.act(1), 0);
        assert!(ledgers.check(&random));
        assert_eq!((ledgers.act(7), ledgers.act(0), ledgers.acting()), (1, 1, 0));
        let told: Vec<_> = ledgers.all().map(|ledger| (ledger.used(), ledger.denied())).collect();
        assert_eq!(told, [(vec![], vec!["random".to_owned()]), (vec!["random".to_owned()], vec![])]);
    }
}
