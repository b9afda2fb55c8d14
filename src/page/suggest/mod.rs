//! The pages on which visitors suggest reports: the form for one, the form for many, and the private page of what was
//! sent.

mod fields;
mod form;
mod many;
mod notice;
mod status;

pub use form::{FormOfOne, suggestion_form};
pub use many::{FormOfMany, ListedRecord, ManyStep, suggestions_form};
pub use notice::{FormNotice, RecordMark, Unreadable};
pub use status::{StatusView, suggestion_status};
