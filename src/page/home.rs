//! The collection's page: an introduction, the search, and what it finds, page by page.

use askama::Template;

use crate::address::{Address, Scope, View};
use crate::collection::{About, Instant};
use crate::feed::search_title;
use crate::query::{Query, Sort};
use crate::render::{Document, Kind, Link, Options, oembed, rights_line};
use crate::search::Facets;
use crate::snapshot::Snapshot;

use super::filters::{Chip, Filters, chips};
use super::head::{Head, list_json_ld, short};
use super::list::{Item, Paging, in_paragraphs, item, last_page, places, topic_link};
use super::{Picture, TopicLink, document, feed_links};

/// More topics than this are folded away until asked for.
const TOPICS_AT_ONCE: usize = 24;

/// What a reader chose to see of the collection.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub struct Choice<'q> {
    pub query: &'q Query,
    pub view: View,
    /// Counted from 1.
    pub page: u32,
}

#[derive(Template)]
#[template(path = "home.html")]
struct Home<'p> {
    head: Head<'p>,
    home: String,
    heading: &'p str,
    introduction: Vec<String>,
    picture: Option<Picture<'p>>,
    topics: Vec<TopicLink<'p>>,
    fold_topics: bool,
    /// Whether anything is looked for, so that the results come before all else.
    is_search: bool,
    words: &'p str,
    filters: Filters,
    chips: Vec<Chip<'p>>,
    clear: String,
    sorts: Vec<Way>,
    views: Vec<Way>,
    is_grid: bool,
    total: usize,
    items: Vec<Item<'p>>,
    subscribe: String,
    outline: String,
    paging: Paging,
    rights: Option<String>,
}

/// One of several ways to see the same.
struct Way {
    name: &'static str,
    href: String,
    is_chosen: bool,
}

/// A page of what was chosen; none past the last.
pub fn home(snapshot: &Snapshot, choice: &Choice<'_>, now: Instant, options: &Options) -> Option<Document> {
    let Choice { query, view, page } = *choice;
    let found = found(snapshot, choice)?;
    let pages = last_page(found.total);
    if page > pages {
        return None;
    }
    let site = &options.site;
    let about = &snapshot.collection().about;
    let scope = Scope::of(query.clone());
    let is_search = scope != Scope::Collection;
    let target = |query: Query| site.target(&Address::Home { query, view, page: 1 });
    let address = |page| Address::Home { query: query.clone(), view, page };
    let links = links(snapshot, &scope, options);
    let topics: Vec<_> = match is_search {
        true => Vec::new(),
        false => snapshot.open_topics(now).map(|(index, _)| topic_link(snapshot, index, options)).collect(),
    };
    let positions = snapshot.reports_at(&found.shown);
    let names = if query.is_everything() { ("Newer", "Older") } else { ("Previous", "Next") };
    let view_of = |view| site.target(&Address::Home { query: query.clone(), view, page: 1 });
    let page_view = Home {
        head: head(snapshot, choice, &links, options),
        home: site.target(&Address::home()),
        heading: &about.title,
        introduction: in_paragraphs(about.description.as_deref()),
        picture: Picture::of(about.image.as_ref(), site),
        fold_topics: topics.len() > TOPICS_AT_ONCE,
        topics,
        is_search,
        words: query.words().map(|words| words.as_str()).unwrap_or_default(),
        filters: Filters::new(snapshot, choice, &found.facets, now),
        chips: chips(snapshot, query, target),
        clear: target(Query::default()),
        sorts: sorts(query, target),
        views: View::ALL.map(|one| way(view_name(one), view_of(one), one == view)).into(),
        is_grid: view == View::Grid,
        total: found.total,
        items: positions
            .slice(0..found.shown.len())
            .map(|report| item(snapshot, report, now, options))
            .collect(),
        subscribe: site.target(&Address::Subscribe(scope)),
        outline: site.target(&Address::Outline),
        paging: Paging::new(page, pages, names, |page| site.target(&address(page))),
        rights: about.rights.as_ref().map(rights_line),
    };
    Some(document(page_view.render(), Kind::Page, links))
}

/// What stands on a page, and what it is a part of.
struct Found {
    total: usize,
    /// Positions in the collection.
    shown: Vec<u32>,
    facets: Facets,
}

/// `None` if it takes an index and there is none yet.
fn found(snapshot: &Snapshot, choice: &Choice<'_>) -> Option<Found> {
    let hits = snapshot.hits(choice.query)?;
    Some(Found {
        total: hits.total(),
        shown: hits.slice(snapshot.collection(), places(choice.page, hits.total())),
        facets: hits.facets().clone(),
    })
}

fn head<'p>(snapshot: &'p Snapshot, choice: &Choice<'_>, links: &[Link], options: &Options) -> Head<'p> {
    let about = &snapshot.collection().about;
    let site = &options.site;
    let Choice { query, view, page } = *choice;
    let address = Address::Home { query: query.clone(), view, page };
    let is_plain = query.is_everything() && view == View::List;
    Head {
        description: about.description.as_deref().map(short),
        links: links.to_vec(),
        // There is no end of searches, and they all show what stands elsewhere.
        is_indexed: is_plain,
        json_ld: match is_plain {
            true => list_json_ld(about, None, &site.url(&address), site),
            false => String::new(),
        },
        ..Head::new(about, &address, search_title(snapshot, query), site)
    }
}

/// The feeds of what is shown, and the collection's card.
fn links(snapshot: &Snapshot, scope: &Scope, options: &Options) -> Vec<Link> {
    let about: &About = &snapshot.collection().about;
    let title = match scope.query() {
        Some(query) => search_title(snapshot, query),
        None => about.title.to_string(),
    };
    let feeds = feed_links(scope, &title, &options.site);
    feeds.into_iter().chain(oembed::discovery(&Address::home(), &about.title, options)).collect()
}

/// The orders in which what is found can stand. By relevance only words can be told apart.
fn sorts(query: &Query, target: impl Fn(Query) -> String) -> Vec<Way> {
    let name = |sort| match sort {
        Sort::Newest => "Newest",
        Sort::Oldest => "Oldest",
        Sort::Title => "Title",
        Sort::Relevance => "Relevance",
    };
    let offered = Sort::ALL.into_iter().filter(|sort| *sort != Sort::Relevance || query.words().is_some());
    offered.map(|sort| way(name(sort), target(query.clone().sorted(sort)), sort == query.sort())).collect()
}

fn view_name(view: View) -> &'static str {
    match view {
        View::List => "List",
        View::Grid => "Grid",
    }
}

fn way(name: &'static str, href: String, is_chosen: bool) -> Way {
    Way { name, href, is_chosen }
}
