wit_bindgen::generate!({ world: "chance", path: "wit", generate_all });

use wasi::random::{insecure, insecure_seed, random};

struct Chance;

impl Guest for Chance {
    fn dice(count: u8) -> Vec<u8> {
        (0..count).map(|_| (insecure::get_insecure_random_u64() % 6) as u8 + 1).collect()
    }

    fn noise(length: u8) -> Vec<u64> {
        let (first, second) = insecure_seed::insecure_seed();
        let bytes = insecure::get_insecure_random_bytes(length.into());
        [first, second].into_iter().chain(bytes.into_iter().map(u64::from)).collect()
    }

    fn token() -> Result<String, String> {
        let bytes = random::get_random_bytes(8);
        // A list has no room for an error: a host that denies gives an empty one.
        if bytes.len() < 8 {
            return Err(format!("asked for 8 bytes, got {}", bytes.len()));
        }
        Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    fn pick(from: Vec<String>) -> Option<String> {
        if from.is_empty() {
            return None;
        }
        // A number has no room for one either: a denied call ends the run.
        from.get((random::get_random_u64() % from.len() as u64) as usize).cloned()
    }
}

export!(Chance);
