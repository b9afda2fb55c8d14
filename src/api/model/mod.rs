//! The types of all documents that apps receive. Fields have the names of the collection file; the gateway adds some.
//!
//! The schemas of the OpenAPI document are derived from these types. Their descriptions are messages in the Fluent
//! files: `api-report-title` describes `Report::title`. A field without a value is absent, never null.

mod about;
mod list;
mod problem;
mod report;
mod suggestion;

pub(super) use about::*;
pub(super) use list::*;
pub use problem::{FieldError, ProblemDetails};
pub(super) use report::*;
pub(super) use suggestion::*;
