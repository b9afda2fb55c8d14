//! What is at an address: a document to be built, something moved, something gone, or nothing.
//!
//! This is the one place that brings addresses, snapshot and formats together; `http` and the commands ask here. A
//! [`Key`] has the address of a resource and the revision of what it shows, so a copy that is kept under this key is
//! never out of date. `find` looks up an address and makes a `plan`, `build` makes the planned document, and
//! `topics` finds topics that were renamed or closed.

mod build;
mod find;
mod plan;
mod topics;

use std::hash::Hash;
use std::sync::Arc;

use crate::address::{Address, Localized, MovedAddresses, Scope};
use crate::collection::{Content, Instant, Withdrawal};
use crate::query::{Allowed, Query};
use crate::snapshot::Revision;
use crate::words::{Locale, Value, Words};
use crate::{api, feed, oai, page, render};

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

/// The options for finding resources and building documents.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct Options {
    pub hosted: HostedId,
    pub moved: Arc<MovedAddresses>,
    pub render: render::Options,
    pub feed: feed::Options,
    pub api: api::Options,
    pub oai: oai::Options,
    pub look: Arc<page::Look>,
}

/// A document that can be built and sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    key: Key,
    plan: Plan,
}

/// Identifies a resource and the revision of what it shows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// The collection.
    hosted: HostedId,
    /// The address, without a language. For a card of a given URL this is the address of the card itself.
    address: Address,
    /// The locale of its texts. Always the same one if it has no texts.
    locale: Locale,
    /// Whether the address names the language. If so, links to other pages name it too.
    is_chosen: bool,
    /// The revision of the part of the collection that it shows.
    revision: Revision,
    /// How many retirement steps have passed: pages and feeds do not link to topics that have closed.
    retirement_steps: usize,
}

impl Resource {
    /// Its key in the cache.
    pub fn key(&self) -> &Key {
        &self.key
    }
}

impl Key {
    /// Identifies the resource and its revision for what outlasts the process. Another program may have other keys.
    pub(crate) fn content(&self) -> u128 {
        let mut content = Content::default();
        self.hash(&mut content);
        content.take()
    }

    /// What is searched for, if this is the feed of a search.
    pub(crate) fn search(&self) -> Option<&Query> {
        match &self.address {
            Address::Feed(Scope::Search(query), _) => Some(query),
            _ => None,
        }
    }

    /// The key that the same resource has, or had, at another revision of the collection.
    pub(crate) fn at(&self, revision: Revision) -> Key {
        Key { revision, ..self.clone() }
    }

    /// Identifies the resource, whatever its revision.
    pub(crate) fn place(&self) -> u128 {
        let mut content = Content::default();
        (self.hosted, &self.address, self.locale, self.is_chosen).hash(&mut content);
        content.take()
    }
}

/// What is at an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// A document.
    Resource(Resource),
    /// The document has another address now.
    Moved(Localized),
    /// A topic that has closed.
    Gone,
    /// A report that was withdrawn.
    Withdrawn(Box<Departed>),
    /// The search index is not built yet.
    NotYet,
    /// Nothing.
    Nothing,
    /// A parameter has a value that is not allowed.
    Refused {
        /// The parameter.
        name: &'static str,
        /// The values that are allowed.
        allowed: Allowed,
    },
}

/// What the collection file says about a withdrawn report.
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

    /// Which report was withdrawn, when and why, as far as the file says.
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
