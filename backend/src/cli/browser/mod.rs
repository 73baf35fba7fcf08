//! The browser's engine without a window: Chromium opens a page of the built site, which runs the component and
//! hands its report back over loopback.

mod process;
mod program;
mod session;

use super::ending::CliError;
use crate::app::AppState;
use crate::engine::RunSource;
use crate::workbench::lowered;
use diptych_shared::api::composition::LinkedComposition;
use diptych_shared::api::run::{ComponentSource, RunRequest, RunSettings};
use diptych_shared::report::RunReport;
use process::Chromium;
use session::Session;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The page of the site that runs one component.
const PAGE: &str = "headless.html";

/// A Chromium that can run components.
pub struct Browser {
    program: PathBuf,
    time_ms: u64,
}

impl Browser {
    /// Finds Chromium, and the page that it shall open.
    ///
    /// # Errors
    ///
    /// What is missing and what would bring it.
    pub fn find(named: Option<&Path>, site: &Path, time_ms: u64) -> Result<Browser, CliError> {
        if !site.join(PAGE).is_file() {
            return Err(CliError::Host(format!(
                "the browser engine needs the built site, and {} has no {PAGE}: `cargo xtask build` makes it, \
                 DIPTYCH_SITE says where it is",
                site.display()
            )));
        }
        Ok(Browser { program: program::find(named)?, time_ms })
    }

    /// Runs what is asked for and answers with the page's report. Dropping the future ends Chromium.
    ///
    /// # Errors
    ///
    /// When there is no report: Chromium did not start, ended, or took longer than `browser-time-ms`.
    pub async fn run(&self, state: &AppState, request: &RunRequest) -> Result<RunReport, CliError> {
        let session = Session::open(state, request).await?;
        let mut chromium = Chromium::start(&self.program, &session.page())?;
        let late = tokio::time::sleep(Duration::from_millis(self.time_ms));
        tokio::select! {
            report = session.report() => report,
            words = chromium.ended() => Err(CliError::Host(format!(
                "Chromium ({}) ended before it had a report{words}",
                self.program.display()
            ))),
            () = late => Err(CliError::Host(format!(
                "the browser gave no report in time (limit browser-time-ms = {}): --browser-time-ms sets it",
                self.time_ms
            ))),
        }
    }
}

/// What the page is asked for: the same as wasmtime, by the same limits.
pub fn request(state: &AppState, source: &RunSource, settings: RunSettings) -> RunRequest {
    let base64 = |bytes: &[u8]| ComponentSource::Base64(bytes.to_vec().into());
    let linked = source.linked.as_ref().map(|linked| LinkedComposition {
        composition: linked.composition.clone(),
        components: linked.components.iter().map(|(name, bytes)| (name.clone(), base64(bytes))).collect(),
    });
    RunRequest {
        component: base64(&source.component),
        linked,
        settings: lowered(settings, &state.config().limits),
        trace_in_report: true,
    }
}
