//! What apps get, field by field: the collection file's names, and beside them what a gateway adds.
//!
//! The schemas of the OpenAPI document are derived from these types, so their field docs are what an
//! app's author reads. A field is absent where there is nothing to say; none is ever null.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::Serialize;

use crate::collection::{Instant, Kind, Published};

/// The beginning: what the API has, and where.
#[derive(Serialize, JsonSchema)]
pub(super) struct Root<'a> {
    /// Title of the collection.
    pub(super) title: &'a str,
    /// Where everything is.
    pub(super) links: RootLinks,
}

/// Where everything is.
#[derive(Serialize, JsonSchema)]
pub(super) struct RootLinks {
    /// This document.
    #[schemars(url)]
    #[serde(rename = "self")]
    pub(super) itself: String,
    /// What the collection says of itself.
    #[schemars(url)]
    pub(super) collection: String,
    /// All topics.
    #[schemars(url)]
    pub(super) topics: String,
    /// All reports, and search.
    #[schemars(url)]
    pub(super) reports: String,
    /// The OpenAPI document.
    #[schemars(url)]
    pub(super) openapi: String,
    /// The reference for people.
    #[schemars(url)]
    pub(super) reference: String,
}

/// What the collection says of itself.
#[derive(Serialize, JsonSchema)]
pub(super) struct Collection<'a> {
    /// Slug of the collection.
    #[schemars(regex(pattern = "^[a-z0-9-]+$"))]
    pub(super) id: &'a str,
    /// Permanent id of the collection's feed, the same in every format: a tag URI (RFC 4151).
    #[schemars(url)]
    pub(super) feed_id: String,
    /// Who mints ids: a domain or mail address and a date on which it was held.
    pub(super) authority: &'a str,
    /// Plain text.
    pub(super) title: &'a str,
    /// Plain text; blank lines part paragraphs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<&'a str>,
    /// BCP 47.
    pub(super) language: &'a str,
    /// The collection's own site, if it has one besides the gateway.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) home_page_url: Option<&'a str>,
    /// Who keeps the collection.
    pub(super) curators: Vec<Curator<'a>>,
    /// Licence of the metadata.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rights: Option<Rights<'a>>,
    /// A picture for the collection, with its credit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) image: Option<Image<'a>>,
    /// The newest change or withdrawal.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub(super) updated: Instant,
    /// How many reports there are.
    pub(super) report_count: usize,
    /// How many topics there are.
    pub(super) topic_count: usize,
    /// Reports that left, latest first.
    pub(super) withdrawn: Vec<Withdrawal<'a>>,
    /// Where else it is.
    pub(super) links: CollectionLinks,
}

/// Someone who keeps the collection.
#[derive(Serialize, JsonSchema)]
pub(super) struct Curator<'a> {
    /// Name of the person or body.
    pub(super) name: &'a str,
    /// Their page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<&'a str>,
    /// Their mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) email: Option<&'a str>,
}

/// A licence or other statement of rights: words, an address, or both.
#[derive(Serialize, JsonSchema)]
pub(super) struct Rights<'a> {
    /// In words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) text: Option<&'a str>,
    /// Where the licence stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<&'a str>,
}

/// A picture and whom to thank for it.
#[derive(Serialize, JsonSchema)]
pub(super) struct Image<'a> {
    /// Where the picture is; absent where only the credit is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<&'a str>,
    /// What the picture shows, for those who cannot see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) alt: Option<&'a str>,
    /// The picture's own title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) title: Option<&'a str>,
    /// Who made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) creator: Option<&'a str>,
    /// Name of its licence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) license: Option<&'a str>,
    /// Where the licence stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) license_url: Option<&'a str>,
    /// Pixels; comes with `height`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) width: Option<u32>,
    /// Pixels; comes with `width`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) height: Option<u32>,
}

/// A report that left.
#[derive(Serialize, JsonSchema)]
pub(super) struct Withdrawal<'a> {
    /// Slug of the report that left; never used again.
    #[schemars(regex(pattern = "^[a-z0-9-]+$"))]
    pub(super) id: &'a str,
    /// When it left.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub(super) when: Instant,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<&'a str>,
}

/// Where else the collection is.
#[derive(Serialize, JsonSchema)]
pub(super) struct CollectionLinks {
    /// This document.
    #[schemars(url)]
    #[serde(rename = "self")]
    pub(super) itself: String,
    /// The page for people.
    #[schemars(url)]
    pub(super) page: String,
    /// All topics, in the API.
    #[schemars(url)]
    pub(super) topics: String,
    /// All reports, in the API.
    #[schemars(url)]
    pub(super) reports: String,
    /// Live feeds of everything.
    pub(super) feeds: Feeds,
    /// All feeds, as OPML.
    #[schemars(url)]
    pub(super) outline: String,
    /// Share card (oEmbed, JSON).
    #[schemars(url)]
    pub(super) card: String,
    /// What the card frames.
    #[schemars(url)]
    pub(super) embed: String,
}

/// Live feeds of the same, one per format.
#[derive(Serialize, JsonSchema)]
pub(super) struct Feeds {
    /// Atom 1.0.
    #[schemars(url)]
    pub(super) atom: String,
    /// RSS 2.0.
    #[schemars(url)]
    pub(super) rss: String,
    /// JSON Feed 1.1.
    #[schemars(url)]
    pub(super) json: String,
}

/// All topics that are not gone.
#[derive(Serialize, JsonSchema)]
pub(super) struct TopicList<'a> {
    /// In the order of the collection file.
    pub(super) topics: Vec<Topic<'a>>,
    /// How many there are.
    pub(super) total: usize,
}

/// A subject that reports are filed under.
#[derive(Serialize, JsonSchema)]
pub(super) struct Topic<'a> {
    /// Slug of the topic.
    #[schemars(regex(pattern = "^[a-z0-9-]+$"))]
    pub(super) id: &'a str,
    /// Permanent id of the topic's feed, the same in every format: a tag URI (RFC 4151).
    #[schemars(url)]
    pub(super) feed_id: String,
    /// Plain text.
    pub(super) title: &'a str,
    /// What belongs here, plain text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<&'a str>,
    /// Old slugs; their addresses are redirected to this topic.
    pub(super) aliases: Vec<&'a str>,
    /// When the topic began to close, or will; 90 days later it is gone.
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) retired: Option<Instant>,
    /// Id of the topic that takes its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) replaced_by: Option<&'a str>,
    /// How many reports it has.
    pub(super) report_count: usize,
    /// Where else it is.
    pub(super) links: TopicLinks,
}

/// Where else a topic is.
#[derive(Serialize, JsonSchema)]
pub(super) struct TopicLinks {
    /// The topic, in the API.
    #[schemars(url)]
    #[serde(rename = "self")]
    pub(super) itself: String,
    /// The page for people.
    #[schemars(url)]
    pub(super) page: String,
    /// Its reports, in the API.
    #[schemars(url)]
    pub(super) reports: String,
    /// Its live feeds.
    pub(super) feeds: Feeds,
    /// Share card (oEmbed, JSON).
    #[schemars(url)]
    pub(super) card: String,
    /// What the card frames.
    #[schemars(url)]
    pub(super) embed: String,
}

/// A report of the collection.
// `None` also where a field was not asked for, so the schema of a whole report says itself which are
// always there: `openapi/schemas.rs`.
#[derive(Serialize, JsonSchema)]
pub(super) struct Report<'a> {
    /// Permanent slug.
    #[schemars(regex(pattern = "^[a-z0-9-]+$"))]
    pub(super) id: &'a str,
    /// Permanent id, the same in every feed and format: the `guid`, or else a tag URI (RFC 4151).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) entry_id: Option<Cow<'a, str>>,
    /// The id that the report had before it joined.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) guid: Option<&'a str>,
    /// Plain text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) title: Option<&'a str>,
    /// When the report came out, as precisely as is known: `2023`, `2023-07`, `2023-07-24` or RFC 3339.
    #[schemars(with = "Option<String>", regex(pattern = r"^\d{4}(-\d\d(-\d\d(T\d\d:\d\d:\d\dZ)?)?)?$"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) published: Option<Published>,
    /// When it joined the collection.
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) added: Option<Instant>,
    /// Last change that matters to a reader.
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) updated: Option<Instant>,
    /// What the report says in short, plain text; blank lines part paragraphs.
    #[serde(rename = "abstract", skip_serializing_if = "Option::is_none")]
    pub(super) abstract_text: Option<Cow<'a, str>>,
    /// The same as HTML, sanitised, where the curator wrote HTML.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) abstract_html: Option<&'a str>,
    /// The publisher's page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<&'a str>,
    /// The report itself, where it can be had.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) files: Option<Vec<File<'a>>>,
    /// Who wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) authors: Option<Vec<Author<'a>>>,
    /// Who published it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) publishers: Option<Vec<Publisher<'a>>>,
    /// Ids of the topics it is filed under.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) topics: Option<Vec<&'a str>>,
    /// Names of places it deals with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) places: Option<Vec<&'a str>>,
    /// Free words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) keywords: Option<Vec<&'a str>>,
    /// What sort of publication it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) kind: Option<Kind>,
    /// BCP 47.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) language: Option<&'a str>,
    /// DOI without a resolver's address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) doi: Option<&'a str>,
    /// Licence of the report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rights: Option<Rights<'a>>,
    /// A picture for the report, with its credit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) image: Option<Image<'a>>,
    /// Where else it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) links: Option<ReportLinks>,
}

/// A file of a report.
#[derive(Serialize, JsonSchema)]
pub(super) struct File<'a> {
    /// Where it is.
    pub(super) url: &'a str,
    /// Media type.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub(super) media_type: Option<&'a str>,
    /// Size in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) bytes: Option<u64>,
    /// What to call it, if not by its type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) title: Option<&'a str>,
    /// BCP 47.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) language: Option<&'a str>,
}

/// A person or body that wrote a report.
#[derive(Serialize, JsonSchema)]
pub(super) struct Author<'a> {
    /// Name of the person or body.
    pub(super) name: &'a str,
    /// Their page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<&'a str>,
    /// ORCID.
    #[schemars(regex(pattern = r"^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) orcid: Option<&'a str>,
}

/// A body that published a report.
#[derive(Serialize, JsonSchema)]
pub(super) struct Publisher<'a> {
    /// Name of the body.
    pub(super) name: &'a str,
    /// Its page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<&'a str>,
}

/// Where else a report is.
#[derive(Serialize, JsonSchema)]
pub(super) struct ReportLinks {
    /// The report, in the API.
    #[schemars(url)]
    #[serde(rename = "self")]
    pub(super) itself: String,
    /// The page for people.
    #[schemars(url)]
    pub(super) page: String,
    /// Share card (oEmbed, JSON).
    #[schemars(url)]
    pub(super) card: String,
    /// What the card frames.
    #[schemars(url)]
    pub(super) embed: String,
}

/// A part of what a query finds.
#[derive(Serialize, JsonSchema)]
pub(super) struct ReportList<'a> {
    /// In the order that was asked for.
    pub(super) reports: Vec<ListedReport<'a>>,
    /// How many reports the query finds in all.
    pub(super) total: usize,
    /// How many each filter would find, with `facets=true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) facets: Option<Facets<'a>>,
    /// What to send as `cursor` for the part after this one; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) next_cursor: Option<String>,
    /// What to send as `cursor` for the part before this one; absent at the beginning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) prev_cursor: Option<String>,
    /// Where the other parts are, and the same for people and feed readers.
    pub(super) links: ListLinks,
}

/// A report as a list has it: with the fields that were asked for.
#[derive(Serialize, JsonSchema)]
pub(super) struct ListedReport<'a> {
    /// The report.
    #[serde(flatten)]
    pub(super) report: Report<'a>,
    /// Where the words of the query stand, with `highlights=true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) highlights: Option<Highlights>,
}

/// Texts in which words of the query stand, in pieces that make the whole text one after the other.
#[derive(Serialize, JsonSchema)]
pub(super) struct Highlights {
    /// The title, if a word stands there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) title: Option<Vec<Piece>>,
    /// The abstract, if a word stands there.
    #[serde(rename = "abstract", skip_serializing_if = "Option::is_none")]
    pub(super) abstract_text: Option<Vec<Piece>>,
}

/// A piece of a text.
#[derive(Serialize, JsonSchema)]
pub(super) struct Piece {
    /// Plain text.
    pub(super) text: String,
    /// Whether it is what was looked for.
    pub(super) is_match: bool,
}

/// Where the other parts of a list are, and the same for others than apps.
#[derive(Serialize, JsonSchema)]
pub(super) struct ListLinks {
    /// This document.
    #[schemars(url)]
    #[serde(rename = "self")]
    pub(super) itself: String,
    /// The first part.
    #[schemars(url)]
    pub(super) first: String,
    /// The part after this one.
    #[schemars(url)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) next: Option<String>,
    /// The part before this one.
    #[schemars(url)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) prev: Option<String>,
    /// The same for people.
    #[schemars(url)]
    pub(super) page: String,
    /// Feeds of everything that the query finds, as it joins.
    pub(super) feeds: Feeds,
}

/// How many reports each value of each facet would find, counted with the filters of all other facets and
/// without its own. Of each at most 100 values, those with most reports first.
#[derive(Serialize, JsonSchema)]
pub(super) struct Facets<'a> {
    /// Topics.
    pub(super) topic: Vec<FacetValue<'a>>,
    /// Places.
    pub(super) place: Vec<FacetValue<'a>>,
    /// Publishers.
    pub(super) publisher: Vec<FacetValue<'a>>,
    /// Kinds of publication.
    pub(super) kind: Vec<FacetValue<'a>>,
    /// Languages.
    pub(super) language: Vec<FacetValue<'a>>,
    /// Years in which reports came out.
    pub(super) year: Vec<FacetValue<'a>>,
}

/// A value that reports can be filtered by.
#[derive(Serialize, JsonSchema)]
pub(super) struct FacetValue<'a> {
    /// What to send as the parameter.
    pub(super) value: String,
    /// A topic's title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) title: Option<&'a str>,
    /// How many reports have it.
    pub(super) count: u32,
    /// Whether it is asked for.
    pub(super) is_wanted: bool,
    /// Whether it is left out.
    pub(super) is_left_out: bool,
    /// The same list with this filter applied; without it where it is applied already.
    #[schemars(url)]
    pub(super) url: String,
}

/// Why a request was refused (RFC 9457).
#[derive(Serialize, JsonSchema)]
pub struct ProblemDetails<'a> {
    /// Names the kind of problem, and leads to its explanation.
    #[schemars(url)]
    #[serde(rename = "type")]
    pub kind: String,
    /// The same for every problem of the kind.
    pub title: &'a str,
    /// The status of the reply.
    #[schemars(range(min = 400, max = 599))]
    pub status: u16,
    /// What is wrong, in a sentence or two.
    pub detail: &'a str,
    /// The parameter that makes no sense.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter: Option<&'a str>,
    /// What that parameter may be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed: Option<&'a str>,
}
