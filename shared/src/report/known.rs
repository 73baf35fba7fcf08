//! Known differences between hosts: what both sides may do differently without either being wrong.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// One way in which hosts are known to differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct KnownDifference {
    /// Its name in reports, `live-clock`.
    pub id: &'static str,
    /// What differs, in a few words.
    pub what: &'static str,
    /// Why that is nobody's fault, in a sentence or two.
    pub why: &'static str,
    /// Where it is written down: a specification's section or an upstream issue.
    pub reference: &'static str,
}

/// Every known difference, by [`KnownId`].
pub const KNOWN_DIFFERENCES: &[KnownDifference] = &[KnownDifference {
    id: "live-clock",
    what: "clocks of two machines",
    why: "In live mode each host reads its own clock.",
    reference: "https://github.com/WebAssembly/wasi-clocks",
}];

/// An entry of [`KNOWN_DIFFERENCES`]; its id in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KnownId(u8);

impl KnownId {
    /// The entry with this id.
    pub fn from_id(id: &str) -> Option<KnownId> {
        let position = KNOWN_DIFFERENCES.iter().position(|known| known.id == id)?;
        Some(KnownId(position as u8))
    }

    /// The entry at this place of the table.
    pub fn from_number(number: u8) -> Option<KnownId> {
        KNOWN_DIFFERENCES.get(usize::from(number)).map(|_| KnownId(number))
    }

    /// Its place in the table, which holds for one build only.
    pub fn number(self) -> u8 {
        self.0
    }

    /// The entry.
    pub fn entry(self) -> &'static KnownDifference {
        // Only made from numbers of entries.
        &KNOWN_DIFFERENCES[usize::from(self.0)]
    }
}

impl Serialize for KnownId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.entry().id)
    }
}

/// Reads an id; one that this build does not know is left out rather than refused.
pub(super) fn lenient<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<KnownId>, D::Error> {
    let id = Option::<std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
    Ok(id.and_then(|id| KnownId::from_id(&id)))
}

/// A known difference that a comparison met, as it is written out for people and other tools.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KnownUse {
    /// Its id, as in [`TraceRow::known`](super::TraceRow::known).
    pub id: String,
    /// What differs, in a few words.
    pub what: String,
    /// Why that is nobody's fault.
    pub why: String,
    /// A specification's section or an upstream issue.
    pub reference: String,
    /// How many rows of the trace it explains.
    pub rows: u32,
    /// It explains why the runs ended differently.
    #[serde(default)]
    pub outcome: bool,
}
