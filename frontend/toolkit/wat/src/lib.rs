//! The WAT kit: `wat_service` for JavaScript, one function per request of the editor.
//!
//! Each takes `{text, params}`, the core module's text and the request's parameters as the Language
//! Server Protocol has them (the document's address is the caller's and opaque here), and gives the
//! protocol's answer or `null`. The service keeps the last text, so that a question about the
//! same text costs no parsing. It knows core modules only.

use lspt::{
    CompletionParams, DefinitionParams, DocumentDiagnosticParams, DocumentFormattingParams,
    DocumentSymbolParams, HoverParams, ReferenceParams, RenameParams, SignatureHelpParams,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use wat_service::LanguageService;

/// The address of the one document the service knows. Requests name it.
const DOCUMENT: &str = "file:///text.wat";

/// The service and the text it was told last.
#[derive(Default)]
struct Known {
    service: LanguageService,
    text: Option<String>,
}

thread_local! {
    static KNOWN: RefCell<Known> = RefCell::default();
}

#[derive(Deserialize)]
struct Request<P> {
    text: String,
    params: P,
}

/// Tells the service the text if that is new, and asks.
fn ask<P: DeserializeOwned, R: Serialize>(
    argument: JsValue,
    answer: impl FnOnce(&mut LanguageService, P) -> R,
) -> Result<JsValue, JsError> {
    let Request { text, params } = serde_wasm_bindgen::from_value(argument)
        .map_err(|error| JsError::new(&format!("the argument does not fit the method: {error}")))?;
    let answer = KNOWN.with_borrow_mut(|known| {
        if known.text.as_ref() != Some(&text) {
            known.service.commit(DOCUMENT, text.clone());
            known.text = Some(text);
        }
        answer(&mut known.service, params)
    });
    Ok(answer.serialize(&serde_wasm_bindgen::Serializer::json_compatible())?)
}

/// `DocumentDiagnosticParams` → its report: syntax, types and lints.
#[wasm_bindgen]
pub fn wat_diagnostics(argument: JsValue) -> Result<JsValue, JsError> {
    ask(argument, |service, params: DocumentDiagnosticParams| service.pull_diagnostics(params))
}

/// `CompletionParams` → `CompletionItem[]`.
#[wasm_bindgen]
pub fn wat_completion(argument: JsValue) -> Result<JsValue, JsError> {
    ask(argument, |service, params: CompletionParams| service.completion(params))
}

/// `HoverParams` → `Hover`.
#[wasm_bindgen]
pub fn wat_hover(argument: JsValue) -> Result<JsValue, JsError> {
    ask(argument, |service, params: HoverParams| service.hover(params))
}

/// `SignatureHelpParams` → `SignatureHelp`.
#[wasm_bindgen]
pub fn wat_signature(argument: JsValue) -> Result<JsValue, JsError> {
    ask(argument, |service, params: SignatureHelpParams| service.signature_help(params))
}

/// `DocumentFormattingParams` → `TextEdit[]`.
#[wasm_bindgen]
pub fn wat_format(argument: JsValue) -> Result<JsValue, JsError> {
    ask(argument, |service, params: DocumentFormattingParams| service.formatting(params))
}

/// `DefinitionParams` → `Location`s.
#[wasm_bindgen]
pub fn wat_definition(argument: JsValue) -> Result<JsValue, JsError> {
    ask(argument, |service, params: DefinitionParams| service.goto_definition(params))
}

/// `ReferenceParams` → `Location[]`.
#[wasm_bindgen]
pub fn wat_references(argument: JsValue) -> Result<JsValue, JsError> {
    ask(argument, |service, params: ReferenceParams| service.find_references(params))
}

/// `RenameParams` → `WorkspaceEdit`, or `null` where nothing can be renamed or the new name is none.
#[wasm_bindgen]
pub fn wat_rename(argument: JsValue) -> Result<JsValue, JsError> {
    ask(argument, |service, params: RenameParams| service.rename(params).unwrap_or_default())
}

/// `DocumentSymbolParams` → `DocumentSymbol[]`.
#[wasm_bindgen]
pub fn wat_symbols(argument: JsValue) -> Result<JsValue, JsError> {
    ask(argument, |service, params: DocumentSymbolParams| service.document_symbol(params))
}
