//! The picture of a link for chat programs: its title, how both engines ended, and what the comparison found.

use super::StoreError;
use diptych_shared::api::links::Link;
use diptych_shared::report::{self, Outcome, RunReport, format_count, visible};
use resvg::tiny_skia::Pixmap;
use resvg::usvg::{self, Options, Tree, fontdb};
use std::fmt::Write as _;
use std::sync::{Arc, LazyLock};

/// As chat programs show it (<https://ogp.me/#structured>), in pixels.
pub const SIZE: (u32, u32) = (1_200, 630);

/// So many characters of the title's size fit beside one another.
const TITLE_LINE: usize = 44;
/// The same for the verdict's size.
const VERDICT_LINE: usize = 78;
/// The same for one engine's half.
const ENGINE_LINE: usize = 34;

/// No font of the machine is used: the picture is the same everywhere.
static FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(epaint_default_fonts::UBUNTU_LIGHT.to_vec());
    fonts.set_sans_serif_family("Ubuntu");
    Arc::new(fonts)
});

/// Draws a link; PNG.
pub fn picture(title: &str, link: &Link) -> Result<Vec<u8>, StoreError> {
    let failed = |error: &dyn std::fmt::Display| StoreError::System(format!("the picture: {error}"));
    let options = Options { fontdb: FONTS.clone(), font_family: "Ubuntu".into(), ..Options::default() };
    let tree =
        Tree::from_str(&svg(title, &link.content.reports), &options).map_err(|error| failed(&error))?;
    let mut pixmap = Pixmap::new(SIZE.0, SIZE.1).ok_or_else(|| failed(&"no memory"))?;
    resvg::render(&tree, usvg::Transform::default(), &mut pixmap.as_mut());
    pixmap.encode_png().map_err(|error| failed(&error))
}

fn svg(title: &str, reports: &[RunReport]) -> String {
    let of = |id: &str| reports.iter().find(|report| report.engine.id == id);
    let (browser, wasmtime) = (of("browser"), of("wasmtime"));
    let mut svg = String::from(
        "<svg xmlns='http://www.w3.org/2000/svg' width='1200' height='630'><rect width='1200' height='630' fill='#14171c'/>\
         <g transform='translate(56 48) scale(2.6)'><path d='M2 3.5 9 2v16l-7-1.5z' fill='#5aa9f0'/>\
         <path d='M18 3.5 11 2v16l7-1.5z' fill='#f0935a'/></g>",
    );
    text(&mut svg, (124, 88), 34, "#9aa4b2", "Diptych");
    for (line, words) in lines(title, TITLE_LINE, 2).into_iter().enumerate() {
        text(&mut svg, (56, 176 + 58 * line), 50, "#f2f4f8", &words);
    }
    for (x, color, name, report) in
        [(56, "#5aa9f0", "browser", browser), (616, "#f0935a", "wasmtime", wasmtime)]
    {
        _ = write!(
            svg,
            "<rect x='{x}' y='276' width='528' height='170' rx='12' fill='#1d222a'/>\
             <rect x='{x}' y='276' width='8' height='170' rx='4' fill='{color}'/>"
        );
        text(&mut svg, (x + 32, 326), 32, color, name);
        let [outcome, rest] = words(report);
        text(&mut svg, (x + 32, 376), 30, "#f2f4f8", &outcome);
        text(&mut svg, (x + 32, 418), 24, "#9aa4b2", &rest);
    }
    let verdict = match (browser, wasmtime) {
        (Some(browser), Some(wasmtime)) => report::compare(browser, wasmtime).verdict,
        _ => "One WebAssembly component, two engines, every host call side by side.".to_owned(),
    };
    for (line, words) in lines(&verdict, VERDICT_LINE, 3).into_iter().enumerate() {
        text(&mut svg, (56, 502 + 40 * line), 30, "#d3d9e2", &words);
    }
    svg.push_str("</svg>");
    svg
}

/// How a run ended, and what else there is to know at a glance.
fn words(report: Option<&RunReport>) -> [String; 2] {
    let Some(report) = report else { return ["not run".into(), String::new()] };
    let outcome = match &report.outcome {
        Outcome::Returned => "returned".to_owned(),
        Outcome::Exited { code } => format!("exited with code {code}"),
        Outcome::Trapped { .. } => "trapped".into(),
        Outcome::Denied { capability, .. } => format!("denied: {capability}"),
        Outcome::LimitExceeded { limit, .. } => format!("met the limit {limit}"),
        Outcome::UnsupportedByEngine { .. } => "not supported".into(),
        Outcome::Rejected { .. } => "refused".into(),
        Outcome::Cancelled => "stopped".into(),
        Outcome::EngineFailed { .. } => "the engine failed".into(),
    };
    let calls = match report.trace.total_calls {
        0 => "no host calls".to_owned(),
        1 => "1 host call".to_owned(),
        count => format!("{} host calls", format_count(count)),
    };
    let rest = format!("{calls} · {}", report.engine.version);
    [shortened(&outcome, ENGINE_LINE), shortened(&rest, ENGINE_LINE + 8)]
}

fn text(svg: &mut String, (x, y): (usize, usize), size: u32, color: &str, words: &str) {
    let words = super::escaped(&visible(words));
    _ = write!(
        svg,
        "<text x='{x}' y='{y}' font-family='Ubuntu' font-size='{size}' fill='{color}'>{words}</text>"
    );
}

fn shortened(words: &str, most: usize) -> String {
    let mut short: String = words.chars().take(most).collect();
    if short.len() < words.len() {
        short.push('…');
    }
    short
}

/// At most `count` lines of at most `most` characters, broken between words.
fn lines(words: &str, most: usize, count: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words.split_whitespace() {
        let word = shortened(word, most - 1);
        let is_full = lines.len() == count;
        let Some(line) = lines.last_mut() else {
            lines.push(word);
            continue;
        };
        if line.chars().count() + 1 + word.chars().count() <= most {
            line.push(' ');
            line.push_str(&word);
        } else if is_full {
            line.push('…');
            break;
        } else {
            lines.push(word);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use diptych_shared::api::links::LinkContent;

    fn link() -> Link {
        Link { id: String::new(), created_at: 0, expires_at: None, content: LinkContent::default() }
    }

    #[test]
    fn a_picture_is_a_png_of_the_size_that_is_told() {
        let png = picture("Hostile </text><script>alert(1)</script> \u{202e}title & more", &link()).unwrap();
        assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
        assert_eq!(png[16..24], [SIZE.0.to_be_bytes(), SIZE.1.to_be_bytes()].concat());
    }

    #[test]
    fn titles_are_drawn() {
        assert_ne!(picture("one", &link()).unwrap(), picture("two", &link()).unwrap());
    }

    #[test]
    fn long_words_are_broken_off() {
        assert_eq!(lines("a bb ccc dddd", 6, 2), ["a bb", "ccc…"]);
        assert_eq!(lines(&"x".repeat(90), 6, 2), ["xxxxx…"]);
        assert!(lines("", 6, 2).is_empty());
    }
}
