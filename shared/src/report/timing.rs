//! Where the time went on both sides, and what may honestly be said about it.

use super::comparison::{Figure, PhaseComparison};
use super::format::format_count;
use super::verdict::Sides;
use super::{Phase, Timing};

/// What a single measurement's unknown spread is taken to be: a fifth up and down. Two runs of one
/// phase on an idle machine easily differ by that much.
const SINGLE_MEASUREMENT_SPREAD: u64 = 5;

/// The stages that make a cold start, in order.
const COLD_START: [&str; 4] = ["transpile", "compile", "instantiate", "first-call"];
const WARM_START: [&str; 2] = ["instantiate", "first-call"];

/// Compares the phases of two runs.
pub(super) fn compare_timing(left: &Timing, right: &Timing, sides: &Sides) -> Vec<PhaseComparison> {
    let resolution_ns = left.clock_resolution_ns.saturating_add(right.clock_resolution_ns);
    let row = |name: &str, left: Option<Figure>, right: Option<Figure>, readings: u64| PhaseComparison {
        name: name.into(),
        left,
        right,
        verdict: match (&left, &right) {
            (Some(left), Some(right)) if !left.cached && !right.cached => {
                judge(left, right, resolution_ns.saturating_mul(readings), sides)
            }
            _ => String::new(),
        },
    };
    let mut phases: Vec<PhaseComparison> =
        COLD_START.into_iter().map(|name| row(name, single(left, name), single(right, name), 1)).collect();
    phases.push(row("warm-call", warm(left), warm(right), 1));
    // A sum of n phases was read from the clock n times.
    phases.push(row(
        "cold-start",
        sum(left, &COLD_START),
        sum(right, &COLD_START),
        left.phases.len().max(right.phases.len()) as u64,
    ));
    phases.push(row("warm-start", sum(left, &WARM_START), sum(right, &WARM_START), 2));
    phases.retain(|phase| phase.left.is_some() || phase.right.is_some());
    phases
}

fn figure(duration_ns: u64, cached: bool) -> Figure {
    Figure { median_ns: duration_ns, spread_ns: (duration_ns, duration_ns), samples: 1, cached }
}

fn single(timing: &Timing, name: &str) -> Option<Figure> {
    let phase = timing.phases.iter().find(|phase| phase.name == name)?;
    Some(figure(phase.duration_ns, phase.cached))
}

/// A sum stands only when the first call returned; it counts as cached when any part was.
fn sum(timing: &Timing, names: &[&str]) -> Option<Figure> {
    let parts: Vec<&Phase> =
        timing.phases.iter().filter(|phase| names.contains(&phase.name.as_str())).collect();
    WARM_START.iter().all(|needed| parts.iter().any(|phase| phase.name == *needed)).then(|| {
        let duration_ns = parts.iter().fold(0_u64, |sum, phase| sum.saturating_add(phase.duration_ns));
        figure(duration_ns, parts.iter().any(|phase| phase.cached))
    })
}

fn warm(timing: &Timing) -> Option<Figure> {
    let mut sorted = timing.warm_ns.clone();
    sorted.sort_unstable();
    let (first, last) = (*sorted.first()?, *sorted.last()?);
    let middle = sorted.len() / 2;
    let median_ns = if sorted.len() % 2 == 1 {
        sorted[middle]
    } else {
        sorted[middle - 1] + (sorted[middle] - sorted[middle - 1]) / 2
    };
    Some(Figure { median_ns, spread_ns: (first, last), samples: sorted.len() as u32, cached: false })
}

/// `browser 3.1× slower`, unless the spreads, widened by the clocks' resolution, overlap.
fn judge(left: &Figure, right: &Figure, resolution_ns: u64, sides: &Sides) -> String {
    let spread = |figure: &Figure| {
        let (low, high) = figure.spread_ns;
        let unknown = if figure.samples == 1 { figure.median_ns / SINGLE_MEASUREMENT_SPREAD } else { 0 };
        (
            low.saturating_sub(unknown).saturating_sub(resolution_ns),
            high.saturating_add(unknown).saturating_add(resolution_ns),
        )
    };
    let ((left_low, left_high), (right_low, right_high)) = (spread(left), spread(right));
    let (slower, slow, fast) = if left_low > right_high {
        (&sides.left, left, right)
    } else if right_low > left_high {
        (&sides.right, right, left)
    } else {
        return "no clear difference".into();
    };
    // A median below what the clock can tell bounds the ratio from below only.
    let floor = resolution_ns.max(1);
    let ratio = slow.median_ns as f64 / fast.median_ns.max(floor) as f64;
    let at_least = if fast.median_ns < floor { "at least " } else { "" };
    let ratio = if ratio < 9.95 { format!("{ratio:.1}") } else { format_count(ratio.round() as u64) };
    format!("{slower} {at_least}{ratio}× slower")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::EngineInfo;

    fn verdict(name: &str, left: Timing, right: Timing) -> String {
        let engine = |id: &str| EngineInfo { id: id.into(), ..EngineInfo::default() };
        let sides = Sides::new(&engine("browser"), &engine("wasmtime"));
        let phases = compare_timing(&left, &right, &sides);
        phases.into_iter().find(|phase| phase.name == name).map(|phase| phase.verdict).unwrap_or_default()
    }

    fn timing(phases: &[(&str, u64, bool)], warm_ns: &[u64], clock_resolution_ns: u64) -> Timing {
        let phases = phases
            .iter()
            .map(|&(name, duration_ns, cached)| Phase { name: name.into(), duration_ns, cached })
            .collect();
        Timing { phases, warm_ns: warm_ns.to_vec(), clock_resolution_ns, total_ns: 0 }
    }

    #[test]
    fn apart_is_said_and_overlap_is_not() {
        let warm = |left: &[u64], right: &[u64], resolution_ns| {
            verdict("warm-call", timing(&[], left, resolution_ns), timing(&[], right, 1))
        };
        assert_eq!(warm(&[300, 310, 320], &[100, 105, 110], 5), "browser 3.0× slower");
        assert_eq!(warm(&[100, 105, 110], &[2_000, 2_100], 5), "wasmtime 20× slower");
        assert_eq!(warm(&[100, 200], &[150, 300], 5), "no clear difference");
        assert_eq!(warm(&[300, 310, 320], &[100, 105, 110], 200), "no clear difference");
        assert_eq!(warm(&[0, 0], &[5_000, 5_100], 100), "wasmtime at least 50× slower");
    }

    #[test]
    fn a_single_measurement_must_differ_by_more_than_its_unknown_spread() {
        let first = |left, right| {
            verdict(
                "first-call",
                timing(&[("first-call", left, false)], &[], 0),
                timing(&[("first-call", right, false)], &[], 0),
            )
        };
        assert_eq!(first(1_300, 1_000), "no clear difference");
        assert_eq!(first(1_600, 1_000), "browser 1.6× slower");
    }

    #[test]
    fn a_cached_compile_leaves_no_cold_start_to_compare() {
        let left = || {
            timing(
                &[("transpile", 50_000, false), ("instantiate", 9_000, false), ("first-call", 900, false)],
                &[],
                5,
            )
        };
        let right = |cached| {
            timing(
                &[("compile", 20_000, cached), ("instantiate", 90, false), ("first-call", 9, false)],
                &[],
                5,
            )
        };
        assert_eq!(verdict("cold-start", left(), right(false)), "browser 3.0× slower");
        assert_eq!(verdict("cold-start", left(), right(true)), "");
        assert_eq!(verdict("warm-start", left(), right(true)), "browser 100× slower");
    }

    #[test]
    fn a_trapped_first_call_has_no_start() {
        let trapped = || timing(&[("compile", 20, false), ("instantiate", 90, false)], &[], 5);
        assert_eq!(verdict("cold-start", trapped(), trapped()), "");
    }
}
