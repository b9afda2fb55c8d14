//! Limits on clients: feed readers get through, floods do not.

use feedgate::config::Config;
use feedgate::http::rate::Preset;

use super::operators::metric;
use super::support::{Reply, TestGateway, at};

/// A gateway that is strict with whoever the proxy before it says has asked.
async fn strict() -> TestGateway {
    let change = |config: &mut Config| {
        config.rate.preset = Preset::Strict;
        config.rate.burst = Some(2);
        config.rate.per_minute = 1.try_into().ok();
    };
    TestGateway::with("../../config/collection.json", change, || at("2024-06-01T12:00:00Z")).await
}

async fn ask(gateway: &TestGateway, client: &str, target: &str) -> Reply {
    gateway.get_with(target, &[("x-forwarded-for", client)]).await
}

#[tokio::test]
async fn subscribing_is_let_through_and_asking_over_and_over_is_not() {
    let gateway = strict().await;
    for target in ["/topics/refugees-asylum-seekers", "/feed.atom", "/feed.atom"] {
        ask(&gateway, "192.0.2.1", target).await.assert_status(200);
    }
    for _ in 0..2 {
        ask(&gateway, "192.0.2.1", "/feed.atom").await.assert_status(200);
    }

    let refused = ask(&gateway, "192.0.2.1", "/feed.atom").await;

    refused.assert_status(429).assert_header("cache-control", "no-store");
    let seconds: u64 = refused.header("retry-after").and_then(|wait| wait.parse().ok()).expect("seconds");
    assert!((1..=60).contains(&seconds), "{refused}");
    ask(&gateway, "192.0.2.1", "/nothing").await.assert_status(429);
    ask(&gateway, "192.0.2.2", "/feed.atom").await.assert_status(200);
    let metrics = gateway.operator("/metrics").await;
    assert_eq!(metric(&metrics, "feedgate_limits_total{limit=\"rate\"}"), 2, "{metrics}");
}

#[tokio::test]
async fn whoever_holds_it_already_may_always_ask() {
    let gateway = strict().await;
    let tag = ask(&gateway, "192.0.2.1", "/feed.atom").await.header("etag").expect("a tag").to_owned();
    for _ in 0..10 {
        ask(&gateway, "192.0.2.1", "/feed.rss").await;
    }
    ask(&gateway, "192.0.2.1", "/feed.atom").await.assert_status(429);

    for _ in 0..20 {
        let fields = [("x-forwarded-for", "192.0.2.1"), ("if-none-match", tag.as_str())];
        gateway.get_with("/feed.atom", &fields).await.assert_status(304);
    }
    let fields = [("x-forwarded-for", "192.0.2.1"), ("if-none-match", "\"made-up\"")];
    gateway.get_with("/feed.atom", &fields).await.assert_status(429);
    gateway.get_with("/nothing", &fields).await.assert_status(429);
}

#[tokio::test]
async fn what_a_client_says_of_itself_does_not_count() {
    let gateway = strict().await;
    for number in 0..5 {
        let said = format!("198.51.100.{number}, 192.0.2.1");
        ask(&gateway, &said, "/feed.atom").await.assert_status(200);
    }

    ask(&gateway, "198.51.100.77, 192.0.2.1", "/feed.atom").await.assert_status(429);
}

#[tokio::test]
async fn by_default_nobody_is_limited() {
    let gateway = TestGateway::shipped().await;
    for _ in 0..50 {
        gateway.get("/feed.atom").await.assert_status(200);
    }
}
