//! The private page of what somebody suggested.

use serde::Serialize;

use crate::address::{Address, PrivateToken};
use crate::collection::Instant;
use crate::inbox::{NewSuggestion, Sender, Sent, Suggestion, SuggestionFault, SuggestionState, TypedReport};
use crate::page::head::Head;
use crate::page::visit::{Day, Visit};
use crate::render::Document;
use crate::snapshot::FoundReport;
use crate::words::Value;

use super::fields::{self, ReportView, SenderView};
use super::notice::{FormNotice, NoticeView};

/// What the page shows.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct StatusView<'s> {
    pub sent: &'s Sent,
    pub token: &'s PrivateToken,
    /// A suggestion that could not be changed: its number, what was typed, and what is wrong.
    pub unchanged: Option<(i64, TypedReport, Vec<SuggestionFault>)>,
    /// A sender that could not be changed: what was typed, and what is wrong.
    pub sender: Option<(Sender, Vec<SuggestionFault>)>,
    pub notice: Option<FormNotice>,
}

#[derive(Serialize)]
struct Page {
    heading: String,
    lead: String,
    action: String,
    address: String,
    received: Option<Day>,
    suggestions: Vec<SuggestionView>,
    notice: Option<NoticeView>,
    name: Option<String>,
    email: Option<String>,
    organization: Option<String>,
    sender: SenderView,
    is_sender_open: bool,
    form: String,
}

#[derive(Serialize)]
struct SuggestionView {
    id: i64,
    title: String,
    state: &'static str,
    state_words: String,
    /// The page of the report that it became.
    accepted: Option<String>,
    /// What the curator said.
    words: Option<String>,
    changed: Option<Day>,
    report: ReportView,
    is_open: bool,
}

/// The page at a private address.
pub fn suggestion_status(visit: &Visit<'_>, view: &StatusView<'_>) -> Document {
    let address = Address::SuggestionStatus(view.token.clone());
    let count = [("count", Value::Number(view.sent.suggestions.len() as u64))];
    let heading = visit.words().tell("suggest-status-title", &count);
    let (sender, sender_faults) =
        view.sender.as_ref().map_or((&view.sent.sender, &[][..]), |(sender, faults)| (sender, faults));
    let head = Head { is_indexed: false, ..Head::new(visit, &address, heading.clone()) };
    let day = |seconds: i64| Instant::from_unix(seconds).map(|instant| visit.day(instant));
    let suggestion = |suggestion: &Suggestion| {
        let unchanged = view.unchanged.as_ref().filter(|(id, ..)| *id == suggestion.id);
        let typed = unchanged.map_or_else(|| typed(suggestion), |(_, typed, _)| typed.clone());
        let faults = unchanged.map_or(&[][..], |(_, _, faults)| faults);
        // It may appear later.
        let is_shown = |id: &str| !matches!(visit.snapshot.find(id), FoundReport::Nothing);
        let accepted = |id: &String| visit.target(&Address::Report(id.as_str().into()));
        SuggestionView {
            id: suggestion.id,
            title: suggestion.title().to_owned(),
            state: suggestion.state.name(),
            state_words: visit.words().say(&format!("suggest-state-{}", suggestion.state.name())),
            accepted: match &suggestion.state {
                SuggestionState::Accepted { report } if is_shown(report) => Some(accepted(report)),
                _ => None,
            },
            words: match &suggestion.state {
                SuggestionState::Declined { words } => Some(words.clone()).filter(|words| !words.is_empty()),
                _ => None,
            },
            changed: day(suggestion.changed_at),
            report: fields::report(&typed, 0, faults, visit).with_rest(&suggestion.fields, visit),
            is_open: unchanged.is_some(),
        }
    };
    let values = Page {
        heading,
        lead: visit.words().tell("suggest-status-what", &count),
        action: visit.target(&address),
        address: visit.options.site.url(&address),
        received: day(view.sent.received_at),
        suggestions: view.sent.suggestions.iter().map(suggestion).collect(),
        notice: view.notice.as_ref().map(|notice| notice.view(visit)),
        name: view.sent.sender.name.clone(),
        email: view.sent.sender.email.clone(),
        organization: view.sent.sender.organization.clone(),
        sender: fields::sender(sender, sender_faults, visit),
        is_sender_open: view.sender.is_some(),
        form: visit.target(&Address::SuggestionForm),
    };
    visit.page("suggest_status.html", head, values)
}

fn typed(suggestion: &Suggestion) -> TypedReport {
    TypedReport::of(&NewSuggestion { fields: suggestion.fields.clone(), note: suggestion.note.clone() })
}
