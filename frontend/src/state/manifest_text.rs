//! Writing changed run settings back into `diptych.toml` without losing what a person wrote above them.

use diptych_shared::project::Manifest;

/// The manifest's text with `changed` in force. What stands before the first `[run…]` table stays as
/// it is, comments and all, when it still says the same; the run tables are written anew.
pub fn rewrite(text: &str, changed: &Manifest) -> String {
    let fresh = changed.to_text();
    let (Some(kept_end), Some(fresh_start)) = (run_tables_start(text), run_tables_start(&fresh)) else {
        return fresh;
    };
    let merged = format!("{}\n\n{}", text[..kept_end].trim_end(), &fresh[fresh_start..]);
    match Manifest::parse(&merged) {
        Ok(parsed) if parsed == *changed => merged,
        _ => fresh,
    }
}

/// Where the first `[run]`, `[run.…]` or `[[run.…]]` header starts; the text's end when it has no
/// run table; `None` when another table follows the run tables, so that the text cannot be cut in two.
fn run_tables_start(text: &str) -> Option<usize> {
    let mut start = None;
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let header = line.trim_start().trim_start_matches('[');
        if line.trim_start().starts_with('[') && !line.starts_with(' ') {
            let is_run = header.starts_with("run]") || header.starts_with("run.");
            match (is_run, start) {
                (true, None) => start = Some(offset),
                (false, Some(_)) => return None,
                _ => {}
            }
        }
        offset += line.len();
    }
    Some(start.unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::rewrite;
    use diptych_shared::project::Manifest;

    const HEAD: &str =
        "# mine\nformat = 1\ntitle = \"t\" # a name\n\n[source]\nlanguage = \"wat\"\nentry = \"a.wat\"\n";

    fn changed(text: &str, change: impl FnOnce(&mut Manifest)) -> String {
        let mut manifest = Manifest::parse(text).unwrap();
        change(&mut manifest);
        let out = rewrite(text, &manifest);
        assert_eq!(Manifest::parse(&out), Ok(manifest));
        out
    }

    #[test]
    fn what_stands_above_the_run_tables_is_kept() {
        let with_run = format!("{HEAD}\n[run]\narguments = [\"a\"]\n");
        for text in [HEAD, &with_run] {
            let out = changed(text, |manifest| manifest.run.arguments = vec!["x\"y".into()]);
            assert!(out.starts_with(HEAD.trim_end()), "{out}");
        }
    }

    #[test]
    fn a_changed_title_is_written_even_though_it_is_above() {
        let out = changed(HEAD, |manifest| manifest.title = "new".into());
        assert!(out.contains("new"));
    }

    #[test]
    fn tables_after_run_still_come_out_right() {
        let text = "format = 1\ntitle = \"t\"\n[run]\nstdin = \"a\"\n[source]\nlanguage = \"wat\"\nentry = \"a.wat\"\n";
        changed(text, |manifest| manifest.run.stdin = "b".into());
    }
}
