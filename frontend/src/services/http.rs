//! Requests to the page's own origin, whole or as a stream of lines.

use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, ReadableStreamDefaultReader, RequestInit, Response};

use crate::interop::page::window;

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HttpError {
    /// The person stopped it.
    Aborted,
    /// The network or the server did not answer.
    NoAnswer(String),
}

/// What is sent.
pub struct Outgoing<'a> {
    /// `GET`, `POST`…
    pub method: &'static str,
    /// Relative to the page.
    pub path: &'a str,
    /// JSON text, for requests that have a body.
    pub json: Option<String>,
    /// The form of the answer to ask for; the server's own choice when absent.
    pub accept: Option<&'static str>,
    /// Ends the request when its controller does.
    pub signal: Option<&'a AbortSignal>,
}

/// Sends and waits for the answer's head.
pub async fn send(outgoing: Outgoing<'_>) -> Result<Response, HttpError> {
    let init = RequestInit::new();
    init.set_method(outgoing.method);
    init.set_signal(outgoing.signal);
    let headers = js_sys::Object::new();
    let set = |name: &str, value: &str| {
        Reflect::set(&headers, &name.into(), &value.into()).map_err(|error| failure(&error))
    };
    if let Some(accept) = outgoing.accept {
        set("accept", accept)?;
    }
    if let Some(json) = outgoing.json {
        init.set_body(&JsValue::from_str(&json));
        set("content-type", "application/json")?;
    }
    init.set_headers(&headers);
    let promise = window().fetch_with_str_and_init(outgoing.path, &init);
    let response = JsFuture::from(promise).await.map_err(|error| failure(&error))?;
    response.dyn_into().map_err(|_| HttpError::NoAnswer("the browser gave no response".into()))
}

fn failure(error: &JsValue) -> HttpError {
    let name = Reflect::get(error, &"name".into()).ok().and_then(|name| name.as_string());
    match name.as_deref() {
        Some("AbortError") => HttpError::Aborted,
        _ => HttpError::NoAnswer(crate::interop::json::words(error)),
    }
}

/// The whole body as text.
pub async fn text(response: &Response) -> Result<String, HttpError> {
    let promise = response.text().map_err(|error| failure(&error))?;
    let text = JsFuture::from(promise).await.map_err(|error| failure(&error))?;
    Ok(text.as_string().unwrap_or_default())
}

/// The whole body as bytes.
pub async fn bytes(response: &Response) -> Result<Vec<u8>, HttpError> {
    let promise = response.array_buffer().map_err(|error| failure(&error))?;
    let buffer = JsFuture::from(promise).await.map_err(|error| failure(&error))?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

/// Hands each line of a streamed body to `on_line` as it comes. Empty lines are left out.
pub async fn lines(response: &Response, mut on_line: impl FnMut(&[u8])) -> Result<(), HttpError> {
    let Some(body) = response.body() else { return Ok(()) };
    let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
    let mut rest: Vec<u8> = Vec::new();
    loop {
        let chunk = JsFuture::from(reader.read()).await.map_err(|error| failure(&error))?;
        let done = Reflect::get(&chunk, &"done".into()).is_ok_and(|done| done.is_truthy());
        if let Ok(bytes) =
            Reflect::get(&chunk, &"value".into()).and_then(|value| value.dyn_into::<Uint8Array>())
        {
            let searched = rest.len();
            rest.extend(bytes.to_vec());
            let mut start = 0;
            let mut from = searched;
            while let Some(length) = rest[from..].iter().position(|byte| *byte == b'\n') {
                let end = from + length;
                if end > start {
                    on_line(&rest[start..end]);
                }
                start = end + 1;
                from = start;
            }
            rest.drain(..start);
        }
        if done {
            if !rest.is_empty() {
                on_line(&rest);
            }
            return Ok(());
        }
    }
}
