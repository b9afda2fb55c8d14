//! Feeds of a search: their titles and entries, how they are cut, and changes that do not affect them.

use std::fs;

use feed_rs::parser;
use feedgate::address::Format;
use serde_json::{Value, json};

use super::search::listed;
use super::support::{Reply, SITE, TestGateway, at, golden};

const COLLECTION: &str = "search.json";

/// Entry ids of a feed in any format.
pub(crate) fn ids(reply: &Reply) -> Vec<String> {
    let feed = parser::parse(&*reply.body).unwrap_or_else(|error| panic!("{error}: {reply}"));
    feed.entries.into_iter().map(|entry| entry.id).collect()
}

fn title(reply: &Reply) -> String {
    let feed = parser::parse(&*reply.body).unwrap_or_else(|error| panic!("{error}: {reply}"));
    feed.title.map(|title| title.content).unwrap_or_default()
}

#[tokio::test]
async fn a_search_as_golden_files() {
    let gateway = TestGateway::start(COLLECTION).await;

    for format in Format::ALL {
        let extension = format.extension();
        let feed = gateway.get(&format!("/feed.{extension}?q=water&topic=floods&place=-Delta")).await;
        feed.assert_status(200);
        golden(&format!("search/feed.{extension}"), &feed.body);
    }
}

#[tokio::test]
async fn a_title_says_what_the_feed_holds() {
    let gateway = TestGateway::start(COLLECTION).await;

    for (query, title) in [
        ("q=water", "Rivers & Roads: “water”"),
        ("q=%22hold+water%22+-delta", "Rivers & Roads: “‘hold water’”, without “delta”"),
        ("topic=dams", "Rivers & Roads: reports in Dams & Weirs"),
        ("q=water&topic=dams&topic=floods", "Rivers & Roads: “water” in Dams & Weirs or Floods"),
        ("kind=case-study&year=2023", "Rivers & Roads: case studies from 2023"),
        ("q=%3Cb%3E%26&language=es&year=-2020", "Rivers & Roads: “<b>&” in Spanish, without 2020"),
        ("place=El+Paso&publisher=Water+%26+Co", "Rivers & Roads: reports about El Paso by Water & Co"),
    ] {
        for format in Format::ALL {
            let feed = gateway.get(&format!("/feed.{}?{query}", format.extension())).await;
            assert_eq!(self::title(feed.assert_status(200)), title, "{feed}");
        }
        let page = gateway.get(&format!("/?{query}")).await;
        let escaped = page.text().split("<title>").nth(1).and_then(|rest| rest.split("</title>").next());
        let shown = escaped.map(super::reading::unescaped);
        assert_eq!(shown.as_deref(), Some(title), "{page}");
    }
}

#[tokio::test]
async fn the_format_of_a_search_may_be_the_clients_choice() {
    let gateway = TestGateway::start(COLLECTION).await;

    let feed = gateway.get_with("/feed?q=water", &[("accept", "application/rss+xml")]).await;
    feed.assert_status(200).assert_header("content-type", "application/rss+xml; charset=utf-8");
    feed.assert_header("content-location", &format!("{SITE}/feed.rss?q=water"));
    feed.assert_header("vary", "accept, accept-encoding");
    assert_eq!(feed.body, gateway.get("/feed.rss?q=water").await.body);

    let page = gateway.get_with("/feed?q=water", &[("accept", "text/html")]).await;
    page.assert_status(200).assert_header("content-type", "text/html; charset=utf-8");
    for shown in
        ["Follow Rivers &amp; Roads: “water”", "/feed.atom?q=water", "name=\"robots\" content=\"noindex\""]
    {
        assert!(page.text().contains(shown), "{shown}: {page}");
    }
}

#[tokio::test]
async fn words_and_a_topic_make_a_feed_of_what_apps_get() {
    let gateway = TestGateway::shipped().await;
    // No report has both of the first words today: apps get what has one of them, and whoever subscribes waits for
    // the first that has both.
    for (words, matching) in [("asylum+children", "some"), ("asylum+mexico", "all")] {
        let query = format!("q={words}&topic=refugees-asylum-seekers");
        let list = gateway.get(&format!("/api/v1/reports?{query}&sort=newest")).await;
        let list = list.assert_status(200).json();
        assert_eq!(list["matching"], matching);
        let listed = list["reports"].as_array().expect("reports").iter();
        let listed: Vec<_> = listed.map(|report| report["entry_id"].as_str().expect("an id")).collect();
        assert!(!listed.is_empty(), "{list}");
        for format in Format::ALL {
            let target = format!("/feed.{}?{query}", format.extension());
            let feed = gateway.get(&target).await;
            feed.assert_status(200);
            let words = words.replace('+', " ");
            assert_eq!(
                title(&feed),
                format!("Immigration: “{words}” in Refugees & Asylum Seekers"),
                "{feed}"
            );
            assert_eq!(ids(&feed), if matching == "all" { listed.clone() } else { Vec::new() }, "{feed}");
            let itself = format!("<{SITE}{target}>; rel=\"self\"");
            assert!(feed.headers("link").join("\n").contains(&itself), "{feed}");
            let tag = feed.header("etag").expect("a tag").to_owned();
            gateway.get_with(&target, &[("if-none-match", &tag)]).await.assert_status(304);
        }
        let page = gateway.get(&format!("/?{query}")).await;
        let feed = format!("/feed.atom?q={words}&amp;topic=refugees-asylum-seekers");
        assert!(page.text().contains(&feed), "{page}");
    }
}

/// So many reports about wells, each followed by one about roads.
fn wells(count: usize) -> Value {
    let report = |number: usize| {
        let topic = if number.is_multiple_of(2) { "roads" } else { "wells" };
        let added = jiff::Timestamp::from_second(1_600_000_000 + number as i64 * 86_400).expect("a time");
        json!({
            "id": format!("r{number}"), "title": format!("Report {number} on {topic}"), "published": "2019",
            "added": added.to_string(), "topics": [topic],
        })
    };
    json!({
        "id": "many", "authority": "example.org,2020", "title": "Many",
        "topics": [{ "id": "roads", "title": "Roads" }, { "id": "wells", "title": "Wells" }],
        "reports": (1..=2 * count).map(report).collect::<Vec<_>>(),
    })
}

#[tokio::test]
async fn a_walk_through_the_archives_of_a_search_finds_every_report_once() {
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    serde_json::to_writer(&file, &wells(257)).expect("a temporary file can be written");
    let gateway = TestGateway::start(file.path().to_str().expect("a plain path")).await;
    let expected: Vec<_> =
        (1..=257).rev().map(|n| format!("tag:example.org,2020:many/r{}", 2 * n - 1)).collect();

    for (query, first) in [("q=wells", "“wells”"), ("topic=wells", "reports in Wells")] {
        let mut next = Some(format!("/feed.json?{query}"));
        let (mut found, mut documents, mut id) = (Vec::new(), 0, None);
        while let Some(target) = next {
            let reply = gateway.get(&target).await;
            let feed = reply.assert_status(200).json();
            found.extend(ids(&reply));
            assert_eq!(feed["title"], format!("Many: {first}"), "{reply}");
            assert_eq!(feed["feed_url"], format!("{SITE}/feed.json?{query}"), "{reply}");
            assert_eq!(
                *id.get_or_insert(feed["_feedgate"]["id"].clone()),
                feed["_feedgate"]["id"],
                "{reply}"
            );
            next = feed["next_url"].as_str().map(|url| url.strip_prefix(SITE).expect("ours").to_owned());
            documents += 1;
        }
        assert_eq!(found, expected, "{query}");
        assert_eq!(documents, 5, "{query}: 57 live, and 4 archives of 50");
        for extension in ["atom", "rss"] {
            let archive = gateway.get(&format!("/archive/4.{extension}?{query}")).await;
            let links = archive.assert_status(200).headers("link").join("\n");
            for (relation, target) in [
                ("self", format!("/archive/4.{extension}?{query}")),
                ("prev-archive", format!("/archive/3.{extension}?{query}")),
                ("current", format!("/feed.{extension}?{query}")),
                ("alternate", format!("/?{query}")),
            ] {
                assert!(links.contains(&format!("<{SITE}{target}>; rel=\"{relation}\"")), "{archive}");
                let within = format!("{SITE}{target}").replace('&', "&amp;");
                assert!(archive.text().contains(&within), "{relation}: {archive}");
            }
            gateway.get(&format!("/archive/5.{extension}?{query}")).await.assert_status(404);
        }
    }
}

/// The collection after a report joined and before.
#[tokio::test]
async fn a_reload_swaps_feeds_and_what_is_searched_and_leaves_other_searches_alone() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("c.json");
    let mut collection = wells(3);
    fs::write(&path, collection.to_string()).expect("it can be written");
    let gateway =
        TestGateway::with(path.to_str().expect("plain"), |_| {}, || at("2024-06-01T12:00:00Z")).await;
    let feeds = ["/feed.atom?q=wells", "/feed.rss?topic=wells&year=2019", "/feed.json?q=wells&place=-Sea"];
    let mut tags = Vec::new();
    for feed in feeds {
        let reply = gateway.get_with(feed, &[("accept-encoding", "gzip")]).await;
        tags.push(reply.assert_status(200).header("etag").expect("a tag").to_owned());
    }
    assert_eq!(listed(&gateway.get("/?q=bridges").await), [""; 0]);

    let reports = collection["reports"].as_array_mut().expect("reports");
    reports
        .push(json!({ "id": "new", "title": "On bridges", "published": "2023-01-01", "topics": ["roads"] }));
    fs::write(&path, collection.to_string()).expect("it can be written");
    let mut reloads = gateway.reloads.clone();
    reloads.wait_for(|reloads| reloads.good == 2).await.expect("the gateway serves");

    assert_eq!(ids(&gateway.get("/feed.atom").await)[0], "tag:example.org,2020:many/new");
    assert_eq!(ids(&gateway.get("/feed.atom?q=bridges").await), ["tag:example.org,2020:many/new"]);
    assert_eq!(listed(&gateway.get("/?q=bridges").await), ["new"]);
    for (feed, tag) in feeds.into_iter().zip(tags) {
        let fields = [("accept-encoding", "gzip"), ("if-none-match", &*tag)];
        gateway.get_with(feed, &fields).await.assert_status(304).assert_header("etag", &tag);
    }
}
