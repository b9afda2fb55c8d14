//! A feed in no format: which entries a document of a topic holds, in which order, and what they say.
//!
//! Comes from a snapshot and a scope; every format in `render` makes the same of it. Knows no
//! addresses but by name, no bytes and no clock.
//!
//! A feed is one live document and, before it, archives that stay as they are (RFC 5005 §4).
//! Archives hold a fixed number of entries and tombstones counted from the oldest, and the live document the
//! rest: everything that joined or left recently, and more. What changed recently is in the live document too,
//! wherever else it stands.

mod closing;
mod documents;
mod label;
mod title;
mod window;

use std::borrow::Cow;
use std::sync::Arc;

use url::form_urlencoded;

use crate::address::{Address, Scope};
use crate::collection::{
    About, Abstract, By, File, Image, Instant, Published, Publisher, Report, Rights, Topic, TopicIndex,
    Withdrawal, clip, in_one_line, plain_text,
};
use crate::query::Query;
use crate::search::Hits;
use crate::snapshot::{Snapshot, Standing, Timeline};
use crate::words::Language;

pub use documents::Documents;
pub use label::label;
pub(crate) use title::in_quotes;
pub use title::search_title;
pub use window::Options;
use window::Window;

/// One document of a feed.
#[derive(Debug)]
pub struct Feed<'s> {
    /// Permanent; the same in the live document and all archives.
    pub id: String,
    /// What it is of.
    pub scope: Scope,
    /// The collection's title, and the topic's or what is looked for after it.
    pub title: String,
    /// Plain text; the title again where the collection says nothing, because RSS must have it.
    pub description: Cow<'s, str>,
    /// The newest change or withdrawal in this document, never a clock.
    pub updated: Instant,
    /// What the collection says of itself: curators, rights, image.
    pub about: &'s About,
    /// Which document of the feed this is.
    pub part: Part,
    /// How many archives there are.
    pub archives: u32,
    /// Whether the topic is retired, so that nothing will follow.
    pub closing: bool,
    /// Newest first.
    pub entries: Vec<Entry<'s>>,
    /// Reports that left, latest first.
    pub withdrawn: Vec<Tombstone<'s>>,
}

/// Which document of a feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The one that changes.
    Live,
    /// An archive, counted from the oldest, which is 1.
    Archive(u32),
}

impl Feed<'_> {
    /// The archive that continues this document into the past.
    pub fn older(&self) -> Option<u32> {
        match self.part {
            Part::Live => Some(self.archives),
            Part::Archive(number) => Some(number - 1),
        }
        .filter(|number| *number > 0)
    }
}

/// One entry: a report as feeds tell of it, or the notice that a topic closes.
#[derive(Debug)]
pub struct Entry<'s> {
    /// Permanent; the same in every format. An absolute URI.
    pub id: Cow<'s, str>,
    /// One line of plain text.
    pub title: Cow<'s, str>,
    /// The page on this host that the entry leads to.
    pub page: Address,
    /// When it joined: RSS `pubDate`, Atom `published`, JSON Feed `date_published`.
    pub added: Instant,
    /// Last change that matters: Atom `updated`, JSON Feed `date_modified`.
    pub updated: Instant,
    /// When the report itself came out: `prism:publicationDate`, and JSON Feed's extension.
    pub issued: Option<Published>,
    /// What it says, in the form in which it was written.
    pub body: Body<'s>,
    /// BCP 47, where it is not the collection's.
    pub language: Option<&'s str>,
    /// The publisher's page.
    pub url: Option<&'s str>,
    /// RSS can enclose one of them, the others all.
    pub files: &'s [File],
    /// Authors or else publishers: RSS `dc:creator`, Atom `author`, JSON Feed `authors`.
    pub by: Vec<By<'s>>,
    /// `dc:publisher`, and JSON Feed's extension.
    pub publishers: &'s [Arc<Publisher>],
    /// RSS and Atom `category`, JSON Feed `tags`.
    pub topics: Vec<&'s Topic>,
    /// JSON Feed's extension.
    pub places: &'s [Arc<str>],
    /// JSON Feed `tags`, after the topics.
    pub keywords: &'s [Arc<str>],
    /// JSON Feed's extension; `dc:identifier` in XML.
    pub doi: Option<&'s str>,
    /// Atom `rights`, `dc:rights`.
    pub rights: Option<&'s Rights>,
    /// JSON Feed `image`.
    pub image: Option<&'s Image>,
}

/// An entry's text.
#[derive(Debug)]
pub enum Body<'s> {
    /// There is none.
    Empty,
    /// Plain text; blank lines part the paragraphs.
    Text(Cow<'s, str>),
    /// Sanitised HTML.
    Html(&'s str),
}

impl Body<'_> {
    /// The beginning in plain text and one line, for the fields that want a summary.
    pub fn summary(&self) -> Option<String> {
        /// About what a reader shows in its list.
        const SUMMARY: usize = 500;
        let text = match self {
            Body::Empty => return None,
            Body::Text(text) => Cow::Borrowed(&**text),
            Body::Html(html) => Cow::Owned(plain_text(html)),
        };
        let line = in_one_line(&text);
        match clip(&line, SUMMARY) {
            Cow::Borrowed(_) => Some(line).filter(|line| !line.is_empty()),
            Cow::Owned(clipped) => Some(clipped),
        }
    }
}

/// That a report left (RFC 6721).
#[derive(Debug)]
pub struct Tombstone<'s> {
    /// The id its entry had.
    pub id: Cow<'s, str>,
    /// When it left, and why.
    pub withdrawal: &'s Withdrawal,
}

/// The live document.
///
/// A closing topic's begins with a notice that names its successor. That is the one thing in which a
/// date decides, so the date comes from the caller.
pub fn live<'s>(
    snapshot: &'s Snapshot,
    topic: Option<TopicIndex>,
    now: Instant,
    options: &Options,
) -> Feed<'s> {
    let mut feed = live_of(snapshot, &listing(snapshot, topic), options);
    if let Some(topic) = topic.filter(|topic| snapshot.standing(*topic, now) == Standing::Closing) {
        feed.closing = true;
        feed.entries.insert(0, closing::entry(snapshot, topic, now));
        feed.updated = updated(&feed);
    }
    feed
}

/// The live document of what a query finds, ordered as everywhere by when reports joined.
pub fn live_search<'s>(snapshot: &'s Snapshot, query: &Query, hits: &'s Hits, options: &Options) -> Feed<'s> {
    live_of(snapshot, &search_listing(snapshot, query, hits), options)
}

/// An archive, if there is one of that number.
pub fn archive<'s>(
    snapshot: &'s Snapshot,
    topic: Option<TopicIndex>,
    number: u32,
    options: &Options,
) -> Option<Feed<'s>> {
    archive_of(snapshot, &listing(snapshot, topic), number, options)
}

/// An archive of what a query finds, if there is one of that number.
pub fn archive_search<'s>(
    snapshot: &'s Snapshot,
    query: &Query,
    hits: &'s Hits,
    number: u32,
    options: &Options,
) -> Option<Feed<'s>> {
    archive_of(snapshot, &search_listing(snapshot, query, hits), number, options)
}

/// How many archives the feed of the collection or of a topic has.
pub fn archives(snapshot: &Snapshot, topic: Option<TopicIndex>, options: &Options) -> u32 {
    Window::of(&snapshot.timeline(topic), options).archives
}

/// What a feed holds and what it is called.
struct Listing<'s> {
    timeline: Timeline<'s>,
    scope: Scope,
    id: String,
    title: String,
    description: Option<&'s str>,
}

fn listing(snapshot: &Snapshot, topic: Option<TopicIndex>) -> Listing<'_> {
    let about = &snapshot.collection().about;
    let timeline = snapshot.timeline(topic);
    let topic = topic.map(|index| snapshot.collection().topic(index));
    Listing {
        timeline,
        scope: topic.map_or(Scope::Collection, |topic| Scope::Topic(topic.id.clone())),
        id: feed_id(about, topic),
        title: about.full_title(topic),
        description: topic.map_or(about.description.as_deref(), |topic| topic.description.as_deref()),
    }
}

fn search_listing<'s>(snapshot: &'s Snapshot, query: &Query, hits: &'s Hits) -> Listing<'s> {
    Listing {
        timeline: snapshot.timeline_of(query, hits),
        scope: Scope::of(query.clone()),
        id: search_id(&snapshot.collection().about, query),
        title: search_title(
            snapshot,
            query,
            Language::of_collection(&snapshot.collection().about.language).words(),
        ),
        // What the collection is about is not what was looked for in it.
        description: None,
    }
}

fn live_of<'s>(snapshot: &'s Snapshot, listing: &Listing<'s>, options: &Options) -> Feed<'s> {
    let window = Window::of(&listing.timeline, options);
    let mut feed = document(snapshot, listing, Part::Live, window.archives, window.live());
    let repeated = listing.timeline.reports(window.live().end..window.shown().end);
    feed.entries.extend(repeated.map(|report| entry(snapshot, report)));
    let changed = window.changed().iter().flat_map(|slot| listing.timeline.reports(*slot..slot + 1));
    feed.entries.extend(changed.map(|report| entry(snapshot, report)));
    feed.updated = updated(&feed);
    feed
}

fn archive_of<'s>(
    snapshot: &'s Snapshot,
    listing: &Listing<'s>,
    number: u32,
    options: &Options,
) -> Option<Feed<'s>> {
    let window = Window::of(&listing.timeline, options);
    let slots = window.archive(number)?;
    Some(document(snapshot, listing, Part::Archive(number), window.archives, slots))
}

fn document<'s>(
    snapshot: &'s Snapshot,
    listing: &Listing<'s>,
    part: Part,
    archives: u32,
    slots: std::ops::Range<usize>,
) -> Feed<'s> {
    let about = &snapshot.collection().about;
    let title = listing.title.clone();
    let tombstone = |withdrawal| Tombstone { id: withdrawn_id(about, withdrawal), withdrawal };
    let mut feed = Feed {
        id: listing.id.clone(),
        scope: listing.scope.clone(),
        description: listing.description.map_or_else(|| title.clone().into(), Cow::Borrowed),
        title,
        updated: about.authority.since,
        about,
        part,
        archives,
        closing: false,
        entries: listing.timeline.reports(slots.clone()).map(|report| entry(snapshot, report)).collect(),
        withdrawn: listing.timeline.withdrawals(slots).map(tombstone).collect(),
    };
    feed.updated = updated(&feed);
    feed
}

/// The permanent id of a feed: `tag:example.org,2023:immigration/topics/women`.
pub(crate) fn feed_id(about: &About, topic: Option<&Topic>) -> String {
    match topic {
        Some(topic) => format!("{}topics/{}", about.tag_prefix(), topic.id),
        None => about.tag_prefix().trim_end_matches('/').to_owned(),
    }
}

/// The permanent id of a search's feed: `tag:example.org,2023:immigration/search?q=asylum`. No report is
/// called so: no slug has a question mark.
fn search_id(about: &About, query: &Query) -> String {
    let mut parameters = form_urlencoded::Serializer::new(String::new());
    for (name, value) in query.parameters() {
        parameters.append_pair(name, &value);
    }
    format!("{}search?{}", about.tag_prefix(), parameters.finish())
}

/// The permanent id of a report: the one it had already, or a tag URI (RFC 4151).
pub(crate) fn entry_id<'s>(about: &About, report: &'s Report) -> Cow<'s, str> {
    match report.guid() {
        Some(guid) => Cow::Borrowed(guid),
        None => Cow::Owned(format!("{}{}", about.tag_prefix(), report.id)),
    }
}

/// The permanent id of a report that left: the same that it had before.
pub(crate) fn withdrawn_id<'s>(about: &About, withdrawal: &'s Withdrawal) -> Cow<'s, str> {
    match &withdrawal.guid {
        Some(guid) => Cow::Borrowed(guid),
        None => Cow::Owned(format!("{}{}", about.tag_prefix(), withdrawal.id)),
    }
}

/// A report as feeds tell of it.
pub fn entry<'s>(snapshot: &'s Snapshot, report: &'s Report) -> Entry<'s> {
    let collection = snapshot.collection();
    Entry {
        id: entry_id(&collection.about, report),
        title: Cow::Borrowed(&report.title),
        page: Address::Report(report.id.clone()),
        added: report.added,
        updated: report.updated,
        issued: Some(report.published),
        body: match &report.summary {
            None => Body::Empty,
            Some(Abstract::Text(text)) => Body::Text(Cow::Borrowed(text)),
            Some(Abstract::Html(html)) => Body::Html(html),
        },
        language: report.language.as_deref(),
        url: report.url.as_deref(),
        files: &report.files,
        by: report.by(),
        publishers: &report.publishers,
        topics: report.topics.iter().map(|topic| collection.topic(*topic)).collect(),
        places: &report.places,
        keywords: &report.keywords,
        doi: report.doi(),
        rights: report.rights(),
        image: report.image(),
    }
}

/// The newest change or withdrawal; the date of the authority where there never was one.
fn updated(feed: &Feed<'_>) -> Instant {
    let changes = feed.entries.iter().map(|entry| entry.updated);
    let withdrawals = feed.withdrawn.iter().map(|tombstone| tombstone.withdrawal.when);
    changes.chain(withdrawals).max().unwrap_or(feed.about.authority.since)
}
