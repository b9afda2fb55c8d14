//! Who asks, and in which language: what every page of the desk needs.

use std::sync::Arc;

use serde::Serialize;

use crate::collection::Instant;
use crate::page::{DeskFrame, DeskPlace, Visit, desk};
use crate::snapshot::Snapshot;
use crate::words::{Locale, Value, Words};

use super::people::Person;
use super::request::{DeskReply, DeskRequest, Posted};
use super::shared::{Desk, Tables};
use super::token::Token;
use super::view::{FactView, ListView, PageView, ProblemView};

/// The place that is there only if visitors can suggest reports.
const INBOX: &str = "/desk/inbox";
/// The places of the desk, as its menu shows them: path, message.
const PLACES: [(&str, &str); 5] = [
    (INBOX, "desk-inbox"),
    ("/desk/reports", "desk-reports"),
    ("/desk/topics", "desk-topics"),
    ("/desk/collection", "desk-collection"),
    ("/desk/history", "desk-history"),
];

/// Who asks, when, and in which language.
#[derive(Debug)]
pub(super) struct Visitor<'r> {
    pub(super) desk: &'r Desk,
    pub(super) request: &'r DeskRequest,
    pub(super) snapshot: Arc<Snapshot>,
    pub(super) now: Instant,
    pub(super) locale: Locale,
    /// The secret of the browser, which its forms are bound to.
    pub(super) token: Token,
    /// The curator who is logged in.
    pub(super) person: Option<Person>,
    /// The message that each page shows first; `None` if there is none.
    pub(super) notice: Option<&'static str>,
}

/// A curator who is logged in.
#[derive(Clone, Copy)]
pub(super) struct Curator<'r> {
    pub(super) visitor: &'r Visitor<'r>,
    pub(super) tables: &'r Tables,
    pub(super) person: &'r Person,
    /// The form that was sent; `None` for a request that only reads.
    pub(super) posted: Option<&'r Posted>,
}

impl<'r> Visitor<'r> {
    pub(super) fn new(
        desk: &'r Desk,
        request: &'r DeskRequest,
        token: Token,
        person: Option<Person>,
    ) -> Visitor<'r> {
        let snapshot = desk.hosted.snapshots.borrow().clone();
        let locale = request.preferences.locale(None, &snapshot.collection().about.language);
        Visitor { desk, request, now: (desk.clock)(), snapshot, locale, token, person, notice: None }
    }

    pub(super) fn words(&self) -> &'static Words {
        self.locale.words()
    }

    pub(super) fn say(&self, id: &str) -> String {
        self.words().say(id)
    }

    /// A message with one text filled in.
    pub(super) fn tell(&self, id: &str, name: &str, text: &str) -> String {
        self.words().tell(id, &[(name, Value::Text(text))])
    }

    /// A time in seconds since 1970, in the visitor's words.
    pub(super) fn time(&self, seconds: i64) -> FactView {
        match Instant::from_unix(seconds) {
            Some(at) => FactView { text: self.words().minute(at), date: Some(at.to_string()) },
            // Only somebody who writes into the database makes such a time.
            None => String::new().into(),
        }
    }

    /// What was done just now, by the query of the address.
    pub(super) fn done(&self) -> Option<String> {
        const DONE: [&str; 13] = [
            "added",
            "corrected",
            "withdrew",
            "added-topic",
            "changed-topic",
            "introduced",
            "password",
            "accepted",
            "accepted-late",
            "marked",
            "declined",
            "reopened",
            "before",
        ];
        let parameters = self.request.parameters();
        let done = DONE.into_iter().find(|done| *done == parameters.get("done"))?;
        Some(self.say(&format!("desk-done-{done}")))
    }

    /// How many suggestions wait for a decision; `None` if visitors cannot suggest reports.
    pub(super) fn waiting(&self) -> Option<u64> {
        self.desk.inbox.as_ref().map(|inbox| inbox.figures().waiting)
    }

    pub(super) fn page(&self, status: u16, view: &PageView) -> DeskReply {
        self.filled_in(status, "desk_page.html", &view.heading, view)
    }

    pub(super) fn list(&self, view: &ListView) -> DeskReply {
        self.list_with(200, view)
    }

    pub(super) fn list_with(&self, status: u16, view: &ListView) -> DeskReply {
        self.filled_in(status, "desk_list.html", &view.heading, view)
    }

    /// A page that says only why there is nothing else.
    pub(super) fn refusal(&self, status: u16, heading: &str, why: String) -> DeskReply {
        let problems = vec![ProblemView::new(why)];
        self.page(status, &PageView { heading: self.say(heading), problems, ..PageView::default() })
    }

    pub(super) fn not_found(&self) -> DeskReply {
        self.refusal(404, "desk-not-found", self.say("desk-not-found-why"))
    }

    fn filled_in(&self, status: u16, template: &str, title: &str, view: &impl Serialize) -> DeskReply {
        let visit = Visit {
            snapshot: &self.snapshot,
            now: self.now,
            locale: self.locale,
            is_chosen: false,
            options: &self.desk.hosted.options.render,
            look: &self.desk.hosted.options.look,
        };
        let place = |(href, message): (&'static str, &str)| DeskPlace {
            href,
            label: match self.waiting().filter(|waiting| href == INBOX && *waiting > 0) {
                Some(waiting) => self.words().tell("desk-inbox-menu", &[("count", Value::Number(waiting))]),
                None => self.say(message),
            },
            is_current: self.request.path.starts_with(href),
        };
        let has_inbox = self.desk.inbox.is_some();
        let places = PLACES.into_iter().filter(|(href, _)| has_inbox || *href != INBOX);
        let form_token = self.token.of_forms(self.person.as_ref());
        let frame = DeskFrame {
            title,
            person: self.person.as_ref().map(|person| person.name.as_str()),
            form_token: &form_token,
            notice: self.notice.map(|notice| self.say(notice)),
            places: places.map(place).collect(),
        };
        DeskReply::page(status, desk(&visit, template, &frame, view))
    }
}

impl<'r> std::ops::Deref for Curator<'r> {
    type Target = Visitor<'r>;

    fn deref(&self) -> &Visitor<'r> {
        self.visitor
    }
}
