//! Subscribed searches: after a change only those are made again that it may concern, and none of the others misses
//! anything.

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::time::sleep;

use super::changing::{PATIENCE, rename_over, report};
use super::elsewhere::Elsewhere;
use super::subscriber::{metric, pushing_one, received, subscribe, until, willing};
use super::support::{SITE, TestGateway, at};

fn clock() -> feedgate::collection::Instant {
    at("2024-06-01T12:00:00Z")
}

fn file(title: &str, reports: &[Value]) -> Value {
    let topics = ["rivers", "roads"].map(|id| json!({ "id": id, "title": id }));
    json!({ "id": "c", "authority": "example.org,2023", "title": title, "topics": topics, "reports": reports })
}

/// Subscribes to each search, with callbacks of a subscriber that are numbered as they are.
async fn subscribe_to(gateway: &TestGateway, subscriber: &Elsewhere, searches: &[&str]) {
    for (at, search) in searches.iter().enumerate() {
        subscribe(gateway, &address(search), &subscriber.at(&format!("/{at}")), &[]).await;
    }
}

fn address(search: &str) -> String {
    format!("/feed.atom?{search}")
}

#[tokio::test]
async fn a_search_is_made_again_only_if_a_changed_report_has_its_words() {
    let (path, gateway) = pushing_one(clock, |_| {}).await;
    let mut reports =
        vec![report("a", "rivers", "Asylum"), report("b", "roads", "A bridge"), report("c", "roads", "C")];
    rename_over(&path, &file("two", &reports).to_string());
    until(&gateway, "reports", |reports| reports == 3).await;
    let subscriber = willing().await;
    let searches =
        ["q=asylum", "q=bridge", "q=bridges", "q=%22a+bridge%22", "q=bridge+-asylum", "q=asylum+bridge"];
    subscribe_to(&gateway, &subscriber, &searches).await;
    let built = metric(&gateway, "build_seconds_count").await;

    reports[0]["title"] = json!("Asylum law");
    rename_over(&path, &file("two", &reports).to_string());
    received(&subscriber, "POST", 1).await;
    // Nothing has both words of the last search, but typos are forgiven in a word that no report has.
    until(&gateway, "build_seconds_count", |now| now >= built + 2).await;
    assert_eq!(metric(&gateway, "build_seconds_count").await - built, 2);

    reports[1]["title"] = json!("A bridge and a road");
    rename_over(&path, &file("two", &reports).to_string());
    let received = received(&subscriber, "POST", 1 + 4).await;
    let targets: HashSet<&str> = received.iter().map(|asked| &*asked.target).collect();
    assert_eq!(targets, HashSet::from(["/0", "/1", "/2", "/3", "/4"]));
    // They are compared in the order in which they were subscribed to.
    until(&gateway, "build_seconds_count", |now| now >= built + 2 + 5).await;
    assert_eq!(metric(&gateway, "build_seconds_count").await - built, 2 + 5);
}

#[tokio::test]
async fn no_subscriber_of_a_search_misses_a_change() {
    let (path, gateway) = pushing_one(clock, |_| {}).await;
    let mut now = file(
        "two",
        &[
            report("a", "rivers", "Asylum law"),
            report("b", "roads", "A bridge over rivers"),
            report("c", "roads", "Rain"),
        ],
    );
    rename_over(&path, &now.to_string());
    until(&gateway, "reports", |reports| reports == 3).await;
    let searches = [
        "q=asylum",
        "q=bridge",
        "q=bridgge+asylam",
        "q=rivers",
        "q=ra",
        "q=rain+-asylum",
        "q=streets",
        "topic=roads",
        "topic=-roads",
        "q=law&topic=rivers",
        "year=2024",
        "place=Chile",
    ];
    let subscriber = willing().await;
    subscribe_to(&gateway, &subscriber, &searches).await;
    let mut sent = HashMap::new();
    for (at, search) in searches.iter().enumerate() {
        sent.insert(format!("/{at}"), gateway.get(&address(search)).await.text().to_owned());
    }

    type Edit = (&'static str, fn(&mut Value));
    let edits: [Edit; 13] = [
        ("another title of a report", |now| now["reports"][0]["title"] = json!("Asylum laws")),
        ("a report that has the words with a typo", |now| {
            now["reports"][2]["title"] = json!("Rain on a bridgge")
        }),
        ("another place", |now| now["reports"][1]["places"] = json!(["Chile"])),
        ("a report that joins", |now| {
            now["reports"].as_array_mut().expect("a list").push(report("d", "rivers", "Raining asylum"))
        }),
        ("another title of the collection", |now| now["title"] = json!("three")),
        ("another title of a topic", |now| now["topics"][1]["title"] = json!("Streets")),
        ("another language", |now| now["reports"][1]["language"] = json!("es")),
        ("no change", |_| {}),
        ("other topics", |now| now["reports"][2]["topics"] = json!(["rivers"])),
        ("a report that goes", |now| drop(now["reports"].as_array_mut().expect("a list").remove(0))),
        ("a withdrawal", |now| {
            now["withdrawn"] = json!([{ "id": "a", "when": "2024-05-01", "topics": ["rivers"] }])
        }),
        ("another name of a topic", |now| {
            now["topics"][1]["id"] = json!("streets");
            now["topics"][1]["aliases"] = json!(["roads"]);
            now["reports"][0]["topics"] = json!(["streets"]);
        }),
        ("a change under the new name", |now| now["reports"][0]["title"] = json!("A bridge")),
    ];
    for (what, edit) in edits {
        edit(&mut now);
        rename_over(&path, &now.to_string());
        // One follows the other at once, too.
        now["reports"][0]["keywords"] = json!([what]);
        rename_over(&path, &now.to_string());
        let begun = Instant::now();
        loop {
            for asked in received(&subscriber, "POST", 0).await {
                sent.insert(asked.target, String::from_utf8_lossy(&asked.body).into_owned());
            }
            let mut late = Vec::new();
            for (at, search) in searches.iter().enumerate() {
                let feed = gateway.get(&address(search)).await;
                let feed = match feed.header("location") {
                    Some(to) => gateway.get(to.strip_prefix(SITE).expect("on this site")).await,
                    None => feed,
                };
                if sent[&format!("/{at}")] != feed.text() {
                    late.push(search);
                }
            }
            let served = gateway.get("/feed.atom").await;
            if late.is_empty() && served.text().contains(what) {
                break;
            }
            assert!(begun.elapsed() < PATIENCE, "{late:?} after {what}");
            sleep(Duration::from_millis(20)).await;
        }
    }
}
