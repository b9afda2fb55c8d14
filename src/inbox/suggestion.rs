//! What visitors suggest, and what became of it.

use std::fmt;

use serde_json::{Map, Value};

/// The fields of a report, in the field names of the collection file.
pub type Fields = Map<String, Value>;

/// Who suggests something. All of it is optional.
#[derive(Clone, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Sender {
    pub name: Option<String>,
    pub email: Option<String>,
    pub organization: Option<String>,
}

/// Never prints who it is.
impl fmt::Debug for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sender")
    }
}

/// A suggestion that is not stored yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewSuggestion {
    /// What the sender says about the report.
    pub fields: Fields,
    /// Why it belongs into the collection.
    pub note: Option<String>,
}

/// What one sender sends at once: one suggestion, or an organization's many.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct NewSending {
    pub sender: Sender,
    pub suggestions: Vec<NewSuggestion>,
}

/// A stored suggestion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// Its number.
    pub id: i64,
    /// The number of what it was sent with. Suggestions that were sent together have the same.
    pub sending: i64,
    /// What the sender says about the report, or, once it is accepted, what the curator made of it.
    pub fields: Fields,
    /// Why it belongs into the collection, in the sender's words.
    pub note: Option<String>,
    /// Who sent it. Name and address are forgotten after a time.
    pub sender: Sender,
    /// What became of it.
    pub state: SuggestionState,
    /// When it was received, in seconds since 1970.
    pub received_at: i64,
    /// When it last changed, in seconds since 1970.
    pub changed_at: i64,
}

impl Suggestion {
    /// The title of the suggested report.
    pub fn title(&self) -> &str {
        self.fields.get("title").and_then(Value::as_str).unwrap_or_default()
    }
}

/// What one sender sent at once, as its private address shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// Who sent it.
    pub sender: Sender,
    /// When it was received, in seconds since 1970.
    pub received_at: i64,
    /// The suggestions, in the order of the sender.
    pub suggestions: Vec<Suggestion>,
}

/// What became of a suggestion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SuggestionState {
    /// Nobody has decided yet.
    Received,
    /// It is part of the collection.
    Accepted {
        /// The id of the report.
        report: String,
    },
    /// It does not become part of the collection.
    Declined {
        /// Why, in the curator's words; may be empty.
        words: String,
    },
    /// The sender took it back.
    TakenBack,
}

impl SuggestionState {
    /// The names of all states, as they are stored and as the API sends them.
    pub const NAMES: [&str; 4] = ["received", "accepted", "declined", "taken-back"];

    /// The name of the state.
    pub fn name(&self) -> &'static str {
        match self {
            SuggestionState::Received => "received",
            SuggestionState::Accepted { .. } => "accepted",
            SuggestionState::Declined { .. } => "declined",
            SuggestionState::TakenBack => "taken-back",
        }
    }
}

/// What the operator is told at once: the suggestions of one sending.
#[derive(Clone, Copy, Debug)]
pub(super) struct Notice<'n> {
    /// The number of the sending.
    pub(super) sending: i64,
    pub(super) suggestions: &'n [Suggestion],
    /// In seconds since 1970.
    pub(super) now: i64,
}

/// What a curator decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It becomes part of the collection.
    Accept {
        /// The id of the report.
        report: String,
        /// The report as the curator accepts it.
        fields: Fields,
    },
    /// It does not.
    Decline {
        /// Why; the sender is told. May be empty.
        words: String,
    },
}

impl Decision {
    /// The most characters of the words to the sender. More is not a reason but a letter.
    pub const MOST_WORDS: usize = 4_000;

    /// Declines with these words, unless they are too long.
    pub fn decline(words: &str) -> Option<Decision> {
        let words = words.trim();
        let is_short = words.chars().count() <= Decision::MOST_WORDS;
        is_short.then(|| Decision::Decline { words: words.to_owned() })
    }
}

/// Something that was done with a suggestion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SuggestionEvent {
    /// When, in seconds since 1970.
    pub at: i64,
    /// The curator's name, or [`SENDER`](SuggestionEvent::SENDER).
    pub who: String,
    /// What: `received`, `revised`, `taken-back`, `accepting`, `accepted`, `declined`, `reopened`.
    pub what: String,
    /// The id of the report, or the curator's words.
    pub detail: Option<String>,
}

impl SuggestionEvent {
    /// Stands for the sender, whose name no event holds.
    pub const SENDER: &str = "sender";
    /// Somebody is about to write the report into the collection file, under the id that the detail names.
    pub const ACCEPTING: &str = "accepting";
}

/// Which suggestions are listed, in the order in which they were received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InboxFilter {
    /// Only those in the state with this name.
    pub state: Option<&'static str>,
    /// Only those after the one with this number.
    pub after: Option<i64>,
    /// Whether the latest comes first, rather than the oldest.
    pub is_latest_first: bool,
    /// The most of them.
    pub most: i64,
}

impl Default for InboxFilter {
    /// Those that nobody has decided yet.
    fn default() -> InboxFilter {
        InboxFilter { state: Some("received"), after: None, is_latest_first: false, most: 100 }
    }
}
