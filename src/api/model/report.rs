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
    /// Permanent slug.
    #[schemars(regex(pattern = "^[a-z0-9-]+$"))]
    pub(in crate::api) id: &'a str,
    /// Permanent id, the same in every feed and format: the `guid`, or else a tag URI (RFC 4151). Atom alone has the
    /// tag URI where the `guid` is no absolute IRI.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) entry_id: Option<Cow<'a, str>>,
    /// The id that the report had before it joined.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) guid: Option<&'a str>,
    /// Plain text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) title: Option<&'a str>,
    /// When the report came out, as precisely as is known: `2023`, `2023-07`, `2023-07-24` or RFC 3339.
    #[schemars(with = "Option<String>", regex(pattern = r"^\d{4}(-\d\d(-\d\d(T\d\d:\d\d:\d\dZ)?)?)?$"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) published: Option<Published>,
    /// When it joined the collection.
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) added: Option<Instant>,
    /// Last change that matters to a reader.
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) updated: Option<Instant>,
    /// What the report says in short, plain text; blank lines part paragraphs.
    #[serde(rename = "abstract", skip_serializing_if = "Option::is_none")]
    pub(in crate::api) abstract_text: Option<Cow<'a, str>>,
    /// The same as HTML, sanitised, where the curator wrote HTML.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) abstract_html: Option<&'a str>,
    /// The publisher's page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) url: Option<&'a str>,
    /// The report itself, where it can be had.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) files: Option<Vec<File<'a>>>,
    /// Who wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) authors: Option<Vec<Author<'a>>>,
    /// Who published it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) publishers: Option<Vec<Publisher<'a>>>,
    /// Ids of the topics it is filed under.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) topics: Option<Vec<&'a str>>,
    /// Names of places it deals with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) places: Option<Vec<&'a str>>,
    /// Free words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) keywords: Option<Vec<&'a str>>,
    /// What sort of publication it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) kind: Option<Kind>,
    /// BCP 47.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) language: Option<&'a str>,
    /// DOI without a resolver's address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) doi: Option<&'a str>,
    /// License of the report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) rights: Option<Rights<'a>>,
    /// A picture for the report, with its credit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) image: Option<Image<'a>>,
    /// Where else it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) links: Option<ReportLinks>,
}

/// A file of a report.
#[derive(Serialize, JsonSchema)]
pub(in crate::api) struct File<'a> {
    /// Where it is.
    pub(in crate::api) url: &'a str,
    /// Media type.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub(in crate::api) media_type: Option<&'a str>,
    /// Size in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) bytes: Option<u64>,
    /// What to call it, if not by its type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) title: Option<&'a str>,
    /// BCP 47.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) language: Option<&'a str>,
}

/// A person or body that wrote a report.
#[derive(Serialize, JsonSchema)]
pub(in crate::api) struct Author<'a> {
    /// Name of the person or body.
    pub(in crate::api) name: &'a str,
    /// Their page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) url: Option<&'a str>,
    /// ORCID.
    #[schemars(regex(pattern = r"^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) orcid: Option<&'a str>,
}

/// A body that published a report.
#[derive(Serialize, JsonSchema)]
pub(in crate::api) struct Publisher<'a> {
    /// Name of the body.
    pub(in crate::api) name: &'a str,
    /// Its page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) url: Option<&'a str>,
}

/// Where else a report is.
#[derive(Serialize, JsonSchema)]
pub(in crate::api) struct ReportLinks {
    /// The report, in the API.
    #[schemars(url)]
    #[serde(rename = "self")]
    pub(in crate::api) itself: String,
    /// The page for people.
    #[schemars(url)]
    pub(in crate::api) page: String,
    /// Share card (oEmbed, JSON).
    #[schemars(url)]
    pub(in crate::api) card: String,
    /// What the card frames.
    #[schemars(url)]
    pub(in crate::api) embed: String,
}
