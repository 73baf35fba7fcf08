//! Aligning two sequences of small numbers, in bounded time whatever they hold.

use super::windows::Windows;
use std::collections::HashMap;
use std::hash::Hash;

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

/// How many trailing items are equal.
pub(super) fn common_suffix<T: Eq>(left: &[T], right: &[T]) -> usize {
    left.iter().rev().zip(right.iter().rev()).take_while(|(left, right)| left == right).count()
}

/// Pairs of indices of equal items, rising on both sides.
///
/// In the manner of patience diff: equal ends are paired first; items that one side alone has can
/// never pair and are left out; of those that both sides have once the longest rising chain is
/// kept; between its links Myers' algorithm aligns window by window. So an exact result where the
/// items are distinct or the stretches between them short, a good one otherwise, and never more
/// than quasi-linear work.
pub(super) fn align(left: &[u32], right: &[u32]) -> Vec<(usize, usize)> {
    let prefix = common_prefix(left, right);
    let (left_rest, right_rest) = (&left[prefix..], &right[prefix..]);
    let suffix = common_suffix(left_rest, right_rest);
    let left_middle = &left_rest[..left_rest.len() - suffix];
    let right_middle = &right_rest[..right_rest.len() - suffix];

    let mut pairs: Vec<(usize, usize)> = (0..prefix).map(|index| (index, index)).collect();
    let middle = Middle::new(left_middle, right_middle).align();
    pairs.extend(middle.into_iter().map(|(l, r)| (l + prefix, r + prefix)));
    pairs.extend((0..suffix).map(|index| (left.len() - suffix + index, right.len() - suffix + index)));
    pairs
}

/// What is between equal ends, without the items that one side alone has.
struct Middle {
    left: Vec<u32>,
    right: Vec<u32>,
    /// Where each kept item was.
    left_places: Vec<usize>,
    right_places: Vec<usize>,
    /// How often each item occurs.
    left_counts: Vec<u32>,
    right_counts: Vec<u32>,
}

impl Middle {
    fn new(left: &[u32], right: &[u32]) -> Self {
        let symbols = left.iter().chain(right).max().map_or(0, |most| *most as usize + 1);
        let count = |items: &[u32]| {
            let mut counts = vec![0_u32; symbols];
            items.iter().for_each(|item| counts[*item as usize] += 1);
            counts
        };
        let (left_counts, right_counts) = (count(left), count(right));
        let keep = |items: &[u32], others: &[u32]| {
            let kept = items.iter().enumerate().filter(|(_, item)| others[**item as usize] > 0);
            kept.map(|(place, item)| (place, *item)).unzip()
        };
        let (left_places, left) = keep(left, &right_counts);
        let (right_places, right) = keep(right, &left_counts);
        Middle { left, right, left_places, right_places, left_counts, right_counts }
    }

    fn align(&self) -> Vec<(usize, usize)> {
        let mut pairs = Vec::new();
        let (mut left_at, mut right_at) = (0, 0);
        let mut windows = Windows::new(self.left_counts.len());
        let ends = std::iter::once((self.left.len(), self.right.len()));
        for (left_next, right_next) in self.anchors().into_iter().chain(ends) {
            let between = windows.align(&self.left[left_at..left_next], &self.right[right_at..right_next]);
            pairs.extend(between.into_iter().map(|(l, r)| (l + left_at, r + right_at)));
            if left_next < self.left.len() {
                pairs.push((left_next, right_next));
            }
            (left_at, right_at) = (left_next + 1, right_next + 1);
        }
        pairs.into_iter().map(|(l, r)| (self.left_places[l], self.right_places[r])).collect()
    }

    /// The longest rising chain of items that each side has once.
    fn anchors(&self) -> Vec<(usize, usize)> {
        let is_unique =
            |item: u32| self.left_counts[item as usize] == 1 && self.right_counts[item as usize] == 1;
        let mut right_index = vec![0; self.right_counts.len()];
        for (index, item) in self.right.iter().enumerate() {
            right_index[*item as usize] = index;
        }
        let unique = self.left.iter().enumerate().filter(|(_, item)| is_unique(**item));
        let candidates: Vec<(usize, usize)> =
            unique.map(|(index, item)| (index, right_index[*item as usize])).collect();
        longest_rising(&candidates)
    }
}

/// The longest chain of pairs that rises on the right too; the pairs rise on the left already.
fn longest_rising(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // Patience sorting: for each length the chain of that length that ends lowest.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (index, (_, right)) in pairs.iter().enumerate() {
        let length = ends.partition_point(|end| pairs[*end].1 < *right);
        before.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        if length == ends.len() {
            ends.push(index);
        } else {
            ends[length] = index;
        }
    }
    let mut chain: Vec<(usize, usize)> = std::iter::successors(ends.last().copied(), |index| before[*index])
        .map(|index| pairs[index])
        .collect();
    chain.reverse();
    chain
}

#[cfg(test)]
mod tests {
    use super::align;
    use crate::policy::virtualize::SeededRandom;
    use crate::report::windows::WINDOW;

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

    #[test]
    fn distinct_items_align_as_well_as_can_be_however_far_they_moved() {
        let left: Vec<u32> = (0..50_000).collect();
        let rotated: Vec<u32> = (20_000..50_000).chain(0..20_000).collect();
        assert_eq!(check(&left, &rotated), 30_000);
        let reversed: Vec<u32> = (0..50_000).rev().collect();
        assert_eq!(check(&left, &reversed), 1);
        let other: Vec<u32> = (50_000..100_000).collect();
        assert_eq!(check(&left, &other), 0);
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
