//! `feedgate export s3://…`: stores that nobody here wrote, and stores that misbehave.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use s3s_fs::FileSystem;
use serde_json::Value;
use tokio::net::TcpListener;

use super::bucket::{Bucket, with_keys};
use super::changing::folder;
use super::elsewhere::{Asked, Elsewhere, Step, answer, head};
use super::export::{exported, files};
use super::program::{Ended, collection, feedgate, run, text};
use super::support::SITE;

const SMALL: &str = "two_topics.json";
const OTHER: &str = "withdrawn.json";

fn command(place: &str, file: &str, store: &str, more: &[&str]) -> Command {
    let file = collection(file);
    let arguments = ["export", place, "--public-url", SITE, "--collection", &file];
    let mut command = feedgate(arguments.into_iter().chain(more.iter().copied()));
    with_keys(&mut command, store);
    command
}

/// Exports to `s3://bucket/some/prefix`.
fn export(file: &str, store: &str, more: &[&str]) -> Ended {
    run(&mut command("s3://bucket/some/prefix", file, store, more))
}

/// What an export to a folder makes of a collection.
fn in_folder(file: &str) -> BTreeMap<String, Vec<u8>> {
    let (_kept, fresh) = folder();
    exported(&fresh, &collection(file), SITE, &[]).assert_code(0);
    files(&fresh)
}

/// What moto has below the prefix, and the attributes of each object.
fn copied(bucket: &mut Bucket) -> (BTreeMap<String, Vec<u8>>, Value) {
    let (_kept, path) = folder();
    let copy = path.join("copy");
    bucket.copy_to(&copy);
    let attributes = fs::read(copy.with_extension("json")).expect("attributes");
    (files(&copy.join("some/prefix")), serde_json::from_slice(&attributes).expect("JSON"))
}

/// Assets of the version before may be left.
#[track_caller]
fn assert_same(mut left: BTreeMap<String, Vec<u8>>, wanted: BTreeMap<String, Vec<u8>>) {
    left.retain(|name, _| !name.starts_with("assets/") || wanted.contains_key(name));
    assert_eq!(left.keys().collect::<Vec<_>>(), wanted.keys().collect::<Vec<_>>());
    assert_eq!(left, wanted);
}

#[test]
fn a_bucket_gets_the_files_of_a_folder_with_their_types() {
    let mut bucket = Bucket::start();
    let ended = export(SMALL, &bucket.address, &[]);
    ended.assert_code(0);
    let (held, attributes) = copied(&mut bucket);
    assert_same(held.clone(), in_folder(SMALL));
    let of = |name: &str| &attributes[format!("some/prefix/{name}")];
    for (name, media_type) in [
        ("index.html", "text/html; charset=utf-8"),
        ("feed.atom", "application/atom+xml; charset=utf-8"),
        ("api/v1.json", "application/json"),
        ("card.png", "image/png"),
        ("favicon.svg", "image/svg+xml"),
    ] {
        assert_eq!(of(name)["ContentType"], media_type, "{name}");
        assert_eq!(of(name)["CacheControl"], "public, max-age=300", "{name}");
        assert_eq!(of(name)["ContentEncoding"], Value::Null, "{name}");
    }
    let asset = held.keys().find(|name| name.starts_with("assets/")).expect("an asset");
    assert_eq!(of(asset)["CacheControl"], "public, immutable, max-age=31536000");
    let said = format!("{}{}", ended.text(), ended.stderr);
    assert!(!said.contains("very-secret"), "{said}");

    let again = export(SMALL, &bucket.address, &[]);
    assert!(again.assert_code(0).text().contains(" 0 written, 0 deleted"), "{again}");
    export(OTHER, &bucket.address, &["--yes"]).assert_code(0);
    assert_same(copied(&mut bucket).0, in_folder(OTHER));

    export(OTHER, &bucket.address, &["--gzip"]).assert_code(0);
    let (held, attributes) = copied(&mut bucket);
    let of = |name: &str| &attributes[format!("some/prefix/{name}")];
    assert_eq!(of("index.html")["ContentEncoding"], "gzip");
    assert_eq!(of("card.png")["ContentEncoding"], Value::Null);
    let mut page = String::new();
    let mut decoder = flate2::read::GzDecoder::new(&*held["index.html"]);
    std::io::Read::read_to_string(&mut decoder, &mut page).expect("gzip");
    assert_eq!(page.as_bytes(), in_folder(OTHER)["index.html"]);
}

#[test]
fn whoever_is_killed_leaves_nothing_wrong_and_only_one_writes() {
    let mut bucket = Bucket::start();
    let address = bucket.address.clone();
    let start = |file| {
        let mut command = command("s3://bucket/some/prefix", file, &address, &["--yes"]);
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("a program")
    };
    for (delay, file) in [(400, SMALL), (900, OTHER)] {
        let mut running = start(file);
        thread::sleep(Duration::from_millis(delay));
        let _ = running.kill();
        running.wait().expect("it has ended");
    }
    // It waits until it is clear that nobody else writes, and a second one sees that it writes.
    let mut first = start(SMALL);
    thread::sleep(Duration::from_secs(1));
    let second = export(SMALL, &address, &["--yes"]);
    let first = first.wait().expect("it has ended");
    // On a busy machine the second one may be the one that goes on.
    let is_refused = second.stderr.contains("another export is writing");
    assert!(first.success() || !is_refused, "{first} {second}");
    assert!(is_refused || second.text().contains(" written"), "{second}");
    assert_same(copied(&mut bucket).0, in_folder(SMALL));
}

#[test]
fn what_cannot_be_written_to_is_told() {
    let bucket = Bucket::start();
    let told = |place: &str, store: &str, part: &str, code: i32| {
        let ended = run(&mut command(place, SMALL, store, &[]));
        ended.assert_code(code).assert_tells(part);
        assert!(!ended.stderr.contains("very-secret"), "{ended}");
    };
    told("s3://nothing/prefix", &bucket.address, "NoSuchBucket", 1);
    told("s3://", &bucket.address, "must name a bucket", 2);
    told("s3://key:very-secret@bucket", &bucket.address, "must not contain keys", 2);
    told("s3://bucket?region=x", &bucket.address, "must name a bucket", 2);
    told("ftp://host/files", &bucket.address, "must be a folder, or begin with s3://", 2);
    let (_kept, path) = folder();
    let ended = run(&mut command(text(&path), SMALL, &bucket.address, &["--gzip"]));
    ended.assert_code(2).assert_tells("--gzip needs a bucket");
}

/// A store that forgets nothing, and answers badly as often as it is told to.
struct Odd {
    objects: Mutex<BTreeMap<String, Vec<u8>>>,
    behave: fn(usize) -> Behavior,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Behavior {
    Good,
    /// It says 503.
    Busy,
    /// It answers after a while.
    Slow,
    /// It sends the header of the right answer, and half of its body.
    Half,
    /// It does what it is asked for, and closes the connection without an answer.
    Mute,
}

impl Odd {
    fn answer(&self, before: usize, asked: &Asked) -> Vec<Step> {
        let behavior = (self.behave)(before);
        if behavior == Behavior::Busy {
            return answer("503 Service Unavailable", &[], "<Error><Code>SlowDown</Code></Error>");
        }
        let mut objects = self.objects.lock().expect("no test panics while it holds it");
        let key = asked.target.strip_prefix("/bucket/").expect("only objects are asked for").to_owned();
        let modified = ("Last-Modified", "Sat, 01 Jun 2024 12:00:00 GMT");
        let found = [("ETag", "\"a\""), modified];
        let mut steps = match asked.method.as_str() {
            "PUT" if asked.header("if-none-match") == Some("*") && objects.contains_key(&key) => {
                answer("412 Precondition Failed", &[], "<Error><Code>PreconditionFailed</Code></Error>")
            }
            "PUT" => {
                objects.insert(key, asked.body.clone());
                answer("200 OK", &[("ETag", "\"a\"")], "")
            }
            "DELETE" => {
                objects.remove(&key);
                answer("204 No Content", &[], "")
            }
            _ => match objects.get(&key) {
                None => answer("404 Not Found", &[], ""),
                Some(bytes) => {
                    let start = asked.header("range").and_then(|range| {
                        range.strip_prefix("bytes=")?.split_once('-')?.0.parse::<usize>().ok()
                    });
                    let (status, start) = start.map_or(("200 OK", 0), |start| ("206 Partial Content", start));
                    let rest = &bytes[start.min(bytes.len())..];
                    let range = format!("bytes {start}-{}/{}", bytes.len() - 1, bytes.len());
                    let length = rest.len().to_string();
                    let headers =
                        [found[0], found[1], ("Content-Range", &*range), ("Content-Length", &*length)];
                    let sent = if behavior == Behavior::Half { rest.len() / 2 } else { rest.len() };
                    let mut steps = vec![Step::Send([&*head(status, &headers), &rest[..sent]].concat())];
                    steps.extend((sent < rest.len()).then_some(Step::Close));
                    steps
                }
            },
        };
        match behavior {
            Behavior::Slow => steps.insert(0, Step::Wait(Duration::from_millis(300))),
            Behavior::Mute => steps = vec![Step::Close],
            Behavior::Good | Behavior::Busy | Behavior::Half => {}
        }
        steps
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_misbehaves_gets_all_files_in_the_end_and_is_never_asked_for_a_list() {
    let behave = |before: usize| match before % 23 {
        3 => Behavior::Busy,
        7 | 8 => Behavior::Half,
        11 => Behavior::Slow,
        17 => Behavior::Mute,
        _ => Behavior::Good,
    };
    let odd = Arc::new(Odd { objects: Mutex::default(), behave });
    let acting = odd.clone();
    let server = Elsewhere::start(move |before, asked| acting.answer(before, asked)).await;
    let store = server.at("");
    for file in [SMALL, OTHER, SMALL] {
        let address = store.clone();
        let exporting = tokio::task::spawn_blocking(move || export(file, &address, &["--yes"]));
        exporting.await.expect("it ends").assert_code(0);
        let held = odd.objects.lock().expect("no test panics while it holds it").clone();
        let shown = held.into_iter().filter_map(|(key, bytes)| {
            let name = key.strip_prefix("some/prefix/")?;
            (!name.starts_with(".feedgate/")).then(|| (name.to_owned(), bytes))
        });
        assert_same(shown.collect(), in_folder(file));
    }
    let lists: Vec<_> = server.asked().into_iter().filter(|asked| asked.target.contains('?')).collect();
    assert!(lists.is_empty(), "{lists:?}");
}

/// Serves the buckets in a folder with s3s-fs.
async fn serve_with_s3s(root: &Path) -> String {
    let files = FileSystem::new(root).expect("a folder");
    let mut service = S3ServiceBuilder::new(files);
    service.set_auth(SimpleAuth::from_single("key", "very-secret"));
    let service = service.build();
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let service = service.clone();
            tokio::spawn(async move {
                // A client that has gone is no fault.
                let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
            });
        }
    });
    address
}

#[tokio::test(flavor = "multi_thread")]
async fn another_store_that_checks_signatures_gets_the_same_files() {
    let (_kept, root) = folder();
    fs::create_dir(root.join("bucket")).expect("a bucket");
    let store = serve_with_s3s(&root).await;
    for file in [SMALL, OTHER] {
        let store = store.clone();
        let exporting = tokio::task::spawn_blocking(move || export(file, &store, &["--yes"]));
        exporting.await.expect("it ends").assert_code(0);
        assert_same(files(&root.join("bucket/some/prefix")), in_folder(file));
    }
    let mut other = command("s3://bucket/some/prefix", SMALL, &store, &[]);
    other.env("AWS_SECRET_ACCESS_KEY", "wrong");
    let ended = tokio::task::spawn_blocking(move || run(&mut other)).await.expect("it ends");
    ended.assert_code(1).assert_tells("SignatureDoesNotMatch");
}
