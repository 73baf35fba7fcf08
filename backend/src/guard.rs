//! The guard at the door: answers only to this server's names, and lets only its own pages change things.

use crate::app::AppState;
use crate::config::Config;
use crate::error::Failure;
use crate::routes::evaluate::{CRATES, EVALUATE};
use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::Response;
use std::net::IpAddr;

/// Refuses a request for another host's name (a foreign name that resolves to this machine), and
/// a request that changes or costs something and was made by a page of another site.
pub async fn same_site(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Result<Response, Failure> {
    let host = authority(request.uri().authority().cloned(), request.headers());
    if !answers_to(state.config(), host.as_ref()) {
        return Err(Failure::forbidden(
            "this server does not answer to that host name: use its own, or add it to DIPTYCH_HOSTS",
        ));
    }
    let reads = [Method::GET, Method::HEAD, Method::OPTIONS].contains(request.method());
    let is_own = same_origin(request.headers(), host.as_ref());
    if !reads && !is_own && !evaluates_for(state.config(), &request) {
        return Err(Failure::forbidden("pages of other sites may not use this server's API"));
    }
    Ok(next.run(request).await)
}

fn authority(in_uri: Option<Authority>, headers: &HeaderMap) -> Option<Authority> {
    in_uri.or_else(|| headers.get(header::HOST)?.to_str().ok()?.parse().ok())
}

fn answers_to(config: &Config, host: Option<&Authority>) -> bool {
    let Some(host) = host else {
        // HTTP/1.0 and in-process calls have none; a browser always sends one.
        return true;
    };
    let name = host.host().trim_start_matches('[').trim_end_matches(']');
    if !config.hosts.is_empty() {
        return config.hosts.iter().any(|known| known.eq_ignore_ascii_case(name));
    }
    !config.listen.ip().is_loopback()
        || name.eq_ignore_ascii_case("localhost")
        || name.to_ascii_lowercase().ends_with(".localhost")
        || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Whether it asks for what pages of other sites are let ask for, as the operator has it.
fn evaluates_for(config: &Config, request: &Request) -> bool {
    let origin = request.headers().get(header::ORIGIN);
    [EVALUATE, CRATES].contains(&request.uri().path())
        && origin.is_some_and(|origin| config.evaluate_origins.allow(origin))
}

/// Whether the page that made the request, if one did, came from `host`.
fn same_origin(headers: &HeaderMap, host: Option<&Authority>) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else {
        // Programs send no Origin; browsers send one with every such request.
        return true;
    };
    // A sandboxed frame says `null`, which is no authority.
    let origin = origin.to_str().unwrap_or_default();
    let origin = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
    match (origin, host) {
        (Some(origin), Some(host)) => origin.eq_ignore_ascii_case(host.as_str()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{answers_to, same_origin};
    use crate::config::Config;
    use axum::http::{HeaderMap, header};

    fn config(listen: &str, hosts: &str) -> Config {
        let variables = [("DIPTYCH_LISTEN", listen), ("DIPTYCH_HOSTS", hosts)];
        let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Config::from_variables(variables, "/diptych".into()).unwrap()
    }

    #[test]
    fn loopback_answers_to_loopback_names_only() {
        let config = config("127.0.0.1:8080", "");
        for (host, known) in [
            ("localhost:8080", true),
            ("127.0.0.1:8080", true),
            ("[::1]:8080", true),
            ("evil.example:8080", false),
            ("127.0.0.1.evil.example", false),
            ("10.0.0.1", false),
        ] {
            assert_eq!(answers_to(&config, Some(&host.parse().unwrap())), known, "{host}");
        }
    }

    #[test]
    fn named_hosts_are_the_only_ones() {
        let named = config("0.0.0.0:80", "bench.example");
        assert!(answers_to(&named, Some(&"BENCH.example:80".parse().unwrap())));
        assert!(!answers_to(&named, Some(&"localhost".parse().unwrap())));
        assert!(answers_to(&config("0.0.0.0:80", ""), Some(&"any.example".parse().unwrap())));
    }

    #[test]
    fn only_the_own_origin_passes() {
        let host = "localhost:8080".parse().unwrap();
        for (origin, same) in [
            (None, true),
            (Some("http://localhost:8080"), true),
            (Some("http://localhost:9090"), false),
            (Some("https://evil.example"), false),
            (Some("null"), false),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(origin) = origin {
                headers.insert(header::ORIGIN, origin.parse().unwrap());
            }
            assert_eq!(same_origin(&headers, Some(&host)), same, "{origin:?}");
        }
    }
}
