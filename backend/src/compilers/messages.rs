//! What compilers say, made fit to be passed on: bounded, and without anything of this machine.

use diptych_shared::api::diagnostic::{Diagnostic, Severity};
use diptych_shared::project::Project;

/// How many diagnostics are passed on; a broken macro can make thousands.
const DIAGNOSTICS: usize = 100;
/// How long one message may be, in bytes.
const MESSAGE_BYTES: usize = 8 << 10;
/// How much of the compilers' own text is passed on, in bytes.
const RAW_BYTES: usize = 64 << 10;

/// Paths of this machine and what is said instead, longest first.
#[derive(Clone, Debug, Default)]
pub struct Scrubber(Vec<(String, String)>);

impl Scrubber {
    /// A scrubber for these paths and names; those of one character are left out.
    pub fn new(hidden: Vec<(String, String)>) -> Scrubber {
        let mut hidden: Vec<_> = hidden.into_iter().filter(|(text, _)| text.len() > 1).collect();
        hidden.sort_by_key(|(text, _)| std::cmp::Reverse(text.len()));
        Scrubber(hidden)
    }

    /// `text` without them.
    pub fn scrub(&self, mut text: String) -> String {
        for (hidden, instead) in &self.0 {
            if text.contains(hidden.as_str()) {
                text = text.replace(hidden.as_str(), instead);
            }
        }
        text
    }
}

/// Diagnostics as they are passed on: at most [`DIAGNOSTICS`], errors before the rest where not all
/// fit, scrubbed and bounded, and about files that the project has.
pub fn presentable(diagnostics: Vec<Diagnostic>, project: &Project, scrubber: &Scrubber) -> Vec<Diagnostic> {
    let count = diagnostics.len();
    let is_error = |diagnostic: &Diagnostic| diagnostic.severity == Severity::Error;
    let errors = diagnostics.iter().filter(|diagnostic| is_error(diagnostic)).count();
    let mut room_for_errors = DIAGNOSTICS;
    let mut room_for_others = DIAGNOSTICS.saturating_sub(errors);
    let mut kept: Vec<Diagnostic> = diagnostics
        .into_iter()
        .filter(|diagnostic| {
            let room = if is_error(diagnostic) { &mut room_for_errors } else { &mut room_for_others };
            let fits = *room > 0;
            *room = room.saturating_sub(1);
            fits
        })
        .map(|diagnostic| presentable_one(diagnostic, project, scrubber))
        .collect();
    if count > kept.len() {
        let message = format!("{} more messages are not shown", count - kept.len());
        kept.push(Diagnostic { severity: Severity::Note, ..Diagnostic::error(message) });
    }
    kept
}

fn presentable_one(mut diagnostic: Diagnostic, project: &Project, scrubber: &Scrubber) -> Diagnostic {
    if diagnostic.file.as_ref().is_some_and(|file| !project.files.contains_key(file)) {
        diagnostic.file = None;
        diagnostic.span = None;
    }
    diagnostic.message = bounded(scrubber.scrub(diagnostic.message), MESSAGE_BYTES);
    diagnostic.code = diagnostic.code.map(|code| bounded(scrubber.scrub(code), 200));
    diagnostic
}

/// A compiler's own text as it is passed on.
pub fn presentable_text(text: String, scrubber: &Scrubber) -> String {
    bounded(scrubber.scrub(text), RAW_BYTES)
}

/// `text`, cut at `bytes` with an ellipsis.
fn bounded(mut text: String, bytes: usize) -> String {
    if text.len() > bytes {
        let mut end = bytes;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text.truncate(end);
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Scrubber, presentable};
    use diptych_shared::api::diagnostic::{Diagnostic, Severity};
    use diptych_shared::project::{Project, ProjectFile};

    #[test]
    fn the_longest_path_is_taken_first() {
        let scrubber =
            Scrubber::new(vec![("/srv".into(), "<server>".into()), ("/srv/job/".into(), "".into())]);
        assert_eq!(scrubber.scrub("/srv/job/main.rs or /srv/y".into()), "main.rs or <server>/y");
    }

    #[test]
    fn errors_are_kept_before_warnings_and_the_rest_is_counted() {
        let warning = Diagnostic { severity: Severity::Warning, ..Diagnostic::error("w") };
        let mut all = vec![warning; 150];
        all.push(Diagnostic::error("e").in_file("elsewhere"));
        let kept = presentable(all, &Project::default(), &Scrubber::default());
        assert_eq!(kept.len(), 101);
        assert_eq!((kept[99].message.as_str(), kept[99].file.as_deref()), ("e", None));
        assert_eq!(kept[100].message, "51 more messages are not shown");
    }

    #[test]
    fn files_of_the_project_keep_their_place() {
        let mut project = Project::default();
        project.files.insert("a.c".into(), ProjectFile::text("x"));
        let kept = presentable(vec![Diagnostic::error("e").in_file("a.c")], &project, &Scrubber::default());
        assert_eq!(kept[0].file.as_deref(), Some("a.c"));
    }
}
