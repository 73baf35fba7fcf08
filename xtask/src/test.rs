//! `cargo xtask test`: every suite, one count.

use crate::command::{Finished, attempt, command};
use crate::{bundle, serve, setup, toolchains};
use anyhow::{Result, bail};
use std::process::Command;

/// What a suite's output says of its tests.
type Count = fn(&Finished) -> Tally;

/// Tests that passed and failed.
#[derive(Clone, Copy, Default)]
struct Tally {
    passed: u64,
    failed: u64,
}

/// The packages that only exist for the page, linted and tested for wasm32.
const WASM_PACKAGES: [&str; 16] = [
    "--package",
    "diptych-frontend",
    "--package",
    "diptych-page-common",
    "--package",
    "diptych-graph-kit",
    "--package",
    "diptych-compose-kit",
    "--package",
    "diptych-languages-kit",
    "--package",
    "diptych-tools-kit",
    "--package",
    "diptych-transpile-kit",
    "--package",
    "diptych-wat-kit",
];

/// Those of them whose state is plain data and logic.
const PAGE_PACKAGES: [&str; 6] =
    ["--package", "diptych-frontend", "--package", "diptych-page-common", "--package", "diptych-graph-kit"];

/// Runs the suites named, or all of them; ends with the count, and fails if a test did.
pub fn test(only: &[&str]) -> Result<()> {
    const SUITES: [&str; 8] = ["fmt", "clippy", "wasm-clippy", "rust", "doc", "wasm", "js", "e2e"];
    if let Some(unknown) = only.iter().find(|name| !SUITES.contains(name)) {
        bail!("there is no suite `{unknown}`; there are {}", SUITES.join(" "));
    }
    let wanted = |name: &str| only.is_empty() || only.contains(&name);
    setup::for_test()?;
    // The cheap suites come first, so that a slip shows early; the whole build comes before the
    // Rust tests because those run Rust guests.
    let mut total = Tally::default();
    let mut failures = Vec::new();
    let mut built = false;
    for name in SUITES.into_iter().filter(|name| wanted(name)) {
        if ["rust", "js", "e2e"].contains(&name) && !built {
            serve::build()?;
            // Every language is tested.
            toolchains::install_all()?;
            // Once more with what the page has got.
            bundle::site()?;
            built = true;
        }
        for (title, suite, count) in suite(name)? {
            let finished = attempt(&title, suite)?;
            let mut tally = count(&finished);
            if !finished.ok && tally.failed == 0 {
                tally.failed = 1;
            }
            if finished.ok && tally.passed == 0 {
                println!("  {title} ran no test");
                tally.failed += 1;
            }
            println!("  {title}: {} passed, {} failed", tally.passed, tally.failed);
            for test in flaky(&finished) {
                println!("  passed only at its second try: {test}");
            }
            total.passed += tally.passed;
            total.failed += tally.failed;
            if tally.failed > 0 {
                failures.push(title);
            }
        }
    }
    if !failures.is_empty() {
        println!("Failed: {}", failures.join(", "));
    }
    println!("{} passed, {} failed", total.passed, total.failed);
    // The count is the last line, so no error message follows it.
    if total.failed > 0 {
        std::process::exit(1);
    }
    Ok(())
}

/// The commands of a suite, each with how to read its count.
fn suite(name: &str) -> Result<Vec<(String, Command, Count)>> {
    let one = |title: &str, command: Command, count: Count| Ok(vec![(title.to_owned(), command, count)]);
    match name {
        "fmt" => one("Formatting (rustfmt)", command("cargo", &["fmt", "--all", "--check"]), exit_code),
        "clippy" => {
            let mut clippy = command("cargo", &["clippy", "--release", "--locked", "--all-targets"]);
            clippy.args(["--", "-D", "warnings"]);
            one("Lints, native (clippy)", clippy, exit_code)
        }
        "wasm-clippy" => {
            let mut clippy = command("cargo", &["clippy", "--locked", "--profile", "wasm", "--target"]);
            clippy.args(["wasm32-unknown-unknown", "--ignore-rust-version"]).args(WASM_PACKAGES);
            clippy.args(["--", "-D", "warnings"]);
            one("Lints, wasm32 (clippy)", clippy, exit_code)
        }
        "rust" => {
            let mut nextest =
                command("cargo", &["nextest", "run", "--release", "--locked", "--no-fail-fast"]);
            nextest.args(["--hide-progress-bar", "--no-tests=fail"]);
            // They were installed before: a language that is not there is a failure, not a gap.
            nextest.env("DIPTYCH_TEST_ALL_LANGUAGES", "1");
            // The page's state is plain data and logic, so it is tested natively. Apart, because with
            // Leptos beside it the server's dependencies would be built once more.
            let mut page = command("cargo", &["nextest", "run", "--release", "--locked", "--no-fail-fast"]);
            page.args(["--hide-progress-bar", "--lib"]).args(PAGE_PACKAGES);
            Ok(vec![
                ("Rust tests (nextest)".to_owned(), nextest, nextest_count as Count),
                ("The page's state (nextest)".to_owned(), page, nextest_count),
            ])
        }
        "doc" => {
            let doc =
                command("cargo", &["test", "--release", "--locked", "--doc", "--package", "diptych-shared"]);
            one("Examples in the docs", doc, libtest_count)
        }
        "wasm" => ["frontend/toolkit/tools", "frontend/toolkit/transpile", "frontend/toolkit/wat"]
            .into_iter()
            .map(wasm_suite)
            .collect(),
        "js" => {
            let mut npm = command("npm", &["test", "--silent"]);
            npm.current_dir("frontend");
            one("JavaScript tests (node)", npm, node_count)
        }
        "e2e" => {
            let mut playwright = command("npx", &["--no-install", "playwright", "test"]);
            playwright.current_dir("e2e");
            one("The page in Chromium (Playwright)", playwright, playwright_count)
        }
        other => bail!("there is no suite `{other}`"),
    }
}

/// Runs a crate's wasm tests in headless Chromium.
fn wasm_suite(folder: &str) -> Result<(String, Command, Count)> {
    let manifest = format!("{folder}/Cargo.toml");
    let mut test = command("cargo", &["test", "--locked", "--profile", bundle::KIT_PROFILE]);
    test.args([
        "--target",
        "wasm32-unknown-unknown",
        "--ignore-rust-version",
        "--tests",
        "--manifest-path",
        &manifest,
    ])
    .env(
        "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER",
        crate::root().join("target/tools/bin/wasm-bindgen-test-runner"),
    )
    .env("CHROMEDRIVER", "/usr/bin/chromedriver")
    .env("WASM_BINDGEN_TEST_TIMEOUT", "120");
    Ok((format!("{folder} in Chromium (wasm-bindgen-test)"), test, libtest_count))
}

/// A command that is one test itself.
fn exit_code(finished: &Finished) -> Tally {
    Tally { passed: finished.ok.into(), failed: (!finished.ok).into() }
}

/// `Summary [  1.2s] 90 tests run: 89 passed, 1 failed, 0 skipped`
fn nextest_count(finished: &Finished) -> Tally {
    let summary = finished.output.lines().rev().find(|line| line.contains("tests run:")).unwrap_or_default();
    Tally {
        passed: number_before(summary, " passed"),
        failed: number_before(summary, " failed") + number_before(summary, " timed out"),
    }
}

/// `test result: ok. 3 passed; 0 failed; 0 ignored`, once for each binary.
fn libtest_count(finished: &Finished) -> Tally {
    finished.output.lines().filter(|line| line.contains("test result:")).fold(
        Tally::default(),
        |sum, line| Tally {
            passed: sum.passed + number_before(line, " passed"),
            failed: sum.failed + number_before(line, " failed"),
        },
    )
}

/// `# pass 12` and `# fail 0` (or `ℹ pass 12`).
fn node_count(finished: &Finished) -> Tally {
    let after = |word: &str| {
        finished.output.lines().filter_map(|line| line.split_once(word)?.1.trim().parse::<u64>().ok()).sum()
    };
    Tally { passed: after(" pass "), failed: after(" fail ") }
}

/// `  12 passed (30s)` and `  1 failed`.
fn playwright_count(finished: &Finished) -> Tally {
    let sum = |word: &str| {
        finished
            .output
            .lines()
            .filter(|line| line.trim_start().starts_with(|c: char| c.is_ascii_digit()))
            .map(|line| number_before(line, word))
            .sum::<u64>()
    };
    Tally { passed: sum(" passed") + sum(" flaky"), failed: sum(" failed") + sum(" did not run") }
}

/// The tests that Playwright lists under `  2 flaky`, a line each, indented further than the heading.
fn flaky(finished: &Finished) -> Vec<&str> {
    let is_heading = |line: &&str| line.trim_start().starts_with(|c: char| c.is_ascii_digit());
    let after = finished.output.lines().skip_while(|line| !(is_heading(line) && line.ends_with(" flaky")));
    after.skip(1).take_while(|line| line.starts_with("    ")).map(str::trim).collect()
}

/// The number right before `word` in `line`; 0 when there is none.
fn number_before(line: &str, word: &str) -> u64 {
    let Some((before, _)) = line.split_once(word) else { return 0 };
    let digits: String = before.chars().rev().take_while(char::is_ascii_digit).collect();
    digits.chars().rev().collect::<String>().parse().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finished(output: &str) -> Finished {
        Finished { ok: true, output: output.to_owned() }
    }

    #[test]
    fn counts_are_read_from_each_runner() {
        let tally = nextest_count(&finished(
            "     Summary [   1.2s] 90 tests run: 89 passed (1 slow), 1 failed, 0 skipped\n",
        ));
        assert_eq!((tally.passed, tally.failed), (89, 1));
        let tally = libtest_count(&finished(
            "test result: ok. 3 passed; 0 failed;\ntest result: FAILED. 1 passed; 2 failed;\n",
        ));
        assert_eq!((tally.passed, tally.failed), (4, 2));
        let tally = node_count(&finished("ℹ tests 12\nℹ pass 11\nℹ fail 1\n"));
        assert_eq!((tally.passed, tally.failed), (11, 1));
        let tally = playwright_count(&finished(
            "  1 failed\n    [chromium] › a.spec.js:3:1 › x\n  12 passed (30.1s)\n",
        ));
        assert_eq!((tally.passed, tally.failed), (12, 1));
        let retried = finished(
            "  1 failed\n    b.spec.js:1:1 › y\n  1 flaky\n    a.spec.js:3:1 › x\n  12 passed (30.1s)\n",
        );
        assert_eq!(flaky(&retried), ["a.spec.js:3:1 › x"]);
        assert_eq!(playwright_count(&retried).passed, 13);
    }
}
