//! Suggestions: what apps send, and what became of it.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

/// What became of what somebody sent.
#[derive(Serialize, JsonSchema)]
#[allow(missing_docs)]
pub(in crate::api) struct SuggestionStatus<'a> {
    /// `received`, `accepted`, `declined` or `taken-back`; `mixed` if those that were sent together differ.
    pub(in crate::api) state: &'a str,
    #[schemars(extend("format" = "date-time"))]
    pub(in crate::api) received: String,
    #[schemars(url)]
    pub(in crate::api) status: String,
    #[schemars(url)]
    pub(in crate::api) page: String,
    pub(in crate::api) suggestions: Vec<SuggestedReport<'a>>,
}

/// One suggested report.
#[derive(Serialize, JsonSchema)]
#[allow(missing_docs)]
pub(in crate::api) struct SuggestedReport<'a> {
    pub(in crate::api) state: &'a str,
    #[schemars(extend("format" = "date-time"))]
    pub(in crate::api) changed: String,
    #[schemars(url)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) report: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) words: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) note: Option<&'a str>,
    pub(in crate::api) fields: &'a Map<String, Value>,
}

/// What an app sends. It may have all other fields of a report in the collection file, too.
#[derive(Serialize, JsonSchema)]
#[allow(missing_docs, dead_code, reason = "for the schema alone")]
pub(in crate::api) struct SuggestionBody {
    #[schemars(length(min = 1, max = 500))]
    pub(in crate::api) title: String,
    #[schemars(url)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) url: Option<String>,
    #[schemars(regex(pattern = "^10\\.\\d{4,9}/\\S+$"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) doi: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) published: Option<String>,
    #[schemars(length(max = 4000))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) note: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) sender: Option<SuggestionSender>,
}

/// Who suggests something.
#[derive(Serialize, JsonSchema)]
#[allow(missing_docs)]
pub(in crate::api) struct SuggestionSender {
    #[schemars(length(max = 200))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) name: Option<String>,
    #[schemars(email)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) email: Option<String>,
    #[schemars(length(max = 200))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) organization: Option<String>,
}
