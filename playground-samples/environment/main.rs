use std::env;

fn main() {
    let greeting = env::var("GREETING").unwrap_or_else(|_| "Hello".into());
    println!("{greeting}, world!");
    println!("API_KEY: {:?}", env::var("API_KEY"));
    println!("variables in sight: {:?}", env::vars().map(|(name, _)| name).collect::<Vec<_>>());
}
