use std::collections::BTreeMap;
use std::fs;
use std::io;

fn main() -> io::Result<()> {
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
    bill += &format!("{:<10}{total:>4}\n", "total");

    fs::write("/bill.txt", &bill)?;
    print!("{}", fs::read_to_string("/bill.txt")?);
    println!("bill.txt has {} bytes", fs::metadata("/bill.txt")?.len());
    println!("missing.txt: {}", fs::read("/missing.txt").unwrap_err().kind());
    Ok(())
}
