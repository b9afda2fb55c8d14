//! Why a request was refused.

use schemars::JsonSchema;
use serde::Serialize;

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
