//! Tests related reports, neighboring topics, and the revisions that cover them.

use serde_json::{Value, json};

use super::{FoundReport, Named, Snapshot};
use crate::collection::{Instant, Report, TopicIndex, parse};

/// A collection of these reports. The first is the newest.
fn made(reports: &[Value]) -> Value {
    let mut reports = reports.to_vec();
    for (at, report) in reports.iter_mut().enumerate() {
        report["published"] = json!(format!("{}-01-01", 2023 - at));
    }
    let topic = |id: &str| json!({ "id": id, "title": id });
    let mut topics: Vec<Value> = ["asylum", "borders", "women", "work", "youth"].map(topic).into();
    topics.push(json!({ "id": "gone", "title": "Gone", "retired": "2010-01-01" }));
    json!({
        "id": "made", "authority": "example.org,2023", "title": "Made", "topics": topics, "reports": reports,
    })
}

#[track_caller]
fn snapshot(file: &Value) -> Snapshot {
    let collection = parse(file.to_string().into_bytes()).unwrap_or_else(|(_, faults)| panic!("{faults:#?}"));
    Snapshot::build(collection)
}

/// 2024-06-01T12:00:00Z.
fn now() -> Instant {
    Instant::from_unix(1_717_243_200).expect("an instant")
}

#[track_caller]
fn report<'s>(snapshot: &'s Snapshot, id: &str) -> &'s Report {
    match snapshot.find(id) {
        FoundReport::Report(report) => report,
        found => panic!("{id}: {found:?}"),
    }
}

#[track_caller]
fn topic(snapshot: &Snapshot, id: &str) -> TopicIndex {
    match snapshot.named(id) {
        Some(Named::Topic(topic)) => topic,
        named => panic!("{id}: {named:?}"),
    }
}

fn related<'s>(snapshot: &'s Snapshot, id: &str) -> Vec<&'s str> {
    let related = snapshot.related(report(snapshot, id), 5, now());
    related.iter().map(|report| report.id.as_str()).collect()
}

/// Enough reports in one topic that sharing it means little.
fn crowd(topic: &str, reports: usize) -> Vec<Value> {
    let title = |at| format!("Annals {at}{at}");
    (0..reports)
        .map(|at| json!({ "id": format!("crowd-{at}"), "title": title(at), "topics": [topic] }))
        .collect()
}

#[test]
fn the_more_topics_and_words_two_reports_share_the_more_they_are_related() {
    let snapshot = snapshot(&made(&[
        json!({ "id": "it", "title": "Detained families", "topics": ["asylum", "women"] }),
        json!({ "id": "one-topic", "title": "Borders", "topics": ["asylum"] }),
        json!({ "id": "topics", "title": "Courts", "topics": ["women", "asylum"] }),
        json!({ "id": "word", "title": "Detaining a family", "topics": ["asylum"] }),
        json!({ "id": "keyword", "title": "Courts", "keywords": ["families"], "topics": ["asylum"] }),
        json!({ "id": "nothing", "title": "Detained families", "topics": ["borders"] }),
    ]));
    assert_eq!(related(&snapshot, "it"), ["topics", "word", "keyword", "one-topic"]);
    assert_eq!(related(&snapshot, "nothing"), [""; 0]);
}

#[test]
fn a_topic_of_many_reports_is_no_relation_but_a_word_of_few_is() {
    let mut reports = crowd("work", 200);
    reports.push(json!({ "id": "one", "title": "The nannies of Annandale", "topics": ["work"] }));
    reports.push(json!({ "id": "other", "title": "How a nanny lives", "topics": ["work"] }));
    reports.push(json!({ "id": "rest", "title": "The annals of a year", "topics": ["work"] }));
    let snapshot = snapshot(&made(&reports));
    assert_eq!(related(&snapshot, "one"), ["other"]);
    assert_eq!(related(&snapshot, "rest"), [""; 0]);
}

#[test]
fn places_and_publishers_decide_between_equals_and_order_what_is_still_equal() {
    let publisher = json!([{ "name": "Some Institute" }]);
    let snapshot = snapshot(&made(&[
        json!({ "id": "b", "title": "B", "topics": ["youth"] }),
        json!({ "id": "it", "title": "It", "topics": ["youth"], "places": ["Texas"], "publishers": publisher }),
        json!({ "id": "c", "title": "C", "topics": ["youth"] }),
        json!({ "id": "a", "title": "A", "topics": ["youth"] }),
        json!({ "id": "published", "title": "P", "topics": ["youth"], "publishers": publisher }),
        json!({ "id": "placed", "title": "Q", "topics": ["youth"], "places": ["Texas", "Mexico"] }),
    ]));
    assert_eq!(related(&snapshot, "it"), ["placed", "published", "b", "c", "a"]);
}

#[test]
fn a_topic_that_is_gone_relates_nothing() {
    let snapshot = snapshot(&made(&[
        json!({ "id": "it", "title": "It", "topics": ["gone"] }),
        json!({ "id": "other", "title": "Other", "topics": ["gone"] }),
    ]));
    assert_eq!(related(&snapshot, "it"), [""; 0]);
    // The day after it was retired.
    let before = Instant::from_unix(1_262_433_600).expect("an instant");
    assert_eq!(snapshot.related(report(&snapshot, "it"), 5, before).len(), 1);
}

#[test]
fn what_is_related_is_the_same_with_an_index_and_without() {
    let mut reports = crowd("asylum", 40);
    reports.extend(crowd("borders", 0));
    let snapshot = snapshot(&made(&reports));
    let without = related(&snapshot, "crowd-7").join(" ");
    snapshot.build_index(None);
    assert_eq!(related(&snapshot, "crowd-7").join(" "), without);
    assert!(!without.is_empty());
}

#[test]
fn the_revision_of_a_page_tells_of_what_is_related_and_of_nothing_elsewhere() {
    let reports = [
        json!({ "id": "it", "title": "It", "topics": ["asylum"] }),
        json!({ "id": "related", "title": "Related", "topics": ["asylum", "women"] }),
        json!({ "id": "elsewhere", "title": "Elsewhere", "topics": ["borders"] }),
    ];
    let revision = |file: &Value| {
        let snapshot = snapshot(file);
        snapshot.page_revision(report(&snapshot, "it"))
    };
    let own = |file: &Value| {
        let snapshot = snapshot(file);
        snapshot.report_revision(report(&snapshot, "it"))
    };
    let file = made(&reports);
    let with_title = |at: usize| {
        let mut file = file.clone();
        file["reports"][at]["title"] = json!("Another title");
        file
    };
    assert_eq!(revision(&with_title(2)), revision(&file));
    assert_ne!(revision(&with_title(1)), revision(&file));
    // A citation, a card and the API's reply show no related reports.
    assert_eq!(own(&with_title(1)), own(&file));
}

#[test]
fn neighbors_are_counted_and_the_nearest_comes_first() {
    let reports = [
        json!({ "id": "a", "title": "A", "topics": ["asylum", "women", "work"] }),
        json!({ "id": "b", "title": "B", "topics": ["women", "asylum", "gone"] }),
        json!({ "id": "c", "title": "C", "topics": ["asylum", "borders"] }),
        json!({ "id": "d", "title": "D", "topics": ["women", "youth"] }),
    ];
    let mut file = made(&reports);
    let counted = |file: &Value, id: &str, most| -> Vec<(String, u32)> {
        let snapshot = snapshot(file);
        let name = |topic| snapshot.collection().topic(topic).id.to_string();
        let neighbors = snapshot.neighbors(topic(&snapshot, id), most, now());
        neighbors.into_iter().map(|neighbor| (name(neighbor.topic), neighbor.reports)).collect()
    };
    let expected = [("women", 2), ("borders", 1), ("work", 1)].map(|(id, reports)| (id.to_owned(), reports));
    assert_eq!(counted(&file, "asylum", 5), expected);
    assert_eq!(counted(&file, "asylum", 1), expected[..1]);
    assert_eq!(counted(&file, "youth", 5), [("women".to_owned(), 1)]);
    // The order of topics in the file makes no difference.
    file["topics"].as_array_mut().expect("a list").reverse();
    assert_eq!(counted(&file, "asylum", 5), expected);
}
