//! The collection's page and the topics': an introduction, the reports newest first, page by page.

use askama::Template;

use crate::address::{Address, Scope};
use crate::collection::{Instant, Report, TopicIndex, clip};
use crate::feed::{Body, entry};
use crate::render::{Document, Kind, Options, oembed};
use crate::snapshot::{Snapshot, Standing};

use super::head::{Head, list_json_ld, short};
use super::{Picture, TopicLink, document, feed_links, home, in_words};

/// Enough to look through, and little enough to load at once.
const REPORTS_PER_PAGE: usize = 25;
/// More topics than this are folded away until asked for.
const TOPICS_AT_ONCE: usize = 24;

#[derive(Template)]
#[template(path = "list.html")]
struct List<'p> {
    head: Head<'p>,
    home: String,
    heading: &'p str,
    /// The collection's title above a topic's.
    parent: Option<&'p str>,
    introduction: Vec<String>,
    /// That the topic closes, and the topic that takes its place.
    closing: Option<Option<TopicLink<'p>>>,
    picture: Option<Picture<'p>>,
    topics: Vec<TopicLink<'p>>,
    fold_topics: bool,
    total: usize,
    items: Vec<Item<'p>>,
    subscribe: String,
    outline: String,
    newer: Option<String>,
    older: Option<String>,
    page: u32,
    pages: u32,
    rights: Option<String>,
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

/// A page of the collection's reports, or of a topic's; past the last page there are none.
pub fn list(
    snapshot: &Snapshot,
    topic: Option<TopicIndex>,
    page: u32,
    now: Instant,
    options: &Options,
) -> Document {
    let site = &options.site;
    let collection = snapshot.collection();
    let about = &collection.about;
    let reports = snapshot.reports(topic);
    let pages = last_page(reports.len());
    let start = ((page as usize - 1) * REPORTS_PER_PAGE).min(reports.len());
    let items = reports.slice(start..reports.len().min(start + REPORTS_PER_PAGE));
    let shown = topic.map(|topic| collection.topic(topic));
    let scope = shown.map_or(Scope::Collection, |topic| Scope::Topic(topic.id.clone()));
    let address = |page| match &scope {
        Scope::Collection => Address::Home { page },
        Scope::Topic(topic) => Address::Topic { topic: topic.clone(), page },
    };
    let title = about.full_title(shown);
    let text = shown.map_or(about.description.as_deref(), |topic| topic.description.as_deref());
    let links: Vec<_> = feed_links(&scope, &title, site)
        .into_iter()
        .chain(oembed::discovery(&address(1), &title, options))
        .collect();
    let head = Head {
        description: text.map(short),
        links: links.clone(),
        json_ld: list_json_ld(about, shown, &site.url(&address(page)), site),
        ..Head::new(about, &address(page), title, site)
    };
    let topics: Vec<TopicLink<'_>> = match topic {
        None => snapshot.open_topics(now).map(|(index, _)| topic_link(snapshot, index, options)).collect(),
        Some(_) => Vec::new(),
    };
    let successor = |topic| snapshot.successor(topic, now).map(|next| topic_link(snapshot, next, options));
    // A topic's page need not name the topic again under every report.
    let here = site.target(&address(1));
    let list_item = |report| {
        let mut item = item(snapshot, report, now, options);
        item.topics.retain(|topic| topic.href != here);
        item
    };
    let list = List {
        head,
        home: home(site),
        heading: shown.map_or(&about.title, |topic| &topic.title),
        parent: topic.map(|_| &*about.title),
        introduction: text
            .map(|text| crate::collection::paragraphs(text).map(|p| p.into_owned()).collect())
            .unwrap_or_default(),
        closing: topic.filter(|topic| snapshot.standing(*topic, now) == Standing::Closing).map(successor),
        picture: Picture::of(about.image.as_ref().filter(|_| topic.is_none()), site),
        fold_topics: topics.len() > TOPICS_AT_ONCE,
        topics,
        total: reports.len(),
        items: items.map(list_item).collect(),
        subscribe: site.target(&Address::Subscribe(scope.clone())),
        outline: site.target(&Address::Outline),
        newer: (page > 1).then(|| site.target(&address(page - 1))),
        older: (page < pages).then(|| site.target(&address(page + 1))),
        page,
        pages,
        rights: about.rights.as_ref().map(crate::render::rights_line),
    };
    document(list.render(), Kind::Page, links)
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
