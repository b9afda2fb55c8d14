//! A report, with all or some of its fields.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::Serialize;

use crate::collection::{Instant, Kind, Published};

use super::about::{Image, Rights};

/// A report of the collection.
// A field is also `None` if it was not requested. `openapi/schemas.rs` says which fields a whole report always
// has.
#[derive(Serialize, JsonSchema)]
pub(in crate::api) struct Report<'a> {
    #[schemars(regex(pattern = "^[a-z0-9-]+$"))]
    pub(in crate::api) id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) entry_id: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) guid: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) title: Option<&'a str>,
    #[schemars(with = "Option<String>", regex(pattern = r"^\d{4}(-\d\d(-\d\d(T\d\d:\d\d:\d\dZ)?)?)?$"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) published: Option<Published>,
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) added: Option<Instant>,
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) updated: Option<Instant>,
    #[serde(rename = "abstract", skip_serializing_if = "Option::is_none")]
    pub(in crate::api) abstract_text: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) abstract_html: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) files: Option<Vec<File<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) authors: Option<Vec<Author<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) publishers: Option<Vec<Publisher<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) topics: Option<Vec<&'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) places: Option<Vec<&'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) keywords: Option<Vec<&'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) kind: Option<Kind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) language: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) doi: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) rights: Option<Rights<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) image: Option<Image<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) links: Option<ReportLinks>,
}

/// A file of a report.
#[derive(Serialize, JsonSchema)]
pub(in crate::api) struct File<'a> {
    pub(in crate::api) url: &'a str,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub(in crate::api) media_type: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) language: Option<&'a str>,
}

/// A person or organization that wrote a report.
#[derive(Serialize, JsonSchema)]
pub(in crate::api) struct Author<'a> {
    pub(in crate::api) name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) url: Option<&'a str>,
    #[schemars(regex(pattern = r"^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) orcid: Option<&'a str>,
}

/// An organization that published a report.
#[derive(Serialize, JsonSchema)]
pub(in crate::api) struct Publisher<'a> {
    pub(in crate::api) name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) url: Option<&'a str>,
}

/// Links to other forms of a report.
#[derive(Serialize, JsonSchema)]
pub(in crate::api) struct ReportLinks {
    #[schemars(url)]
    #[serde(rename = "self")]
    pub(in crate::api) itself: String,
    #[schemars(url)]
    pub(in crate::api) page: String,
    #[schemars(url)]
    pub(in crate::api) card: String,
    #[schemars(url)]
    pub(in crate::api) embed: String,
}
