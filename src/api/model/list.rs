//! The results of a query and the list of all reports, one part at a time.

use schemars::JsonSchema;
use serde::Serialize;

use super::about::Feeds;
use super::report::Report;

/// A part of the reports that a query finds.
#[derive(Serialize, JsonSchema)]
pub(in crate::api) struct ReportList<'a> {
    pub(in crate::api) reports: Vec<ListedReport<'a>>,
    pub(in crate::api) total: usize,
    pub(in crate::api) matching: Matching,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) facets: Option<Facets<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) next_cursor: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) prev_cursor: Option<String>,
    pub(in crate::api) links: ListLinks,
}

/// How many of the words of a query the reports of a list have. `Some`: no report has all of them.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(in crate::api) enum Matching {
    All,
    Some,
}

/// A report in a list, with the requested fields.
#[derive(Serialize, JsonSchema)]
pub(in crate::api) struct ListedReport<'a> {
    #[serde(flatten)]
    pub(in crate::api) report: Report<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) highlights: Option<Highlights>,
}

/// The texts that contain words of the query. The pieces of a text, one after the other, are the whole text.
#[derive(Serialize, JsonSchema)]
pub(in crate::api) struct Highlights {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) title: Option<Vec<Piece>>,
    #[serde(rename = "abstract", skip_serializing_if = "Option::is_none")]
    pub(in crate::api) abstract_text: Option<Vec<Piece>>,
}

/// A piece of a text.
#[derive(Serialize, JsonSchema)]
pub(in crate::api) struct Piece {
    pub(in crate::api) text: String,
    pub(in crate::api) is_match: bool,
}

/// Links to the other parts of a list, and to other forms of it.
#[derive(Serialize, JsonSchema)]
pub(in crate::api) struct ListLinks {
    #[schemars(url)]
    #[serde(rename = "self")]
    pub(in crate::api) itself: String,
    #[schemars(url)]
    pub(in crate::api) first: String,
    #[schemars(url)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) next: Option<String>,
    #[schemars(url)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) prev: Option<String>,
    #[schemars(url)]
    pub(in crate::api) page: String,
    pub(in crate::api) feeds: Feeds,
}

/// The values of each facet that can be chosen as a filter, each with the number of reports it would find. Values are
/// counted with the filters of all other facets and without those of their own. A value that would find the same
/// reports again is left out. Of each facet at most 100 values are sent, those with the most reports first.
#[derive(Serialize, JsonSchema)]
pub(in crate::api) struct Facets<'a> {
    pub(in crate::api) topic: Vec<FacetValue<'a>>,
    pub(in crate::api) place: Vec<FacetValue<'a>>,
    pub(in crate::api) publisher: Vec<FacetValue<'a>>,
    pub(in crate::api) kind: Vec<FacetValue<'a>>,
    pub(in crate::api) language: Vec<FacetValue<'a>>,
    pub(in crate::api) year: Vec<FacetValue<'a>>,
}

/// A value of a filter.
#[derive(Serialize, JsonSchema)]
pub(in crate::api) struct FacetValue<'a> {
    pub(in crate::api) value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) title: Option<&'a str>,
    pub(in crate::api) count: u32,
    pub(in crate::api) is_wanted: bool,
    pub(in crate::api) is_left_out: bool,
    #[schemars(url)]
    pub(in crate::api) url: String,
}

/// The list of all reports, which is sent in parts.
#[derive(Serialize, JsonSchema)]
pub(in crate::api) struct AllReports {
    pub(in crate::api) total: usize,
    pub(in crate::api) parts: u32,
    pub(in crate::api) part_size: usize,
    pub(in crate::api) links: AllReportsLinks,
}

/// Links to the first part of the list of all reports and to its last.
#[derive(Serialize, JsonSchema)]
pub(in crate::api) struct AllReportsLinks {
    #[schemars(url)]
    #[serde(rename = "self")]
    pub(in crate::api) itself: String,
    #[schemars(url)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) first: Option<String>,
    #[schemars(url)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) last: Option<String>,
}

/// A part of the list of all reports, oldest first.
#[derive(Serialize, JsonSchema)]
pub(in crate::api) struct ReportPart<'a> {
    pub(in crate::api) reports: Vec<Report<'a>>,
    pub(in crate::api) links: ReportPartLinks,
}

/// Links to the parts before and after a part of the list of all reports.
#[derive(Serialize, JsonSchema)]
pub(in crate::api) struct ReportPartLinks {
    #[schemars(url)]
    #[serde(rename = "self")]
    pub(in crate::api) itself: String,
    #[schemars(url)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) next: Option<String>,
    #[schemars(url)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) prev: Option<String>,
    #[schemars(url)]
    pub(in crate::api) all: String,
}
