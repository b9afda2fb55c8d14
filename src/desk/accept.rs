//! Accepting a suggestion: the report is added to the file once, and then the decision is stored.
//!
//! Before the file is written, the inbox notes under which id. If the process ends before the decision is stored, the
//! next curator who accepts finds the report by that id, and it is not added again.

use std::sync::Arc;

use serde_json::Value;

use crate::collection::{self, Instant};
use crate::inbox::{Decision, Fields, Inbox, InboxError, Suggestion, SuggestionState, accepted_as};
use crate::store::StoreError;

use super::change::FileChange;
use super::fields::{REPORT, members};
use super::file::Unmade;
use super::history::{History, Noted};
use super::request::Posted;
use super::shared::Desk;

/// A suggestion as a curator accepts it.
#[derive(Clone, Debug)]
pub(super) struct Accepting {
    /// The number of the suggestion.
    pub(super) id: i64,
    pub(super) typed: Posted,
    /// What the suggestion said when the form was made.
    pub(super) was: String,
    pub(super) person: String,
    pub(super) now: Instant,
}

/// What became of a suggestion that was accepted.
#[derive(Clone, Copy, Debug)]
pub(super) enum Accepted {
    /// The report was added.
    Added,
    /// The report was there already, so the file was not changed.
    WasThere,
    /// The report was added, and in the same moment somebody else decided or the sender took the suggestion back.
    TooLate,
}

/// Why a suggestion is not accepted.
#[derive(Debug)]
pub(super) enum NotAccepted {
    /// Somebody decided already.
    Decided,
    /// The sender changed the suggestion after the form was made.
    Revised,
    /// The file cannot be changed so.
    Unmade(Unmade),
    /// The inbox does not work.
    Store(StoreError),
}

impl From<StoreError> for NotAccepted {
    fn from(error: StoreError) -> NotAccepted {
        NotAccepted::Store(error)
    }
}

impl From<Unmade> for NotAccepted {
    fn from(unmade: Unmade) -> NotAccepted {
        NotAccepted::Unmade(unmade)
    }
}

impl From<InboxError> for NotAccepted {
    fn from(error: InboxError) -> NotAccepted {
        match error {
            InboxError::Store(error) => NotAccepted::Store(error),
            _ => NotAccepted::Decided,
        }
    }
}

impl Desk {
    /// Adds the report of a suggestion to the file, unless it is there already, and stores the decision.
    ///
    /// # Cancellation
    /// The work goes on in a task of its own.
    pub(super) async fn accept(
        &self,
        inbox: &Inbox,
        history: &History,
        accepting: Accepting,
    ) -> Result<Accepted, NotAccepted> {
        let work = self.clone().accept_it(inbox.clone(), history.clone(), accepting);
        tokio::spawn(work).await.map_err(|error| Unmade::Busy(error.to_string()))?
    }

    async fn accept_it(
        self,
        inbox: Inbox,
        history: History,
        accepting: Accepting,
    ) -> Result<Accepted, NotAccepted> {
        let Accepting { id, mut typed, was, person, now } = accepting;
        let turn = Arc::clone(&self.accepting);
        let _turn = turn.lock().await;
        let suggestion = inbox.get(id).await?.ok_or(NotAccepted::Decided)?;
        if suggestion.state != SuggestionState::Received {
            return Err(NotAccepted::Decided);
        }
        if content(&suggestion) != was {
            return Err(NotAccepted::Revised);
        }
        if let Some(report) = self.in_file(&inbox, id, &typed).await? {
            self.mark(&inbox, &history, (id, &report), &typed, (&person, now)).await?;
            return Ok(Accepted::WasThere);
        }
        let change = FileChange::AddReport { typed: typed.clone(), now };
        let (_, applied) = self.try_out(change).await?;
        // From here on the report has this id, however often this is tried.
        typed.0.retain(|(name, _)| name != "id");
        typed.push("id", applied.subject.clone());
        inbox.begin_to_accept(id, &applied.subject, &person, now.unix()).await?;
        let change = FileChange::AddReport { typed: typed.clone(), now };
        let report = self.make(&history, (&person, "accepted"), change).await?.subject;
        let decision = Decision::Accept { report, fields: fields_of(&typed) };
        match inbox.decide(id, decision, &person, now.unix()).await {
            Ok(()) => Ok(Accepted::Added),
            Err(InboxError::Store(error)) => Err(NotAccepted::Store(error)),
            Err(_) => Ok(Accepted::TooLate),
        }
    }

    /// Stores that a suggestion is in the collection as this report. The file stays as it is.
    pub(super) async fn mark(
        &self,
        inbox: &Inbox,
        history: &History,
        (id, report): (i64, &str),
        typed: &Posted,
        (person, now): (&str, Instant),
    ) -> Result<(), InboxError> {
        let decision = Decision::Accept { report: report.to_owned(), fields: fields_of(typed) };
        inbox.decide(id, decision, person, now.unix()).await?;
        let title = typed.get("title").trim();
        note(history, person, "accepted", (report, title), now).await;
        Ok(())
    }

    /// The id of the report that a suggestion has become in the file already.
    pub(super) async fn in_file(
        &self,
        inbox: &Inbox,
        id: i64,
        typed: &Posted,
    ) -> Result<Option<String>, NotAccepted> {
        let begun = inbox.begun(id).await?;
        let (text, fields) = (self.text().await?, fields_of(typed));
        let site = self.hosted.options.render.site.clone();
        let found = tokio::task::spawn_blocking(move || {
            // The faults of a file are told when the report is added to it.
            let collection = collection::parse(text.into_bytes()).ok()?;
            accepted_as(&fields, &begun, &collection, &site)
        });
        Ok(found.await.map_err(|error| Unmade::Busy(error.to_string()))?)
    }
}

/// Notes a decision that changes no file. What is decided stays decided if the history does not work.
pub(super) async fn note(
    history: &History,
    person: &str,
    what: &'static str,
    (subject, title): (&str, &str),
    now: Instant,
) {
    let (person, subject, title) = (person.to_owned(), subject.to_owned(), title.to_owned());
    let noted = Noted { person, what, subject, title, diff: String::new() };
    let noted = match history.begin(&noted, now.unix()).await {
        Ok(id) => history.written(id).await,
        Err(error) => Err(error),
    };
    if let Err(error) = noted {
        tracing::error!("the history of the desk is incomplete: {}", error.in_a_line());
    }
}

/// What a suggestion says, to notice that its sender changed it.
pub(super) fn content(suggestion: &Suggestion) -> String {
    serde_json::json!([suggestion.fields, suggestion.note]).to_string()
}

/// The report as it was typed.
pub(super) fn fields_of(typed: &Posted) -> Fields {
    let value = |json: String| serde_json::from_str(&json).unwrap_or(Value::Null);
    let members = members(typed, REPORT, &Value::Null).into_iter();
    members.filter_map(|(name, json)| Some((name.to_owned(), value(json?)))).collect()
}
