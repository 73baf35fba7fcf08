//! One engine's calls over its time, in a bounded number of bins that widen as the run goes on.

/// How many bins one engine's strip has at most.
pub const BINS: usize = 256;
/// What the first bins stand for, in nanoseconds.
const FIRST_BIN_NS: u64 = 64;

/// The calls that began in one stretch of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bin {
    /// How many.
    pub calls: u32,
    /// How many of them were denied.
    pub denied: u32,
    /// How many of them differ from the other side.
    pub differing: u32,
    /// The first call's index, when there is a call.
    pub first: u32,
}

impl Bin {
    fn merge(self, later: Bin) -> Bin {
        if self.calls == 0 {
            return later;
        }
        Bin {
            calls: self.calls + later.calls,
            denied: self.denied + later.denied,
            differing: self.differing + later.differing,
            first: self.first,
        }
    }
}

/// The strip of one engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeline {
    /// From the run's begin.
    pub bins: Vec<Bin>,
    /// What one bin stands for.
    pub bin_ns: u64,
    /// When the last call began.
    pub end_ns: u64,
}

impl Default for Timeline {
    fn default() -> Self {
        Timeline { bins: vec![Bin::default(); BINS], bin_ns: FIRST_BIN_NS, end_ns: 0 }
    }
}

impl Timeline {
    /// Takes in a call that began at `start_ns`.
    pub fn add(&mut self, index: usize, start_ns: u64, is_denied: bool) {
        self.end_ns = self.end_ns.max(start_ns);
        while start_ns / self.bin_ns >= BINS as u64 {
            self.widen();
        }
        let bin = &mut self.bins[(start_ns / self.bin_ns) as usize];
        let call = Bin { calls: 1, denied: u32::from(is_denied), differing: 0, first: index as u32 };
        *bin = bin.merge(call);
        bin.first = bin.first.min(index as u32);
    }

    fn widen(&mut self) {
        for at in 0..BINS / 2 {
            self.bins[at] = self.bins[2 * at].merge(self.bins[2 * at + 1]);
        }
        self.bins[BINS / 2..].fill(Bin::default());
        self.bin_ns = self.bin_ns.saturating_mul(2);
    }

    /// Marks a call that differs.
    pub fn differs(&mut self, start_ns: u64) {
        if let Some(bin) = self.bins.get_mut((start_ns / self.bin_ns) as usize) {
            bin.differing += 1;
        }
    }

    /// Forgets which calls differ.
    pub fn clear_differences(&mut self) {
        self.bins.iter_mut().for_each(|bin| bin.differing = 0);
    }

    /// How many bins the run fills.
    pub fn used(&self) -> usize {
        (self.end_ns / self.bin_ns) as usize + 1
    }

    /// The bin at `share` (0 to 1) of the strip's width.
    pub fn bin_at(&self, share: f64) -> usize {
        ((share.clamp(0.0, 1.0) * self.used() as f64) as usize).min(self.used() - 1)
    }

    /// `bin` when it has a call, else the next bin that has one, else the last before it.
    pub fn bin_near(&self, bin: usize) -> Option<usize> {
        let before = bin.min(BINS);
        (bin..BINS).chain((0..before).rev()).find(|at| self.bins[*at].calls > 0)
    }

    /// The first call of the bin nearest to `bin`.
    pub fn call_near(&self, bin: usize) -> Option<usize> {
        self.bin_near(bin).map(|at| self.bins[at].first as usize)
    }

    /// The next bin with a call, forwards or backwards of `bin`.
    pub fn step(&self, bin: usize, forwards: bool) -> Option<usize> {
        let has_call = |at: &usize| self.bins[*at].calls > 0;
        if forwards { (bin + 1..BINS).find(has_call) } else { (0..bin.min(BINS)).rev().find(has_call) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_widen_and_lose_no_call() {
        let mut line = Timeline::default();
        for index in 0..100_000_usize {
            line.add(index, index as u64 * 1_000, index % 10 == 0);
        }
        let sum = |of: fn(&Bin) -> u32| line.bins.iter().map(of).sum::<u32>();
        assert_eq!((sum(|bin| bin.calls), sum(|bin| bin.denied)), (100_000, 10_000));
        assert!(line.used() > BINS / 2 && line.used() <= BINS);
        assert_eq!(line.call_near(0), Some(0));
        let middle = line.call_near(line.bin_at(0.5)).unwrap();
        assert!((49_000..51_000).contains(&middle), "{middle}");
        let last = line.call_near(line.bin_at(1.0)).unwrap();
        assert!(last > 99_000, "{last}");
    }

    #[test]
    fn steps_skip_what_is_empty() {
        let mut line = Timeline::default();
        line.add(0, 0, false);
        line.add(1, 100 * FIRST_BIN_NS, false);
        assert_eq!(
            (line.step(0, true), line.step(100, false), line.step(100, true)),
            (Some(100), Some(0), None)
        );
        assert_eq!((line.bin_near(50), line.call_near(50)), (Some(100), Some(1)));
        assert_eq!((line.bin_near(BINS), line.bin_near(0)), (Some(100), Some(0)));
        line.differs(100 * FIRST_BIN_NS);
        assert_eq!(line.bins[100].differing, 1);
        line.clear_differences();
        assert_eq!(line.bins[100].differing, 0);
        assert_eq!(Timeline::default().call_near(3), None);
    }

    #[test]
    fn a_call_at_the_end_of_time_ends() {
        let mut line = Timeline::default();
        line.add(0, u64::MAX, true);
        assert_eq!(line.bins.iter().map(|bin| bin.calls).sum::<u32>(), 1);
    }
}
