wit_bindgen::generate!({ world: "notes", path: "wit", generate_all });

use wasi::http::outgoing_handler::handle;
use wasi::http::types::{
    ErrorCode, Fields, IncomingBody, IncomingResponse, Method, OutgoingBody, OutgoingRequest, Scheme,
};
use wasi::io::streams::StreamError;

struct Notes;

impl Guest for Notes {
    fn read(path: String) -> Result<Answer, String> {
        send(Method::Get, &path, &[]).map_err(in_words)
    }

    fn write(path: String, text: String) -> Result<Answer, String> {
        send(Method::Post, &path, text.as_bytes()).map_err(in_words)
    }
}

/// Sends a request and waits for the whole answer.
fn send(method: Method, path: &str, body: &[u8]) -> Result<Answer, ErrorCode> {
    let headers = Fields::new();
    headers.append("accept", b"text/plain").expect("an ordinary header");
    let request = OutgoingRequest::new(headers);
    request.set_method(&method).expect("an ordinary method");
    request.set_scheme(Some(&Scheme::Https)).expect("an ordinary scheme");
    request.set_authority(Some("api.example.com")).expect("an ordinary host");
    request.set_path_with_query(Some(path)).map_err(|()| ErrorCode::HttpRequestUriInvalid)?;

    let outgoing = request.body().expect("a body is taken once");
    if !body.is_empty() {
        let stream = outgoing.write().expect("a stream is taken once");
        stream.blocking_write_and_flush(body).expect("room for a short text");
    }
    // Here the host decides whether the request may leave.
    let future = handle(request, None)?;
    OutgoingBody::finish(outgoing, None)?;

    future.subscribe().block();
    let response = future.get().expect("it is there").expect("nobody else took it")?;
    Ok(Answer { status: response.status(), location: location(&response), body: text_of(&response) })
}

fn location(response: &IncomingResponse) -> Option<String> {
    let value = response.headers().get("location").into_iter().next()?;
    String::from_utf8(value).ok()
}

fn text_of(response: &IncomingResponse) -> String {
    let body = response.consume().expect("a body is taken once");
    let stream = body.stream().expect("a stream is taken once");
    let mut bytes = Vec::new();
    loop {
        match stream.blocking_read(4096) {
            Ok(more) => bytes.extend(more),
            Err(StreamError::Closed) => break,
            Err(StreamError::LastOperationFailed(error)) => return error.to_debug_string(),
        }
    }
    drop(stream);
    IncomingBody::finish(body);
    String::from_utf8_lossy(&bytes).into_owned()
}

fn in_words(error: ErrorCode) -> String {
    match error {
        ErrorCode::HttpRequestDenied => "this request is not granted".into(),
        ErrorCode::InternalError(Some(why)) => why,
        other => format!("{other:?}"),
    }
}

export!(Notes);
