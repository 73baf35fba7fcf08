//! Things stacked in their order without overlapping, each as near as can be to where it wants to be.

/// The tops of things of these heights that want their tops at `wanted`, in the order given: the ones with
/// the least sum of squared distances from there (pool adjacent violators).
pub fn stack(wanted: &[f64], heights: &[f64]) -> Vec<f64> {
    // With what stands above taken off, the tops only have to be in order.
    let mut above = 0.0;
    let mut offsets = Vec::with_capacity(wanted.len());
    let mut pools: Vec<(f64, usize)> = Vec::new();
    for (top, height) in wanted.iter().zip(heights) {
        offsets.push(above);
        pools.push((top - above, 1));
        while let [.., before, last] = pools[..]
            && before.0 > last.0
        {
            pools.pop();
            pools.pop();
            let count = before.1 + last.1;
            pools.push(((before.0 * before.1 as f64 + last.0 * last.1 as f64) / count as f64, count));
        }
        above += height;
    }
    let tops = pools.iter().flat_map(|(top, count)| std::iter::repeat_n(*top, *count));
    tops.zip(offsets).map(|(top, offset)| top + offset).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_room_is_where_it_wants_to_be() {
        assert_eq!(stack(&[0.0, 100.0, 250.0], &[50.0; 3]), [0.0, 100.0, 250.0]);
    }

    #[test]
    fn what_wants_the_same_place_is_around_it() {
        assert_eq!(stack(&[100.0, 100.0], &[50.0, 50.0]), [75.0, 125.0]);
        // The wrong order stays the order.
        assert_eq!(stack(&[200.0, 0.0], &[50.0, 50.0]), [75.0, 125.0]);
        assert_eq!(stack(&[], &[]), [] as [f64; 0]);
    }
}
