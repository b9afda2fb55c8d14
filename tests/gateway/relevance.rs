//! Searches of the shipped collection, and the reports that must come first: `tests/relevance.json`.
//!
//! Page, feeds and API are compared with the index for every query, so that they cannot differ.

use std::fs;

use feedgate::address::Format;
use feedgate::query::Query;
use feedgate::search::Matching;
use feedgate::snapshot::Snapshot;
use serde::Deserialize;
use serde_json::Value;

use super::reading::snapshot;
use super::search::listed;
use super::search_feeds::ids;
use super::support::{TestGateway, root};

/// A query and what people expect of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    query: String,
    /// The reports that come first, in order.
    first: Vec<String>,
    /// Unless any order of them will do.
    #[serde(default)]
    any_order: bool,
    why: String,
    /// How many there are, where that is known for certain.
    total: Option<usize>,
    /// Whether no report has all words, so that these have some of them.
    #[serde(default)]
    some: bool,
    #[serde(default)]
    without: Vec<String>,
}

fn expected() -> Vec<Expected> {
    let table = fs::read(root().join("tests/relevance.json")).expect("the table");
    serde_json::from_slice(&table).expect("the table is as it should be")
}

/// The shipped collection, indexed.
fn shipped() -> Snapshot {
    let file = fs::read(root().join("config/collection.json")).expect("the collection");
    let mut file: Value = serde_json::from_slice(&file).expect("JSON");
    file.as_object_mut().expect("an object").remove("$schema");
    let snapshot = snapshot(&file);
    snapshot.build_index(None);
    snapshot
}

fn read(query: &str) -> Query {
    let pairs: Vec<_> = url::form_urlencoded::parse(query.as_bytes()).collect();
    Query::read(&pairs).expect("a query")
}

#[test]
fn what_is_meant_comes_first() {
    let snapshot = shipped();
    let reports = &snapshot.collection().reports;
    let mut wrong = Vec::new();
    let table = expected();
    for Expected { query, first, any_order, why, total, some, without } in &table {
        let hits = snapshot.closest_hits(&read(query)).expect("an index");
        let found = hits.slice(0..hits.total());
        let found: Vec<_> = found.into_iter().map(|at| reports[at as usize].id.to_string()).collect();
        let is_first = match any_order {
            true => found.len() >= first.len() && found[..first.len()].iter().all(|id| first.contains(id)),
            false => found.starts_with(first),
        };
        let is_whole = total.is_none_or(|total| total == found.len());
        let is_without = without.iter().all(|id| !found.contains(id));
        let is_matching = hits.matching() == if *some { Matching::Some } else { Matching::All };
        if !(is_first && is_whole && is_without && is_matching) {
            wrong.push(format!("{query}: {why}\n  expected {first:?} of {total:?}\n  found {found:?}"));
        }
    }
    assert!(table.len() >= 40, "the table has only {} queries", table.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn page_feeds_and_api_hold_what_the_index_finds() {
    let gateway = TestGateway::shipped().await;
    let snapshot = shipped();
    let reports = &snapshot.collection().reports;

    for query in expected().into_iter().map(|expected| expected.query) {
        let hits = snapshot.closest_hits(&read(&query)).expect("an index");
        let id = |position: &u32| reports[*position as usize].id.to_string();
        let ordered: Vec<_> = hits.slice(0..25).iter().map(id).collect();

        let page = gateway.get(&format!("/?{query}")).await;
        assert_eq!(listed(page.assert_status(200)), ordered, "{query}");
        let heading = match hits.total() {
            0 => "No results found".to_owned(),
            1 => "1 result found".to_owned(),
            total => format!("{total} results found"),
        };
        assert!(page.text().contains(&heading), "{query}: {page}");

        let listing = gateway.get(&format!("/api/v1/reports?{query}&limit=25")).await;
        let listing = listing.assert_status(200).json();
        assert_eq!(listing["total"], hits.total(), "{query}");
        let is_some = hits.matching() == Matching::Some;
        assert_eq!(listing["matching"], if is_some { "some" } else { "all" }, "{query}");
        assert_eq!(page.text().contains("No report has all of: "), is_some, "{query}: {page}");
        let of_api = listing["reports"].as_array().expect("reports").iter().map(|report| &report["id"]);
        assert!(of_api.eq(&ordered), "{query}: {listing:#}");

        let of_feeds = query.split("&sort=").next().expect("a part");
        // Feeds are of what has all words.
        let followed = snapshot.hits(&read(&query)).expect("an index");
        assert_eq!(followed.total(), if is_some { 0 } else { hits.total() }, "{query}");
        let joined =
            followed.by_joining().iter().map(|at| format!("tag:example.org,2023:immigration/{}", id(at)));
        let joined: Vec<_> = joined.collect();
        for format in Format::ALL {
            let feed = gateway.get(&format!("/feed.{}?{of_feeds}", format.extension())).await;
            assert_eq!(ids(feed.assert_status(200)), joined, "{query} as {format}");
        }
    }
}
