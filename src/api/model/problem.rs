//! Problem details: the reason for an error.

use schemars::JsonSchema;
use serde::Serialize;

/// The reason for an error (RFC 9457).
#[derive(Serialize, JsonSchema)]
#[allow(missing_docs)]
pub struct ProblemDetails<'a> {
    #[schemars(url)]
    #[serde(rename = "type")]
    pub kind: String,
    pub title: &'a str,
    #[schemars(range(min = 400, max = 599))]
    pub status: u16,
    pub detail: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed: Option<&'a str>,
    #[schemars(url)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub existing: Option<&'a str>,
    #[serde(skip_serializing_if = "<[FieldError]>::is_empty")]
    pub errors: &'a [FieldError],
}

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[allow(missing_docs)]
pub struct FieldError {
    pub field: String,
    pub code: &'static str,
    pub detail: String,
}
