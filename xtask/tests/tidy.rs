//! The tidy test: file openings and sizes, who may use what, no orphan samples, clean lock files.

use std::fs;
use std::path::{Path, PathBuf};

/// The longest a hand-written source file may be.
const FILE_LINES: usize = 600;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Every file under `folder` with one of these extensions, by path relative to the root.
fn files(folder: &str, extensions: &[&str]) -> Vec<(String, String)> {
    fn walk(path: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(path).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            if path.is_dir() {
                if !["target", "node_modules", ".git", "pkg", "test-results"].contains(&name.as_str()) {
                    walk(&path, found);
                }
            } else {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&root().join(folder), &mut found);
    found.sort();
    found
        .into_iter()
        .filter(|path| path.extension().is_some_and(|e| extensions.contains(&&*e.to_string_lossy())))
        .map(|path| {
            let relative = path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
            (relative, fs::read_to_string(&path).unwrap_or_default())
        })
        .collect()
}

/// Source files of ours, samples and test data left out.
fn sources() -> Vec<(String, String)> {
    ["shared", "backend", "frontend", "xtask", "e2e"]
        .iter()
        .flat_map(|folder| files(folder, &["rs", "js", "mjs", "css"]))
        .filter(|(path, _)| !path.contains("/tests/compile/") && !path.contains("/tests/compare/"))
        .collect()
}

fn complain(problems: &[String]) {
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}

#[test]
fn every_file_says_what_lives_there() {
    let problems: Vec<String> = sources()
        .into_iter()
        .filter(|(path, text)| {
            let text = text.trim_start_matches("#!/usr/bin/env node\n");
            if path.ends_with(".rs") {
                !text.starts_with("//! ")
            } else {
                !(text.starts_with("// ") || text.starts_with("/*"))
            }
        })
        .map(|(path, _)| format!("{path}: open it with one sentence that says what lives there"))
        .collect();
    complain(&problems);
}

#[test]
fn no_file_is_too_long() {
    let problems: Vec<String> = sources()
        .into_iter()
        .filter(|(_, text)| text.lines().count() > FILE_LINES)
        .map(|(path, text)| {
            format!("{path}: {} lines; split it ({FILE_LINES} at most)", text.lines().count())
        })
        .collect();
    complain(&problems);
}

/// A rule about who may name what: files under `within` (but not under `except`) never hold `word`.
struct Rule {
    within: &'static str,
    except: &'static [&'static str],
    words: &'static [&'static str],
    why: &'static str,
}

/// What pure code never names.
const IMPURE: &[&str] = &[
    "std::fs",
    "std::net",
    "std::process",
    "std::env",
    "std::thread",
    "std::time::Instant",
    "std::time::SystemTime",
    "tokio::",
    "axum::",
    "wasmtime::",
    "leptos::",
    "web_sys::",
];
const PURE: &str = "shared is pure: no IO, no clock, no thread, no engine, no DOM";

const RULES: &[Rule] = &[
    Rule { within: "shared/src", except: &[], words: IMPURE, why: PURE },
    Rule { within: "shared/bindings/src", except: &[], words: IMPURE, why: PURE },
    Rule { within: "shared/compose/src", except: &[], words: IMPURE, why: PURE },
    Rule {
        within: "backend/src",
        except: &["backend/src/engine"],
        words: &["wasmtime::", "wasmtime_wasi::"],
        why: "only backend/src/engine knows wasmtime",
    },
    Rule {
        within: "backend/src/engine",
        except: &[],
        words: &["axum::", "tower_http::"],
        why: "the engine knows no HTTP",
    },
    Rule {
        within: "backend/src",
        except: &[],
        words: &["leptos::", "web_sys::"],
        why: "the server knows no DOM",
    },
    Rule {
        within: "frontend/src/state",
        except: &[],
        words: &["web_sys::", "js_sys::", "wasm_bindgen::"],
        why: "state is plain data and logic: no DOM",
    },
    Rule {
        within: "frontend/src",
        except: &[],
        words: &["wasmtime::", "tokio::"],
        why: "the page has no server inside",
    },
    Rule {
        within: "e2e",
        except: &[],
        words: &["diptych_shared", "../frontend/src", "../backend/src"],
        why: "e2e knows the page and HTTP only",
    },
];

#[test]
fn dependency_rules_hold() {
    let mut problems = Vec::new();
    for rule in RULES {
        for (path, text) in files(rule.within, &["rs", "js", "mjs"]) {
            if rule.except.iter().any(|folder| path.starts_with(folder)) {
                continue;
            }
            for (number, line) in text.lines().enumerate() {
                let code = line.split("//").next().unwrap_or_default();
                if let Some(word) = rule.words.iter().find(|word| code.contains(**word)) {
                    problems.push(format!("{path}:{}: `{word}`: {}", number + 1, rule.why));
                }
            }
        }
    }
    complain(&problems);
}

#[test]
fn crates_depend_only_on_what_they_may() {
    let forbidden: &[(&str, &[&str])] = &[
        ("shared/Cargo.toml", &["axum", "tokio", "wasmtime", "leptos", "web-sys", "js-component-bindgen"]),
        (
            "shared/bindings/Cargo.toml",
            &["axum", "tokio", "wasmtime", "leptos", "web-sys", "js-component-bindgen"],
        ),
        ("backend/Cargo.toml", &["leptos", "web-sys", "js-component-bindgen"]),
        ("frontend/Cargo.toml", &["wasmtime", "tokio", "axum", "js-component-bindgen"]),
        ("frontend/toolkit/tools/Cargo.toml", &["wasmtime", "leptos", "js-component-bindgen"]),
    ];
    let mut problems = Vec::new();
    for (manifest, names) in forbidden {
        let text = fs::read_to_string(root().join(manifest)).unwrap();
        for line in text.lines() {
            let name = line.split([' ', '.', '=']).next().unwrap_or_default();
            if names.contains(&name) {
                problems.push(format!("{manifest}: must not depend on {name}"));
            }
        }
    }
    complain(&problems);
}

#[test]
fn every_sample_is_listed_and_classified() {
    let folder = root().join("playground-samples");
    let index = fs::read_to_string(folder.join("index.toml")).unwrap();
    let mut problems = Vec::new();
    let mut count = 0;
    for entry in fs::read_dir(&folder).unwrap().flatten().filter(|entry| entry.path().is_dir()) {
        count += 1;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !index.contains(&format!("\"{name}\"")) {
            problems.push(format!("playground-samples/{name} is not in index.toml"));
        }
        if !entry.path().join("diptych.toml").is_file() {
            problems.push(format!("playground-samples/{name} has no diptych.toml"));
        }
        // Of a pipeline each stage has expectations of its own.
        let expected = entry.path().join("expected");
        let stages = fs::read_dir(&expected).into_iter().flatten().flatten().map(|inner| inner.path());
        let folders: Vec<_> = match entry.path().join("pipeline.toml").is_file() {
            true => stages.filter(|path| path.is_dir()).collect(),
            false => vec![expected],
        };
        if folders.is_empty() {
            problems.push(format!("playground-samples/{name} has no expectations"));
        }
        for folder in folders {
            for needed in ["wasmtime.json", "browser.json"] {
                if !folder.join(needed).is_file() {
                    problems.push(format!("{} is missing", folder.join(needed).display()));
                }
            }
        }
    }
    assert!(count >= 10, "only {count} samples");
    complain(&problems);
}

#[test]
fn lock_files_name_no_host() {
    let mut problems = Vec::new();
    for folder in ["frontend", "e2e"] {
        let text = fs::read_to_string(root().join(folder).join("package-lock.json")).unwrap();
        if text.contains("\"resolved\": \"http") {
            problems.push(format!(
                "{folder}/package-lock.json names where packages came from: leave `resolved` out"
            ));
        }
    }
    complain(&problems);
}
