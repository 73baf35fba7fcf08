//! Writing changed settings back into `diptych.toml` without losing what a person wrote around them.

use super::toml_patch;
use diptych_shared::api::run::RunLimits;
use diptych_shared::project::Manifest;
use toml::{Table, Value};

/// The manifest's text with `changed` in force. Values change where they stand, comments stay. Where
/// that cannot be done the run tables are written anew, and what stands before them stays.
pub fn rewrite(text: &str, changed: &Manifest) -> String {
    let says_so = |out: &String| Manifest::parse(out).is_ok_and(|parsed| parsed == *changed);
    let patched = patched(text, changed).filter(says_so);
    patched
        .or_else(|| with_new_run_tables(text, changed).filter(says_so))
        .unwrap_or_else(|| changed.to_text())
}

fn patched(text: &str, changed: &Manifest) -> Option<String> {
    let before = table(&Manifest::parse(text).ok()?)?;
    toml_patch::patch(text, &before, &table(changed)?, &["grants", "component-grants"])
}

/// The manifest as a table, with the limits that are not written out because they are the defaults.
fn table(manifest: &Manifest) -> Option<Table> {
    let mut table = Table::try_from(manifest).ok()?;
    let run = table.get_mut("run")?.as_table_mut()?;
    if !run.contains_key("limits") {
        run.insert("limits".into(), Value::try_from(RunLimits::default()).ok()?);
    }
    Some(table)
}

fn with_new_run_tables(text: &str, changed: &Manifest) -> Option<String> {
    let fresh = changed.to_text();
    let (kept_end, fresh_start) = (run_tables_start(text)?, run_tables_start(&fresh)?);
    Some(format!("{}\n\n{}", text[..kept_end].trim_end(), &fresh[fresh_start..]))
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
    fn comments_in_the_run_tables_stay() {
        let text = format!(
            "{HEAD}\n[run] # how\n# to speak\ngrants = [\"stdio\"]\n\n[run.limits]\n# short\ntime-ms = 100\n"
        );
        let out = changed(&text, |manifest| {
            manifest.run.stdin = "in".into();
            manifest.run.limits.memory_bytes = 65_536;
        });
        assert_eq!(
            out,
            text.replace("[\"stdio\"]\n", "[\"stdio\"]\nstdin = \"in\"\n")
                .replace("= 100\n", "= 100\nmemory-bytes = 65536\n")
        );
    }

    #[test]
    fn only_the_limit_that_changed_is_written() {
        let out = changed(HEAD, |manifest| manifest.run.limits.time_ms = 5);
        assert_eq!(out, format!("{HEAD}\n[run.limits]\ntime-ms = 5\n"));
    }

    #[test]
    fn grants_of_single_instances_come_change_and_go_with_their_comments_kept() {
        let grants = |texts: &[&str]| texts.iter().map(|text| text.parse().unwrap()).collect();
        let own = |name: &str, texts: &[&str]| [(name.to_owned(), grants(texts))];
        let none = format!("{HEAD}\n[run]\ngrants = [\"stdio\"]\n");
        let first = changed(&none, |manifest| manifest.run.component_grants.extend(own("a", &["random"])));
        assert_eq!(first, format!("{none}\n[run.component-grants]\na = [\"random\"]\n"));
        let gone = changed(&first, |manifest| manifest.run.component_grants.clear());
        assert_eq!(gone.trim_end(), none.trim_end());

        let lines = "\n[run.component-grants] # each its own\na = [\n    \"logging\", # to tell\n    \"random\",\n]\n# b reads\nb = [\"sockets\"]\n";
        let text = format!("{none}{lines}");
        let out = changed(&text, |manifest| {
            manifest.run.component_grants.extend(own("a", &["logging", "wall-clock"]));
            manifest.run.component_grants.extend(own("c", &["config"]));
        });
        let expected =
            lines.replace("random", "wall-clock").replace("ets\"]\n", "ets\"]\nc = [\"config\"]\n");
        assert_eq!(out, format!("{none}{expected}"));
        let out = changed(&text, |manifest| drop(manifest.run.component_grants.remove("a")));
        assert_eq!(
            out,
            format!("{none}\n[run.component-grants] # each its own\n# b reads\nb = [\"sockets\"]\n")
        );
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
