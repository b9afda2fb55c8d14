//! The doors for suggestions: forms and pages for people, JSON for apps.
//!
//! `take` has the steps that all of them share. A form that cannot be taken is sent back with everything that was typed,
//! and with what is wrong beside each field.

mod api;
mod form;
mod json;
mod many;
mod status;
mod take;

use std::num::NonZeroU32;
use std::time::Duration;

use crate::address::Label;

use super::answers::{Answers, CountsAs};

/// A form or a JSON object with a long abstract, each letter escaped.
pub(super) const MOST_BYTES: usize = 128 * 1024;
/// A bibliography of a few hundred reports with abstracts, or the form that shows them.
pub(super) const MOST_BYTES_OF_MANY: usize = 2 * 1024 * 1024;
/// Two megabytes over a slow line.
pub(super) const MOST_TIME: Duration = Duration::from_secs(20);

pub(super) const SHOW_FORM: Answers =
    Answers { counts_as: |_| reading("suggestion_form"), answer: form::show };
pub(super) const TAKE_FORM: Answers =
    Answers { counts_as: |_| writing("suggestion_form"), answer: form::take };
pub(super) const SHOW_MANY: Answers =
    Answers { counts_as: |_| reading("suggestions_form"), answer: many::show };
pub(super) const TAKE_MANY: Answers =
    Answers { counts_as: |_| writing("suggestions_form"), answer: many::take };
pub(super) const SHOW_STATUS: Answers =
    Answers { counts_as: |_| reading("suggestion_status"), answer: status::show };
pub(super) const CHANGE_STATUS: Answers =
    Answers { counts_as: |_| writing("suggestion_status"), answer: status::change };
pub(super) const TAKE_JSON: Answers =
    Answers { counts_as: |_| CountsAs { label: OF_API, replies: COST }, answer: api::take };
pub(super) const SHOW_JSON: Answers =
    Answers { counts_as: |_| CountsAs { label: OF_API, replies: NonZeroU32::MIN }, answer: api::show };

const OF_API: Label = Label { kind: "api", format: "json" };
/// A check, a search of the collection and a write.
const COST: NonZeroU32 = NonZeroU32::new(5).expect("it is not 0");

fn reading(kind: &'static str) -> CountsAs {
    CountsAs { label: Label { kind, format: "html" }, replies: NonZeroU32::MIN }
}

fn writing(kind: &'static str) -> CountsAs {
    CountsAs { replies: COST, ..reading(kind) }
}
