//! The root, the collection and its topics.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::Serialize;

use crate::collection::Instant;

/// The beginning: what the API has, and where.
#[derive(Serialize, JsonSchema)]
pub(in crate::api) struct Root<'a> {
    /// Title of the collection.
    pub(in crate::api) title: &'a str,
    /// Where everything is.
    pub(in crate::api) links: RootLinks,
}

/// Where everything is.
#[derive(Serialize, JsonSchema)]
pub(in crate::api) struct RootLinks {
    /// This document.
    #[schemars(url)]
    #[serde(rename = "self")]
    pub(in crate::api) itself: String,
    /// What the collection says of itself.
    #[schemars(url)]
    pub(in crate::api) collection: String,
    /// All topics.
    #[schemars(url)]
    pub(in crate::api) topics: String,
    /// All reports, and search.
    #[schemars(url)]
    pub(in crate::api) reports: String,
    /// The OpenAPI document.
    #[schemars(url)]
    pub(in crate::api) openapi: String,
    /// The reference for people.
    #[schemars(url)]
    pub(in crate::api) reference: String,
}

/// What the collection says of itself.
#[derive(Serialize, JsonSchema)]
pub(in crate::api) struct Collection<'a> {
    /// Slug of the collection.
    #[schemars(regex(pattern = "^[a-z0-9-]+$"))]
    pub(in crate::api) id: &'a str,
    /// Permanent id of the collection's feed, the same in every format: a tag URI (RFC 4151).
    #[schemars(url)]
    pub(in crate::api) feed_id: String,
    /// Who mints ids: a domain or mail address and a date on which it was held.
    pub(in crate::api) authority: &'a str,
    /// Plain text.
    pub(in crate::api) title: &'a str,
    /// Plain text; blank lines part paragraphs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) description: Option<&'a str>,
    /// BCP 47.
    pub(in crate::api) language: &'a str,
    /// The collection's own site, if it has one besides the gateway.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) home_page_url: Option<&'a str>,
    /// Who keeps the collection.
    pub(in crate::api) curators: Vec<Curator<'a>>,
    /// License of the metadata.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) rights: Option<Rights<'a>>,
    /// A picture for the collection, with its credit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) image: Option<Image<'a>>,
    /// The newest change or withdrawal.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub(in crate::api) updated: Instant,
    /// How many reports there are.
    pub(in crate::api) report_count: usize,
    /// How many topics there are.
    pub(in crate::api) topic_count: usize,
    /// Reports that left, latest first.
    pub(in crate::api) withdrawn: Vec<Withdrawal<'a>>,
    /// Where else it is.
    pub(in crate::api) links: CollectionLinks,
}

/// Someone who keeps the collection.
#[derive(Serialize, JsonSchema)]
pub(in crate::api) struct Curator<'a> {
    /// Name of the person or body.
    pub(in crate::api) name: &'a str,
    /// Their page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) url: Option<&'a str>,
    /// Their mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) email: Option<&'a str>,
}

/// A license or other statement of rights: words, an address, or both.
#[derive(Serialize, JsonSchema)]
pub(in crate::api) struct Rights<'a> {
    /// In words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) text: Option<&'a str>,
    /// Where the license stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) url: Option<&'a str>,
}

/// A picture and whom to thank for it.
#[derive(Serialize, JsonSchema)]
pub(in crate::api) struct Image<'a> {
    /// Where the picture is; absent where only the credit is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) url: Option<Cow<'a, str>>,
    /// What the picture shows, for those who cannot see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) alt: Option<&'a str>,
    /// The picture's own title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) title: Option<&'a str>,
    /// Who made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) creator: Option<&'a str>,
    /// Name of its license.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) license: Option<&'a str>,
    /// Where the license stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) license_url: Option<&'a str>,
    /// Pixels; comes with `height`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) width: Option<u32>,
    /// Pixels; comes with `width`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) height: Option<u32>,
}

/// A report that left.
#[derive(Serialize, JsonSchema)]
pub(in crate::api) struct Withdrawal<'a> {
    /// Slug of the report that left; never used again.
    #[schemars(regex(pattern = "^[a-z0-9-]+$"))]
    pub(in crate::api) id: &'a str,
    /// The id that it had in every feed.
    pub(in crate::api) entry_id: Cow<'a, str>,
    /// The title it had, if the file says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) title: Option<&'a str>,
    /// Ids of the topics it was filed under, if the file says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) topics: Option<Vec<&'a str>>,
    /// When it left.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub(in crate::api) when: Instant,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) reason: Option<&'a str>,
}

/// Where else the collection is.
#[derive(Serialize, JsonSchema)]
pub(in crate::api) struct CollectionLinks {
    /// This document.
    #[schemars(url)]
    #[serde(rename = "self")]
    pub(in crate::api) itself: String,
    /// The page for people.
    #[schemars(url)]
    pub(in crate::api) page: String,
    /// All topics, in the API.
    #[schemars(url)]
    pub(in crate::api) topics: String,
    /// All reports, in the API.
    #[schemars(url)]
    pub(in crate::api) reports: String,
    /// Live feeds of everything.
    pub(in crate::api) feeds: Feeds,
    /// All feeds, as OPML.
    #[schemars(url)]
    pub(in crate::api) outline: String,
    /// Share card (oEmbed, JSON).
    #[schemars(url)]
    pub(in crate::api) card: String,
    /// What the card frames.
    #[schemars(url)]
    pub(in crate::api) embed: String,
}

/// Live feeds of the same, one per format.
#[derive(Serialize, JsonSchema)]
pub(in crate::api) struct Feeds {
    /// Atom 1.0.
    #[schemars(url)]
    pub(in crate::api) atom: String,
    /// RSS 2.0.
    #[schemars(url)]
    pub(in crate::api) rss: String,
    /// JSON Feed 1.1.
    #[schemars(url)]
    pub(in crate::api) json: String,
}

/// All topics that are not gone.
#[derive(Serialize, JsonSchema)]
pub(in crate::api) struct TopicList<'a> {
    /// In the order of the collection file.
    pub(in crate::api) topics: Vec<Topic<'a>>,
    /// How many there are.
    pub(in crate::api) total: usize,
}

/// A subject that reports are filed under.
#[derive(Serialize, JsonSchema)]
pub(in crate::api) struct Topic<'a> {
    /// Slug of the topic.
    #[schemars(regex(pattern = "^[a-z0-9-]+$"))]
    pub(in crate::api) id: &'a str,
    /// Permanent id of the topic's feed, the same in every format: a tag URI (RFC 4151).
    #[schemars(url)]
    pub(in crate::api) feed_id: String,
    /// Plain text.
    pub(in crate::api) title: &'a str,
    /// What belongs here, plain text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) description: Option<&'a str>,
    /// Old slugs; their addresses are redirected to this topic.
    pub(in crate::api) aliases: Vec<&'a str>,
    /// When the topic began to close, or will; 90 days later it is gone.
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) retired: Option<Instant>,
    /// Id of the topic that takes its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) replaced_by: Option<&'a str>,
    /// How many reports it has.
    pub(in crate::api) report_count: usize,
    /// Where else it is.
    pub(in crate::api) links: TopicLinks,
}

/// Where else a topic is.
#[derive(Serialize, JsonSchema)]
pub(in crate::api) struct TopicLinks {
    /// The topic, in the API.
    #[schemars(url)]
    #[serde(rename = "self")]
    pub(in crate::api) itself: String,
    /// The page for people.
    #[schemars(url)]
    pub(in crate::api) page: String,
    /// Its reports, in the API.
    #[schemars(url)]
    pub(in crate::api) reports: String,
    /// Its live feeds.
    pub(in crate::api) feeds: Feeds,
    /// Share card (oEmbed, JSON).
    #[schemars(url)]
    pub(in crate::api) card: String,
    /// What the card frames.
    #[schemars(url)]
    pub(in crate::api) embed: String,
}
