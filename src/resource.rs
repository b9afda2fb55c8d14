//! What is at an address: a document to be built, something that moved, something gone, or nothing.
//!
//! The one place that brings addresses, snapshot and formats together; the wire and the commands
//! both ask here. A [`Resource`] is named by its address and the revision of what it shows, so a
//! copy kept under that name never has to be thrown away for being old.

use crate::address::{Address, Endpoint, Scope, Subject};
use crate::collection::{Instant, Report, TopicIndex};
use crate::query::{Facet, Filter, Query};
use crate::render::oembed::{self, Shown};
use crate::render::{self, Document, citation, manifest, open_search, opml, robots, sitemap, suggestions};
use crate::search::Hits;
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
    /// What is searched is not built yet.
    NotYet,
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
    if matches!(address, Address::Robots | Address::Icon) {
        return found(Revision::OF_THE_PROGRAM, 0);
    }
    if let Some(decided) = address.query().and_then(|query| topics_of(snapshot, address, query, now)) {
        return decided;
    }
    if needs_index(address) && snapshot.index().is_none() {
        return Found::NotYet;
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
        // How much a search finds is known when it is built.
        _ if address.query().is_some() => true,
        Address::Home { page, .. } | Address::Topic { page, .. } => *page <= page::last_page(total),
        // Where one list holds all there are no parts.
        Address::Sitemap(Some(part)) => {
            let parts = sitemap::parts(snapshot, now);
            parts > 1 && *part <= parts
        }
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

    /// Builds it, from the snapshot and at the time for which it was found. There is nothing past the
    /// end of what a search finds.
    pub fn document(&self, snapshot: &Snapshot, now: Instant, options: &Options) -> Option<Document> {
        let render = &options.render;
        Some(match &self.address {
            Address::Home { query, view, page } => {
                let choice = page::Choice { query, view: *view, page: *page };
                return page::home(snapshot, &choice, now, render);
            }
            Address::Feed(Scope::Search(query), format) => {
                let hits = hits(snapshot, query);
                render::feed(&feed::live_search(snapshot, query, &hits, &options.feed), *format, render)
            }
            Address::Archive(Scope::Search(query), format, number) => {
                let hits = hits(snapshot, query);
                let archive = feed::archive_search(snapshot, query, &hits, *number, &options.feed)?;
                render::feed(&archive, *format, render)
            }
            Address::Suggest(typed) => suggestions::render(snapshot, typed, now, render),
            _ => self.document_at_once(snapshot, now, options),
        })
    }

    /// Builds what needs no search.
    fn document_at_once(&self, snapshot: &Snapshot, now: Instant, options: &Options) -> Document {
        let render = &options.render;
        let topic = |scope: &Scope| match scope {
            Scope::Collection | Scope::Search(_) => None,
            Scope::Topic(slug) => Some(topic_index(snapshot, slug).expect(FOUND)),
        };
        match &self.address {
            Address::Topic { topic, page } => {
                page::topic(snapshot, topic_index(snapshot, topic).expect(FOUND), *page, now, render)
            }
            Address::Report(id) => page::report(snapshot, report(snapshot, id).expect(FOUND), now, render),
            Address::Citation(id, format) => {
                citation::render(snapshot, report(snapshot, id).expect(FOUND), *format, render)
            }
            Address::Feed(scope, format) => {
                let topic = topic(scope);
                render::feed(&feed::live(snapshot, topic, now, &options.feed), *format, render)
            }
            Address::Archive(scope, format, number) => {
                let archive = feed::archive(snapshot, topic(scope), *number, &options.feed).expect(FOUND);
                render::feed(&archive, *format, render)
            }
            Address::Subscribe(scope) => page::subscribe(snapshot, scope, render),
            Address::Card(subject, card) => {
                oembed::render(snapshot, shown(snapshot, subject).expect(FOUND), card, render)
            }
            Address::CardFor(..) => unreachable!("found as the card it names"),
            Address::Home { .. } | Address::Suggest(_) => unreachable!("built by a search"),
            Address::Embed(subject, theme) => {
                page::embed(snapshot, shown(snapshot, subject).expect(FOUND), *theme, now, render)
            }
            Address::Outline => opml::render(snapshot, now, render),
            Address::Api(endpoint) => {
                api::document(snapshot, endpoint, now, &render.site, &options.api).expect(FOUND)
            }
            Address::SearchDescription => open_search::render(snapshot, render),
            Address::Sitemap(part) => sitemap::render(snapshot, *part, now, render),
            Address::Robots => robots::render(render),
            Address::Icon => page::icon(),
            Address::Manifest => manifest::render(snapshot, render),
            Address::Asset(name) => page::asset(name).expect(FOUND),
        }
    }
}

const FOUND: &str = "a resource is built from the snapshot it was found in";

/// Whether something must be searched for what is at an address.
fn needs_index(address: &Address) -> bool {
    match address {
        // Its formats are what is searched for.
        Address::Subscribe(_) => false,
        Address::Suggest(_) => true,
        // A cursor names a place in an index.
        Address::Api(Endpoint::Reports(listing)) => {
            listing.cursor.is_some() || !listing.query.is_everything()
        }
        address => address.query().is_some(),
    }
}

fn hits(snapshot: &Snapshot, query: &Query) -> Hits {
    snapshot.hits(query).expect(FOUND)
}

/// What the topics of a query decide about an address: one that never was or is gone finds nothing, and
/// an old slug leads to the new one. One that is gone may still be left out, for its reports are there.
fn topics_of(snapshot: &Snapshot, address: &Address, query: &Query, now: Instant) -> Option<Found> {
    let (mut renamed, mut gone) = (query.clone(), false);
    for filter in query.filters_of(Facet::Topic) {
        match snapshot.named(&filter.value) {
            None => return Some(Found::Nothing),
            Some(Named::Topic(topic)) => {
                gone |= !filter.is_left_out && snapshot.standing(topic, now) == Standing::Closed;
            }
            Some(Named::Alias(topic)) => {
                let value = snapshot.collection().topic(topic).id.clone();
                renamed = renamed.without(filter).with(Filter { value, ..filter.clone() });
            }
        }
    }
    match gone {
        true => Some(Found::Gone),
        false if renamed == *query => None,
        false => Some(Found::Moved(address.with_query(renamed))),
    }
}

/// What an address is about, which decides whether it is there.
fn subject_below(address: &Address) -> Subject {
    match address {
        Address::Topic { topic, .. } => Subject::Topic(topic.clone()),
        Address::Report(report) | Address::Citation(report, _) => Subject::Report(report.clone()),
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
        | Address::SearchDescription
        | Address::Suggest(_)
        | Address::Sitemap(_)
        | Address::Robots
        | Address::Icon
        | Address::Manifest
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
