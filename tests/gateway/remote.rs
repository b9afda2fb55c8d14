//! A collection that is read from elsewhere, from places that behave and from places that do not.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use feedgate::config::Config;
use feedgate::gateway::{Gateway, StartError};
use feedgate::source::CollectionPlace;
use serde_json::Value;
use tempfile::TempDir;

use super::bucket::{Bucket, with_keys};
use super::changing::{PATIENCE, folder, reloads, title, titled, until_titled, write};
use super::elsewhere::{Asked, Elsewhere, Step, answer, head};
use super::nginx::Nginx;
use super::program::{Serving, serve};
use super::support::{SITE, TestGateway, at, root};

/// A web server that has a collection, and answers as it is told.
struct Place {
    server: Elsewhere,
    act: Arc<Mutex<Act>>,
}

/// What the server does.
#[derive(Clone, Debug)]
enum Act {
    /// It has a collection of that title, last changed on that day of June, and knows conditional requests.
    Has(&'static str, u8),
    /// It sends these bytes with status 200 and no validators.
    Sends(Vec<u8>),
    /// It sends the header of an answer with so many bytes, and only these.
    Breaks(usize, Vec<u8>),
    Answers(&'static str),
    Endless,
    Silent,
}

impl Place {
    async fn with(act: Act) -> Place {
        let act = Arc::new(Mutex::new(act));
        let now = act.clone();
        let server = Elsewhere::start(move |_, asked| {
            let act = now.lock().expect("not poisoned").clone();
            act.steps(asked)
        });
        Place { server: server.await, act }
    }

    /// Changes what the server does, and waits until it did so twice.
    async fn now(&self, act: Act) {
        *self.act.lock().expect("not poisoned") = act;
        let asked = self.server.asked().len();
        let begun = Instant::now();
        while self.server.asked().len() < asked + 3 {
            assert!(begun.elapsed() < PATIENCE, "nobody asks any more");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    fn set(&self, act: Act) {
        *self.act.lock().expect("not poisoned") = act;
    }

    fn address(&self) -> String {
        self.server.at("/collection.json")
    }
}

impl Act {
    fn steps(&self, asked: &Asked) -> Vec<Step> {
        match self {
            Act::Has(title, day) => {
                let (tag, modified) =
                    (format!("\"{title}\""), format!("Sat, {day:02} Jun 2024 12:00:00 GMT"));
                let validators = [("ETag", &*tag), ("Last-Modified", &*modified)];
                match asked.header("if-none-match") == Some(&tag) {
                    true => vec![Step::Send(head("304 Not Modified", &validators))],
                    false => answer("200 OK", &validators, titled(title)),
                }
            }
            Act::Sends(bytes) => answer("200 OK", &[("Content-Type", "text/html")], bytes),
            Act::Breaks(length, bytes) => {
                let header = head("200 OK", &[("Content-Length", &length.to_string())]);
                vec![Step::Send([&header, &**bytes].concat()), Step::Close]
            }
            Act::Answers(status) => answer(status, &[], "{}"),
            Act::Endless => vec![
                Step::Send(head("200 OK", &[("Connection", "close")])),
                Step::Endless(vec![b' '; 64 << 10]),
            ],
            Act::Silent => vec![Step::Close],
        }
    }
}

/// A gateway that reads from `place` and keeps its copy in `folder`.
fn config(place: &str, folder: &Path) -> impl FnOnce(&mut Config) {
    let place = CollectionPlace::elsewhere(place).expect("elsewhere").expect("a place");
    let copy = copy_in(folder);
    move |config: &mut Config| {
        config.collection = place;
        config.remote.copy = copy;
        config.remote.every = Duration::from_millis(20);
        config.load.file_bytes = 1 << 20;
    }
}

fn copy_in(folder: &Path) -> PathBuf {
    folder.join("copy/collection.json")
}

async fn serving(place: &str, folder: &Path) -> TestGateway {
    TestGateway::with("", config(place, folder), || at("2024-06-01T12:00:00Z")).await
}

async fn refused(place: &str, folder: &Path) -> StartError {
    let mut settings = Config { listen: ([127, 0, 0, 1], 0).into(), admin_listen: None, ..Config::default() };
    settings.public_url = Some(SITE.parse().expect("an address"));
    config(place, folder)(&mut settings);
    Gateway::start(&settings).await.expect_err("it cannot start")
}

fn copied(folder: &Path) -> Option<String> {
    std::fs::read_to_string(copy_in(folder)).ok()
}

async fn started() -> (TempDir, PathBuf, Place, TestGateway) {
    let (kept, folder) = folder();
    let place = Place::with(Act::Has("one", 1)).await;
    let gateway = serving(&place.address(), &folder).await;
    (kept, folder, place, gateway)
}

#[tokio::test]
async fn a_change_elsewhere_is_served_and_what_did_not_change_is_not_sent_again() {
    let (_kept, folder, place, gateway) = started().await;
    assert_eq!(title(&gateway).await, "one");
    place.now(Act::Has("one", 1)).await;
    let asked = place.server.asked();
    assert_eq!(asked[0].header("if-none-match"), None);
    assert!(asked[1..].iter().all(|asked| asked.header("if-none-match") == Some("\"one\"")));
    assert_eq!(place.server.connections(), 1, "the connection is used again");

    place.set(Act::Has("two", 2));
    until_titled(&gateway, "two").await;
    assert_eq!(copied(&folder), Some(titled("two")));
    reloads(&gateway, |reloads| reloads.good == 2).await;
}

#[tokio::test]
async fn whatever_the_place_sends_the_last_good_version_is_served() {
    let (_kept, folder, place, gateway) = started().await;
    let half = titled("half").into_bytes();
    let half = half[..half.len() / 2].to_vec();
    for (act, why) in [
        (Act::Answers("503 Service Unavailable"), "answered 503 Service Unavailable"),
        (Act::Answers("404 Not Found"), "answered 404 Not Found"),
        (Act::Answers("204 No Content"), "answered 204 No Content"),
        (Act::Breaks(100_000, half.clone()), "the connection to"),
        (Act::Endless, "is larger than 1048576 bytes"),
        (Act::Silent, "the connection to"),
    ] {
        place.now(act.clone()).await;
        let found = reloads(&gateway, |reloads| {
            reloads.unreached.as_ref().is_some_and(|unreached| unreached.why.contains(why))
        });
        found.await;
        let health = gateway.operator("/healthz").await.json();
        assert_eq!((&health["stale"], &health["status"]), (&true.into(), &"serving".into()), "{act:?}");
        assert_eq!(title(&gateway).await, "one", "{act:?}");
        place.now(Act::Has("one", 1)).await;
        reloads(&gateway, |reloads| reloads.unreached.is_none()).await;
    }
    for sent in [half, b"<!doctype html><title>Log in</title>".to_vec(), Vec::new(), b"{}".to_vec()] {
        let bad = gateway.reloads.borrow().bad;
        place.set(Act::Sends(sent.clone()));
        reloads(&gateway, |reloads| reloads.bad > bad && reloads.stale.is_some()).await;
        assert_eq!(title(&gateway).await, "one");
        assert_eq!(copied(&folder), Some(titled("one")), "the copy is never bad");
        place.set(Act::Has("one", 1));
        reloads(&gateway, |reloads| reloads.stale.is_none()).await;
    }
    place.set(Act::Has("two", 2));
    until_titled(&gateway, "two").await;
}

#[tokio::test]
async fn a_place_without_validators_is_loaded_only_when_its_bytes_change() {
    let (_kept, folder) = folder();
    let place = Place::with(Act::Sends(titled("one").into_bytes())).await;
    let gateway = serving(&place.address(), &folder).await;
    place.now(Act::Sends(titled("one").into_bytes())).await;
    assert_eq!(gateway.reloads.borrow().good, 1);
    place.set(Act::Sends(titled("two").into_bytes()));
    until_titled(&gateway, "two").await;
    reloads(&gateway, |reloads| reloads.good == 2).await;
}

#[tokio::test]
async fn an_older_version_is_passed_over_for_a_while() {
    let (_kept, _, place, gateway) = started().await;
    place.set(Act::Has("three", 8));
    until_titled(&gateway, "three").await;
    place.now(Act::Has("two", 1)).await;
    assert_eq!(title(&gateway).await, "three", "a store may answer from an old replica");
    place.set(Act::Has("four", 15));
    until_titled(&gateway, "four").await;
}

#[tokio::test]
async fn a_start_without_the_place_serves_the_copy_and_says_so() {
    let (_kept, folder, place, gateway) = started().await;
    let address = place.address();
    drop(gateway);
    place.set(Act::Answers("503 Service Unavailable"));
    let gateway = serving(&address, &folder).await;
    assert_eq!(title(&gateway).await, "one");
    let health = gateway.operator("/healthz").await.json();
    assert!(health["stale_because"].as_str().expect("why").contains("answered 503"), "{health}");
    place.set(Act::Has("two", 2));
    until_titled(&gateway, "two").await;
    reloads(&gateway, |reloads| reloads.unreached.is_none()).await;

    drop(gateway);
    place.set(Act::Sends(b"<html>".to_vec()));
    let gateway = serving(&address, &folder).await;
    assert_eq!(title(&gateway).await, "two", "what cannot be loaded at the start is as good as nothing");
    assert!(gateway.operator("/healthz").await.json()["stale"] == true);
    place.set(Act::Has("three", 3));
    until_titled(&gateway, "three").await;
}

#[tokio::test]
async fn a_start_without_place_and_copy_fails_and_says_why() {
    let (_kept, folder) = folder();
    let place = Place::with(Act::Answers("403 Forbidden")).await;
    let error = refused(&place.address(), &folder).await;
    let StartError::Source(error) = error else { panic!("{error:?}") };
    let error = error.to_string();
    assert!(error.contains("answered 403 Forbidden") && error.contains("no copy"), "{error}");

    place.set(Act::Has("one", 1));
    drop(serving(&place.address(), &folder).await);
    place.set(Act::Answers("403 Forbidden"));
    let elsewhere = place.server.at("/other.json");
    let error = refused(&elsewhere, &folder).await;
    assert!(matches!(error, StartError::Source(_)), "the copy is of another place: {error:?}");
}

#[tokio::test]
async fn gateways_do_not_share_a_copy() {
    let (_kept, folder, place, _gateway) = started().await;
    let StartError::Source(error) = refused(&place.address(), &folder).await else { panic!("it started") };
    assert!(error.to_string().contains("another gateway uses"), "{error}");
}

#[tokio::test]
async fn gateways_that_read_the_same_place_send_the_same_bytes() {
    let (_kept, first) = folder();
    let (_also, second) = folder();
    let place = Place::with(Act::Has("one", 1)).await;
    let gateways = [serving(&place.address(), &first).await, serving(&place.address(), &second).await];
    place.set(Act::Has("two", 2));
    for gateway in &gateways {
        until_titled(gateway, "two").await;
    }
    for target in
        ["/feed.atom", "/feed.rss", "/feed.json", "/", "/reports/a", "/sitemap.xml", "/api/v1/reports"]
    {
        let [one, other] = [gateways[0].get(target).await, gateways[1].get(target).await];
        assert_eq!(one.header("etag"), other.header("etag"), "{target}");
        assert_eq!(one.text(), other.text(), "{target}");
    }
}

/// Puts a collection with this title into the bucket.
fn put(bucket: &mut Bucket, folder: &Path, title: &str) {
    let file = folder.join("put.json");
    write(&file, &titled(title));
    bucket.put(&file);
}

/// A gateway that reads from the bucket, with keys from its environment.
fn reading(bucket: &Bucket, folder: &Path) -> Serving {
    let mut command = serve("s3://bucket/reports/collection.json");
    command.env("FEEDGATE_PUBLIC_URL", SITE).env("FEEDGATE_REMOTE__COPY", copy_in(folder));
    command.env("FEEDGATE_REMOTE__POLL_SECS", "1");
    command.env("FEEDGATE_STATE__DATABASE", folder.join("f.db"));
    Serving::start(with_keys(&mut command, &bucket.address))
}

/// The tag of a feed, and the feed.
async fn feed(serving: &Serving) -> (Option<String>, Value) {
    let answer = reqwest::get(format!("http://{}/feed.json", serving.address)).await.expect("an answer");
    let tag = answer.headers().get("etag").and_then(|tag| tag.to_str().ok()).map(str::to_owned);
    let text = answer.text().await.expect("a body");
    (tag, serde_json::from_str(&text).expect("JSON"))
}

#[tokio::test]
async fn replicas_that_read_a_bucket_see_a_change_and_send_the_same() {
    let (_kept, first) = folder();
    let (_also, second) = folder();
    let mut bucket = Bucket::start();
    put(&mut bucket, &first, "one");
    let replicas = [reading(&bucket, &first), reading(&bucket, &second)];
    put(&mut bucket, &first, "two");
    let begun = Instant::now();
    for replica in &replicas {
        while feed(replica).await.1["title"] != "two" {
            assert!(begun.elapsed() < PATIENCE, "it never came");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    assert_eq!(feed(&replicas[0]).await, feed(&replicas[1]).await);
    let [one, _] = replicas;
    drop(one);
    drop(bucket);
    let mut command = serve("s3://bucket/reports/collection.json");
    command.env("FEEDGATE_REMOTE__COPY", copy_in(&first));
    let alone = Serving::start(with_keys(&mut command, "http://127.0.0.1:9"));
    assert_eq!(feed(&alone).await.1["title"], "two", "without the store, the copy is served");
    let said = alone.beginning();
    assert!(said.iter().any(|line| line.contains("cannot read the collection")), "{said:?}");
    assert!(said.iter().all(|line| !line.contains("very-secret")), "{said:?}");
}

/// nginx with a file that ships, in front of gateways.
fn before(replicas: &[Serving]) -> Nginx {
    let shipped = std::fs::read_to_string(root().join("config/replicas.conf")).expect("it ships");
    let names = ["one:8080", "two:8080", "three:8080"].into_iter().zip(replicas);
    let server = names.fold(shipped, |text, (name, replica)| text.replace(name, &replica.address));
    Nginx::start(|address| server.replace("listen 80;", &format!("listen {address};")))
}

#[tokio::test]
async fn a_replica_that_is_killed_costs_no_request() {
    let folders = [folder(), folder(), folder()];
    let mut bucket = Bucket::start();
    put(&mut bucket, &folders[0].1, "one");
    let mut replicas: Vec<Serving> = folders.iter().map(|(_, folder)| reading(&bucket, folder)).collect();
    let nginx = before(&replicas);
    let address = format!("http://{}/feed.json", nginx.address);
    let (client, ended) = (reqwest::Client::new(), Arc::new(AtomicBool::new(false)));
    let asking = (0..4).map(|_| {
        let (client, address, ended) = (client.clone(), address.clone(), ended.clone());
        tokio::spawn(async move {
            let mut tags = Vec::new();
            while !ended.load(Ordering::Relaxed) {
                let answer = client.get(&address).header("host", "reports.example.org").send().await;
                let answer = answer.expect("an answer");
                assert_eq!(answer.status(), 200);
                tags.push(answer.headers()["etag"].clone());
            }
            tags
        })
    });
    let asking: Vec<_> = asking.collect();
    tokio::time::sleep(Duration::from_millis(300)).await;
    // Dropping it kills it.
    drop(replicas.remove(1));
    tokio::time::sleep(Duration::from_millis(700)).await;
    ended.store(true, Ordering::Relaxed);
    let mut tags = Vec::new();
    for asking in asking {
        tags.extend(asking.await.expect("each request was answered"));
    }
    assert!(tags.len() > 100, "{}", tags.len());
    tags.dedup();
    assert_eq!(tags.len(), 1, "all replicas have the same tag");
}
