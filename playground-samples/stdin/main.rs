use std::io::{self, BufRead, Write};

fn main() -> io::Result<()> {
    let mut output = io::stdout().lock();
    let mut lines = 0;
    for line in io::stdin().lock().lines() {
        writeln!(output, "{}", line?.to_uppercase())?;
        lines += 1;
    }
    output.flush()?;
    eprintln!("{lines} lines");
    Ok(())
}
