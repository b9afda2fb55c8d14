//! Doors that accept a body. These doors exist only in tests: the collection's page also accepts forms and JSON
//! here, and `/robots.txt` accepts only JSON.

use std::num::NonZeroU32;
use std::time::{Duration, Instant};

use feedgate::address::{Address, Label};
use feedgate::http::{
    self, Answers, BriefReply, ContentType, CountsAs, Door, Post, Reads, Received, Refusal,
};
use feedgate::query::Allowed;
use reqwest::Method;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::operators::metric;
use super::support::{Reply, TestGateway};

const MOST_BYTES: usize = 100;
const MOST_TIME: Duration = Duration::from_millis(1_500);
/// Longer than any reply takes; only a test that fails waits for it.
const PATIENCE: Duration = Duration::from_secs(20);

fn doors(address: &Address) -> &'static Door {
    match address {
        Address::Home { .. } => &Door {
            reads: Reads::Document,
            post: Some(Post {
                content_types: &[ContentType::Form, ContentType::Json],
                most_bytes: MOST_BYTES,
                most_time: MOST_TIME,
                answers: Answers { counts_as, answer: |received| Box::pin(echo(received)) },
            }),
        },
        Address::Robots => &Door {
            reads: Reads::Nothing,
            post: Some(Post {
                content_types: &[ContentType::Json],
                most_bytes: MOST_BYTES,
                most_time: MOST_TIME,
                answers: Answers {
                    counts_as,
                    answer: |_| {
                        let allowed = Allowed::OneOf(vec!["subscribe", "unsubscribe"]);
                        Box::pin(async { Err(Refusal::parameter("hub.mode", allowed)) })
                    },
                },
            }),
        },
        other => http::door(other),
    }
}

fn counts_as(_: &[u8]) -> CountsAs {
    CountsAs { label: Label { kind: "door", format: "" }, replies: NonZeroU32::MIN }
}

/// Answers what was sent, after work elsewhere.
async fn echo(received: Received) -> Result<BriefReply, Refusal> {
    let Received { address, content_type, body, snapshot, .. } = received;
    let work = move || format!("{} {address} {}: ", snapshot.collection().about.id, content_type.name());
    let mut echo = tokio::task::spawn_blocking(work).await.expect("no panic").into_bytes();
    echo.extend_from_slice(&body);
    Ok(BriefReply::new(http_status(200), "text/plain; charset=utf-8", echo))
}

fn http_status(status: u16) -> reqwest::StatusCode {
    reqwest::StatusCode::from_u16(status).expect("a status")
}

async fn gateway() -> TestGateway {
    TestGateway::with_doors("one_report.json", |_| {}, doors).await
}

async fn post(gateway: &TestGateway, target: &str, content_type: &str, body: impl Into<Vec<u8>>) -> Reply {
    gateway.post(target, &[("content-type", content_type)], body.into()).await
}

async fn connect(gateway: &TestGateway) -> TcpStream {
    let address = gateway.base.trim_start_matches("http://");
    TcpStream::connect(address).await.expect("the gateway listens")
}

/// All that comes until the gateway closes the connection.
async fn read_to_end(stream: &mut TcpStream) -> String {
    let mut reply = Vec::new();
    let read = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut reply)).await;
    let reply = String::from_utf8_lossy(&reply).into_owned();
    assert!(read.is_ok(), "the connection stays open after {reply:?}");
    reply
}

const HEAD: &str = "POST / HTTP/1.1\r\nHost: a.example\r\nContent-Type: application/json\r\n";

#[tokio::test]
async fn a_body_within_the_bounds_is_answered_once_the_work_is_done() {
    for gateway in [gateway().await, gateway().await.over_http_2()] {
        let reply = post(&gateway, "/", "application/x-www-form-urlencoded", "verb=Identify").await;

        reply.assert_status(200).assert_header("content-type", "text/plain; charset=utf-8");
        reply.assert_header("cache-control", "no-store").assert_header("access-control-allow-origin", "*");
        assert!(reply.text().ends_with(" / application/x-www-form-urlencoded: verb=Identify"), "{reply}");
        let whole = "x".repeat(MOST_BYTES);
        let reply = post(&gateway, "/", "application/json; charset=utf-8", whole.clone()).await;
        reply.assert_status(200);
        assert!(reply.text().ends_with(&format!(" / application/json: {whole}")), "{reply}");
    }
}

#[tokio::test]
async fn each_address_tells_its_own_methods() {
    let gateway = gateway().await;

    for (target, methods) in [
        ("/", "GET, HEAD, POST, OPTIONS"),
        ("/robots.txt", "POST, OPTIONS"),
        ("/feed.atom", "GET, HEAD, OPTIONS"),
    ] {
        let reply = gateway.ask(Method::OPTIONS, target, &[]).await;
        reply.assert_status(204).assert_header("allow", methods);
        reply.assert_header("access-control-allow-methods", methods);
        let reply = gateway.ask(Method::PUT, target, &[]).await;
        reply.assert_status(405).assert_header("allow", methods);
        let (others, _) = methods.rsplit_once(", ").expect("a list");
        assert!(
            reply
                .text()
                .ends_with(&format!("This address accepts only these methods: {others} and OPTIONS.\n")),
            "{reply}"
        );
    }
    gateway.get("/").await.assert_status(200);
    gateway.get("/robots.txt").await.assert_status(405);
    let page = gateway.get_with("/robots.txt", &[("accept", "text/html"), ("accept-language", "es")]).await;
    assert!(page.text().contains("Esta dirección solo acepta estos métodos: POST y OPTIONS."), "{page}");
}

#[tokio::test]
async fn what_a_door_refuses_is_refused_as_everywhere() {
    let gateway = gateway().await;

    let reply = post(&gateway, "/robots.txt", "application/json", "{}").await;

    reply.assert_status(400).assert_header("cache-control", "no-store");
    assert!(reply.text().contains("The parameter hub.mode must be subscribe or unsubscribe."), "{reply}");
}

#[tokio::test]
async fn a_body_of_another_type_is_told_which_types_there_are() {
    let gateway = gateway().await;
    let both = "application/x-www-form-urlencoded, application/json";

    for content_type in ["text/plain", "multipart/form-data; boundary=x", "nonsense"] {
        let reply = post(&gateway, "/", content_type, "a=b").await;
        reply.assert_status(415).assert_header("accept", both);
        assert!(reply.text().contains(&format!("one of these content types: {both}.")), "{reply}");
    }
    let coded = [("content-type", "application/json"), ("content-encoding", "gzip")];
    gateway.post("/", &coded, b"{}".to_vec()).await.assert_status(415);
    gateway.post("/", &[], b"{}".to_vec()).await.assert_status(415);
    post(&gateway, "/robots.txt", "application/x-www-form-urlencoded", "a=b").await.assert_status(415);
    let fields = [("content-type", "text/plain"), ("accept", "text/html"), ("accept-language", "es")];
    let page = gateway.post("/", &fields, b"a".to_vec()).await;
    assert!(page.text().contains("El cuerpo debe tener uno de estos tipos de contenido:"), "{page}");
}

#[tokio::test]
async fn a_body_too_large_by_its_length_is_refused_before_it_is_sent() {
    let gateway = gateway().await;
    let mut stream = connect(&gateway).await;

    let head = format!("{HEAD}Content-Length: 101\r\nExpect: 100-continue\r\n\r\n");
    stream.write_all(head.as_bytes()).await.expect("the connection is open");

    let reply = read_to_end(&mut stream).await;
    assert!(reply.starts_with("HTTP/1.1 413 Payload Too Large\r\n"), "{reply}");
    assert!(reply.contains("\r\nconnection: close\r\n"), "{reply}");
    assert!(reply.ends_with("The body of the request is larger than this address allows. Send fewer reports at a time, or shorter texts.\n"), "{reply}");
}

#[tokio::test]
async fn a_client_that_asks_first_is_told_to_go_on() {
    let gateway = gateway().await;
    let mut stream = connect(&gateway).await;

    let head = format!("{HEAD}Content-Length: 2\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).await.expect("the connection is open");
    let mut word = [0; 25];
    tokio::time::timeout(PATIENCE, stream.read_exact(&mut word)).await.expect("in time").expect("a word");
    assert_eq!(word, *b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(b"{}").await.expect("the connection is open");

    let reply = read_to_end(&mut stream).await;
    assert!(reply.starts_with("HTTP/1.1 200 OK\r\n"), "{reply}");
}

#[tokio::test]
async fn a_body_that_grows_too_large_is_refused_whatever_it_said_before() {
    let gateway = gateway().await;
    let mut stream = connect(&gateway).await;

    let chunk = format!("40\r\n{}\r\n", "x".repeat(64));
    let request = format!("{HEAD}Transfer-Encoding: chunked\r\n\r\n{chunk}{chunk}");
    stream.write_all(request.as_bytes()).await.expect("the connection is open");

    let reply = read_to_end(&mut stream).await;
    assert!(reply.starts_with("HTTP/1.1 413 Payload Too Large\r\n"), "{reply}");
    let gateway = gateway.over_http_2();
    let reply = post(&gateway, "/", "application/json", "x".repeat(MOST_BYTES + 1)).await;
    reply.assert_status(413).assert_no_header("connection");
    let metrics = gateway.operator("/metrics").await;
    assert_eq!(metric(&metrics, "feedgate_limits_total{limit=\"body_size\"}"), 2, "{metrics}");
}

#[tokio::test]
async fn a_body_that_does_not_come_whole_in_time_is_refused() {
    let gateway = gateway().await;
    let mut stream = connect(&gateway).await;
    let begun = Instant::now();

    let request = format!("{HEAD}Accept: application/json\r\nContent-Length: 10\r\n\r\n{{");
    stream.write_all(request.as_bytes()).await.expect("the connection is open");

    let reply = read_to_end(&mut stream).await;
    assert!(begun.elapsed() >= MOST_TIME, "{:?}", begun.elapsed());
    assert!(reply.starts_with("HTTP/1.1 408 Request Timeout\r\n"), "{reply}");
    assert!(reply.contains("\r\nconnection: close\r\n"), "{reply}");
    assert!(reply.contains("/api#problem-body-time\""), "{reply}");
    let metrics = gateway.operator("/metrics").await;
    assert_eq!(metric(&metrics, "feedgate_limits_total{limit=\"body_time\"}"), 1, "{metrics}");
}

#[tokio::test]
async fn a_body_may_take_longer_than_a_header_and_the_next_request_is_answered() {
    let change = |config: &mut feedgate::config::Config| config.limits.header_timeout_secs = 1;
    let gateway = TestGateway::with_doors("one_report.json", change, doors).await;
    let mut stream = connect(&gateway).await;

    stream.write_all(format!("{HEAD}Content-Length: 4\r\n\r\n{{").as_bytes()).await.expect("it is open");
    tokio::time::sleep(Duration::from_millis(1_300)).await;
    stream.write_all(b"  }").await.expect("the connection is open");
    stream
        .write_all(b"GET /feed.json HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n")
        .await
        .expect("the connection is open");

    let reply = read_to_end(&mut stream).await;
    assert!(reply.starts_with("HTTP/1.1 200 OK\r\n") && reply.contains("application/json: {  }"), "{reply}");
    assert!(reply.contains("\"feed_url\""), "{reply}");
}

#[tokio::test]
async fn a_body_that_ends_early_or_is_no_body_is_a_bad_request() {
    let gateway = gateway().await;

    for rest in ["Content-Length: 10\r\n\r\n{", "Transfer-Encoding: chunked\r\n\r\nnonsense\r\n"] {
        let mut stream = connect(&gateway).await;
        stream.write_all(format!("{HEAD}{rest}").as_bytes()).await.expect("the connection is open");
        stream.shutdown().await.expect("the connection is open");
        let reply = read_to_end(&mut stream).await;
        assert!(reply.starts_with("HTTP/1.1 400 Bad Request\r\n"), "{reply}");
    }
}

#[tokio::test]
async fn another_spelling_is_redirected_before_a_body_is_read() {
    let reply = post(&gateway().await, "/?page=1", "text/plain", "x".repeat(500)).await;
    reply.assert_status(308).assert_header("location", "https://reports.example.org/");
}

#[tokio::test]
async fn a_body_of_a_get_still_means_nothing() {
    let mut stream = connect(&gateway().await).await;

    let request = "GET / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc";
    stream.write_all(request.as_bytes()).await.expect("the connection is open");

    let reply = read_to_end(&mut stream).await;
    assert!(reply.starts_with("HTTP/1.1 200 OK\r\n") && reply.contains("<!doctype html>"), "{reply}");
}
