use std::fs::{self, File, FileTimes, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::time::{Duration, UNIX_EPOCH};

fn main() -> io::Result<()> {
    fs::create_dir_all("/box/inner")?;
    fs::copy("/lines.txt", "/box/copy.txt")?;
    fs::rename("/box/copy.txt", "/box/renamed.txt")?;
    fs::hard_link("/box/renamed.txt", "/box/linked.txt")?;

    let mut file = OpenOptions::new().append(true).open("/box/linked.txt")?;
    file.write_all(b"four\n")?;
    file.sync_all()?;
    println!("through the other name: {:?}", fs::read_to_string("/box/renamed.txt")?);

    let mut file = OpenOptions::new().read(true).write(true).open("/lines.txt")?;
    file.seek(SeekFrom::Start(4))?;
    let mut word = [0; 3];
    file.read_exact(&mut word)?;
    println!("from byte 4: {}", String::from_utf8_lossy(&word));
    file.set_len(8)?;
    file.sync_data()?;
    file.set_times(FileTimes::new().set_modified(UNIX_EPOCH + Duration::from_secs(60)))?;
    println!("cut to {} bytes", file.metadata()?.len());
    drop(file);

    let mut names: Vec<_> =
        fs::read_dir("/box")?.map(|entry| Ok(entry?.file_name())).collect::<io::Result<_>>()?;
    names.sort();
    println!("in /box: {names:?}");
    println!("one file, two names: {}", same("/box/linked.txt", "/box/renamed.txt")?);

    fs::remove_file("/box/linked.txt")?;
    fs::remove_dir("/box/inner")?;
    for (what, result) in [
        ("a directory that is not empty", fs::remove_dir("/box")),
        ("a file that is not there", fs::remove_file("/box/linked.txt")),
        ("a directory as a file", File::open("/box").and_then(|mut file| file.write_all(b"x"))),
        ("out of the tree", fs::write("/../escaped.txt", "x")),
    ] {
        println!("{what}: {}", result.map_or_else(|error| error.kind().to_string(), |()| "done".into()));
    }
    Ok(())
}

fn same(one: &str, other: &str) -> io::Result<bool> {
    Ok(fs::read(one)? == fs::read(other)? && fs::metadata(one)?.len() == fs::metadata(other)?.len())
}
