//! The Monaco editor: `diptych.editor`.

use super::json::{to_js, words};
use diptych_shared::api::diagnostic::Diagnostic;
use serde::Serialize;
use std::collections::BTreeMap;
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

#[wasm_bindgen]
extern "C" {
    type RawEditor;

    #[wasm_bindgen(js_namespace = ["diptych", "editor"], js_name = create, catch)]
    async fn raw_create(host: &HtmlElement, options: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, js_name = setFile)]
    fn set_file(this: &RawEditor, path: &str, text: &str, language: &str);
    #[wasm_bindgen(method, js_name = closeFile)]
    fn close_file(this: &RawEditor, path: &str);
    #[wasm_bindgen(method, js_name = onChange)]
    fn on_change(this: &RawEditor, callback: &JsValue);
    #[wasm_bindgen(method, js_name = setMarkers)]
    fn set_markers(this: &RawEditor, path: &str, diagnostics: &JsValue);
    #[wasm_bindgen(method, js_name = setSource)]
    fn set_source(this: &RawEditor, source: &JsValue);
    #[wasm_bindgen(method, js_name = onOpen)]
    fn on_open(this: &RawEditor, callback: &JsValue);
    #[wasm_bindgen(method, js_name = onVisit)]
    fn on_visit(this: &RawEditor, callback: &JsValue);
    #[wasm_bindgen(method)]
    fn act(this: &RawEditor, action: &str);
    #[wasm_bindgen(method)]
    fn reveal(this: &RawEditor, path: &str, line: u32, column: u32);
    #[wasm_bindgen(method, js_name = setTheme)]
    fn set_theme(this: &RawEditor, dark: bool);
    #[wasm_bindgen(method)]
    fn focus(this: &RawEditor);
    #[wasm_bindgen(method, js_name = onCommand)]
    fn on_command(this: &RawEditor, name: &str, callback: &JsValue);
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct EditorOptions {
    dark: bool,
    read_only: bool,
}

/// A text file of the project as the editor reads it.
#[derive(Serialize)]
pub struct SourceFile {
    /// Its whole text.
    pub text: String,
    /// The editor's language for it.
    pub language: &'static str,
}

/// The editor in the page. It lives as long as the page does.
#[derive(Clone)]
pub struct Editor(JsValue);

impl Editor {
    /// Loads Monaco into `host`.
    pub async fn create(host: &HtmlElement, dark: bool) -> Result<Editor, String> {
        let options = to_js(&EditorOptions { dark, read_only: false })?;
        raw_create(host, &options).await.map(Editor).map_err(|error| words(&error))
    }

    fn raw(&self) -> &RawEditor {
        self.0.unchecked_ref()
    }

    /// Shows a file; its undo history is kept by path.
    pub fn set_file(&self, path: &str, text: &str, language: &str) {
        self.raw().set_file(path, text, language);
    }

    /// Forgets a file and its undo history.
    pub fn close_file(&self, path: &str) {
        self.raw().close_file(path);
    }

    /// Hears of each edit a person makes: path and whole text.
    pub fn on_change(&self, callback: impl Fn(String, String) + 'static) {
        let callback = Closure::<dyn Fn(String, String)>::new(callback);
        self.raw().on_change(&callback.into_js_value());
    }

    /// Underlines a file's diagnostics, in the place of earlier ones.
    pub fn set_markers(&self, path: &str, diagnostics: &[&Diagnostic]) {
        if let Ok(diagnostics) = to_js(&diagnostics) {
            self.raw().set_markers(path, &diagnostics);
        }
    }

    /// Says where help finds the project's text files: path to `{text, language}`.
    pub fn set_source(&self, source: impl Fn() -> BTreeMap<String, SourceFile> + 'static) {
        let source = Closure::<dyn Fn() -> JsValue>::new(move || to_js(&source()).unwrap_or(JsValue::NULL));
        self.raw().set_source(&source.into_js_value());
    }

    /// Hears of places in other project files that are to be shown: path, line, column.
    pub fn on_open(&self, callback: impl Fn(String, u32, u32) + 'static) {
        let callback = Closure::<dyn Fn(String, u32, u32)>::new(callback);
        self.raw().on_open(&callback.into_js_value());
    }

    /// Hears which package's file is shown to read, and `None` when it is the project's again.
    pub fn on_visit(&self, callback: impl Fn(Option<String>) + 'static) {
        let callback = Closure::<dyn Fn(Option<String>)>::new(callback);
        self.raw().on_visit(&callback.into_js_value());
    }

    /// Does one of Monaco's actions at the cursor, such as `editor.action.rename`.
    pub fn act(&self, action: &str) {
        self.raw().act(action);
    }

    /// Puts the cursor there and shows it.
    pub fn reveal(&self, path: &str, line: u32, column: u32) {
        self.raw().reveal(path, line, column);
    }

    /// Light or dark.
    pub fn set_theme(&self, dark: bool) {
        self.raw().set_theme(dark);
    }

    /// Gives it the keyboard.
    pub fn focus(&self) {
        self.raw().focus();
    }

    /// Hears of one of the editor's key commands: `run`, `palette`, `save`.
    pub fn on_command(&self, name: &str, callback: impl Fn() + 'static) {
        let callback = Closure::<dyn Fn()>::new(callback);
        self.raw().on_command(name, &callback.into_js_value());
    }
}
