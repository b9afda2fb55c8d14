//! Feeds, independent of format: which entries a document contains, in which order, and with what content.
//!
//! A feed is made from a snapshot and a scope, and the modules in `render` write it in each format. This module
//! refers to addresses only as [`Address`] values, writes no bytes and reads no clock.
//!
//! A feed has one live document and, for older entries, archives that do not change (RFC 5005 §4). An archive
//! contains a fixed number of entries and tombstones, counted from the oldest. The live document contains the
//! rest: at least everything that joined or was withdrawn recently. It also repeats archived entries that changed
//! recently.

mod closing;
mod documents;
mod label;
mod title;
mod window;

use std::borrow::Cow;
use std::hash::Hash;
use std::sync::Arc;

use url::form_urlencoded;

use crate::address::{Address, Scope};
use crate::collection::{
    About, Abstract, By, Content, File, Image, Instant, Published, Publisher, Report, Rights, Topic,
    TopicIndex, Withdrawal, clip, in_one_line, is_absolute_iri, plain_text,
};
use crate::query::Query;
use crate::search::Hits;
use crate::snapshot::{Revision, Snapshot, Standing, Timeline};
use crate::words::Locale;

pub use documents::Documents;
pub use label::label;
pub use title::search_title;
pub(crate) use title::{in_quotes, searched_words, words_left_out};
pub use window::Options;
use window::Window;

/// One document of a feed.
#[derive(Debug)]
pub struct Feed<'s> {
    /// Permanent; the same in the live document and all archives.
    pub id: String,
    /// The collection, a topic or a search.
    pub scope: Scope,
    /// The collection's title, followed by the topic's or the search's.
    pub title: String,
    /// Plain text; the title if the collection has no description, because RSS requires one.
    pub description: Cow<'s, str>,
    /// The newest change or withdrawal in this document, not the time of day.
    pub updated: Instant,
    /// Metadata of the collection: curators, rights, image.
    pub about: &'s About,
    /// Which document of the feed this is.
    pub part: Part,
    /// How many archives there are.
    pub archives: u32,
    /// Whether the topic is retired: no entries will follow.
    pub closing: bool,
    /// Newest first.
    pub entries: Vec<Entry<'s>>,
    /// Withdrawn reports, latest first.
    pub withdrawn: Vec<Tombstone<'s>>,
}

/// Which document of a feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The live document, which changes.
    Live,
    /// An archive. Archive 1 is the oldest.
    Archive(u32),
}

impl Feed<'_> {
    /// The next older archive.
    pub fn previous_archive(&self) -> Option<u32> {
        match self.part {
            Part::Live => Some(self.archives),
            Part::Archive(number) => Some(number - 1),
        }
        .filter(|number| *number > 0)
    }
}

/// An entry: a report as feeds show it, or the notice that a topic closes.
#[derive(Debug)]
pub struct Entry<'s> {
    /// Permanent; RSS and JSON Feed use it as it is. The report's `guid`, which may be any text, or its tag URI.
    pub id: Cow<'s, str>,
    /// Permanent; the id in Atom, which requires an IRI. It is the tag URI if [`Entry::id`] is no absolute IRI.
    pub iri: Cow<'s, str>,
    /// One line of plain text.
    pub title: Cow<'s, str>,
    /// The page on this host that the entry leads to.
    pub page: Address,
    /// When it joined: RSS `pubDate`, Atom `published`, JSON Feed `date_published`.
    pub added: Instant,
    /// Last change that matters: Atom `updated`, JSON Feed `date_modified`.
    pub updated: Instant,
    /// When the report itself came out: `dcterms:available`, and JSON Feed's extension.
    pub issued: Option<Published>,
    /// The abstract, in the form in which the curator wrote it.
    pub body: Body<'s>,
    /// BCP 47 tag, if it differs from the collection's language.
    pub language: Option<&'s str>,
    /// The publisher's page.
    pub url: Option<&'s str>,
    /// RSS can enclose one file, the other formats all.
    pub files: &'s [File],
    /// Authors, or publishers if no author is known: RSS `dc:creator`, Atom `author`, JSON Feed `authors`.
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
    /// `media:content` and `media:thumbnail` in XML, JSON Feed `image`; the content shows it with its credit.
    pub image: Option<&'s Image>,
}

/// An entry's text.
#[derive(Debug)]
pub enum Body<'s> {
    /// No text.
    Empty,
    /// Plain text; blank lines separate paragraphs.
    Text(Cow<'s, str>),
    /// Sanitized HTML.
    Html(&'s str),
}

impl Body<'_> {
    /// The beginning as one line of plain text, for fields that expect a summary.
    pub fn summary(&self) -> Option<String> {
        /// About as much as a feed reader shows in its list.
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

/// A tombstone: tells feed readers that a report was withdrawn (RFC 6721).
#[derive(Debug)]
pub struct Tombstone<'s> {
    /// The id that its entry had in Atom, the only format with tombstones.
    pub iri: Cow<'s, str>,
    /// When it was withdrawn, and why.
    pub withdrawal: &'s Withdrawal,
}

/// The live document.
///
/// A closing topic's live document begins with a notice that names its replacement. Only the notice depends on the
/// current date, which the caller passes in.
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

/// The live document of a search. As in every feed, entries are ordered by when reports joined.
pub fn live_search<'s>(snapshot: &'s Snapshot, query: &Query, hits: &'s Hits, options: &Options) -> Feed<'s> {
    live_of(snapshot, &search_listing(snapshot, query, hits), options)
}

/// The archive with this number, if it exists.
pub fn archive<'s>(
    snapshot: &'s Snapshot,
    topic: Option<TopicIndex>,
    number: u32,
    options: &Options,
) -> Option<Feed<'s>> {
    archive_of(snapshot, &listing(snapshot, topic), number, options)
}

/// The archive of a search with this number, if it exists.
pub fn archive_search<'s>(
    snapshot: &'s Snapshot,
    query: &Query,
    hits: &'s Hits,
    number: u32,
    options: &Options,
) -> Option<Feed<'s>> {
    archive_of(snapshot, &search_listing(snapshot, query, hits), number, options)
}

/// Number of archives of the feed of the collection or of a topic.
pub fn archives(snapshot: &Snapshot, topic: Option<TopicIndex>, options: &Options) -> u32 {
    Window::of(&snapshot.timeline(topic), options).archives
}

/// A hash of what each archive of the collection's feed shows, the oldest first. `reports` has the revision of each report,
/// newest first.
pub fn archive_hashes(snapshot: &Snapshot, reports: &[Revision], options: &Options) -> Vec<u128> {
    let timeline = snapshot.timeline(None);
    let window = Window::of(&timeline, options);
    let mut content = Content::default();
    let hash = |number| {
        let slots = window.archive(number).unwrap_or_default();
        snapshot.collection().about.hash(&mut content);
        reports[timeline.places(slots.clone())].hash(&mut content);
        for Withdrawal { id, when, reason, guid, .. } in timeline.withdrawals(slots) {
            (id, when, reason, guid).hash(&mut content);
        }
        content.take()
    };
    (1..=window.archives).map(hash).collect()
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
            Locale::of_collection(&snapshot.collection().about.language).words(),
        ),
        // The collection's description does not describe a search in it.
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
    let tombstone = |withdrawal| Tombstone { iri: withdrawn_iri(about, withdrawal), withdrawal };
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

/// The permanent id of a search's feed: `tag:example.org,2023:immigration/search?q=asylum`. No report has this id,
/// because a slug cannot contain a question mark.
fn search_id(about: &About, query: &Query) -> String {
    let mut parameters = form_urlencoded::Serializer::new(String::new());
    for (name, value) in query.parameters() {
        parameters.append_pair(name, &value);
    }
    format!("{}search?{}", about.tag_prefix(), parameters.finish())
}

/// The permanent id of a report: its guid, or a tag URI (RFC 4151).
pub(crate) fn entry_id<'s>(about: &About, report: &'s Report) -> Cow<'s, str> {
    guid_or_tag(about, report.guid(), &report.id)
}

/// The permanent id of a withdrawn report: the id that it had before.
pub(crate) fn withdrawn_id<'s>(about: &About, withdrawal: &'s Withdrawal) -> Cow<'s, str> {
    guid_or_tag(about, withdrawal.guid.as_deref(), &withdrawal.id)
}

/// The same where only an IRI may be an id (RFC 4287 §4.2.6): a guid that is none is left to the other formats.
fn entry_iri<'s>(about: &About, report: &'s Report) -> Cow<'s, str> {
    guid_or_tag(about, report.guid().filter(|guid| is_absolute_iri(guid)), &report.id)
}

fn withdrawn_iri<'s>(about: &About, withdrawal: &'s Withdrawal) -> Cow<'s, str> {
    let guid = withdrawal.guid.as_deref().filter(|guid| is_absolute_iri(guid));
    guid_or_tag(about, guid, &withdrawal.id)
}

fn guid_or_tag<'s>(about: &About, guid: Option<&'s str>, slug: &str) -> Cow<'s, str> {
    guid.map_or_else(|| Cow::Owned(format!("{}{slug}", about.tag_prefix())), Cow::Borrowed)
}

/// The entry of a report.
pub fn entry<'s>(snapshot: &'s Snapshot, report: &'s Report) -> Entry<'s> {
    let collection = snapshot.collection();
    Entry {
        id: entry_id(&collection.about, report),
        iri: entry_iri(&collection.about, report),
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

/// The date of the newest change or withdrawal. If there is none, the date in the authority.
fn updated(feed: &Feed<'_>) -> Instant {
    let changes = feed.entries.iter().map(|entry| entry.updated);
    let withdrawals = feed.withdrawn.iter().map(|tombstone| tombstone.withdrawal.when);
    changes.chain(withdrawals).max().unwrap_or(feed.about.authority.since)
}
