use rand::Rng;
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

fn main() {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock after 1970");
    println!("seconds since 1970: {}", now.as_secs());

    let start = Instant::now();
    thread::sleep(Duration::from_millis(20));
    println!("slept for at least 20 ms: {}", start.elapsed() >= Duration::from_millis(20));

    let mut random = rand::rng();
    let dice: Vec<u8> = (0..5).map(|_| random.random_range(1..=6)).collect();
    println!("five dice: {dice:?}");
}
