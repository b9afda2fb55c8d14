//! Reports with a future date are nowhere until their time, and then appear everywhere by themselves.

use std::path::Path;
use std::time::{Duration, Instant as Timer};

use feedgate::collection::Instant;
use serde_json::{Value, json};

use super::changing::{PATIENCE, folder, reloads, rename_over, with_reports, write};
use super::program::text;
use super::support::{TestClock, TestGateway};

fn report(id: &str, added: &str) -> Value {
    json!({
        "id": id, "title": format!("Title of {id}"), "published": "2024-05", "added": added, "topics": ["rivers"],
        "places": [format!("Place of {id}")], "kind": "dataset",
        "authors": [{ "name": format!("Author of {id}") }],
    })
}

/// A report of today, and one that appears on 2024-06-10 at 9 o'clock.
fn file() -> String {
    with_reports("C", vec![report("today", "2024-06-01T10:00:00Z"), report("later", "2024-06-10T09:00:00Z")])
}

async fn gateway(file: &Path, clock: fn() -> Instant) -> TestGateway {
    TestGateway::with(text(file), |_| {}, clock).await
}

const OF_THE_REPORT: [&str; 6] = [
    "/reports/later",
    "/reports/later/oembed",
    "/reports/later/embed",
    "/reports/later.bib",
    "/reports/later/share",
    "/api/v1/reports/later",
];

/// What may list it.
const LISTS: [&str; 16] = [
    "/",
    "/?q=title",
    "/?kind=dataset",
    "/topics/rivers",
    "/feed.rss",
    "/feed.atom",
    "/feed.json",
    "/topics/rivers/feed.atom",
    "/feed.atom?q=title",
    "/embed",
    "/topics/rivers/embed",
    "/sitemap.xml",
    "/feeds.opml",
    "/api/v1/reports?facets=true",
    "/api/v1/collection",
    "/search/suggest?q=tit",
];

async fn until_there(gateway: &TestGateway, target: &str) {
    let begun = Timer::now();
    while gateway.get(target).await.status.as_u16() != 200 {
        assert!(begun.elapsed() < PATIENCE, "{target} never came");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn before_its_time_nothing_hints_at_it() {
    static CLOCK: TestClock = TestClock::new();
    let (_folder, root) = folder();
    let (with, without) = (root.join("with.json"), root.join("without.json"));
    write(&with, &file());
    write(&without, &with_reports("C", vec![report("today", "2024-06-01T10:00:00Z")]));
    let (with, without) = (gateway(&with, || CLOCK.now()).await, gateway(&without, || CLOCK.now()).await);

    for target in OF_THE_REPORT {
        let (one, other) = (with.get(target).await, without.get(target).await);
        one.assert_status(404);
        assert_eq!(one.body, other.body, "{target}");
    }
    for target in LISTS {
        let (one, other) = (with.get(target).await, without.get(target).await);
        assert_eq!(one.assert_status(200).header("etag"), other.header("etag"), "{target}: {one}");
    }
}

#[tokio::test]
async fn at_its_time_it_appears_by_itself() {
    static CLOCK: TestClock = TestClock::new();
    let (_folder, root) = folder();
    let file_path = root.join("c.json");
    write(&file_path, &file());
    let gateway = gateway(&file_path, || CLOCK.now()).await;
    let before = gateway.get("/feed.atom").await;
    CLOCK.set("2024-06-10T08:59:59Z");
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    gateway.get("/reports/later").await.assert_status(404);
    let tag = [("if-none-match", before.header("etag").expect("a tag"))];
    gateway.get_with("/feed.atom", &tag).await.assert_status(304);

    CLOCK.set("2024-06-10T09:00:00Z");
    until_there(&gateway, "/reports/later").await;

    for target in OF_THE_REPORT {
        gateway.get(target).await.assert_status(200);
    }
    let fresh = TestGateway::with(text(&file_path), |_| {}, || CLOCK.now()).await;
    for target in LISTS {
        let (appeared, started) = (gateway.get(target).await, fresh.get(target).await);
        assert_eq!(appeared.header("etag"), started.header("etag"), "{target}: {appeared}");
    }
    CLOCK.advance(5);
    let held = [("if-modified-since", "Mon, 10 Jun 2024 08:59:59 GMT")];
    gateway.get_with("/feed.atom", &held).await.assert_status(200);
}

#[tokio::test]
async fn a_bad_file_does_not_keep_it_back() {
    static CLOCK: TestClock = TestClock::new();
    let (_folder, root) = folder();
    let path = root.join("c.json");
    write(&path, &file());
    let gateway = gateway(&path, || CLOCK.now()).await;
    rename_over(&path, "{");
    reloads(&gateway, |reloads| reloads.bad == 1).await;

    CLOCK.set("2024-06-10T09:00:00Z");

    until_there(&gateway, "/reports/later").await;
    assert_eq!(gateway.reloads.borrow().bad, 1, "the bad file is not read again");
}

#[tokio::test]
async fn a_schedule_may_change_and_a_clock_that_is_set_back_hides_nothing() {
    static CLOCK: TestClock = TestClock::new();
    let (_folder, root) = folder();
    let path = root.join("c.json");
    write(&path, &file());
    let gateway = gateway(&path, || CLOCK.now()).await;
    let another = |added: &str, other: &str| {
        with_reports(
            "C",
            vec![report("today", "2024-06-01T10:00:00Z"), report("later", added), report("other", other)],
        )
    };
    rename_over(&path, &another("2024-06-03T09:00:00Z", "2024-07-01"));
    reloads(&gateway, |reloads| reloads.good == 2).await;

    CLOCK.set("2024-06-03T09:00:00Z");
    until_there(&gateway, "/reports/later").await;
    gateway.get("/reports/other").await.assert_status(404);

    CLOCK.advance(-3_600);
    rename_over(&path, &another("2024-06-03T09:00:00Z", "2024-07-02"));
    reloads(&gateway, |reloads| reloads.good >= 4).await;
    gateway.get("/reports/later").await.assert_status(200);
    gateway.get("/reports/other").await.assert_status(404);
}
