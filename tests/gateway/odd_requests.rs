//! Requests that no client library would send, byte by byte.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::support::{TestGateway, at};

/// Longer than any reply takes; only a test that fails waits for it.
const PATIENCE: Duration = Duration::from_secs(20);

/// All that comes back until the gateway closes the connection.
async fn send(gateway: &TestGateway, request: impl AsRef<[u8]>) -> String {
    let mut stream = connect(gateway).await;
    // A gateway that refuses early may close before it has read everything.
    let _ = stream.write_all(request.as_ref()).await;
    read_to_end(stream).await
}

async fn connect(gateway: &TestGateway) -> TcpStream {
    let address = gateway.base.trim_start_matches("http://");
    TcpStream::connect(address).await.expect("the gateway listens")
}

async fn read_to_end(mut stream: TcpStream) -> String {
    let mut reply = Vec::new();
    let read = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut reply)).await;
    let reply = String::from_utf8_lossy(&reply).into_owned();
    assert!(read.is_ok(), "the connection stays open after {reply:?}");
    reply
}

#[track_caller]
fn assert_begins(reply: &str, status_line: &str) {
    assert!(reply.starts_with(status_line), "{reply:?} does not begin with {status_line:?}");
}

#[track_caller]
fn assert_holds(reply: &str, part: &str) {
    assert!(reply.contains(part), "{part:?} is not in {reply:?}");
}

async fn gateway() -> TestGateway {
    TestGateway::start("one_report.json").await
}

/// A gateway that waits a second for a request's header.
async fn hasty() -> TestGateway {
    let change = |config: &mut feedgate::config::Config| {
        config.limits.header_timeout_secs = 1;
        config.limits.idle_timeout_secs = 1;
    };
    TestGateway::with("one_report.json", change, || at("2024-06-01T12:00:00Z")).await
}

#[tokio::test]
async fn a_request_names_exactly_one_host() {
    let gateway = gateway().await;

    for hosts in ["", "Host: a.example\r\nHost: a.example\r\n", "Host: <script>\r\n", "Host: a b\r\n"] {
        let reply =
            send(&gateway, format!("GET /feed.rss HTTP/1.1\r\n{hosts}Connection: close\r\n\r\n")).await;
        assert_begins(&reply, "HTTP/1.1 400 Bad Request\r\n");
        assert_holds(&reply, "The request must have one Host header with a valid host name.");
    }
}

#[tokio::test]
async fn which_host_is_named_changes_nothing() {
    let gateway = gateway().await;

    let reply = gateway.get_with("/feed.rss", &[("host", "evil.example")]).await;

    assert!(reply.body == gateway.get("/feed.rss").await.body, "{reply}");
}

#[tokio::test]
async fn http_1_0_needs_no_host_and_closes() {
    let reply = send(&gateway().await, "GET /feed.rss HTTP/1.0\r\n\r\n").await;

    assert_begins(&reply, "HTTP/1.0 200 OK\r\n");
    assert_holds(&reply, "</rss>");
}

#[tokio::test]
async fn a_whole_address_in_the_request_line_is_answered_like_its_path() {
    let gateway = gateway().await;

    let request = "GET http://elsewhere.example/feed.json HTTP/1.1\r\nHost: elsewhere.example\r\nConnection: close\r\n\r\n";
    let reply = send(&gateway, request).await;

    assert_begins(&reply, "HTTP/1.1 200 OK\r\n");
    assert_holds(&reply, "\"feed_url\":\"https://reports.example.org/feed.json\"");
}

#[tokio::test]
async fn a_target_that_is_neither_a_path_nor_a_whole_address_is_refused() {
    let gateway = gateway().await;

    for request_line in
        ["GET x HTTP/1.1", "HEAD x:80 HTTP/1.1", "POST x HTTP/1.1", "OPTIONS x HTTP/1.1", "GET * HTTP/1.1"]
    {
        let reply =
            send(&gateway, format!("{request_line}\r\nHost: a.example\r\nConnection: close\r\n\r\n")).await;
        assert_begins(&reply, "HTTP/1.1 400 Bad Request\r\n");
    }
}

#[tokio::test]
async fn options_of_everything_tells_the_methods() {
    let reply =
        send(&gateway().await, "OPTIONS * HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n").await;

    assert_begins(&reply, "HTTP/1.1 204 No Content\r\n");
    assert_holds(&reply, "\r\nallow: GET, HEAD, OPTIONS\r\n");
}

#[tokio::test]
async fn the_gateway_is_no_tunnel() {
    let request =
        "CONNECT elsewhere.example:443 HTTP/1.1\r\nHost: elsewhere.example:443\r\nConnection: close\r\n\r\n";

    assert_begins(&send(&gateway().await, request).await, "HTTP/1.1 405 Method Not Allowed\r\n");
}

#[tokio::test]
async fn an_unknown_method_is_refused() {
    let reply =
        send(&gateway().await, "BREW / HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n").await;

    assert_begins(&reply, "HTTP/1.1 405 Method Not Allowed\r\n");
    assert_holds(&reply, "\r\nallow: GET, HEAD, OPTIONS\r\n");
}

#[tokio::test]
async fn a_body_is_refused_with_its_method_and_not_taken_for_a_request() {
    let gateway = gateway().await;
    let smuggled = "GET /feed.rss HTTP/1.1\r\nHost: a.example\r\n\r\n";

    let request =
        format!("POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: {}\r\n\r\n{smuggled}", smuggled.len());
    let last = "GET /nothing HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n";
    let reply = send(&gateway, format!("{request}{last}")).await;

    assert_begins(&reply, "HTTP/1.1 405 Method Not Allowed\r\n");
    assert!(!reply.contains("200 OK"), "{reply}");
}

#[tokio::test]
async fn a_get_may_carry_a_body_that_means_nothing() {
    let request =
        "GET /feed.rss HTTP/1.1\r\nHost: a.example\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc";

    assert_begins(&send(&gateway().await, request).await, "HTTP/1.1 200 OK\r\n");
}

#[tokio::test]
async fn a_body_of_two_lengths_is_refused() {
    let gateway = gateway().await;

    for lengths in ["Content-Length: 3\r\nContent-Length: 4", "Content-Length: x", "Transfer-Encoding: gzip"]
    {
        let reply =
            send(&gateway, format!("POST / HTTP/1.1\r\nHost: a.example\r\n{lengths}\r\n\r\nabcd")).await;
        assert_begins(&reply, "HTTP/1.1 400 Bad Request\r\n");
    }
}

#[tokio::test]
async fn what_is_not_http_is_refused() {
    let gateway = gateway().await;

    for garbage in [
        &b"hello\r\n\r\n"[..],
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET\r\n\r\n",
        b"GET / HTTP/7.3\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a.example\r\nX: a\0b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a.example\r\nX : a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a.example\r\n folded\r\n\r\n",
    ] {
        assert_begins(&send(&gateway, garbage).await, "HTTP/1.1 400 Bad Request\r\n");
    }
}

#[tokio::test]
async fn markup_in_an_address_is_not_there_and_not_repeated() {
    let gateway = gateway().await;

    for target in ["/<script>", "/?page=<script>", "/feed.rss?<script>", "/topics/<script>/feed.rss"] {
        let reply =
            send(&gateway, format!("GET {target} HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n"))
                .await;
        let status: u16 = reply.get(9..12).and_then(|status| status.parse().ok()).unwrap_or_default();
        assert!((300..500).contains(&status) && !reply.contains("<script"), "{reply}");
    }
}

#[tokio::test]
async fn a_target_as_people_type_it_leads_to_the_address_that_they_mean() {
    let gateway = gateway().await;

    for (typed, address) in [
        (&b"/feed.rss?q=\"dry+wells\""[..], "/feed.rss?q=%22dry+wells%22"),
        (b"/feed.rss?q=dry wells", "/feed.rss?q=dry+wells"),
        (b"/feed.rss?q=\"dry wells\"&", "/feed.rss?q=%22dry+wells%22"),
        (b"/?place=El Paso <Texas>", "/?place=El+Paso+%3CTexas%3E"),
        (b"/?place=`here`", "/?place=%60here%60"),
        (b"/?publisher=A|B{C}^D[E]\\F", "/?publisher=A%7CB%7BC%7D%5ED%5BE%5D%5CF"),
        ("/feed.rss?q=año".as_bytes(), "/feed.rss?q=a%C3%B1o"),
        ("/feed.rss?q=\"año\"".as_bytes(), "/feed.rss?q=%22a%C3%B1o%22"),
        (b"/?place=M\xe9xico", "/?place=M%EF%BF%BDxico"),
        (b"/feed.rss?q=dry%2bwells", "/feed.rss?q=dry%2Bwells"),
        (b"/feed.rss?q=dry&", "/feed.rss?q=dry"),
        (b"/feed.rss?", "/feed.rss"),
        (b"/feed.rss/", "/feed.rss"),
        (b"//feed.rss", "/feed.rss"),
        (b"/reports//flood-plain/", "/reports/flood-plain"),
        (b"/feed.rss\"", "/feed.rss"),
        (b"/feed.rss>", "/feed.rss"),
        (b"/<feed.rss>", "/feed.rss"),
        (b"/feed.rss ", "/feed.rss"),
        (b"/rss.xml", "/feed.rss"),
        (b"/feed.xml?", "/feed.rss"),
        (b"/index.xml#top", "/feed.rss"),
        (b"/?feed=rss2", "/feed.rss"),
    ] {
        for method in ["GET", "HEAD"] {
            let request = [
                method.as_bytes(),
                b" ",
                typed,
                b" HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n",
            ];
            let reply = send(&gateway, request.concat()).await;
            assert_begins(&reply, "HTTP/1.1 301 Moved Permanently\r\n");
            assert_holds(&reply, &format!("\r\nlocation: https://reports.example.org{address}\r\n"));
        }
    }
}

#[tokio::test]
async fn a_fragment_that_a_client_should_not_send_changes_nothing() {
    let gateway = gateway().await;

    for target in ["/feed.rss#top", "/feed.rss#", "/feed.rss#a\"b"] {
        let request = format!("GET {target} HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n");
        let reply = send(&gateway, request).await;
        let expected = if target.contains('"') { "HTTP/1.1 301" } else { "HTTP/1.1 200" };
        assert_begins(&reply, expected);
    }
}

#[tokio::test]
async fn a_typed_target_that_leads_nowhere_is_refused_in_words() {
    let gateway = gateway().await;

    for (typed, status, words) in [
        ("/\"nothing\"/x", "404 Not Found", "There is nothing at this address."),
        ("/a b", "404 Not Found", "There is nothing at this address."),
        ("/?page=\"2\"", "400 Bad Request", "page"),
        ("/?kind=<kind>", "400 Bad Request", "kind"),
        ("/comments/feed/", "410 Gone", "no feed of comments"),
    ]
    .map(|(typed, status, words)| (typed.as_bytes(), status, words))
    .into_iter()
    .chain([(&b"/\xff\xfe"[..], "404 Not Found", "There is nothing at this address.")])
    {
        let request = [b"GET ", typed, b" HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n"].concat();
        let reply = send(&gateway, request).await;
        assert_begins(&reply, &format!("HTTP/1.1 {status}\r\n"));
        assert_holds(&reply, words);
    }
}

#[tokio::test]
async fn every_request_of_a_connection_may_have_a_typed_target() {
    let gateway = gateway().await;
    let mut stream = connect(&gateway).await;
    let mut replies = String::new();

    for target in
        ["/feed.rss", "/feed.rss?q=\"a\"", "/feed.rss?q=%22a%22", "/feed.rss?q=_a_", "/feed.rss?q=\"b\""]
    {
        let request = format!("GET {target} HTTP/1.1\r\nHost: a.example\r\nAccept-Encoding: gzip\r\n\r\n");
        stream.write_all(request.as_bytes()).await.expect("the connection is open");
        let mut reply = vec![0; 64 * 1024];
        let read = tokio::time::timeout(PATIENCE, stream.read(&mut reply)).await;
        let read = read.expect("a reply comes").expect("the connection is open");
        replies += &String::from_utf8_lossy(&reply[..read.min(12)]);
        replies += ", ";
    }

    assert_eq!(replies, "HTTP/1.1 200, HTTP/1.1 301, HTTP/1.1 200, HTTP/1.1 200, HTTP/1.1 301, ");
}

#[tokio::test]
async fn a_body_that_looks_like_a_typed_target_keeps_its_length() {
    let gateway = gateway().await;
    let body = "GET /feed.rss?q=\"a b\" HTTP/1.1\r\nHost: a.example\r\n\r\n";
    let mut stream = connect(&gateway).await;

    let head = format!("POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: {}\r\n\r\n", body.len());
    let last = "GET /nothing HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n";
    stream.write_all(head.as_bytes()).await.expect("the connection is open");
    tokio::time::sleep(Duration::from_millis(50)).await;
    stream.write_all(format!("{body}{last}").as_bytes()).await.expect("the connection is open");
    let reply = read_to_end(stream).await;

    // hyper closes the connection if the body is not there when the reply is.
    let statuses: Vec<&str> = reply.split("HTTP/1.1 ").skip(1).map(|reply| &reply[..3]).collect();
    assert!(matches!(statuses.as_slice(), ["405"] | ["405", "404"]), "{reply}");
}

#[tokio::test]
async fn a_header_too_large_is_told_so_in_words() {
    let gateway = gateway().await;
    let long = "x".repeat(20_000);

    let request = format!("GET / HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\nX: {long}\r\n\r\n");
    let reply = send(&gateway, request).await;

    assert_begins(&reply, "HTTP/1.1 431 Request Header Fields Too Large\r\n");
    assert_holds(&reply, "The headers of the request are larger than this server allows.");
}

#[tokio::test]
async fn a_header_far_too_large_is_not_even_read() {
    let gateway = gateway().await;
    let one_long = format!("X: {}\r\n", "x".repeat(200_000));
    let many = "X: y\r\n".repeat(1_000);

    for fields in [one_long, many] {
        let reply = send(&gateway, format!("GET / HTTP/1.1\r\nHost: a.example\r\n{fields}\r\n")).await;
        assert_begins(&reply, "HTTP/1.1 431 Request Header Fields Too Large\r\n");
    }
}

#[tokio::test]
async fn an_address_too_long_is_told_so() {
    let gateway = gateway().await;

    for length in [5_000, 30_000] {
        let target = format!("/?q={}", "x".repeat(length));
        let reply =
            send(&gateway, format!("GET {target} HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n"))
                .await;
        assert_begins(&reply, "HTTP/1.1 414 URI Too Long\r\n");
        assert_holds(&reply, "The address is longer than any address of this site.");
    }
}

#[tokio::test]
async fn the_bounds_are_settings() {
    let change = |config: &mut feedgate::config::Config| {
        config.limits.target_bytes = 20;
        config.limits.header_bytes = 100;
    };
    let gateway = TestGateway::with("one_report.json", change, || at("2024-06-01T12:00:00Z")).await;

    gateway.get("/feed.rss").await.assert_status(200);
    gateway.get("/topics/rivers-of-the-north").await.assert_status(414);
    gateway.get_with("/feed.rss", &[("cookie", &"x".repeat(100))]).await.assert_status(431);
}

#[tokio::test]
async fn head_sends_no_byte_of_the_body() {
    let gateway = gateway().await;

    for target in ["/feed.rss", "/nothing", "/feed.rss/"] {
        let request = format!("HEAD {target} HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n");
        let reply = send(&gateway, request).await;
        assert!(reply.ends_with("\r\n\r\n"), "{reply}");
    }
}

#[tokio::test]
async fn requests_sent_ahead_are_answered_in_their_order() {
    let gateway = gateway().await;

    let reply = send(
        &gateway,
        "GET /nothing HTTP/1.1\r\nHost: a.example\r\n\r\n\
         HEAD /feed.rss HTTP/1.1\r\nHost: a.example\r\n\r\n\
         GET /feed.rss/ HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n",
    )
    .await;

    let statuses: Vec<&str> = reply.split("HTTP/1.1 ").skip(1).map(|reply| &reply[..3]).collect();
    assert_eq!(statuses, ["404", "200", "301"], "{reply}");
}

#[tokio::test]
async fn whoever_begins_a_request_and_does_not_end_it_is_let_go() {
    let gateway = hasty().await;

    let mut streams = Vec::new();
    for beginning in ["", "P", "PRI * HTTP/2.0\r\n", "GET / HTTP/1.1\r\nHost: a.exam"] {
        let mut stream = connect(&gateway).await;
        stream.write_all(beginning.as_bytes()).await.expect("the connection is open");
        streams.push((stream, beginning));
    }

    for (stream, beginning) in streams {
        let reply = read_to_end(stream).await;
        match beginning {
            "" => assert_eq!(reply, ""),
            _ => assert_eq!(
                (beginning, reply.split("\r\n").next()),
                (beginning, Some("HTTP/1.1 408 Request Timeout"))
            ),
        }
    }
}

#[tokio::test]
async fn whoever_asked_and_then_says_nothing_is_let_go() {
    let gateway = hasty().await;
    let mut stream = connect(&gateway).await;

    stream
        .write_all(b"GET /feed.rss HTTP/1.1\r\nHost: a.example\r\n\r\n")
        .await
        .expect("the connection is open");
    let reply = read_to_end(stream).await;

    assert_begins(&reply, "HTTP/1.1 200 OK\r\n");
    assert_holds(&reply, "</rss>");
}
