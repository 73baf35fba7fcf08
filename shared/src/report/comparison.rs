//! The comparison's data: what [`compare`](super::compare) finds in two run reports.

use super::RunReport;
use super::files::FilesComparison;
use super::known::{KnownId, KnownUse};
use super::needs::NeedsComparison;
use serde::{Deserialize, Serialize};

/// Same or different, with a sentence where different.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Agreement {
    /// Both sides agree.
    pub same: bool,
    /// What differs, in words; empty when `same`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub difference: String,
    /// The known difference between hosts that explains it; then it is no finding.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "super::known::lenient")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub known: Option<KnownId>,
}

/// How many rows [`OutputComparison::lines`] holds at most.
pub const DIFF_LINES: usize = 2_000;

/// How many characters of one line [`DiffLine`] holds at most.
pub const DIFF_LINE_CHARS: usize = 1_000;

/// One line of a text diff, or of a hex dump's diff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DiffLine {
    /// The line on the left side, without its newline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<String>,
    /// The line on the right side.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub right: Option<String>,
}

/// How two output streams compare, byte by byte.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OutputComparison {
    /// The bytes are the same.
    pub same: bool,
    /// The offset of the first byte that differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_difference: Option<u64>,
    /// At least one side is not UTF-8, so `lines` are hex dump lines of 16 bytes.
    pub binary: bool,
    /// The aligned lines; empty when `same`. At most [`DIFF_LINES`] rows, from shortly before the
    /// first difference on; a line longer than [`DIFF_LINE_CHARS`] is cut around its first
    /// difference, with `…` where something was left out.
    pub lines: Vec<DiffLine>,
    /// How many equal lines come before `lines`.
    #[serde(default)]
    pub lines_before: u64,
    /// How many lines (of the longer side) come after `lines`.
    #[serde(default)]
    pub lines_after: u64,
    /// A side's bytes end early (the output limit, or both runs were cut by time), and the sides
    /// agree as far as both go: then a missing tail is not held to be a difference.
    #[serde(default)]
    pub agree_so_far: bool,
}

/// One side's figures for a phase.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Figure {
    /// The duration, or the median of several.
    pub median_ns: u64,
    /// The smallest and the largest; equal to the median for a single measurement.
    pub spread_ns: (u64, u64),
    /// How many measurements.
    pub samples: u32,
    /// Taken from a cache.
    pub cached: bool,
}

/// One phase on both sides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PhaseComparison {
    /// `transpile`, `compile`, `instantiate`, `first-call`, `warm-call`, `cold-start` (the sum of
    /// everything before the first call's end), `warm-start` (`instantiate` and `first-call`
    /// alone, which is fair where a compile was taken from a cache).
    pub name: String,
    /// The left side, when it has this phase.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<Figure>,
    /// The right side.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub right: Option<Figure>,
    /// In words: `browser 3.1× slower`, or `no clear difference` where the spreads (widened by the
    /// clocks' resolution) overlap; empty where one side is missing or cached.
    pub verdict: String,
}

/// How two aligned host calls compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum RowKind {
    /// The same call with the same arguments, result and decision.
    Same,
    /// Another argument; the result and the decision may differ too.
    Arguments,
    /// The same arguments and decision, another result (or one did not return).
    Result,
    /// The same arguments, allowed on one side and denied on the other; so the results differ too.
    Denial,
    /// Both sides made this call, at different places: this row is one side's, `counterpart` the other's.
    Order,
    /// Only the left side made it.
    OnlyLeft,
    /// Only the right side made it.
    OnlyRight,
}

/// One row of the aligned trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TraceRow {
    /// How they compare.
    pub kind: RowKind,
    /// Index into the left report's `trace.events`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<u32>,
    /// Index into the right report's `trace.events`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub right: Option<u32>,
    /// With [`RowKind::Order`]: the index into the rows where the other side made this call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counterpart: Option<u32>,
    /// The known difference between hosts that explains this row; such a row is no finding.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "super::known::lenient")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub known: Option<KnownId>,
}

impl TraceRow {
    /// It is the same on both sides.
    pub fn is_same(&self) -> bool {
        self.kind == RowKind::Same
    }

    /// It differs, and no known difference between hosts explains that.
    pub fn is_finding(&self) -> bool {
        !self.is_same() && self.known.is_none()
    }
}

/// The two traces, aligned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TraceComparison {
    /// No finding: whatever differs is known to.
    #[serde(default)]
    pub same: bool,
    /// Every call of either side; where one trace was not kept to its end (or both runs were cut by
    /// time), as far as both go.
    pub rows: Vec<TraceRow>,
    /// How many rows are not `same`, known ones not counted.
    pub differences: u32,
    /// How many rows are not `same` and explained by a known difference between hosts.
    #[serde(default)]
    pub known_differences: u32,
    /// Index into `rows` of the first that is not `same`; where no other is, of the first known one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub divergence: Option<u32>,
    /// The divergence in words, with both sides' values; empty when there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub explanation: String,
    /// How many host calls the left run made, kept or not.
    #[serde(default)]
    pub left_calls: u64,
    /// How many host calls the right run made, kept or not.
    #[serde(default)]
    pub right_calls: u64,
    /// `rows` holds every call of both runs.
    #[serde(default)]
    pub complete: bool,
}

/// Two reports compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Comparison {
    /// One line on top: `Same output. 2 host calls differ. Cold start: browser 3.1× slower.`
    pub verdict: String,
    /// Component, outcome, values, outputs, files and traces agree, but for known differences.
    pub same: bool,
    /// The known differences that were met.
    #[serde(default)]
    pub known: Vec<KnownUse>,
    /// How the runs ended.
    pub outcome: Agreement,
    /// What the calls returned.
    pub values: Agreement,
    /// Standard output.
    pub stdout: OutputComparison,
    /// Standard error.
    pub stderr: OutputComparison,
    /// The virtual files after the runs.
    #[serde(default)]
    pub files: FilesComparison,
    /// What was used of what was granted.
    #[serde(default)]
    pub used: NeedsComparison,
    /// What was denied.
    #[serde(default)]
    pub denied: NeedsComparison,
    /// Where the time went.
    pub phases: Vec<PhaseComparison>,
    /// The host calls.
    pub trace: TraceComparison,
}

/// The whole comparison as it downloads: both reports and what was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ComparisonReport {
    /// [`REPORT_SCHEMA`](super::REPORT_SCHEMA).
    pub schema: u32,
    /// The left report (the browser's, in the page).
    pub left: RunReport,
    /// The right report (the server's, in the page).
    pub right: RunReport,
    /// What was found.
    pub comparison: Comparison,
}
