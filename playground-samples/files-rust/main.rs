use std::fs;
use std::io;

fn main() -> io::Result<()> {
    let notes = fs::read_to_string("/notes.txt")?;
    let summary = format!("{} lines, {} bytes\n", notes.lines().count(), notes.len());
    fs::write("/summary.txt", &summary)?;
    print!("{summary}");
    Ok(())
}
