//! What operators are told: numbers, and whether all is well.

use super::support::{Reply, TestGateway};

/// The value of a metric with labels, as it stands in the text; 0 where there is none.
pub(super) fn metric(metrics: &Reply, name: &str) -> u64 {
    let line = metrics.text().lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.map_or(0, |value| value.parse().unwrap_or_else(|_| panic!("{name} is {value:?}")))
}

#[tokio::test]
async fn requests_are_counted_by_what_they_were_for_and_got() {
    let gateway = TestGateway::shipped().await;
    let fetched = gateway.get_with("/feed.atom", &[("accept-encoding", "gzip")]).await;
    let tag = fetched.header("etag").expect("a tag").to_owned();
    for _ in 0..3 {
        let fields = [("accept-encoding", "gzip"), ("if-none-match", tag.as_str())];
        gateway.get_with("/feed.atom", &fields).await.assert_status(304);
    }
    gateway.get("/nothing").await.assert_status(404);
    gateway.get("/oembed?url=https://reports.example.org/").await.assert_status(200);

    let metrics = gateway.operator("/metrics").await;

    metrics.assert_status(200);
    let feed = |status: u16| {
        format!(
            "feedgate_requests_total{{kind=\"feed\",format=\"atom\",coding=\"gzip\",status=\"{status}\"}}"
        )
    };
    assert_eq!(metric(&metrics, &feed(200)), 1, "{metrics}");
    assert_eq!(metric(&metrics, &feed(304)), 3, "{metrics}");
    let unknown = "feedgate_requests_total{kind=\"unknown\",format=\"\",coding=\"identity\",status=\"404\"}";
    assert_eq!(metric(&metrics, unknown), 1, "{metrics}");
    let card = "feedgate_requests_total{kind=\"card\",format=\"json\",coding=\"identity\",status=\"200\"}";
    assert_eq!(metric(&metrics, card), 1, "{metrics}");
    let body = fetched.body.len() as u64;
    assert_eq!(metric(&metrics, "feedgate_unmodified_bytes_total"), 3 * body, "{metrics}");
    assert!(metric(&metrics, "feedgate_coding_bytes_total") > body, "{metrics}");
    assert!(metric(&metrics, "feedgate_connections_open") >= 1, "{metrics}");
}

#[tokio::test]
async fn readers_that_tell_their_subscribers_are_heard() {
    let gateway = TestGateway::shipped().await;
    for count in [3, 16] {
        let reader = format!("Feedly/1.0 (+https://feedly.example/; {count} subscribers; like FeedFetcher)");
        gateway.get_with("/feed.rss", &[("user-agent", reader.as_str())]).await.assert_status(200);
    }
    gateway.get_with("/", &[("user-agent", "Browser/1.0 (5 subscribers)")]).await.assert_status(200);

    let metrics = gateway.operator("/metrics").await;

    assert_eq!(
        metric(&metrics, "feedgate_subscribers{feed=\"/feed.rss\",reader=\"Feedly\"}"),
        16,
        "{metrics}"
    );
    assert!(!metrics.text().contains("Browser"), "{metrics}");
}

#[tokio::test]
async fn operators_are_told_nothing_on_the_listener_of_the_world() {
    let gateway = TestGateway::shipped().await;

    for path in ["/metrics", "/healthz", "/readyz"] {
        gateway.get(path).await.assert_status(404);
    }
    gateway.operator("/nothing").await.assert_status(404);
}
