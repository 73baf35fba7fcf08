//! Which outgoing HTTP requests a grant allows: method, scheme, host, port and path.

use std::fmt;

/// A pattern of requests; as a need, it fits exactly one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestPattern {
    /// In capitals as sent, or `*` for every method.
    pub method: String,
    /// `http` or `https`.
    pub scheme: String,
    /// Lower case; `*` for every host, `*.example.com` for every host below that one.
    pub host: String,
    /// Absent for the scheme's own port.
    pub port: Option<u16>,
    /// Without the query; a `*` at its end stands for anything.
    pub path: String,
}

impl RequestPattern {
    /// Reads `GET https://api.example.com:8443/v1/*`.
    ///
    /// # Errors
    ///
    /// What does not fit, in a few words.
    pub fn parse(text: &str) -> Result<RequestPattern, &'static str> {
        let (method, url) = text.split_once(' ').ok_or("the method is missing")?;
        let (scheme, rest) = url.trim().split_once("://").ok_or("the URL has no `://`")?;
        let (authority, path) = match rest.find('/') {
            Some(slash) => rest.split_at(slash),
            None => (rest, "/"),
        };
        let path = path.split(['?', '#']).next().unwrap_or(path);
        RequestPattern::of(method, scheme, authority, path)
    }

    /// The pattern of these parts; `path` may have a query, which does not count.
    ///
    /// # Errors
    ///
    /// What does not fit, in a few words.
    pub fn of(
        method: &str,
        scheme: &str,
        authority: &str,
        path: &str,
    ) -> Result<RequestPattern, &'static str> {
        let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        if method.is_empty() || !method.bytes().all(is_token) {
            return Err("the method is not a word");
        }
        let default_port = match scheme {
            "http" => 80,
            "https" => 443,
            _ => return Err("the scheme is neither `http` nor `https`"),
        };
        let (host, port) = split_authority(authority)?;
        let port = port.filter(|port| *port != default_port);
        let path = path.split(['?', '#']).next().unwrap_or(path);
        let path = if path.is_empty() { "/" } else { path };
        if !path.starts_with('/') {
            return Err("the path does not begin with `/`");
        }
        if path.split('/').any(is_dot_segment) {
            return Err("the path has a `.` or `..`, which would lead elsewhere");
        }
        Ok(RequestPattern { method: method.into(), scheme: scheme.into(), host, port, path: path.into() })
    }

    /// Whether this is one request and not many. A guest's request with a `*` where patterns have it
    /// would, as a need that is then granted, allow more than that request.
    pub fn is_exact(&self) -> bool {
        self.method != "*" && !self.host.contains('*') && !self.path.ends_with('*')
    }

    /// Whether every request of `other` is one of this pattern's.
    pub fn covers(&self, other: &RequestPattern) -> bool {
        (self.method == "*" || self.method == other.method)
            && self.scheme == other.scheme
            && self.port == other.port
            && self.host_covers(&other.host)
            && match self.path.strip_suffix('*') {
                Some(prefix) => other.path.starts_with(prefix),
                None => self.path == other.path,
            }
    }

    fn host_covers(&self, host: &str) -> bool {
        match self.host.strip_prefix('*') {
            Some("") => true,
            Some(parent) => host.len() > parent.len() && host.ends_with(parent),
            None => self.host == host,
        }
    }
}

/// Whether URL parsers would resolve this part of a path, written plainly or not.
fn is_dot_segment(segment: &str) -> bool {
    let plain = segment.to_ascii_lowercase().replace("%2e", ".");
    plain == "." || plain == ".."
}

/// Host in lower case and port. Whoever writes a user name into an authority hides the host behind it.
fn split_authority(authority: &str) -> Result<(String, Option<u16>), &'static str> {
    let (host, port) = match authority.rsplit_once(':') {
        // The last colon of `[::1]` is the address's.
        Some((host, port)) if !port.ends_with(']') => {
            (host, Some(port.parse().map_err(|_| "the port is not a number up to 65535")?))
        }
        _ => (authority, None),
    };
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-._*".contains(&byte);
    let is_address = host.starts_with('[')
        && host.ends_with(']')
        && host[1..host.len() - 1]
            .bytes()
            .all(|byte| byte.is_ascii_hexdigit() || byte == b':' || byte == b'.');
    if host.is_empty() || !(is_address || host.bytes().all(is_name)) {
        return Err("the host is not a name or an address");
    }
    if host.trim_start_matches("*.").contains('*') && host != "*" {
        return Err("a `*` stands for a whole host or for what is before its first dot");
    }
    Ok((host.to_ascii_lowercase(), port))
}

impl fmt::Display for RequestPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}://{}", self.method, self.scheme, self.host)?;
        if let Some(port) = self.port {
            write!(f, ":{port}")?;
        }
        f.write_str(&self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::RequestPattern;

    #[test]
    fn paths_that_lead_elsewhere_are_refused() {
        for none in ["/v1/../x", "/v1/%2E%2e", "/./x", "/.", "/%2e./x"] {
            assert!(RequestPattern::of("GET", "https", "a.example", none).is_err(), "{none}");
        }
        assert!(RequestPattern::of("GET", "https", "a.example", "/..x/.../x.?q=/../").is_ok());
    }

    #[test]
    fn only_one_request_is_exact() {
        for (text, expected) in [
            ("GET https://a.example/x*y", true),
            ("* https://a.example/", false),
            ("GET https://*/", false),
            ("GET https://*.a.example/", false),
            ("GET https://a.example/*", false),
        ] {
            assert_eq!(RequestPattern::parse(text).unwrap().is_exact(), expected, "{text}");
        }
    }
}
