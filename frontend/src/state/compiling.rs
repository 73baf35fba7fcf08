//! A compile as people read it: what it is doing, and what it was when it is over.

use super::text::{count, duration, visible_line};
use diptych_shared::api::compile::{CompileEvent, CompileOutput, CompilePlace, CompileStage, StageTime};
use diptych_shared::project::Language;

/// The most of a compiler's own words that the page shows, in bytes; the rest is counted.
pub const RAW_OUTPUT_SHOWN_BYTES: usize = 256 * 1_024;

/// A compile under way.
#[derive(Clone, Debug, PartialEq)]
pub struct Work {
    /// What is done, for people: `Compiling Rust on the server`.
    pub what: String,
    /// Where it is: its place in the queue, or its stage.
    pub step: Option<String>,
    /// When it began, in milliseconds of the page's clock.
    pub since_ms: f64,
}

impl Work {
    /// A compile of `language` that begins now.
    pub fn begin(language: Option<Language>, place: CompilePlace, now_ms: f64) -> Work {
        let language = language.map_or("the project", Language::label);
        Work { what: format!("Compiling {language} {}", place_words(place)), step: None, since_ms: now_ms }
    }
}

/// What a finished compile was, whether it made a component or not.
#[derive(Clone, Debug, PartialEq)]
pub struct Compiled {
    /// The project's id and revision it was of.
    pub source: (String, u64),
    /// A component came out.
    pub made: bool,
    /// Where, by what, how long, and the compiler's own words; without the component itself.
    pub output: CompileOutput,
    /// From asking to having it, in nanoseconds.
    pub took_ns: u64,
}

impl Compiled {
    /// Keeps what is to be said of `output`.
    pub fn of(source: (String, u64), output: &CompileOutput, place: CompilePlace, took_ns: u64) -> Compiled {
        let made = output.component.is_some();
        let output = CompileOutput {
            component: None,
            diagnostics: Vec::new(),
            place: output.place.or(Some(place)),
            component_sha256: output.component_sha256.clone(),
            raw_output: output.raw_output.clone(),
            toolchain: output.toolchain.clone(),
            stages: output.stages.clone(),
            composition: None,
            cached: output.cached,
        };
        Compiled { source, made, output, took_ns }
    }

    /// One sentence: `Compiled on the server in 212 ms, from its cache`.
    pub fn sentence(&self) -> String {
        let place = self.output.place.map_or("", place_words);
        let verb = if self.made { "Compiled" } else { "Did not compile" };
        let cached = if self.output.cached { ", from its cache" } else { "" };
        format!("{verb} {place} in {}{cached}", duration(self.took_ns))
    }

    /// The tools, as text that cannot deceive.
    pub fn tools(&self) -> String {
        let tools = self.output.toolchain.iter().map(|tool| visible_line(tool));
        tools.collect::<Vec<_>>().join(" · ")
    }

    /// Its stages: name and time.
    pub fn stages(&self) -> Vec<(&'static str, String)> {
        let words = |time: &StageTime| (stage_words(time.stage), duration(time.duration_ns));
        self.output.stages.iter().map(words).collect()
    }
}

/// `in the browser` or `on the server`.
pub fn place_words(place: CompilePlace) -> &'static str {
    match place {
        CompilePlace::Browser => "in the browser",
        CompilePlace::Server => "on the server",
    }
}

/// What a stage is called.
pub fn stage_words(stage: CompileStage) -> &'static str {
    match stage {
        CompileStage::Load => "loading the compiler",
        CompileStage::Resolve => "reading the project",
        CompileStage::Bind => "writing bindings",
        CompileStage::Compile => "running the compiler",
        CompileStage::Encode => "making the component",
        CompileStage::Compose => "composing",
    }
}

/// What an event says of where the compile is; nothing for its end.
pub fn step_words(event: &CompileEvent) -> Option<String> {
    match event {
        CompileEvent::Queued { before: 0 } => Some("next in the queue".to_owned()),
        CompileEvent::Queued { before } => {
            Some(format!("in the queue, {} before it", count(*before as usize, "compile")))
        }
        CompileEvent::Stage { stage } => Some(stage_words(*stage).to_owned()),
        CompileEvent::Output(_) => None,
    }
}

/// The beginning of a compiler's own words, and how many bytes are left out.
pub fn raw_output_shown(text: &str) -> (&str, usize) {
    let mut end = text.len().min(RAW_OUTPUT_SHOWN_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    (&text[..end], text.len() - end)
}

/// What differs between the tools a project was shared with and those that compiled it now, in a
/// kind sentence; nothing when they are the same or one is not known.
pub fn tools_differ(shared_with: &[String], now: &[String]) -> Option<String> {
    if shared_with.is_empty() || now.is_empty() || shared_with == now {
        return None;
    }
    let list = |tools: &[String]| {
        let tools: Vec<String> = tools.iter().take(8).map(|tool| visible_line(tool)).collect();
        tools.join(", ")
    };
    Some(format!(
        "This project was shared with {}; here it is compiled with {}. It should do the same; its bytes and its messages may differ.",
        list(shared_with),
        list(now)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_the_queue_is_said_in_words() {
        let words = |before| step_words(&CompileEvent::Queued { before }).unwrap();
        assert_eq!(words(0), "next in the queue");
        assert_eq!(words(1), "in the queue, 1 compile before it");
        assert_eq!(words(3), "in the queue, 3 compiles before it");
    }

    #[test]
    fn the_sentence_says_where_how_long_and_whether_it_was_kept() {
        let output =
            CompileOutput { component: Some(vec![0].into()), cached: true, ..CompileOutput::default() };
        let compiled = Compiled::of((String::new(), 1), &output, CompilePlace::Server, 212_000_000);
        assert_eq!(compiled.sentence(), "Compiled on the server in 212 ms, from its cache");
        let failed = CompileOutput::failed(Vec::new());
        let compiled = Compiled::of((String::new(), 1), &failed, CompilePlace::Browser, 1_500_000);
        assert_eq!(compiled.sentence(), "Did not compile in the browser in 1.50 ms");
    }

    #[test]
    fn long_words_are_cut_between_characters() {
        let text = "é".repeat(RAW_OUTPUT_SHOWN_BYTES);
        let (shown, left) = raw_output_shown(&text);
        assert!(shown.len() <= RAW_OUTPUT_SHOWN_BYTES && shown.len() + left == text.len());
        assert_eq!(raw_output_shown("short"), ("short", 0));
    }

    #[test]
    fn other_versions_are_told_and_equal_ones_are_not() {
        let (old, new) = (["zig 0.16.0".to_owned()], ["zig 0.17.0".to_owned()]);
        assert!(
            tools_differ(&old, &new).unwrap().contains("zig 0.16.0; here it is compiled with zig 0.17.0")
        );
        assert_eq!(tools_differ(&new, &new), None);
        assert_eq!(tools_differ(&[], &new), None);
        assert_eq!(tools_differ(&old, &[]), None);
    }
}
