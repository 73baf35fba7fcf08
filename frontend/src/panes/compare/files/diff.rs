//! A file's lines before and after, or on both engines; hex where it is not text.

use crate::flows::Workbench;
use crate::services::toolchain;
use crate::state::session::Side;
use crate::state::text::{count, visible_line};
use diptych_shared::report::{DiffLine, OutputComparison};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What to compare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The file.
    pub path: String,
    /// This engine's file against what it was before; both engines' files when absent.
    side: Option<Side>,
}

impl Question {
    /// The engines against each other.
    pub fn between(path: &str) -> Self {
        Question { path: path.to_owned(), side: None }
    }

    /// One engine's file against the project's.
    pub fn against_before(path: &str, side: Side) -> Self {
        Question { path: path.to_owned(), side: Some(side) }
    }

    /// Both contents and what they are called.
    fn texts(&self, bench: Workbench) -> Option<[(String, Vec<u8>); 2]> {
        let after = |side: Side| {
            bench.session.column(side).report.with_untracked(|report| {
                let file = report.as_ref()?.files.iter().find(|file| file.path == self.path)?;
                Some((side.id().to_owned(), file.content.as_ref()?.to_vec()))
            })
        };
        match self.side {
            None => Some([after(Side::Browser)?, after(Side::Wasmtime)?]),
            Some(side) => {
                let before = bench.session.settings.with_untracked(|settings| {
                    settings.as_ref()?.files.get(&self.path).map(|content| content.to_vec())
                });
                Some([("before the run".to_owned(), before.unwrap_or_default()), after(side)?])
            }
        }
    }
}

/// The answer, when the toolchain has it.
#[component]
pub fn FileDiff(bench: Workbench, question: Question) -> impl IntoView {
    let answer = RwSignal::new(None::<Result<OutputComparison, String>>);
    let texts = question.texts(bench);
    let names =
        texts.as_ref().map(|[(left, _), (right, _)]| [left.clone(), right.clone()]).unwrap_or_default();
    if let Some([(_, left), (_, right)]) = texts {
        spawn_local(async move {
            let found = toolchain::diff_bytes(&left, &right).await;
            // The person may have closed it since.
            let _ = answer.try_set(Some(found));
        });
    }
    let has_before = question.side.is_some();
    move || match answer.get() {
        None => view! { <p class="note">"Comparing…"</p> }.into_any(),
        Some(Err(why)) => {
            view! { <p class="field-error">{format!("The files could not be compared: {why}")}</p> }
                .into_any()
        }
        Some(Ok(found)) if found.same => view! { <p class="note">"No difference."</p> }.into_any(),
        Some(Ok(found)) => view! { <Lines found names=names.clone() has_before/> }.into_any(),
    }
}

#[component]
fn Lines(found: OutputComparison, names: [String; 2], has_before: bool) -> impl IntoView {
    let [left_name, right_name] = names;
    let skipped = |number: u64, place: &str| {
        (number > 0).then(
            || view! { <p class="note">{format!("{} {place}", count(number as usize, "equal line"))}</p> },
        )
    };
    let after = (found.lines_after > 0)
        .then(|| view! { <p class="note">{format!("{} follow; the download has them.", count(found.lines_after as usize, "line"))}</p> });
    let (left_class, right_class) = if has_before { ("before", "after") } else { ("left", "right") };
    let (left, right): (Vec<_>, Vec<_>) = found
        .lines
        .into_iter()
        .map(|DiffLine { left, right }| {
            let differs = left != right;
            (line(left, differs), line(right, differs))
        })
        .unzip();
    view! {
        <div class="file-diff" data-testid="file-diff">
            {skipped(found.lines_before, "before.")}
            <div class="file-diff-columns">
                <div class=left_class><p class="note">{left_name}</p><pre class=format!("guest diff {left_class}")>{left}</pre></div>
                <div class=right_class><p class="note">{right_name}</p><pre class=format!("guest diff {right_class}")>{right}</pre></div>
            </div>
            {after}
        </div>
    }
}

fn line(text: Option<String>, differs: bool) -> impl IntoView {
    let missing = text.is_none();
    view! {
        <span class="line" class:differs=differs class:missing=missing>
            {text.map(|text| visible_line(&text)).unwrap_or_default()}
        </span>
    }
}
