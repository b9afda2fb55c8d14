//! What apps receive, field by field: the names of the collection file, and the fields that the gateway adds.
//!
//! The schemas of the OpenAPI document are derived from these types, so authors of apps read these field docs. A
//! field without a value is absent, never null.

mod about;
mod list;
mod problem;
mod report;

pub(super) use about::*;
pub(super) use list::*;
pub use problem::ProblemDetails;
pub(super) use report::*;
