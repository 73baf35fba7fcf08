//! What is known of the server.

/// Whether the server answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServerStatus {
    /// Not asked yet.
    Unknown,
    /// It answers.
    Up {
        /// Its engine, such as `wasmtime 48.0.8`.
        engine: String,
        /// The source languages it compiles.
        languages: Vec<String>,
        /// Whether its operator allows requests to the network in live mode.
        live_http: bool,
    },
    /// It does not.
    Away {
        /// Why, for people.
        why: String,
    },
}

impl ServerStatus {
    /// It is known not to answer.
    pub fn is_away(&self) -> bool {
        matches!(self, ServerStatus::Away { .. })
    }
}
