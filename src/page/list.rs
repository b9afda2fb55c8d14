//! A topic's page: an introduction, the reports newest first, page by page. What stands in every list.

use std::ops::Range;

use askama::Template;

use crate::address::{Address, Scope};
use crate::collection::{Instant, Report, TopicIndex, clip, paragraphs};
use crate::feed::{Body, entry};
use crate::query::{Facet, Filter, Query};
use crate::render::{Document, Kind, Options, oembed};
use crate::snapshot::{Snapshot, Standing};

use super::head::{Head, list_json_ld, short};
use super::{TopicLink, document, feed_links, home_of, in_words};

/// Enough to look through, and little enough to load at once.
pub(super) const REPORTS_PER_PAGE: usize = 25;

#[derive(Template)]
#[template(path = "topic.html")]
struct TopicPage<'p> {
    head: Head<'p>,
    home: String,
    /// The collection's title.
    collection: &'p str,
    heading: &'p str,
    introduction: Vec<String>,
    /// That the topic closes, and the topic that takes its place.
    closing: Option<Option<TopicLink<'p>>>,
    total: usize,
    items: Vec<Item<'p>>,
    /// Where to search among its reports.
    search: String,
    subscribe: String,
    outline: String,
    paging: Paging,
    rights: Option<String>,
}

/// Where a page stands among those of a list.
pub(super) struct Paging {
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
    pub(super) page: u32,
    pub(super) pages: u32,
    /// What leads to the page before, and to the one after.
    pub(super) names: (&'static str, &'static str),
}

/// A report in a list.
pub(super) struct Item<'p> {
    pub(super) title: &'p str,
    pub(super) href: String,
    /// Where it is not the collection's.
    pub(super) language: Option<&'p str>,
    pub(super) published: String,
    pub(super) date: String,
    pub(super) summary: Option<String>,
    pub(super) by: String,
    pub(super) topics: Vec<TopicLink<'p>>,
}

/// The number of the last page of so many reports.
pub fn last_page(total: usize) -> u32 {
    let pages = total.div_ceil(REPORTS_PER_PAGE).max(1);
    pages.try_into().unwrap_or(u32::MAX)
}

/// A page of a topic's reports; past the last page there are none.
pub fn topic(snapshot: &Snapshot, index: TopicIndex, page: u32, now: Instant, options: &Options) -> Document {
    let site = &options.site;
    let collection = snapshot.collection();
    let about = &collection.about;
    let reports = snapshot.reports(Some(index));
    let topic = collection.topic(index);
    let range = places(page, reports.len());
    let address = |page| Address::Topic { topic: topic.id.clone(), page };
    let title = about.full_title(Some(topic));
    let links: Vec<_> = feed_links(&Scope::Topic(topic.id.clone()), &title, site)
        .into_iter()
        .chain(oembed::discovery(&address(1), &title, options))
        .collect();
    let head = Head {
        description: topic.description.as_deref().map(short),
        links: links.clone(),
        json_ld: list_json_ld(about, Some(topic), &site.url(&address(page)), site),
        ..Head::new(about, &address(page), title, site)
    };
    let successor = |topic| snapshot.successor(topic, now).map(|next| topic_link(snapshot, next, options));
    // A topic's page need not name the topic again under every report.
    let here = site.target(&address(1));
    let list_item = |report| {
        let mut item = item(snapshot, report, now, options);
        item.topics.retain(|topic| topic.href != here);
        item
    };
    let within = Filter { facet: Facet::Topic, is_left_out: false, value: topic.id.clone() };
    let view = TopicPage {
        head,
        home: home_of(site),
        collection: &about.title,
        heading: &topic.title,
        introduction: in_paragraphs(topic.description.as_deref()),
        closing: (snapshot.standing(index, now) == Standing::Closing).then(|| successor(index)),
        total: reports.len(),
        items: reports.slice(range).map(list_item).collect(),
        search: site.target(&Address::search(Query::default().with(within))),
        subscribe: site.target(&Address::Subscribe(Scope::Topic(topic.id.clone()))),
        outline: site.target(&Address::Outline),
        paging: Paging::new(page, last_page(reports.len()), ("Newer", "Older"), |page| {
            site.target(&address(page))
        }),
        rights: about.rights.as_ref().map(crate::render::rights_line),
    };
    document(view.render(), Kind::Page, links)
}

/// Which reports of so many stand on a page.
pub(super) fn places(page: u32, total: usize) -> Range<usize> {
    let start = ((page as usize - 1) * REPORTS_PER_PAGE).min(total);
    start..total.min(start + REPORTS_PER_PAGE)
}

/// A text as a page shows it.
pub(super) fn in_paragraphs(text: Option<&str>) -> Vec<String> {
    text.into_iter().flat_map(paragraphs).map(|paragraph| paragraph.into_owned()).collect()
}

impl Paging {
    pub(super) fn new(
        page: u32,
        pages: u32,
        names: (&'static str, &'static str),
        target: impl Fn(u32) -> String,
    ) -> Paging {
        let before = (page > 1).then(|| target(page - 1));
        let after = (page < pages).then(|| target(page + 1));
        Paging { before, after, page, pages, names }
    }
}

/// A topic's name, page and number of reports.
pub(super) fn topic_link<'s>(snapshot: &'s Snapshot, topic: TopicIndex, options: &Options) -> TopicLink<'s> {
    let count = snapshot.reports(Some(topic)).len();
    let topic = snapshot.collection().topic(topic);
    let href = options.site.target(&Address::Topic { topic: topic.id.clone(), page: 1 });
    TopicLink { title: &topic.title, href, count }
}

/// A report as lists and embeds show it.
pub(super) fn item<'s>(
    snapshot: &'s Snapshot,
    report: &'s Report,
    now: Instant,
    options: &Options,
) -> Item<'s> {
    let summary = match entry(snapshot, report).body {
        Body::Empty => None,
        body => body.summary(),
    };
    Item {
        title: &report.title,
        href: options.site.target(&Address::Report(report.id.clone())),
        language: other_language(snapshot, report),
        published: report.published.to_string(),
        date: in_words(report.published),
        summary: summary.map(|summary| clip(&summary, 320).into_owned()),
        by: by(report),
        topics: topic_links(snapshot, report, now, options),
    }
}

/// The topics of a report that are not gone.
pub(super) fn topic_links<'s>(
    snapshot: &'s Snapshot,
    report: &Report,
    now: Instant,
    options: &Options,
) -> Vec<TopicLink<'s>> {
    let open = report.topics.iter().filter(|topic| snapshot.standing(**topic, now) != Standing::Closed);
    open.map(|topic| topic_link(snapshot, *topic, options)).collect()
}

/// The report's language where it is not that of the page around it.
pub(super) fn other_language<'s>(snapshot: &'s Snapshot, report: &'s Report) -> Option<&'s str> {
    report.language.as_deref().filter(|language| *language != &*snapshot.collection().about.language)
}

/// Authors, or else publishers, in one line.
pub(super) fn by(report: &Report) -> String {
    report.by().iter().map(|by| by.name).collect::<Vec<_>>().join(", ")
}
