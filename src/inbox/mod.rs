//! The inbox: what visitors suggest for a collection, from the check to the decision.
//!
//! [`checked`] holds a suggestion against the rules of the collection file, and [`in_collection`] says whether the
//! collection has the report already. [`Inbox`] stores it before it is acknowledged, and gives a private address with
//! which the sender can see and change it. Curators list and decide. `state` has the tables. Nothing here knows pages or
//! requests, and nothing here changes the collection file.

mod door;
mod figures;
mod guard;
mod known;
mod notify;
mod options;
mod rules;
mod state;
mod suggestion;
mod typed;

#[cfg(test)]
mod tests;

pub use door::{Inbox, InboxError, Receipt};
pub use figures::{InboxFigures, RefusalReason};
pub use guard::{FormStamps, Guard, StampReading, is_proof};
pub use known::{KnownReport, accepted_as, in_collection};
pub use notify::Webhook;
pub use options::Options;
pub use rules::{SuggestionFault, checked};
pub use suggestion::{
    Decision, Fields, InboxFilter, NewSending, NewSuggestion, Sender, Sent, Suggestion, SuggestionEvent,
    SuggestionState,
};
pub use typed::TypedReport;
