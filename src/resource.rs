//! What is at an address: a document to be built, something that moved, something gone, or nothing.
//!
//! The one place that brings addresses, snapshot and formats together; the wire and the commands
//! both ask here. A [`Resource`] is named by its address and the revision of what it shows, so a
//! copy kept under that name never has to be thrown away for being old.

use std::sync::Arc;

use crate::address::{Address, CardOptions, EmbedOptions, Endpoint, Scope, Site, Subject};
use crate::collection::{Instant, Report, TopicIndex};
use crate::page::Visit;
use crate::query::{Facet, Filter, Query};
use crate::render::shown::Shown;
use crate::render::{
    self, Document, citation, manifest, oembed, open_search, opml, robots, sitemap, suggestions,
};
use crate::search::Hits;
use crate::snapshot::{self, Named, Revision, Snapshot, Standing};
use crate::words::Language;
use crate::{api, doctor, feed, page};

/// What building documents needs to know.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct Options {
    pub render: render::Options,
    pub feed: feed::Options,
    pub api: api::Options,
    pub look: Arc<page::Look>,
}

/// Something that can be built and sent.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Resource {
    /// Where it is; a card named by a page's address stands here under its own, and what was asked for in a
    /// language without it.
    address: Address,
    /// The language of its words, if it has any.
    language: Language,
    /// Whether that was asked for, so that its links keep it.
    is_chosen: bool,
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

/// Looks up what is at an address at a given time. What has words and is not asked for in a language has
/// those of the `preferred` one, if there is any, or else of the collection's.
pub fn find(
    snapshot: &Snapshot,
    address: &Address,
    preferred: Option<Language>,
    now: Instant,
    options: &Options,
) -> Found {
    let (address, chosen) = address.parted();
    let of_collection = || Language::of_collection(&snapshot.collection().about.language);
    let language = match address.has_words() {
        true => chosen.or(preferred).unwrap_or_else(of_collection),
        false => Language::default(),
    };
    match find_in(snapshot, address, now, options) {
        Found::Resource(resource) => {
            Found::Resource(Resource { language, is_chosen: chosen.is_some(), ..resource })
        }
        Found::Moved(to) => Found::Moved(to.in_language(chosen)),
        found => found,
    }
}

fn find_in(snapshot: &Snapshot, address: &Address, now: Instant, options: &Options) -> Found {
    let card;
    let address = match address {
        Address::CardFor(url, wanted) => match options.render.site.page(url).as_ref().and_then(card_of) {
            Some((subject, embed, language)) => {
                let wanted = CardOptions { embed, language, ..*wanted };
                card = present(snapshot, Address::Card(subject, wanted), now);
                &card
            }
            None => return Found::Nothing,
        },
        address => address,
    };
    let found = |revision, turns| {
        let address = address.clone();
        Found::Resource(Resource {
            address,
            language: Language::default(),
            is_chosen: false,
            revision,
            turns,
        })
    };
    if let Address::Asset(name) = address {
        let present = options.look.asset(name).is_some();
        return if present { found(Revision::OF_THE_PROGRAM, 0) } else { Found::Nothing };
    }
    if matches!(address, Address::Robots | Address::Icon | Address::EmbedScript) {
        return found(Revision::OF_THE_PROGRAM, 0);
    }
    if let Some(query) = address.query() {
        match topics_of(snapshot, query, now) {
            Topics::Unknown => return Found::Nothing,
            Topics::Gone => return Found::Gone,
            Topics::Renamed(query) => return Found::Moved(address.with_query(query)),
            Topics::Present => {}
        }
    }
    if needs_index(address, &options.render.site) && snapshot.index().is_none() {
        return Found::NotYet;
    }
    let subject = subject_below(address);
    let (total, revision) = match &subject {
        // Any change may touch a search.
        Subject::Collection | Subject::Search(_) => (snapshot.reports(None).len(), snapshot.revision()),
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
            // Its page shows what is related to it.
            snapshot::Found::Report(report) if matches!(address, Address::Report(_)) => {
                (1, snapshot.page_revision(report))
            }
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

    /// What stands in its place in another snapshot.
    pub fn found_again(&self, snapshot: &Snapshot, now: Instant, options: &Options) -> Found {
        let address = self.address.in_language(self.is_chosen.then_some(self.language));
        find(snapshot, &address, Some(self.language), now, options)
    }

    /// Builds it, from the snapshot and at the time for which it was found. There is nothing past the
    /// end of what a search finds.
    pub fn document(&self, snapshot: &Snapshot, now: Instant, options: &Options) -> Option<Document> {
        let render = &options.render;
        Some(match &self.address {
            Address::Home { query, view, page } => {
                let choice = page::Choice { query, view: *view, page: *page };
                return page::home(&self.visit(snapshot, now, options), &choice);
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
            Address::Embed(subject, embed) => {
                page::embed(&self.visit(snapshot, now, options), shown(snapshot, subject), embed)
            }
            Address::Share(subject, share) => {
                page::share(&self.visit(snapshot, now, options), shown(snapshot, subject), share)
            }
            Address::Suggest(typed) => {
                let chosen = self.is_chosen.then_some(self.language);
                suggestions::render(snapshot, typed, now, (self.language.words(), chosen), render)
            }
            _ => self.document_at_once(snapshot, now, options),
        })
    }

    /// Whom its page is for.
    fn visit<'v>(&self, snapshot: &'v Snapshot, now: Instant, options: &'v Options) -> Visit<'v> {
        let (language, is_chosen) = (self.language, self.is_chosen);
        Visit { snapshot, now, language, is_chosen, options: &options.render, look: &options.look }
    }

    /// What the doctor finds at a page's address, if there is a page.
    fn examined(
        &self,
        page: &Address,
        snapshot: &Snapshot,
        now: Instant,
        options: &Options,
    ) -> Option<doctor::Diagnosis> {
        match find(snapshot, page, Some(self.language), now, options) {
            Found::Resource(page) => page.diagnosis(snapshot, now, options),
            _ => None,
        }
    }

    /// What the programs of others will make of it, with its card and what that frames. Nothing but a page
    /// of the collection, a topic or a report has a card.
    pub fn diagnosis(
        &self,
        snapshot: &Snapshot,
        now: Instant,
        options: &Options,
    ) -> Option<doctor::Diagnosis> {
        let is_page = !matches!(self.address, Address::Embed(..));
        let (subject, _, _) = card_of(&self.address).filter(|_| is_page)?;
        let page = self.document(snapshot, now, options)?;
        let beside = |address| match find(snapshot, &address, Some(self.language), now, options) {
            Found::Resource(found) => found.document(snapshot, now, options),
            _ => None,
        };
        let card = beside(Address::Card(subject.clone(), CardOptions::default()));
        let embed = beside(Address::Embed(subject, EmbedOptions::default()));
        let site = &options.render.site;
        Some(doctor::examine(&doctor::Evidence {
            address: &site.url(&self.address),
            base: &site.url(&Address::home()),
            page: &page.body,
            links: &page.links,
            card: card.as_ref().map(|card| &*card.body),
            embed: embed.as_ref().map(|embed| &*embed.body),
        }))
    }

    /// Builds what needs no search.
    fn document_at_once(&self, snapshot: &Snapshot, now: Instant, options: &Options) -> Document {
        let render = &options.render;
        let visit = self.visit(snapshot, now, options);
        let topic = |scope: &Scope| match scope {
            Scope::Collection | Scope::Search(_) => None,
            Scope::Topic(slug) => Some(topic_index(snapshot, slug).expect(FOUND)),
        };
        match &self.address {
            Address::Topic { topic, page } => {
                page::topic(&visit, topic_index(snapshot, topic).expect(FOUND), *page)
            }
            Address::Report(id) => page::report(&visit, report(snapshot, id).expect(FOUND)),
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
            Address::Subscribe(scope) => page::subscribe(&visit, scope),
            Address::Card(subject, card) => oembed::render(snapshot, shown(snapshot, subject), card, render),
            Address::CardFor(..) => unreachable!("found as the card it names"),
            Address::Home { .. } | Address::Embed(..) | Address::Share(..) | Address::Suggest(_) => {
                unreachable!("built by a search")
            }
            Address::Doctor(url) => {
                let examined = url.as_ref().and_then(|url| render.site.page(url));
                let diagnosis = examined.and_then(|page| self.examined(&page, snapshot, now, options));
                doctor::page(&visit, url.as_deref(), diagnosis.as_ref())
            }
            Address::EmbedScript => page::embed_script(),
            Address::Outline => opml::render(snapshot, now, render),
            Address::Api(endpoint) => api::document(&visit, endpoint, &options.api).expect(FOUND),
            Address::SearchDescription => open_search::render(snapshot, render),
            Address::Sitemap(part) => sitemap::render(snapshot, *part, now, render),
            Address::Robots => robots::render(render),
            Address::Icon => page::icon(),
            Address::Manifest => manifest::render(snapshot, render),
            Address::Asset(name) => options.look.asset(name).expect(FOUND),
            Address::In(..) => unreachable!("found without its language"),
        }
    }
}

const FOUND: &str = "a resource is built from the snapshot it was found in";

/// Whether something must be searched for what is at an address.
fn needs_index(address: &Address, site: &Site) -> bool {
    match address {
        Address::Doctor(url) => {
            let page = url.as_ref().and_then(|url| site.page(url));
            page.is_some_and(|page| !matches!(page, Address::Doctor(_)) && needs_index(&page, site))
        }
        // Its formats are what is searched for.
        Address::Subscribe(_) => false,
        Address::Suggest(_) => true,
        // It tells of a search, and not of what that finds.
        Address::Card(..) => false,
        // A cursor names a place in an index, and what describes the API shows answers of it.
        Address::Api(Endpoint::Reports(_) | Endpoint::Description | Endpoint::Reference) => true,
        address => address.query().is_some(),
    }
}

fn shown<'s>(snapshot: &'s Snapshot, subject: &'s Subject) -> Shown<'s> {
    Shown::of(snapshot, subject).expect(FOUND)
}

fn hits(snapshot: &Snapshot, query: &Query) -> Hits {
    snapshot.hits(query).expect(FOUND)
}

/// What the topics of a query are to the collection.
enum Topics {
    /// One never was, so nothing is found.
    Unknown,
    /// One is gone. It may still be left out, for its reports are there.
    Gone,
    /// One has another slug now.
    Renamed(Query),
    /// All are there.
    Present,
}

fn topics_of(snapshot: &Snapshot, query: &Query, now: Instant) -> Topics {
    let (mut renamed, mut gone) = (query.clone(), false);
    for filter in query.filters_of(Facet::Topic) {
        match snapshot.named(&filter.value) {
            None => return Topics::Unknown,
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
        true => Topics::Gone,
        false if renamed == *query => Topics::Present,
        false => Topics::Renamed(renamed),
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
        Address::Card(subject, _) | Address::Embed(subject, _) | Address::Share(subject, _) => {
            subject.clone()
        }
        Address::Api(Endpoint::Topic(topic)) => Subject::Topic(topic.clone()),
        Address::Api(Endpoint::Report(report)) => Subject::Report(report.clone()),
        Address::Home { query, .. } => Subject::of(query.clone()),
        Address::CardFor(..)
        | Address::Doctor(_)
        | Address::EmbedScript
        | Address::Outline
        | Address::Api(_)
        | Address::SearchDescription
        | Address::Suggest(_)
        | Address::Sitemap(_)
        | Address::Robots
        | Address::Icon
        | Address::Manifest
        | Address::Asset(_)
        | Address::In(..) => Subject::Collection,
    }
}

/// What a card for a page shows, and how what it frames is wanted; feeds and files have none.
fn card_of(page: &Address) -> Option<(Subject, EmbedOptions, Option<Language>)> {
    let (page, language) = page.parted();
    let embed = match page {
        Address::Home { .. } | Address::Topic { .. } | Address::Report(_) | Address::Subscribe(_) => {
            EmbedOptions::default()
        }
        Address::Embed(_, embed) => *embed,
        Address::Share(_, share) => share.embed,
        _ => return None,
    };
    Some((subject_below(page), embed, language))
}

/// A card of what is there now: a consumer wants it, and not a redirect, also where the page has a new
/// address.
fn present(snapshot: &Snapshot, card: Address, now: Instant) -> Address {
    if let Some(query) = card.query()
        && let Topics::Renamed(query) = topics_of(snapshot, query, now)
    {
        return card.with_query(query);
    }
    if let Subject::Topic(slug) = subject_below(&card)
        && let Some(Named::Alias(topic)) = snapshot.named(&slug)
    {
        return card.with_topic(&snapshot.collection().topic(topic).id);
    }
    card
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
