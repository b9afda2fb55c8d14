//! `feedgate suggestions accept` and `decline`: decides about a suggestion, as curators do at the desk.

use std::cell::{Cell, RefCell};
use std::process::ExitCode;

use serde_json::Value;
use serde_json::value::RawValue;
use tokio::runtime::Runtime;

use crate::address::Site;
use crate::collection::{self, Instant};
use crate::config::Config;
use crate::desk::{History, Noted};
use crate::edit::{NewMember, REPORT_ORDER, dated, draft_of, ids, slug};
use crate::gateway;
use crate::inbox::{Decision, Fields, Inbox, InboxError, Suggestion, SuggestionState, accepted_as};
use crate::store::{Store, StoreError};

use super::{Change, Refusal, exit_code, mode, path_of, try_to_edit};

/// Who decides, and what the decision is about.
#[derive(Debug)]
pub struct Deciding<'d> {
    /// The settings.
    pub config: &'d Config,
    /// Where the database is used.
    pub runtime: &'d Runtime,
    /// The inbox.
    pub inbox: &'d Inbox,
    /// The id of the collection.
    pub collection: String,
    /// The number of the suggestion.
    pub id: i64,
    /// The name of who decides, as the histories of the suggestion and of the desk show it.
    pub by: String,
}

impl Deciding<'_> {
    /// Adds the report of the suggestion to the file and stores the decision. Without `write` it only shows the change.
    pub fn accept(&self, write: bool) -> ExitCode {
        exit_code(self.try_to_accept(write))
    }

    /// Stores that the suggestion does not become part of the collection, and why.
    pub fn decline(&self, words: &str) -> ExitCode {
        exit_code(self.try_to_decline(words).map(|()| true))
    }

    fn try_to_decline(&self, words: &str) -> Result<(), Refusal> {
        let too_long = || {
            let most = Decision::MOST_WORDS;
            Refusal::Other(format!("the words have more than {most} characters; shorten them"))
        };
        let decision = Decision::decline(words).ok_or_else(too_long)?;
        let suggestion = self.suggestion()?;
        self.decide(decision)?;
        self.note("declined", (format!("#{}", self.id), &suggestion))?;
        println!("declined suggestion {}", self.id);
        Ok(())
    }

    fn try_to_accept(&self, write: bool) -> Result<bool, Refusal> {
        let suggestion = self.suggestion()?;
        let begun = self.runtime.block_on(self.inbox.begun(self.id)).map_err(in_a_line)?;
        let site = self.config.public_url.clone().map_or_else(nowhere, Site::new);
        let now = gateway::now();
        let report = RefCell::new(String::new());
        let noted = Cell::new(None);
        let path = path_of(self.config, None)?;
        let name = path.display().to_string();
        let done = try_to_edit(path, self.config, mode(write), |text| {
            if let Some(known) = known(text, &suggestion, &begun, &site) {
                eprintln!("the file has this report already, as {known}");
                *report.borrow_mut() = known;
                return Ok(Change { draft: draft_of(text, &[], &[])?, done: String::new() });
            }
            if !suggestion.fields.contains_key("published") {
                // Advice about the file would not help.
                return Err(Refusal::Other(format!(
                    "suggestion {} has no date of publication, and every report needs one: correct it at the desk",
                    self.id
                )));
            }
            let taken = ids(text)?;
            let new = slug(suggestion.title(), |id| taken.contains(id));
            let draft = draft_of(text, &[members(&suggestion.fields, &new, now)], &[])?;
            *report.borrow_mut() = new.clone();
            if write {
                // If this process ends before the decision is stored, the next one finds the report by its id.
                let begun = self.inbox.begin_to_accept(self.id, &new, &self.by, now.unix());
                self.runtime.block_on(begun).map_err(|error| in_words(self.id, error))?;
                let subject = (new.clone(), &suggestion);
                noted.set(Some(self.begin("accepted", subject, draft.unified_diff(&name))?));
            }
            Ok(Change { draft, done: format!("added {new}") })
        });
        let noted = noted.into_inner();
        if let Some(noted) = noted {
            self.with_history(async |history| match done {
                Ok(_) => history.written(noted).await,
                Err(_) => history.forget(noted).await,
            })?;
        }
        let done = done?;
        if write {
            let (report, fields) = (report.into_inner(), suggestion.fields.clone());
            self.decide(Decision::Accept { report: report.clone(), fields })?;
            // A report that was there already changed no file.
            if noted.is_none() {
                self.note("accepted", (report, &suggestion))?;
            }
            println!("accepted suggestion {}", self.id);
        }
        Ok(done)
    }

    /// The suggestion, if nobody has decided.
    fn suggestion(&self) -> Result<Suggestion, Refusal> {
        let found = self.runtime.block_on(self.inbox.get(self.id)).map_err(in_a_line)?;
        let suggestion = found.ok_or_else(|| in_words(self.id, InboxError::NotThere))?;
        match suggestion.state {
            SuggestionState::Received => Ok(suggestion),
            _ => Err(in_words(self.id, InboxError::AlreadyDecided)),
        }
    }

    fn decide(&self, decision: Decision) -> Result<(), Refusal> {
        let decided = self.inbox.decide(self.id, decision, &self.by, gateway::now().unix());
        self.runtime.block_on(decided).map_err(|error| in_words(self.id, error))
    }

    /// Notes a decision that changes no file in the history of the desk.
    fn note(&self, what: &'static str, subject: (String, &Suggestion)) -> Result<(), Refusal> {
        let noted = self.begin(what, subject, String::new())?;
        self.with_history(async |history| history.written(noted).await)
    }

    /// Notes a change of the file before it is made. Returns the number of the note.
    fn begin(
        &self,
        what: &'static str,
        (subject, suggestion): (String, &Suggestion),
        diff: String,
    ) -> Result<i64, Refusal> {
        let title = suggestion.title().to_owned();
        let noted = Noted { person: self.by.clone(), what, subject, title, diff };
        self.with_history(async |history| history.begin(&noted, gateway::now().unix()).await)
    }

    /// Does something with the history of the desk.
    fn with_history<T>(
        &self,
        work: impl AsyncFnOnce(&History) -> Result<T, StoreError>,
    ) -> Result<T, Refusal> {
        let done = self.runtime.block_on(async {
            let store = Store::open(&self.config.database).await?;
            let done = work(&History::new(store.clone(), &self.collection)).await;
            store.close().await;
            done
        });
        done.map_err(in_a_line)
    }
}

/// The id of the report that the suggestion has become already.
fn known(text: &str, suggestion: &Suggestion, begun: &[String], site: &Site) -> Option<String> {
    let collection = collection::parse(text.as_bytes().to_vec()).ok()?;
    accepted_as(&suggestion.fields, begun, &collection, site)
}

/// The report, in the order of the file format.
fn members(fields: &Fields, id: &str, now: Instant) -> Vec<NewMember> {
    let member = |name: &str, value: &Value| NewMember {
        name: name.to_owned(),
        value: RawValue::from_string(value.to_string()).expect("a value is JSON"),
    };
    let of_fields = fields.iter().filter(|(name, _)| *name != "id");
    let of_fields = of_fields.map(|(name, value)| member(name, value));
    let mut members: Vec<NewMember> = [member("id", &Value::from(id))].into_iter().chain(of_fields).collect();
    if !members.iter().any(|member| member.name == "added") {
        members.push(dated("added", now));
    }
    let rank = |name: &str| REPORT_ORDER.iter().position(|known| *known == name);
    members.sort_by_key(|member| rank(&member.name).unwrap_or(REPORT_ORDER.len()));
    members
}

fn in_a_line(error: StoreError) -> Refusal {
    Refusal::Other(error.in_a_line())
}

/// A site that no suggestion names.
fn nowhere() -> Site {
    Site::new("http://gateway.invalid/".parse().expect("a URL"))
}

fn in_words(id: i64, error: InboxError) -> Refusal {
    Refusal::Other(match error {
        InboxError::NotThere => format!("there is no suggestion {id}"),
        InboxError::AlreadyDecided => {
            format!("suggestion {id} was decided already, or its sender took it back")
        }
        InboxError::Store(error) => error.in_a_line(),
        error => error.to_string(),
    })
}
