//! Collecting into maps and sets, small.

/// `collect` for maps and sets, one item after the other. Theirs sorts everything first, with a sorting routine
/// compiled for each place that collects: what the page downloads held thirty of them.
pub trait Gather: Iterator + Sized {
    /// All items in a new collection; of two with the same key the later one.
    fn gather<C: Default + Extend<Self::Item>>(self) -> C {
        let mut all = C::default();
        all.extend(self);
        all
    }
}

impl<I: Iterator> Gather for I {}
