//! What every page needs to know, whichever page it is: the snapshot, the time, and the visitor's locale.

use std::borrow::Cow;

use minijinja::value::Serde;
use minijinja::{Value, context};
use serde::Serialize;

use crate::address::Address;
use crate::collection::{Instant, Kind, Report, TopicIndex};
use crate::render::{Document, DocumentKind, Link, Options};
use crate::snapshot::{Snapshot, Standing};
use crate::words::{self, Language, Locale, Words};

use super::head::Head;
use super::layout::Layout;
use super::look::Look;

/// The circumstances in which a page is made.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub struct Visit<'v> {
    pub snapshot: &'v Snapshot,
    /// The time, for anything that depends on a date.
    pub now: Instant,
    /// The locale of the page's texts.
    pub locale: Locale,
    /// Whether the address chose the language. If so, the links of the page keep it.
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
    /// The texts of the page.
    pub(crate) fn words(&self) -> &'static Words {
        self.locale.words()
    }

    /// The language of the page's texts.
    pub(crate) fn language(&self) -> Language {
        self.locale.language()
    }

    /// The path and query of an address, for a link on this page.
    pub(crate) fn target(&self, address: &Address) -> String {
        self.options.site.target_in(address, self.is_chosen.then_some(self.language()))
    }

    /// The same, if something is at the address. Where there are only files, there are no searches and no forms.
    pub(crate) fn target_if_any(&self, address: &Address) -> Option<String> {
        self.options.site.has(address).then(|| self.target(address))
    }

    /// The full address of a page, in the language that the visitor chose.
    pub(super) fn url(&self, address: &Address) -> String {
        self.options.site.url_in(address, self.is_chosen.then_some(self.language()))
    }

    /// The language of the collection's texts, if it differs from the page's.
    pub(super) fn other_language(&self) -> Option<&'v str> {
        self.if_other(&self.snapshot.collection().about.language)
    }

    /// The language of a report's texts, if it differs from the page's.
    pub(super) fn language_of(&self, report: &'v Report) -> Option<&'v str> {
        self.if_other(self.snapshot.collection().about.language_of(report))
    }

    fn if_other(&self, tag: &'v str) -> Option<&'v str> {
        (tag != self.language().tag()).then_some(tag)
    }

    /// A topic's name, page and number of reports.
    pub(super) fn topic_link(&self, topic: TopicIndex) -> TopicLink<'v> {
        let count = self.snapshot.reports(Some(topic)).len();
        let topic = self.snapshot.collection().topic(topic);
        let href = self.target(&Address::Topic { topic: topic.id.clone(), page: 1 });
        TopicLink { title: &topic.title, href, count }
    }

    /// The topics of a report, without those that are closed.
    pub(super) fn topic_links(&self, report: &Report) -> Vec<TopicLink<'v>> {
        let is_open = |topic: &&TopicIndex| self.snapshot.standing(**topic, self.now) != Standing::Closed;
        report.topics.iter().filter(is_open).map(|topic| self.topic_link(*topic)).collect()
    }

    /// A page: a template filled in, with its head and layout. The links of its head are also sent in the header.
    pub(crate) fn page(&self, template: &str, head: Head<'_>, values: impl Serialize) -> Document {
        let links = head.links.clone();
        let address = head.address.clone();
        let values = context! {
            head => head.finished(),
            layout => Serde(Layout::new(self, &address)),
            ..Value::from(Serde(values))
        };
        self.document(template, values, DocumentKind::Page, links)
    }

    /// A template, filled in.
    ///
    /// The document has no date. Pages also change with a topic's new title or with a release of feedgate, and no
    /// date records that, so `If-Modified-Since` would keep an old page. The entity tag always changes.
    pub(super) fn document(
        &self,
        template: &str,
        values: Value,
        kind: DocumentKind,
        links: Vec<Link>,
    ) -> Document {
        let body = self.look.render(template, self.locale, values);
        Document { media_type: super::HTML, body, links, kind }
    }

    /// The direction of writing of the collection's texts: `ltr` or `rtl`.
    pub(super) fn direction(&self) -> &'static str {
        words::direction(&self.snapshot.collection().about.language)
    }

    /// What a single report of that kind is called.
    pub(super) fn one_of(&self, kind: Kind) -> String {
        self.words().say(&format!("one-{}", kind.name()))
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
