//! What apps get, field by field: the collection file's names, and beside them what a gateway adds.
//!
//! The schemas of the OpenAPI document are derived from these types, so their field docs are what an
//! app's author reads. A field is absent where there is nothing to say; none is ever null.

mod about;
mod list;
mod problem;
mod report;

pub(super) use about::*;
pub(super) use list::*;
pub use problem::ProblemDetails;
pub(super) use report::*;
