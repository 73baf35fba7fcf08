//! `diptych mcp`: the tools for assistants over stdin and stdout, for those that start their servers themselves.

use super::ending::{CliError, Ending};
use super::setup::Setup;
use crate::mcp::Tools;
use rmcp::ServiceExt as _;

/// Serves until stdin ends.
pub async fn serve() -> Result<Ending, CliError> {
    let core = Setup::new()?.core().await?;
    let serving = Tools::new(core.state.clone()).serve(rmcp::transport::stdio()).await;
    let serving =
        serving.map_err(|error| CliError::Usage(format!("the other side speaks no MCP: {error}")))?;
    let ended = serving.waiting().await;
    ended.map_err(|error| CliError::Host(format!("serving ended: {error}")))?;
    Ok(Ending::Good)
}
