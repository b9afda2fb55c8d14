//! What is at an address: a document to be built, something that moved, something gone, or nothing.
//!
//! The one place that brings addresses, snapshot and formats together; the wire and the commands
//! both ask here. A [`Resource`] is named by its address and the revision of what it shows, so a
//! copy kept under that name never has to be thrown away for being old.

use crate::address::{Address, Endpoint, Scope, Subject};
use crate::collection::{Instant, Report, TopicIndex};
use crate::render::oembed::{self, Shown};
use crate::render::{self, Document, opml};
use crate::snapshot::{self, Named, Revision, Snapshot, Standing};
use crate::{api, feed, page};

/// What building documents needs to know.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct Options {
    pub render: render::Options,
    pub feed: feed::Options,
    pub api: api::Options,
}

/// Something that can be built and sent.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Resource {
    /// Where it is; a card named by a page's address stands here under its own.
    address: Address,
    /// Of what it shows, not of the whole collection where it shows a part.
    revision: Revision,
    /// What the date has decided: pages and feeds do not lead to topics that are gone.
    turns: usize,
}

/// What is at an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Something to send.
    Resource(Resource),
    /// It is elsewhere now.
    Moved(Address),
    /// It was there once.
    Gone,
    /// Nothing.
    Nothing,
    /// Nothing, because a parameter makes no sense here.
    Refused {
        /// The parameter.
        name: &'static str,
        /// What it may be.
        allowed: &'static str,
    },
}

/// Looks up what is at an address at a given time.
pub fn find(snapshot: &Snapshot, address: &Address, now: Instant, options: &Options) -> Found {
    let address = match address {
        Address::CardFor(url, card) => match options.render.site.page(url).as_ref().and_then(subject_of) {
            // A consumer wants the card, not a redirect, also where the page has a new address.
            Some(Subject::Topic(slug)) => match snapshot.named(&slug) {
                Some(Named::Topic(index) | Named::Alias(index)) => {
                    let topic = snapshot.collection().topic(index);
                    &Address::Card(Subject::Topic(topic.id.clone()), *card)
                }
                None => return Found::Nothing,
            },
            Some(subject) => &Address::Card(subject, *card),
            None => return Found::Nothing,
        },
        address => address,
    };
    let found = |revision, turns| Found::Resource(Resource { address: address.clone(), revision, turns });
    if let Address::Asset(name) = address {
        let present = page::asset(name).is_some();
        return if present { found(Revision::OF_THE_PROGRAM, 0) } else { Found::Nothing };
    }
    let subject = subject_below(address);
    let (total, revision) = match &subject {
        Subject::Collection => (snapshot.reports(None).len(), snapshot.revision()),
        Subject::Topic(slug) => match snapshot.named(slug) {
            Some(Named::Topic(topic)) if snapshot.standing(topic, now) == Standing::Closed => {
                return Found::Gone;
            }
            // What apps get of a topic is more than its feed shows: its old slugs.
            Some(Named::Topic(_)) if matches!(address, Address::Api(_)) => (0, snapshot.revision()),
            Some(Named::Topic(topic)) => {
                (snapshot.reports(Some(topic)).len(), snapshot.topic_revision(topic))
            }
            Some(Named::Alias(topic)) => {
                let topic = snapshot.collection().topic(topic);
                return Found::Moved(address.with_topic(&topic.id));
            }
            None => return Found::Nothing,
        },
        Subject::Report(id) => match snapshot.find(id) {
            snapshot::Found::Report(report) => (1, snapshot.report_revision(report)),
            snapshot::Found::Withdrawn(_) => return Found::Gone,
            snapshot::Found::Nothing => return Found::Nothing,
        },
    };
    if let Address::Api(Endpoint::Reports(listing)) = address
        && !api::is_whole(snapshot, listing, &options.api)
    {
        let allowed = "next_cursor or prev_cursor of an earlier answer to the same words, filters and order";
        return Found::Refused { name: "cursor", allowed };
    }
    let exists = match address {
        Address::Home { page } | Address::Topic { page, .. } => *page <= page::last_page(total),
        Address::Archive(_, _, number) => *number <= options.feed.archives(total),
        _ => true,
    };
    if exists { found(revision, snapshot.turns(now)) } else { Found::Nothing }
}

impl Resource {
    /// Where it is.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Builds it, from the snapshot and at the time for which it was found.
    pub fn document(&self, snapshot: &Snapshot, now: Instant, options: &Options) -> Document {
        const FOUND: &str = "a resource is built from the snapshot it was found in";
        let render = &options.render;
        let topic = |scope: &Scope| match scope {
            Scope::Collection => None,
            Scope::Topic(slug) => Some(topic_index(snapshot, slug).expect(FOUND)),
        };
        match &self.address {
            Address::Home { page } => page::list(snapshot, None, *page, now, render),
            Address::Topic { topic, page } => {
                page::list(snapshot, Some(topic_index(snapshot, topic).expect(FOUND)), *page, now, render)
            }
            Address::Report(id) => page::report(snapshot, report(snapshot, id).expect(FOUND), now, render),
            Address::Feed(scope, format) => {
                let topic = topic(scope);
                render::feed(&feed::live(snapshot, topic, now, &options.feed), *format, render)
            }
            Address::Archive(scope, format, number) => {
                let archive = feed::archive(snapshot, topic(scope), *number, &options.feed).expect(FOUND);
                render::feed(&archive, *format, render)
            }
            Address::Subscribe(scope) => page::subscribe(snapshot, topic(scope), render),
            Address::Card(subject, card) => {
                oembed::render(snapshot, shown(snapshot, subject).expect(FOUND), card, render)
            }
            Address::CardFor(..) => unreachable!("found as the card it names"),
            Address::Embed(subject, theme) => {
                page::embed(snapshot, shown(snapshot, subject).expect(FOUND), *theme, now, render)
            }
            Address::Outline => opml::render(snapshot, now, render),
            Address::Api(endpoint) => {
                api::document(snapshot, endpoint, now, &render.site, &options.api).expect(FOUND)
            }
            Address::Asset(name) => page::asset(name).expect(FOUND),
        }
    }
}

/// What an address is about, which decides whether it is there.
fn subject_below(address: &Address) -> Subject {
    match address {
        Address::Topic { topic, .. } => Subject::Topic(topic.clone()),
        Address::Report(report) => Subject::Report(report.clone()),
        Address::Feed(scope, _) | Address::Archive(scope, _, _) | Address::Subscribe(scope) => {
            scope.subject()
        }
        Address::Card(subject, _) | Address::Embed(subject, _) => subject.clone(),
        Address::Api(Endpoint::Topic(topic)) => Subject::Topic(topic.clone()),
        Address::Api(Endpoint::Report(report)) => Subject::Report(report.clone()),
        Address::Home { .. }
        | Address::CardFor(..)
        | Address::Outline
        | Address::Api(_)
        | Address::Asset(_) => Subject::Collection,
    }
}

/// What a card for a page shows; feeds and files have none.
fn subject_of(address: &Address) -> Option<Subject> {
    match address {
        Address::Home { .. } | Address::Topic { .. } | Address::Report(_) => Some(subject_below(address)),
        Address::Subscribe(_) | Address::Embed(..) => Some(subject_below(address)),
        _ => None,
    }
}

fn topic_index(snapshot: &Snapshot, slug: &str) -> Option<TopicIndex> {
    match snapshot.named(slug)? {
        Named::Topic(index) | Named::Alias(index) => Some(index),
    }
}

fn report<'s>(snapshot: &'s Snapshot, id: &str) -> Option<&'s Report> {
    match snapshot.find(id) {
        snapshot::Found::Report(report) => Some(report),
        _ => None,
    }
}

fn shown<'s>(snapshot: &'s Snapshot, subject: &Subject) -> Option<Shown<'s>> {
    match subject {
        Subject::Collection => Some(Shown::Collection),
        Subject::Topic(slug) => topic_index(snapshot, slug).map(Shown::Topic),
        Subject::Report(id) => report(snapshot, id).map(Shown::Report),
    }
}
