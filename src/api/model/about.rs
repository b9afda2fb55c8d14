//! The root, the collection and its topics.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::Serialize;

use crate::collection::Instant;

/// The starting point of the API.
#[derive(Serialize, JsonSchema)]
pub(in crate::api) struct Root<'a> {
    pub(in crate::api) title: &'a str,
    pub(in crate::api) links: RootLinks,
}

/// Links from the starting point.
#[derive(Serialize, JsonSchema)]
pub(in crate::api) struct RootLinks {
    #[schemars(url)]
    #[serde(rename = "self")]
    pub(in crate::api) itself: String,
    #[schemars(url)]
    pub(in crate::api) collection: String,
    #[schemars(url)]
    pub(in crate::api) topics: String,
    #[schemars(url)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) reports: Option<String>,
    #[schemars(url)]
    pub(in crate::api) all_reports: String,
    #[schemars(url)]
    pub(in crate::api) openapi: String,
    #[schemars(url)]
    pub(in crate::api) reference: String,
}

/// Information about the collection.
#[derive(Serialize, JsonSchema)]
pub(in crate::api) struct Collection<'a> {
    #[schemars(regex(pattern = "^[a-z0-9-]+$"))]
    pub(in crate::api) id: &'a str,
    #[schemars(url)]
    pub(in crate::api) feed_id: String,
    pub(in crate::api) authority: &'a str,
    pub(in crate::api) title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) description: Option<&'a str>,
    pub(in crate::api) language: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) home_page_url: Option<&'a str>,
    pub(in crate::api) curators: Vec<Curator<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) rights: Option<Rights<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) image: Option<Image<'a>>,
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub(in crate::api) updated: Instant,
    pub(in crate::api) report_count: usize,
    pub(in crate::api) topic_count: usize,
    pub(in crate::api) withdrawn: Vec<Withdrawal<'a>>,
    pub(in crate::api) links: CollectionLinks,
}

/// A person or organization that maintains the collection.
#[derive(Serialize, JsonSchema)]
pub(in crate::api) struct Curator<'a> {
    pub(in crate::api) name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) email: Option<&'a str>,
}

/// A license or another statement of rights: a text, a link, or both.
#[derive(Serialize, JsonSchema)]
pub(in crate::api) struct Rights<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) url: Option<&'a str>,
}

/// An image and its credit.
#[derive(Serialize, JsonSchema)]
pub(in crate::api) struct Image<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) url: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) alt: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) creator: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) license: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) license_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) width: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) height: Option<u32>,
}

/// A withdrawn report.
#[derive(Serialize, JsonSchema)]
pub(in crate::api) struct Withdrawal<'a> {
    #[schemars(regex(pattern = "^[a-z0-9-]+$"))]
    pub(in crate::api) id: &'a str,
    pub(in crate::api) entry_id: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) topics: Option<Vec<&'a str>>,
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub(in crate::api) when: Instant,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) reason: Option<&'a str>,
}

/// Links to other forms of the collection.
#[derive(Serialize, JsonSchema)]
pub(in crate::api) struct CollectionLinks {
    #[schemars(url)]
    #[serde(rename = "self")]
    pub(in crate::api) itself: String,
    #[schemars(url)]
    pub(in crate::api) page: String,
    #[schemars(url)]
    pub(in crate::api) topics: String,
    #[schemars(url)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) reports: Option<String>,
    pub(in crate::api) feeds: Feeds,
    #[schemars(url)]
    pub(in crate::api) outline: String,
    #[schemars(url)]
    pub(in crate::api) card: String,
    #[schemars(url)]
    pub(in crate::api) embed: String,
}

/// The same live feed in each format.
#[derive(Serialize, JsonSchema)]
pub(in crate::api) struct Feeds {
    #[schemars(url)]
    pub(in crate::api) atom: String,
    #[schemars(url)]
    pub(in crate::api) rss: String,
    #[schemars(url)]
    pub(in crate::api) json: String,
}

/// All topics that are not closed.
#[derive(Serialize, JsonSchema)]
pub(in crate::api) struct TopicList<'a> {
    pub(in crate::api) topics: Vec<Topic<'a>>,
    pub(in crate::api) total: usize,
}

/// A subject that reports are filed under.
#[derive(Serialize, JsonSchema)]
pub(in crate::api) struct Topic<'a> {
    #[schemars(regex(pattern = "^[a-z0-9-]+$"))]
    pub(in crate::api) id: &'a str,
    #[schemars(url)]
    pub(in crate::api) feed_id: String,
    pub(in crate::api) title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) description: Option<&'a str>,
    pub(in crate::api) aliases: Vec<&'a str>,
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) retired: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) replaced_by: Option<&'a str>,
    pub(in crate::api) report_count: usize,
    pub(in crate::api) links: TopicLinks,
}

/// Links to other forms of a topic.
#[derive(Serialize, JsonSchema)]
pub(in crate::api) struct TopicLinks {
    #[schemars(url)]
    #[serde(rename = "self")]
    pub(in crate::api) itself: String,
    #[schemars(url)]
    pub(in crate::api) page: String,
    #[schemars(url)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) reports: Option<String>,
    pub(in crate::api) feeds: Feeds,
    #[schemars(url)]
    pub(in crate::api) card: String,
    #[schemars(url)]
    pub(in crate::api) embed: String,
}
