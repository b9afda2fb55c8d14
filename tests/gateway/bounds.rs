//! Every limit of the wire: at the limit there is a clean refusal and a metric for operators, never growth.

use std::time::{Duration, Instant};

use bytes::Bytes;
use feedgate::config::Config;
use http_body_util::Empty;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::operators::metric;
use super::program::{Serving, collection, serve};
use super::support::{TestGateway, at};

/// Longer than anything here takes; only a test that fails waits for it.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);
pub(crate) const FEED: &str = "GET /feed.rss HTTP/1.1\r\nHost: a.example\r\n\r\n";
/// What a client of HTTP/2 says first: the preface, and settings of which it has none.
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";

pub(crate) async fn bounded(change: impl FnOnce(&mut Config)) -> TestGateway {
    TestGateway::with("one_report.json", change, || at("2024-06-01T12:00:00Z")).await
}

async fn connect(gateway: &TestGateway) -> TcpStream {
    TcpStream::connect(gateway.base.trim_start_matches("http://")).await.expect("the gateway listens")
}

pub(crate) async fn connect_and_say(gateway: &TestGateway, text: impl AsRef<[u8]>) -> TcpStream {
    let mut stream = connect(gateway).await;
    stream.write_all(text.as_ref()).await.expect("the connection is open");
    stream
}

/// Everything until the gateway ends the connection.
pub(crate) async fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let read = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut bytes)).await;
    assert!(read.is_ok(), "the connection stays open after {:?}", String::from_utf8_lossy(&bytes));
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A reply's first bytes.
pub(crate) async fn begins(stream: &mut TcpStream) -> String {
    let mut bytes = [0; 64];
    let read = tokio::time::timeout(PATIENCE, stream.read(&mut bytes)).await.expect("in time");
    String::from_utf8_lossy(&bytes[..read.expect("a reply")]).into_owned()
}

/// Waits until operators are told that a limit was met so often.
async fn until_met(gateway: &TestGateway, limit: &str, times: u64) {
    let begun = Instant::now();
    loop {
        let metrics = gateway.operator("/metrics").await;
        let met = metric(&metrics, &format!("feedgate_limits_total{{limit=\"{limit}\"}}"));
        if met == times {
            return;
        }
        assert!(met < times && begun.elapsed() < PATIENCE, "{limit} was met {met} times\n{metrics}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Comes until it is answered.
pub(crate) async fn until_there_is_room(gateway: &TestGateway) {
    let begun = Instant::now();
    while !begins(&mut connect_and_say(gateway, FEED).await).await.starts_with("HTTP/1.1 200") {
        assert!(begun.elapsed() < PATIENCE, "who left made no room");
    }
}

#[tokio::test]
async fn who_comes_when_there_is_no_room_is_told_so_and_may_come_again() {
    let gateway = bounded(|config| config.limits.connections = 2).await;
    let mut first = connect_and_say(&gateway, FEED).await;
    let mut second = connect_and_say(&gateway, FEED).await;
    assert!(begins(&mut first).await.starts_with("HTTP/1.1 200"));
    assert!(begins(&mut second).await.starts_with("HTTP/1.1 200"));

    let mut third = connect_and_say(&gateway, FEED).await;
    let refusal = rest(&mut third).await;

    assert!(refusal.starts_with("HTTP/1.1 503 Service Unavailable\r\n"), "{refusal}");
    assert!(refusal.contains("\r\nretry-after: 10\r\n"), "{refusal}");
    until_met(&gateway, "connections", 1).await;
    drop(first);
    until_there_is_room(&gateway).await;
}

#[tokio::test]
async fn an_address_that_is_no_proxy_has_a_bound_of_its_own() {
    let gateway = bounded(|config| {
        config.limits.connections_per_address = 1;
        config.proxies.trusted.clear();
    })
    .await;
    let mut first = connect_and_say(&gateway, FEED).await;
    assert!(begins(&mut first).await.starts_with("HTTP/1.1 200"));

    let mut second = connect_and_say(&gateway, FEED).await;

    assert!(rest(&mut second).await.starts_with("HTTP/1.1 503 Service Unavailable\r\n"));
    until_met(&gateway, "connections_per_address", 1).await;
}

#[tokio::test]
async fn a_second_request_that_does_not_end_is_answered_with_408() {
    let gateway = bounded(|config| config.limits.header_timeout_secs = 1).await;
    let mut stream = connect_and_say(&gateway, format!("{FEED}GET /feed")).await;

    assert!(begins(&mut stream).await.starts_with("HTTP/1.1 200"));
    let reply = rest(&mut stream).await;

    assert!(
        reply.ends_with("HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"),
        "{reply}"
    );
    until_met(&gateway, "header_time", 1).await;
}

#[tokio::test]
async fn a_connection_that_asks_for_nothing_is_ended_in_good_order() {
    let gateway = bounded(|config| {
        config.limits.idle_timeout_secs = 1;
        // How long it waits for a client to say farewell in its turn, which this one does not.
        config.limits.reply_timeout_secs = 1;
    })
    .await;
    let mut one = connect_and_say(&gateway, FEED).await;
    let mut two = connect_and_say(&gateway, [PREFACE, &request(1)].concat()).await;

    assert!(rest(&mut one).await.ends_with("</rss>"));
    let frames = frames(&mut two).await;

    until_met(&gateway, "idle_time", 2).await;
    let goodbye = frames.iter().find(|frame| frame.kind == GOAWAY).expect("a farewell");
    assert_eq!(goodbye.error(), 0, "an HTTP/2 connection ends without an error");
}

#[tokio::test]
async fn a_reply_that_is_not_taken_ends_the_connection() {
    let gateway = bounded(|config| config.limits.reply_timeout_secs = 1).await;
    // More than what the system holds for the two of them.
    let stream = connect_and_say(&gateway, FEED.repeat(1_000)).await;
    let many = tokio::spawn(async move {
        let mut stream = stream;
        while stream.write_all(FEED.repeat(100).as_bytes()).await.is_ok() {}
        stream
    });

    until_met(&gateway, "reply_time", 1).await;
    drop(many.await);
}

#[tokio::test]
async fn a_reply_of_http_2_that_is_not_taken_ends_the_connection() {
    let gateway = TestGateway::with(
        "../../config/collection.json",
        |config| config.limits.reply_timeout_secs = 1,
        || at("2024-06-01T12:00:00Z"),
    )
    .await;
    let stream = connect(&gateway).await;
    let (mut sender, connection) = hyper::client::conn::http2::Builder::new(TokioExecutor::new())
        .initial_stream_window_size(10_000)
        .handshake::<_, Empty<Bytes>>(TokioIo::new(stream))
        .await
        .expect("a connection");
    let connection = tokio::spawn(connection);
    let request = hyper::Request::get("http://a.example/feed.atom").body(Empty::new()).expect("a request");

    let reply = sender.send_request(request).await.expect("a header");
    until_met(&gateway, "reply_time", 1).await;

    drop(reply);
    assert!(tokio::time::timeout(PATIENCE, connection).await.is_ok(), "the connection stays open");
}

#[tokio::test]
async fn more_header_fields_than_are_set_are_refused_in_both_versions() {
    for over_http_2 in [false, true] {
        let gateway = bounded(|config| config.limits.header_count = 10).await;
        let gateway = if over_http_2 { gateway.over_http_2() } else { gateway };
        let field = ("x-a", "b");

        gateway.get_with("/feed.rss", &[field; 6]).await.assert_status(200);
        gateway.get_with("/feed.rss", &[field; 20]).await.assert_status(431);

        until_met(&gateway, "header_size", 1).await;
    }
}

#[tokio::test]
async fn longer_targets_and_larger_headers_than_are_set_are_counted() {
    let gateway = TestGateway::start("one_report.json").await.over_http_2();

    gateway.get(&format!("/{}", "a".repeat(5_000))).await.assert_status(414);
    gateway.get_with("/feed.rss", &[("x-a", "b".repeat(17_000).as_str())]).await.assert_status(431);

    until_met(&gateway, "target_size", 1).await;
    until_met(&gateway, "header_size", 1).await;
}

#[tokio::test]
async fn an_http_2_client_is_told_how_many_requests_it_may_have_open() {
    const MAX_CONCURRENT_STREAMS: u16 = 3;
    let gateway = bounded(|config| {
        config.limits.http2_streams = 7;
        config.limits.idle_timeout_secs = 1;
        config.limits.reply_timeout_secs = 1;
    })
    .await;
    let mut stream = connect_and_say(&gateway, [PREFACE, &request(1)].concat()).await;

    let frames = frames(&mut stream).await;

    let settings = frames.iter().find(|frame| frame.kind == SETTINGS).expect("settings");
    let streams = settings.payload.chunks(6).find(|pair| pair[..2] == MAX_CONCURRENT_STREAMS.to_be_bytes());
    assert_eq!(streams.map(|pair| pair[2..].to_vec()), Some(7_u32.to_be_bytes().to_vec()));
}

#[tokio::test]
async fn who_takes_back_requests_over_and_over_is_sent_away() {
    const ENHANCE_YOUR_CALM: u32 = 11;
    let gateway = TestGateway::start("one_report.json").await;
    let mut bytes = PREFACE.to_vec();
    for number in 0..500 {
        let id: u32 = 2 * number + 1;
        bytes.extend(request(id));
        bytes.extend([0, 0, 4, RST_STREAM, 0]);
        bytes.extend(id.to_be_bytes());
        bytes.extend(8_u32.to_be_bytes()); // CANCEL
    }
    let mut stream = connect_and_say(&gateway, bytes).await;

    let frames = frames(&mut stream).await;

    let farewell = frames.iter().find(|frame| frame.kind == GOAWAY).expect("a farewell");
    assert_eq!(farewell.error(), ENHANCE_YOUR_CALM);
    until_met(&gateway, "resets", 1).await;
    gateway.get("/feed.rss").await.assert_status(200);
}

#[test]
fn out_of_file_descriptors_the_gateway_waits_and_goes_on() {
    let plain = serve(&collection("one_report.json"));
    let mut command = std::process::Command::new("sh");
    let program = plain.get_program().to_str().expect("a plain path").to_owned();
    let arguments = plain.get_args().map(|argument| argument.to_str().expect("plain arguments"));
    command.args(["-c", "ulimit -S -n 40; ulimit -H -n 40; exec \"$0\" \"$@\"", &program]).args(arguments);
    command.current_dir(super::support::root()).env_clear().env("FEEDGATE_ADMIN__LISTEN", "off");
    let gateway = Serving::start(&mut command);

    let held: Vec<_> = (0..60).map(|_| std::net::TcpStream::connect(&gateway.address)).collect();
    gateway.wait_for("cannot accept connections for a while");
    drop(held);

    let (header, _) = gateway.get("/feed.rss");
    assert!(header.starts_with("HTTP/1.1 200"), "{header}");
}

const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const GOAWAY: u8 = 7;

/// A frame of HTTP/2 (RFC 9113 §4.1).
struct Frame {
    kind: u8,
    payload: Vec<u8>,
}

impl Frame {
    /// The error code of a GOAWAY.
    fn error(&self) -> u32 {
        u32::from_be_bytes(self.payload[4..8].try_into().expect("four bytes"))
    }
}

/// A GET of `/` on a stream, in indexed fields of HPACK's own table (RFC 7541 appendix A).
fn request(stream: u32) -> Vec<u8> {
    const FIELDS: [u8; 12] = [0x82, 0x86, 0x84, 0x41, 7, b'a', b'.', b'e', b'x', b'a', b'm', b'p'];
    const END_OF_HEADERS_AND_STREAM: u8 = 5;
    let mut frame = vec![0, 0, FIELDS.len() as u8, HEADERS, END_OF_HEADERS_AND_STREAM];
    frame.extend(stream.to_be_bytes());
    frame.extend(FIELDS);
    frame
}

/// All frames until the gateway ends the connection.
async fn frames(stream: &mut TcpStream) -> Vec<Frame> {
    let mut bytes = Vec::new();
    // A connection that was sent away may end with a reset.
    let _ = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut bytes)).await.expect("it ends in time");
    let mut frames = Vec::new();
    let mut left = bytes.as_slice();
    while left.len() >= 9 {
        let length = u32::from_be_bytes([0, left[0], left[1], left[2]]) as usize;
        let end = (9 + length).min(left.len());
        frames.push(Frame { kind: left[3], payload: left[9..end].to_vec() });
        left = &left[end..];
    }
    frames
}
