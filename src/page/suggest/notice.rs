//! What a form says at its top when it could not be taken as a whole, or what was done.

use serde::Serialize;

use crate::address::{Address, Scope};
use crate::inbox::KnownReport;
use crate::page::visit::Visit;
use crate::words::Value;

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
    /// The inbox does not work.
    Down,
    /// The collection has the report.
    /// The inbox takes no more, as the form says before anything is typed.
    FullNow,
    Known(KnownReport),
    /// Somebody suggested it already.
    Waits,
    /// The same form was sent with something else in it.
    SentAlready,
    /// A curator decided meanwhile.
    Decided,
    /// Others are being read.
    Busy,
    /// The document cannot be read; why, in English.
    Unreadable(String),
    /// Nothing was sent.
    Empty,
    /// Only the first of many records are shown.
    OnlyFirst(usize),
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
            FormNotice::Down => plain("suggest-notice-down"),
            FormNotice::Busy => plain("suggest-notice-busy"),
            // Its private address belongs to who suggested it. The feed shows it to everybody once it is accepted.
            FormNotice::Waits => NoticeView {
                href: Some(visit.target(&Address::Subscribe(Scope::Collection))),
                link: Some(words.say("follow")),
                ..plain("suggest-notice-waits")
            },
            FormNotice::SentAlready => plain("suggest-notice-sent"),
            FormNotice::Decided => plain("suggest-notice-decided"),
            FormNotice::Empty => plain("suggest-notice-empty"),
            FormNotice::Unreadable(why) => told("suggest-notice-unreadable", &[("why", Value::Text(why))]),
            FormNotice::OnlyFirst(many) => {
                told("suggest-notice-first", &[("count", Value::Number(*many as u64))])
            }
            FormNotice::Known(known) => known_view(known, visit),
        }
    }
}

/// What is said of a report that the collection has, with a link to it.
pub(super) fn known_view(known: &KnownReport, visit: &Visit<'_>) -> NoticeView {
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
            FormNotice::FullNow => plain("suggest-notice-full-now"),
