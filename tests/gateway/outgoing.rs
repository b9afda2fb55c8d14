//! Requests to others: what is bounded, where they may go, and what is told when they fail.

use std::io;
use std::io::Write;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use feedgate::outgoing::{
    Bounds, Client, Options, Reach, Request, RequestError, Resolve, Response, web_address,
};
use flate2::Compression;
use flate2::write::GzEncoder;
use hyper::header::{ACCEPT, AUTHORIZATION, HeaderValue};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::{RootCertStore, ServerConfig};

use super::elsewhere::{Elsewhere, Step, answer, head};
use super::tls::{Authority, Files, NAME};

/// Names as the test says them.
pub(crate) struct Names(pub(crate) Vec<(&'static str, Vec<IpAddr>)>);

impl Resolve for Names {
    fn resolve(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        let known = self.0.iter().find(|(known, _)| *known == name);
        known.map(|(_, addresses)| addresses.clone()).ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

/// A name server that does not answer in time.
struct Silent;

impl Resolve for Silent {
    fn resolve(&self, _: &str) -> io::Result<Vec<IpAddr>> {
        std::thread::sleep(Duration::from_secs(2));
        Ok(Vec::new())
    }
}

fn ip(text: &str) -> IpAddr {
    text.parse().expect("an address")
}

/// Short enough that a test which needs them to pass ends soon.
const BOUNDS: Bounds = Bounds {
    whole: Duration::from_secs(10),
    connect: Duration::from_secs(5),
    idle: Duration::from_millis(300),
    head: 16 << 10,
    body: 100_000,
};

/// May reach this machine.
fn options() -> Options {
    Options { reach: Reach::Private, bounds: BOUNDS, ..Options::default() }
}

async fn get(options: Options, address: &str) -> Result<Response, RequestError> {
    Client::new(options).send(Request::get(web_address(address)?)).await
}

async fn get_following(address: &str, redirects: usize) -> Result<Response, RequestError> {
    Client::new(options()).send(Request::get(web_address(address)?).following(redirects)).await
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

#[tokio::test]
async fn an_answer_has_status_headers_body_and_address() {
    let server = Elsewhere::start(|_, asked| match asked.target.as_str() {
        "/feed?a=b%20c" => answer("200 OK", &[("Content-Type", "text/plain")], "hello"),
        _ => answer("404 Not Found", &[], "nothing"),
    })
    .await;

    let found = get(options(), &server.at("/feed?a=b%20c#part")).await.expect("an answer");
    assert_eq!((found.status.as_u16(), &found.body[..]), (200, &b"hello"[..]));
    assert_eq!(found.headers["content-type"], "text/plain");
    assert_eq!(found.address.as_str(), server.at("/feed?a=b%20c#part"));
    let missing = get(options(), &server.at("/other")).await.expect("an answer too");
    assert_eq!((missing.status.as_u16(), &missing.body[..]), (404, &b"nothing"[..]));
}

#[tokio::test]
async fn a_request_names_feedgate_its_version_and_its_site() {
    let server = Elsewhere::start(|_, _| answer("200 OK", &[], "")).await;
    let site = Some("https://reports.example.org/".parse().expect("a URL"));
    get(Options { site, ..options() }, &server.at("/")).await.expect("an answer");
    get(options(), &server.at("/")).await.expect("an answer");

    let asked = server.asked();
    let version = env!("CARGO_PKG_VERSION");
    let with_site = format!("feedgate/{version} (+https://reports.example.org/)");
    assert_eq!(asked[0].header("user-agent"), Some(with_site.as_str()));
    assert_eq!(asked[1].header("user-agent"), Some(format!("feedgate/{version}").as_str()));
    assert_eq!(asked[0].header("accept-encoding"), Some("gzip"));
    assert_eq!(asked[0].header("host"), Some(format!("127.0.0.1:{}", server.port).as_str()));
    assert_eq!(asked[0].header("cookie"), None);
}

#[tokio::test]
async fn a_body_and_further_headers_are_sent() {
    let server = Elsewhere::start(|_, _| answer("202 Accepted", &[("Set-Cookie", "a=b")], "")).await;
    let client = Client::new(options());
    let form = HeaderValue::from_static("application/x-www-form-urlencoded");
    for _ in 0..2 {
        let address = web_address(&server.at("/hub")).expect("an address");
        let request = Request::post(address, form.clone(), "hub.mode=publish");
        let request = request.with(ACCEPT, HeaderValue::from_static("text/plain"));
        assert_eq!(client.send(request).await.expect("an answer").status, 202);
    }

    for asked in server.asked() {
        assert_eq!((asked.method.as_str(), &asked.body[..]), ("POST", &b"hub.mode=publish"[..]));
        assert_eq!(asked.header("content-type"), Some("application/x-www-form-urlencoded"));
        assert_eq!(asked.header("accept"), Some("text/plain"));
        assert_eq!(asked.header("cookie"), None, "cookies are not kept");
    }
    assert_eq!(server.connections(), 1, "a connection is used again");
}

#[tokio::test]
async fn an_address_is_http_or_https_without_credentials() {
    for address in
        ["ftp://example.org/", "file:///etc/passwd", "javascript:alert(1)", "example.org", "http://", ""]
    {
        assert!(matches!(web_address(address), Err(RequestError::Address { .. })), "{address}");
    }
    for address in ["http://me@example.org/", "https://me:secret@example.org/", "http://:secret@example.org/"]
    {
        let error = web_address(address).expect_err("credentials");
        assert!(matches!(error, RequestError::Credentials { .. }), "{address}");
        assert!(!error.to_string().contains("secret"), "{error}");
    }
    // However an address was made, it is checked before it is used.
    let unchecked = "ftp://127.0.0.1/".parse().expect("a URL");
    let error = Client::new(options()).send(Request::get(unchecked)).await.expect_err("no web");
    assert!(matches!(error, RequestError::Address { .. }));
}

#[tokio::test]
async fn private_addresses_are_refused_however_they_are_written() {
    let server = Elsewhere::start(|_, _| answer("200 OK", &[], "a secret")).await;
    let port = server.port;
    for host in [
        "127.0.0.1",
        "127.1",
        "0x7f.1",
        "2130706433",
        "0177.0.0.1",
        "0.0.0.0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::]",
        "169.254.169.254",
        "localhost",
    ] {
        let public = Options { bounds: BOUNDS, ..Options::default() };
        let error = get(public, &format!("http://{host}:{port}/")).await.expect_err(host);
        assert!(matches!(error, RequestError::Refused { .. }), "{host}: {error}");
    }
    assert_eq!(server.connections(), 0);
    let metadata = get(options(), "http://169.254.169.254/latest/meta-data/").await.expect_err("closed");
    let told = "169.254.169.254 may not be connected to: it is the metadata service of a cloud";
    assert_eq!(metadata.to_string(), told);
}

#[tokio::test]
async fn a_name_is_refused_if_one_of_its_addresses_is() {
    let names = Names(vec![
        ("inside.example.org", vec![ip("192.168.3.4")]),
        ("mixed.example.org", vec![ip("93.184.216.34"), ip("2606:4700::1111"), ip("::ffff:10.0.0.1")]),
        ("nowhere.example.org", vec![]),
    ]);
    let public = Options { names: Arc::new(names), bounds: BOUNDS, ..Options::default() };

    let inside = get(public.clone(), "https://inside.example.org/").await.expect_err("private");
    assert!(matches!(inside, RequestError::Refused { is_private: true, .. }));
    let told = "inside.example.org may not be connected to: 192.168.3.4 is in a private network";
    assert_eq!(inside.to_string(), told);
    let mixed = get(public.clone(), "http://mixed.example.org/").await.expect_err("one is private");
    assert!(matches!(mixed, RequestError::Refused { .. }), "{mixed}");
    for host in ["nowhere.example.org", "unknown.example.org"] {
        let error = get(public.clone(), &format!("http://{host}/")).await.expect_err("no address");
        assert!(matches!(error, RequestError::Lookup { .. }) && error.is_passing(), "{error}");
    }
}

#[tokio::test]
async fn the_address_that_was_checked_is_connected_to() {
    let server = Elsewhere::start(|_, _| answer("200 OK", &[], "here")).await;
    let names = Names(vec![("feeds.example.org", vec![ip("127.0.0.1")])]);
    let options = Options { names: Arc::new(names), ..options() };

    let address = format!("http://feeds.example.org:{}/", server.port);
    assert_eq!(get(options, &address).await.expect("an answer").body, b"here");
    let host = format!("feeds.example.org:{}", server.port);
    assert_eq!(server.asked()[0].header("host"), Some(host.as_str()));
}

#[tokio::test]
async fn the_next_address_of_a_name_is_tried() {
    let server = Elsewhere::start(|_, _| answer("200 OK", &[], "here")).await;
    // Nobody listens at the first.
    let names = Names(vec![("two.example.org", vec![ip("127.77.0.1"), ip("127.0.0.1")])]);
    let options = Options { names: Arc::new(names), ..options() };
    let address = format!("http://two.example.org:{}/", server.port);
    assert_eq!(get(options, &address).await.expect("an answer").body, b"here");
}

#[tokio::test]
async fn a_lookup_takes_no_longer_than_it_may() {
    let bounds = Bounds { connect: Duration::from_millis(200), ..BOUNDS };
    let options = Options { names: Arc::new(Silent), bounds, ..options() };
    let start = Instant::now();
    let error = get(options, "http://slow.example.org/").await.expect_err("no answer");
    assert!(start.elapsed() < Duration::from_secs(1), "the caller does not wait for the lookup");
    assert_eq!(error.to_string(), "connecting to slow.example.org took longer than 0.2 seconds");
}

#[tokio::test]
async fn a_server_that_is_not_there_is_an_error_that_passes() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    drop(listener);
    let error = get(options(), &format!("http://{address}/")).await.expect_err("nobody listens");
    assert!(matches!(error, RequestError::Connect { .. }) && error.is_passing(), "{error}");
    assert_eq!(error.to_string(), "cannot connect to 127.0.0.1");
}

#[tokio::test]
async fn a_server_that_stays_silent_is_left() {
    let silent = Elsewhere::start(|_, asked| {
        let wait = Step::Wait(Duration::from_secs(20));
        match asked.target.as_str() {
            "/before" => vec![wait],
            "/head" => vec![Step::Send(b"HTTP/1.1 200 OK\r\nServer: sl".to_vec()), wait],
            _ => vec![
                Step::Send(head("200 OK", &[("Content-Length", "10")])),
                Step::Send(b"abc".to_vec()),
                wait,
            ],
        }
    })
    .await;
    // Until there is a header, the time to connect is added.
    let bounds = Bounds { connect: Duration::from_millis(300), ..BOUNDS };
    for path in ["/before", "/head", "/within"] {
        let start = Instant::now();
        let error = get(Options { bounds, ..options() }, &silent.at(path)).await.expect_err(path);
        assert!(matches!(error, RequestError::Idle { .. }) && error.is_passing(), "{path}: {error}");
        assert!(start.elapsed() < Duration::from_secs(5), "{path}");
    }
}

#[tokio::test]
async fn a_server_that_sends_drop_by_drop_is_left_in_time() {
    let slow = Elsewhere::start(|_, _| {
        let mut steps = vec![Step::Send(head("200 OK", &[]))];
        for _ in 0..200 {
            steps.extend([Step::Send(b"x".to_vec()), Step::Wait(Duration::from_millis(50))]);
        }
        steps
    })
    .await;
    let bounds = Bounds { whole: Duration::from_millis(700), ..BOUNDS };
    let start = Instant::now();
    let error = get(Options { bounds, ..options() }, &slow.at("/")).await.expect_err("too slow");
    assert!(matches!(error, RequestError::Time { .. }), "{error}");
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn a_body_is_bounded_announced_or_not_compressed_or_not() {
    let bomb = gzip(&vec![0; 50_000_000]);
    assert!(bomb.len() < BOUNDS.body, "only decompressed is it too large");
    let members: Vec<u8> = gzip(b"").repeat(64);
    let exact = vec![b'x'; BOUNDS.body];
    let server = Elsewhere::start(move |_, asked| match asked.target.as_str() {
        "/exact" => answer("200 OK", &[], &exact),
        "/announced" => vec![Step::Send(head("200 OK", &[("Content-Length", "100001")]))],
        "/endless" => vec![Step::Send(head("200 OK", &[])), Step::Endless(vec![b'x'; 4096])],
        "/bomb" => answer("200 OK", &[("Content-Encoding", "gzip")], &bomb),
        // Each piece decompresses to nothing.
        _ => {
            vec![Step::Send(head("200 OK", &[("Content-Encoding", "gzip")])), Step::Endless(members.clone())]
        }
    })
    .await;

    assert_eq!(get(options(), &server.at("/exact")).await.expect("just within").body.len(), BOUNDS.body);
    for path in ["/announced", "/endless", "/bomb", "/empty-members"] {
        let error = get(options(), &server.at(path)).await.expect_err(path);
        assert!(matches!(error, RequestError::Size { limit: 100_000, .. }), "{path}: {error}");
        assert!(!error.is_passing());
    }
}

#[tokio::test]
async fn a_header_is_bounded() {
    let server = Elsewhere::start(|_, asked| match asked.target.as_str() {
        "/long" => answer("200 OK", &[("X-Long", &"x".repeat(20_000))], ""),
        "/many" => answer("200 OK", &vec![("X-Many", "x"); 1000], ""),
        _ => vec![Step::Send(b"HTTP/1.1 200 OK\r\nX-Endless: ".to_vec()), Step::Endless(vec![b'x'; 4096])],
    })
    .await;
    for path in ["/long", "/many", "/endless"] {
        let error = get(options(), &server.at(path)).await.expect_err(path);
        assert!(matches!(error, RequestError::Broken { .. }), "{path}: {error}");
    }
}

#[tokio::test]
async fn a_body_in_gzip_is_decompressed() {
    let text = "reports ".repeat(5000);
    let whole = gzip(text.as_bytes());
    let half = whole[..whole.len() / 2].to_vec();
    let server = Elsewhere::start(move |_, asked| match asked.target.as_str() {
        "/gzip" => answer("200 OK", &[("Content-Encoding", "GZIP")], &whole),
        "/members" => answer("200 OK", &[("Content-Encoding", "gzip")], whole.repeat(2)),
        "/half" => answer("200 OK", &[("Content-Encoding", "gzip")], &half),
        "/not" => answer("200 OK", &[("Content-Encoding", "gzip")], "plain"),
        _ => answer("200 OK", &[("Content-Encoding", "br")], "?"),
    })
    .await;

    let expected = "reports ".repeat(5000);
    assert_eq!(get(options(), &server.at("/gzip")).await.expect("gzip").body, expected.as_bytes());
    assert_eq!(
        get(options(), &server.at("/members")).await.expect("gzip").body,
        expected.repeat(2).as_bytes()
    );
    for path in ["/half", "/not"] {
        let error = get(options(), &server.at(path)).await.expect_err(path);
        assert!(matches!(error, RequestError::Gzip { .. }), "{path}: {error}");
    }
    let error = get(options(), &server.at("/br")).await.expect_err("not asked for");
    assert!(matches!(error, RequestError::Coding { .. }), "{error}");
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_no_answer() {
    let server = Elsewhere::start(|_, asked| match asked.target.as_str() {
        "/length" => {
            let head = head("200 OK", &[("Content-Length", "10")]);
            vec![Step::Send(head), Step::Send(b"abc".to_vec()), Step::Close]
        }
        "/chunked" => {
            let head = head("200 OK", &[("Transfer-Encoding", "chunked")]);
            vec![Step::Send(head), Step::Send(b"3\r\nabc\r\n".to_vec()), Step::Close]
        }
        "/nonsense" => vec![Step::Send(b"SSH-2.0-OpenSSH\r\n".to_vec()), Step::Close],
        _ => vec![Step::Close],
    })
    .await;
    for path in ["/length", "/chunked", "/nonsense", "/nothing"] {
        let error = get(options(), &server.at(path)).await.expect_err(path);
        assert!(matches!(error, RequestError::Broken { .. }) && error.is_passing(), "{path}: {error}");
    }
}

#[tokio::test]
async fn redirects_are_followed_only_if_asked() {
    let server = Elsewhere::start(|_, asked| match asked.target.as_str() {
        "/a" => answer("302 Found", &[("Location", "b?c=d")], ""),
        "/b?c=d" => answer("308 Permanent Redirect", &[("Location", "/c#part")], ""),
        "/c" => answer("200 OK", &[], "the end"),
        "/lost" => answer("301 Moved Permanently", &[], "nowhere"),
        _ => answer("302 Found", &[("Location", "/loop")], ""),
    })
    .await;

    let unasked = get(options(), &server.at("/a")).await.expect("a redirect is an answer");
    assert_eq!((unasked.status.as_u16(), server.asked().len()), (302, 1));
    let followed = get_following(&server.at("/a"), 2).await.expect("the end");
    assert_eq!((&followed.body[..], followed.address.as_str()), (&b"the end"[..], &*server.at("/c")));
    let error = get_following(&server.at("/a"), 1).await.expect_err("one too many");
    assert!(matches!(error, RequestError::Redirects { limit: 1, .. }), "{error}");
    let before = server.asked().len();
    let error = get_following(&server.at("/loop"), 5).await.expect_err("a loop");
    assert!(matches!(error, RequestError::Redirects { limit: 5, .. }), "{error}");
    assert_eq!(server.asked().len() - before, 6);
    assert_eq!(get_following(&server.at("/lost"), 5).await.expect("no location").body, b"nowhere");
}

#[tokio::test]
async fn a_redirect_is_checked_as_an_address_is() {
    let inside = Elsewhere::start(|_, _| answer("200 OK", &[], "a secret")).await;
    let secret = format!("http://inside.example.org:{}/", inside.port);
    let server = Elsewhere::start(move |_, asked| {
        let location = match asked.target.as_str() {
            "/private" => secret.as_str(),
            "/metadata" => "http://169.254.169.254/latest/",
            "/file" => "file:///etc/passwd",
            "/credentials" => "http://me:secret@127.0.0.1/",
            _ => "http://",
        };
        answer("302 Found", &[("Location", location)], "")
    })
    .await;
    let names = || Names(vec![("inside.example.org", vec![ip("169.254.169.254")])]);

    for path in ["/private", "/metadata"] {
        let client = Client::new(Options { names: Arc::new(names()), ..options() });
        let request = Request::get(web_address(&server.at(path)).expect("an address")).following(3);
        let error = client.send(request).await.expect_err(path);
        assert!(matches!(error, RequestError::Refused { .. }), "{path}: {error}");
    }
    for path in ["/file", "/credentials", "/nonsense"] {
        let error = get_following(&server.at(path), 3).await.expect_err(path);
        assert!(matches!(error, RequestError::Location { .. }), "{path}: {error}");
    }
    assert_eq!(inside.connections(), 0);
}

#[tokio::test]
async fn a_redirect_to_another_origin_gets_no_credentials() {
    let other = Elsewhere::start(|_, _| answer("200 OK", &[], "")).await;
    let there = other.at("/there");
    let server = Elsewhere::start(move |_, asked| match asked.target.as_str() {
        "/here" => answer("307 Temporary Redirect", &[("Location", "/same")], ""),
        _ => answer("303 See Other", &[("Location", &there)], ""),
    })
    .await;
    let request = Request::post(
        web_address(&server.at("/here")).expect("an address"),
        HeaderValue::from_static("text/plain"),
        "a body",
    );
    let request = request.with(AUTHORIZATION, HeaderValue::from_static("Bearer x"));
    let request = request.with(ACCEPT, HeaderValue::from_static("text/html")).following(5);
    Client::new(options()).send(request).await.expect("an answer");

    let same = &server.asked()[1];
    assert_eq!((same.method.as_str(), &same.body[..]), ("POST", &b"a body"[..]), "307 keeps both");
    assert_eq!(same.header("authorization"), Some("Bearer x"));
    let there = &other.asked()[0];
    assert_eq!((there.method.as_str(), &there.body[..]), ("GET", &b""[..]), "303 keeps neither");
    assert_eq!((there.header("authorization"), there.header("content-type")), (None, None));
    assert_eq!(there.header("accept"), Some("text/html"));
}

fn acceptor(authority: &Authority) -> TlsAcceptor {
    let (certificate, key) = authority.certify(NAME);
    let builder = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let builder = builder.with_safe_default_protocol_versions().expect("versions").with_no_client_auth();
    let key = PrivateKeyDer::try_from(key.serialize_der()).expect("a key");
    let config = builder.with_single_cert(vec![certificate.der().clone()], key).expect("a certificate");
    TlsAcceptor::from(Arc::new(config))
}

#[tokio::test]
async fn https_needs_a_trusted_certificate_of_the_name() {
    let authority = Authority::new();
    let server = Elsewhere::safe(acceptor(&authority), |_, _| answer("200 OK", &[], "safe")).await;
    let mut roots = RootCertStore::empty();
    roots.add(authority.root.der().clone()).expect("a root");
    let here = vec![ip("127.0.0.1")];
    let names = Arc::new(Names(vec![(NAME, here.clone()), ("other.example.org", here)]));
    let trusting = Options { roots, names: names.clone(), ..options() };

    let address = format!("https://{NAME}:{}/", server.port);
    assert_eq!(get(trusting.clone(), &address).await.expect("an answer").body, b"safe");
    let other = get(trusting, &format!("https://other.example.org:{}/", server.port)).await;
    let unknown = get(Options { names, ..options() }, &address).await;
    for error in [other.expect_err("another name"), unknown.expect_err("an unknown authority")] {
        assert!(matches!(error, RequestError::Tls { .. }) && !error.is_passing(), "{error}");
        let cause = std::error::Error::source(&error).expect("a cause").to_string();
        assert!(cause.contains("certificate"), "{cause}");
    }
}

/// The gateway offers HTTP/2 and HTTP/1.1, in this order.
#[tokio::test]
async fn a_server_that_speaks_http_2_is_understood() {
    let (files, _) = Files::new();
    let gateway = files.gateway(|_| {}).await;
    let mut roots = RootCertStore::empty();
    roots.add(files.authority.root.der().clone()).expect("a root");
    let names = Arc::new(Names(vec![(NAME, vec![ip("127.0.0.1")])]));
    let client = Client::new(Options { roots, names, ..options() });
    let (_, port) = gateway.base.rsplit_once(':').expect("a port");

    for path in ["/feed.atom", "/feed.rss", "/feed.json"] {
        let address = web_address(&format!("https://{NAME}:{port}{path}")).expect("an address");
        let feed = client.send(Request::get(address)).await.expect("an answer");
        assert_eq!(feed.status, 200, "{path}");
        assert_eq!(feed.headers["content-encoding"], "gzip");
        assert!(String::from_utf8(feed.body).expect("UTF-8").contains("example.org"), "{path}");
    }
}

#[tokio::test]
async fn no_redirect_leads_from_https_to_http() {
    let plain = Elsewhere::start(|_, _| answer("200 OK", &[], "read by others")).await;
    let location = plain.at("/");
    let authority = Authority::new();
    let act = move |_, _: &_| answer("302 Found", &[("Location", &location)], "");
    let server = Elsewhere::safe(acceptor(&authority), act).await;
    let mut roots = RootCertStore::empty();
    roots.add(authority.root.der().clone()).expect("a root");
    let names = Arc::new(Names(vec![(NAME, vec![ip("127.0.0.1")])]));
    let client = Client::new(Options { roots, names, ..options() });
    let address = web_address(&format!("https://{NAME}:{}/", server.port)).expect("an address");

    let error = client.send(Request::get(address).following(5)).await.expect_err("a downgrade");
    assert!(matches!(error, RequestError::Downgrade { .. }), "{error}");
    assert_eq!(plain.connections(), 0);
}

#[tokio::test]
async fn retry_after_is_told() {
    let server =
        Elsewhere::start(|_, _| answer("503 Service Unavailable", &[("Retry-After", "7")], "")).await;
    let busy = get(options(), &server.at("/")).await.expect("an answer");
    assert_eq!(busy.retry_after(SystemTime::now()), Some(Duration::from_secs(7)));
}
