//! What rust-analyzer is told of a project: its one crate, those it may use, and the standard library.

use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The form of `crates.json` that this code reads.
const FORMAT: u32 = 1;

/// `crates.json`, which `cargo xtask toolchains install rust-analyzer` writes.
#[derive(Clone, Debug, Deserialize)]
pub struct GuestCrates {
    format: u32,
    targets: BTreeMap<String, TargetCrates>,
}

#[derive(Clone, Debug, Deserialize)]
struct TargetCrates {
    /// Dependencies before what depends on them.
    crates: Vec<GuestCrate>,
    /// Those that a guest may name.
    direct: Vec<Dependency>,
}

#[derive(Clone, Debug, Deserialize)]
struct GuestCrate {
    name: String,
    folder: String,
    root: PathBuf,
    edition: String,
    version: String,
    features: Vec<String>,
    macros: bool,
    dependencies: Vec<Dependency>,
}

#[derive(Clone, Debug, Deserialize, serde::Serialize)]
struct Dependency {
    #[serde(rename = "crate")]
    place: usize,
    name: String,
}

/// Where everything is that a project's crate needs.
pub struct Places<'a> {
    /// The folder of `crates.json`.
    pub home: &'a Path,
    /// The Rust toolchain.
    pub sysroot: &'a Path,
    /// The libraries of macros, by crate name.
    pub macros: &'a BTreeMap<String, PathBuf>,
    /// The project's folder.
    pub input: &'a Path,
}

/// The crates of the standard library that guests see, with what each needs; an earlier one before a later.
const STANDARD: [(&str, &[&str]); 7] = [
    ("core", &[]),
    ("alloc", &["core"]),
    ("unwind", &["core"]),
    ("std_detect", &["core", "alloc"]),
    ("panic_abort", &["core", "alloc"]),
    ("std", &["core", "alloc", "unwind", "std_detect", "panic_abort"]),
    ("proc_macro", &["core", "alloc", "std"]),
];

impl GuestCrates {
    /// Reads `crates.json`. `Ok(None)` when there is none.
    pub fn load(file: &Path) -> anyhow::Result<Option<GuestCrates>> {
        let text = match std::fs::read(file) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let crates: GuestCrates = serde_json::from_slice(&text)?;
        anyhow::ensure!(
            crates.format == FORMAT,
            "{} has format {}, not {FORMAT}",
            file.display(),
            crates.format
        );
        Ok(Some(crates))
    }

    /// A `rust-project.json` for the project whose crate starts at `entry` and is compiled for `target`.
    pub fn project(&self, places: &Places<'_>, entry: &str, target: &str) -> Value {
        let empty = TargetCrates { crates: Vec::new(), direct: Vec::new() };
        let described = self.targets.get(target).unwrap_or(&empty);
        let mut crates: Vec<Value> =
            described.crates.iter().map(|described| described.tell(places, target)).collect();
        crates.push(json!({
            "display_name": "component",
            "root_module": places.input.join(entry),
            "edition": "2024",
            "deps": described.direct,
            "cfg": [],
            "target": target,
            "is_workspace_member": true,
            // As in a compile: where `wit_bindgen::generate!` looks for `wit/`, without saying where that is.
            "env": {"CARGO_MANIFEST_DIR": "."},
            "proc_macro_cwd": places.input,
            "source": {"include_dirs": [places.input], "exclude_dirs": []},
        }));
        let library = places.sysroot.join("lib/rustlib/src/rust/library");
        json!({
            "sysroot": places.sysroot,
            "sysroot_src": library,
            "sysroot_project": {"crates": standard_library(&library, target)},
            "crates": crates,
        })
    }
}

impl GuestCrate {
    fn tell(&self, places: &Places<'_>, target: &str) -> Value {
        let folder = places.home.join("crates").join(&self.folder);
        let cfg: Vec<String> = self.features.iter().map(|feature| format!("feature=\"{feature}\"")).collect();
        let mut told = json!({
            "display_name": self.name,
            "root_module": folder.join(&self.root),
            "edition": self.edition,
            "version": self.version,
            "deps": self.dependencies,
            "cfg": cfg,
            "is_workspace_member": false,
            "source": {"include_dirs": [folder], "exclude_dirs": []},
        });
        if self.macros {
            // They run on this machine.
            told["is_proc_macro"] = true.into();
            told["proc_macro_dylib_path"] = json!(places.macros.get(&self.name));
        } else {
            told["target"] = target.into();
        }
        told
    }
}

fn standard_library(library: &Path, target: &str) -> Vec<Value> {
    let place = |name: &str| STANDARD.iter().position(|(known, _)| *known == name);
    let tell = |(name, needs): &(&str, &[&str])| {
        let deps: Vec<Value> =
            needs.iter().map(|need| json!({ "crate": place(need), "name": need })).collect();
        let mut folders = vec![library.join(name)];
        if *name == "core" {
            // It takes sources of these in by their paths.
            folders.extend(["portable-simd", "stdarch"].map(|other| library.join(other)));
        }
        json!({
            "display_name": name,
            "root_module": library.join(name).join("src/lib.rs"),
            "edition": "2024",
            "deps": deps,
            "cfg": [],
            "target": target,
            "is_workspace_member": false,
            "source": {"include_dirs": folders, "exclude_dirs": []},
        })
    };
    STANDARD.iter().map(tell).collect()
}
