//! Aligning two sequences of small numbers, in bounded time whatever they hold.

use similar::algorithms::{DiffHook, myers};
use std::collections::HashMap;
use std::hash::Hash;

/// How many items of each side one Myers diff sees. Its worst case is quadratic, so longer
/// sequences are aligned window by window: a shift of up to half a window is still found.
const WINDOW: usize = 1_024;

/// Gives equal keys equal numbers, on both sides.
pub(super) fn intern<K: Eq + Hash>(
    left: impl Iterator<Item = K>,
    right: impl Iterator<Item = K>,
) -> (Vec<u32>, Vec<u32>) {
    let mut numbers: HashMap<K, u32> = HashMap::new();
    let mut number = |key: K| {
        let next = numbers.len() as u32;
        *numbers.entry(key).or_insert(next)
    };
    let left = left.map(&mut number).collect();
    let right = right.map(&mut number).collect();
    (left, right)
}

/// How many leading items are equal.
pub(super) fn common_prefix<T: Eq>(left: &[T], right: &[T]) -> usize {
    left.iter().zip(right).take_while(|(left, right)| left == right).count()
}

/// Pairs of indices of equal items, rising on both sides: a longest such list where both
/// sequences fit one window, a good one otherwise.
pub(super) fn align(left: &[u32], right: &[u32]) -> Vec<(usize, usize)> {
    let prefix = common_prefix(left, right);
    let (left_rest, right_rest) = (&left[prefix..], &right[prefix..]);
    let suffix =
        left_rest.iter().rev().zip(right_rest.iter().rev()).take_while(|(left, right)| left == right).count();
    let left_middle = &left_rest[..left_rest.len() - suffix];
    let right_middle = &right_rest[..right_rest.len() - suffix];

    let mut pairs: Vec<(usize, usize)> = (0..prefix).map(|index| (index, index)).collect();
    pairs.extend(
        align_by_window(left_middle, right_middle).into_iter().map(|(l, r)| (l + prefix, r + prefix)),
    );
    pairs.extend((0..suffix).map(|index| (left.len() - suffix + index, right.len() - suffix + index)));
    pairs
}

fn align_by_window(left: &[u32], right: &[u32]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let (mut left_from, mut right_from) = (0, 0);
    while left_from < left.len() && right_from < right.len() {
        let left_window = &left[left_from..left.len().min(left_from + WINDOW)];
        let right_window = &right[right_from..right.len().min(right_from + WINDOW)];
        // A side that goes on behind its window gives only its first half: what is behind may
        // match the other side's second half better.
        let left_half = if left_from + WINDOW < left.len() { WINDOW / 2 } else { usize::MAX };
        let right_half = if right_from + WINDOW < right.len() { WINDOW / 2 } else { usize::MAX };
        let (mut left_step, mut right_step) = (0, 0);
        for (l, r) in align_window(left_window, right_window) {
            let both_open = left_half != usize::MAX && right_half != usize::MAX;
            let keep =
                if both_open { l < left_half || r < right_half } else { l < left_half && r < right_half };
            if !keep {
                break;
            }
            pairs.push((left_from + l, right_from + r));
            (left_step, right_step) = (l + 1, r + 1);
        }
        if left_half == usize::MAX && right_half == usize::MAX {
            break;
        }
        left_from += if left_half == usize::MAX { left_step } else { left_step.max(left_half) };
        right_from += if right_half == usize::MAX { right_step } else { right_step.max(right_half) };
    }
    pairs
}

fn align_window(left: &[u32], right: &[u32]) -> Vec<(usize, usize)> {
    /// Collects what a diff finds equal.
    struct Equal(Vec<(usize, usize)>);
    impl DiffHook for Equal {
        type Error = std::convert::Infallible;
        fn equal(&mut self, left: usize, right: usize, length: usize) -> Result<(), Self::Error> {
            self.0.extend((0..length).map(|step| (left + step, right + step)));
            Ok(())
        }
    }
    let mut equal = Equal(Vec::new());
    match myers::diff(&mut equal, left, 0..left.len(), right, 0..right.len()) {
        Ok(()) => equal.0,
    }
}

#[cfg(test)]
mod tests {
    use super::{WINDOW, align};
    use crate::policy::virtualize::SeededRandom;

    fn check(left: &[u32], right: &[u32]) -> usize {
        let pairs = align(left, right);
        for &(l, r) in &pairs {
            assert_eq!(left[l], right[r]);
        }
        for two in pairs.windows(2) {
            assert!(two[0].0 < two[1].0 && two[0].1 < two[1].1, "not rising: {two:?}");
        }
        pairs.len()
    }

    #[test]
    fn two_far_edits_in_a_long_periodic_sequence_cost_only_themselves() {
        let left: Vec<u32> = (0..10_000).map(|index| index % 7).collect();
        let mut right = left.clone();
        right.splice(500..500, [100; 60]);
        right.splice(9_000..9_030, [101; 5]);
        assert_eq!(check(&left, &right), 9_970);
    }

    #[test]
    fn a_short_side_against_a_long_one() {
        let long: Vec<u32> = (0..10_000).collect();
        let mut short: Vec<u32> = (0..10).map(|index| index * 900 + 5).collect();
        assert_eq!(check(&long, &short), 10);
        short.push(1_000_000);
        assert_eq!(check(&short, &long), 10);
        assert_eq!(check(&[], &long), 0);
    }

    /// Steps are bounded by construction; this shows that hard inputs stay rising and complete.
    #[test]
    fn random_sequences_of_every_kind_align_validly() {
        let mut random = SeededRandom::new(7);
        for symbols in [1, 2, 50, 20_000] {
            for (left, right) in [(10, 10), (10_000, 10_000), (3_000, 10_000), (WINDOW, 3 * WINDOW)] {
                let mut sequence =
                    |length| (0..length).map(|_| (random.next_u64() % symbols) as u32).collect::<Vec<_>>();
                let (left, right) = (sequence(left), sequence(right));
                let found = check(&left, &right);
                if symbols == 1 {
                    assert_eq!(found, left.len().min(right.len()));
                }
            }
        }
    }
}
