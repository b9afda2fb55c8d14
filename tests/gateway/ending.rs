//! Shutdown: nothing in progress is lost, and nothing delays the end forever.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Instant;

use super::program::{Serving, ask, collection, serve, text};

/// A collection whose feed does not fit the buffers of a connection, so that a reply of it stays
/// under way until the client reads on.
pub(crate) fn large() -> tempfile::NamedTempFile {
    let words = "Water rises, and falls. ".repeat(20_000);
    let report = |number: usize| {
        serde_json::json!({
            "id": format!("report-{number}"),
            "title": "Floods",
            "published": "2023",
            "abstract": words,
        })
    };
    let collection = serde_json::json!({
        "id": "rivers",
        "authority": "example.org,2023",
        "title": "Rivers",
        "reports": (0..40).map(report).collect::<Vec<_>>(),
    });
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    serde_json::to_writer(&file, &collection).expect("a temporary file can be written");
    file
}

/// Reads until a reply's header is there; gives the length that it promises and what came after it.
fn read_header(stream: &mut TcpStream) -> (usize, Vec<u8>) {
    let mut reply = Vec::new();
    let mut part = [0; 1024];
    let end = loop {
        let read = stream.read(&mut part).expect("a reply");
        assert!(read > 0, "the connection ends within the header");
        reply.extend_from_slice(&part[..read]);
        if let Some(end) = reply.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
            break end + 4;
        }
    };
    let header = String::from_utf8_lossy(&reply[..end]).into_owned();
    let length = header.lines().find_map(|line| line.strip_prefix("content-length: "));
    let length = length.and_then(|length| length.parse().ok());
    (length.unwrap_or_else(|| panic!("no length: {header}")), reply.split_off(end))
}

/// A connection that has had a reply and may be asked again.
fn ask_once(serving: &Serving) -> TcpStream {
    let mut stream = TcpStream::connect(&serving.address).expect("the gateway listens");
    stream.write_all(b"GET /feed.rss HTTP/1.1\r\nHost: a.example\r\n\r\n").expect("the connection is open");
    read_header(&mut stream);
    stream
}

/// It ends before the ten seconds are over that it gives replies under way unless told otherwise.
fn assert_ends_soon(serving: Serving) {
    let begun = Instant::now();
    serving.terminate();
    assert!(serving.wait().success());
    assert!(begun.elapsed().as_secs() < 8, "it waited {:?}", begun.elapsed());
}

#[test]
fn a_reply_under_way_is_finished() {
    let collection = large();
    let serving = Serving::start(&mut serve(text(collection.path())));
    let mut stream = serving.ask("/feed.json");
    let (length, mut body) = read_header(&mut stream);

    serving.terminate();
    serving.wait_until_it_no_longer_listens();
    stream.read_to_end(&mut body).expect("the rest of the reply");

    assert_eq!(body.len(), length);
    assert!(serving.wait().success());
}

#[test]
fn a_connection_that_asks_for_nothing_more_does_not_hold_it_up() {
    let collection = collection("one_report.json");
    let serving = Serving::start(&mut serve(&collection));
    let silent = TcpStream::connect(&serving.address).expect("the gateway listens");
    let idle = ask_once(&serving);

    assert_ends_soon(serving);
    drop((silent, idle));
}

#[test]
fn a_connection_that_rests_does_not_hold_it_up() {
    let collection = collection("one_report.json");
    let mut command = serve(&collection);
    let serving = Serving::start(command.env("FEEDGATE_LIMITS__HEADER_TIMEOUT_SECS", "1"));
    let mut stream = ask_once(&serving);
    let rests = |serving: &Serving| {
        let (_, metrics) = ask(&serving.admin, "/metrics");
        String::from_utf8_lossy(&metrics).contains("\nfeedgate_connections_resting 1\n")
    };
    let begun = Instant::now();
    while !rests(&serving) {
        assert!(begun.elapsed().as_secs() < 30, "it never rests");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }

    assert_ends_soon(serving);
    stream.read_to_end(&mut Vec::new()).expect("an end in good order");
}

#[test]
fn a_client_that_does_not_read_holds_it_up_no_longer_than_is_set() {
    let collection = large();
    let mut command = serve(text(collection.path()));
    let serving = Serving::start(command.env("FEEDGATE_LIMITS__DRAIN_SECS", "1"));
    let mut stream = serving.ask("/feed.json");
    read_header(&mut stream);

    assert_ends_soon(serving);
    drop(stream);
}

#[test]
fn told_twice_it_ends_at_once() {
    for signal in ["TERM", "INT"] {
        let collection = large();
        let serving = Serving::start(&mut serve(text(collection.path())));
        let mut stream = serving.ask("/feed.json");
        read_header(&mut stream);
        serving.terminate();
        serving.wait_until_it_no_longer_listens();

        let begun = Instant::now();
        serving.signal(signal);

        serving.wait_for("second signal to stop");
        assert!(serving.wait().success());
        assert!(begun.elapsed().as_secs() < 5, "it waited {:?}", begun.elapsed());
    }
}

#[test]
fn operators_are_told_that_it_ends_while_it_does() {
    let collection = large();
    let serving = Serving::start(&mut serve(text(collection.path())));
    let mut stream = serving.ask("/feed.json");
    stream.read_exact(&mut [0; 100]).expect("the beginning of a reply");

    assert!(ask(&serving.admin, "/readyz").0.starts_with("HTTP/1.1 200 "));
    serving.terminate();
    serving.wait_until_it_no_longer_listens();

    let (header, body) = ask(&serving.admin, "/readyz");
    let body = String::from_utf8(body).expect("UTF-8");
    assert!(header.starts_with("HTTP/1.1 503 "), "{header}");
    assert!(body.contains("\"status\":\"ending\""), "{body}");
    assert!(ask(&serving.admin, "/healthz").0.starts_with("HTTP/1.1 200 "));

    stream.read_to_end(&mut Vec::new()).expect("the rest of the reply");
    assert!(serving.wait().success());
}
