//! What becomes of a suggestion once a curator sends its form: it is accepted, declined, marked or reopened.

use serde_json::Value;

use crate::inbox::{
    Decision, Fields, Inbox, InboxError, KnownReport, Suggestion, SuggestionState, accepted_as,
};
use crate::store::StoreError;
use crate::words::Value::Text;

use super::accept::{Accepted, Accepting, NotAccepted, content, fields_of, note};
use super::change::{FileChange, merged_fields};
use super::fields::{ABSTRACT_FORM, FieldSpec, REPORT, typed_of};
use super::form::MORE;
use super::items::{EDIT, STEP, WAS, patch, reviewed};
use super::request::{DeskReply, Posted};
use super::suggestion::{Review, WORDS, with_status};
use super::told::Told;
use super::view::ProblemView;
use super::visitor::Curator;

/// A suggestion, or what becomes of it once a form is sent.
pub(super) async fn answer(
    curator: Curator<'_>,
    inbox: &Inbox,
    number: &str,
) -> Result<DeskReply, StoreError> {
    let found = match number.parse() {
        Ok(number) => inbox.get(number).await?,
        Err(_) => None,
    };
    let Some(suggestion) = found else { return Ok(curator.not_found()) };
    let review = Review { curator, inbox, suggestion: &suggestion };
    let Some(posted) = curator.posted else {
        return review.form(&review.typed(), with_status(200)).await;
    };
    match if posted.get(MORE).is_empty() { posted.get(STEP) } else { EDIT } {
        "reopen" => review.reopen(posted).await,
        _ if suggestion.state != SuggestionState::Received => review.decided(posted).await,
        "decline" => review.decline(posted).await,
        "is-there" => review.mark(posted).await,
        EDIT => review.form(posted, with_status(200)).await,
        "write" if curator.desk.options.writes => review.accept(posted).await,
        "patch" => review.patch(posted).await,
        _ => review.review(posted).await,
    }
}

impl Review<'_> {
    fn change(&self, posted: &Posted) -> FileChange {
        FileChange::AddReport { typed: posted.clone(), now: self.curator.now }
    }

    // ── what curators do ──

    async fn accept(&self, posted: &Posted) -> Result<DeskReply, StoreError> {
        let Curator { tables, person, .. } = self.curator;
        let accepting = Accepting {
            id: self.suggestion.id,
            typed: posted.clone(),
            was: posted.get(WAS).to_owned(),
            person: person.name.clone(),
            now: self.curator.now,
        };
        let done = match self.curator.desk.accept(self.inbox, &tables.history, accepting).await {
            Ok(Accepted::Added) => "accepted",
            Ok(Accepted::WasThere) => "marked",
            Ok(Accepted::TooLate) => "accepted-late",
            Err(NotAccepted::Decided) => return self.decided(posted).await,
            Err(NotAccepted::Revised) => return self.revised(posted).await,
            Err(NotAccepted::Store(error)) => return Err(error),
            Err(NotAccepted::Unmade(unmade)) => {
                let told = Told::of(unmade, &self.curator);
                return match told.is_unwritable {
                    true => self.review_with(posted, told).await,
                    false => self.form(posted, told).await,
                };
            }
        };
        Ok(DeskReply::see(format!("{}?done={done}", self.path())))
    }

    async fn review(&self, posted: &Posted) -> Result<DeskReply, StoreError> {
        match content(self.suggestion) == posted.get(WAS) {
            true => self.review_with(posted, with_status(200)).await,
            false => self.revised(posted).await,
        }
    }

    /// What the file would become. If the file cannot be written, only a patch is offered.
    async fn review_with(&self, posted: &Posted, told: Told) -> Result<DeskReply, StoreError> {
        let curator = &self.curator;
        match curator.desk.in_file(self.inbox, self.suggestion.id, posted).await {
            Ok(None) => {}
            // The curator decides whether it is the same report, before anything is accepted.
            Ok(Some(report)) => {
                let why = ProblemView::new(curator.tell("desk-inbox-in-file", "id", &report));
                return self.form(posted, Told { problems: vec![why], ..with_status(409) }).await;
            }
            Err(NotAccepted::Store(error)) => return Err(error),
            Err(NotAccepted::Unmade(unmade)) => {
                return self.form(posted, Told::of(unmade, curator)).await;
            }
            Err(_) => return self.decided(posted).await,
        }
        match curator.desk.try_out(self.change(posted)).await {
            Ok((diff, _)) => {
                let can_write = curator.desk.options.writes && !told.is_unwritable;
                let heading = curator.say("desk-inbox-review");
                Ok(reviewed(curator, heading, (&self.path(), posted), &diff, (told, can_write)))
            }
            Err(unmade) => self.form(posted, Told::of(unmade, curator)).await,
        }
    }

    /// The change as a file. Its id is noted, so that the report is found once it is in the collection.
    async fn patch(&self, posted: &Posted) -> Result<DeskReply, StoreError> {
        if content(self.suggestion) != posted.get(WAS) {
            return self.revised(posted).await;
        }
        let (diff, applied) = match self.curator.desk.try_out(self.change(posted)).await {
            Ok(tried) => tried,
            Err(unmade) => return self.form(posted, Told::of(unmade, &self.curator)).await,
        };
        let (id, now, name) = (self.suggestion.id, self.curator.now.unix(), &self.curator.person.name);
        match self.inbox.begin_to_accept(id, &applied.subject, name, now).await {
            Ok(()) => Ok(patch(diff, applied.text)),
            Err(error) => self.failed(error, posted).await,
        }
    }

    /// Accepts without a change of the file, because readers see the report already.
    async fn mark(&self, posted: &Posted) -> Result<DeskReply, StoreError> {
        let Curator { tables, person, visitor, .. } = self.curator;
        let begun = self.inbox.begun(self.suggestion.id).await?;
        let (snapshot, typed, inbox) = (visitor.snapshot.clone(), fields_of(posted), self.inbox.clone());
        let site = visitor.desk.hosted.options.render.site.clone();
        let found = tokio::task::spawn_blocking(move || {
            let collection = snapshot.collection();
            accepted_as(&typed, &begun, collection, &site).or_else(|| {
                match inbox.known_in(&snapshot, &typed, &site)? {
                    KnownReport::Report(id) => Some(id),
                    KnownReport::Withdrawn(_) => None,
                }
            })
        });
        let Some(report) = found.await.unwrap_or_default() else {
            return self.form(posted, self.problem(409, "desk-inbox-not-there-yet")).await;
        };
        let by = (person.name.as_str(), visitor.now);
        let subject = (self.suggestion.id, report.as_str());
        match visitor.desk.mark(self.inbox, &tables.history, subject, posted, by).await {
            Ok(()) => Ok(DeskReply::see(format!("{}?done=marked", self.path()))),
            Err(error) => self.failed(error, posted).await,
        }
    }

    async fn decline(&self, posted: &Posted) -> Result<DeskReply, StoreError> {
        let Some(decision) = Decision::decline(posted.get(WORDS)) else {
            return self.form(posted, self.problem(422, "desk-inbox-words-long")).await;
        };
        let Curator { person, visitor, tables, .. } = self.curator;
        let Suggestion { id, .. } = *self.suggestion;
        if let Err(error) = self.inbox.decide(id, decision, &person.name, visitor.now.unix()).await {
            return self.failed(error, posted).await;
        }
        let subject = (&*format!("#{id}"), self.suggestion.title());
        note(&tables.history, &person.name, "declined", subject, visitor.now).await;
        Ok(DeskReply::see(format!("{}?done=declined", self.path())))
    }

    /// Undoes a decision. An accepted report must leave the collection first.
    async fn reopen(&self, posted: &Posted) -> Result<DeskReply, StoreError> {
        if let SuggestionState::Accepted { report } = &self.suggestion.state
            && self.is_served(report)
        {
            return self.form(&self.typed(), self.problem(409, "desk-inbox-withdraw-first")).await;
        }
        let Curator { person, visitor, tables, .. } = self.curator;
        let Suggestion { id, .. } = *self.suggestion;
        if let Err(error) = self.inbox.reopen(id, &person.name, visitor.now.unix()).await {
            return self.failed(error, posted).await;
        }
        let subject = (&*format!("#{id}"), self.suggestion.title());
        note(&tables.history, &person.name, "reopened", subject, visitor.now).await;
        Ok(DeskReply::see(format!("{}?done=reopened", self.path())))
    }

    // ── what goes wrong ──

    async fn failed(&self, error: InboxError, posted: &Posted) -> Result<DeskReply, StoreError> {
        match error {
            InboxError::Store(error) => Err(error),
            InboxError::NotThere => Ok(self.curator.not_found()),
            InboxError::Known { .. } => {
                self.form(&self.typed(), self.problem(409, "desk-inbox-same-waits")).await
            }
            _ => self.decided(posted).await,
        }
    }

    /// Somebody else decided first. What this curator typed stays on the page.
    async fn decided(&self, posted: &Posted) -> Result<DeskReply, StoreError> {
        let Some(now) = self.inbox.get(self.suggestion.id).await? else {
            return Ok(self.curator.not_found());
        };
        let review = Review { suggestion: &now, ..*self };
        if review.is_done(posted).await? {
            return Ok(DeskReply::see(format!("{}?done=before", self.path())));
        }
        review.form(posted, self.problem(409, "desk-inbox-decided")).await
    }

    /// Whether the same curator did the same before: pressed a button twice, or went back and pressed it again.
    async fn is_done(&self, posted: &Posted) -> Result<bool, StoreError> {
        let events = self.inbox.history(self.suggestion.id).await?;
        let Some(last) = events.last().filter(|last| last.who == self.curator.person.name) else {
            return Ok(false);
        };
        Ok(match (&self.suggestion.state, posted.get(STEP)) {
            (SuggestionState::Accepted { .. }, "write" | "is-there") => {
                fields_of(posted) == self.suggestion.fields
            }
            (SuggestionState::Declined { words }, "decline") => posted.get(WORDS).trim() == words,
            (SuggestionState::Received, "reopen") => last.what == "reopened",
            _ => false,
        })
    }

    /// The sender changed the suggestion. The form has what the curator typed, and elsewhere what the sender says now.
    async fn revised(&self, posted: &Posted) -> Result<DeskReply, StoreError> {
        let Some(now) = self.inbox.get(self.suggestion.id).await? else {
            return Ok(self.curator.not_found());
        };
        let review = Review { suggestion: &now, ..*self };
        let mut told = self.problem(409, "desk-inbox-revised");
        let mut typed = posted.clone();
        if let Ok((was, note)) = serde_json::from_str::<(Fields, Option<String>)>(posted.get(WAS)) {
            let (was, fields) = (Value::Object(was), Value::Object(now.fields.clone()));
            (typed, told.both) = merged_fields(REPORT, (&was, &fields), posted);
            told.changes = self.changes(&was, &fields);
            if note != now.note {
                let texts = [&note, &now.note].map(|note| note.as_deref().unwrap_or_default());
                told.changes.push(self.changed("desk-inbox-note", texts));
            }
        }
        typed.0.retain(|(name, _)| name != WAS);
        typed.push(WAS, content(&now));
        review.form(&typed, told).await
    }

    /// What differs between two versions of a suggestion, one field in each sentence.
    fn changes(&self, was: &Value, now: &Value) -> Vec<String> {
        let text = |object: &Value, field: &FieldSpec| {
            let typed = typed_of(object, std::slice::from_ref(field));
            let texts = typed.0.into_iter().filter(|(name, text)| name != ABSTRACT_FORM && !text.is_empty());
            texts.map(|(_, text)| text).collect::<Vec<_>>().join(", ")
        };
        let changed = |field: &FieldSpec| {
            let (before, after) = (text(was, field), text(now, field));
            let label = format!("desk-field-{}", field.name.replace('_', "-"));
            (before != after).then(|| self.changed(&label, [&before, &after]))
        };
        REPORT.iter().filter_map(changed).collect()
    }

    fn changed(&self, label: &str, texts: [&str; 2]) -> String {
        /// The whole text is in the form.
        const MOST_CHARACTERS: usize = 200;
        let short = |text: &str| match text.char_indices().nth(MOST_CHARACTERS) {
            Some((end, _)) => format!("{}…", &text[..end]),
            None if text.is_empty() => self.curator.say("desk-in-file-empty"),
            None => text.to_owned(),
        };
        let (label, [before, after]) = (self.curator.say(label), texts.map(short));
        let values = [("field", Text(&label)), ("before", Text(&before)), ("after", Text(&after))];
        self.curator.words().tell("desk-inbox-change", &values)
    }
}
