//! What is at an address: a document to be built, something moved, something gone, or nothing.
//!
//! The one place that brings addresses, snapshot and formats together; the wire and the commands
//! both ask here. A [`Key`] has the address of a resource and the revision of what it shows, so a copy kept under
//! that key never has to be thrown away for being old. `find` looks up and makes a `plan` of what it found, `build`
//! makes the planned document, and `topics` knows what became of the topics that addresses name.

mod build;
mod find;
mod plan;
mod topics;

use std::hash::Hash;
use std::sync::Arc;

use crate::address::{Address, Localized};
use crate::collection::{Content, Instant, Withdrawal};
use crate::query::Allowed;
use crate::snapshot::Revision;
use crate::words::{Language, Value, Words};
use crate::{api, feed, page, render};

pub use find::find;

use plan::Plan;

/// The number of a hosted collection. Only the shelf gives numbers, each once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct HostedId(u32);

impl HostedId {
    pub(crate) fn new(number: u32) -> HostedId {
        HostedId(number)
    }

    /// The place of the collection on the shelf.
    pub(crate) fn at(self) -> usize {
        self.0 as usize
    }
}

/// What building documents needs to know.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct Options {
    pub hosted: HostedId,
    pub render: render::Options,
    pub feed: feed::Options,
    pub api: api::Options,
    pub look: Arc<page::Look>,
}

/// Something that can be built and sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    key: Key,
    plan: Plan,
}

/// Names a resource and what it shows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// Of which collection it is.
    hosted: HostedId,
    /// Where it is; a card named by a page's address stands here under its own, and what was asked for in a
    /// language without it.
    address: Address,
    /// The language of its words, if it has any.
    language: Language,
    /// Whether that was asked for, so that its links keep it.
    is_chosen: bool,
    /// Of what it shows, not of the whole collection where it shows a part.
    revision: Revision,
    /// How many retirement steps have passed: pages and feeds do not link to topics that have closed.
    retirement_steps: usize,
}

impl Resource {
    /// What it is kept under.
    pub fn key(&self) -> &Key {
        &self.key
    }
}

impl Key {
    /// Names its place, whatever is shown there.
    pub(crate) fn place(&self) -> u128 {
        let mut content = Content::default();
        (self.hosted, &self.address, self.language, self.is_chosen).hash(&mut content);
        content.take()
    }
}

/// What is at an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Something to send.
    Resource(Resource),
    /// It is elsewhere now.
    Moved(Localized),
    /// A topic that closed.
    Gone,
    /// A report that was withdrawn.
    Withdrawn(Box<Departed>),
    /// What is searched is not built yet.
    NotYet,
    /// Nothing.
    Nothing,
    /// Nothing, because a parameter makes no sense here.
    Refused {
        /// The parameter.
        name: &'static str,
        /// What it may be.
        allowed: Allowed,
    },
}

/// What the file says of a report that was withdrawn.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Departed {
    pub title: Option<Box<str>>,
    pub when: Instant,
    pub reason: Option<Box<str>>,
}

impl Departed {
    fn of(withdrawal: &Withdrawal) -> Departed {
        let Withdrawal { title, when, reason, .. } = withdrawal;
        Departed { title: title.clone(), when: *when, reason: reason.clone() }
    }

    /// What left, when and why, as far as it is known.
    pub fn in_words(&self, words: &Words) -> String {
        let day = words.day(self.when);
        let left = match &self.title {
            Some(title) => {
                words.tell("withdrawn-report", &[("title", Value::Text(title)), ("day", Value::Text(&day))])
            }
            None => words.tell("withdrawn-untitled", &[("day", Value::Text(&day))]),
        };
        match &self.reason {
            Some(reason) => {
                format!("{left} {}", words.tell("withdrawn-why", &[("reason", Value::Text(reason))]))
            }
            None => left,
        }
    }
}
