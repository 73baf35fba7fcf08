//! What the environment says about how to serve.

use crate::limits::{LimitError, Limits};
use crate::links::{BlobPlace, BlobPlaceError};
use crate::origins::{FrameAncestors, Origins};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;

/// How this server is set up.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen: `DIPTYCH_LISTEN`, default `127.0.0.1:8080`.
    pub listen: SocketAddr,
    /// The static site's folder: `DIPTYCH_SITE`, default `target/site`.
    pub site: PathBuf,
    /// Where components, compile results and jobs are kept: `DIPTYCH_CACHE`, default `target/cache`.
    pub cache: PathBuf,
    /// Where links are kept: `DIPTYCH_DATA`, default `target/data`. Unlike the cache, it has what is nowhere else.
    pub data: PathBuf,
    /// The PostgreSQL database that keeps links: `DATABASE_URL`, `postgres://…`; by default SQLite does, in the
    /// folder `data`.
    pub postgres: Option<String>,
    /// Where the bytes of links are: `DIPTYCH_BLOBS`, `database` (the default), a folder, or `s3://bucket/prefix`.
    pub blobs: BlobPlace,
    /// How many days links live: `DIPTYCH_LINK_DAYS`; for ever by default.
    pub link_days: Option<u32>,
    /// Whether links may be published: `DIPTYCH_LINKS`, `on` (the default) or `off`; those there are stay readable.
    pub publishing: bool,
    /// The address at which people reach this server, for previews of links: `DIPTYCH_URL`, such as
    /// `https://diptych.example`; by default the host that a request names.
    pub url: Option<String>,
    /// The description of the crates for Rust guests: `DIPTYCH_RUST_GUEST`, default
    /// `target/guest/rust.json`. When it is not there, Rust is not offered.
    pub rust_guest: PathBuf,
    /// Where the optional toolchains are, one folder each: `DIPTYCH_TOOLCHAINS`, default
    /// `target/toolchains`. What is not there is not offered.
    pub toolchains: PathBuf,
    /// The header in which a trusted proxy says who its client is, such as `x-forwarded-for`, whose
    /// last address counts: `DIPTYCH_CLIENT_HEADER`; none by default: the client is who connects.
    pub client_header: Option<String>,
    /// Names (without port) this server answers to: `DIPTYCH_HOSTS`, separated by commas. Empty
    /// by default: a server that listens on loopback then answers to loopback names only, so that
    /// a foreign name that resolves to it gets nothing; any other server answers to all.
    pub hosts: Vec<String>,
    /// Whether the server helps the editor with Rust, where it has rust-analyzer: `DIPTYCH_EDITOR_HELP`, `on`
    /// (the default) or `off`.
    pub editor_help: bool,
    /// Whether assistants find tools at `/mcp`: `DIPTYCH_MCP`, `on` (the default: they can do nothing there that the
    /// API does not do for anybody, by the same guard, queues and limits) or `off`.
    pub mcp: bool,
    /// Whether runs in live mode may make HTTP requests, through this server or the page:
    /// `DIPTYCH_LIVE_HTTP`, `true` or `false`; off by default.
    pub live_http: bool,
    /// Addresses with ports, separated by commas, that live requests may go to although they are not
    /// public: `DIPTYCH_LIVE_HTTP_ALLOW`; none by default.
    pub live_http_allow: Vec<SocketAddr>,
    /// The sites whose pages may show `/embed`: `DIPTYCH_EMBED_ANCESTORS`, `*` (the default), `off`, or sources.
    pub embed_ancestors: FrameAncestors,
    /// Other sites whose pages may ask `/evaluate.json`: `DIPTYCH_EVALUATE_ORIGINS`, origins or `*`; none by default.
    pub evaluate_origins: Origins,
    /// This program, for its child processes (`runner`, `compile-component`, `sandboxed-exec`).
    pub program: PathBuf,
    /// The limits in force: `DIPTYCH_LIMIT_…`.
    pub limits: Limits,
}

/// Why the environment cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// Not an address.
    #[error("DIPTYCH_LISTEN={0}: not an address with a port, such as 127.0.0.1:8080")]
    Listen(String),
    /// Neither on nor off.
    #[error("DIPTYCH_EDITOR_HELP={0}: `on` or `off`")]
    EditorHelp(String),
    /// Neither on nor off.
    #[error("DIPTYCH_MCP={0}: `on` or `off`")]
    Mcp(String),
    /// Neither yes nor no.
    #[error("DIPTYCH_LIVE_HTTP={0}: `true` or `false`")]
    LiveHttp(String),
    /// Not addresses.
    #[error("DIPTYCH_LIVE_HTTP_ALLOW: `{0}` is not an address with a port, such as 127.0.0.1:8099")]
    LiveHttpAllow(String),
    /// Not a PostgreSQL address.
    #[error("DATABASE_URL: `postgres://user:password@host/database`, or not set for SQLite in DIPTYCH_DATA")]
    Database,
    /// Not a place.
    #[error(transparent)]
    Blobs(#[from] BlobPlaceError),
    /// Not a number of days.
    #[error("DIPTYCH_LINK_DAYS={0}: a whole number of days from 1, or not set: links live for ever")]
    LinkDays(String),
    /// Neither on nor off.
    #[error("DIPTYCH_LINKS={0}: `on` or `off`")]
    Links(String),
    /// Not an address of a site.
    #[error("DIPTYCH_URL={0}: http:// or https:// and a host, such as https://diptych.example")]
    Url(String),
    /// Not sources.
    #[error(
        "DIPTYCH_EMBED_ANCESTORS: `{0}` is neither `*` nor `off` nor a source such as https://docs.example"
    )]
    EmbedAncestors(String),
    /// Not origins.
    #[error("DIPTYCH_EVALUATE_ORIGINS: `{0}` is neither `*` nor an origin such as https://book.example")]
    EvaluateOrigins(String),
    /// A limit does not fit.
    #[error(transparent)]
    Limit(#[from] LimitError),
    /// The system does not say where this program lies.
    #[error("cannot find this program's own path: {0}")]
    Program(#[from] std::io::Error),
}

impl Config {
    /// From this process's environment.
    pub fn from_env() -> Result<Config, ConfigError> {
        // A variable that is not UTF-8 is none of ours.
        let variables = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
        Config::from_variables(variables, std::env::current_exe()?)
    }

    /// From these variables (name, value), for the program at `program`.
    pub fn from_variables<I>(variables: I, program: PathBuf) -> Result<Config, ConfigError>
    where
        I: IntoIterator<Item = (String, String)>,
    {
        let variables: BTreeMap<String, String> = variables.into_iter().collect();
        let path =
            |name: &str, default: &str| PathBuf::from(variables.get(name).map_or(default, String::as_str));
        let listen = variables.get("DIPTYCH_LISTEN").map_or("127.0.0.1:8080", String::as_str);
        let text = |name: &str| variables.get(name).map_or("", String::as_str);
        let list = |name: &str| words(text(name));
        Ok(Config {
            listen: listen.parse().map_err(|_| ConfigError::Listen(listen.to_owned()))?,
            site: path("DIPTYCH_SITE", "target/site"),
            cache: path("DIPTYCH_CACHE", "target/cache"),
            data: path("DIPTYCH_DATA", "target/data"),
            postgres: match variables.get("DATABASE_URL").map_or("", String::as_str) {
                "" => None,
                url if url.starts_with("postgres://") || url.starts_with("postgresql://") => {
                    Some(url.to_owned())
                }
                _ => return Err(ConfigError::Database),
            },
            blobs: {
                let all: Vec<(String, String)> =
                    variables.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
                BlobPlace::parse(variables.get("DIPTYCH_BLOBS").map_or("", String::as_str), &all)?
            },
            link_days: match variables.get("DIPTYCH_LINK_DAYS").map_or("", String::as_str) {
                "" => None,
                days => match days.parse() {
                    Ok(number) if number > 0 => Some(number),
                    _ => return Err(ConfigError::LinkDays(days.to_owned())),
                },
            },
            publishing: match variables.get("DIPTYCH_LINKS").map_or("on", String::as_str) {
                "on" | "" => true,
                "off" => false,
                other => return Err(ConfigError::Links(other.to_owned())),
            },
            url: match variables.get("DIPTYCH_URL").map_or("", String::as_str).trim_end_matches('/') {
                "" => None,
                url => match url::Url::parse(url) {
                    Ok(parsed) if parsed.has_host() && ["http", "https"].contains(&parsed.scheme()) => {
                        Some(url.to_owned())
                    }
                    _ => return Err(ConfigError::Url(url.to_owned())),
                },
            },
            rust_guest: path("DIPTYCH_RUST_GUEST", "target/guest/rust.json"),
            toolchains: path("DIPTYCH_TOOLCHAINS", "target/toolchains"),
            client_header: variables
                .get("DIPTYCH_CLIENT_HEADER")
                .map(|name| name.trim().to_ascii_lowercase())
                .filter(|name| !name.is_empty()),
            hosts: list("DIPTYCH_HOSTS"),
            editor_help: match variables.get("DIPTYCH_EDITOR_HELP").map_or("on", String::as_str) {
                "on" | "" => true,
                "off" => false,
                other => return Err(ConfigError::EditorHelp(other.to_owned())),
            },
            mcp: match variables.get("DIPTYCH_MCP").map_or("on", String::as_str) {
                "on" | "" => true,
                "off" => false,
                other => return Err(ConfigError::Mcp(other.to_owned())),
            },
            live_http: match variables.get("DIPTYCH_LIVE_HTTP").map_or("false", String::as_str) {
                "true" => true,
                "false" | "" => false,
                other => return Err(ConfigError::LiveHttp(other.to_owned())),
            },
            live_http_allow: list("DIPTYCH_LIVE_HTTP_ALLOW")
                .into_iter()
                .map(|address| address.parse().map_err(|_| ConfigError::LiveHttpAllow(address)))
                .collect::<Result<_, _>>()?,
            embed_ancestors: FrameAncestors::parse(text("DIPTYCH_EMBED_ANCESTORS"))
                .map_err(ConfigError::EmbedAncestors)?,
            evaluate_origins: Origins::parse(text("DIPTYCH_EVALUATE_ORIGINS"))
                .map_err(ConfigError::EvaluateOrigins)?,
            program,
            limits: Limits::from_variables(variables)?,
        })
    }
}

impl Config {
    /// The database that keeps links.
    pub fn database_url(&self) -> String {
        if let Some(url) = &self.postgres {
            return url.clone();
        }
        let file = std::path::absolute(self.data.join("links.sqlite")).unwrap_or_default();
        // An empty path is none, which opening says.
        let url = url::Url::from_file_path(file).map(String::from).unwrap_or_default();
        format!("{}?mode=rwc", url.replacen("file:", "sqlite:", 1))
    }
}

/// What stands between commas.
fn words(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|word| !word.is_empty()).map(String::from).collect()
}

#[cfg(test)]
mod tests {
    use super::{Config, Origins};

    fn from(variables: &[(&str, &str)]) -> Result<Config, super::ConfigError> {
        let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Config::from_variables(variables, "/diptych".into())
    }

    #[test]
    fn an_empty_environment_serves_on_loopback() {
        let config = from(&[]).unwrap();
        assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
        assert_eq!(config.site.to_str(), Some("target/site"));
        assert!(config.hosts.is_empty());
        assert!(!config.live_http && config.live_http_allow.is_empty());
    }

    #[test]
    fn live_requests_are_on_only_when_it_says_true() {
        let config =
            from(&[("DIPTYCH_LIVE_HTTP", "true"), ("DIPTYCH_LIVE_HTTP_ALLOW", "127.0.0.1:8099, [::1]:80,")])
                .unwrap();
        assert!(config.live_http);
        assert_eq!(config.live_http_allow.len(), 2);
        assert!(!from(&[("DIPTYCH_LIVE_HTTP", "false")]).unwrap().live_http);
        for (setting, mistake) in [
            ("DIPTYCH_LIVE_HTTP", "yes"),
            ("DIPTYCH_LIVE_HTTP_ALLOW", "localhost:80"),
            ("DIPTYCH_LIVE_HTTP_ALLOW", "10.0.0.1"),
        ] {
            let error = from(&[(setting, mistake)]).unwrap_err().to_string();
            assert!(error.contains(setting) && error.contains(mistake), "{error}");
        }
    }

    #[test]
    fn help_for_the_editor_is_on_until_it_is_switched_off() {
        assert!(from(&[]).unwrap().editor_help);
        assert!(!from(&[("DIPTYCH_EDITOR_HELP", "off")]).unwrap().editor_help);
        let error = from(&[("DIPTYCH_EDITOR_HELP", "0")]).unwrap_err().to_string();
        assert!(error.contains("DIPTYCH_EDITOR_HELP=0"), "{error}");
    }

    #[test]
    fn everyone_may_embed_and_nobody_else_evaluate() {
        let config = from(&[]).unwrap();
        assert_eq!(config.embed_ancestors.value(), "*");
        assert_eq!(config.evaluate_origins, Origins::Listed(Vec::new()));
        for (setting, mistake) in
            [("DIPTYCH_EMBED_ANCESTORS", "a;b"), ("DIPTYCH_EVALUATE_ORIGINS", "book.example")]
        {
            let error = from(&[(setting, mistake)]).unwrap_err().to_string();
            assert!(error.contains(setting) && error.contains(mistake), "{error}");
        }
    }

    #[test]
    fn assistants_have_tools_until_they_are_switched_off() {
        assert!(from(&[]).unwrap().mcp);
        assert!(!from(&[("DIPTYCH_MCP", "off")]).unwrap().mcp);
        let error = from(&[("DIPTYCH_MCP", "no")]).unwrap_err().to_string();
        assert!(error.contains("DIPTYCH_MCP=no"), "{error}");
    }

    #[test]
    fn settings_are_read_and_mistakes_named() {
        let config =
            from(&[("DIPTYCH_LISTEN", "[::]:9000"), ("DIPTYCH_HOSTS", "a.example, b.example")]).unwrap();
        assert_eq!(config.hosts, ["a.example", "b.example"]);
        assert!(config.listen.is_ipv6());
        let error = from(&[("DIPTYCH_LISTEN", "localhost")]).unwrap_err();
        assert!(error.to_string().contains("DIPTYCH_LISTEN=localhost"), "{error}");
    }
}
