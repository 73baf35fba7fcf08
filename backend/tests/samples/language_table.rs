//! `docs/language-samples.md`: how large each language's samples are, how long a compile takes beside the
//! usual command line, and which tools made them. The samples test writes it with `BLESS=1` and demands
//! it otherwise.

use crate::gallery::samples;
use diptych_shared::project::Language;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// The samples that every language has: `hello-rust`, `types-rust`…
const KINDS: [&str; 5] = ["hello", "types", "stdin", "files", "counter"];

const HEAD: &str = "\
# The samples of every language

This page is written by a test (`backend/tests/samples/language_table.rs`): `BLESS=1 cargo nextest run
--release -p diptych-backend --test samples every_sample_runs` writes it anew from what the samples compile
to. The times are of `playground-samples/compile-times.toml`, which `node e2e/bench/languages.mjs --write`
writes after a build; `cargo xtask bench` measures the same.
";

const TIMED: &str = "\
## Compile times

Medians for the sample `types-…`, after an edit, with everything warm. *Here* is from the request to the
component; of the page, from the project to the component. *Cached* is the same request again. The command is
what one would type for the same sources with the same bindings, on the same machine in the same run.
";

/// What a compile of a sample made.
pub struct Compiled {
    /// The component's size, in bytes.
    pub bytes: usize,
    /// `CompileOutput::toolchain`.
    pub toolchain: Vec<String>,
}

/// `compile-times.toml`.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Times {
    #[serde(default)]
    measured: Vec<Measured>,
}

/// One language, or one profile or place of it; times are medians in milliseconds.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Measured {
    name: String,
    label: String,
    ours_ms: u64,
    cached_ms: Option<u64>,
    command: Option<String>,
    #[serde(default)]
    command_note: String,
    command_ms: Option<u64>,
    cores: u32,
    date: String,
}

impl Measured {
    /// How many times as long as a compile here the command takes.
    fn ratio(&self) -> Option<String> {
        self.command_ms.map(|command| format!("{:.1}×", command as f64 / self.ours_ms.max(1) as f64))
    }
}

/// Writes the page of these samples, by name, or asserts that it is as it would be written.
///
/// What a language compiles to depends on its tools: where this machine's are other versions than the
/// page's, the rows of that language are not compared.
pub fn check(compiled: &BTreeMap<String, Compiled>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/language-samples.md");
    let times = fs::read_to_string(samples().join("compile-times.toml")).unwrap_or_default();
    let times: Times = toml::from_str(&times).unwrap_or_else(|error| panic!("compile-times.toml: {error}"));
    let text = [HEAD.to_owned(), sizes(compiled, &times), timed(&times), tools(compiled)].join("\n");
    if crate::bless() {
        fs::write(path, text).unwrap();
        return;
    }
    let page = fs::read_to_string(path).unwrap_or_default();
    let documented: Vec<&str> = page.lines().collect();
    let not_compared: Vec<String> = Language::ALL
        .into_iter()
        .filter(|language| match tools_row(*language, compiled) {
            Some(row) => !documented.contains(&row.as_str()),
            None => false,
        })
        .map(row_start)
        .collect();
    let differ: Vec<&str> = text
        .lines()
        .filter(|line| !documented.contains(line))
        .filter(|line| !not_compared.iter().any(|start| line.starts_with(start.as_str())))
        .collect();
    let same_length = documented.len() == text.lines().count();
    assert!(
        differ.is_empty() && same_length,
        "docs/language-samples.md is not up to date: BLESS=1 writes it. It would say:\n{}",
        differ.join("\n")
    );
}

/// How the rows of a language begin.
fn row_start(language: Language) -> String {
    format!("| {} |", language.label())
}

/// What a language's samples compiled to, in the order of `KINDS`; `None` when it has none.
fn of(language: Language, compiled: &BTreeMap<String, Compiled>) -> Option<[Option<&Compiled>; 5]> {
    let found = KINDS.map(|kind| compiled.get(&format!("{kind}-{}", language.name())));
    found.iter().any(Option::is_some).then_some(found)
}

fn sizes(compiled: &BTreeMap<String, Compiled>, times: &Times) -> String {
    let mut text = "## Sizes\n\nOf the components, in bytes.\n\n\
        | language | hello | types | stdin | files | counter | compile | usual command | ratio |\n\
        |---|--:|--:|--:|--:|--:|--:|--:|--:|\n"
        .to_owned();
    let mut missing = false;
    for language in Language::ALL {
        let Some(found) = of(language, compiled) else { continue };
        missing |= found.iter().any(Option::is_none);
        let sizes = found.map(|sample| match sample {
            Some(sample) => format!("{} ({})", rounded(sample.bytes), exact(sample.bytes)),
            None => "–[^none]".to_owned(),
        });
        let measured = times.measured.iter().find(|measured| measured.name == language.name());
        let here = measured.map_or_else(dash, |measured| time(measured.ours_ms));
        let command = measured.and_then(|measured| measured.command_ms).map_or_else(dash, time);
        let ratio = measured.and_then(Measured::ratio).unwrap_or_else(dash);
        writeln!(text, "{} {} | {here} | {command} | {ratio} |", row_start(language), sizes.join(" | "))
            .unwrap();
    }
    if missing {
        text += "\n[^none]: The language has no such sample.\n";
    }
    text
}

fn timed(times: &Times) -> String {
    let mut text = format!(
        "{TIMED}\n| what | here | cached | command | ratio | the command | cores | measured |\n\
         |---|--:|--:|--:|--:|---|--:|---|\n"
    );
    for measured in &times.measured {
        let command = match (&measured.command, measured.command_note.as_str()) {
            (None, _) => dash(),
            (Some(command), "") => format!("`{command}`"),
            (Some(command), note) => format!("`{command}`: {note}"),
        };
        writeln!(
            text,
            "| {} | {} | {} | {} | {} | {command} | {} | {} |",
            measured.label,
            time(measured.ours_ms),
            measured.cached_ms.map_or_else(dash, time),
            measured.command_ms.map_or_else(dash, time),
            measured.ratio().unwrap_or_else(dash),
            measured.cores,
            measured.date,
        )
        .unwrap();
    }
    text
}

fn tools(compiled: &BTreeMap<String, Compiled>) -> String {
    let mut text = "## Tools\n\nThat made these components.\n\n| language | tools |\n|---|---|\n".to_owned();
    for row in Language::ALL.into_iter().filter_map(|language| tools_row(language, compiled)) {
        text += &row;
        text.push('\n');
    }
    text
}

/// The tools of a language, but for Node.js, which is the machine's own and leaves nothing in a component.
fn tools_row(language: Language, compiled: &BTreeMap<String, Compiled>) -> Option<String> {
    let found = of(language, compiled)?;
    let mut tools: Vec<&str> = Vec::new();
    for tool in found.into_iter().flatten().flat_map(|sample| &sample.toolchain) {
        if !tool.starts_with("node ") && !tools.contains(&tool.as_str()) {
            tools.push(tool);
        }
    }
    Some(format!("{} {} |", row_start(language), tools.join(", ")))
}

fn dash() -> String {
    "–".to_owned()
}

/// Milliseconds for people.
fn time(ms: u64) -> String {
    if ms < 1_000 { format!("{ms} ms") } else { format!("{:.2} s", ms as f64 / 1_000.0) }
}

/// `25.6 KiB`
fn rounded(bytes: usize) -> String {
    let kib = bytes as f64 / 1_024.0;
    if kib < 1_024.0 { format!("{kib:.1} KiB") } else { format!("{:.1} MiB", kib / 1_024.0) }
}

/// `26,190`
fn exact(bytes: usize) -> String {
    let digits = bytes.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
