//! What the compilers of C and its relatives share, wherever they run: which files are sources, and which
//! objects make a command.

use std::path::Path;
use wasmparser::{KnownCustom, Linking, Parser, Payload, SymbolFlags, SymbolInfo};

/// How the sources of a C project end.
pub const C_SOURCES: &[&str] = &["c"];
/// How the sources of a C++ project end; it may have C files.
pub const CPP_SOURCES: &[&str] = &["cpp", "cc", "cxx", "c"];

/// The project's own sources with one of `extensions`, in order. Its WIT and the files it gives to
/// its runs are not sources.
pub fn sources<'a>(files: impl Iterator<Item = &'a String>, extensions: &[&str]) -> Vec<String> {
    let is_source = |path: &&String| {
        let extension = Path::new(path).extension().and_then(|extension| extension.to_str());
        extension.is_some_and(|extension| extensions.contains(&extension))
            && !path.starts_with("wit/")
            && !path.starts_with("files/")
    };
    files.filter(is_source).cloned().collect()
}

/// Whether an object defines a C `main`; clang gives it another name by its parameters.
pub fn defines_main(object: &[u8]) -> bool {
    const NAMES: [&str; 4] = ["main", "__original_main", "__main_void", "__main_argc_argv"];
    defines(object, &NAMES)
}

/// Whether an object defines a function with one of these names.
fn defines(object: &[u8], names: &[&str]) -> bool {
    Parser::new(0).parse_all(object).map_while(Result::ok).any(|payload| {
        let Payload::CustomSection(section) = payload else { return false };
        let KnownCustom::Linking(linking) = section.as_known() else { return false };
        linking.into_iter().map_while(Result::ok).any(|part| {
            let Linking::SymbolTable(symbols) = part else { return false };
            symbols.into_iter().map_while(Result::ok).any(|symbol| match symbol {
                SymbolInfo::Func { flags, name: Some(name), .. } => {
                    !flags.contains(SymbolFlags::UNDEFINED) && names.contains(&name)
                }
                _ => false,
            })
        })
    })
}
