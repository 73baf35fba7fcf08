wit_bindgen::generate!({ world: "descriptors", path: "wit", generate_all });

use wasi::filesystem::preopens::get_directories;
use wasi::filesystem::types::{
    Advice, Descriptor, DescriptorFlags, DescriptorType, NewTimestamp, OpenFlags, PathFlags,
};
use wasi::io::poll::poll;
use wasi::io::streams::StreamError;

struct Descriptors;

impl Guest for Descriptors {
    fn read_at(path: String, offset: u64, length: u64) -> Result<String, ErrorCode> {
        let file = open(&path, OpenFlags::empty(), DescriptorFlags::READ)?;
        file.advise(offset, length, Advice::WillNeed)?;
        let (bytes, _at_end) = file.read(length, offset)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    fn keep(text: String) -> Result<u64, ErrorCode> {
        root()?.create_directory_at("work")?;
        let file = open("work/notes.txt", OpenFlags::CREATE, DescriptorFlags::READ | DescriptorFlags::WRITE)?;
        file.write(text.as_bytes(), 0)?;
        file.set_times(NewTimestamp::NoChange, NewTimestamp::Now)?;
        file.sync_data()?;
        file.sync()?;
        assert!(file.get_flags()?.contains(DescriptorFlags::WRITE));
        assert_eq!(file.get_type()?, DescriptorType::RegularFile);
        Ok(file.stat()?.size)
    }

    fn links() -> Result<Vec<String>, ErrorCode> {
        let root = root()?;
        root.link_at(PathFlags::empty(), "work/notes.txt", &root, "work/same.txt")?;
        root.symlink_at("notes.txt", "work/arrow")?;
        root.set_times_at(PathFlags::empty(), "work/same.txt", NewTimestamp::NoChange, NewTimestamp::NoChange)?;
        let (one, other) = (read_only("work/notes.txt")?, read_only("work/same.txt")?);
        assert!(one.is_same_object(&other));
        let (by_handle, by_path) =
            (one.metadata_hash()?, root.metadata_hash_at(PathFlags::SYMLINK_FOLLOW, "work/arrow")?);
        assert_eq!((by_handle.lower, by_handle.upper), (by_path.lower, by_path.upper));
        assert_eq!(root.stat_at(PathFlags::empty(), "work/arrow")?.type_, DescriptorType::SymbolicLink);

        let mut names = vec![root.readlink_at("work/arrow")?];
        let entries = open("work", OpenFlags::DIRECTORY, DescriptorFlags::READ)?.read_directory()?;
        while let Some(entry) = entries.read_directory_entry()? {
            names.push(entry.name);
        }
        Ok(names)
    }

    fn streams() -> Result<String, ErrorCode> {
        let from = read_only("lines.txt")?.read_via_stream(0)?;
        let notes = open("work/notes.txt", OpenFlags::empty(), DescriptorFlags::WRITE)?;
        let to = notes.append_via_stream()?;
        from.subscribe().block();
        poll(&[&to.subscribe()]);
        in_words(to.check_write())?;
        in_words(to.write(b"\n"))?;
        in_words(to.flush())?;
        in_words(from.skip(2))?;
        in_words(from.blocking_skip(2))?;
        in_words(to.blocking_splice(&from, 4))?;
        in_words(to.blocking_write_zeroes_and_flush(1))?;
        assert_eq!(in_words(from.read(100))?, b"three\n");
        assert!(matches!(from.blocking_read(1), Err(StreamError::Closed)));
        drop(to);
        Self::read_at("work/notes.txt".into(), 0, 100)
    }

    fn tidy_up() -> Result<(), ErrorCode> {
        let root = root()?;
        open("work/notes.txt", OpenFlags::empty(), DescriptorFlags::WRITE)?.set_size(5)?;
        root.rename_at("work/notes.txt", &root, "work/short.txt")?;
        root.unlink_file_at("work/arrow")?;
        root.unlink_file_at("work/same.txt")?;
        // This one is not below /work.
        root.unlink_file_at("lines.txt")
    }
}

/// The one directory that is open when the component starts.
fn root() -> Result<Descriptor, ErrorCode> {
    get_directories().into_iter().next().map(|(root, _)| root).ok_or(ErrorCode::Access)
}

fn open(path: &str, how: OpenFlags, flags: DescriptorFlags) -> Result<Descriptor, ErrorCode> {
    root()?.open_at(PathFlags::SYMLINK_FOLLOW, path, how, flags)
}

fn read_only(path: &str) -> Result<Descriptor, ErrorCode> {
    open(path, OpenFlags::empty(), DescriptorFlags::READ)
}

/// A stream's failure is an error of its own; here every one counts as an interrupted call.
fn in_words<T>(result: Result<T, StreamError>) -> Result<T, ErrorCode> {
    result.map_err(|_| ErrorCode::Interrupted)
}

export!(Descriptors);
