//! Conditional requests over the wire; the rules themselves are tested beside `http/reply/conditional.rs`.

use reqwest::Method;

use super::support::{Reply, TestClock, TestGateway, without_date};

const CODINGS: [&str; 4] = ["br", "zstd", "gzip", "identity"];
/// Of every sort of address one that has a validator: feeds, pages, cards, embeds, lists.
const ADDRESSES: [&str; 9] = [
    "/",
    "/topics/dams",
    "/reports/old-dams",
    "/feed.rss",
    "/topics/dams/feed.atom",
    "/feed",
    "/topics/dams/oembed",
    "/reports/old-dams/embed",
    "/feeds.opml",
];

fn tag(reply: &Reply) -> String {
    reply.header("etag").unwrap_or_else(|| panic!("no tag: {reply}")).to_owned()
}

/// A 304 repeats of the 200 what RFC 9110 §15.4.5 requires, the date for clients that keep nothing else, and what
/// lets scripts of other origins read it; and it says nothing else.
fn assert_not_modified(reply: &Reply, full: &Reply) {
    const REPEATED: [&str; 7] = [
        "etag",
        "last-modified",
        "cache-control",
        "vary",
        "content-location",
        "access-control-allow-origin",
        "access-control-expose-headers",
    ];
    reply.assert_status(304);
    assert!(reply.body.is_empty() && reply.headers.contains_key("date"), "{reply}");
    let mut expected = without_date(full);
    let others: Vec<_> = expected.keys().filter(|name| !REPEATED.contains(&name.as_str())).cloned().collect();
    for name in others {
        expected.remove(name);
    }
    assert_eq!(without_date(reply), expected, "{reply}");
}

#[tokio::test]
async fn a_304_repeats_what_the_rfc_requires_and_nothing_else() {
    let gateway = TestGateway::start("two_topics.json").await;

    for target in ADDRESSES {
        for method in [Method::GET, Method::HEAD] {
            let full = gateway.ask(method.clone(), target, &[("accept-encoding", "gzip")]).await;
            full.assert_status(200);

            let fields = [("accept-encoding", "gzip"), ("if-none-match", &tag(&full))];
            let reply = gateway.ask(method, target, &fields).await;

            assert_not_modified(&reply, &full);
        }
    }
}

#[tokio::test]
async fn a_feeds_304_carries_every_validator() {
    static CLOCK: TestClock = TestClock::new();
    let gateway = TestGateway::with("two_topics.json", |_| {}, || CLOCK.now()).await;
    CLOCK.advance(1);
    let full = gateway.get("/topics/dams/feed").await;

    let reply = gateway.get_with("/topics/dams/feed", &[("if-none-match", &tag(&full))]).await;

    reply.assert_status(304);
    reply.assert_header("etag", &tag(&full));
    reply.assert_header("last-modified", "Sat, 01 Jun 2024 12:00:01 GMT");
    reply.assert_header("cache-control", "public, max-age=300");
    reply.assert_header("vary", "accept, accept-encoding");
    reply.assert_header("content-location", "https://reports.example.org/topics/dams/feed.atom");
    reply.assert_header("access-control-allow-origin", "*");
    let others =
        ["content-type", "content-length", "link", "content-security-policy", "x-content-type-options"];
    for other in others {
        reply.assert_no_header(other);
    }
    let bytes: usize = reply.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    assert!(bytes <= 440, "{bytes} bytes of fields: {reply}");
}

#[tokio::test]
async fn a_reader_that_only_keeps_the_date_gets_a_304_too() {
    static CLOCK: TestClock = TestClock::new();
    let gateway = TestGateway::with("two_topics.json", |_| {}, || CLOCK.now()).await;
    CLOCK.advance(60);
    let full = gateway.get("/feed.rss").await;
    full.assert_header("last-modified", "Sat, 01 Jun 2024 12:00:01 GMT");

    for since in ["Sat, 01 Jun 2024 12:00:01 GMT", "Sat, 01 Jun 2024 12:01:00 GMT"] {
        let reply = gateway.get_with("/feed.rss", &[("if-modified-since", since)]).await;
        assert_not_modified(&reply, &full);
    }
    let earlier =
        gateway.get_with("/feed.rss", &[("if-modified-since", "Sat, 01 Jun 2024 12:00:00 GMT")]).await;
    earlier.assert_status(200);
}

#[tokio::test]
async fn each_coding_has_a_strong_tag_of_its_own() {
    let gateway = TestGateway::start("two_topics.json").await;

    for target in ADDRESSES {
        let mut tags = Vec::new();
        for coding in CODINGS {
            let reply = gateway.get_with(target, &[("accept-encoding", coding)]).await;
            assert!(tag(&reply).starts_with('"'), "a weak tag: {reply}");
            assert!(!tags.contains(&tag(&reply)), "{coding} of {target} has another coding's tag");
            tags.push(tag(&reply));
        }
    }
}

#[tokio::test]
async fn the_tag_of_one_coding_is_no_reason_to_withhold_another() {
    let gateway = TestGateway::start("two_topics.json").await;
    let gzip = gateway.get_with("/feed.json", &[("accept-encoding", "gzip")]).await;

    let reply =
        gateway.get_with("/feed.json", &[("accept-encoding", "br"), ("if-none-match", &tag(&gzip))]).await;

    reply.assert_status(200).assert_header("content-encoding", "br");
}

#[tokio::test]
async fn tags_are_the_same_after_a_restart() {
    for coding in CODINGS {
        for target in ADDRESSES {
            let mut replies = Vec::new();
            for _ in 0..2 {
                let gateway = TestGateway::start("two_topics.json").await;
                replies.push(gateway.get_with(target, &[("accept-encoding", coding)]).await);
            }
            assert_eq!(tag(&replies[0]), tag(&replies[1]), "{coding} of {target}");
            assert!(replies[0].body == replies[1].body, "{coding} of {target}: other bytes");
        }
    }
}

#[tokio::test]
async fn a_report_that_joins_another_topic_leaves_this_ones_validators_alone() {
    let before = TestGateway::start("two_topics.json").await;
    let after = TestGateway::start("two_topics_and_another_flood.json").await;

    for target in [
        "/topics/dams",
        "/topics/dams/feed.rss",
        "/topics/dams/feed.atom",
        "/topics/dams/feed.json",
        "/topics/dams/embed",
        "/topics/dams/oembed",
        "/reports/old-dams",
    ] {
        let full = before.get(target).await;
        let reply = after.get_with(target, &[("if-none-match", &tag(&full))]).await;
        assert_not_modified(&reply, &full);
    }
    for target in ["/", "/feed.atom", "/topics/floods/feed.atom", "/topics/floods", "/topics/floods/embed"] {
        let full = before.get(target).await;
        after.get_with(target, &[("if-none-match", &tag(&full))]).await.assert_status(200);
    }
}

#[tokio::test]
async fn an_expectation_that_fails_is_answered_412() {
    static CLOCK: TestClock = TestClock::new();
    let gateway = TestGateway::with("two_topics.json", |_| {}, || CLOCK.now()).await;
    CLOCK.advance(1);
    let known = tag(&gateway.get("/feed.atom").await);

    for fields in [
        [("if-match", "\"another\"")],
        [("if-match", &format!("W/{known}"))],
        [("if-unmodified-since", "Sat, 01 Jun 2024 12:00:00 GMT")],
    ] {
        for method in [Method::GET, Method::HEAD] {
            let reply = gateway.ask(method, "/feed.atom", &fields).await;
            reply.assert_status(412).assert_header("cache-control", "no-store");
        }
    }
    for fields in [
        [("if-match", known.as_str())],
        [("if-match", "*")],
        [("if-unmodified-since", "Sat, 01 Jun 2024 12:00:01 GMT")],
    ] {
        gateway.get_with("/feed.atom", &fields).await.assert_status(200);
    }
}

#[tokio::test]
async fn an_expectation_of_what_is_not_there_changes_nothing() {
    let gateway = TestGateway::start("two_topics.json").await;

    gateway.get_with("/reports/never", &[("if-match", "*")]).await.assert_status(404);
    gateway.get_with("/reports/never", &[("if-none-match", "*")]).await.assert_status(404);
    gateway.get_with("/topics/weirs", &[("if-none-match", "*")]).await.assert_status(301);
}
