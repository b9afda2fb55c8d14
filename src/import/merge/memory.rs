//! What an import remembers in a report: where it came from, and what each field was then. So the next one knows what
//! the curator changed since.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use xxhash_rust::xxh3::xxh3_64;

/// The field that holds it. Its name begins with `_`, so gateways ignore it.
pub(super) const OWN_FIELD: &str = "_imported";

/// What an import remembers of a report.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub(super) struct Memory {
    /// The source, by the name that it was imported under.
    pub(super) from: String,
    /// What makes the record the same one in the next run.
    pub(super) record: String,
    /// What the source calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) key: Option<String>,
    /// Topics that were given to it on the command line. The next import keeps them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) given: Vec<String>,
    /// A hash of the value of each field that came from the source.
    pub(super) fields: BTreeMap<String, String>,
}

/// The hash of a value, however it is laid out.
pub(super) fn hash(json: &str) -> String {
    let value = serde_json::from_str::<Value>(json).map(|value| value.to_string());
    let hash = xxh3_64(value.as_deref().unwrap_or(json).as_bytes());
    format!("{:08x}", hash >> 32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_layout_of_a_value_does_not_matter() {
        assert_eq!(hash("[ \"a\",\n \"\\u00e9\" ]"), hash("[\"a\",\"é\"]"));
        assert_ne!(hash("\"a\""), hash("\"b\""));
        assert_eq!(hash("\"a\"").len(), 8);
    }
}
