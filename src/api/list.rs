//! One part of a query's results, with links to the next and the previous part.

use crate::address::{Address, Endpoint, FieldSet, Listing, Scope, Site};
use crate::collection::{Instant, Report};
use crate::query::{Facet, Filter, Query};
use crate::render::{Document, Link};
use crate::search::{self, Beside, Highlighter, Hits, Mark, Matching, Piece, Side};
use crate::snapshot::{Named, Snapshot, Standing};

use super::about::feeds;
use super::cursor::Cursors;
use super::{JSON, Options, json, model, own_links, report, url};

/// The most values of a facet. People do not read through more.
const MOST_VALUES: usize = 100;

/// Where a part begins or ends.
pub(super) enum Start {
    Beginning,
    At(Side, Mark),
}

/// The start of the part that a listing asks for; `None` if its cursor is invalid for this query.
pub(super) fn start(snapshot: &Snapshot, listing: &Listing, options: &Options) -> Option<Start> {
    let Some(cursor) = &listing.cursor else { return Some(Start::Beginning) };
    let (side, mark) = cursors(snapshot, &listing.query, options).read(cursor)?;
    Some(Start::At(side, Mark::from_bytes(&mark)?))
}

fn cursors(snapshot: &Snapshot, query: &Query, options: &Options) -> Cursors {
    Cursors::new(options.cursor_key.as_ref(), &snapshot.collection().about, query)
}

/// Reports in order, and whether more come before or after them.
struct Part {
    hits: Hits,
    positions: Vec<u32>,
    has_prev: bool,
    has_next: bool,
}

pub(super) fn list(
    snapshot: &Snapshot,
    listing: &Listing,
    now: Instant,
    site: &Site,
    options: &Options,
) -> Option<Document> {
    let collection = snapshot.collection();
    let query = &listing.query;
    let part = part(snapshot, listing, start(snapshot, listing, options)?)?;
    let cursors = cursors(snapshot, query, options);
    let cursor = |side, position: Option<&u32>| {
        position.map(|position| cursors.write(side, &part.hits.mark(collection, *position).to_bytes()))
    };
    let next_cursor = cursor(Side::After, part.positions.last().filter(|_| part.has_next));
    let prev_cursor = cursor(Side::Before, part.positions.first().filter(|_| part.has_prev));
    let links = links(listing, next_cursor.as_deref(), prev_cursor.as_deref(), site);
    // The links that describe the API come last, because the header has room for only so many links.
    let mut own = own_links(site, links.itself.clone());
    let described = own.split_off(1);
    own.extend(links.next.clone().map(|next| Link::new("next", next, JSON)));
    own.extend(links.prev.clone().map(|prev| Link::new("prev", prev, JSON)));
    own.push(Link::new("first", links.first.clone(), JSON));
    own.extend(described);
    let fields = listing.fields.unwrap_or(FieldSet::ALL);
    let highlighter = part.hits.highlighter().filter(|_| listing.highlights);
    let highlights =
        |report| highlighter.as_ref().and_then(|highlighter| highlights(snapshot, highlighter, report));
    let listed = |position: &u32| {
        let report = &collection.reports[*position as usize];
        model::ListedReport {
            report: report::content(snapshot, report, fields, now, site),
            highlights: highlights(report),
        }
    };
    let content = model::ReportList {
        reports: part.positions.iter().map(listed).collect(),
        total: part.hits.total(),
        matching: match part.hits.matching() {
            Matching::All => model::Matching::All,
            Matching::Some => model::Matching::Some,
        },
        facets: listing.facets.then(|| facets(snapshot, part.hits.facets(), listing, now, site)),
        next_cursor,
        prev_cursor,
        links,
    };
    Some(json(&content, own))
}

/// `None` if the query needs an index and none is built yet.
fn part(snapshot: &Snapshot, listing: &Listing, start: Start) -> Option<Part> {
    let collection = snapshot.collection();
    let query = &listing.query;
    let limit = usize::from(listing.limit);
    // One more than is shown, to know whether there are more.
    Some(match start {
        Start::Beginning => {
            let hits = snapshot.closest_hits(query)?;
            let mut positions = hits.slice(0..limit + 1);
            let has_next = positions.len() > limit;
            positions.truncate(limit);
            Part { hits, positions, has_prev: false, has_next }
        }
        Start::At(side, at) => {
            let beside = Beside { mark: &at, side, most: limit + 1 };
            let (hits, mut positions) = snapshot.index()?.beside(collection, query, beside);
            let has_more = positions.len() > limit;
            let begin = if side == Side::Before { positions.len().saturating_sub(limit) } else { 0 };
            positions.drain(..begin);
            positions.truncate(limit);
            let has_others = |end: Option<&u32>, side| end.is_some_and(|end| !hits.is_last(*end, side));
            let (has_prev, has_next) = match side {
                Side::After => (has_others(positions.first(), Side::Before), has_more),
                Side::Before => (has_more, has_others(positions.last(), Side::After)),
            };
            Part { hits, positions, has_prev, has_next }
        }
    })
}

fn links(listing: &Listing, next: Option<&str>, prev: Option<&str>, site: &Site) -> model::ListLinks {
    let at = |cursor: Option<&str>| url(site, Endpoint::Reports(Box::new(listing.at(cursor.map(Box::from)))));
    model::ListLinks {
        itself: at(listing.cursor.as_deref()),
        first: at(None),
        next: next.map(|cursor| at(Some(cursor))),
        prev: prev.map(|cursor| at(Some(cursor))),
        page: site.url(&Address::search(listing.query.clone())),
        feeds: feeds(&Scope::of(listing.query.clone()), site),
    }
}

fn facets<'f>(
    snapshot: &'f Snapshot,
    facets: &search::Facets,
    listing: &Listing,
    now: Instant,
    site: &Site,
) -> model::Facets<'f> {
    let values = |facet: Facet| -> Vec<model::FacetValue<'f>> {
        let values = facets.values(facet).iter().filter_map(|(value, count)| {
            let title = match facet {
                Facet::Topic => Some(open_topic(snapshot, value, now)?),
                _ => None,
            };
            Some((value, title, *count))
        });
        values
            .take(MOST_VALUES)
            .map(|(value, title, count)| {
                let filter = |is_left_out| Filter { facet, is_left_out, value: value.clone() };
                let has = |filter: &Filter| listing.query.filters().contains(filter);
                let (wanted, left_out) = (filter(false), filter(true));
                let query = match has(&wanted) {
                    true => listing.query.clone().without(&wanted),
                    false => listing.query.clone().without(&left_out).with(wanted.clone()),
                };
                model::FacetValue {
                    value: value.to_string(),
                    title,
                    count,
                    is_wanted: has(&wanted),
                    is_left_out: has(&left_out),
                    url: url(site, Endpoint::Reports(Box::new(listing.with_query(query)))),
                }
            })
            .collect()
    };
    model::Facets {
        topic: values(Facet::Topic),
        place: values(Facet::Place),
        publisher: values(Facet::Publisher),
        kind: values(Facet::Kind),
        language: values(Facet::Language),
        year: values(Facet::Year),
    }
}

/// The title of a topic that is not closed.
fn open_topic<'s>(snapshot: &'s Snapshot, id: &str, now: Instant) -> Option<&'s str> {
    let topic = snapshot.named(id).map(Named::topic)?;
    (snapshot.standing(topic, now) != Standing::Closed).then(|| &*snapshot.collection().topic(topic).title)
}

/// The texts of a report that contain words of the query.
fn highlights(snapshot: &Snapshot, highlighter: &Highlighter, report: &Report) -> Option<model::Highlights> {
    let language = snapshot.collection().about.language_of(report);
    let pieces = |text: &str| {
        let found = highlighter.ranges(language, text);
        let piece = |Piece { text, is_match }| model::Piece { text, is_match };
        let pieces = || search::pieces(text, 0..text.len(), &found).into_iter().map(piece).collect();
        (!found.is_empty()).then(pieces)
    };
    let shown = model::Highlights {
        title: pieces(&report.title),
        abstract_text: report.summary.as_ref().and_then(|summary| pieces(&summary.plain_text())),
    };
    (shown.title.is_some() || shown.abstract_text.is_some()).then_some(shown)
}
