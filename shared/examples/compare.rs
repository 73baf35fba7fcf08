//! Compares two run reports from files and says what was found, and how long the comparing took:
//! `cargo run --release -p diptych-shared --example compare left.json right.json`.

#![expect(clippy::disallowed_methods, reason = "a program of its own: it reads files and the clock")]

use diptych_shared::report::{RunReport, compare};
use std::time::Instant;

/// The fastest of so many is told.
const ROUNDS: usize = 5;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let paths: Vec<String> = std::env::args().skip(1).collect();
    let [left, right] = paths.as_slice() else { return Err("usage: compare left.json right.json".into()) };
    let read = |path: &String| -> Result<RunReport, Box<dyn std::error::Error>> {
        Ok(RunReport::read(&std::fs::read_to_string(path)?)?)
    };
    let (left, right) = (read(left)?, read(right)?);
    let mut fastest_ms = f64::INFINITY;
    let mut verdict = String::new();
    for _ in 0..ROUNDS {
        let began = Instant::now();
        let found = compare(&left, &right);
        fastest_ms = fastest_ms.min(began.elapsed().as_secs_f64() * 1e3);
        verdict = found.verdict;
    }
    println!("{verdict}\n{fastest_ms:.1} ms");
    Ok(())
}
