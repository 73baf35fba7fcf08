use std::collections::BTreeMap;
use std::fs;
use std::io;

fn main() {
    match bill() {
        Ok(text) => print!("{text}"),
        Err(error) => println!("no bill: {error}"),
    }
    match keep() {
        Ok(bytes) => println!("/out/bill.txt has {bytes} bytes"),
        Err(error) => println!("nothing kept: {error}"),
    }
    // Reading is granted everywhere, writing is not.
    match fs::write("/shopping.txt", "chocolate\n") {
        Ok(()) => println!("the shopping list is another one now"),
        Err(error) => println!("the shopping list stays: {error}"),
    }
}

/// What is on the list, with prices.
fn bill() -> io::Result<String> {
    let shopping = fs::read_to_string("/shopping.txt")?;
    let list = fs::read_to_string("/prices/list.txt")?;
    let prices: BTreeMap<&str, u32> = list
        .lines()
        .filter_map(|line| line.split_once(' '))
        .filter_map(|(name, price)| Some((name, price.parse().ok()?)))
        .collect();

    let mut bill = String::new();
    let mut total = 0;
    for name in shopping.lines() {
        let price = prices.get(name).copied().unwrap_or_default();
        bill += &format!("{name:<10}{price:>4}\n");
        total += price;
    }
    Ok(bill + &format!("{:<10}{total:>4}\n", "total"))
}

/// Writes the bill below /out; how long it is there.
fn keep() -> io::Result<u64> {
    fs::create_dir("/out")?;
    fs::write("/out/bill.txt", bill()?)?;
    Ok(fs::metadata("/out/bill.txt")?.len())
}
