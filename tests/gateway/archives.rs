//! Archived feeds (RFC 5005 §4): a client that walks them finds every report once, and archives never change.

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

// — what the live document holds —

/// Reports with the times at which they joined.
fn joined(times: impl IntoIterator<Item = i64>) -> Value {
    let report = |(number, seconds): (usize, i64)| {
        json!({
            "id": format!("r{number}"), "title": "T", "published": "2019",
            "added": Instant::from_unix(seconds).expect("a time"),
        })
    };
    json!({
        "id": "many", "authority": "example.org,2020", "title": "Many",
        "reports": times.into_iter().enumerate().map(report).collect::<Vec<_>>(),
    })
}

const DAY: i64 = 24 * 60 * 60;

/// The entries of the live document, and how many archives there are.
fn cut(file: &Value, options: &Options) -> (usize, u32) {
    let snapshot = snapshot(file);
    let live = feed::live(&snapshot, None, at(TODAY), options);
    (live.entries.len(), live.archives)
}

#[test]
fn a_hundred_that_join_in_one_save_are_all_in_the_live_document() {
    let old = (0..60).map(|number| 1_600_000_000 + number * 30 * DAY);
    let before = cut(&joined(old.clone()), &Options::default());
    let after = cut(&joined(old.chain((0..100).map(|_| 1_600_000_000 + 61 * 30 * DAY))), &Options::default());
    assert_eq!(before, (60, 0));
    assert_eq!(after, (110, 1), "the hundred, and what does not fill an archive");
}

#[test]
fn an_archive_is_cut_only_when_all_of_it_is_old() {
    // 100 reports within 30 days of the newest, and then one more a day later, and so on.
    let joins = |count: i64| {
        joined(
            (0..100 + count).map(|number| 1_600_000_000 + if number < 100 { 0 } else { (number - 99) * DAY }),
        )
    };
    for count in 0..=30 {
        assert_eq!(cut(&joins(count), &Options::default()).1, 0, "{count}");
    }
    assert_eq!(cut(&joins(31), &Options::default()), (81, 1));
    let soon = Options { archive_after_days: 10, ..Options::default() };
    assert_eq!([cut(&joins(10), &soon).1, cut(&joins(11), &soon).1], [0, 1]);
}

#[test]
fn beyond_its_bounds_the_live_document_leaves_the_rest_to_archives() {
    let recent = joined((0..1_234).map(|number| 1_600_000_000 + number));
    let entries =
        |most: usize| Options { live_entries: most.try_into().expect("not 0"), ..Options::default() };
    assert_eq!(cut(&recent, &Options::default()), (1_000, 5), "1,000 at most by default");
    assert_eq!(cut(&recent, &entries(100)), (100, 23));
    assert_eq!(cut(&recent, &entries(10)), (34, 24), "only full archives are cut");

    let mut long = joined((0..99).map(|number| 1_600_000_000 + number));
    for report in long["reports"].as_array_mut().expect("a list") {
        report["abstract"] = json!("A word & another. ".repeat(1_800));
    }
    let megabyte = Options { live_bytes: 1_000_000.try_into().expect("not 0"), ..Options::default() };
    let snapshot = snapshot(&long);
    let live = feed::live(&snapshot, None, at(TODAY), &megabyte);
    assert_eq!(live.archives, 1);
    let archive = feed::archive(&snapshot, None, 1, &megabyte).expect("an archive");
    for format in Format::ALL {
        let bytes = |feed| render::feed(feed, format, &render_options(SITE)).body.len();
        assert!(bytes(&live) < bytes(&archive), "{format}: no document is larger than an archive");
    }
}

/// Whatever the reports, a live document that is told to fit in some bytes does, once archives are small.
#[test]
fn the_bound_in_bytes_holds_in_every_format() {
    let texts =
        ["&<>\"' ".repeat(300), "plain words ".repeat(300), "a\n\nb\n\n".repeat(300), "é€𝄞 ".repeat(300)];
    for text in texts {
        for markup in [false, true] {
            let mut file = joined((0..200).map(|number| 1_600_000_000 + number));
            for report in file["reports"].as_array_mut().expect("a list") {
                let field = if markup { "abstract_html" } else { "abstract" };
                report[field] = json!(if markup {
                    format!("<p>{}</p>", text.replace('<', "&lt;"))
                } else {
                    text.clone()
                });
                report["keywords"] = json!(["one & two", "three"]);
                report["authors"] = json!([{ "name": "A & B", "url": "https://example.org/?a=1&b=2" }]);
            }
            let options = Options {
                archive_entries: 1.try_into().expect("not 0"),
                live_bytes: 200_000.try_into().expect("not 0"),
                ..Options::default()
            };
            let snapshot = snapshot(&file);
            let live = feed::live(&snapshot, None, at(TODAY), &options);
            assert!(live.entries.len() > 3, "{}", live.entries.len());
            for format in Format::ALL {
                let bytes = render::feed(&live, format, &render_options(SITE)).body.len();
                assert!(bytes < 200_000, "{format}: {bytes} of {} entries of {text:.9}", live.entries.len());
            }
        }
    }
}

#[test]
fn an_archive_stays_cut_when_the_newest_report_is_withdrawn() {
    let mut file = file(150);
    let before = archives(&snapshot(&file));
    assert_eq!(before.len(), 3 * 2);
    for number in (131..=150).rev() {
        let reports = file["reports"].as_array_mut().expect("a list");
        let report = reports.pop().expect("one");
        let left = json!({ "id": report["id"], "when": report["added"] });
        file["withdrawn"] = match &file["withdrawn"] {
            Value::Array(withdrawn) => json!([withdrawn.as_slice(), &[left]].concat()),
            _ => json!([left]),
        };
        let after = snapshot(&file);
        assert!(archives(&after) == before, "{number} withdrawn changes an archive");
        let live = feed::live(&after, None, at(TODAY), &Options::default());
        assert_eq!(live.withdrawn.len(), 151 - number);
        assert_eq!(live.entries.len(), 50, "a subscriber who is new sees as much as ever");
    }
}

#[test]
fn what_changed_lately_is_in_the_live_document_too() {
    let mut file = file(150);
    file["reports"][2]["updated"] = file["reports"][149]["added"].clone();
    let snapshot = snapshot(&file);
    let live = feed::live(&snapshot, None, at(TODAY), &Options::default());

    assert_eq!(live.entries.len(), 51);
    assert_eq!(live.entries[50].id, "tag:example.org,2020:many/r3");
    let archive = feed::archive(&snapshot, None, 1, &Options::default()).expect("an archive");
    assert!(archive.entries.iter().any(|entry| entry.id == "tag:example.org,2020:many/r3"));
}

#[test]
fn withdrawals_never_leave_a_feed_without_reports() {
    let mut file = file(60);
    let newest = file["reports"][59]["added"].clone();
    let left =
        |number: usize| json!({ "id": format!("gone-{number}"), "when": newest, "reason": "A reason." });
    file["withdrawn"] = (0..6_000).map(left).collect();
    let one = Options { live_entries: 1.try_into().expect("not 0"), ..Options::default() };
    for (options, least) in [(Options::default(), 50), (one, 1)] {
        let snapshot = snapshot(&file);
        let live = feed::live(&snapshot, None, at(TODAY), &options);
        assert!(live.entries.len() >= least, "{} entries", live.entries.len());
        let bytes = render::feed(&live, Format::Atom, &render_options(SITE)).body.len();
        assert!(bytes < 3 * 1024 * 1024, "{bytes}");
    }
}
