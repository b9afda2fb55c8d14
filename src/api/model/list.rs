//! The results of a query, one part at a time.

use schemars::JsonSchema;
use serde::Serialize;

use super::about::Feeds;
use super::report::Report;

/// A part of what a query finds.
#[derive(Serialize, JsonSchema)]
pub(in crate::api) struct ReportList<'a> {
    /// In the order that was asked for.
    pub(in crate::api) reports: Vec<ListedReport<'a>>,
    /// How many reports the query finds in all.
    pub(in crate::api) total: usize,
    /// How many of the words of the query these reports have.
    pub(in crate::api) matching: Matching,
    /// How many each filter would find, with `facets=true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) facets: Option<Facets<'a>>,
    /// What to send as `cursor` for the part after this one; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) next_cursor: Option<String>,
    /// What to send as `cursor` for the part before this one; absent at the beginning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) prev_cursor: Option<String>,
    /// Where the other parts are, and the same for people and feed readers.
    pub(in crate::api) links: ListLinks,
}

/// How many of the words of a query the reports of a list have.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(in crate::api) enum Matching {
    /// Every report has all words of the query, or the query has none.
    All,
    /// No report has all words. Every report has some of them; those with the most and the rarest come first. Feeds of
    /// the query are empty.
    Some,
}

/// A report as a list has it: with the fields that were asked for.
#[derive(Serialize, JsonSchema)]
pub(in crate::api) struct ListedReport<'a> {
    /// The report.
    #[serde(flatten)]
    pub(in crate::api) report: Report<'a>,
    /// Where the words of the query stand, with `highlights=true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) highlights: Option<Highlights>,
}

/// Texts in which words of the query stand, in pieces that make the whole text one after the other.
#[derive(Serialize, JsonSchema)]
pub(in crate::api) struct Highlights {
    /// The title, if a word stands there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) title: Option<Vec<Piece>>,
    /// The abstract, if a word stands there.
    #[serde(rename = "abstract", skip_serializing_if = "Option::is_none")]
    pub(in crate::api) abstract_text: Option<Vec<Piece>>,
}

/// A piece of a text.
#[derive(Serialize, JsonSchema)]
pub(in crate::api) struct Piece {
    /// Plain text.
    pub(in crate::api) text: String,
    /// Whether it is what was looked for.
    pub(in crate::api) is_match: bool,
}

/// Where the other parts of a list are, and the same for others than apps.
#[derive(Serialize, JsonSchema)]
pub(in crate::api) struct ListLinks {
    /// This document.
    #[schemars(url)]
    #[serde(rename = "self")]
    pub(in crate::api) itself: String,
    /// The first part.
    #[schemars(url)]
    pub(in crate::api) first: String,
    /// The part after this one.
    #[schemars(url)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) next: Option<String>,
    /// The part before this one.
    #[schemars(url)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) prev: Option<String>,
    /// The same for people.
    #[schemars(url)]
    pub(in crate::api) page: String,
    /// Feeds of everything that the query finds, as it joins.
    pub(in crate::api) feeds: Feeds,
}

/// The values of each facet that can be chosen as a filter, each with the number of reports it would find. Values are
/// counted with the filters of all other facets and without those of their own. A value that would find the same
/// reports again is left out. Of each facet at most 100 values are sent, those with the most reports first.
#[derive(Serialize, JsonSchema)]
pub(in crate::api) struct Facets<'a> {
    /// Topics.
    pub(in crate::api) topic: Vec<FacetValue<'a>>,
    /// Places.
    pub(in crate::api) place: Vec<FacetValue<'a>>,
    /// Publishers.
    pub(in crate::api) publisher: Vec<FacetValue<'a>>,
    /// Kinds of publication.
    pub(in crate::api) kind: Vec<FacetValue<'a>>,
    /// Languages.
    pub(in crate::api) language: Vec<FacetValue<'a>>,
    /// Years in which reports came out.
    pub(in crate::api) year: Vec<FacetValue<'a>>,
}

/// A value that reports can be filtered by.
#[derive(Serialize, JsonSchema)]
pub(in crate::api) struct FacetValue<'a> {
    /// What to send as the parameter.
    pub(in crate::api) value: String,
    /// A topic's title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) title: Option<&'a str>,
    /// How many reports have it.
    pub(in crate::api) count: u32,
    /// Whether it is asked for.
    pub(in crate::api) is_wanted: bool,
    /// Whether it is left out.
    pub(in crate::api) is_left_out: bool,
    /// The same list with this filter applied; without it where it is applied already.
    #[schemars(url)]
    pub(in crate::api) url: String,
}
