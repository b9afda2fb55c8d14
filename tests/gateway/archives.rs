//! Archived feeds (RFC 5005 §4): whoever walks them finds every report once, and an archive stays as it is.

use feed_rs::model::Feed as Parsed;
use feedgate::address::Format;
use feedgate::collection::Instant;
use feedgate::feed::{self, Options};
use feedgate::render;
use feedgate::snapshot::Snapshot;
use serde_json::{Value, json};

use super::reading::{TODAY, render_options, snapshot, topic};
use super::support::{SITE, TestGateway, at};

const EVERY_SECOND: &str = "every-second";

/// So many reports, a day after the other, every second of them under a topic. The newest comes first in
/// a feed, so their numbers fall.
fn file(count: usize) -> Value {
    let report = |number: usize| {
        let added = Instant::from_unix(1_600_000_000 + number as i64 * 24 * 60 * 60);
        json!({
            "id": format!("r{number}"),
            "title": format!("Report {number}"),
            "published": "2019",
            "added": added.expect("a day of this century"),
            "topics": if number.is_multiple_of(2) { vec![EVERY_SECOND] } else { vec![] },
        })
    };
    json!({
        "id": "many",
        "authority": "example.org,2020",
        "title": "Many",
        "topics": [{ "id": EVERY_SECOND, "title": "Every second" }],
        "reports": (1..=count).map(report).collect::<Vec<_>>(),
    })
}

/// The ids of a feed, from live to oldest archive, as it ought to be.
fn ids(numbers: impl DoubleEndedIterator<Item = usize>) -> Vec<String> {
    numbers.rev().map(|number| format!("tag:example.org,2020:many/r{number}")).collect()
}

#[tokio::test]
async fn a_walk_to_the_oldest_archive_finds_every_report_once_and_in_order() {
    const COUNT: usize = 437;
    let collection = tempfile::NamedTempFile::new().expect("a temporary file");
    serde_json::to_writer(&collection, &file(COUNT)).expect("a temporary file can be written");
    let gateway = TestGateway::start(collection.path().to_str().expect("a plain path")).await;

    for format in Format::ALL {
        let extension = format.extension();
        let (all, documents) = walk(&gateway, &format!("/feed.{extension}"), format).await;
        assert_eq!(all, ids(1..=COUNT), "{format}");
        assert_eq!(documents, 8, "{format}: 87 live, and 7 archives of 50");

        let (filed, documents) =
            walk(&gateway, &format!("/topics/{EVERY_SECOND}/feed.{extension}"), format).await;
        assert_eq!(filed, ids((1..=COUNT).filter(|number| number % 2 == 0)), "{format}");
        assert_eq!(documents, 4, "{format}: 68 live, and 3 archives of 50");
    }
}

/// Ids from the live document on, and the number of documents.
async fn walk(gateway: &TestGateway, live: &str, format: Format) -> (Vec<String>, usize) {
    let (mut ids, mut seen) = (Vec::new(), Vec::new());
    let mut next = Some(format!("{SITE}{live}"));
    while let Some(address) = next {
        assert!(!seen.contains(&address), "{address} leads back to itself");
        let target = address.strip_prefix(SITE).unwrap_or_else(|| panic!("{address} is elsewhere"));
        let reply = gateway.get(target).await;
        reply.assert_status(200);
        let parsed = feed_rs::parser::parse(&*reply.body).unwrap_or_else(|error| panic!("{error}: {reply}"));
        ids.extend(parsed.entries.iter().map(|entry| entry.id.clone()));
        let is_live = seen.is_empty();
        next = match format {
            Format::JsonFeed => reply.json()["next_url"].as_str().map(str::to_owned),
            _ => {
                assert_eq!(link(&parsed, "self"), Some(address.clone()), "{reply}");
                let current = (!is_live).then(|| format!("{SITE}{live}"));
                assert_eq!(link(&parsed, "current"), current, "{reply}");
                assert_eq!(reply.text().contains("<fh:archive"), !is_live, "{reply}");
                assert!(!reply.text().contains("<fh:complete"), "{reply}");
                link(&parsed, "prev-archive")
            }
        };
        if format == Format::JsonFeed {
            assert_eq!(reply.json()["feed_url"], format!("{SITE}{live}"), "{reply}");
        }
        seen.push(address);
    }
    (ids, seen.len())
}

fn link(feed: &Parsed, relation: &str) -> Option<String> {
    let mut links = feed.links.iter().filter(|link| link.rel.as_deref() == Some(relation));
    let found = links.next().map(|link| link.href.clone());
    assert_eq!(links.next(), None, "more than one {relation}");
    found
}

#[test]
fn an_archive_keeps_its_bytes_while_60_newer_reports_join() {
    const COUNT: usize = 260;
    let before = archives(&snapshot(&file(COUNT)));
    assert_eq!(before.len(), 3 * (4 + 1), "of the collection and of the topic, in three formats");

    for joined in 1..=60 {
        let after = archives(&snapshot(&file(COUNT + joined)));
        for (name, bytes) in &before {
            let kept = after.iter().find(|(other, _)| other == name).map(|(_, bytes)| bytes);
            assert!(kept == Some(bytes), "{name} is another after {joined} joined");
        }
    }
}

/// Every archive there is.
fn archives(snapshot: &Snapshot) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for topic in [None, Some(topic(snapshot, EVERY_SECOND))] {
        for format in Format::ALL {
            for number in 1.. {
                let Some(archive) = feed::archive(snapshot, topic, number, &Options::default()) else {
                    break;
                };
                let document = render::feed(&archive, format, &render_options(SITE));
                found.push((format!("{topic:?} archive {number} as {format}"), document.body));
            }
        }
    }
    found
}

#[test]
fn a_live_feed_holds_all_there_is_and_then_50_to_99() {
    for count in [0, 1, 49, 50, 99, 100, 101, 149, 150, 199, 200] {
        let snapshot = snapshot(&file(count));
        let live = feed::live(&snapshot, None, at(TODAY), &Options::default());

        let newest = if count < 100 { count } else { 50 + count % 50 };
        assert_eq!(live.entries.len(), newest, "{count} reports");
        let told: Vec<_> = live.entries.iter().map(|entry| entry.id.to_string()).collect();
        assert_eq!(told, ids(count - newest + 1..=count), "{count} reports");
    }
}

/// A feed that is complete says so, so that a reader may drop what it no longer holds (§2).
#[test]
fn only_a_feed_without_archives_is_complete() {
    for (count, complete) in [(0, true), (99, true), (100, false)] {
        let snapshot = snapshot(&file(count));
        let live = feed::live(&snapshot, None, at(TODAY), &Options::default());
        for format in [Format::Rss, Format::Atom] {
            let document = render::feed(&live, format, &render_options(SITE)).body;
            let text = String::from_utf8(document).expect("UTF-8");
            assert_eq!(text.contains("<fh:complete>"), complete, "{count} reports as {format}");
        }
    }
}
