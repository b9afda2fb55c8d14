//! A topic's page: an introduction, and its reports, newest first, page by page.

use serde::Serialize;

use crate::address::{Address, Format, Scope, ShareOptions};
use crate::collection::TopicIndex;
use crate::query::Facet;
use crate::render::{Document, discovery};
use crate::snapshot::{Neighbor, PlaceCount, Standing};
use crate::words::Value;

use super::feed_links;
use super::filters::{reports_with, search_form};
use super::head::{Head, list_json_ld, short};
use super::list::{Item, Paging, in_paragraphs, item, last_page, range_of_page};
use super::visit::{TopicLink, Visit};

/// Enough for looking further. The collection's page lists all topics.
const NEIGHBORS: usize = 8;

#[derive(Serialize)]
struct Page<'p> {
    heading: &'p str,
    introduction: Vec<String>,
    is_closing: bool,
    /// The topic that replaces one that closes.
    successor: Option<TopicLink<'p>>,
    total: usize,
    items: Vec<Item<'p>>,
    /// Addresses of its feeds, with the names of their formats.
    feeds: Vec<(String, String)>,
    /// The topics that most often share reports with this one, each with the number of shared reports.
    neighbors: Vec<TopicLink<'p>>,
    /// The places that most of its reports are about, each with the reports of the topic about it.
    places: Vec<PlaceLink<'p>>,
    /// Hidden fields of the form that searches its reports.
    kept: [(&'static str, String); 1],
    subscribe: String,
    share: Option<String>,
    /// The address that a search is sent to, if there is a gateway.
    search: Option<String>,
    paging: Paging,
}

#[derive(Serialize)]
struct PlaceLink<'p> {
    name: &'p str,
    href: String,
    count: u32,
}

/// A page of a topic's reports. Past the last page its list is empty.
pub fn topic(visit: &Visit<'_>, index: TopicIndex, page: u32) -> Document {
    let snapshot = visit.snapshot;
    let site = &visit.options.site;
    let about = &snapshot.collection().about;
    let reports = snapshot.reports(Some(index));
    let topic = snapshot.collection().topic(index);
    let address = |page| Address::Topic { topic: topic.id.clone(), page };
    let scope = Scope::Topic(topic.id.clone());
    let title = about.full_title(Some(topic));
    let links = feed_links(&scope, &title, site)
        .into_iter()
        .chain(discovery(&address(1), &title, visit.options))
        .collect();
    let head = Head {
        description: topic.description.as_deref().map(short),
        instead_of_description: visit.words().tell(
            "preview-topic",
            &[("topic", Value::Text(&topic.title)), ("collection", Value::Text(&about.title))],
        ),
        links,
        json_ld: list_json_ld(about, Some(topic), &site.url(&address(page)), site),
        ..Head::new(visit, &address(page), title)
    };
    let is_closing = snapshot.standing(index, visit.now) == Standing::Closing;
    let successor = is_closing.then(|| snapshot.successor(index, visit.now)).flatten();
    // On a topic's page, the reports need not name that topic again.
    let here = visit.target(&address(1));
    let list_item = |report| {
        let mut item = item(visit, report, None);
        item.topics.retain(|topic| topic.href != here);
        item
    };
    let neighbor = |neighbor: Neighbor| TopicLink {
        count: neighbor.reports as usize,
        ..visit.topic_link(neighbor.topic)
    };
    let last = last_page(reports.len());
    let values = Page {
        heading: &topic.title,
        introduction: in_paragraphs(topic.description.as_deref()),
        is_closing,
        successor: successor.map(|next| visit.topic_link(next)),
        total: reports.len(),
        items: reports.slice(range_of_page(page, reports.len())).map(list_item).collect(),
        feeds: Format::ALL
            .map(|format| (format.to_string(), site.url(&Address::Feed(scope.clone(), format))))
            .into(),
        neighbors: snapshot.neighbors(index, NEIGHBORS, visit.now).into_iter().map(neighbor).collect(),
        places: places(visit, index),
        kept: [(Facet::Topic.name(), topic.id.to_string())],
        search: search_form(visit),
        share: visit.target_if_any(&Address::Share(scope.subject(), ShareOptions::default())),
        subscribe: visit.target(&Address::Subscribe(scope)),
        paging: Paging::new(page, last, true, |page| visit.target(&address(page))),
    };
    visit.page("topic.html", head, values)
}

/// Links to the topic's reports about each of its places.
fn places<'v>(visit: &Visit<'v>, index: TopicIndex) -> Vec<PlaceLink<'v>> {
    let topic = visit.snapshot.collection().topic(index);
    let link = |place: &'v PlaceCount| {
        let href = reports_with(visit, &[(Facet::Topic, &topic.id), (Facet::Place, &place.name)])?;
        Some(PlaceLink { name: &place.name, href, count: place.reports })
    };
    visit.snapshot.places(index).iter().filter_map(link).collect()
}
