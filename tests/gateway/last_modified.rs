//! `Last-Modified` says when clients could first get these bytes, whatever the dates in the file say.

use std::fs::{self, File};
use std::path::Path;
use std::time::{Duration, SystemTime};

use feedgate::collection::Instant;
use serde_json::{Value, json};

use super::changing::{folder, link_over, rename_over, report, until_titled, with_reports, write};
use super::program::text;
use super::support::{Reply, TestClock, TestGateway};

async fn gateway(file: &Path, clock: fn() -> Instant) -> TestGateway {
    TestGateway::with(text(file), |_| {}, clock).await
}

fn date(reply: &Reply) -> Option<String> {
    reply.header("last-modified").map(str::to_owned)
}

/// The reply to a client that has only the date of an earlier reply.
async fn since(gateway: &TestGateway, target: &str, earlier: &Reply) -> Reply {
    let date = date(earlier).unwrap_or_else(|| panic!("no date: {earlier}"));
    gateway.get_with(target, &[("if-modified-since", &date)]).await
}

fn two_topics(rivers: &str, roads: &str, title: &str) -> String {
    with_reports(title, vec![report("a", "rivers", rivers), report("b", "roads", roads)])
}

/// Documents that show the topic `rivers` or its report, and nothing of the other topic.
const OF_RIVERS: [&str; 5] = [
    "/topics/rivers/feed.atom",
    "/topics/rivers/feed.rss",
    "/topics/rivers",
    "/reports/a",
    "/topics/rivers/embed",
];

/// An address of each kind: feed, pages, list of feeds, API, cards, what a card frames, citation.
const OF_EACH_KIND: [&str; 8] = [
    "/feed.rss",
    "/",
    "/reports/old-dams",
    "/feeds.opml",
    "/api/v1/reports",
    "/topics/dams/oembed",
    "/reports/old-dams/embed",
    "/reports/old-dams.bib",
];

#[tokio::test]
async fn it_begins_with_the_second_after_the_start() {
    static CLOCK: TestClock = TestClock::new();
    let gateway = TestGateway::with("two_topics.json", |_| {}, || CLOCK.now()).await;

    for target in OF_EACH_KIND {
        // A date in the future must not be sent (RFC 9110 §8.8.2.1).
        gateway.get(target).await.assert_status(200).assert_no_header("last-modified");
    }
    CLOCK.advance(1);
    for target in OF_EACH_KIND {
        let full = gateway.get(target).await;
        full.assert_header("last-modified", "Sat, 01 Jun 2024 12:00:01 GMT");
        since(&gateway, target, &full).await.assert_status(304);
        let earlier = [("if-modified-since", "Sat, 01 Jun 2024 12:00:00 GMT")];
        gateway.get_with(target, &earlier).await.assert_status(200);
        let ahead = [("if-modified-since", "Sat, 01 Jun 2024 12:00:02 GMT")];
        gateway.get_with(target, &ahead).await.assert_status(200);
    }
}

#[tokio::test]
async fn a_change_moves_it_where_bytes_changed_and_nowhere_else() {
    static CLOCK: TestClock = TestClock::new();
    let (_folder, root) = folder();
    let file = root.join("c.json");
    write(&file, &two_topics("A", "B", "one"));
    let gateway = gateway(&file, || CLOCK.now()).await;
    CLOCK.advance(100);
    let mut before = Vec::new();
    for target in OF_RIVERS {
        before.push(gateway.get(target).await);
    }
    let whole = gateway.get("/feed.atom").await;
    let roads = gateway.get("/topics/roads/feed.atom").await;

    // No date in the file moves.
    rename_over(&file, &two_topics("A", "Changed", "one"));
    until_changed(&gateway, "/topics/roads/feed.atom", &roads).await;
    CLOCK.advance(100);

    for (target, before) in OF_RIVERS.iter().zip(&before) {
        assert_eq!(date(&gateway.get(target).await), date(before), "{target}");
        since(&gateway, target, before).await.assert_status(304);
    }
    for (target, before) in [("/feed.atom", &whole), ("/topics/roads/feed.atom", &roads)] {
        let reply = since(&gateway, target, before).await;
        reply.assert_status(200).assert_header("last-modified", "Sat, 01 Jun 2024 12:01:41 GMT");
    }
}

/// Asks until an address has another tag.
async fn until_changed(gateway: &TestGateway, target: &str, before: &Reply) {
    let begun = std::time::Instant::now();
    while gateway.get(target).await.header("etag") == before.header("etag") {
        assert!(begun.elapsed() < super::changing::PATIENCE, "{target} never changed");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn two_changes_within_a_second_have_two_dates() {
    static CLOCK: TestClock = TestClock::new();
    let (_folder, root) = folder();
    let file = root.join("c.json");
    write(&file, &two_topics("A", "B", "one"));
    let gateway = gateway(&file, || CLOCK.now()).await;
    let mut held: Vec<Reply> = Vec::new();
    for title in ["two", "three", "four"] {
        rename_over(&file, &two_topics("A", "B", title));
        until_titled(&gateway, title).await;
        // All within one second of the gateway's clock, so no date is safe to send yet.
        let reply = gateway.get("/feed.json").await;
        reply.assert_no_header("last-modified");
        held.push(reply);
    }
    CLOCK.advance(60);

    let last = gateway.get("/feed.json").await;
    last.assert_header("last-modified", "Sat, 01 Jun 2024 12:00:04 GMT");
    for second in 0..4 {
        let echoed = format!("Sat, 01 Jun 2024 12:00:0{second} GMT");
        gateway.get_with("/feed.json", &[("if-modified-since", &echoed)]).await.assert_status(200);
    }
}

#[tokio::test]
async fn a_clock_that_is_set_back_an_hour_hides_nothing() {
    static CLOCK: TestClock = TestClock::new();
    let (_folder, root) = folder();
    let file = root.join("c.json");
    write(&file, &two_topics("A", "B", "one"));
    let gateway = gateway(&file, || CLOCK.now()).await;
    CLOCK.advance(100);
    let held = gateway.get("/feed.json").await;
    assert!(date(&held).is_some(), "{held}");

    CLOCK.advance(-3_600);
    gateway.get("/feed.json").await.assert_no_header("last-modified");
    since(&gateway, "/feed.json", &held).await.assert_status(200);
    rename_over(&file, &two_topics("A", "B", "two"));
    until_titled(&gateway, "two").await;
    since(&gateway, "/feed.json", &held).await.assert_status(200);
    let tag = [("if-none-match", held.header("etag").expect("a tag"))];
    gateway.get_with("/feed.json", &tag).await.assert_status(200);

    CLOCK.advance(7_200);
    let now = gateway.get("/feed.json").await;
    now.assert_header("last-modified", "Sat, 01 Jun 2024 12:00:02 GMT");
    since(&gateway, "/feed.json", &now).await.assert_status(304);
}

#[tokio::test]
async fn times_of_the_file_do_not_count() {
    let hour = Duration::from_secs(60 * 60);
    for time in [SystemTime::UNIX_EPOCH, SystemTime::now() + 24 * hour * 365] {
        static CLOCK: TestClock = TestClock::new();
        let (_folder, root) = folder();
        let file = root.join("c.json");
        write(&file, &two_topics("A", "B", "one"));
        File::options().write(true).open(&file).expect("a file").set_modified(time).expect("its owner may");
        let gateway = gateway(&file, || CLOCK.now()).await;
        CLOCK.advance(10);

        let reply = gateway.get("/feed.json").await;
        assert!(date(&reply).is_some_and(|date| date.starts_with("Sat, 01 Jun 2024 12:")), "{reply}");
    }
}

/// Deployments set times of files back, switch links and mount other folders while nothing runs.
#[tokio::test]
async fn after_a_restart_no_date_of_before_is_good() {
    static CLOCK: TestClock = TestClock::new();
    let (_folder, root) = folder();
    for (version, title) in [("1", "one"), ("2", "two")] {
        fs::create_dir(root.join(version)).expect("a folder");
        write(&root.join(version).join("c.json"), &two_topics("A", "B", title));
    }
    link_over("2", &root.join("current"));
    let file = root.join("current/c.json");
    let first = gateway(&file, || CLOCK.now()).await;
    CLOCK.advance(1);
    let held = first.get("/feed.json").await;
    drop(first);

    link_over("1", &root.join("current"));
    let second = gateway(&file, || CLOCK.now()).await;
    CLOCK.advance(1);
    since(&second, "/feed.json", &held).await.assert_status(200);
}

#[tokio::test]
async fn an_archive_keeps_its_date_while_reports_join() {
    static CLOCK: TestClock = TestClock::new();
    let (_folder, root) = folder();
    let file = root.join("c.json");
    let reports = |count: i64| -> Vec<Value> {
        let added = |number: i64| Instant::from_unix(1_600_000_000 + number * 86_400).expect("a day");
        let report = |number| json!({ "id": format!("r{number}"), "title": "T", "published": "2020", "added": added(number) });
        (0..count).map(report).collect()
    };
    write(&file, &with_reports("one", reports(120)));
    let gateway = gateway(&file, || CLOCK.now()).await;
    CLOCK.advance(100);
    let (archive, live) = (gateway.get("/archive/1.atom").await, gateway.get("/feed.atom").await);

    rename_over(&file, &with_reports("one", reports(121)));
    until_changed(&gateway, "/feed.atom", &live).await;
    CLOCK.advance(100);

    since(&gateway, "/archive/1.atom", &archive).await.assert_status(304);
    since(&gateway, "/feed.atom", &live).await.assert_status(200);
}

#[tokio::test]
async fn a_date_that_decides_is_a_change() {
    static CLOCK: TestClock = TestClock::new();
    // Dams retire on 2024-05-01 at noon, and are gone 90 days later.
    CLOCK.set("2024-05-01T11:00:00Z");
    let gateway = TestGateway::with("retired_topic.json", |_| {}, || CLOCK.now()).await;
    CLOCK.advance(10);
    let (feed, list) = (gateway.get("/topics/dams/feed.rss").await, gateway.get("/feeds.opml").await);

    CLOCK.set("2024-05-01T12:00:05Z");
    let closing = since(&gateway, "/topics/dams/feed.rss", &feed).await;
    closing.assert_status(200).assert_header("last-modified", "Wed, 01 May 2024 12:00:01 GMT");
    since(&gateway, "/feeds.opml", &list).await.assert_status(304);
    CLOCK.set("2024-07-30T12:00:05Z");
    let without = since(&gateway, "/feeds.opml", &list).await;
    without.assert_status(200).assert_header("last-modified", "Tue, 30 Jul 2024 12:00:01 GMT");
}
