//! What leaves a collection: topics that retire on a date, and reports that are withdrawn.

use feed_rs::parser;
use feedgate::collection::Instant;

use super::support::{Reply, TestGateway, at};

const FEEDS: [&str; 3] = ["/topics/dams/feed.rss", "/topics/dams/feed.atom", "/topics/dams/feed.json"];

/// Dams retire on 2024-05-01 and are replaced by walls; weirs retire then and are not replaced.
async fn on(clock: fn() -> Instant) -> TestGateway {
    TestGateway::with("retired_topic.json", |_| {}, clock).await
}

async fn the_day_before() -> TestGateway {
    on(|| at("2024-05-01T11:59:59Z")).await
}

async fn the_first_day() -> TestGateway {
    on(|| at("2024-05-01T12:00:00Z")).await
}

async fn the_90th_day() -> TestGateway {
    on(|| at("2024-07-30T11:59:59Z")).await
}

async fn the_91st_day() -> TestGateway {
    on(|| at("2024-07-30T12:00:00Z")).await
}

/// The titles of a feed's entries, read by a parser that is not the writer's.
fn titles(reply: &Reply) -> Vec<String> {
    let feed = parser::parse(&*reply.body).unwrap_or_else(|error| panic!("{error}: {reply}"));
    feed.entries.into_iter().map(|entry| entry.title.map(|title| title.content).unwrap_or_default()).collect()
}

#[tokio::test]
async fn until_its_day_a_topic_is_as_ever() {
    let gateway = the_day_before().await;

    for target in FEEDS {
        assert_eq!(titles(&gateway.get(target).await), ["Floods"], "{target}");
    }
    let json = gateway.get("/topics/dams/feed.json").await;
    assert_eq!(json.json().get("expired"), None, "{json}");
}

#[tokio::test]
async fn for_90_days_its_feed_begins_with_where_to_go_on() {
    for gateway in [the_first_day().await, the_90th_day().await] {
        for target in FEEDS {
            let reply = gateway.get(target).await;

            reply.assert_status(200);
            assert_eq!(titles(&reply), ["“Dams” is closed", "Floods"], "{reply}");
            let feed = parser::parse(&*reply.body).expect("a feed");
            let notice = &feed.entries[0];
            assert_eq!(notice.id, "tag:example.org,2023:rivers/topics/dams/closed", "{reply}");
            assert_eq!(notice.links[0].href, "https://reports.example.org/topics/walls", "{reply}");
            assert!(reply.text().contains("“Walls”"), "{reply}");
        }
        let json = gateway.get("/topics/dams/feed.json").await;
        assert_eq!(json.json()["expired"], true, "{json}");
    }
}

#[tokio::test]
async fn a_topic_without_successor_leads_to_the_whole_collection() {
    let gateway = the_first_day().await;

    let reply = gateway.get("/topics/weirs/feed.atom").await;

    let feed = parser::parse(&*reply.body).expect("a feed");
    assert_eq!(feed.entries[0].links[0].href, "https://reports.example.org/", "{reply}");
}

#[tokio::test]
async fn a_reader_that_held_the_feed_before_is_sent_the_notice() {
    let (before, after) = (the_day_before().await, the_first_day().await);

    for target in FEEDS {
        let held = before.get(target).await;
        let tag = held.header("etag").expect("a tag");

        after.get_with(target, &[("if-none-match", tag)]).await.assert_status(200);
    }
}

#[tokio::test]
async fn a_successor_that_is_gone_too_gives_way_to_its_own() {
    let gateway = TestGateway::with("retired_in_turn.json", |_| {}, || at("2024-06-01T12:00:00Z")).await;

    for target in ["/topics/weirs/feed.atom", "/topics/weirs/feed.rss", "/topics/weirs"] {
        let reply = gateway.get(target).await;
        assert!(reply.text().contains("Walls") && !reply.text().contains("Dams"), "{reply}");
    }
}

#[tokio::test]
async fn no_page_leads_to_a_topic_that_is_gone() {
    let (before, after) = (the_90th_day().await, the_91st_day().await);

    for target in ["/", "/reports/floods", "/topics/walls"] {
        let (held, reply) = (before.get(target).await, after.get(target).await);
        assert!(held.text().contains("\"/topics/dams\""), "{held}");
        assert!(!reply.text().contains("\"/topics/dams\""), "{reply}");
        let tag = held.header("etag").expect("a tag");
        after.get_with(target, &[("if-none-match", tag)]).await.assert_status(200);
    }
}

#[tokio::test]
async fn then_it_is_gone() {
    let gateway = the_91st_day().await;

    for target in FEEDS.into_iter().chain(["/topics/dams", "/topics/dams/feed", "/topics/dams/embed"]) {
        gateway.get(target).await.assert_status(410);
    }
    gateway.get("/topics/walls/feed.rss").await.assert_status(200);
    gateway.get("/reports/floods").await.assert_status(200);
}

#[tokio::test]
async fn the_list_of_all_feeds_leaves_out_what_is_gone() {
    let (before, after) = (the_90th_day().await, the_91st_day().await);

    let (held, reply) = (before.get("/feeds.opml").await, after.get("/feeds.opml").await);

    assert!(held.text().contains("/topics/dams/feed.atom"), "{held}");
    assert!(!reply.text().contains("/topics/dams/feed.atom"), "{reply}");
    assert!(reply.text().contains("/topics/walls/feed.atom"), "{reply}");
}

#[tokio::test]
async fn whoever_held_the_list_of_all_feeds_is_sent_the_one_without_what_is_gone() {
    let (before, after) = (the_90th_day().await, the_91st_day().await);
    let held = before.get("/feeds.opml").await;
    let tag = held.header("etag").expect("a tag");

    after.get_with("/feeds.opml", &[("if-none-match", tag)]).await.assert_status(200);
}

#[tokio::test]
async fn a_withdrawn_report_is_in_nothing() {
    let gateway = TestGateway::start("withdrawn.json").await;

    for target in ["/", "/feed.rss", "/feed.json", "/embed", "/feeds.opml"] {
        let reply = gateway.get(target).await;
        assert!(!reply.text().contains("latest"), "{reply}");
    }
    for target in ["/reports/latest", "/reports/latest/oembed", "/reports/latest/embed"] {
        gateway.get(target).await.assert_status(410);
    }
}

#[tokio::test]
async fn atom_says_which_report_left_and_when() {
    let gateway = TestGateway::start("withdrawn.json").await;

    let reply = gateway.get("/feed.atom").await;

    let tombstone =
        "<at:deleted-entry ref=\"tag:example.org,2023:rivers/latest\" when=\"2024-05-04T10:00:00Z\">";
    assert!(reply.text().contains(tombstone), "{reply}");
    assert_eq!(titles(&reply), ["Third", "Second", "First"], "{reply}");
}

#[tokio::test]
async fn a_withdrawal_is_a_change_of_the_feed() {
    let gateway = TestGateway::start("withdrawn.json").await;

    for (target, date) in [
        ("/feed.rss", "<lastBuildDate>Sat, 04 May 2024 10:00:00 GMT"),
        ("/feed.atom", "<updated>2024-05-04T10:00:00+00:00"),
        ("/feeds.opml", "<dateModified>Sat, 04 May 2024 10:00:00 GMT"),
    ] {
        let reply = gateway.get(target).await;
        assert!(reply.text().contains(date), "{reply}");
    }
}
