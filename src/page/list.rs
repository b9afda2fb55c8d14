//! The parts that all lists of reports share: entries, and links between pages.

use std::ops::Range;

use serde::Serialize;

use crate::address::Address;
use crate::collection::{Report, paragraphs};
use crate::search::{Highlighter, Piece, pieces};

use super::excerpt::Excerpt;
use super::visit::{TopicLink, Visit};

/// Enough to look through, and few enough to load at once.
pub(super) const REPORTS_PER_PAGE: usize = 25;

/// Which page of a list this is, with links to the pages before and after it.
#[derive(Serialize)]
pub(super) struct Paging {
    before: Option<String>,
    after: Option<String>,
    page: u32,
    pages: u32,
    /// Whether the page before has newer reports, rather than only the previous ones.
    is_by_date: bool,
}

/// A report in a list.
#[derive(Serialize)]
pub(super) struct Item<'p> {
    pub(super) title: Vec<Piece>,
    pub(super) href: String,
    /// The report's language, if it differs from the page's.
    pub(super) language: Option<&'p str>,
    pub(super) published: String,
    pub(super) date: String,
    /// What it is, such as a brief.
    pub(super) kind: Option<String>,
    pub(super) by: String,
    pub(super) summary: Option<Excerpt>,
    pub(super) topics: Vec<TopicLink<'p>>,
}

/// A report that is only named, without its abstract.
#[derive(Serialize)]
pub(super) struct Mention<'p> {
    pub(super) title: &'p str,
    pub(super) href: String,
    /// The report's language, if it differs from the page's.
    pub(super) language: Option<&'p str>,
    pub(super) published: String,
    pub(super) date: String,
    pub(super) by: String,
}

/// The number of the last page of a list of `total` reports.
pub fn last_page(total: usize) -> u32 {
    let pages = total.div_ceil(REPORTS_PER_PAGE).max(1);
    pages.try_into().unwrap_or(u32::MAX)
}

/// Where the reports of a page are in a list of `total` reports.
pub fn range_of_page(page: u32, total: usize) -> Range<usize> {
    let start = ((page as usize - 1) * REPORTS_PER_PAGE).min(total);
    start..total.min(start + REPORTS_PER_PAGE)
}

/// A text, divided into its paragraphs.
pub(super) fn in_paragraphs(text: Option<&str>) -> Vec<String> {
    text.into_iter().flat_map(paragraphs).map(|paragraph| paragraph.into_owned()).collect()
}

impl Paging {
    pub(super) fn new(page: u32, pages: u32, is_by_date: bool, target: impl Fn(u32) -> String) -> Paging {
        let before = (page > 1).then(|| target(page - 1));
        let after = (page < pages).then(|| target(page + 1));
        Paging { before, after, page, pages, is_by_date }
    }
}

/// A report as lists show it. If there is a highlighter, the words of the query are marked.
pub(super) fn item<'v>(visit: &Visit<'v>, report: &'v Report, highlighter: Option<&Highlighter>) -> Item<'v> {
    let collection = visit.snapshot.collection();
    let language = collection.about.language_of(report);
    let find =
        |text: &str| highlighter.map_or_else(Vec::new, |highlighter| highlighter.ranges(language, text));
    let Mention { title, href, language, published, date, by } = mention(visit, report);
    Item {
        title: pieces(title, 0..title.len(), &find(title)),
        href,
        language,
        published,
        date,
        kind: report.kind.map(|kind| visit.one_of(kind)),
        by,
        summary: report.summary.as_ref().map(|summary| Excerpt::of(summary, find)),
        topics: visit.topic_links(report),
    }
}

/// A report that is only named.
pub(super) fn mention<'v>(visit: &Visit<'v>, report: &'v Report) -> Mention<'v> {
    Mention {
        title: &report.title,
        href: visit.target(&Address::Report(report.id.clone())),
        language: visit.language_of(report),
        published: report.published.to_string(),
        date: visit.words().published(report.published),
        by: by(report),
    }
}

/// Authors, or else publishers, in one line.
pub(super) fn by(report: &Report) -> String {
    report.by().iter().map(|by| by.name).collect::<Vec<_>>().join(", ")
}
