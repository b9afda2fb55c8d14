//! What a form says at its top when it could not be taken as a whole, or what was done.

use serde::Serialize;

use crate::address::{Address, Scope};
use crate::import::{Place, ReadError, SourceFormat};
use crate::inbox::KnownReport;
use crate::page::visit::Visit;
use crate::words::{Value, Words};

/// Why a form is shown again, or what was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormNotice {
    /// The field that only programs see was filled in.
    Trap,
    /// It was sent at once.
    TooEarly,
    /// It was open for too long.
    TooLate,
    /// The browser did no work for it.
    NoProof,
    /// The sender has to wait so many seconds.
    Wait(u64),
    /// The inbox takes no more.
    Full,
    /// The inbox takes no more, as the form says before anything is typed.
    FullNow,
    /// The inbox does not work.
    Down,
    /// The collection has the report.
    Known(KnownReport),
    /// Somebody suggested it already.
    Waits,
    /// The same form was sent with something else in it.
    SentAlready,
    /// A curator decided meanwhile.
    Decided,
    /// Others are being read.
    Busy,
    /// The document, or a record in it, cannot be read.
    Unreadable(Unreadable),
    /// So many reports are left out. The reason is next to each.
    Marked(usize),
    /// A change of something that was received is not stored.
    NotChanged,
    /// Nothing was sent.
    Empty,
    /// Only the first of many records are shown.
    OnlyFirst(usize),
}

/// Why a report is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordMark {
    /// The collection has it.
    Known(KnownReport),
    /// Somebody suggested it already.
    Waits,
    /// It is the same as an earlier one in the form, by its place from 0.
    Repeats(usize),
}

/// Why a document cannot be read, without the words of its reader, which are for operators.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// It is in none of the formats.
    NoFormat,
    /// It looks like this format, and is broken.
    NotThis(SourceFormat),
    /// A table without the columns that it needs.
    Columns,
    /// A record at this line is broken.
    Line(usize),
    /// The record with this number is broken.
    Record(usize),
    /// The reader failed.
    Failed,
}

impl Unreadable {
    /// Why a document cannot be read.
    pub fn of(error: &ReadError) -> Unreadable {
        match error {
            ReadError::UnknownFormat | ReadError::Empty => Unreadable::NoFormat,
            ReadError::NotThis { format, .. } => Unreadable::NotThis(*format),
            ReadError::NoColumn { .. } | ReadError::NoTitle { .. } => Unreadable::Columns,
            ReadError::Io(_) => Unreadable::Failed,
        }
    }

    /// A record at a place is broken.
    pub fn broken(place: &Place) -> Unreadable {
        place.line.map_or(Unreadable::Record(place.record), Unreadable::Line)
    }

    fn in_words(&self, words: &Words) -> String {
        let number = |id: &str, number: usize| words.tell(id, &[("number", Value::Number(number as u64))]);
        match self {
            Unreadable::NoFormat => words.say("suggest-unreadable-format"),
            Unreadable::NotThis(format) => {
                words.tell("suggest-unreadable-broken", &[("format", Value::Text(&format.to_string()))])
            }
            Unreadable::Columns => words.say("suggest-unreadable-columns"),
            Unreadable::Line(line) => number("suggest-unreadable-line", *line),
            Unreadable::Record(record) => number("suggest-unreadable-record", *record),
            Unreadable::Failed => words.say("suggest-unreadable-failed"),
        }
    }
}

/// A notice in words, perhaps with a link.
#[derive(Serialize)]
pub(super) struct NoticeView {
    text: String,
    href: Option<String>,
    link: Option<String>,
}

impl FormNotice {
    pub(super) fn view(&self, visit: &Visit<'_>) -> NoticeView {
        let words = visit.words();
        let plain = |id: &str| NoticeView { text: words.say(id), href: None, link: None };
        let told = |id: &str, values: &[(&str, Value<'_>)]| NoticeView {
            text: words.tell(id, values),
            href: None,
            link: None,
        };
        match self {
            FormNotice::Trap => plain("suggest-notice-trap"),
            FormNotice::TooEarly => plain("suggest-notice-early"),
            FormNotice::TooLate => plain("suggest-notice-late"),
            FormNotice::NoProof => plain("suggest-notice-proof"),
            FormNotice::Wait(seconds) => {
                told("suggest-notice-wait", &[("minutes", Value::Number(seconds.div_ceil(60)))])
            }
            FormNotice::Full => plain("suggest-notice-full"),
            FormNotice::FullNow => plain("suggest-notice-full-now"),
            FormNotice::Down => plain("suggest-notice-down"),
            FormNotice::Busy => plain("suggest-notice-busy"),
            FormNotice::Waits => mark_view(&RecordMark::Waits, visit),
            FormNotice::SentAlready => plain("suggest-notice-sent"),
            FormNotice::Decided => plain("suggest-notice-decided"),
            FormNotice::Empty => plain("suggest-notice-empty"),
            FormNotice::Unreadable(why) => NoticeView { text: why.in_words(words), href: None, link: None },
            FormNotice::Marked(many) => {
                told("suggest-notice-marked", &[("count", Value::Number(*many as u64))])
            }
            FormNotice::NotChanged => plain("suggest-notice-not-changed"),
            FormNotice::OnlyFirst(many) => {
                told("suggest-notice-first", &[("count", Value::Number(*many as u64))])
            }
            FormNotice::Known(known) => known_view(known, visit),
        }
    }
}

/// Why a report is left out.
pub(super) fn mark_view(mark: &RecordMark, visit: &Visit<'_>) -> NoticeView {
    let words = visit.words();
    match mark {
        RecordMark::Known(known) => known_view(known, visit),
        // Its private address belongs to who suggested it. The feed shows it to everybody once it is accepted.
        RecordMark::Waits => NoticeView {
            text: words.say("suggest-notice-waits"),
            href: Some(visit.target(&Address::Subscribe(Scope::Collection))),
            link: Some(words.say("follow")),
        },
        RecordMark::Repeats(nth) => NoticeView {
            text: words.say("suggest-notice-repeats"),
            href: Some(format!("#record-{nth}")),
            link: Some(words.tell("suggest-nth", &[("number", Value::Number(*nth as u64 + 1))])),
        },
    }
}

/// What is said of a report that the collection has, with a link to it.
fn known_view(known: &KnownReport, visit: &Visit<'_>) -> NoticeView {
    let collection = visit.snapshot.collection();
    let (KnownReport::Report(id) | KnownReport::Withdrawn(id)) = known;
    let title = match known {
        KnownReport::Report(id) => {
            collection.position(id).map(|position| collection.reports[position].title.to_string())
        }
        KnownReport::Withdrawn(id) => {
            collection.withdrawal(id).and_then(|withdrawal| withdrawal.title.as_deref().map(str::to_owned))
        }
    };
    let text = match known {
        KnownReport::Report(_) => "suggest-notice-known",
        KnownReport::Withdrawn(_) => "suggest-notice-withdrawn",
    };
    let address = Address::Report(id.as_str().into());
    NoticeView {
        text: visit.words().say(text),
        href: Some(visit.target(&address)),
        link: Some(title.unwrap_or_else(|| id.clone())),
    }
}
