//! Content codings, and the format of `/feed`, over the wire.

use std::io::Read;

use super::support::{Reply, TestGateway, many_reports};

/// Large enough for every coding to make it smaller.
async fn gateway() -> TestGateway {
    let collection = many_reports(30);
    TestGateway::start(collection.path().to_str().expect("a plain path")).await
}

/// A reply's body as it was before it was coded.
fn decoded(reply: &Reply) -> Vec<u8> {
    let mut bytes = Vec::new();
    let read = match reply.header("content-encoding") {
        None => return reply.body.clone(),
        Some("gzip") => flate2::read::GzDecoder::new(&*reply.body).read_to_end(&mut bytes),
        Some("br") => brotli::Decompressor::new(&*reply.body, 4096).read_to_end(&mut bytes),
        Some("zstd") => {
            zstd::Decoder::new(&*reply.body).and_then(|mut decoder| decoder.read_to_end(&mut bytes))
        }
        Some(other) => panic!("{other} was not asked for: {reply}"),
    };
    read.unwrap_or_else(|error| panic!("{error}: {reply}"));
    bytes
}

#[tokio::test]
async fn every_coding_holds_the_same_bytes() {
    let gateway = gateway().await;

    for target in ["/", "/feed.rss", "/feed.atom", "/feed.json", "/reports/report-1/embed", "/feeds.opml"] {
        let plain = gateway.get_with(target, &[("accept-encoding", "identity")]).await;
        plain.assert_no_header("content-encoding");

        for coding in ["br", "zstd", "gzip"] {
            let reply = gateway.get_with(target, &[("accept-encoding", coding)]).await;
            reply.assert_header("content-encoding", coding);
            reply.assert_header("content-length", &reply.body.len().to_string());
            assert!(reply.header("vary").is_some_and(|vary| vary.contains("accept-encoding")), "{reply}");
            assert!(reply.body.len() < plain.body.len(), "{coding} does not make {target} smaller");
            assert!(decoded(&reply) == plain.body, "{target} is not the same in {coding}");
        }
    }
}

#[tokio::test]
async fn the_best_liked_coding_is_sent() {
    let gateway = gateway().await;

    for (accepted, coding) in [
        ("gzip, deflate, br, zstd", Some("br")),
        ("gzip, deflate", Some("gzip")),
        ("gzip;q=1, br;q=0.5", Some("gzip")),
        ("*", Some("br")),
        ("deflate", None),
        ("", None),
    ] {
        let reply = gateway.get_with("/feed.atom", &[("accept-encoding", accepted)]).await;
        assert_eq!(reply.header("content-encoding"), coding, "{accepted:?}");
        reply.assert_status(200);
    }
}

#[tokio::test]
async fn codings_may_stand_in_several_lines() {
    let gateway = gateway().await;

    let fields = [("accept-encoding", "gzip;q=0.5"), ("accept-encoding", "zstd")];
    let reply = gateway.get_with("/feed.atom", &fields).await;

    reply.assert_header("content-encoding", "zstd");
}

#[tokio::test]
async fn whoever_refuses_the_plain_bytes_gets_a_coding_or_nothing() {
    let gateway = gateway().await;

    let coded = gateway.get_with("/feed.atom", &[("accept-encoding", "identity;q=0, gzip")]).await;
    coded.assert_status(200).assert_header("content-encoding", "gzip");
    for nothing in ["identity;q=0", "*;q=0", "deflate, identity;q=0"] {
        let reply = gateway.get_with("/feed.atom", &[("accept-encoding", nothing)]).await;
        reply.assert_status(406).assert_header("vary", "accept, accept-encoding, accept-language");
    }
}

#[tokio::test]
async fn a_feed_comes_in_the_format_that_its_reader_prefers() {
    let gateway = TestGateway::start("two_topics.json").await;

    for (accepted, media_type, extension) in [
        ("application/atom+xml", "application/atom+xml; charset=utf-8", ".atom"),
        ("application/rss+xml", "application/rss+xml; charset=utf-8", ".rss"),
        ("application/feed+json", "application/feed+json", ".json"),
        ("application/json", "application/feed+json", ".json"),
        ("text/xml", "application/atom+xml; charset=utf-8", ".atom"),
        ("*/*", "application/atom+xml; charset=utf-8", ".atom"),
        ("application/rss+xml; charset=utf-8", "application/rss+xml; charset=utf-8", ".rss"),
        ("application/feed+json; charset=utf-8; q=0.9, text/plain", "application/feed+json", ".json"),
        ("application/*;q=0.1, application/rss+xml", "application/rss+xml; charset=utf-8", ".rss"),
        (
            "application/rss+xml, application/rdf+xml;q=0.8, application/atom+xml;q=0.6, application/xml;q=0.4",
            "application/rss+xml; charset=utf-8",
            ".rss",
        ),
    ] {
        for scope in ["", "/topics/dams"] {
            let reply = gateway.get_with(&format!("{scope}/feed"), &[("accept", accepted)]).await;
            let named = gateway.get(&format!("{scope}/feed{extension}")).await;

            reply.assert_status(200).assert_header("content-type", media_type);
            reply.assert_header("vary", "accept, accept-encoding");
            let location = format!("https://reports.example.org{scope}/feed{extension}");
            reply.assert_header("content-location", &location);
            assert_eq!(reply.header("etag"), named.header("etag"), "{reply}");
            assert!(reply.body == named.body, "{location} is not what is sent: {reply}");
        }
    }
}

#[tokio::test]
async fn a_browser_gets_the_page_that_explains_subscribing() {
    const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8";
    let gateway = TestGateway::start("two_topics.json").await;

    let reply = gateway.get_with("/topics/dams/feed", &[("accept", BROWSER)]).await;

    reply.assert_status(200).assert_header("content-type", "text/html; charset=utf-8");
    reply.assert_header("vary", "accept, accept-encoding, accept-language");
    assert!(reply.text().contains("https://reports.example.org/topics/dams/feed.rss"), "{reply}");
}

#[tokio::test]
async fn whoever_accepts_no_format_gets_the_usual_one() {
    let gateway = TestGateway::start("two_topics.json").await;

    for accepted in ["image/png", "application/atom+xml;q=0", "text/*;q=0, image/*", "*/*;q=0", "x"] {
        for (target, media_type) in [
            ("/feed", "application/atom+xml; charset=utf-8"),
            ("/topics/dams/feed", "application/atom+xml; charset=utf-8"),
            ("/", "text/html; charset=utf-8"),
            ("/topics/dams/oembed", "application/json"),
            ("/api/v1/reports", "application/json"),
            ("/nothing", "text/plain; charset=utf-8"),
        ] {
            let reply = gateway.get_with(target, &[("accept", accepted)]).await;
            reply.assert_header("content-type", media_type);
            assert_ne!(reply.status, 406, "{reply}");
        }
    }
}

#[tokio::test]
async fn parameters_do_not_change_the_form_of_a_refusal() {
    let gateway = TestGateway::start("two_topics.json").await;

    for (accepted, media_type) in [
        ("text/html; charset=utf-8", "text/html; charset=utf-8"),
        ("text/html;level=1;q=0.5, text/plain;q=0.4", "text/html; charset=utf-8"),
        ("application/problem+json; charset=utf-8", "application/problem+json"),
        ("application/json;odata=verbose", "application/problem+json"),
    ] {
        let reply = gateway.get_with("/nothing", &[("accept", accepted)]).await;
        reply.assert_status(404).assert_header("content-type", media_type);
    }
}

#[tokio::test]
async fn a_type_that_is_refused_is_not_sent_because_all_are_accepted() {
    let gateway = TestGateway::start("two_topics.json").await;

    let reply = gateway.get_with("/feed", &[("accept", "*/*, application/atom+xml;q=0")]).await;

    reply.assert_status(200).assert_header("content-type", "application/rss+xml; charset=utf-8");
}

#[tokio::test]
async fn a_named_format_is_sent_whatever_the_reader_accepts() {
    let gateway = TestGateway::start("two_topics.json").await;

    let reply = gateway.get_with("/feed.rss", &[("accept", "text/html")]).await;

    reply.assert_status(200).assert_header("content-type", "application/rss+xml; charset=utf-8");
    reply.assert_header("vary", "accept-encoding").assert_no_header("content-location");
}
