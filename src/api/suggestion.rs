//! What became of a suggestion, for the app that sent it.

use crate::address::{Address, Endpoint, PrivateToken, Site};
use crate::collection::Instant;
use crate::inbox::{Sent, Suggestion, SuggestionState};
use crate::snapshot::{FoundReport, Snapshot};

use super::model::{SuggestedReport, SuggestionStatus};

/// The document at the private address of a suggestion. It does not repeat who sent it.
pub fn status_of(sent: &Sent, token: &PrivateToken, snapshot: &Snapshot, site: &Site) -> Vec<u8> {
    let suggestions: Vec<SuggestedReport<'_>> =
        sent.suggestions.iter().map(|suggestion| suggested(suggestion, snapshot, site)).collect();
    let all = |state: &str| suggestions.iter().all(|one| one.state == state);
    let status = SuggestionStatus {
        state: match suggestions.first() {
            Some(first) if all(first.state) => first.state,
            _ => "mixed",
        },
        received: time(sent.received_at),
        status: site.url(&Address::Api(Endpoint::Suggestion(token.clone()))),
        page: site.url(&Address::SuggestionStatus(token.clone())),
        suggestions,
    };
    serde_json::to_vec(&status).expect("writing to memory cannot fail")
}

fn suggested<'s>(suggestion: &'s Suggestion, snapshot: &Snapshot, site: &Site) -> SuggestedReport<'s> {
    // It may appear later.
    let is_shown = |id: &str| !matches!(snapshot.find(id), FoundReport::Nothing);
    let report = |id: &String| site.url(&Address::Report(id.as_str().into()));
    SuggestedReport {
        state: suggestion.state.name(),
        changed: time(suggestion.changed_at),
        report: match &suggestion.state {
            SuggestionState::Accepted { report: id } if is_shown(id) => Some(report(id)),
            _ => None,
        },
        words: match &suggestion.state {
            SuggestionState::Declined { words } => Some(words.as_str()).filter(|words| !words.is_empty()),
            _ => None,
        },
        note: suggestion.note.as_deref(),
        fields: &suggestion.fields,
    }
}

fn time(seconds: i64) -> String {
    Instant::from_unix(seconds).map(|time| time.to_string()).unwrap_or_default()
}
