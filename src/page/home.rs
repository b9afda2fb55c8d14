//! The collection's page: an introduction, the search, and its results, page by page.

use serde::Serialize;

use crate::address::{Address, Scope, ShareOptions, View};
use crate::feed::{search_title, searched_words};
use crate::query::{Query, Sort};
use crate::render::{Document, Link, discovery};
use crate::search::{Facets, Highlighter, Matching};
use crate::snapshot::Snapshot;

use super::filters::{Chip, Filters, chips, search_form};
use super::head::{Head, list_json_ld, short};
use super::list::{Item, Paging, in_paragraphs, item, last_page, range_of_page};
use super::visit::{TopicLink, Visit};
use super::{PictureView, feed_links};

/// If there are more topics than this, the rest is folded away.
const TOPICS_AT_ONCE: usize = 12;

/// What a reader chose to see of the collection.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub struct Choice<'q> {
    pub query: &'q Query,
    pub view: View,
    /// Counted from 1.
    pub page: u32,
}

#[derive(Serialize)]
struct Page<'p> {
    heading: &'p str,
    introduction: Vec<String>,
    picture: Option<PictureView<'p>>,
    topics: Vec<TopicLink<'p>>,
    folded_topics: Vec<TopicLink<'p>>,
    /// The address that a search is sent to, if there is a gateway.
    search: Option<String>,
    /// The address that suggests completions while someone types, if it is on this host.
    suggest: Option<String>,
    /// Whether the page shows what a search found; otherwise it introduces the collection.
    is_search: bool,
    words: &'p str,
    filters: Filters,
    chips: Vec<Chip<'p>>,
    clear: String,
    sorts: Vec<Way>,
    views: Vec<Way>,
    is_grid: bool,
    total: usize,
    /// The search words, if no report has all of them and these have some.
    some_of: Option<String>,
    items: Vec<Item<'p>>,
    subscribe: String,
    share: Option<String>,
    paging: Paging,
}

/// One of several views or orders of the same results.
#[derive(Serialize)]
struct Way {
    name: String,
    href: String,
    is_chosen: bool,
}

/// One page of the results; `None` past the last page.
pub fn home(visit: &Visit<'_>, choice: &Choice<'_>) -> Option<Document> {
    let found = found(visit.snapshot, choice)?;
    (choice.page <= last_page(found.total)).then(|| page_of(visit, choice, &found))
}

/// The first page of the collection's list without its reports. So it changes when something changes that all pages of
/// the list show.
pub fn empty_home(visit: &Visit<'_>) -> Option<Document> {
    let choice = Choice { query: &Query::default(), view: View::default(), page: 1 };
    let found = Found { shown: Vec::new(), ..found(visit.snapshot, &choice)? };
    Some(page_of(visit, &choice, &found))
}

fn page_of(visit: &Visit<'_>, choice: &Choice<'_>, found: &Found) -> Document {
    let snapshot = visit.snapshot;
    let Choice { query, view, page } = *choice;
    let pages = last_page(found.total);
    let about = &snapshot.collection().about;
    let scope = Scope::of(query.clone());
    let is_search = scope != Scope::Collection;
    let target = |query: Query| visit.target(&Address::Home { query, view, page: 1 });
    let address = |page| Address::Home { query: query.clone(), view, page };
    let mut topics: Vec<_> = match is_search {
        true => Vec::new(),
        false => snapshot.open_topics(visit.now).map(|(index, _)| visit.topic_link(index)).collect(),
    };
    let positions = snapshot.reports_at(&found.shown);
    let view_of = |view| visit.target(&Address::Home { query: query.clone(), view, page: 1 });
    let way = |id: &str, href, is_chosen| Way { name: visit.words().say(id), href, is_chosen };
    let item = |report| item(visit, report, found.highlighter.as_ref());
    let values = Page {
        heading: &about.title,
        introduction: in_paragraphs(about.description.as_deref()),
        picture: PictureView::of(about.image.as_ref(), visit),
        folded_topics: topics.split_off(topics.len().min(TOPICS_AT_ONCE)),
        topics,
        search: search_form(visit),
        suggest: visit.options.site.is_live().then(|| visit.target(&Address::Suggest("".into()))),
        is_search,
        words: query.words().map(|words| words.as_str()).unwrap_or_default(),
        filters: Filters::new(visit, choice, &found.facets),
        chips: chips(visit, query, target),
        clear: target(Query::default()),
        sorts: sorts(query)
            .map(|sort| way(sort.name(), target(query.clone().sorted(sort)), sort == query.sort()))
            .collect(),
        views: View::ALL.map(|one| way(one.name(), view_of(one), one == view)).into(),
        is_grid: view == View::Grid,
        total: found.total,
        some_of: query
            .words()
            .filter(|_| found.matching == Matching::Some)
            .and_then(|text| searched_words(text, visit.words())),
        items: positions.slice(0..found.shown.len()).map(item).collect(),
        subscribe: visit.target(&Address::Subscribe(scope.clone())),
        share: visit.target_if_any(&Address::Share(scope.subject(), ShareOptions::default())),
        paging: Paging::new(page, pages, query.is_everything(), |page| visit.target(&address(page))),
    };
    visit.page("home.html", head(visit, choice, &scope), values)
}

/// One page of results, and the totals of the whole search.
struct Found {
    total: usize,
    /// The positions of this page's reports in the collection.
    shown: Vec<u32>,
    facets: Facets,
    matching: Matching,
    highlighter: Option<Highlighter>,
}

/// `None` if the search needs an index and none is built yet.
fn found(snapshot: &Snapshot, choice: &Choice<'_>) -> Option<Found> {
    let hits = snapshot.closest_hits(choice.query)?;
    Some(Found {
        matching: hits.matching(),
        highlighter: hits.highlighter(),
        total: hits.total(),
        shown: hits.slice(range_of_page(choice.page, hits.total())),
        facets: hits.facets().clone(),
    })
}

fn head<'v>(visit: &Visit<'v>, choice: &Choice<'_>, scope: &Scope) -> Head<'v> {
    let about = &visit.snapshot.collection().about;
    let site = &visit.options.site;
    let Choice { query, view, page } = *choice;
    let address = Address::Home { query: query.clone(), view, page };
    let is_plain = query.is_everything() && view == View::List;
    let title = search_title(visit.snapshot, query, visit.words());
    Head {
        description: about.description.as_deref().map(short),
        links: links(visit, scope, &title),
        // The number of possible searches is endless, and their results have pages of their own.
        is_indexed: is_plain,
        json_ld: match is_plain {
            true => list_json_ld(about, None, &site.url(&address), site),
            false => serde_json::Value::Null,
        },
        ..Head::new(visit, &address, title)
    }
}

/// The feeds of what is shown, and its card. The collection's page also links to the API catalog, for apps.
fn links(visit: &Visit<'_>, scope: &Scope, title: &str) -> Vec<Link> {
    let site = &visit.options.site;
    let feeds = feed_links(scope, title, site).into_iter();
    let apps = (*scope == Scope::Collection).then(|| Link::to_api_catalog(site));
    feeds.chain(discovery(&Address::page_of(scope), title, visit.options)).chain(apps).collect()
}

/// The orders that can be chosen. Relevance needs search terms.
fn sorts(query: &Query) -> impl Iterator<Item = Sort> {
    let has_words = query.words().is_some();
    Sort::ALL.into_iter().filter(move |sort| *sort != Sort::Relevance || has_words)
}
