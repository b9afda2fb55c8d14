//! The gateway survives any content of its file, and clients notice only what changed.

use std::fs::{self, File};
use std::io::Write;
use std::time::Duration;

use serde_json::{Value, json};

use super::changing::{
    PATIENCE, folder, gateway, gateway_with, many, reloads, rename_over, report, title, titled, until_titled,
    with_reports, write,
};
use super::support::{Reply, TestGateway};

// — whatever is in it —

#[tokio::test]
async fn a_bad_file_changes_nothing_until_it_is_good_again() {
    let (_folder, root) = folder();
    let file = root.join("c.json");
    write(&file, &titled("one"));
    let gateway = gateway(&file).await;
    let before = gateway.get("/topics/rivers/feed.atom").await;

    rename_over(&file, &titled("two").replace("2024-01-01", "2024-13-01"));
    let bad = reloads(&gateway, |reloads| reloads.bad == 1).await;
    let stale = bad.stale.expect("it is stale");
    assert_eq!((bad.good, bad.faults), (1, 2));
    assert!(stale.why.contains("has 2 errors; line 1, column "), "{}", stale.why);
    assert!(stale.why.ends_with("the date `2024-13-01` does not exist"), "{}", stale.why);
    let meanwhile = gateway.get("/topics/rivers/feed.atom").await;
    assert_eq!((meanwhile.header("etag"), &meanwhile.body), (before.header("etag"), &before.body));

    rename_over(&file, "{");
    let worse = reloads(&gateway, |reloads| reloads.bad == 2).await;
    assert_eq!(worse.stale.expect("it is stale").since, stale.since);
    assert_eq!(worse.faults, 1);

    // Good again, though nothing new.
    rename_over(&file, &titled("one"));
    let good = reloads(&gateway, |reloads| reloads.good == 2).await;
    assert_eq!((good.stale, good.faults), (None, 0));
    rename_over(&file, &titled("three"));
    until_titled(&gateway, "three").await;
}

#[tokio::test]
async fn a_file_that_is_deleted_is_served_on_and_followed_when_it_is_back() {
    let (_folder, root) = folder();
    let file = root.join("c.json");
    write(&file, &titled("one"));
    let gateway = gateway(&file).await;

    fs::remove_file(&file).expect("it is there");
    reloads(&gateway, |reloads| reloads.stale.is_some()).await;
    assert_eq!(title(&gateway).await, "one");
    write(&file, &titled("two"));
    until_titled(&gateway, "two").await;
    assert_eq!(gateway.reloads.borrow().bad, 1);
}

#[tokio::test]
async fn half_a_file_is_not_read_if_the_rest_comes_within_the_debounce() {
    let (_folder, root) = folder();
    let path = root.join("c.json");
    write(&path, &titled("one"));
    let gateway = gateway_with(&path, |config| config.source.debounce = Duration::from_millis(2_000)).await;
    let content = titled("two");
    let (first, rest) = content.split_at(content.len() / 2);

    let mut file = File::create(&path).expect("it can be written");
    file.write_all(first.as_bytes()).expect("it can be written");
    for _ in 0..20 {
        assert_eq!(title(&gateway).await, "one");
    }
    file.write_all(rest.as_bytes()).expect("it can be written");
    drop(file);

    until_titled(&gateway, "two").await;
    // It is told a moment after it is served.
    let reloads = reloads(&gateway, |reloads| reloads.good > 1).await;
    assert_eq!((reloads.good, reloads.bad), (2, 0));
}

#[tokio::test]
async fn a_large_file_that_is_written_slowly_ends_good() {
    let (_folder, root) = folder();
    let path = root.join("c.json");
    write(&path, &titled("one"));
    let gateway = gateway_with(&path, |config| config.source.debounce = Duration::from_millis(20)).await;
    let content = with_reports("two", many(5_000));

    let mut file = File::create(&path).expect("it can be written");
    for part in content.as_bytes().chunks(content.len().div_ceil(12)) {
        file.write_all(part).expect("it can be written");
        // Slower than the debounce: what is there so far may be read, and is bad.
        tokio::time::sleep(Duration::from_millis(30)).await;
        assert!(["one", "two"].contains(&title(&gateway).await.as_str()));
    }
    drop(file);

    until_titled(&gateway, "two").await;
    assert_eq!(reloads(&gateway, |reloads| reloads.stale.is_none()).await.faults, 0);
}

#[tokio::test]
async fn a_collection_grows_from_nothing_and_shrinks_to_nothing() {
    const MOST: usize = if cfg!(debug_assertions) { 20_000 } else { 100_000 };
    let (_folder, root) = folder();
    let file = root.join("c.json");
    write(&file, &with_reports("0", vec![]));
    let gateway = gateway(&file).await;

    for count in [1, MOST / 10, MOST, MOST / 10, 1, 0] {
        rename_over(&file, &with_reports(&count.to_string(), many(count)));
        until_titled(&gateway, &count.to_string()).await;
        let there = count.checked_sub(1).map(|last| format!("/reports/r{last}"));
        if let Some(there) = there {
            gateway.get(&there).await.assert_status(200);
        }
        gateway.get(&format!("/reports/r{count}")).await.assert_status(404);
    }
    assert_eq!(gateway.get("/feed.json").await.json()["items"], json!([]));
}

// — what clients can rely on —

#[tokio::test]
async fn what_did_not_change_keeps_its_tags_over_either_version() {
    let (_folder, root) = folder();
    let file = root.join("c.json");
    write(&file, &titled("one"));
    for http_2 in [false, true] {
        let gateway = gateway(&file).await;
        let gateway = if http_2 { gateway.over_http_2() } else { gateway };
        let (rivers, roads) = ("/topics/rivers/feed.atom", "/topics/roads/feed.atom");
        let (old_rivers, old_roads) = (gateway.get(rivers).await, gateway.get(roads).await);

        let renamed = if http_2 { "New over 2" } else { "New over 1.1" };
        let reports = vec![report("a", "rivers", renamed), report("b", "roads", "B")];
        rename_over(&file, &with_reports("one", reports));
        reloads(&gateway, |reloads| reloads.good == 2).await;

        let etag = |reply: &Reply| reply.header("etag").expect("a tag").to_owned();
        let asked = gateway.get_with(roads, &[("if-none-match", &etag(&old_roads))]).await;
        asked.assert_status(304).assert_header("etag", &etag(&old_roads));
        let asked = gateway.get_with(rivers, &[("if-none-match", &etag(&old_rivers))]).await;
        assert!(asked.assert_status(200).text().contains(renamed), "{asked}");
        let version = if http_2 { reqwest::Version::HTTP_2 } else { reqwest::Version::HTTP_11 };
        assert_eq!(asked.version, version);
    }
}

#[tokio::test]
async fn a_topic_that_only_gets_an_old_name_is_found_under_it() {
    let (_folder, root) = folder();
    let file = root.join("c.json");
    write(&file, &titled("one"));
    let gateway = gateway(&file).await;
    gateway.get("/topics/streams").await.assert_status(404);

    let mut renamed: Value = serde_json::from_str(&titled("one")).expect("JSON");
    renamed["topics"][0]["aliases"] = json!(["streams"]);
    rename_over(&file, &renamed.to_string());
    reloads(&gateway, |reloads| reloads.good == 2).await;

    gateway.get("/topics/streams").await.assert_status(301);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_reply_shows_one_snapshot_whenever_it_was_asked_for() {
    let (_folder, root) = folder();
    let file = root.join("c.json");
    let marked = |mark: &str| {
        let reports = (0..60).map(|number| report(&format!("r{number}"), "rivers", mark));
        with_reports(mark, reports.collect())
    };
    write(&file, &marked("mark 0"));
    let gateway = gateway_with(&file, |config| config.source.debounce = Duration::from_millis(1)).await;
    let other =
        gateway_with(&file, |config| config.source.debounce = Duration::from_millis(1)).await.over_http_2();

    let ask = async |gateway: &TestGateway| {
        let mut seen = std::collections::BTreeSet::new();
        while !seen.contains("mark 20") {
            let feed = gateway.get("/feed.json").await.assert_status(200).json();
            let mark = feed["title"].as_str().expect("a title").to_owned();
            let items = feed["items"].as_array().expect("a list");
            assert_eq!(items.len(), 60);
            for item in items {
                assert_eq!(item["title"], mark.as_str(), "{feed:#}");
            }
            seen.insert(mark);
        }
    };
    let change = async {
        for number in 1..=20 {
            rename_over(&file, &marked(&format!("mark {number}")));
            // Not all of them need be seen, but each is on its way while it is asked.
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let all = async { tokio::join!(change, ask(&gateway), ask(&gateway), ask(&other), ask(&other)) };

    tokio::time::timeout(PATIENCE, all).await.expect("the last change is served");
}
