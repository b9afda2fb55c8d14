//! The gateway follows its file, by whatever way the file changes, and survives whatever is in it.

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use feedgate::config::Config;
use feedgate::reload::Reloads;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::program::{Serving, feedgate, text};
use super::support::{TestGateway, at};

/// Longer than anything here takes; only a test that fails waits for it.
const PATIENCE: Duration = Duration::from_secs(60);

/// A folder without links on the way to it, which goes when its test ends.
fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().canonicalize().expect("it is there");
    (folder, path)
}

fn report(id: &str, topic: &str, title: &str) -> Value {
    json!({ "id": id, "title": title, "published": "2024-01-01", "topics": [topic] })
}

fn with_reports(title: &str, reports: Vec<Value>) -> String {
    let topics = ["rivers", "roads"].map(|id| json!({ "id": id, "title": id }));
    json!({ "id": "c", "authority": "example.org,2023", "title": title, "topics": topics, "reports": reports })
        .to_string()
}

/// A collection of that title.
fn titled(title: &str) -> String {
    with_reports(title, vec![report("a", "rivers", "A"), report("b", "roads", "B")])
}

fn write(path: &Path, content: &str) {
    fs::write(path, content).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

/// Puts a file in place as a careful program does.
fn rename_over(path: &Path, content: &str) {
    let new = path.with_extension("new");
    write(&new, content);
    fs::rename(&new, path).expect("the same folder");
}

/// Puts a link in place as Kubernetes does.
fn link_over(target: impl AsRef<Path>, link: &Path) {
    let new = link.with_file_name("..data_tmp");
    symlink(target, &new).expect("a link");
    fs::rename(&new, link).expect("the same folder");
}

async fn gateway(file: &Path) -> TestGateway {
    gateway_with(file, |_| {}).await
}

async fn gateway_with(file: &Path, change: impl FnOnce(&mut Config)) -> TestGateway {
    TestGateway::with(text(file), change, || at("2024-06-01T12:00:00Z")).await
}

/// Waits until the state of reloads is as it should be, and gives it.
async fn reloads(gateway: &TestGateway, right: impl FnMut(&Reloads) -> bool) -> Reloads {
    let mut reloads = gateway.reloads.clone();
    match tokio::time::timeout(PATIENCE, reloads.wait_for(right)).await {
        Ok(found) => found.expect("the gateway serves").clone(),
        Err(_) => panic!("it came to {:#?}", gateway.reloads.borrow()),
    }
}

async fn title(gateway: &TestGateway) -> String {
    let feed = gateway.get("/feed.json").await.assert_status(200).json();
    feed["title"].as_str().expect("a title").to_owned()
}

/// Asks until the feed has a title.
#[track_caller]
fn until_titled(gateway: &TestGateway, wanted: &str) -> impl Future<Output = ()> {
    let caller = std::panic::Location::caller();
    async move {
        let begun = Instant::now();
        loop {
            let found = title(gateway).await;
            if found == wanted {
                return;
            }
            assert!(begun.elapsed() < PATIENCE, "{caller}: still {found:?}, and not {wanted:?}");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

// — by whatever way —

#[tokio::test]
async fn a_file_renamed_over_it_is_served() {
    let (_folder, root) = folder();
    let file = root.join("c.json");
    write(&file, &titled("one"));
    let gateway = gateway(&file).await;
    assert_eq!(title(&gateway).await, "one");

    for change in ["two", "three", "four"] {
        rename_over(&file, &titled(change));
        until_titled(&gateway, change).await;
    }
    assert_eq!(reloads(&gateway, |reloads| reloads.good >= 4).await.bad, 0);
}

#[tokio::test]
async fn a_file_written_in_place_is_served() {
    let (_folder, root) = folder();
    let file = root.join("c.json");
    write(&file, &titled("one"));
    let gateway = gateway(&file).await;

    write(&file, &titled("two"));
    until_titled(&gateway, "two").await;
    // Of the same length.
    write(&file, &titled("TWO"));
    until_titled(&gateway, "TWO").await;
}

#[tokio::test]
async fn of_changes_in_quick_succession_the_last_is_served() {
    let (_folder, root) = folder();
    let file = root.join("c.json");
    write(&file, &titled("00"));
    let gateway = gateway_with(&file, |config| config.reload.debounce_ms = 1).await;

    for round in 0..25 {
        // All of one length, within the steps in which a file system tells the time.
        for step in 0..=round % 4 {
            write(&file, &titled(&format!("{step}{}", char::from(b'a' + round))));
        }
        until_titled(&gateway, &format!("{}{}", round % 4, char::from(b'a' + round))).await;
    }
}

#[tokio::test]
async fn a_file_that_an_editor_saves_beside_a_backup_is_served() {
    let (_folder, root) = folder();
    let file = root.join("c.json");
    write(&file, &titled("one"));
    let gateway = gateway(&file).await;

    for change in ["two", "three"] {
        write(&root.join(".c.json.swp"), "what the editor keeps");
        fs::rename(&file, root.join("c.json~")).expect("a backup");
        write(&file, &titled(change));
        fs::remove_file(root.join(".c.json.swp")).expect("it is there");
        until_titled(&gateway, change).await;
    }
    assert_eq!(gateway.reloads.borrow().bad, 0);
}

#[tokio::test]
async fn a_mounted_config_map_is_followed() {
    let (_folder, root) = folder();
    let publish = |version: &str, title: &str| {
        fs::create_dir(root.join(version)).expect("a folder");
        write(&root.join(version).join("c.json"), &titled(title));
        link_over(version, &root.join("..data"));
    };
    publish("..2024_1", "one");
    symlink("..data/c.json", root.join("c.json")).expect("a link");
    let gateway = gateway(&root.join("c.json")).await;
    assert_eq!(title(&gateway).await, "one");

    publish("..2024_2", "two");
    fs::remove_dir_all(root.join("..2024_1")).expect("it is there");
    until_titled(&gateway, "two").await;
    publish("..2024_3", "three");
    fs::remove_dir_all(root.join("..2024_2")).expect("it is there");
    until_titled(&gateway, "three").await;
    assert_eq!(gateway.reloads.borrow().bad, 0);
}

#[tokio::test]
async fn a_link_in_another_folder_on_the_way_is_followed_and_so_is_what_it_leads_to() {
    let (_folder, root) = folder();
    for made in ["etc", "releases/7", "releases/8"] {
        fs::create_dir_all(root.join(made)).expect("a folder");
    }
    write(&root.join("releases/7/c.json"), &titled("seven"));
    write(&root.join("releases/8/c.json"), &titled("eight"));
    symlink("releases/7", root.join("current")).expect("a link");
    symlink("../current/c.json", root.join("etc/c.json")).expect("a link");
    let gateway = gateway(&root.join("etc/c.json")).await;
    assert_eq!(title(&gateway).await, "seven");

    link_over("releases/8", &root.join("current"));
    until_titled(&gateway, "eight").await;
    rename_over(&root.join("releases/8/c.json"), &titled("eight, mended"));
    until_titled(&gateway, "eight, mended").await;
    link_over(root.join("releases/7"), &root.join("current"));
    until_titled(&gateway, "seven").await;
}

#[tokio::test]
async fn a_folder_that_is_removed_and_made_again_is_followed() {
    let (_folder, root) = folder();
    let (outer, file) = (root.join("a"), root.join("a/b/c.json"));
    fs::create_dir_all(root.join("a/b")).expect("folders");
    write(&file, &titled("one"));
    let gateway = gateway(&file).await;

    for change in ["two", "three"] {
        fs::remove_dir_all(&outer).expect("it is there");
        let stale = reloads(&gateway, |reloads| reloads.stale.is_some()).await.stale.expect("it is stale");
        assert!(stale.why.starts_with("cannot read collection "), "{}", stale.why);
        assert!(stale.why.ends_with("No such file or directory (os error 2)"), "{}", stale.why);

        fs::create_dir_all(root.join("a/b")).expect("folders");
        write(&file, &titled(change));
        until_titled(&gateway, change).await;
        assert_eq!(reloads(&gateway, |reloads| reloads.stale.is_none()).await.faults, 0);
        rename_over(&file, &titled("renamed"));
        until_titled(&gateway, "renamed").await;
    }
}

#[tokio::test]
async fn what_the_system_does_not_tell_of_is_found_by_polling() {
    let (_folder, root) = folder();
    for (folder, title) in [("now", "one"), ("next", "two")] {
        fs::create_dir_all(root.join(folder).join("b")).expect("folders");
        write(&root.join(folder).join("b/c.json"), &titled(title));
    }
    let gateway = gateway_with(&root.join("now/b/c.json"), |config| config.reload.poll_secs = 1).await;
    assert_eq!(title(&gateway).await, "one");

    // The folder that is watched moves along with what is above it, unchanged.
    fs::rename(root.join("now"), root.join("before")).expect("the same folder");
    fs::rename(root.join("next"), root.join("now")).expect("the same folder");

    until_titled(&gateway, "two").await;
}

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
    assert!(stale.why.contains("has 2 faults; line 1, column "), "{}", stale.why);
    assert!(stale.why.ends_with("there is no `2024-13-01` in the calendar"), "{}", stale.why);
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
    let gateway = gateway_with(&path, |config| config.reload.debounce_ms = 2_000).await;
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
    let reloads = gateway.reloads.borrow().clone();
    assert_eq!((reloads.good, reloads.bad), (2, 0));
}

#[tokio::test]
async fn a_large_file_that_is_written_slowly_ends_good() {
    let (_folder, root) = folder();
    let path = root.join("c.json");
    write(&path, &titled("one"));
    let gateway = gateway_with(&path, |config| config.reload.debounce_ms = 20).await;
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

fn many(count: usize) -> Vec<Value> {
    (0..count).map(|number| report(&format!("r{number}"), "rivers", &format!("Report {number}"))).collect()
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

        let etag = |reply: &super::support::Reply| reply.header("etag").expect("a tag").to_owned();
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

    gateway.get("/topics/streams").await.assert_status(308);
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
    let gateway = gateway_with(&file, |config| config.reload.debounce_ms = 1).await;
    let other = gateway_with(&file, |config| config.reload.debounce_ms = 1).await.over_http_2();

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

// — what the operator is told —

fn serving(file: &Path) -> Serving {
    Serving::start(&mut feedgate(["--collection", text(file), "--listen", "127.0.0.1:0"]))
}

/// The lines of a log that tell of something, without what they all begin with.
fn told(lines: &[String], level: &str) -> Vec<String> {
    let told = lines.iter().filter_map(|line| line.split_once(level));
    told.map(|(_, rest)| rest.trim().to_owned()).collect()
}

#[test]
fn a_hangup_reloads_whether_the_file_changed_or_not() {
    let (_folder, root) = folder();
    for (folder, title) in [("now", "one"), ("next", "two")] {
        fs::create_dir_all(root.join(folder).join("b")).expect("folders");
        write(&root.join(folder).join("b/c.json"), &titled(title));
    }
    let serving = serving(&root.join("now/b/c.json"));

    serving.signal("HUP");
    serving.log_until("collection unchanged");
    // In a way of which the system does not tell.
    fs::rename(root.join("now"), root.join("before")).expect("the same folder");
    fs::rename(root.join("next"), root.join("now")).expect("the same folder");
    serving.signal("HUP");
    serving.log_until("collection reloaded");

    let (_, feed) = serving.get("/feed.json");
    assert!(String::from_utf8_lossy(&feed).contains("two"));
}

#[test]
fn every_fault_of_a_bad_file_is_told_once_as_the_check_tells_it() {
    let (_folder, root) = folder();
    let file = root.join("c.json");
    write(&file, &titled("one"));
    let serving = serving(&file);
    let bad = titled("two").replace("2024-01-01", "2024-13-01").replace("roads", "roods");

    rename_over(&file, &bad);
    serving.log_until("not reloaded");
    // A word of the system that means nothing.
    write(&root.join("other"), "");
    serving.signal("HUP");
    let first = serving.log_until("told to reload");
    let second = serving.log_until("not reloaded");
    rename_over(&file, &titled("three"));
    let third = serving.log_until("collection reloaded");

    let check = super::program::run(&mut feedgate(["check", text(&file)]));
    check.assert_code(0);
    write(&file, &bad);
    let check = super::program::run(&mut feedgate(["check", text(&file)])).stderr;
    let (faults, _) = check.trim_end().rsplit_once('\n').expect("the last line counts them");
    assert!(faults.contains("there is no `2024-13-01` in the calendar"), "{faults}");
    let faults: Vec<&str> = faults.lines().collect();
    for after in [&first, &third] {
        assert_eq!(after[..faults.len()], faults);
    }
    assert!(told(&second[..1], "ERROR").len() <= 1, "{second:#?}");
    assert_eq!(told(&[first, second, third].concat(), "ERROR").len(), 1);
}

#[test]
fn what_was_asked_for_is_built_anew_before_the_swap_if_it_changed_and_kept_if_not() {
    let (_folder, root) = folder();
    let file = root.join("c.json");
    write(&file, &titled("one"));
    let serving = serving(&file);
    for topic in ["rivers", "roads"] {
        serving.get(&format!("/topics/{topic}/feed.atom"));
    }

    let reports = vec![report("a", "rivers", "A, mended"), report("b", "roads", "B")];
    rename_over(&file, &with_reports("one", reports));

    let lines = serving.log_until("collection reloaded");
    assert!(lines.last().is_some_and(|line| line.contains("warmed=1")), "{lines:#?}");
    let (_, feed) = serving.get("/topics/rivers/feed.atom");
    assert!(String::from_utf8_lossy(&feed).contains("A, mended"));
}

#[test]
fn reports_that_vanish_are_named_up_to_a_hundred_and_withdrawn_ones_are_not() {
    let (_folder, root) = folder();
    let file = root.join("c.json");
    write(&file, &with_reports("one", many(103)));
    let serving = serving(&file);

    let mut left: Value = serde_json::from_str(&with_reports("two", vec![])).expect("JSON");
    left["withdrawn"] = json!([{ "id": "r0", "when": "2024-05-01" }]);
    rename_over(&file, &left.to_string());
    let mut lines = serving.log_until("more reports");
    rename_over(&file, &titled("three"));
    serving.log_until("collection reloaded");
    rename_over(&file, &with_reports("four", vec![report("a", "rivers", "A")]));
    let later = serving.log_until("is no longer there");

    let more = lines.pop().expect("a line");
    assert!(more.contains("WARN") && more.ends_with("reports=2"), "{more}");
    let named = told(&lines, "WARN");
    assert_eq!(named.len(), 100, "{named:#?}");
    for (at, line) in named.iter().enumerate() {
        assert!(line.starts_with("a report is no longer there"), "{line}");
        assert!(!line.ends_with("report=r0"), "{line}");
        assert!(line.contains(" report=r"), "{at}: {line}");
    }
    assert!(told(&later, "WARN").pop().is_some_and(|line| line.ends_with("report=b")), "{later:#?}");
}
