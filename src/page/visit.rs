//! Whom a page is shown to, and of what: all that its making knows beside what it is a page of.

use std::borrow::Cow;

use minijinja::value::Serde;
use minijinja::{Value, context};
use serde::Serialize;

use crate::address::Address;
use crate::collection::{Instant, Report, TopicIndex};
use crate::render::{Document, Kind, Link, Options};
use crate::snapshot::{Snapshot, Standing};
use crate::words::{self, Language, Words};

use super::head::Head;
use super::layout::Layout;
use super::look::Look;

/// One making of a page.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub struct Visit<'v> {
    pub snapshot: &'v Snapshot,
    /// Where a date decides.
    pub now: Instant,
    /// The language of its words.
    pub language: Language,
    /// Whether the visitor chose that language, which the links of the page then keep.
    pub is_chosen: bool,
    pub options: &'v Options,
    pub look: &'v Look,
}

/// A topic's name and the page it leads to.
#[derive(Clone, Serialize)]
pub(super) struct TopicLink<'t> {
    pub(super) title: &'t str,
    pub(super) href: String,
    pub(super) count: usize,
}

impl<'v> Visit<'v> {
    /// The words of the page.
    pub(crate) fn words(&self) -> &'static Words {
        self.language.words()
    }

    /// The path and query of an address, as a link of this page names it.
    pub(crate) fn target(&self, address: &Address) -> String {
        self.options.site.target(&address.in_language(self.is_chosen.then_some(self.language)))
    }

    /// The whole address of this page itself, in the language that was chosen.
    pub(super) fn url(&self, address: &Address) -> String {
        self.options.site.url(&address.in_language(self.is_chosen.then_some(self.language)))
    }

    /// The language of the collection's own texts, where it is not that of the page.
    pub(super) fn other_language(&self) -> Option<&'v str> {
        self.if_other(&self.snapshot.collection().about.language)
    }

    /// The language of a report's own texts, where it is not that of the page.
    pub(super) fn language_of(&self, report: &'v Report) -> Option<&'v str> {
        self.if_other(self.snapshot.collection().about.language_of(report))
    }

    fn if_other(&self, tag: &'v str) -> Option<&'v str> {
        (tag != self.language.tag()).then_some(tag)
    }

    /// A topic's name, page and number of reports.
    pub(super) fn topic_link(&self, topic: TopicIndex) -> TopicLink<'v> {
        let count = self.snapshot.reports(Some(topic)).len();
        let topic = self.snapshot.collection().topic(topic);
        let href = self.target(&Address::Topic { topic: topic.id.clone(), page: 1 });
        TopicLink { title: &topic.title, href, count }
    }

    /// The topics of a report that are not gone.
    pub(super) fn topic_links(&self, report: &Report) -> Vec<TopicLink<'v>> {
        let is_open = |topic: &&TopicIndex| self.snapshot.standing(**topic, self.now) != Standing::Closed;
        report.topics.iter().filter(is_open).map(|topic| self.topic_link(*topic)).collect()
    }

    /// A page as sent: a template filled in, with the head and what stands around every page. Its links repeat
    /// those in its head.
    pub(crate) fn page(&self, template: &str, head: Head<'_>, values: impl Serialize) -> Document {
        let links = head.links.clone();
        let address = head.address.clone();
        let values = context! {
            head => head.finished(),
            layout => Serde(Layout::new(self, &address)),
            ..Value::from(Serde(values))
        };
        self.document(template, values, Kind::Page, links)
    }

    /// A template filled in, as sent.
    ///
    /// It has no date: a topic's new title or a release of feedgate changes pages too, and a date that did
    /// not tell would leave whoever asks by it with the old page. The entity tag tells.
    pub(super) fn document(&self, template: &str, values: Value, kind: Kind, links: Vec<Link>) -> Document {
        let body = self.look.render(template, self.language, values);
        Document { media_type: super::HTML, body, links, kind }
    }

    /// The way in which a text of the collection runs, beside its language.
    pub(super) fn direction(&self) -> &'static str {
        words::direction(&self.snapshot.collection().about.language)
    }

    /// A day, for machines and for people.
    pub(super) fn day(&self, instant: Instant) -> Day {
        Day { machine: Cow::Owned(instant.to_string()), words: self.words().day(instant) }
    }
}

/// A date, for machines and for people.
#[derive(Serialize)]
pub(super) struct Day {
    pub(super) machine: Cow<'static, str>,
    pub(super) words: String,
}
