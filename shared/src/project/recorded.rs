//! `[[run.http]]`: a recorded answer to an outgoing HTTP request, as the manifest writes it.

use super::{ManifestError, Project};
use crate::api::run::RecordedAnswer;
use crate::policy::RequestPattern;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RecordedTable {
    /// Method and URL: `GET https://api.example.com/v1/greeting?name=you`.
    #[serde(deserialize_with = "request")]
    pub request: String,
    /// 100 to 599; 200 by default.
    #[serde(default = "ok", deserialize_with = "status")]
    pub status: u16,
    /// Headers by name; none by default.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// The body as text; empty by default.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub body: String,
    /// A project file that is the body instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body_file: Option<String>,
}

fn ok() -> u16 {
    200
}

fn status<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u16, D::Error> {
    let status = u16::deserialize(deserializer)?;
    if (100..600).contains(&status) {
        return Ok(status);
    }
    Err(serde::de::Error::custom(format!("{status} is no HTTP status: write 100 to 599")))
}

fn request<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let request = String::deserialize(deserializer)?;
    match RequestPattern::parse(&request) {
        Ok(pattern) if pattern.host.contains('*') || pattern.method == "*" => {
            Err("a recorded answer is for one method and one host, without `*`")
        }
        Ok(_) => Ok(request),
        Err(why) => Err(why),
    }
    .map_err(|why| {
        serde::de::Error::custom(format!(
            "{why}: write a method and a URL, such as `GET https://api.example.com/v1/greeting`"
        ))
    })
}

impl RecordedTable {
    /// The answer with its body.
    ///
    /// # Errors
    ///
    /// When the file of the body is not in the project.
    pub(super) fn resolve(&self, project: &Project) -> Result<RecordedAnswer, ManifestError> {
        let (method, url) = self.request.split_once(' ').unwrap_or(("GET", &self.request));
        let body = match &self.body_file {
            None => self.body.clone().into_bytes(),
            Some(path) => project.named_file("run.http.body-file", path)?,
        };
        Ok(RecordedAnswer {
            method: method.to_owned(),
            url: url.trim().to_owned(),
            status: self.status,
            headers: self
                .headers
                .iter()
                .map(|(name, value)| (name.to_ascii_lowercase(), value.clone()))
                .collect(),
            body: body.into(),
        })
    }
}
