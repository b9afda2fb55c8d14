//! TLS: which certificate is shown, which version of HTTP is spoken, and how long a handshake may take.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use feedgate::certificates;
use feedgate::config::Config;
use http_body_util::{BodyExt, Empty};
use hyper::body::{Body, Bytes, Incoming};
use hyper::{Request, Response, Version};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use super::ending::large;
use super::program::{Serving, collection, run, serve, text};
use super::support::{TestGateway, at};

/// The name that certificates here are for.
pub(crate) const NAME: &str = "reports.example.org";
/// Longer than anything here takes; only a test that fails waits for it.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// Whom clients here trust.
pub(crate) struct Authority {
    pub(crate) root: rcgen::Certificate,
    pub(crate) issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    pub(crate) fn new() -> Authority {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, "An authority for tests");
        let key = KeyPair::generate().expect("a key");
        let root = params.self_signed(&key).expect("a root");
        Authority { root, issuer: Issuer::new(params, key) }
    }

    /// A certificate for a name or an address, and its key.
    pub(crate) fn certify(&self, name: &str) -> (rcgen::Certificate, KeyPair) {
        let key = KeyPair::generate().expect("a key");
        let params = CertificateParams::new(vec![name.to_owned()]).expect("a name");
        (params.signed_by(&key, &self.issuer).expect("a certificate"), key)
    }

    /// A client that trusts it and offers these protocols.
    pub(crate) fn client(&self, protocols: &[&str]) -> ClientConfig {
        let mut roots = RootCertStore::empty();
        roots.add(self.root.der().clone()).expect("a root");
        let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
        let builder = builder.with_safe_default_protocol_versions().expect("versions");
        let mut client = builder.with_root_certificates(roots).with_no_client_auth();
        client.alpn_protocols = protocols.iter().map(|protocol| protocol.as_bytes().to_vec()).collect();
        client
    }
}

/// Shakes hands with whoever listens at an address, as if it were `NAME`.
pub(crate) async fn connect(address: &str, client: ClientConfig) -> std::io::Result<TlsStream<TcpStream>> {
    let stream = TcpStream::connect(address).await.expect("the gateway listens");
    let name = ServerName::try_from(NAME).expect("a name");
    let handshake = TlsConnector::from(Arc::new(client)).connect(name, stream);
    timeout(PATIENCE, handshake).await.expect("the handshake ends")
}

/// The certificate that the gateway showed.
pub(crate) fn shown(stream: &TlsStream<TcpStream>) -> CertificateDer<'static> {
    let chain = stream.get_ref().1.peer_certificates().expect("a certificate");
    chain[0].clone().into_owned()
}

/// Asks over HTTP/1.1 and leaves the connection open.
pub(crate) async fn get(stream: &mut TlsStream<TcpStream>) -> Response<String> {
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.expect("HTTP/1.1");
    let asked = sender.send_request(request("/feed.rss"));
    tokio::select! {
        reply = async { whole(asked.await.expect("a reply")).await } => reply,
        ended = connection => panic!("the connection ended with {ended:?}"),
    }
}

async fn get_over_http_2(stream: TlsStream<TcpStream>) -> Response<String> {
    let socket = TokioIo::new(stream);
    let (mut sender, connection) =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), socket).await.expect("HTTP/2");
    let asked = sender.send_request(request(&format!("https://{NAME}/feed.rss")));
    tokio::select! {
        reply = async { whole(asked.await.expect("a reply")).await } => reply,
        ended = connection => panic!("the connection ended with {ended:?}"),
    }
}

fn request(target: &str) -> Request<Empty<Bytes>> {
    Request::get(target).header("host", NAME).body(Empty::new()).expect("a request")
}

async fn whole(reply: Response<Incoming>) -> Response<String> {
    let (head, body) = reply.into_parts();
    assert!(!body.is_end_stream(), "no body");
    let body = body.collect().await.expect("a whole body").to_bytes();
    Response::from_parts(head, String::from_utf8(body.to_vec()).expect("UTF-8"))
}

/// A certificate and its key in a folder of their own.
pub(crate) struct Files {
    folder: tempfile::TempDir,
    pub(crate) authority: Authority,
}

impl Files {
    pub(crate) fn new() -> (Files, rcgen::Certificate) {
        let files =
            Files { folder: tempfile::tempdir().expect("a temporary folder"), authority: Authority::new() };
        let certificate = files.renew();
        (files, certificate)
    }

    fn certificate(&self) -> PathBuf {
        self.folder.path().join("certificate.pem")
    }

    fn key(&self) -> PathBuf {
        self.folder.path().join("key.pem")
    }

    /// Puts another certificate in place, as those do who renew them.
    fn renew(&self) -> rcgen::Certificate {
        let (certificate, key) = self.authority.certify(NAME);
        put(&self.certificate(), &format!("{}{}", certificate.pem(), self.authority.root.pem()));
        put(&self.key(), &key.serialize_pem());
        certificate
    }

    pub(crate) async fn gateway(&self, change: impl FnOnce(&mut Config)) -> TestGateway {
        let tls = certificates::Options::Files { certificate: self.certificate(), key: self.key() };
        let change = |config: &mut Config| {
            config.tls = Some(tls);
            change(config);
        };
        TestGateway::with("one_report.json", change, || at("2024-06-01T12:00:00Z")).await
    }

    /// The program with these files and other settings.
    fn command(&self, collection: &str, settings: &[(&str, &str)]) -> std::process::Command {
        let mut command = serve(collection);
        command.env("FEEDGATE_TLS__CERTIFICATE", self.certificate()).env("FEEDGATE_TLS__KEY", self.key());
        command.envs(settings.iter().copied());
        command
    }
}

/// Replaces a file in one go.
fn put(path: &Path, content: &str) {
    let new = path.with_extension("new");
    fs::write(&new, content).expect("a temporary folder can be written to");
    fs::rename(&new, path).expect("a file can be renamed");
}

pub(crate) fn address(gateway: &TestGateway) -> &str {
    gateway.base.strip_prefix("http://").expect("an address")
}

/// Reads what comes until the other end closes.
async fn rest(stream: &mut TcpStream) -> Vec<u8> {
    let mut rest = Vec::new();
    // A connection that is reset is over as well.
    let _ = timeout(PATIENCE, stream.read_to_end(&mut rest)).await.expect("it is closed in time");
    rest
}

#[tokio::test]
async fn alpn_chooses_http_2_or_http_1_1_on_one_port() {
    let (files, certificate) = Files::new();
    let gateway = files.gateway(|_| {}).await;

    for (offered, chosen) in [
        (["h2", "http/1.1"].as_slice(), Some("h2")),
        (&["http/1.1", "h2"], Some("h2")),
        (&["http/1.1"], Some("http/1.1")),
        (&[], None),
    ] {
        let mut stream = connect(address(&gateway), files.authority.client(offered)).await.expect("TLS");
        assert_eq!(stream.get_ref().1.alpn_protocol(), chosen.map(str::as_bytes), "{offered:?}");
        assert_eq!(&shown(&stream), certificate.der());

        let (reply, version) = match chosen {
            Some("h2") => (get_over_http_2(stream).await, Version::HTTP_2),
            _ => (get(&mut stream).await, Version::HTTP_11),
        };
        assert_eq!((reply.status().as_u16(), reply.version()), (200, version), "{offered:?}: {reply:?}");
        assert!(reply.body().starts_with("<?xml"), "{reply:?}");
    }
}

#[tokio::test]
async fn a_certificate_that_is_replaced_is_shown_to_who_comes_next_and_ends_no_connection() {
    let (files, old) = Files::new();
    let gateway = files.gateway(|_| {}).await;
    let client = files.authority.client(&[]);
    let mut open = connect(address(&gateway), client.clone()).await.expect("TLS");
    assert_eq!(&shown(&open), old.der());
    assert_eq!(get(&mut open).await.status(), 200);

    let new = files.renew();

    let begun = Instant::now();
    while shown(&connect(address(&gateway), client.clone()).await.expect("TLS")) == *old.der() {
        assert!(begun.elapsed() < PATIENCE, "the old certificate is still shown");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let fresh = connect(address(&gateway), files.authority.client(&[])).await.expect("TLS");
    assert_eq!(&shown(&fresh), new.der());
    assert_eq!(get(&mut open).await.status(), 200);
}

#[tokio::test]
async fn a_bad_pair_is_told_and_the_old_one_stays_until_there_is_a_good_one() {
    let (files, old) = Files::new();
    let serving = Serving::start(&mut files.command(&collection("one_report.json"), &[]));

    put(&files.key(), &KeyPair::generate().expect("a key").serialize_pem());
    let told = serving.wait_for("so the old one is still used");
    assert!(told.contains("does not belong to the certificate"), "{told}");
    let stream = connect(&serving.address, files.authority.client(&[])).await.expect("TLS");
    assert_eq!(&shown(&stream), old.der());

    let new = files.renew();
    serving.wait_for("using a new certificate");
    let stream = connect(&serving.address, files.authority.client(&[])).await.expect("TLS");
    assert_eq!(&shown(&stream), new.der());
}

#[test]
fn files_that_are_no_certificate_and_its_key_are_told_before_anything_is_bound() {
    let (files, _) = Files::new();
    let other = KeyPair::generate().expect("a key").serialize_pem();
    let (certificate, key) = (files.certificate(), files.key());
    let (certificate, key) = (text(&certificate), text(&key));
    let good = fs::read_to_string(key).expect("a key");

    for (file, content, told) in [
        (
            key,
            other.as_str(),
            format!("the key in {key} does not belong to the certificate in {certificate}"),
        ),
        (key, "", format!("{key} contains no private key")),
        (
            key,
            "-----BEGIN PRIVATE KEY-----\n?\n-----END PRIVATE KEY-----\n",
            format!("{key} is not in PEM format"),
        ),
        (certificate, good.as_str(), format!("{certificate} contains no certificate")),
    ] {
        let before = fs::read_to_string(file).expect("a file");
        put(Path::new(file), content);
        let ended = run(&mut files.command(&collection("one_report.json"), &[]));
        ended.assert_code(1).assert_tells("error: there is no certificate for TLS: ").assert_tells(&told);
        put(Path::new(file), &before);
    }
    fs::remove_file(certificate).expect("it is there");
    let ended = run(&mut files.command(&collection("one_report.json"), &[]));
    ended.assert_code(1).assert_tells(&format!("cannot read {certificate}: No such file"));
}

#[tokio::test]
async fn plain_http_on_the_port_of_tls_gets_no_answer_and_is_closed() {
    let (files, _) = Files::new();
    let gateway = files.gateway(|_| {}).await;
    let mut stream = TcpStream::connect(address(&gateway)).await.expect("the gateway listens");

    stream.write_all(b"GET /feed.rss HTTP/1.1\r\nHost: a.example\r\n\r\n").await.expect("it is open");

    let rest = rest(&mut stream).await;
    assert!(!rest.windows(4).any(|bytes| bytes == b"HTTP"), "{rest:?}");
}

#[tokio::test]
async fn half_a_handshake_is_given_no_more_time_than_a_header() {
    let (files, _) = Files::new();
    let gateway = files.gateway(|config| config.limits.header_timeout_secs = 1).await;
    // The first bytes of a ClientHello of 512 bytes; and no byte at all.
    for half in [b"\x16\x03\x01\x02\x00\x01\x00".as_slice(), b""] {
        let mut stream = TcpStream::connect(address(&gateway)).await.expect("the gateway listens");
        stream.write_all(half).await.expect("it is open");
        rest(&mut stream).await;
    }
    // Who has shaken hands and then says nothing has had the same time.
    let mut stream = connect(address(&gateway), files.authority.client(&[])).await.expect("TLS");
    let _ = timeout(PATIENCE, stream.read_to_end(&mut Vec::new())).await.expect("it is closed in time");
}

#[tokio::test]
async fn who_finds_no_room_is_told_nothing_without_a_handshake() {
    let (files, _) = Files::new();
    let gateway = files.gateway(|config| config.limits.connections = 1).await;
    let mut first = connect(address(&gateway), files.authority.client(&[])).await.expect("TLS");

    let mut second = TcpStream::connect(address(&gateway)).await.expect("the system accepts");

    assert_eq!(rest(&mut second).await, b"");
    assert_eq!(get(&mut first).await.status(), 200);
}

/// Asks for more than fits on the way, and takes no more than the first byte of it.
async fn ask_and_take_nothing(serving: &Serving, files: &Files) -> TlsStream<TcpStream> {
    let mut stream = connect(&serving.address, files.authority.client(&[])).await.expect("TLS");
    let request = format!("GET /feed.json HTTP/1.1\r\nHost: {NAME}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.expect("it is open");
    assert_eq!(stream.read_u8().await.expect("a reply"), b'H');
    stream
}

#[tokio::test]
async fn a_client_that_does_not_read_is_given_no_more_time_than_for_a_reply() {
    let (files, _) = Files::new();
    let large = large();
    let settings = [("FEEDGATE_LIMITS__REPLY_TIMEOUT_SECS", "1"), ("FEEDGATE_LIMITS__CONNECTIONS", "1")];
    let serving = Serving::start(&mut files.command(text(large.path()), &settings));
    let held = ask_and_take_nothing(&serving, &files).await;

    // There is room for the next once it has been ended.
    let begun = Instant::now();
    while connect(&serving.address, files.authority.client(&[])).await.is_err() {
        assert!(begun.elapsed() < PATIENCE, "it still holds its place");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    drop(held);
}

#[tokio::test]
async fn a_client_that_does_not_read_holds_the_end_up_no_longer_than_is_set() {
    let (files, _) = Files::new();
    let large = large();
    let settings = [("FEEDGATE_LIMITS__DRAIN_SECS", "1")];
    let serving = Serving::start(&mut files.command(text(large.path()), &settings));
    let held = ask_and_take_nothing(&serving, &files).await;

    let begun = Instant::now();
    serving.terminate();
    assert!(serving.wait().success());
    assert!(begun.elapsed() < PATIENCE, "it took {:?}", begun.elapsed());
    drop(held);
}
