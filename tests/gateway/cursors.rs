//! Cursors: every way through a list visits each report once, even while reports are added.
//!
//! The tests run in process and without sockets, because each property is tried on many collections.

use std::collections::HashSet;

use feedgate::address::{Address, Endpoint, Localized, Site};
use feedgate::api;
use feedgate::collection::Instant;
use feedgate::snapshot::Snapshot;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::reading::{TODAY, snapshot};
use super::support::{SITE, at};

/// Few words and few days, so that reports are much alike and orders have much to decide.
const WORDS: [&str; 6] = ["river", "rivers", "dam", "flood", "water", "El agua"];

#[derive(Clone, Debug)]
struct Report {
    title: Vec<&'static str>,
    added: i64,
    published: i64,
}

fn report() -> impl Strategy<Value = Report> {
    (vec(select(&WORDS[..]), 1..4), 0..5_i64, 0..5_i64).prop_map(|(title, added, published)| Report {
        title,
        added,
        published,
    })
}

/// A snapshot of the first so many reports.
fn of(reports: &[Report]) -> Snapshot {
    let day =
        |number: i64| Instant::from_unix(1_600_000_000 + number * 86_400).expect("a day of this century");
    let report = |(number, report): (usize, &Report)| {
        json!({
            "id": format!("r{number}"),
            "title": report.title.join(" "),
            "published": day(report.published),
            "added": day(report.added),
            "topics": [if number % 3 == 0 { "dams" } else { "floods" }],
        })
    };
    let snapshot = snapshot(&json!({
        "id": "rivers",
        "authority": "example.org,2023",
        "title": "Rivers",
        "topics": [{ "id": "dams", "title": "Dams" }, { "id": "floods", "title": "Floods" }],
        "reports": reports.iter().enumerate().map(report).collect::<Vec<_>>(),
    }));
    snapshot.build_index(None);
    snapshot
}

fn ask(snapshot: &Snapshot, target: &str) -> Value {
    let site = Site::new(SITE.parse().expect("a URL"));
    let (path, query) = target.strip_prefix(SITE).unwrap_or(target).split_once('?').unwrap_or((target, ""));
    let Ok(Localized { address: Address::Api(endpoint), .. }) = Localized::parse(path, query) else {
        panic!("{target}")
    };
    let Endpoint::Reports(listing) = endpoint else { panic!("{target}") };
    assert!(api::is_whole(snapshot, &listing, &api::Options::default()), "{target} is refused");
    let document =
        api::data(snapshot, &Endpoint::Reports(listing), at(TODAY), &site, &api::Options::default());
    serde_json::from_slice(&document.expect("a list").body).expect("JSON")
}

fn ids(list: &Value) -> Vec<String> {
    let reports = list["reports"].as_array().expect("reports").iter();
    reports.map(|report| report["id"].as_str().expect("an id").to_owned()).collect()
}

const QUERIES: [&str; 12] = [
    "",
    "sort=oldest",
    "sort=title",
    "topic=floods",
    "q=river",
    "q=river&sort=newest",
    "q=water&topic=-dams&sort=title",
    "q=river&sort=oldest",
    "q=river+flood+dam+agua",
    "q=river+nothing&sort=title",
    "q=dam+OR+agua",
    "q=flood+nothing&topic=-dams&sort=newest",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_report_comes_once_while_others_join(
        reports in vec(report(), 1..40),
        joining in vec(report(), 0..40),
        query in select(&QUERIES[..]),
        limit in 1..7_usize,
    ) {
        let target = format!("/api/v1/reports?{query}{}limit={limit}&fields=id", if query.is_empty() { "" } else { "&" });
        let mut all = reports.clone();
        let mut now = of(&all);
        let whole: HashSet<String> = ids(&ask(&now, &target.replace(&format!("limit={limit}&"), "limit=100&"))).into_iter().collect();
        let mut joining = joining.into_iter();
        let mut list = ask(&now, &target);
        let mut seen = ids(&list);
        while let Some(next) = list["links"].get("next") {
            // Some join between one part and the next, wherever they belong.
            all.extend(joining.by_ref().take(3));
            now = of(&all);
            list = ask(&now, next.as_str().expect("an address"));
            prop_assert!(!ids(&list).is_empty(), "a part that leads nowhere");
            seen.extend(ids(&list));
        }
        let once: HashSet<String> = seen.iter().cloned().collect();
        prop_assert_eq!(once.len(), seen.len(), "{:?} has one twice", &seen);
        prop_assert!(whole.is_subset(&once), "{:?} lacks some of {:?}", seen, whole);
        let joined: HashSet<String> = (reports.len()..all.len()).map(|number| format!("r{number}")).collect();
        prop_assert!(once.difference(&whole).all(|id| joined.contains(id)));
    }

    #[test]
    fn the_way_back_is_the_way_there(
        reports in vec(report(), 1..40),
        query in select(&QUERIES[..]),
        limit in 1..7_usize,
    ) {
        let target = format!("/api/v1/reports?{query}{}limit={limit}&fields=id", if query.is_empty() { "" } else { "&" });
        let now = of(&reports);
        let mut lists = vec![ask(&now, &target)];
        while let Some(next) = lists.last().expect("one at least")["links"].get("next") {
            lists.push(ask(&now, next.as_str().expect("an address")));
        }
        let mut list = lists.last().expect("one at least").clone();
        for earlier in lists.iter().rev().skip(1) {
            let back = ask(&now, list["links"]["prev"].as_str().expect("a way back"));
            prop_assert_eq!(ids(&back), ids(earlier));
            // From there it goes on as before.
            prop_assert_eq!(ids(&ask(&now, back["links"]["next"].as_str().expect("a way on"))), ids(&list));
            list = back;
        }
        prop_assert!(list["links"].get("prev").is_none());
    }
}
