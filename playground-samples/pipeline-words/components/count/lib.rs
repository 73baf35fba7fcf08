//! Counts words.

wit_bindgen::generate!({ world: "count", path: "wit" });

use exports::samples::words::tally::Guest;
use std::collections::BTreeMap;

struct Counter;

impl Guest for Counter {
    fn count(words: Vec<String>, at_least: u32) -> Vec<(String, u32)> {
        let mut counts: BTreeMap<String, u32> = BTreeMap::new();
        for word in words {
            *counts.entry(word).or_default() += 1;
        }
        let mut counts: Vec<_> = counts.into_iter().filter(|(_, count)| *count >= at_least).collect();
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        counts
    }
}

export!(Counter);
