//! Withdrawals: which clients are told, with which id, and what remains at the old address.

use super::support::{Reply, TestGateway, at};

/// The ids that an Atom feed says are deleted.
fn deleted(reply: &Reply) -> Vec<String> {
    let parts = reply.text().split("<at:deleted-entry ref=\"").skip(1);
    parts.map(|part| part.split('"').next().unwrap_or_default().to_owned()).collect()
}

async fn gateway() -> TestGateway {
    TestGateway::start("withdrawn_with_topics.json").await
}

const OLD_DAMS: &str = "https://old.example.org/?p=7";
const UNFILED: &str = "tag:example.org,2023:rivers/unfiled";
const UNKNOWN: &str = "tag:example.org,2023:rivers/unknown";

#[tokio::test]
async fn a_withdrawal_is_announced_under_the_id_that_readers_know_and_in_the_feeds_of_its_topics() {
    let gateway = gateway().await;

    for (target, expected) in [
        ("/feed.atom", vec![OLD_DAMS, UNFILED, UNKNOWN]),
        ("/topics/dams/feed.atom", vec![OLD_DAMS, UNKNOWN]),
        ("/topics/floods/feed.atom", vec![UNKNOWN]),
        ("/feed.atom?topic=dams", vec![OLD_DAMS, UNKNOWN]),
        ("/feed.atom?topic=-dams", vec![UNFILED, UNKNOWN]),
        ("/feed.atom?topic=floods&year=2024", vec![UNKNOWN]),
    ] {
        let feed = gateway.get(target).await;
        // The feed of a search of one topic is the topic's own.
        let feed = match feed.header("location") {
            Some(location) => gateway.get(&location.replace(super::support::SITE, "")).await,
            None => feed,
        };
        feed.assert_status(200);
        assert_eq!(deleted(&feed), expected, "{target}: {feed}");
    }
}

#[tokio::test]
async fn a_withdrawal_in_another_topic_leaves_a_feed_alone() {
    let (with, without) = (gateway().await, {
        let file = super::support::root().join("tests/collections/withdrawn_with_topics.json");
        let file = std::fs::read_to_string(file).expect("the collection");
        let mut file: serde_json::Value = serde_json::from_str(&file).expect("JSON");
        let withdrawn = file["withdrawn"].as_array_mut().expect("a list");
        withdrawn.retain(|withdrawal| withdrawal["id"] == "unknown");
        let other = tempfile::NamedTempFile::new().expect("a temporary file");
        serde_json::to_writer(&other, &file).expect("it can be written");
        TestGateway::with(other.path().to_str().expect("a plain path"), |_| {}, || at("2024-06-01T12:00:00Z"))
            .await
    });

    for target in ["/topics/floods/feed.atom", "/topics/floods/feed.rss", "/reports/flood-maps"] {
        let (one, other) = (with.get(target).await, without.get(target).await);
        assert_eq!(one.header("etag"), other.header("etag"), "{target}");
    }
    assert_ne!(
        with.get("/topics/dams/feed.atom").await.header("etag"),
        without.get("/topics/dams/feed.atom").await.header("etag")
    );
}

#[tokio::test]
async fn the_old_address_says_what_left_when_and_why() {
    let gateway = gateway().await;
    let english = "The report “Old dams & weirs” was withdrawn from this collection on May 4, 2024. \
                   Reason: Retracted by its publisher.";

    let text = gateway.get("/reports/old-dams").await;
    assert!(text.assert_status(410).text().contains(english), "{text}");
    let page = gateway.get_with("/reports/old-dams", &[("accept", "text/html")]).await;
    let escaped = english.replace('&', "&amp;");
    assert!(page.assert_status(410).text().contains(&escaped), "{page}");
    let spanish =
        gateway.get_with("/reports/old-dams", &[("accept", "text/html"), ("accept-language", "es")]).await;
    assert!(spanish.text().contains("se retiró de esta colección el 4 de mayo de 2024"), "{spanish}");
    let api = gateway.get("/api/v1/reports/old-dams").await;
    assert_eq!(api.assert_status(410).json()["detail"], english, "{api}");
    let untitled = gateway.get("/reports/unknown").await;
    assert!(untitled.text().contains("The report at this address was withdrawn"), "{untitled}");
}

#[tokio::test]
async fn apps_are_told_under_which_id_and_topics_a_report_left() {
    let collection = gateway().await.get("/api/v1/collection").await.json();

    assert_eq!(
        collection["withdrawn"][0],
        serde_json::json!({
            "id": "old-dams", "entry_id": OLD_DAMS, "title": "Old dams & weirs", "topics": ["dams"],
            "when": "2024-05-04T10:00:00Z", "reason": "Retracted by its publisher.",
        })
    );
    assert_eq!(collection["withdrawn"][2].get("topics"), None);
}

/// Readers would delete the report, or take two withdrawals for one.
#[test]
fn no_report_has_the_id_of_one_that_left() {
    let faults = |report: serde_json::Value, withdrawn: serde_json::Value| -> Vec<&'static str> {
        let file = serde_json::json!({
            "id": "c", "authority": "example.org,2023", "title": "C", "reports": [report], "withdrawn": withdrawn,
        });
        let faults =
            feedgate::collection::parse(file.to_string().into_bytes()).err().map(|(_, faults)| faults);
        faults.unwrap_or_default().iter().map(|fault| fault.problem.words().code).collect()
    };
    let report = |guid: Option<&str>| match guid {
        None => serde_json::json!({ "id": "x", "title": "X", "published": "2023" }),
        Some(guid) => serde_json::json!({ "id": "x", "title": "X", "published": "2023", "guid": guid }),
    };
    let left = |id: &str, guid: &str| serde_json::json!({ "id": id, "when": "2024-01-01", "guid": guid });
    let (tag_of_x, tag_of_y) = ("tag:example.org,2023:c/x", "tag:example.org,2023:c/y");

    assert_eq!(faults(report(None), serde_json::json!([left("y", tag_of_x)])), ["withdrawn-guid"]);
    assert_eq!(
        faults(report(Some("urn:x:1")), serde_json::json!([left("y", "urn:x:1")])),
        ["withdrawn-guid"]
    );
    let y = serde_json::json!([{ "id": "y", "when": "2024-01-01" }]);
    assert_eq!(faults(report(Some(tag_of_y)), y.clone()), ["withdrawn-guid"]);
    let twice = serde_json::json!([left("y", "urn:x:1"), left("z", "urn:x:1")]);
    assert_eq!(faults(report(None), twice), ["repeated-guid"]);
    assert_eq!(faults(report(None), y), [""; 0]);
    // With a guid of its own the report's tag id is nobody's.
    assert_eq!(faults(report(Some("urn:x:2")), serde_json::json!([left("y", tag_of_x)])), [""; 0]);
}
