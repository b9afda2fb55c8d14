//! Resumption tokens (§3.5): all that the next page of a list needs, sealed.

use serde::{Deserialize, Serialize};

use crate::collection::About;
use crate::seal::{Seal, SealKey};

use super::arguments::Verb;

/// Where a list goes on, and what is listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Resumption {
    /// The prefix of the format.
    pub(super) prefix: String,
    /// The first and the last second to list, as Unix times.
    pub(super) from: Option<i64>,
    pub(super) until: Option<i64>,
    /// The slug of a topic.
    pub(super) set: Option<String>,
    /// The date in the file, as a Unix time, and the id of the last record that was sent.
    pub(super) after: (i64, String),
    /// How many records were sent so far.
    pub(super) sent: u64,
}

impl Resumption {
    pub(super) fn seal(&self, verb: Verb, key: Option<&SealKey>, about: &About) -> String {
        let content = serde_json::to_vec(self).expect("it has only texts and numbers");
        tokens(verb, key, about).seal(&content)
    }

    /// Reads a token that a gateway of this collection made for this verb.
    pub(super) fn open(token: &str, verb: Verb, key: Option<&SealKey>, about: &About) -> Option<Resumption> {
        let content = tokens(verb, key, about).open(token)?;
        serde_json::from_slice(&content).ok()
    }
}

fn tokens(verb: Verb, key: Option<&SealKey>, about: &About) -> Seal {
    Seal::new(key, about, "resumption token", [verb.name()])
}
