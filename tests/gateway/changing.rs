//! A collection file that changes, in its own folder, and a gateway that follows it.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use feedgate::config::Config;
use feedgate::reload::Reloads;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::program::text;
use super::support::{TestGateway, at};

/// Longer than anything here takes; only a test that fails waits for it.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A folder without links on the way to it, which goes when its test ends.
pub(crate) fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().canonicalize().expect("it is there");
    (folder, path)
}

pub(crate) fn report(id: &str, topic: &str, title: &str) -> Value {
    json!({ "id": id, "title": title, "published": "2024-01-01", "topics": [topic] })
}

pub(crate) fn with_reports(title: &str, reports: Vec<Value>) -> String {
    let topics = ["rivers", "roads"].map(|id| json!({ "id": id, "title": id }));
    json!({ "id": "c", "authority": "example.org,2023", "title": title, "topics": topics, "reports": reports })
        .to_string()
}

/// A collection of that title, with a report in each of its topics.
pub(crate) fn titled(title: &str) -> String {
    with_reports(title, vec![report("a", "rivers", "A"), report("b", "roads", "B")])
}

pub(crate) fn write(path: &Path, content: &str) {
    fs::write(path, content).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

/// Puts a file in place as a careful program does.
pub(crate) fn rename_over(path: &Path, content: &str) {
    let new = path.with_extension("new");
    write(&new, content);
    fs::rename(&new, path).expect("the same folder");
}

/// Puts a link in place as Kubernetes does.
pub(crate) fn link_over(target: impl AsRef<Path>, link: &Path) {
    let new = link.with_file_name("..data_tmp");
    symlink(target, &new).expect("a link");
    fs::rename(&new, link).expect("the same folder");
}

pub(crate) async fn gateway(file: &Path) -> TestGateway {
    gateway_with(file, |_| {}).await
}

pub(crate) async fn gateway_with(file: &Path, change: impl FnOnce(&mut Config)) -> TestGateway {
    TestGateway::with(text(file), change, || at("2024-06-01T12:00:00Z")).await
}

/// Waits until the state of reloads is as it should be, and gives it.
pub(crate) async fn reloads(gateway: &TestGateway, right: impl FnMut(&Reloads) -> bool) -> Reloads {
    let mut reloads = gateway.reloads.clone();
    match tokio::time::timeout(PATIENCE, reloads.wait_for(right)).await {
        Ok(found) => found.expect("the gateway serves").clone(),
        Err(_) => panic!("it came to {:#?}", gateway.reloads.borrow()),
    }
}

pub(crate) async fn title(gateway: &TestGateway) -> String {
    let feed = gateway.get("/feed.json").await.assert_status(200).json();
    feed["title"].as_str().expect("a title").to_owned()
}

/// Asks until the feed has a title.
#[track_caller]
pub(crate) fn until_titled(gateway: &TestGateway, wanted: &str) -> impl Future<Output = ()> {
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

pub(crate) fn many(count: usize) -> Vec<Value> {
    (0..count).map(|number| report(&format!("r{number}"), "rivers", &format!("Report {number}"))).collect()
}
