//! `cargo xtask toolchains`: the optional compilers of the server, and of the page; lists, installs and warms them.
//!
//! Each toolchain is one file with one [`Toolchain`] value in [`ALL`]. It installs into
//! [`folder`] from pins and lock files in `backend/toolchains/<name>/`; the server finds there what
//! it needs when it starts.

mod assemblyscript;
mod clang_page;
mod go;
mod npm;
mod pip;
mod python;
mod quickjs;
mod rust;
mod rust_analyzer;
mod spidermonkey;
mod still;
mod zig;

use crate::stamp;
use anyhow::{Result, bail};
use std::path::PathBuf;
use std::time::Instant;

/// One toolchain that an operator may add.
pub struct Toolchain {
    /// Its name on the command line and of its folders.
    pub name: &'static str,
    /// What it brings and what it takes, in one line: languages, versions, size on disk.
    pub brings: &'static str,
    /// Who brings it.
    pub wanted: Wanted,
    /// Files and folders (relative to the repository) whose content decides what is installed.
    pub inputs: &'static [&'static str],
    /// What no file says and yet decides, such as the version of an interpreter; often empty.
    pub key: fn() -> String,
    /// What is there when it is installed.
    pub outputs: &'static [&'static str],
    /// Puts it into [`folder`]; what an earlier version left there is its to remove.
    pub install: fn() -> Result<()>,
    /// Builds what every compile would otherwise build; leaves nothing that a compile writes to.
    pub warm: Option<Warm>,
}

/// When a toolchain is installed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// `build` and `serve` bring it: it is small, and quick to install.
    Unasked,
    /// `toolchains install` and the tests bring it.
    Asked,
    /// Only `toolchains install` with its name brings it: it is large, and another does what it does.
    ByName,
}

/// The slow part that is done once, after installing.
pub struct Warm {
    /// Files and folders whose content decides what is built, besides what is installed.
    pub inputs: &'static [&'static str],
    /// What is there when it is done.
    pub outputs: &'static [&'static str],
    /// Does it.
    pub run: fn() -> Result<()>,
}

/// Every toolchain, in the order they are listed and installed.
const ALL: [&Toolchain; 9] = [
    &rust::RUST,
    &rust_analyzer::RUST_ANALYZER,
    &zig::ZIG,
    &quickjs::QUICKJS,
    &spidermonkey::SPIDERMONKEY,
    &python::PYTHON,
    &go::GO,
    &assemblyscript::ASSEMBLYSCRIPT,
    &clang_page::CLANG_PAGE,
];

/// How far a toolchain is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// There is nothing of it, or not enough.
    Missing,
    /// Something is there that no longer fits its pins.
    Stale,
    /// Installed, but its first compiles would be slow, or not work at all.
    Cold,
    /// Ready.
    Ready,
}

/// `cargo xtask toolchains [list | install [name…] | warm [name…]]`
pub fn toolchains(arguments: &[&str]) -> Result<()> {
    match arguments {
        [] | ["list"] => list(),
        ["install", names @ ..] => chosen(names)?.into_iter().try_for_each(install),
        ["warm", names @ ..] => {
            for toolchain in chosen(names)? {
                if toolchain.state()? == State::Missing {
                    bail!("{0} is not installed: `cargo xtask toolchains install {0}`", toolchain.name);
                }
                stamp::forget(&toolchain.warm_stamp());
                install(toolchain)?;
            }
            Ok(())
        }
        other => bail!("`toolchains {}` is not a command: list, install [name…], warm [name…]", other[0]),
    }
}

/// Installs and warms every toolchain that need not be named, for the tests.
pub fn install_all() -> Result<()> {
    chosen(&[])?.into_iter().try_for_each(install)
}

/// Brings what comes unasked, renews what is there, and says how to get the rest.
pub fn install_unasked() -> Result<()> {
    let mut missing = Vec::new();
    for toolchain in ALL {
        if toolchain.wanted == Wanted::Unasked || toolchain.state()? != State::Missing {
            install(toolchain)?;
        } else {
            missing.push(toolchain);
        }
    }
    if !missing.is_empty() {
        println!("▸ More languages, when you want them (`cargo xtask toolchains install` brings most):");
        for toolchain in missing {
            println!("  cargo xtask toolchains install {:<14} {}", toolchain.name, toolchain.brings);
        }
    }
    Ok(())
}

/// Where `name` is installed, relative to the repository.
pub fn folder(name: &str) -> PathBuf {
    PathBuf::from("target/toolchains").join(name)
}

fn list() -> Result<()> {
    for toolchain in ALL {
        let state = match toolchain.state()? {
            State::Missing => "not installed",
            State::Stale => "out of date",
            State::Cold => "not warmed",
            State::Ready => "ready",
        };
        println!("{:<14} {state:<14} {}", toolchain.name, toolchain.brings);
    }
    println!(
        "\n`cargo xtask toolchains install [name…]` installs and warms them, or these; spidermonkey by its name only."
    );
    Ok(())
}

fn chosen(names: &[&str]) -> Result<Vec<&'static Toolchain>> {
    if names.is_empty() {
        let unnamed = |toolchain: &&Toolchain| toolchain.wanted != Wanted::ByName;
        return Ok(ALL.into_iter().filter(unnamed).collect());
    }
    let find = |name: &&str| match ALL.into_iter().find(|toolchain| toolchain.name == *name) {
        Some(toolchain) => Ok(toolchain),
        None => {
            let known: Vec<&str> = ALL.iter().map(|toolchain| toolchain.name).collect();
            bail!("there is no toolchain `{name}`; there are {}", known.join(" "))
        }
    };
    names.iter().map(find).collect()
}

/// Installs and warms one toolchain, doing only what is not done yet.
fn install(toolchain: &'static Toolchain) -> Result<()> {
    let begin = Instant::now();
    let key = (toolchain.key)();
    let stamp = toolchain.stamp();
    let mut did = stamp::unless_fresh_with(&stamp, &key, toolchain.inputs, toolchain.outputs, || {
        // What was built of the version before does not fit.
        stamp::forget(&toolchain.warm_stamp());
        (toolchain.install)()
    })?;
    if let Some(warm) = &toolchain.warm {
        did |= stamp::unless_fresh(&toolchain.warm_stamp(), warm.inputs, warm.outputs, warm.run)?;
    }
    if did {
        println!("▸ Toolchain {} is ready ({:.1} s)", toolchain.name, begin.elapsed().as_secs_f64());
    }
    Ok(())
}

impl Toolchain {
    fn stamp(&self) -> String {
        format!("toolchain-{}", self.name)
    }

    fn warm_stamp(&self) -> String {
        format!("toolchain-{}-warm", self.name)
    }

    fn state(&self) -> Result<State> {
        if !stamp::there(self.outputs) {
            return Ok(State::Missing);
        }
        if !stamp::is_fresh(&self.stamp(), &(self.key)(), self.inputs, self.outputs)? {
            return Ok(State::Stale);
        }
        Ok(match &self.warm {
            Some(warm) if !stamp::is_fresh(&self.warm_stamp(), "", warm.inputs, warm.outputs)? => State::Cold,
            _ => State::Ready,
        })
    }
}

/// For toolchains whose inputs say everything.
fn no_key() -> String {
    String::new()
}

#[cfg(test)]
mod tests {
    use super::ALL;

    #[test]
    fn toolchains_have_names_of_their_own_and_pins_that_are_there() {
        for (at, toolchain) in ALL.iter().enumerate() {
            assert!(ALL[at + 1..].iter().all(|other| other.name != toolchain.name), "{}", toolchain.name);
            assert!(!toolchain.outputs.is_empty(), "{}", toolchain.name);
            let warm = toolchain.warm.as_ref().map_or(&[][..], |warm| warm.inputs);
            for input in toolchain.inputs.iter().chain(warm) {
                assert!(crate::root().join(input).exists(), "{}: {input}", toolchain.name);
            }
        }
    }
}
