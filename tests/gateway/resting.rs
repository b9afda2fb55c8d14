//! Idle connections use almost no memory, and clients do not notice.

use std::time::{Duration, Instant};

use feedgate::config::Config;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::bounds::{FEED, PATIENCE, bounded, connect_and_say, rest, until_there_is_room};
use super::operators::metric;
use super::support::TestGateway;
use super::tls::{Files, address, connect, get};

/// Bounds so short that a connection is looked at several times a second.
fn looked_at_often(config: &mut Config) {
    config.limits.header_timeout_secs = 1;
}

/// Waits until so many connections rest.
async fn until_resting(gateway: &TestGateway, wanted: u64) {
    let begun = Instant::now();
    loop {
        let metrics = gateway.operator("/metrics").await;
        let resting = metric(&metrics, "feedgate_connections_resting");
        if resting == wanted {
            return;
        }
        assert!(begun.elapsed() < PATIENCE, "{resting} connections rest instead of {wanted}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// A whole reply to `FEED`.
async fn reply(stream: &mut TcpStream) -> String {
    let mut reply = vec![0; 64 * 1024];
    let mut filled = 0;
    while !reply[..filled].ends_with(b"</rss>") {
        let read = tokio::time::timeout(PATIENCE, stream.read(&mut reply[filled..])).await.expect("in time");
        filled += Some(read.expect("a reply")).filter(|read| *read > 0).expect("a whole reply");
    }
    String::from_utf8_lossy(&reply[..filled]).into_owned()
}

#[tokio::test]
async fn what_rested_answers_as_before() {
    let gateway = bounded(looked_at_often).await;
    let mut stream = connect_and_say(&gateway, FEED).await;
    let first = reply(&mut stream).await;
    assert!(first.starts_with("HTTP/1.1 200 OK\r\n"), "{first}");

    for _ in 0..2 {
        until_resting(&gateway, 1).await;
        // In two pieces: what wakes it is not yet a request.
        stream.write_all(&FEED.as_bytes()[..20]).await.expect("the connection is open");
        until_resting(&gateway, 0).await;
        stream.write_all(&FEED.as_bytes()[20..]).await.expect("the connection is open");
        let again = reply(&mut stream).await;
        assert_eq!(body(&again), body(&first));
    }
}

fn body(reply: &str) -> &str {
    reply.split_once("\r\n\r\n").expect("a header").1
}

#[tokio::test]
async fn over_tls_too() {
    let (files, _) = Files::new();
    let gateway = files.gateway(looked_at_often).await;
    let mut stream = connect(address(&gateway), files.authority.client(&[])).await.expect("a handshake");
    let first = get(&mut stream).await;

    until_resting(&gateway, 1).await;
    let again = get(&mut stream).await;

    assert_eq!((first.status(), again.body()), (again.status(), first.body()));
}

#[tokio::test]
async fn half_a_request_that_came_with_the_one_before_is_not_lost() {
    let gateway = bounded(|config| config.limits.header_timeout_secs = 4).await;
    let (begin, end) = FEED.split_at(9);
    let mut stream = connect_and_say(&gateway, format!("{FEED}{begin}")).await;
    reply(&mut stream).await;

    // It is let rest after two looks, a second apart each, and does not: half a request is no rest.
    tokio::time::sleep(Duration::from_millis(2_500)).await;
    stream.write_all(end.as_bytes()).await.expect("the connection is open");

    assert!(reply(&mut stream).await.starts_with("HTTP/1.1 200 OK\r\n"));
}

#[tokio::test]
async fn what_rests_is_ended_when_it_has_been_idle_for_too_long() {
    let gateway = bounded(|config| config.limits.idle_timeout_secs = 2).await;
    let mut stream = connect_and_say(&gateway, FEED).await;
    reply(&mut stream).await;
    let begun = Instant::now();
    until_resting(&gateway, 1).await;

    assert_eq!(rest(&mut stream).await, "");

    assert!((2..10).contains(&begun.elapsed().as_secs()), "it was ended after {:?}", begun.elapsed());
    until_resting(&gateway, 0).await;
}

#[tokio::test]
async fn what_leaves_while_it_rests_is_noticed() {
    let gateway = bounded(|config| {
        looked_at_often(config);
        config.limits.connections = 1;
    })
    .await;
    let mut stream = connect_and_say(&gateway, FEED).await;
    reply(&mut stream).await;
    until_resting(&gateway, 1).await;

    drop(stream);

    until_resting(&gateway, 0).await;
    until_there_is_room(&gateway).await;
}
