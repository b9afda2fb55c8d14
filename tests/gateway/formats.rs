//! The exact bytes of every format: one golden folder per case, one file per format.
//!
//! The files were compared with the specifications before they were committed. In `read_back`, independent parsers
//! read them in every run.

use std::num::NonZeroUsize;

use feedgate::address::Format;
use feedgate::snapshot::Snapshot;
use serde_json::json;

use super::reading::{live, snapshot, topic};
use super::support::{TestGateway, at, golden};

const FEEDS: [&str; 3] = ["rss", "atom", "json"];

/// Holds a feed in every format against `tests/golden/{case}/{name}.*`.
async fn golden_feeds(gateway: &TestGateway, address: &str, case: &str, name: &str) {
    for extension in FEEDS {
        let reply = gateway.get(&format!("{address}.{extension}")).await;
        reply.assert_status(200);
        golden(&format!("{case}/{name}.{extension}"), &reply.body);
    }
}

async fn golden_file(gateway: &TestGateway, address: &str, name: &str) {
    let reply = gateway.get(address).await;
    reply.assert_status(200);
    golden(name, &reply.body);
}

/// The collection's feed of `tests/collections/{case}.json` in every format.
async fn case(case: &str) -> TestGateway {
    let gateway = TestGateway::start(&format!("{case}.json")).await;
    golden_feeds(&gateway, "/feed", case, "feed").await;
    gateway
}

#[tokio::test]
async fn a_report_with_no_more_than_it_must_have() {
    let gateway = case("one_report").await;

    golden_file(&gateway, "/feeds.opml", "one_report/feeds.opml").await;
    golden_file(&gateway, "/reports/floods/oembed", "one_report/card.json").await;
    golden_file(&gateway, "/reports/floods/oembed.xml", "one_report/card.xml").await;
}

#[tokio::test]
async fn a_report_with_every_field() {
    let gateway = case("every_field").await;

    golden_feeds(&gateway, "/topics/floods/feed", "every_field", "floods").await;
    golden_file(&gateway, "/feeds.opml", "every_field/feeds.opml").await;
    golden_file(
        &gateway,
        "/oembed?url=https%3A%2F%2Freports.example.org%2F&format=json",
        "every_field/card.json",
    )
    .await;
    golden_file(
        &gateway,
        "/reports/el-agua/oembed.xml?maxwidth=600&maxheight=300",
        "every_field/report.card.xml",
    )
    .await;
}

#[tokio::test]
async fn markup_in_titles_is_text() {
    let gateway = case("markup_in_title").await;

    golden_file(&gateway, "/feeds.opml", "markup_in_title/feeds.opml").await;
    golden_file(&gateway, "/reports/markup/oembed", "markup_in_title/card.json").await;
    golden_file(&gateway, "/reports/markup/oembed.xml", "markup_in_title/card.xml").await;
}

#[tokio::test]
async fn an_abstract_in_html_is_sanitised() {
    case("abstract_html").await;
}

#[tokio::test]
async fn blank_lines_part_the_paragraphs_of_an_abstract() {
    case("several_paragraphs").await;
}

#[tokio::test]
async fn a_topic_without_reports_has_a_feed_without_entries() {
    let gateway = TestGateway::start("empty_topic.json").await;

    golden_feeds(&gateway, "/topics/dams/feed", "empty_topic", "dams").await;
    gateway.get("/topics/ponds/feed.atom").await.assert_status(404);
}

#[tokio::test]
async fn of_the_same_second_the_newest_publication_comes_first_and_then_the_id() {
    case("same_second").await;
}

#[tokio::test]
async fn a_date_is_as_precise_as_the_curator_wrote_it() {
    case("date_precisions").await;
}

#[tokio::test]
async fn an_old_report_that_joins_today_is_news_today() {
    case("old_report_added_today").await;
}

#[tokio::test]
async fn a_withdrawal_leaves_a_tombstone() {
    let gateway = case("withdrawn").await;

    for address in ["/reports/latest", "/reports/latest/oembed", "/reports/latest/embed"] {
        gateway.get(address).await.assert_status(410);
    }
}

/// With archives of one entry the live document holds the newest report and what left since. What left
/// before is in the archive of its time.
#[tokio::test]
async fn a_live_document_tells_of_what_left_in_its_time() {
    let one = |config: &mut feedgate::config::Config| {
        config.feed.archive_entries = NonZeroUsize::MIN;
        config.feed.archive_after_days = 0;
    };
    let gateway = TestGateway::with("withdrawn.json", one, || at("2024-06-01T12:00:00Z")).await;

    golden_feeds(&gateway, "/feed", "archives", "live").await;
    for archive in ["4", "3", "2", "1"] {
        golden_feeds(&gateway, &format!("/archive/{archive}"), "archives", archive).await;
    }
    gateway.get("/archive/5.atom").await.assert_status(404);
}

#[tokio::test]
async fn a_retired_topic_says_where_to_go_on_and_then_is_gone() {
    let gateway = TestGateway::start("retired_topic.json").await;

    golden_feeds(&gateway, "/topics/dams/feed", "retired_topic", "dams").await;
    golden_feeds(&gateway, "/topics/weirs/feed", "retired_topic", "weirs").await;
    golden_file(&gateway, "/feeds.opml", "retired_topic/feeds.opml").await;
}

/// The one entry that feedgate writes itself, in the collection's language if it knows that.
#[test]
fn the_notice_of_a_retired_topic_is_in_a_language_that_feedgate_speaks() {
    let notice = |language: &str| {
        let snapshot = retired(language);
        let feed = |format| live(&snapshot, Some(topic(&snapshot, "presas")), format);
        [Format::Rss, Format::Atom, Format::JsonFeed]
            .map(|format| String::from_utf8(feed(format)).expect("UTF-8"))
    };

    let [_, spanish, _] = notice("es-MX");
    assert!(spanish.contains("<title xml:lang=\"es\">El tema «Presas» está cerrado</title>"), "{spanish}");
    let [rss, atom, json] = notice("pt");
    assert!(atom.contains("<title xml:lang=\"en\">“Presas” is closed</title>"), "{atom}");
    assert!(rss.contains("<dc:language>en</dc:language>"), "{rss}");
    assert!(json.contains("\"language\":\"en\""), "{json}");
}

/// A collection with a topic that closes.
fn retired(language: &str) -> Snapshot {
    snapshot(&json!({
        "id": "rios", "authority": "example.org,2023", "title": "Ríos", "language": language,
        "topics": [{ "id": "presas", "title": "Presas", "retired": "2024-05-01" }],
        "reports": [],
    }))
}
