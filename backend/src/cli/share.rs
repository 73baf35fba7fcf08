//! `diptych share`: a link that holds the project, or a short one that a server keeps it for.

use super::arguments::Share;
use super::ending::{CliError, Ending};
use super::{output, setup, source};
use crate::config::Config;
use crate::outbound::{LiveRequest, Outbound, OutboundConfig};
use diptych_shared::api::error::ErrorResponse;
use diptych_shared::api::links::{LinkContent, PublishedLink};
use diptych_shared::project::encode_link;
use serde::Serialize;
use std::time::Duration;

/// What `--json` prints.
#[derive(Serialize)]
struct Told {
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    deletion_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<u64>,
}

/// Makes the link and prints it.
pub async fn share(arguments: Share) -> Result<Ending, CliError> {
    let config = setup::config()?;
    let project = source::open(&arguments.project, &config.limits)?;
    // A broken project can be shared all the same; what is none cannot.
    let manifest = project.manifest().map_err(|error| CliError::Project(error.to_string()))?;
    let told = match &arguments.server {
        None => {
            let fragment = encode_link(&project).map_err(|error| CliError::Project(error.to_string()))?;
            let base = arguments.base.split('#').next().unwrap_or_default();
            Told { url: format!("{base}#{fragment}"), deletion_token: None, expires_at: None }
        }
        Some(server) => {
            let (title, description) = (manifest.title, manifest.description);
            let content = LinkContent { project, title, description, ..LinkContent::default() };
            let posted = post(&config, server, &content).await?;
            let url = format!("{}/s/{}", server.trim_end_matches('/'), posted.id);
            Told { url, deletion_token: Some(posted.deletion_token), expires_at: posted.expires_at }
        }
    };
    if arguments.json {
        output::json(&told)?;
        return Ok(Ending::Good);
    }
    output::line(&told.url)?;
    if let Some(token) = &told.deletion_token {
        output::line(&format!("deletion token: {token}"))?;
    }
    Ok(Ending::Good)
}

/// Sends it with the client that makes guests' live requests, which is bounded in time and bytes.
async fn post(config: &Config, server: &str, content: &LinkContent) -> Result<PublishedLink, CliError> {
    let failed = |why: &str| CliError::Host(format!("{server} did not keep the project: {why}"));
    let url = url::Url::parse(server)
        .ok()
        .filter(|url| ["http", "https"].contains(&url.scheme()))
        .ok_or_else(|| CliError::Usage(format!("--server {server}: not an http or https address")))?;
    let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else {
        return Err(CliError::Usage(format!("--server {server}: it names no host")));
    };
    // Whoever types an address means it, be it private or not.
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let addresses =
        tokio::net::lookup_host((host, port)).await.map_err(|error| failed(&error.to_string()))?;
    let outbound = Outbound::new(OutboundConfig::new(addresses.collect(), &config.limits))?;
    let request = LiveRequest {
        method: "POST".to_owned(),
        url: format!("{}/api/v1/links", server.trim_end_matches('/')),
        headers: vec![("content-type".to_owned(), b"application/json".to_vec().into())],
        body: serde_json::to_vec(content).map_err(anyhow::Error::from)?.into(),
        connect_ms: None,
        first_byte_ms: None,
    };
    let time = Duration::from_millis(config.limits.http_time_ms.value);
    let answer = outbound.send(request, time).await.map_err(|error| failed(&error.to_string()))?;
    if (200..300).contains(&answer.status) {
        return serde_json::from_slice(&answer.body)
            .map_err(|error| failed(&format!("its answer is no link ({error})")));
    }
    match serde_json::from_slice::<ErrorResponse>(&answer.body) {
        Ok(ErrorResponse { error }) => Err(failed(&error.message)),
        Err(_) => Err(failed(&format!("it answers with status {}", answer.status))),
    }
}
