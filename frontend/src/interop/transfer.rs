//! What comes in, what goes out and earlier versions: `diptych.takeIn`, `diptych.reportPage`, `diptych.history` and
//! `diptych.panel`. They are JavaScript that loads when it is asked for.

use super::json::{field, from_js, object, strings, to_js, words};
use diptych_shared::project::{Project, ProjectFile};
use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlElement;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = diptych, js_name = takeIn)]
    fn raw_take_in(source: &JsValue) -> Promise;

    #[wasm_bindgen(js_namespace = diptych, js_name = reportPage, catch)]
    async fn raw_report_page(name: &str, title: &str, report: &Uint8Array) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = ["diptych", "history"], js_name = note)]
    fn raw_note(id: &str, project: &JsValue, cause: &str);

    #[wasm_bindgen(js_namespace = ["diptych", "history"], js_name = verdict)]
    fn raw_verdict(id: &str, verdict: &str);

    #[wasm_bindgen(js_namespace = ["diptych", "history"], js_name = keep)]
    fn raw_keep(id: &str, is_kept: bool);

    #[wasm_bindgen(js_namespace = ["diptych", "panel"], js_name = show, catch)]
    async fn raw_show(host: &HtmlElement, context: &JsValue, act: &JsValue) -> Result<JsValue, JsValue>;
}

/// A project that came in.
pub struct Opened {
    /// What it came as.
    pub name: String,
    /// It.
    pub project: Project,
    /// What was done to it, for people.
    pub notes: Vec<String>,
}

/// What dropped or chosen files are.
pub struct Taken {
    /// Those that are projects.
    pub opened: Vec<Opened>,
    /// Those that are files.
    pub files: Vec<(String, ProjectFile)>,
    /// What could not be read, for people.
    pub problems: Vec<String>,
}

/// Reads a `DataTransfer` or `FileList`, which is looked at before this returns: a drop is empty after its event.
pub fn take_in(source: &JsValue) -> impl Future<Output = Result<Taken, String>> + use<> {
    let taken = JsFuture::from(raw_take_in(source));
    async move {
        let taken = taken.await.map_err(|error| words(&error))?;
        let list = |name: &str| Array::from(&field(&taken, name));
        let file = |entry: JsValue| {
            let entry = Array::from(&entry);
            Ok((entry.get(0).as_string().unwrap_or_default(), from_js(&entry.get(1))?))
        };
        Ok(Taken {
            opened: list("opened").iter().map(|opened| self::opened(&opened)).collect::<Result<_, _>>()?,
            files: list("files").iter().map(file).collect::<Result<_, String>>()?,
            problems: texts(&field(&taken, "problems")),
        })
    }
}

/// The project that came in, as JavaScript hands it over.
pub fn opened(value: &JsValue) -> Result<Opened, String> {
    Ok(Opened {
        name: field(value, "name").as_string().unwrap_or_default(),
        project: from_js(&field(value, "project"))?,
        notes: texts(&field(value, "notes")),
    })
}

fn texts(list: &JsValue) -> Vec<String> {
    strings(list).into_iter().map(String::from).collect()
}

/// Downloads the report, JSON in UTF-8, as a web page: a file called `name`, about the project `title`.
pub async fn report_page(name: &str, title: &str, report: &Uint8Array) -> Result<(), String> {
    raw_report_page(name, title, report).await.map(drop).map_err(|error| words(&error))
}

/// Keeps a version of the project, as `cause` is about to use or to replace it.
pub fn note(id: &str, project: &Project, cause: &str) {
    if let Ok(project) = to_js(project) {
        raw_note(id, &project, cause);
    }
}

/// Adds what came of the run to the version that ran.
pub fn verdict(id: &str, verdict: &str) {
    raw_verdict(id, verdict);
}

/// Deletes a project's versions, or brings back those that were deleted last.
pub fn keep(id: &str, is_kept: bool) {
    raw_keep(id, is_kept);
}

/// What a panel is about.
pub struct Context {
    /// Which panel.
    pub panel: &'static str,
    /// The open project's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its files.
    pub project: Project,
    /// Whether there is a report.
    pub has_report: bool,
}

/// Fills `host` with a panel, which asks for what `act` is told: a name, and what belongs to it.
pub async fn show(
    host: &HtmlElement,
    context: &Context,
    act: impl Fn(String, JsValue) + 'static,
) -> Result<(), String> {
    let act = Closure::<dyn Fn(String, JsValue)>::new(act).into_js_value();
    let context = object([
        ("panel", context.panel.into()),
        ("id", context.id.as_str().into()),
        ("title", context.title.as_str().into()),
        ("project", to_js(&context.project)?),
        ("has_report", context.has_report.into()),
    ])?;
    raw_show(host, &context, &act).await.map(drop).map_err(|error| words(&error))
}
