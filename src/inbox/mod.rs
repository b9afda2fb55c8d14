//! The inbox: what visitors suggest for a collection, from the check to the decision.
//!
//! [`checked`] holds a suggestion against the rules of the collection file, and [`Inbox::known_in`] says whether the
//! collection has the report already. The inbox stores it before it is acknowledged, and gives a private address with
//! which the sender can see and change it. Curators list and decide. `state` has the tables. Nothing here knows pages or
//! requests, and nothing here changes the collection file.

mod door;
mod figures;
mod guard;
mod known;
mod mail;
mod notify;
mod options;
mod rules;
mod same;
mod shared;
mod state;
mod suggestion;
mod table;
mod telling;
mod typed;
mod webhook;

#[cfg(test)]
mod tests;

pub use door::{InboxError, Receipt};
pub use figures::{InboxFigures, RefusalReason};
pub use guard::{FormStamps, Guard, StampReading, is_proof};
pub use known::{KnownReport, accepted_as, repeated_in};
pub use mail::MailOptions;
pub use options::Options;
pub use rules::{SuggestionFault, checked};
pub use shared::Inbox;
pub use state::EarlierSuggestion;
pub use suggestion::{
    Decision, Fields, InboxFilter, NewSending, NewSuggestion, Sender, Sent, Suggestion, SuggestionEvent,
    SuggestionState,
};
pub use typed::{DETAILS, DetailShape, TypedReport};
pub use webhook::Webhook;
