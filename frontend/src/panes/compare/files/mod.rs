//! The virtual files after the run: what became of each on both engines, with differences, downloads, and a way into the project.

mod diff;

use crate::components::icon::{DOWNLOAD, Icon};
use crate::flows::{Workbench, keeping};
use crate::state::file_changes::{ChangedFile, change_words, changed_files};
use crate::state::session::Side;
use crate::state::text::{count, visible_line};
use diff::{FileDiff, Question};
use leptos::prelude::*;

/// Rows beyond this are in the report.
const SHOWN_FILES: usize = 200;

/// The section; nothing when no file changed.
#[component]
pub fn Files(bench: Workbench) -> impl IntoView {
    let session = bench.session;
    let files = Memo::new_with_compare(
        move |_| {
            let reports = Side::BOTH.map(|side| session.column(side).report.get());
            StoredFiles(changed_files(&reports), reports.iter().flatten().count() == 2)
        },
        |_, _| true,
    );
    let open = RwSignal::new(None::<Question>);
    Effect::new(move |_| {
        files.track();
        open.set(None);
    });
    let words = move || {
        files.with(|StoredFiles(files, both)| {
            let differing = files.iter().filter(|file| !file.is_same()).count();
            let changed = format!("{} not as before the run", count(files.len(), "file"));
            match (both, differing) {
                (false, _) => changed,
                (true, 0) => format!("{changed}, the same on both engines"),
                (true, differing) => format!("{changed}, {} between the engines", differing_words(differing)),
            }
        })
    };
    let rows = move || {
        files.with(|StoredFiles(files, both)| {
            files
                .iter()
                .take(SHOWN_FILES)
                .map(|file| view! { <Row bench file=file.clone() both=*both open/> })
                .collect::<Vec<_>>()
        })
    };
    let beyond = move || files.with(|StoredFiles(files, _)| files.len().saturating_sub(SHOWN_FILES));
    view! {
        <Show when=move || files.with(|StoredFiles(files, _)| !files.is_empty())>
            <section class="files-after" aria-label="Files after the run" data-testid="files-after">
                <header class="files-head">
                    <h3>"Files after the run"</h3>
                    <span class="note">{words}</span>
                    <span class="grow"></span>
                    {Side::BOTH.map(|side| zip_button(bench, side)).into_iter().collect::<Vec<_>>()}
                </header>
                <ul>{rows}</ul>
                {move || (beyond() > 0).then(|| view! { <p class="note">{format!("{} are in the report.", count(beyond(), "further file"))}</p> })}
            </section>
        </Show>
    }
}

/// The files, and whether both engines have reported.
struct StoredFiles(Vec<ChangedFile>, bool);

fn differing_words(number: usize) -> String {
    if number == 1 { "1 differs".to_owned() } else { format!("{number} differ") }
}

fn zip_button(bench: Workbench, side: Side) -> impl IntoView {
    let has_files = move || {
        let report = bench.session.column(side).report;
        report.with(|report| {
            report
                .as_ref()
                .is_some_and(|report| report.files.iter().filter(|file| file.content.is_some()).count() > 1)
        })
    };
    view! {
        <Show when=has_files>
            <button
                class=format!("small {}", side.class())
                data-testid=format!("files-zip-{}", side.id())
                title=format!("The files that {} added or changed, as a zip", side.name())
                on:click=move |_| keeping::download_all(bench, side)
            >
                <Icon path=DOWNLOAD/>
                {side.id()}
                ".zip"
            </button>
        </Show>
    }
}

#[component]
fn Row(bench: Workbench, file: ChangedFile, both: bool, open: RwSignal<Option<Question>>) -> impl IntoView {
    let path = file.path.clone();
    let is_same = file.is_same();
    let shown = visible_line(&path);
    let sides: Vec<_> = Side::BOTH.map(|side| {
        let words = file.sides[side.index()].as_ref().map(change_words);
        view! { <span class=format!("change {}", side.class())>{words.unwrap_or_else(|| "as before".into())}</span> }
    }).into_iter().collect();
    let both_texts = file.content(0).is_some() && file.content(1).is_some();
    let question = move |of: Question, label: String, title: &'static str| {
        let own = of.clone();
        let is_open = move || open.with(|open| open.as_ref() == Some(&own));
        let pressed = is_open.clone();
        view! {
            <button
                class="small"
                title=title
                aria-pressed=move || pressed().to_string()
                on:click=move |_| open.set(if is_open() { None } else { Some(of.clone()) })
            >
                {label}
            </button>
        }
    };
    let between = (both && !is_same && both_texts).then(|| {
        question(Question::between(&path), "between the engines".into(), "What differs between the engines")
    });
    // Where both sides hold the same, one question and one download do for both.
    let asked: Vec<Side> = Side::BOTH
        .into_iter()
        .filter(|side| file.content(side.index()).is_some())
        .take(if is_same { 1 } else { 2 })
        .collect();
    let against: Vec<_> = asked
        .iter()
        .map(|side| {
            let label =
                if is_same { "against before".to_owned() } else { format!("{} against before", side.id()) };
            question(Question::against_before(&path, *side), label, "What the run changed in the file")
        })
        .collect();
    let takes: Vec<_> = asked
        .iter()
        .map(|side| {
            let side = *side;
            let of = if is_same { String::new() } else { format!(" of {}", side.id()) };
            let (kept, saved) = (path.clone(), path.clone());
            view! {
                <button class="small" data-testid="file-download" title=format!("Download the file{of}") on:click=move |_| keeping::download(bench, side, &saved)>
                    <Icon path=DOWNLOAD/>
                    {(!is_same).then(|| side.id())}
                </button>
                <button class="small" data-testid="file-keep" title=format!("Puts the file{of} into the project") on:click=move |_| keeping::keep(bench, side, &kept)>
                    {if is_same { "Keep in project".to_owned() } else { format!("Keep {}’s", side.id()) }}
                </button>
            }
        })
        .collect();
    let asked_here = {
        let path = path.clone();
        move || open.get().filter(|open| open.path == path)
    };
    view! {
        <li class="file-after" class:differs=both && !is_same data-testid="file-after">
            <div class="file-line">
                <span class="mono path">{shown}</span>
                {both.then(|| if is_same {
                    view! { <span class="mark same">"same"</span> }
                } else {
                    view! { <span class="mark differs">"differs"</span> }
                })}
                <span class="changes">{sides}</span>
                <span class="file-actions">{between}{against}{takes}</span>
            </div>
            {move || asked_here().map(|question| view! { <FileDiff bench question/> })}
        </li>
    }
}
