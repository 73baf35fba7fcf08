//! Every named limit of the server: its name, default, setting and meaning, in one table.

use diptych_shared::api::error::LimitHit;
use diptych_shared::api::limits::Limit;
use diptych_shared::api::run::RunLimits;

/// A limit's name and its value in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NamedLimit {
    /// As in `GET /api/v1/limits`.
    pub name: &'static str,
    /// In the unit the name ends with; a count where it ends with none.
    pub value: u64,
}

impl NamedLimit {
    /// The value as a size in memory.
    pub fn as_usize(self) -> usize {
        usize::try_from(self.value).unwrap_or(usize::MAX)
    }

    /// The limit as error envelopes quote it.
    pub fn hit(self) -> LimitHit {
        LimitHit { name: self.name.to_owned(), value: self.value }
    }
}

impl std::fmt::Display for NamedLimit {
    /// `limit component-bytes = 33554432`, the form all messages use.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "limit {} = {}", self.name, self.value)
    }
}

/// Why the environment's limits cannot be used.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub enum LimitError {
    /// Not a whole number.
    #[error("{setting}={value}: a limit is a whole number from 1")]
    NotANumber {
        /// The variable.
        setting: String,
        /// What it holds.
        value: String,
    },
    /// No limit has this setting.
    #[error("{setting} sets no limit; the limits are {known}")]
    Unknown {
        /// The variable.
        setting: String,
        /// All settings there are.
        known: String,
    },
}

/// What every limit's setting starts with.
const PREFIX: &str = "DIPTYCH_LIMIT_";

fn setting(name: &str) -> String {
    format!("{PREFIX}{}", name.to_uppercase().replace('-', "_"))
}

macro_rules! limits {
    ($($field:ident = $name:literal, $default:expr, $description:literal;)*) => {
        /// The limits in force.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct Limits {
            $(#[doc = $description] pub $field: NamedLimit,)*
        }

        impl Default for Limits {
            fn default() -> Self {
                Limits { $($field: NamedLimit { name: $name, value: $default },)* }
            }
        }

        impl Limits {
            /// Every limit with its default, setting and meaning, in the table's order.
            pub fn list(&self) -> Vec<Limit> {
                vec![$(Limit {
                    name: $name.to_owned(),
                    value: self.$field.value,
                    default: $default,
                    setting: setting($name),
                    description: $description.to_owned(),
                },)*]
            }

            fn value_mut(&mut self, wanted: &str) -> Option<&mut u64> {
                $(if setting($name) == wanted { return Some(&mut self.$field.value); })*
                None
            }
        }
    };
}

limits! {
    component_bytes = "component-bytes", 32 << 20, "The largest component, uploaded or compiled.";
    project_bytes = "project-bytes", 4 << 20, "All files of a project together, paths included.";
    project_files = "project-files", 500, "How many files a project may have.";
    source_bytes = "source-bytes", 1 << 20, "The largest source file that is compiled.";
    request_bytes = "request-bytes", 48 << 20, "The largest JSON request body.";
    request_time_ms = "request-time-ms", 60_000, "How long a client may take to send a request's body.";
    compile_time_ms = "compile-time-ms", 60_000, "Wall time of one compile, by a language's compiler or by the engine.";
    compile_memory_bytes = "compile-memory-bytes", 3 << 30, "Writable memory of one compiler process, a language's or the engine's.";
    compile_total_memory_bytes = "compile-total-memory-bytes", 4 << 30, "Memory of all processes of one compile together.";
    compile_processes = "compile-processes", 256, "Processes and threads of one compile at the same time.";
    compile_open_files = "compile-open-files", 1024, "Files that one process of a compile may have open.";
    compile_folder_bytes = "compile-folder-bytes", 512 << 20, "Everything that one compile writes, together.";
    compile_folder_files = "compile-folder-files", 20_000, "Files and folders that one compile writes.";
    compile_output_bytes = "compile-output-bytes", 64 << 20, "The largest file a compiler may write.";
    compile_message_bytes = "compile-message-bytes", 1 << 20, "How much a compiler may print.";
    concurrent_compiles = "concurrent-compiles", 3, "Compiles that run at the same time.";
    client_concurrent_compiles = "client-concurrent-compiles", 2, "Compiles of one client that run at the same time.";
    queued_compiles = "queued-compiles", 32, "Compiles that may wait for their turn.";
    client_queued_compiles = "client-queued-compiles", 8, "Compiles of one client that may wait for their turn.";
    editor_sessions = "editor-sessions", 2, "Sessions that help the editor at the same time.";
    client_editor_sessions = "client-editor-sessions", 1, "Editor sessions of one client at the same time.";
    editor_session_memory_bytes = "editor-session-memory-bytes", 2 << 30, "Memory of all processes of one editor session together.";
    editor_session_cpu_ms = "editor-session-cpu-ms", 600_000, "Processor time of one process of an editor session.";
    editor_session_idle_ms = "editor-session-idle-ms", 300_000, "How long an editor session is kept that nobody asks.";
    editor_session_keep_ms = "editor-session-keep-ms", 20_000, "How long an editor session that nobody asks is kept although another client waits for its place.";
    editor_answer_ms = "editor-answer-ms", 30_000, "Wall time of one answer to the editor, the session's start included.";
    run_time_ms = "run-time-ms", 30_000, "The highest time-ms a run may ask for.";
    run_memory_bytes = "run-memory-bytes", 1 << 30, "The highest memory-bytes a run may ask for.";
    run_output_bytes = "run-output-bytes", 8 << 20, "The highest output-bytes a run may ask for.";
    run_trace_events = "run-trace-events", 400_000, "The highest trace-events a run may ask for.";
    run_trace_bytes = "run-trace-bytes", 64 << 20, "The highest trace-bytes a run may ask for.";
    run_file_bytes = "run-file-bytes", 16 << 20, "The highest file-bytes a run may ask for.";
    composition_instances = "composition-instances", diptych_compose::limits::INSTANCES as u64, "Instances of a composition that is linked part by part.";
    composition_bytes = "composition-bytes", diptych_compose::limits::COMPONENTS_BYTES as u64, "All components of a composition together.";
    concurrent_runs = "concurrent-runs", 4, "Runs at the same time.";
    queued_runs = "queued-runs", 64, "Runs that may wait for their turn.";
    mcp_text_bytes = "mcp-text-bytes", 16 << 10, "One text in an answer to an assistant: an output, a value, a world.";
    mcp_rows = "mcp-rows", 50, "Diagnostics, values, host calls or differences in one answer to an assistant.";
    http_requests = "http-requests", 100, "Live HTTP requests of one run.";
    http_response_bytes = "http-response-bytes", 8 << 20, "The largest body of a live HTTP answer.";
    http_time_ms = "http-time-ms", 10_000, "Wall time of one live HTTP request.";
    link_bytes = "link-bytes", 16 << 20, "The largest link, its project and reports as JSON.";
    client_publishes_per_minute = "client-publishes-per-minute", 30, "Links that one client publishes in a minute.";
    concurrent_previews = "concurrent-previews", 2, "Pictures of links that are drawn at the same time.";
    components_memory_bytes = "components-memory-bytes", 64 << 20, "Components kept in memory.";
    components_disk_bytes = "components-disk-bytes", 1 << 30, "Components kept on disk.";
    cache_memory_bytes = "cache-memory-bytes", 64 << 20, "Compile results kept in memory.";
    cache_disk_bytes = "cache-disk-bytes", 1 << 30, "Compile results kept on disk.";
}

impl Limits {
    /// The most that a run may ask for.
    pub fn run(&self) -> RunLimits {
        RunLimits {
            time_ms: self.run_time_ms.value,
            memory_bytes: self.run_memory_bytes.value,
            output_bytes: self.run_output_bytes.value,
            trace_events: self.run_trace_events.value,
            trace_bytes: self.run_trace_bytes.value,
            file_bytes: self.run_file_bytes.value,
        }
    }

    /// The limits in force as settings, variable and value: what [`Limits::from_variables`] reads.
    pub fn settings(&self) -> Vec<(String, String)> {
        self.list().into_iter().map(|limit| (limit.setting, limit.value.to_string())).collect()
    }

    /// The defaults, changed by what `variables` (name, value) set. Variables that do not start
    /// with `DIPTYCH_LIMIT_` are none of this table's business.
    pub fn from_variables<I>(variables: I) -> Result<Limits, LimitError>
    where
        I: IntoIterator<Item = (String, String)>,
    {
        let mut limits = Limits::default();
        for (setting, value) in variables {
            if !setting.starts_with(PREFIX) {
                continue;
            }
            let Some(slot) = limits.value_mut(&setting) else {
                let known =
                    limits.list().into_iter().map(|limit| limit.setting).collect::<Vec<_>>().join(", ");
                return Err(LimitError::Unknown { setting, known });
            };
            *slot = match value.trim().parse() {
                Ok(number) if number > 0 => number,
                _ => return Err(LimitError::NotANumber { setting, value }),
            };
        }
        Ok(limits)
    }
}

#[cfg(test)]
mod tests {
    use super::{LimitError, Limits};

    fn from(variables: &[(&str, &str)]) -> Result<Limits, LimitError> {
        Limits::from_variables(variables.iter().map(|(name, value)| ((*name).into(), (*value).into())))
    }

    #[test]
    fn a_setting_changes_the_value_and_not_the_default() {
        let limits = from(&[("DIPTYCH_LIMIT_COMPONENT_BYTES", "1000"), ("PATH", "/bin")]).unwrap();
        assert_eq!(limits.component_bytes.to_string(), "limit component-bytes = 1000");
        let listed = limits.list().into_iter().find(|limit| limit.name == "component-bytes").unwrap();
        assert_eq!((listed.value, listed.default), (1000, 32 << 20));
        assert_eq!(listed.setting, "DIPTYCH_LIMIT_COMPONENT_BYTES");
        assert_eq!(Limits::from_variables(limits.settings()), Ok(limits));
    }

    #[test]
    fn mistakes_are_refused_by_name() {
        let unknown = from(&[("DIPTYCH_LIMIT_COMPONENTS_BYTES", "1")]).unwrap_err();
        assert!(unknown.to_string().contains("DIPTYCH_LIMIT_COMPONENT_BYTES"), "{unknown}");
        for bad in ["", "0", "-1", "16 MiB"] {
            let error = from(&[("DIPTYCH_LIMIT_RUN_TIME_MS", bad)]).unwrap_err();
            assert!(matches!(error, LimitError::NotANumber { .. }), "{bad}");
        }
    }

    #[test]
    fn names_are_unique_and_described() {
        let list = Limits::default().list();
        let names: std::collections::BTreeSet<_> = list.iter().map(|limit| &limit.name).collect();
        assert_eq!(names.len(), list.len());
        assert!(list.iter().all(|limit| limit.description.ends_with('.')));
    }
}
