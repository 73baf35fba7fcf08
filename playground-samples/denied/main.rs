use std::env;
use std::fs;

fn main() {
    println!("arguments: {}", env::args().count());
    println!("SECRET: {:?}", env::var("SECRET"));
    match fs::read_to_string("/secret.txt") {
        Ok(text) => println!("secret.txt: {text}"),
        Err(error) => println!("secret.txt: {error}"),
    }
}
