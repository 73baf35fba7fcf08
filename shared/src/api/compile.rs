//! The compile step: project in, component and diagnostics out.

use super::{Bytes, composition::Composition, diagnostic::Diagnostic};
use crate::project::Project;
use serde::{Deserialize, Serialize};

/// `POST /api/v1/compile`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CompileRequest {
    /// The whole project folder.
    pub project: Project,
    /// How the component is wanted.
    #[serde(default)]
    pub component: ComponentForm,
}

impl CompileRequest {
    /// Asks for a compile of `project`, with the component in the output.
    pub fn inline(project: Project) -> CompileRequest {
        CompileRequest { project, component: ComponentForm::Inline }
    }
}

/// How an output carries its component.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ComponentForm {
    /// In the output, as base64.
    #[default]
    Inline,
    /// Only its hash where it is larger than [`ComponentForm::INLINE_BYTES`]: `GET /api/v1/components/{sha256}`
    /// has the bytes as they are. For those who may have them already.
    ByHash,
}

impl ComponentForm {
    /// What a component may have at most to be in the output all the same: less than asking again costs.
    pub const INLINE_BYTES: usize = 64 << 10;

    /// Whether the output goes without this component.
    pub fn leaves_out(self, component: Option<&Bytes>) -> bool {
        self == ComponentForm::ByHash && component.is_some_and(|bytes| bytes.len() > Self::INLINE_BYTES)
    }
}

/// Where a compile took place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum CompilePlace {
    /// In the page's toolchain worker.
    Browser,
    /// On the server.
    Server,
}

/// What a compile made. Broken user code is data: `component` is absent and `diagnostics` says why.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CompileOutput {
    /// The component's bytes, when there is one; absent of a large one that was asked for by hash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub component: Option<Bytes>,
    /// Lower-case hex SHA-256 of `component`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub component_sha256: Option<String>,
    /// Everything the compiler said, in its order.
    pub diagnostics: Vec<Diagnostic>,
    /// The compiler's own text output, bounded; empty when the diagnostics say it all.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub raw_output: String,
    /// The tools that made it, such as `rustc 1.95.0` or `wat 1.259.0`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub toolchain: Vec<String>,
    /// Where it was compiled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<CompilePlace>,
    /// What the compile spent its time on, in order; of the compile that made it when `cached`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stages: Vec<StageTime>,
    /// What a composition is made of; absent when its text does not resolve, and of other languages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub composition: Option<Composition>,
    /// The server answered from its cache.
    #[serde(default)]
    pub cached: bool,
}

/// What a compile is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum CompileStage {
    /// Fetching a compiler that the page does not have yet.
    Load,
    /// Reading the manifest and the WIT.
    Resolve,
    /// Writing the language's bindings of the world.
    Bind,
    /// The language's own compiler.
    Compile,
    /// A core module to a component.
    Encode,
    /// Components to one.
    Compose,
}

/// How long one stage took.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StageTime {
    /// Which.
    pub stage: CompileStage,
    /// How long, in nanoseconds.
    pub duration_ns: u64,
}

/// One line of a compile that is told as it goes: `POST /api/v1/compile` with
/// `Accept: application/x-ndjson`. The last line is the output.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum CompileEvent {
    /// It waits for its turn.
    Queued {
        /// How many go before it.
        before: u32,
    },
    /// A stage begins.
    Stage {
        /// Which.
        stage: CompileStage,
    },
    /// It ended.
    Output(CompileOutput),
}

impl CompileEvent {
    /// Reads an event's JSON text. The derived way copies the whole event first, component and all, and is
    /// a second reader of all that an output holds, which the page would have to download.
    ///
    /// # Errors
    /// The text is no event.
    pub fn read(text: &str) -> Result<CompileEvent, serde_json::Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "kebab-case")]
        enum Kind {
            Queued,
            Stage,
            Output,
        }
        #[derive(Deserialize)]
        struct Head {
            r#type: Kind,
            before: Option<u32>,
            stage: Option<CompileStage>,
        }
        let missing = <serde_json::Error as serde::de::Error>::missing_field;
        let head: Head = serde_json::from_str(text)?;
        Ok(match head.r#type {
            Kind::Queued => CompileEvent::Queued { before: head.before.ok_or_else(|| missing("before"))? },
            Kind::Stage => CompileEvent::Stage { stage: head.stage.ok_or_else(|| missing("stage"))? },
            Kind::Output => CompileEvent::Output(serde_json::from_str(text)?),
        })
    }
}

impl CompileOutput {
    /// A compile that made no component, with the reasons.
    pub fn failed(diagnostics: Vec<Diagnostic>) -> Self {
        CompileOutput { diagnostics, ..CompileOutput::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_read_as_the_derived_reader_would() {
        let output = CompileOutput {
            component: Some(b"bytes".to_vec().into()),
            toolchain: vec!["rustc 1.95.0".to_owned()],
            ..CompileOutput::failed(vec![Diagnostic::error("no")])
        };
        let events = [
            CompileEvent::Queued { before: 3 },
            CompileEvent::Stage { stage: CompileStage::Bind },
            CompileEvent::Output(output),
        ];
        for event in events {
            let text = serde_json::to_string(&event).unwrap();
            assert_eq!(CompileEvent::read(&text).unwrap(), serde_json::from_str(&text).unwrap());
            assert_eq!(CompileEvent::read(&text).unwrap(), event);
        }
        for broken in ["", "{}", r#"{"type":"queued"}"#, r#"{"type":"other"}"#, r#"{"type":"output"}"#] {
            assert!(CompileEvent::read(broken).is_err(), "{broken}");
        }
    }
}
