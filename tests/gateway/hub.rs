//! The WebSub hub, clause by clause of the W3C Recommendation, as subscribers meet it.

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use feedgate::gateway::Given;
use feedgate::hub::SignatureMethod as Method;
use feedgate::hub::operator;
use feedgate::outgoing::Resolve;
use feedgate::store::Store;
use serde_json::{Value, json};

use super::changing::{folder, rename_over, titled, until_titled, write};
use super::elsewhere::{Asked, Elsewhere, Step, answer};
use super::program::{Serving, serve, text};
use super::read_back::python_with_readers;
use super::subscriber::{
    OneFile, ask, challenge, database_of, fields, form, metric, ok, parameter, pushing, pushing_one,
    received, subscribe, subscriber, until, willing,
};
use super::support::{SITE, TestClock, TestGateway, at};

fn clock() -> feedgate::collection::Instant {
    at("2024-06-01T12:00:00Z")
}

const CONFIRMED: &str = "hub_verifications_total{outcome=\"confirmed\"}";
const REFUSED: &str = "hub_verifications_total{outcome=\"refused\"}";
const FAILED: &str = "hub_deliveries_total{outcome=\"failed\"}";
const SUBSCRIPTIONS: &str = "hub_subscriptions";
const DELIVERED: &str = "hub_deliveries_total{outcome=\"delivered\"}";

// — discovery (§4) —

#[tokio::test]
async fn a_live_feed_names_the_hub_and_itself_in_its_header_and_in_its_body() {
    let gateway = TestGateway::shipped().await;
    for path in ["/feed", "/topics/refugees-asylum-seekers/feed", "/search"] {
        let (path, query) = if path == "/search" { ("/feed", "?q=asylum") } else { (path, "") };
        for (extension, hub, own) in [
            ("atom", "<link href=\"HUB\" rel=\"hub\"/>", "<link href=\"OWN\" rel=\"self\""),
            ("rss", "<atom:link href=\"HUB\" rel=\"hub\">", "<atom:link href=\"OWN\" rel=\"self\""),
            ("json", "\"hubs\":[{\"type\":\"WebSub\",\"url\":\"HUB\"}]", "\"feed_url\":\"OWN\""),
        ] {
            let target = format!("{path}.{extension}{query}");
            let feed = gateway.get(&target).await;
            feed.assert_status(200);
            let own = own.replace("OWN", &format!("{SITE}{target}"));
            let hub = hub.replace("HUB", &format!("{SITE}/hub"));
            for wanted in [own, hub] {
                assert!(feed.text().contains(&wanted), "{wanted} in {feed}");
            }
            let links = feed.headers("link");
            assert!(links.contains(&&*format!("<{SITE}/hub>; rel=\"hub\"")), "{links:?}");
            assert!(
                links.iter().any(|link| link.starts_with(&format!("<{SITE}{target}>; rel=\"self\""))),
                "{links:?}"
            );
        }
    }
}

#[tokio::test]
async fn without_a_hub_nothing_names_one() {
    let gateway = TestGateway::with("two_topics.json", |config| config.hub.is_enabled = false, clock).await;
    for target in ["/feed.atom", "/feed.rss", "/feed.json", "/feed"] {
        let feed = gateway.get(target).await;
        assert!(!feed.text().contains("hub"), "{feed}");
        assert!(!feed.headers("link").iter().any(|link| link.contains("hub")), "{feed}");
    }
    gateway.get("/hub").await.assert_status(404);
    ask(&gateway, &form("/feed.atom", "http://127.0.0.1:9/", &[])).await.assert_status(404);
}

#[tokio::test]
async fn an_outside_hub_is_named_after_the_own_one_or_alone() {
    let outside = |is_enabled| {
        move |config: &mut feedgate::config::Config| {
            config.hub.is_enabled = is_enabled;
            config.hub.others = vec!["http://127.0.0.1:9/hub".parse().expect("an address")];
            config.database = feedgate::store::Database::File("/nonexistent/hub.db".into());
        }
    };
    for (is_enabled, expected) in [
        (true, vec![format!("{SITE}/hub"), "http://127.0.0.1:9/hub".into()]),
        (false, vec!["http://127.0.0.1:9/hub".into()]),
    ] {
        let gateway = TestGateway::with("two_topics.json", outside(is_enabled), clock).await;
        let feed = gateway.get("/feed.json").await.json();
        let hubs: Vec<&str> =
            feed["hubs"].as_array().expect("hubs").iter().filter_map(|hub| hub["url"].as_str()).collect();
        assert_eq!(hubs, expected);
    }
}

// — subscribing (§5.1) —

#[tokio::test]
async fn a_subscription_is_acknowledged_and_then_confirmed_by_the_callback() {
    let (_file, gateway) = pushing_one(clock, |_| {}).await;
    let subscriber = willing().await;
    let callback = subscriber.at("/receive?key=a%20b+c&&k=%7e");
    let accepted = ask(&gateway, &form("/topics/rivers/feed.atom", &callback, &[("hub.secret", "s")])).await;
    accepted.assert_status(202).assert_header("content-type", "text/plain; charset=utf-8");

    until(&gateway, CONFIRMED, |confirmed| confirmed == 1).await;
    let asked = &received(&subscriber, "GET", 1).await[0];
    assert!(asked.target.starts_with("/receive?key=a%20b+c&&k=%7e&hub.mode=subscribe&"), "{}", asked.target);
    assert_eq!(parameter(asked, "hub.topic"), Some(format!("{SITE}/topics/rivers/feed.atom")));
    assert_eq!(parameter(asked, "hub.lease_seconds").as_deref(), Some("864000"), "ten days");
    assert!(challenge(asked).len() >= 32);
    assert!(asked.header("user-agent").is_some_and(|name| name.contains("feedgate") && name.contains(SITE)));
    until(&gateway, SUBSCRIPTIONS, |subscriptions| subscriptions == 1).await;
}

#[tokio::test]
async fn a_lease_is_always_stated_and_bounded() {
    let (_file, gateway) = pushing_one(clock, |_| {}).await;
    for (asked, granted) in [("", "864000"), ("7200", "7200"), ("1", "3600"), ("999999999999", "2592000")] {
        let subscriber = willing().await;
        subscribe(&gateway, "/feed.atom", &subscriber.at("/"), &[("hub.lease_seconds", asked)]).await;
        let verification = &received(&subscriber, "GET", 1).await[0];
        assert_eq!(parameter(verification, "hub.lease_seconds").as_deref(), Some(granted), "{asked:?}");
    }
}

#[tokio::test]
async fn a_wrong_request_is_refused_in_plain_text() {
    let (file, gateway) = pushing_one(clock, |_| {}).await;
    let good = "http://127.0.0.1:9999/c";
    let cases = [
        (String::new(), 400, "hub.callback is missing"),
        (form("/feed.atom", "ftp://127.0.0.1/", &[]), 400, "hub.callback"),
        (form("/feed.atom", "http://127.0.0.1:22/", &[]), 400, "port 22"),
        (form("/feed.atom", "http://10.0.0.1/", &[]), 400, "may send to"),
        (form("/feed.atom", "http://[::ffff:169.254.169.254]/", &[]), 400, "may send to"),
        (form("/feed.atom", good, &[("hub.secret", "a\0b")]), 400, "NUL"),
        (form("/feed.atom", "http://nowhere.invalid/", &[]), 400, "nowhere.invalid"),
        (form("https://other.example/feed.atom", good, &[]), 404, SITE),
        (form("/topics/rivers", good, &[]), 404, "not the address of a feed"),
        (form("/archive/1.atom", good, &[]), 404, "not the address of a feed"),
        (form("/feed.atom?q=", good, &[]), 404, "/feed.atom"),
        (form("/topics/unknown/feed.atom", good, &[]), 404, "no feed"),
        (form("/feed.atom", good, &[("hub.secret", &"s".repeat(200))]), 400, "200 bytes"),
        (form("/feed.atom", good, &[("hub.lease_seconds", "soon")]), 400, "hub.lease_seconds"),
        (form("/feed.atom", good, &[]).replace("subscribe", "delete"), 400, "hub.mode"),
    ];
    for (form, status, words) in cases {
        let refused = ask(&gateway, &form).await;
        refused.assert_status(status).assert_header("content-type", "text/plain; charset=utf-8");
        assert!(refused.text().contains(words), "{form}: {refused}");
    }
    assert_eq!(metric(&gateway, "hub_requests").await, 0);
    assert!(!file.with_extension("db").exists(), "the database is created when there is something to store");
}

#[tokio::test]
async fn unknown_parameters_are_ignored() {
    let (_file, gateway) = pushing_one(clock, |_| {}).await;
    let subscriber = willing().await;
    let more = [("hub.verify", "sync"), ("hub.verify_token", "x"), ("foo", "bar")];
    subscribe(&gateway, "/feed.rss", &subscriber.at("/"), &more).await;
}

#[tokio::test]
async fn this_machine_and_private_networks_are_no_callbacks_unless_they_are_allowed() {
    let gateway = TestGateway::shipped().await;
    for callback in [
        "http://127.0.0.1:8080/",
        "http://localhost/",
        "http://[::1]/",
        "http://192.168.0.1/",
        "http://2130706433/",
    ] {
        let refused = ask(&gateway, &form("/feed.atom", callback, &[])).await;
        refused.assert_status(400);
        assert!(refused.text().contains("hub.callback cannot be used"), "{refused}");
    }
}

#[tokio::test]
async fn one_host_is_asked_only_so_often() {
    let (_file, gateway) = pushing_one(clock, |config| config.hub.bounds.checks_of_host = 2).await;
    let subscriber = willing().await;
    for path in ["/1", "/2"] {
        ask(&gateway, &form("/feed.atom", &subscriber.at(path), &[])).await.assert_status(202);
    }
    let refused = ask(&gateway, &form("/feed.atom", &subscriber.at("/3"), &[])).await;
    refused.assert_status(429);
    assert!(refused.header("retry-after").is_some(), "{refused}");
}

#[tokio::test]
async fn there_are_only_so_many_subscriptions() {
    let (_file, gateway) = pushing_one(clock, |config| {
        config.hub.bounds.of_callback = 2;
        config.hub.bounds.searches = 1;
    })
    .await;
    let subscriber = willing().await;
    let callback = subscriber.at("/");
    subscribe(&gateway, "/feed.atom?q=a", &callback, &[]).await;
    let second = ask(&gateway, &form("/feed.atom?q=b", &subscriber.at("/2"), &[])).await;
    second.assert_status(429);
    assert!(second.text().contains("searches"), "{second}");
    subscribe(&gateway, "/feed.rss", &callback, &[]).await;
    let third = ask(&gateway, &form("/feed.atom", &callback, &[])).await;
    assert!(third.assert_status(429).text().contains("callback"), "{third}");
    // Who has a subscription can renew it.
    subscribe(&gateway, "/feed.rss", &callback, &[]).await;
}

// — verification (§5.3) —

#[tokio::test]
async fn a_callback_that_does_not_confirm_gets_nothing() {
    let (file, gateway) = pushing_one(clock, |_| {}).await;
    let answers: [fn(&Asked) -> Vec<Step>; 5] = [
        |_| answer("404 Not Found", &[], ""),
        |_| answer("200 OK", &[], "something else"),
        |asked| answer("200 OK", &[], format!("{}\n", challenge(asked))),
        |asked| answer("302 Found", &[("Location", "/other")], challenge(asked)),
        |asked| answer("200 OK", &[], format!("{}{}", challenge(asked), "x".repeat(100_000))),
    ];
    for (count, act) in answers.into_iter().enumerate() {
        let subscriber = Elsewhere::start(move |_, asked| act(asked)).await;
        ask(&gateway, &form("/feed.atom", &subscriber.at("/"), &[])).await.assert_status(202);
        until(&gateway, REFUSED, |refused| refused == count as u64 + 1).await;
        assert_eq!(subscriber.asked().len(), 1);
    }
    rename_over(&file, &titled("two"));
    until_titled(&gateway, "two").await;
    assert_eq!(metric(&gateway, SUBSCRIPTIONS).await, 0);
}

#[tokio::test]
async fn a_failed_verification_leaves_the_subscription_as_it_was() {
    let (file, gateway) = pushing_one(clock, |_| {}).await;
    // It confirms the first time only.
    let subscriber = Elsewhere::start(|_, asked| match (asked.method.as_str(), parameter(asked, "n")) {
        ("GET", _) if parameter(asked, "hub.lease_seconds").as_deref() == Some("7200") => {
            answer("200 OK", &[], challenge(asked))
        }
        ("GET", _) => answer("404 Not Found", &[], ""),
        _ => ok(),
    })
    .await;
    let callback = subscriber.at("/");
    let first = [("hub.secret", "first"), ("hub.lease_seconds", "7200")];
    subscribe(&gateway, "/feed.atom", &callback, &first).await;
    ask(&gateway, &form("/feed.atom", &callback, &[("hub.secret", "second")])).await.assert_status(202);
    until(&gateway, REFUSED, |refused| refused == 1).await;
    let end = form("/feed.atom", &callback, &[]).replace("subscribe", "unsubscribe");
    ask(&gateway, &end).await.assert_status(202);
    until(&gateway, REFUSED, |refused| refused == 2).await;

    rename_over(&file, &titled("two"));
    let delivery = &received(&subscriber, "POST", 1).await[0];
    assert_eq!(delivery.header("x-hub-signature"), Some(&*Method::Sha256.sign("first", &delivery.body)));
}

#[tokio::test]
async fn a_subscription_ends_when_the_callback_confirms_it() {
    let (file, gateway) = pushing_one(clock, |_| {}).await;
    let (leaving, staying) = (willing().await, willing().await);
    for subscriber in [&leaving, &staying] {
        subscribe(&gateway, "/feed.atom", &subscriber.at("/"), &[]).await;
    }
    let end = form("/feed.atom", &leaving.at("/"), &[]).replace("subscribe", "unsubscribe");
    ask(&gateway, &end).await.assert_status(202);
    until(&gateway, CONFIRMED, |confirmed| confirmed == 3).await;
    let asked = &received(&leaving, "GET", 2).await[1];
    assert_eq!(parameter(asked, "hub.mode").as_deref(), Some("unsubscribe"));
    assert_eq!(parameter(asked, "hub.lease_seconds"), None);

    rename_over(&file, &titled("two"));
    received(&staying, "POST", 1).await;
    assert_eq!(received(&leaving, "POST", 0).await.len(), 0);
}

#[tokio::test]
async fn a_callback_in_trouble_is_asked_again() {
    static CLOCK: TestClock = TestClock::new();
    let (_file, gateway) = pushing_one(|| CLOCK.now(), |_| {}).await;
    let subscriber = Elsewhere::start(|before, asked| match before {
        0 => answer("503 Service Unavailable", &[], ""),
        _ => answer("200 OK", &[], challenge(asked)),
    })
    .await;
    ask(&gateway, &form("/feed.atom", &subscriber.at("/"), &[])).await.assert_status(202);
    received(&subscriber, "GET", 1).await;
    // The hub may read the answer only after the clock has moved.
    while received(&subscriber, "GET", 1).await.len() < 2 {
        CLOCK.advance(10);
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    until(&gateway, CONFIRMED, |confirmed| confirmed == 1).await;
    let challenges: Vec<String> = subscriber.asked().iter().map(challenge).collect();
    assert_ne!(challenges[0], challenges[1]);
}

#[tokio::test]
async fn a_late_answer_to_an_older_question_settles_no_newer_request() {
    let (_file, gateway) = pushing_one(clock, |_| {}).await;
    let subscriber = Elsewhere::start(|before, asked| {
        let wait = if before == 0 { 4_000 } else { 0 };
        let mut steps = vec![Step::Wait(Duration::from_millis(wait))];
        steps.extend(answer("200 OK", &[], challenge(asked)));
        steps
    })
    .await;
    let asked = form("/feed.atom", &subscriber.at("/"), &[]);
    ask(&gateway, &asked).await.assert_status(202);
    received(&subscriber, "GET", 1).await;
    ask(&gateway, &asked.replace("subscribe", "unsubscribe")).await.assert_status(202);
    until(&gateway, CONFIRMED, |confirmed| confirmed == 1).await;
    tokio::time::sleep(Duration::from_millis(5_000)).await;
    assert_eq!(metric(&gateway, CONFIRMED).await, 1, "the answer to the first question means nothing now");
    until(&gateway, "hub_requests", |requests| requests == 0).await;
    assert_eq!(metric(&gateway, SUBSCRIPTIONS).await, 0);
}

#[tokio::test]
async fn what_nobody_subscribed_to_is_not_stored_when_it_is_given_up() {
    let (_file, gateway) = pushing_one(clock, |_| {}).await;
    let subscriber = willing().await;
    for search in 0..20 {
        let asked = form(&format!("/feed.atom?q=w{search}"), &subscriber.at("/"), &[]);
        ask(&gateway, &asked.replace("subscribe", "unsubscribe")).await.assert_status(202);
    }
    subscribe(&gateway, "/feed.atom", &subscriber.at("/"), &[]).await;
    until(&gateway, "hub_topics", |topics| topics == 1).await;
    assert_eq!(subscriber.asked().len(), 1);
}

// — deliveries (§7) —

#[tokio::test]
async fn what_is_delivered_is_what_a_get_returns() {
    const CALLBACK: &str = "/c?k='a+b'&&k=%27%7e(c)";
    let (file, gateway) = pushing_one(clock, |_| {}).await;
    let targets = ["/feed.atom", "/feed.rss", "/feed.json", "/topics/rivers/feed.atom", "/feed.rss?q=rivers"];
    let mut subscribers = Vec::new();
    for target in targets {
        let subscriber = willing().await;
        subscribe(&gateway, target, &subscriber.at(CALLBACK), &[]).await;
        let asked = received(&subscriber, "GET", 1).await.remove(0);
        assert!(asked.target.starts_with(&format!("{CALLBACK}&hub.")), "{}", asked.target);
        subscribers.push(subscriber);
    }
    rename_over(&file, &titled("two").replace("\"A\"", "\"A of rivers\""));
    for (target, subscriber) in targets.into_iter().zip(&subscribers) {
        let delivery = received(subscriber, "POST", 1).await.remove(0);
        let feed = gateway.get_with(target, &[("accept-encoding", "identity")]).await;
        assert_eq!(String::from_utf8_lossy(&delivery.body), feed.text(), "{target}");
        assert_eq!(delivery.target, CALLBACK, "byte for byte");
        assert_eq!(delivery.header("content-type"), feed.header("content-type"));
        let link = format!("<{SITE}/hub>; rel=\"hub\", <{SITE}{target}>; rel=\"self\"");
        assert_eq!(delivery.header("link"), Some(&*link), "both in one field");
        assert_eq!(delivery.header("x-hub-signature"), None, "nobody gave a secret");
    }
}

#[tokio::test]
async fn only_topics_that_changed_are_delivered() {
    let (file, gateway) = pushing_one(clock, |_| {}).await;
    let (rivers, roads) = (willing().await, willing().await);
    subscribe(&gateway, "/topics/rivers/feed.atom", &rivers.at("/"), &[]).await;
    subscribe(&gateway, "/topics/roads/feed.atom", &roads.at("/"), &[]).await;
    rename_over(&file, &titled("one").replace("\"A\"", "\"A new name\""));
    received(&rivers, "POST", 1).await;
    rename_over(&file, &titled("one").replace("\"A\"", "\"Another name\""));
    received(&rivers, "POST", 2).await;
    assert_eq!(received(&roads, "POST", 0).await.len(), 0);
}

#[tokio::test]
async fn a_withdrawal_is_a_change() {
    let (file, gateway) = pushing_one(clock, |_| {}).await;
    let subscriber = willing().await;
    subscribe(&gateway, "/feed.atom", &subscriber.at("/"), &[]).await;
    let mut withdrawn: serde_json::Value = serde_json::from_str(&titled("one")).expect("JSON");
    withdrawn["reports"].as_array_mut().expect("reports").remove(0);
    withdrawn["withdrawn"] = json!([{ "id": "a", "when": "2024-05-01" }]);
    rename_over(&file, &withdrawn.to_string());
    let delivery = received(&subscriber, "POST", 1).await.remove(0);
    assert!(String::from_utf8_lossy(&delivery.body).contains("deleted-entry"));
}

#[tokio::test]
async fn deliveries_are_signed_with_the_method_in_the_settings() {
    for method in [Method::Sha1, Method::Sha256, Method::Sha384, Method::Sha512] {
        let (file, gateway) = pushing_one(clock, |config| config.hub.signature = method).await;
        let subscriber = willing().await;
        subscribe(&gateway, "/feed.atom", &subscriber.at("/"), &[("hub.secret", "a & b é")]).await;
        rename_over(&file, &titled("two"));
        let delivery = received(&subscriber, "POST", 1).await.remove(0);
        let signature = method.sign("a & b é", &delivery.body);
        assert_eq!(delivery.header("x-hub-signature"), Some(&*signature));
    }
}

#[tokio::test]
async fn a_change_while_the_gateway_was_down_is_delivered_when_it_comes_up() {
    let (_folder, root) = folder();
    let file = root.join("c.json");
    write(&file, &titled("one"));
    let subscriber = willing().await;
    {
        let gateway = pushing(&file, clock, |_| {}).await;
        subscribe(&gateway, "/feed.atom", &subscriber.at("/"), &[]).await;
    }
    rename_over(&file, &titled("two"));
    let gateway = pushing(&file, clock, |_| {}).await;
    let delivery = received(&subscriber, "POST", 1).await.remove(0);
    let feed = gateway.get_with("/feed.atom", &[("accept-encoding", "identity")]).await;
    assert_eq!(delivery.body, feed.body);
    until(&gateway, DELIVERED, |delivered| delivered == 1).await;
}

#[tokio::test]
async fn redirects_and_errors_are_failures_that_are_tried_again() {
    static RETRY_CLOCK: TestClock = TestClock::new();
    for status in [
        "301 Moved Permanently",
        "302 Found",
        "308 Permanent Redirect",
        "404 Not Found",
        "500 Internal Server Error",
    ] {
        let (file, gateway) = pushing_one(|| RETRY_CLOCK.now(), |_| {}).await;
        let subscriber = subscriber(move |before, _| match before {
            1 => answer(status, &[("Location", "/elsewhere")], ""),
            _ => ok(),
        })
        .await;
        subscribe(&gateway, "/feed.atom", &subscriber.at("/c"), &[]).await;
        rename_over(&file, &titled("two"));
        until(&gateway, FAILED, |failed| failed == 1).await;
        assert_eq!(metric(&gateway, DELIVERED).await, 0, "{status}");
        RETRY_CLOCK.advance(20);
        until(&gateway, DELIVERED, |delivered| delivered == 1).await;
        let deliveries = received(&subscriber, "POST", 2).await;
        assert!(deliveries.iter().all(|delivery| delivery.target == "/c"), "{deliveries:?}");
    }
}

#[tokio::test]
async fn a_newer_version_replaces_one_that_was_not_delivered() {
    static CLOCK: TestClock = TestClock::new();
    let (file, gateway) = pushing_one(|| CLOCK.now(), |_| {}).await;
    let subscriber = subscriber(|before, _| match before {
        1 => answer("500 Internal Server Error", &[], ""),
        _ => ok(),
    })
    .await;
    subscribe(&gateway, "/feed.atom", &subscriber.at("/"), &[]).await;
    rename_over(&file, &titled("two"));
    until(&gateway, FAILED, |failed| failed == 1).await;
    rename_over(&file, &titled("three"));
    until_titled(&gateway, "three").await;
    CLOCK.advance(20);
    until(&gateway, DELIVERED, |delivered| delivered == 1).await;
    let deliveries = received(&subscriber, "POST", 2).await;
    assert_eq!(deliveries.len(), 2);
    assert!(String::from_utf8_lossy(&deliveries[1].body).contains("<title>three</title>"));
}

#[tokio::test]
async fn a_callback_that_is_gone_rests_for_an_hour_and_then_ends() {
    static CLOCK: TestClock = TestClock::new();
    let (file, gateway) = pushing_one(|| CLOCK.now(), |_| {}).await;
    let subscriber = subscriber(|_, _| answer("410 Gone", &[], "")).await;
    subscribe(&gateway, "/feed.atom", &subscriber.at("/"), &[]).await;
    rename_over(&file, &titled("two"));
    until(&gateway, FAILED, |failed| failed == 1).await;
    CLOCK.advance(59 * 60);
    rename_over(&file, &titled("three"));
    until_titled(&gateway, "three").await;
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    assert_eq!(received(&subscriber, "POST", 1).await.len(), 1, "it rests");
    CLOCK.advance(2 * 60);
    until(&gateway, "hub_ended_total", |ended| ended == 1).await;
    until(&gateway, SUBSCRIPTIONS, |subscriptions| subscriptions == 0).await;
}

/// An answer that takes its time.
fn later(answer: Vec<Step>) -> Vec<Step> {
    std::iter::once(Step::Wait(Duration::from_secs(2))).chain(answer).collect()
}

#[tokio::test]
async fn a_renewal_is_not_undone_by_an_older_delivery() {
    static CLOCK: TestClock = TestClock::new();
    let (file, gateway) = pushing_one(|| CLOCK.now(), |_| {}).await;
    let gone = || answer("410 Gone", &[], "");
    let subscriber = subscriber(move |before, _| match before {
        1 => gone(),
        2 => later(gone()),
        _ => ok(),
    })
    .await;
    subscribe(&gateway, "/feed.atom", &subscriber.at("/"), &[]).await;
    rename_over(&file, &titled("two"));
    until(&gateway, FAILED, |failed| failed == 1).await;
    CLOCK.advance(61 * 60);
    received(&subscriber, "POST", 2).await;
    subscribe(&gateway, "/feed.atom", &subscriber.at("/"), &[]).await;
    until(&gateway, DELIVERED, |delivered| delivered == 1).await;
    assert_eq!(metric(&gateway, SUBSCRIPTIONS).await, 1);
}

#[tokio::test]
async fn a_denial_is_told_although_a_renewal_was_being_asked_about() {
    let (file, gateway) = pushing_one(clock, |_| {}).await;
    let subscriber = Elsewhere::start(|before, asked| match before {
        0 => answer("200 OK", &[], challenge(asked)),
        1 => later(answer("404 Not Found", &[], "")),
        _ => ok(),
    })
    .await;
    subscribe(&gateway, "/feed.atom", &subscriber.at("/"), &[]).await;
    ask(&gateway, &form("/feed.atom", &subscriber.at("/"), &[])).await.assert_status(202);
    received(&subscriber, "GET", 2).await;
    let store = Store::open(&database_of(&file)).await.expect("a database");
    assert!(operator::drop(&store, 1, "it is over", clock().unix()).await.expect("it works"));
    let denied = received(&subscriber, "GET", 3).await.remove(2);
    assert_eq!(parameter(&denied, "hub.mode").as_deref(), Some("denied"));
    assert_eq!(parameter(&denied, "hub.reason").as_deref(), Some("it is over"));
}

#[tokio::test]
async fn a_subscription_ends_with_its_lease() {
    static CLOCK: TestClock = TestClock::new();
    let (file, gateway) = pushing_one(|| CLOCK.now(), |_| {}).await;
    let subscriber = willing().await;
    subscribe(&gateway, "/feed.atom", &subscriber.at("/"), &[("hub.lease_seconds", "7200")]).await;
    CLOCK.advance(7_199);
    rename_over(&file, &titled("two"));
    received(&subscriber, "POST", 1).await;
    until(&gateway, DELIVERED, |delivered| delivered == 1).await;
    CLOCK.advance(2);
    rename_over(&file, &titled("three"));
    until_titled(&gateway, "three").await;
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    assert_eq!(received(&subscriber, "POST", 1).await.len(), 1);
}

#[tokio::test]
async fn a_topic_that_closes_is_denied_with_a_reason() {
    static CLOCK: TestClock = TestClock::new();
    let (file, gateway) = pushing_one(|| CLOCK.now(), |_| {}).await;
    let subscriber = willing().await;
    subscribe(&gateway, "/topics/roads/feed.atom", &subscriber.at("/"), &[]).await;
    let closed = r#""id":"roads","retired":"2020-01-01""#;
    rename_over(&file, &titled("one").replace(r#""id":"roads""#, closed));
    let denied = received(&subscriber, "GET", 2).await.remove(1);
    assert_eq!(parameter(&denied, "hub.mode").as_deref(), Some("denied"));
    assert_eq!(parameter(&denied, "hub.topic"), Some(format!("{SITE}/topics/roads/feed.atom")));
    assert!(parameter(&denied, "hub.reason").is_some_and(|reason| reason.contains("closed")));
    until(&gateway, SUBSCRIPTIONS, |subscriptions| subscriptions == 0).await;
}

#[tokio::test]
async fn a_topic_that_begins_to_close_is_delivered_when_its_day_comes() {
    static CLOCK: TestClock = TestClock::new();
    let (_folder, root) = folder();
    let file = root.join("c.json");
    write(&file, &titled("one").replace(r#""id":"roads""#, r#""id":"roads","retired":"2024-06-02""#));
    let gateway = pushing(&file, || CLOCK.now(), |_| {}).await;
    let subscriber = willing().await;
    subscribe(&gateway, "/topics/roads/feed.json", &subscriber.at("/"), &[]).await;
    CLOCK.advance(2 * 24 * 60 * 60);
    let delivery = received(&subscriber, "POST", 1).await.remove(0);
    assert!(String::from_utf8_lossy(&delivery.body).contains("\"expired\":true"));
}

// — other hubs —

async fn telling_another_hub() -> (OneFile, Elsewhere, TestGateway) {
    let other = willing().await;
    let address = other.at("/publish").parse().expect("an address");
    let (file, gateway) = pushing_one(clock, |config| config.hub.others = vec![address]).await;
    (file, other, gateway)
}

#[tokio::test]
async fn other_hubs_are_told_of_each_feed_that_changed() {
    let (file, other, gateway) = telling_another_hub().await;
    // At the start it hears of every feed: three formats of the collection and of each topic.
    until(&gateway, DELIVERED, |delivered| delivered == 9).await;
    rename_over(&file, &titled("one").replace("\"A\"", "\"A new name\""));
    until(&gateway, DELIVERED, |delivered| delivered == 15).await;
    let told: Vec<_> = received(&other, "POST", 15).await.iter().map(|asked| fields(&asked.body)).collect();
    for form in &told[9..] {
        assert_eq!(form[0], ("hub.mode".to_owned(), "publish".to_owned()));
        assert_eq!((form[1].0.as_str(), form[2].0.as_str()), ("hub.url", "hub.topic"));
        assert_eq!(form[1].1, form[2].1);
        assert!(!form[1].1.contains("/roads/"), "only what changed: {}", form[1].1);
    }
}

#[tokio::test]
async fn another_hub_is_no_longer_told_of_a_topic_that_is_gone() {
    let (file, _other, gateway) = telling_another_hub().await;
    until(&gateway, SUBSCRIPTIONS, |there| there == 9).await;
    let mut collection: Value = serde_json::from_str(&titled("two")).expect("JSON");
    collection["topics"].as_array_mut().expect("topics").retain(|topic| topic["id"] != "roads");
    collection["reports"].as_array_mut().expect("reports").retain(|report| report["id"] != "b");
    rename_over(&file, &collection.to_string());
    until(&gateway, SUBSCRIPTIONS, |there| there == 6).await;
}

// — a database that does not work —

#[tokio::test]
async fn without_a_database_feeds_are_served_and_the_hub_asks_for_patience() {
    let gateway = TestGateway::with(
        "two_topics.json",
        |config| {
            config.database = feedgate::store::Database::File("/nonexistent/hub.db".into());
            config.hub.callbacks.networks = ["127.0.0.0/8".parse().expect("a network")].into();
        },
        clock,
    )
    .await;
    let later = ask(&gateway, &form("/feed.atom", "http://127.0.0.1:9999/", &[])).await;
    later.assert_status(503);
    assert!(later.header("retry-after").is_some(), "{later}");
    gateway.get("/feed.atom").await.assert_status(200);
    assert_eq!(metric(&gateway, "hub_down").await, 1);
}

#[tokio::test]
async fn after_the_database_is_lost_the_other_hubs_are_told_again() {
    let (file, _other, gateway) = telling_another_hub().await;
    until(&gateway, SUBSCRIPTIONS, |there| there == 9).await;
    for end in ["db-wal", "db-shm", "db"] {
        std::fs::remove_file(file.with_extension(end)).expect("it is there");
    }
    until(&gateway, "hub_down", |down| down == 1).await;
    until(&gateway, "hub_down", |down| down == 0).await;
    until(&gateway, SUBSCRIPTIONS, |there| there == 9).await;
}

#[tokio::test]
async fn a_database_that_is_deleted_is_noticed() {
    let (file, gateway) = pushing_one(clock, |_| {}).await;
    let subscriber = willing().await;
    subscribe(&gateway, "/feed.atom", &subscriber.at("/"), &[]).await;
    std::fs::remove_file(file.with_extension("db")).expect("it is there");
    until(&gateway, "hub_down", |is_down| is_down == 1).await;
}

// — names that change their address —

/// Knows an address of the public Internet at first, and from then on one of this machine.
struct Rebinding(AtomicUsize);

impl Resolve for Rebinding {
    fn resolve(&self, _: &str) -> std::io::Result<Vec<std::net::IpAddr>> {
        let address = if self.0.fetch_add(1, Ordering::SeqCst) == 0 { "1.1.1.1" } else { "127.0.0.1" };
        Ok(vec![address.parse().expect("an address")])
    }
}

#[tokio::test]
async fn a_name_that_changes_its_address_after_the_check_is_not_connected_to() {
    let (_folder, root) = folder();
    let file = root.join("c.json");
    write(&file, &titled("one"));
    let subscriber = willing().await;
    let names = Arc::new(Rebinding(AtomicUsize::new(0)));
    let outgoing = feedgate::outgoing::Options { names: names.clone(), ..Default::default() };
    let given = Given { clock, outgoing, ..Given::default() };
    let database = database_of(&file);
    let change = |config: &mut feedgate::config::Config| config.database = database;
    let gateway = TestGateway::given(text(&file), change, given).await;
    let callback = format!("http://rebinding.example:{}/", subscriber.port);
    ask(&gateway, &form("/feed.atom", &callback, &[])).await.assert_status(202);
    until(&gateway, REFUSED, |refused| refused == 1).await;
    assert_eq!((names.0.load(Ordering::SeqCst), subscriber.connections()), (2, 0));
}

// — a subscriber that others wrote —

#[test]
fn flask_websub_subscribes_receives_and_unsubscribes() {
    let (_folder, root) = folder();
    let file = root.join("c.json");
    write(&file, &titled("one"));
    let mut serving = serve(text(&file));
    serving.env("FEEDGATE_HUB__ALLOW_NETWORKS", "[\"127.0.0.0/8\"]");
    serving.env("FEEDGATE_STATE__DATABASE", file.with_extension("db"));
    let gateway = Serving::start(&mut serving);
    let feed = format!("http://{}/feed.atom", gateway.address);

    let script = super::support::root().join("tests/readers/websub.py");
    let mut python = python_with_readers();
    python.arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut python = python.spawn().expect("Python can be run");
    let mut commands = python.stdin.take().expect("it is piped");
    let mut lines = BufReader::new(python.stdout.take().expect("it is piped")).lines();
    let mut next = move || lines.next().expect("it goes on").expect("UTF-8");
    assert!(next().starts_with("http://127.0.0.1:"));
    let event = |line: String| -> serde_json::Value { serde_json::from_str(&line).expect("JSON") };

    writeln!(commands, "subscribe {feed}").expect("it reads");
    let found = event(next());
    assert_eq!(
        (&found["topic_url"], &found["hub_url"]),
        (&json!(feed), &json!(feed.replace("feed.atom", "hub")))
    );
    assert_eq!(event(next())["event"], "subscribe");
    rename_over(&file, &titled("two"));
    let received = event(next());
    assert_eq!((&received["event"], &received["topic"]), (&json!("received"), &json!(feed)));
    assert!(received["body"].as_str().expect("a text").contains("<title>two</title>"), "{received}");
    writeln!(commands, "unsubscribe").expect("it reads");
    assert_eq!(event(next())["event"], "unsubscribe");
    drop(commands);
    python.wait().expect("it ends");
}

// — the page —

#[tokio::test]
async fn a_browser_gets_a_page_and_the_subscribe_page_says_that_feeds_push() {
    let gateway = TestGateway::shipped().await;
    let page = gateway.get_with("/hub", &[("accept", "text/html")]).await;
    page.assert_status(200).assert_header("content-type", "text/html; charset=utf-8");
    assert!(page.text().contains(&format!("value=\"{SITE}/hub\"")), "{page}");
    let subscribing = gateway.get_with("/feed", &[("accept", "text/html")]).await;
    assert!(subscribing.text().contains("href=\"/hub\""), "{subscribing}");
}
