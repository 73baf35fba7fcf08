wit_bindgen::generate!({ world: "text", path: "wit" });

use itertools::Itertools;

struct Text;

impl Guest for Text {
    fn reverse(text: String) -> String {
        text.chars().rev().collect()
    }

    fn count_words(text: String) -> Vec<(String, u32)> {
        let counts = text.split_whitespace().counts();
        counts
            .into_iter()
            .map(|(word, count)| (word.to_owned(), count as u32))
            .sorted_by(|left, right| right.1.cmp(&left.1).then(left.0.cmp(&right.0)))
            .collect()
    }

    fn longest(texts: Vec<String>) -> Option<String> {
        texts.into_iter().max_by_key(|text| text.chars().count())
    }

    fn statistics(numbers: Vec<i32>) -> Result<Summary, String> {
        let sorted: Vec<i32> = numbers.into_iter().sorted().collect();
        let (Some(&smallest), Some(&largest)) = (sorted.first(), sorted.last()) else {
            return Err("there are no numbers".into());
        };
        let sum: f64 = sorted.iter().map(|&number| f64::from(number)).sum();
        Ok(Summary { smallest, largest, mean: sum / sorted.len() as f64, sorted })
    }

    fn transpose(rows: Vec<Vec<u8>>) -> Vec<Vec<Option<u8>>> {
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        (0..columns).map(|column| rows.iter().map(|row| row.get(column).copied()).collect()).collect()
    }
}

export!(Text);
