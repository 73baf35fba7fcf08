//! One request to one checked address: HTTP/1.1, over TLS for `https`.

use super::{LiveError, LiveRequest, LiveResponse, OutboundConfig, address};
use bytes::Bytes;
use diptych_shared::policy::RequestPattern;
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::client::conn::http1;
use hyper::header::{HOST, HeaderName, HeaderValue};
use hyper::rt::{Read, Write};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{self, ClientConfig, RootCertStore};

/// Makes requests. Clones share everything.
#[derive(Clone)]
pub struct Outbound {
    config: OutboundConfig,
    tls: TlsConnector,
}

impl std::fmt::Debug for Outbound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Outbound").field("config", &self.config).finish_non_exhaustive()
    }
}

/// Where a request goes.
struct Target {
    is_tls: bool,
    /// The host without the brackets of an IPv6 address.
    host: String,
    port: u16,
    /// As the `Host` header has it.
    authority: String,
    path_with_query: String,
}

impl Target {
    fn of(method: &str, url: &str) -> Result<Target, LiveError> {
        let (scheme, rest) = url.split_once("://").ok_or(LiveError::InvalidUrl)?;
        let (authority, path_with_query) = match rest.find(['/', '?']) {
            Some(at) => rest.split_at(at),
            None => (rest, ""),
        };
        let pattern = RequestPattern::of(method, scheme, authority, path_with_query)
            .map_err(|_| LiveError::InvalidUrl)?;
        let is_tls = pattern.scheme == "https";
        let query = path_with_query.find('?').map_or("", |at| &path_with_query[at..]);
        Ok(Target {
            is_tls,
            port: pattern.port.unwrap_or(if is_tls { 443 } else { 80 }),
            authority: match pattern.port {
                Some(port) => format!("{}:{port}", pattern.host),
                None => pattern.host.clone(),
            },
            host: pattern.host.trim_start_matches('[').trim_end_matches(']').to_owned(),
            path_with_query: format!("{}{query}", pattern.path),
        })
    }

    /// Every address its name leads to.
    async fn resolve(&self) -> Result<Vec<SocketAddr>, LiveError> {
        if let Ok(address) = self.host.parse::<IpAddr>() {
            return Ok(vec![SocketAddr::new(address, self.port)]);
        }
        let found = tokio::net::lookup_host((self.host.as_str(), self.port)).await;
        let found: Vec<SocketAddr> = found.map_err(|error| LiveError::NotFound(error.to_string()))?.collect();
        if found.is_empty() { Err(LiveError::NotFound("no address".into())) } else { Ok(found) }
    }
}

impl Outbound {
    /// A client that trusts Mozilla's root certificates.
    ///
    /// # Errors
    ///
    /// When TLS cannot be set up.
    pub fn new(config: OutboundConfig) -> anyhow::Result<Outbound> {
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Outbound { config, tls: TlsConnector::from(Arc::new(tls)) })
    }

    /// How it makes requests.
    pub fn config(&self) -> &OutboundConfig {
        &self.config
    }

    /// Makes one request, within `time` and `http-time-ms`.
    ///
    /// # Errors
    ///
    /// Why there is no answer.
    pub async fn send(&self, request: LiveRequest, time: Duration) -> Result<LiveResponse, LiveError> {
        let time = time.min(Duration::from_millis(self.config.time_ms.value));
        tokio::time::timeout(time, self.exchange(request)).await.unwrap_or(Err(LiveError::Timeout))
    }

    async fn exchange(&self, request: LiveRequest) -> Result<LiveResponse, LiveError> {
        let target = Target::of(&request.method, &request.url)?;
        let connect = within(request.connect_ms, LiveError::ConnectTimeout, async {
            let found = target.resolve().await?;
            let address = address::first_allowed(&found, &self.config.allow).ok_or(LiveError::Prohibited)?;
            TcpStream::connect(address).await.map_err(|_| LiveError::Refused)
        });
        let connection = connect.await?;
        if !target.is_tls {
            return self.talk(TokioIo::new(connection), &target, request).await;
        }
        let name = ServerName::try_from(target.host.clone()).map_err(|_| LiveError::InvalidUrl)?;
        let connection = self.tls.connect(name, connection).await.map_err(|error| tls_error(&error))?;
        self.talk(TokioIo::new(connection), &target, request).await
    }

    async fn talk<C>(
        &self,
        connection: C,
        target: &Target,
        request: LiveRequest,
    ) -> Result<LiveResponse, LiveError>
    where
        C: Read + Write + Send + Unpin + 'static,
    {
        let (first_byte_ms, request) = (request.first_byte_ms, message(target, request)?);
        let (mut sender, connection) = http1::handshake(connection).await.map_err(|_| LiveError::Protocol)?;
        // Ends with the connection, and with this request at the latest.
        let mut background = tokio::task::JoinSet::new();
        background.spawn(connection);
        let answer = async { sender.send_request(request).await.map_err(|_| LiveError::Protocol) };
        let answer = within(first_byte_ms, LiveError::Timeout, answer).await?;
        self.read(answer).await
    }

    async fn read(&self, answer: Response<hyper::body::Incoming>) -> Result<LiveResponse, LiveError> {
        let (head, body) = answer.into_parts();
        let limit = self.config.response_bytes;
        let body = Limited::new(body, limit.as_usize()).collect().await.map_err(|error| {
            if error.is::<LengthLimitError>() {
                LiveError::BodyTooLarge(limit.value)
            } else {
                LiveError::Protocol
            }
        })?;
        let headers = head
            .headers
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec().into()))
            .collect();
        Ok(LiveResponse { status: head.status.as_u16(), headers, body: body.to_bytes().to_vec().into() })
    }
}

/// Bounds a step by what the guest asked for.
async fn within<T>(
    time_ms: Option<u64>,
    late: LiveError,
    step: impl Future<Output = Result<T, LiveError>>,
) -> Result<T, LiveError> {
    match time_ms {
        None => step.await,
        Some(time_ms) => {
            tokio::time::timeout(Duration::from_millis(time_ms), step).await.unwrap_or(Err(late))
        }
    }
}

/// The request with the server's own `Host`; the guest's headers cannot change where it goes.
fn message(target: &Target, request: LiveRequest) -> Result<Request<Full<Bytes>>, LiveError> {
    let mut message = Request::builder()
        .method(request.method.as_str())
        .uri(target.path_with_query.as_str())
        .header(HOST, target.authority.as_str())
        .body(Full::new(Bytes::from(request.body.0)))
        .map_err(|_| LiveError::InvalidUrl)?;
    for (name, value) in request.headers {
        let name = HeaderName::try_from(name).map_err(|_| LiveError::Protocol)?;
        let value = HeaderValue::try_from(value.0).map_err(|_| LiveError::Protocol)?;
        if ![HOST, hyper::header::TRANSFER_ENCODING, hyper::header::CONTENT_LENGTH].contains(&name) {
            message.headers_mut().append(name, value);
        }
    }
    Ok(message)
}

fn tls_error(error: &std::io::Error) -> LiveError {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    match inner {
        Some(rustls::Error::InvalidCertificate(_)) => LiveError::Certificate,
        _ => LiveError::Tls,
    }
}

#[cfg(test)]
mod tests {
    use super::{LiveError, LiveRequest, Target};

    #[test]
    fn a_target_is_where_the_url_says() {
        let target = Target::of("GET", "https://API.example.com:8443/v1?q=1").unwrap();
        assert_eq!((target.host.as_str(), target.port), ("api.example.com", 8443));
        assert_eq!(target.authority, "api.example.com:8443");
        assert_eq!(target.path_with_query, "/v1?q=1");
        let address = Target::of("GET", "http://[::1]/").unwrap();
        assert_eq!((address.host.as_str(), address.port, address.authority.as_str()), ("::1", 80, "[::1]"));
        for none in ["", "x", "ftp://a/", "http://", "http://user@host/", "http://a:99999/"] {
            assert!(matches!(Target::of("GET", none), Err(LiveError::InvalidUrl)), "{none}");
        }
    }

    #[test]
    fn headers_cannot_change_where_a_request_goes_or_where_it_ends() {
        let target = Target::of("POST", "http://example.com/").unwrap();
        let header = |name: &str, value: &str| (name.to_owned(), value.as_bytes().to_vec().into());
        let request = |headers| LiveRequest {
            method: "POST".into(),
            url: String::new(),
            headers,
            body: b"hi".to_vec().into(),
            connect_ms: None,
            first_byte_ms: None,
        };
        let headers = vec![
            header("host", "elsewhere.example"),
            header("transfer-encoding", "chunked"),
            header("content-length", "9"),
            header("x-a", "1"),
        ];
        let message = super::message(&target, request(headers)).unwrap();
        let names: Vec<&str> = message.headers().keys().map(|name| name.as_str()).collect();
        assert_eq!(names, ["host", "x-a"]);
        assert_eq!(message.headers()["host"], "example.com");
        let split = super::message(&target, request(vec![header("x", "1\r\nhost: b")]));
        assert_eq!(split.unwrap_err(), LiveError::Protocol);
    }
}
