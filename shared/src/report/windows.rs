//! Myers' diff over windows: its worst case is quadratic, so it never sees a long sequence whole.

use super::alignment::{common_prefix, common_suffix};
use similar::algorithms::{DiffHook, myers};

/// How many items of each side one Myers diff sees at most: a shift of up to half a window is still
/// found.
pub(super) const WINDOW: usize = 512;

/// Sequences that have little in common in window after window are not worth large ones: after so
/// much work (items times differences, summed) the windows become as small as this.
const NARROWER: [(u64, usize); 2] = [(8_000_000, 128), (16_000_000, 64)];

/// Aligns stretch after stretch over the same symbols.
pub(super) struct Windows {
    /// Per symbol the last window whose left or right side had it.
    left_seen: Vec<u32>,
    right_seen: Vec<u32>,
    window: u32,
    /// Items times differences so far.
    work: u64,
}

impl Windows {
    /// For items below `symbols`.
    pub(super) fn new(symbols: usize) -> Self {
        Windows { left_seen: vec![0; symbols], right_seen: vec![0; symbols], window: 0, work: 0 }
    }

    /// Pairs of indices of equal items, rising on both sides.
    pub(super) fn align(&mut self, left: &[u32], right: &[u32]) -> Vec<(usize, usize)> {
        let mut pairs = Vec::new();
        let (mut left_from, mut right_from) = (0, 0);
        while left_from < left.len() && right_from < right.len() {
            let narrower = NARROWER.iter().rev().find(|(work, _)| self.work > *work);
            let size = narrower.map_or(WINDOW, |(_, size)| *size);
            let left_window = &left[left_from..left.len().min(left_from + size)];
            let right_window = &right[right_from..right.len().min(right_from + size)];
            // A side that goes on behind its window gives only its first half: what is behind may
            // match the other side's second half better.
            let half = |length: usize, from: usize| (from + size < length).then_some(size / 2);
            let (left_half, right_half) = (half(left.len(), left_from), half(right.len(), right_from));
            let (mut left_step, mut right_step) = (0, 0);
            for (l, r) in self.align_window(left_window, right_window) {
                let in_left = left_half.is_none_or(|half| l < half);
                let in_right = right_half.is_none_or(|half| r < half);
                let both_open = left_half.is_some() && right_half.is_some();
                if !(if both_open { in_left || in_right } else { in_left && in_right }) {
                    break;
                }
                pairs.push((left_from + l, right_from + r));
                (left_step, right_step) = (l + 1, r + 1);
            }
            if left_half.is_none() && right_half.is_none() {
                break;
            }
            left_from += left_half.map_or(left_step, |half| left_step.max(half));
            right_from += right_half.map_or(right_step, |half| right_step.max(half));
        }
        pairs
    }

    fn align_window(&mut self, left: &[u32], right: &[u32]) -> Vec<(usize, usize)> {
        let prefix = common_prefix(left, right);
        let suffix = common_suffix(&left[prefix..], &right[prefix..]);
        self.window += 1;
        let window = self.window;
        let left_middle = prefix..left.len() - suffix;
        let right_middle = prefix..right.len() - suffix;
        left[left_middle.clone()].iter().for_each(|item| self.left_seen[*item as usize] = window);
        right[right_middle.clone()].iter().for_each(|item| self.right_seen[*item as usize] = window);
        // What the other side's window lacks only costs Myers time.
        let left_kept: Vec<usize> =
            left_middle.filter(|index| self.right_seen[left[*index] as usize] == window).collect();
        let right_kept: Vec<usize> =
            right_middle.filter(|index| self.left_seen[right[*index] as usize] == window).collect();
        let items = |kept: &[usize], all: &[u32]| kept.iter().map(|index| all[*index]).collect::<Vec<_>>();

        let mut pairs: Vec<(usize, usize)> = (0..prefix).map(|index| (index, index)).collect();
        let between = myers_pairs(&items(&left_kept, left), &items(&right_kept, right));
        let items = left_kept.len() + right_kept.len();
        self.work += (items * (items - 2 * between.len())) as u64;
        pairs.extend(between.into_iter().map(|(l, r)| (left_kept[l], right_kept[r])));
        pairs.extend((0..suffix).map(|index| (left.len() - suffix + index, right.len() - suffix + index)));
        pairs
    }
}

fn myers_pairs(left: &[u32], right: &[u32]) -> Vec<(usize, usize)> {
    /// Collects what a diff finds equal.
    struct Equal(Vec<(usize, usize)>);
    impl DiffHook for Equal {
        type Error = std::convert::Infallible;
        fn equal(&mut self, left: usize, right: usize, length: usize) -> Result<(), Self::Error> {
            self.0.extend((0..length).map(|step| (left + step, right + step)));
            Ok(())
        }
    }
    if left.is_empty() || right.is_empty() {
        return Vec::new();
    }
    let mut equal = Equal(Vec::new());
    match myers::diff(&mut equal, left, 0..left.len(), right, 0..right.len()) {
        Ok(()) => equal.0,
    }
}
