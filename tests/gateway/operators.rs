//! What operators can see: metrics, health and readiness.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use feedgate::config::Config;
use serde_json::Value;

use super::program::{Serving, collection, feedgate, serve};
use super::read_back::python_with_readers;
use super::support::{Reply, TestGateway, at, root};

const TODAY: &str = "2024-06-01T12:00:00Z";
/// Longer than anything here takes; only a test that fails waits for it.
const PATIENCE: Duration = Duration::from_secs(30);

/// The value of a metric with labels, as it stands in the text; 0 where there is none.
pub(super) fn metric(metrics: &Reply, name: &str) -> u64 {
    let line = metrics.text().lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.map_or(0, |value| value.parse().unwrap_or_else(|_| panic!("{name} is {value:?}")))
}

#[tokio::test]
async fn requests_are_counted_by_what_they_were_for_and_got() {
    let gateway = TestGateway::shipped().await;
    let fetched = gateway.get_with("/feed.atom", &[("accept-encoding", "gzip")]).await;
    let tag = fetched.header("etag").expect("a tag").to_owned();
    for _ in 0..3 {
        let fields = [("accept-encoding", "gzip"), ("if-none-match", tag.as_str())];
        gateway.get_with("/feed.atom", &fields).await.assert_status(304);
    }
    gateway.get("/nothing").await.assert_status(404);
    gateway.get("/oembed?url=https://reports.example.org/").await.assert_status(200);

    let metrics = gateway.operator("/metrics").await;

    metrics.assert_status(200);
    let feed = |status: u16| {
        format!(
            "feedgate_requests_total{{kind=\"feed\",format=\"atom\",coding=\"gzip\",status=\"{status}\"}}"
        )
    };
    assert_eq!(metric(&metrics, &feed(200)), 1, "{metrics}");
    assert_eq!(metric(&metrics, &feed(304)), 3, "{metrics}");
    let unknown = "feedgate_requests_total{kind=\"unknown\",format=\"\",coding=\"identity\",status=\"404\"}";
    assert_eq!(metric(&metrics, unknown), 1, "{metrics}");
    let card = "feedgate_requests_total{kind=\"card\",format=\"json\",coding=\"identity\",status=\"200\"}";
    assert_eq!(metric(&metrics, card), 1, "{metrics}");
    let body = fetched.body.len() as u64;
    assert_eq!(metric(&metrics, "feedgate_unmodified_bytes_total"), 3 * body, "{metrics}");
    assert!(metric(&metrics, "feedgate_coding_bytes_total") > body, "{metrics}");
    assert!(metric(&metrics, "feedgate_connections_open") >= 1, "{metrics}");
}

#[tokio::test]
async fn readers_that_tell_their_subscribers_are_heard() {
    let gateway = TestGateway::shipped().await;
    for count in [3, 16] {
        let reader = format!("Feedly/1.0 (+https://feedly.example/; {count} subscribers; like FeedFetcher)");
        gateway.get_with("/feed.rss", &[("user-agent", reader.as_str())]).await.assert_status(200);
    }
    gateway.get_with("/", &[("user-agent", "Browser/1.0 (5 subscribers)")]).await.assert_status(200);

    let metrics = gateway.operator("/metrics").await;

    assert_eq!(
        metric(&metrics, "feedgate_subscribers{feed=\"/feed.rss\",reader=\"Feedly\"}"),
        16,
        "{metrics}"
    );
    assert!(!metrics.text().contains("Browser"), "{metrics}");
}

#[tokio::test]
async fn operators_are_told_nothing_on_the_listener_of_the_world() {
    let gateway = TestGateway::shipped().await;

    for path in ["/metrics", "/healthz", "/readyz"] {
        gateway.get(path).await.assert_status(404);
    }
    gateway.operator("/nothing").await.assert_status(404);
}

#[tokio::test]
async fn metrics_are_read_by_those_who_made_the_format() {
    let gateway = TestGateway::shipped().await;
    gateway.get_with("/feed.atom", &[("accept-encoding", "br")]).await.assert_status(200);
    let metrics = gateway.operator("/metrics").await;
    metrics.assert_header("content-type", "application/openmetrics-text; version=1.0.0; charset=utf-8");

    let families = tokio::task::spawn_blocking(move || {
        let mut python = python_with_readers();
        let mut reader = python.arg(root().join("tests/readers/metrics.py")).stdin(Stdio::piped());
        reader = reader.stdout(Stdio::piped()).stderr(Stdio::inherit());
        let mut reader = reader.spawn().expect("Python can be run");
        reader.stdin.take().expect("it is piped").write_all(&metrics.body).expect("it reads");
        let output = reader.wait_with_output().expect("it ends");
        assert!(output.status.success(), "{metrics}");
        String::from_utf8(output.stdout).expect("UTF-8")
    });

    let families = families.await.expect("no panic");
    for family in [
        "feedgate_requests counter",
        "feedgate_cache_bytes gauge",
        "feedgate_build_seconds histogram",
        "feedgate_loads counter",
        "feedgate_stale gauge",
        "feedgate_limits counter",
    ] {
        assert!(families.lines().any(|line| line == family), "{family} is not in\n{families}");
    }
}

#[tokio::test]
async fn a_bad_file_is_told_as_stale_with_since_when_and_why() {
    let (folder, file) = collection_of_its_own();
    let gateway = TestGateway::with(file.to_str().expect("a plain path"), |_| {}, || at(TODAY)).await;
    let fresh = gateway.operator("/readyz").await;
    assert_eq!(fresh.assert_status(200).json()["stale"], false, "{fresh}");
    assert_eq!(fresh.json()["reports"], 1, "{fresh}");

    std::fs::write(&file, "{ \"id\": 7 }").expect("the folder can be written to");

    let stale = until(&gateway, |word| word["stale"] == true).await;
    assert_eq!(stale["status"], "serving");
    assert!(stale["stale_because"].as_str().expect("why").contains("errors; line 1, column"), "{stale}");
    assert!(stale["stale_since"].as_str() >= stale["loaded_at"].as_str(), "{stale}");
    let metrics = gateway.operator("/metrics").await;
    assert_eq!(metric(&metrics, "feedgate_stale"), 1, "{metrics}");
    assert_eq!(metric(&metrics, "feedgate_loads_total{outcome=\"bad\"}"), 1, "{metrics}");
    gateway.get("/feed.atom").await.assert_status(200);

    std::fs::copy(root().join("tests/collections/one_report.json"), &file).expect("a good file");
    until(&gateway, |word| word["stale"] == false).await;
    drop(folder);
}

#[tokio::test]
async fn the_cache_holds_no_more_than_is_set() {
    let bytes = 60_000;
    let change = |config: &mut Config| config.cache.cache_bytes = bytes;
    let gateway = TestGateway::with("../../config/collection.json", change, || at(TODAY)).await;
    for number in 100..300 {
        let card = format!("/oembed?url=https://reports.example.org/&maxwidth={number}");
        gateway.get(&card).await.assert_status(200);
    }

    // What is too much leaves shortly after, not at once.
    let begun = Instant::now();
    loop {
        gateway.get("/feed.atom").await.assert_status(200);
        let metrics = gateway.operator("/metrics").await;
        let held = metric(&metrics, "feedgate_cache_bytes");
        if (1..=bytes).contains(&held) {
            break;
        }
        assert!(begun.elapsed() < PATIENCE, "{metrics}");
    }
}

#[test]
fn logs_for_programs_are_an_object_a_line_and_the_access_log_shows_what_is_set() {
    let collection = collection("one_report.json");
    let mut command = serve(&collection);
    command.env("FEEDGATE_LOG__ACCESS_EVERY", "1").env("FEEDGATE_LOG__ACCESS_ADDRESS", "network");
    let gateway = Serving::start(&mut command);
    gateway.get("/feed.rss");
    let told = gateway.wait_for("answered ");
    assert!(told.contains("target=/feed.rss status=200 coding=\"identity\" bytes="), "{told}");
    assert!(told.contains("client=127.0.0.0") && !told.contains("127.0.0.1"), "{told}");
}

#[test]
fn logs_for_programs_are_an_object_a_line() {
    let collection = collection("one_report.json");
    let mut command = serve(&collection);
    let mut gateway =
        command.env("FEEDGATE_LOG__FORMAT", "json").stderr(Stdio::piped()).spawn().expect("it runs");
    let log = BufReader::new(gateway.stderr.take().expect("it is piped"));
    let is_listening = |line: &String| line.contains("\"listen\"");
    let mut lines = Vec::new();
    for line in log.lines().map_while(Result::ok) {
        lines.push(line);
        if lines.last().is_some_and(is_listening) {
            break;
        }
    }
    gateway.kill().expect("it still runs");
    gateway.wait().expect("it is a child of this process");

    let event = |line: &String| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"));
    let events: Vec<Value> = lines.iter().map(event).collect();
    assert!(
        events.iter().all(|event| event["message"].is_string() && event["level"].is_string()),
        "{events:?}"
    );
    assert!(events.iter().any(|event| event["message"] == "collection loaded"), "{events:?}");
}

#[test]
fn a_disk_that_is_full_for_logs_stops_no_reply() {
    let full = std::fs::File::options().write(true).open("/dev/full").expect("Linux has it");
    let mut gateway = logging_everything().stderr(full).spawn().expect("the program can be run");

    let address = listens_on(&gateway);
    for _ in 0..200 {
        assert_answers(&address);
    }

    gateway.kill().expect("it still runs");
    gateway.wait().expect("it is a child of this process");
}

#[test]
fn a_pipe_that_nobody_reads_stops_no_reply() {
    let mut gateway = logging_everything().stderr(Stdio::piped()).spawn().expect("the program can be run");

    let address = listens_on(&gateway);
    // Each is told in several hundred bytes, and a pipe holds 64 KB.
    for _ in 0..500 {
        assert_answers(&address);
    }

    gateway.kill().expect("it still runs");
    gateway.wait().expect("it is a child of this process");
}

fn logging_everything() -> Command {
    let mut command = feedgate(["--listen", "127.0.0.1:0", "--admin-listen", "off"]);
    command.env("FEEDGATE_LOG__ACCESS_EVERY", "1").env("FEEDGATE_LOG__FILTER", "trace");
    command
}

fn assert_answers(address: &str) {
    let mut stream = TcpStream::connect(address).expect("the gateway listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("a limit");
    stream.write_all(b"GET /feed.rss HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").expect("it reads");
    let mut reply = String::new();
    stream.read_to_string(&mut reply).expect("a whole reply");
    assert!(reply.starts_with("HTTP/1.1 200 OK\r\n") && reply.ends_with("</rss>"), "{reply}");
}

/// Where a process listens, as the system knows it: this one's log says it to nobody.
fn listens_on(process: &Child) -> String {
    const LISTENING: &str = "0A";
    let folder = PathBuf::from(format!("/proc/{}", process.id()));
    let begun = Instant::now();
    loop {
        let descriptors = std::fs::read_dir(folder.join("fd")).expect("it runs").flatten();
        let sockets: Vec<PathBuf> =
            descriptors.filter_map(|descriptor| std::fs::read_link(descriptor.path()).ok()).collect();
        let table = std::fs::read_to_string(folder.join("net/tcp")).expect("Linux has it");
        let port = table.lines().skip(1).find_map(|line| {
            let fields: Vec<&str> = line.split_whitespace().collect();
            let is_its_own = sockets.contains(&format!("socket:[{}]", fields[9]).into());
            let (_, port) = fields[1].split_once(':')?;
            (fields[3] == LISTENING && is_its_own).then(|| u16::from_str_radix(port, 16).expect("a port"))
        });
        if let Some(port) = port {
            return format!("127.0.0.1:{port}");
        }
        assert!(begun.elapsed() < PATIENCE, "it listens nowhere");
    }
}

/// A collection in a folder of its own.
fn collection_of_its_own() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("collection.json");
    std::fs::copy(root().join("tests/collections/one_report.json"), &file).expect("a good file");
    (folder, file)
}

/// Asks how the gateway is until it is so.
async fn until(gateway: &TestGateway, right: impl Fn(&Value) -> bool) -> Value {
    let begun = Instant::now();
    loop {
        let word = gateway.operator("/healthz").await;
        let told = word.assert_status(200).json();
        if right(&told) {
            return told;
        }
        assert!(begun.elapsed() < PATIENCE, "{word}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
