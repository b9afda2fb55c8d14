//! A report that moved here keeps the id that feed readers know it by, whatever text that is.

use feedgate::address::Format;
use feedgate::collection::Explanation;
use feedgate::compare;
use feedgate::feed::Options;
use serde_json::{Value, json};

use super::reading::{live, read, snapshot};
use super::support::{Reply, TestGateway, at};

const TAG: &str = "tag:example.org,2023:library";

/// What an id is in RSS and JSON Feed, and what it is in Atom.
const IDS: [(&str, Option<&str>); 6] = [
    ("1992 at https://www.example.org/library", None),
    ("42", None),
    ("a  <b> & \"c\" {d}", None),
    ("https://www.example.org/?p=7&lang=es", Some("https://www.example.org/?p=7&lang=es")),
    ("urn:uuid:60a76c80-d399-11d9-b93c-0003939e0af6", Some("urn:uuid:60a76c80-d399-11d9-b93c-0003939e0af6")),
    ("tag:example.org,2023:library/own", Some("tag:example.org,2023:library/own")),
];
const REPORTS: [&str; 6] = ["drupal", "number", "signs", "wordpress", "uuid", "own"];

#[tokio::test]
async fn rss_and_json_feed_keep_any_guid_and_atom_has_the_tag_uri_where_it_is_no_iri() {
    let gateway = TestGateway::start("guids.json").await;

    let rss = gateway.get("/feed.rss").await;
    let escaped = |text: &str| quick_xml::escape::escape(text).into_owned();
    for (guid, _) in IDS {
        let element = format!("<guid isPermaLink=\"false\">{}</guid>", escaped(guid));
        assert!(rss.text().contains(&element), "{guid} in {rss}");
    }
    let json = gateway.get("/feed.json").await.json();
    let ids = json["items"].as_array().expect("items").iter().map(|item| item["id"].as_str());
    assert_eq!(ids.collect::<Vec<_>>(), IDS.map(|(guid, _)| Some(guid)));
    let atom = gateway.get("/feed.atom").await;
    let ids: Vec<String> = read(&atom.body).entries.into_iter().map(|entry| entry.id).collect();
    let tag = |report: &str| format!("{TAG}/{report}");
    let expected = IDS.iter().zip(REPORTS).map(|((_, iri), id)| iri.map_or_else(|| tag(id), str::to_owned));
    assert_eq!(ids, expected.collect::<Vec<_>>());
}

#[tokio::test]
async fn archives_and_topics_have_the_same_ids_as_the_live_feed() {
    let gateway = archived().await;

    for (address, id) in [
        ("/archive/1.rss", "<guid isPermaLink=\"false\">tag:example.org,2023:library/own</guid>"),
        ("/archive/3.rss", "<guid isPermaLink=\"false\">https://www.example.org/?p=7&amp;lang=es</guid>"),
        (
            "/topics/rivers/feed.rss",
            "<guid isPermaLink=\"false\">1992 at https://www.example.org/library</guid>",
        ),
        ("/topics/rivers/feed.json", "\"id\":\"1992 at https://www.example.org/library\""),
        ("/topics/rivers/feed.atom", "<id>tag:example.org,2023:library/drupal</id>"),
        ("/archive/4.atom", "<id>tag:example.org,2023:library/signs</id>"),
        ("/archive/4.json", "\"id\":\"a  <b> & \\\"c\\\" {d}\""),
    ] {
        let reply = gateway.get(address).await;
        assert!(reply.assert_status(200).text().contains(id), "{id} in {reply}");
    }
}

async fn archived() -> TestGateway {
    let change = |config: &mut feedgate::config::Config| {
        config.feed.archive_entries = std::num::NonZeroUsize::MIN;
        config.feed.archive_after_days = 0;
    };
    TestGateway::with("guids.json", change, || at("2024-06-01T12:00:00Z")).await
}

#[tokio::test]
async fn a_tombstone_has_the_id_that_its_entry_had_in_atom() {
    let gateway = TestGateway::start("guids.json").await;

    let deleted = |reply: &Reply| -> Vec<String> {
        let parts = reply.text().split("<at:deleted-entry ref=\"").skip(1);
        parts.filter_map(|part| part.split('"').next()).map(str::to_owned).collect()
    };
    let all = deleted(&gateway.get("/feed.atom").await);
    assert_eq!(all, [format!("{TAG}/gone-drupal"), "https://www.example.org/?p=6".to_owned()]);
    let of_roads = deleted(&gateway.get("/topics/roads/feed.atom").await);
    assert_eq!(of_roads, ["https://www.example.org/?p=6"]);
}

#[tokio::test]
async fn the_api_tells_of_each_report_the_id_that_rss_has() {
    let gateway = TestGateway::start("guids.json").await;

    for ((guid, _), report) in IDS.into_iter().zip(REPORTS) {
        let told = gateway.get(&format!("/api/v1/reports/{report}")).await.json();
        assert_eq!(told["entry_id"], guid, "{told:#}");
    }
    let withdrawn = gateway.get("/api/v1/collection").await.json()["withdrawn"].clone();
    assert_eq!(withdrawn[0]["entry_id"], "1991 at https://www.example.org/library", "{withdrawn:#}");
}

#[test]
fn a_guid_may_be_any_text_that_xml_can_carry() {
    for guid in [
        "1992 at https://www.example.org/library",
        "  padded  ",
        "7",
        "año/№ 7 🏞️",
        "<guid>",
        "/node/7",
        "javascript:alert(1)",
    ] {
        let snapshot = snapshot(&library(json!([report("a", Some(guid))]), json!([])));
        let feed: Value = serde_json::from_slice(&live(&snapshot, None, Format::JsonFeed)).expect("JSON");
        assert_eq!(feed["items"][0]["id"], guid.trim());
    }
    assert_eq!(faults(json!([report("a", Some("a\u{1}b"))]), json!([])), ["forbidden-character"]);
    // An empty one is none.
    assert_eq!(faults(json!([report("a", Some("")), report("b", Some(" "))]), json!([])), [""; 0]);
}

/// A report has its tag URI in Atom, too, if its guid is no IRI. So nothing else may have that as its id.
#[test]
fn no_two_reports_have_the_same_id_in_any_format() {
    let tag_of_a = "tag:example.org,2023:library/a";
    let left = |id: &str, guid: &str| json!([{ "id": id, "when": "2024-01-01", "guid": guid }]);

    let twice = json!([report("a", Some("7 at x")), report("b", Some("7 at x"))]);
    assert_eq!(faults(twice, json!([])), ["repeated-guid"]);
    let tag_taken = json!([report("a", Some("7 at x")), report("b", Some(tag_of_a))]);
    assert_eq!(faults(tag_taken, json!([])), ["repeated-guid"]);
    let a = json!([report("a", Some("7 at x"))]);
    assert_eq!(faults(a.clone(), left("b", "7 at x")), ["withdrawn-guid"]);
    assert_eq!(faults(a.clone(), left("b", tag_of_a)), ["withdrawn-guid"]);
    assert_eq!(faults(json!([report("b", Some(tag_of_a))]), left("a", "7 at x")), ["withdrawn-guid"]);
    assert_eq!(faults(a, left("b", "8 at x")), [""; 0]);
}

#[test]
fn a_guid_that_changes_is_warned_of_also_if_it_is_no_iri() {
    let file = |guid| library(json!([report("a", guid), report("b", None)]), json!([]));
    for (before, after, known) in [
        (Some("7 at x"), Some("8 at x"), "7 at x"),
        (Some("7 at x"), None, "7 at x"),
        (None, Some("7 at x"), "tag:example.org,2023:library/a"),
    ] {
        let warnings = warned(&file(before), &file(after));
        assert!(warnings.contains(&format!("other-id: {known}")), "{warnings:?}");
    }
    let left = |guid: Option<&str>| {
        let mut withdrawal = json!({ "id": "a", "when": "2024-06-01T11:00:00Z" });
        if let Some(guid) = guid {
            withdrawal["guid"] = json!(guid);
        }
        library(json!([report("b", None)]), json!([withdrawal]))
    };
    let before = file(Some("7 at x"));
    assert!(warned(&before, &left(None)).contains(&"withdrawn-id: 7 at x".to_owned()));
    let right = warned(&before, &left(Some("7 at x")));
    assert!(right.iter().all(|warning| !warning.starts_with("withdrawn-id")), "{right:?}");
}

/// The code of each warning, with the id that it names.
fn warned(before: &Value, after: &Value) -> Vec<String> {
    let [before, after] = [before, after].map(snapshot);
    let warnings = compare::compare(&before, &after, at("2024-06-01T12:00:00Z"), &Options::default());
    let named = |words: &Explanation| words.message.rsplit('`').nth(1).unwrap_or_default().to_owned();
    warnings.iter().map(|warning| format!("{}: {}", warning.words.code, named(&warning.words))).collect()
}

fn report(id: &str, guid: Option<&str>) -> Value {
    let mut report = json!({ "id": id, "title": id, "published": "2023-05-01T12:00:00Z" });
    if let Some(guid) = guid {
        report["guid"] = json!(guid);
    }
    report
}

fn library(reports: Value, withdrawn: Value) -> Value {
    json!({
        "id": "library", "authority": "example.org,2023", "title": "Library",
        "reports": reports, "withdrawn": withdrawn,
    })
}

fn faults(reports: Value, withdrawn: Value) -> Vec<&'static str> {
    let file = library(reports, withdrawn).to_string().into_bytes();
    let faults = feedgate::collection::parse(file).err().map(|(_, faults)| faults);
    faults.unwrap_or_default().iter().map(|fault| fault.problem.words().code).collect()
}
