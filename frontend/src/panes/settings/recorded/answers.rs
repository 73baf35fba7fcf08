//! Recorded HTTP answers: what a request gets without the network.

use super::entries;
use crate::components::checked_input::CheckedInput;
use crate::components::draft_rows::{DraftRows, FieldKind, RowField};
use crate::components::icon::{CROSS, Icon, PLUS};
use crate::panes::settings::{RunForm, file_options};
use diptych_shared::project::RecordedTable;
use leptos::prelude::*;

const NEW_REQUEST: &str = "GET https://api.example.com/v1/greeting";

/// Whether `request` and `status` make an answer, by the manifest's own rule.
fn check(request: &str, status: &str) -> Result<RecordedTable, String> {
    let status: u64 = status.trim().parse().map_err(|_| "a status is a number from 100 to 599".to_owned())?;
    // As text: the page then has one reader of it, not two.
    let request = serde_json::to_string(request).map_err(|error| error.to_string())?;
    serde_json::from_str(&format!(r#"{{"request":{request},"status":{status}}}"#))
        .map_err(|error| error.to_string())
}

/// All answers, in order: the first that fits is given.
#[component]
pub fn Answers(form: RunForm) -> impl IntoView {
    let count = Memo::new(move |_| form.table.with(|table| table.http.len()));
    let add = move |_| {
        if let Ok(answer) = check(NEW_REQUEST, "200") {
            form.change(move |table| table.http.push(answer));
        }
    };
    view! {
        <p class="note">
            "A request is answered by the first answer whose method and URL are exactly its own. The grant "
            <code>"http"</code>
            " decides whether it may be made at all."
        </p>
        <For each=move || 0..count.get() key=|index| *index let:index>
            <Answer form index/>
        </For>
        <div class="section-actions">
            <button class="small" data-testid="add-answer" on:click=add>
                <Icon path=PLUS/>
                "Add answer"
            </button>
        </div>
    }
}

#[component]
fn Answer(form: RunForm, index: usize) -> impl IntoView {
    let read = move |read: fn(&RecordedTable) -> String| {
        Memo::new(move |_| form.table.with(|table| table.http.get(index).map(read).unwrap_or_default()))
    };
    let change = move |change: Box<dyn FnOnce(&mut RecordedTable) + Send + Sync>| {
        form.change(move |table| {
            if let Some(answer) = table.http.get_mut(index) {
                change(answer);
            }
        });
    };
    let number = index + 1;
    let fields = vec![
        RowField { label: "name", kind: FieldKind::Line("content-type"), start: "" },
        RowField { label: "value", kind: FieldKind::Line("text/plain"), start: "" },
    ];
    let headers = entries(
        form,
        move |table| table.http.get(index).map(|answer| answer.headers.clone()).unwrap_or_default(),
        move |table, entries| {
            if let Some(answer) = table.http.get_mut(index) {
                answer.headers = entries;
            }
        },
    );
    let body_file = read(|answer| answer.body_file.clone().unwrap_or_default());
    let body = read(|answer| answer.body.clone());
    let remove = move |_| {
        form.change(move |table| {
            if index < table.http.len() {
                table.http.remove(index);
            }
        });
    };
    view! {
        <div class="store answer" role="group" aria-label=format!("Answer {number}")>
            <div class="store-head">
                <CheckedInput
                    value=read(|answer| answer.request.clone())
                    label=format!("Request of answer {number}")
                    check=Callback::new(|text: String| check(&text, "200").map(drop))
                    set=Callback::new(move |text| change(Box::new(move |answer| answer.request = text)))
                />
                <CheckedInput
                    value=read(|answer| answer.status.to_string())
                    label=format!("Status of answer {number}")
                    check=Callback::new(|text: String| check(NEW_REQUEST, &text).map(drop))
                    set=Callback::new(move |text: String| {
                        change(Box::new(move |answer| answer.status = text.trim().parse().unwrap_or(answer.status)));
                    })
                />
                <button class="quiet" aria-label=format!("Remove answer {number}") on:click=remove>
                    <Icon path=CROSS/>
                </button>
            </div>
            <DraftRows fields rules=headers noun="header" empty="No headers."/>
            <select
                aria-label=format!("Where the body of answer {number} comes from")
                on:change=move |event| {
                    let path = event_target_value(&event);
                    change(Box::new(move |answer| answer.body_file = (!path.is_empty()).then_some(path)));
                }
            >
                {move || file_options("body: the text below", form.paths.get(), body_file.get())}
            </select>
            <Show when=move || body_file.with(String::is_empty)>
                <textarea
                    class="mono"
                    rows=move || body.with(|body| body.lines().count().clamp(2, 8)).to_string()
                    aria-label=format!("Body of answer {number}")
                    placeholder="Empty body."
                    spellcheck="false"
                    prop:value=body
                    on:input=move |event| {
                        let text = event_target_value(&event);
                        change(Box::new(move |answer| answer.body = text));
                    }
                ></textarea>
            </Show>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn requests_and_statuses_are_checked_by_the_manifests_rule() {
        assert!(check("GET https://a.b/x?y=1", "404").is_ok());
        for (request, status, words) in [
            ("GET a.b", "200", "://"),
            ("* https://a.b/", "200", "one method"),
            ("GET https://a.b/", "99", "99"),
            ("GET https://a.b/", "many", "a number"),
        ] {
            let why = check(request, status).unwrap_err();
            assert!(why.contains(words), "{why}");
        }
    }
}
