//! Certificates by ACME, from a test authority that speaks the protocol and checks who serves the name.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use feedgate::certificates::{self, AcmeOptions};
use feedgate::config::Config;
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use rcgen::CertificateSigningRequestParams;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{
    CertificateDer, CertificateSigningRequestDer, PrivateKeyDer, ServerName, UnixTime,
};
use tokio_rustls::rustls::{self, DigitallySignedStruct, ServerConfig, SignatureScheme};

use super::support::{TestGateway, at};
use super::tls::{Authority, NAME, PATIENCE, connect, get, shown};

const TOKEN: &str = "a-token-of-the-authority";
/// 1.3.6.1.5.5.7.1.31, the extension that answers a challenge (RFC 8737 §3), in DER.
const ACME_IDENTIFIER: [u8; 10] = [0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x01, 0x1f];

/// An authority on a port of this machine.
struct Server {
    base: String,
    authority: Authority,
    /// Where the name is served; the authority waits until it is told.
    gateway: watch::Sender<Option<SocketAddr>>,
    order: Mutex<Order>,
}

#[derive(Default)]
struct Order {
    /// Of the account's key (RFC 7638).
    thumbprint: String,
    is_authorized: bool,
    certificate: Option<String>,
}

impl Server {
    async fn start() -> (Arc<Server>, JoinSet<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let base = format!("https://{}", listener.local_addr().expect("an address"));
        let server = Server {
            base,
            authority: Authority::new(),
            gateway: watch::channel(None).0,
            order: Mutex::default(),
        };
        let server = Arc::new(server);
        let mut serving = JoinSet::new();
        serving.spawn(server.clone().serve(listener));
        (server, serving)
    }

    async fn serve(self: Arc<Server>, listener: TcpListener) {
        let (certificate, key) = self.authority.certify("127.0.0.1");
        let builder = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()));
        let builder = builder.with_safe_default_protocol_versions().expect("versions").with_no_client_auth();
        let key = PrivateKeyDer::try_from(key.serialize_der()).expect("a key");
        let config = builder.with_single_cert(vec![certificate.der().clone()], key).expect("a certificate");
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let mut connections = JoinSet::new();
        loop {
            let (stream, _) = listener.accept().await.expect("a connection");
            let (acceptor, server) = (acceptor.clone(), self.clone());
            connections.spawn(async move {
                let stream = acceptor.accept(stream).await.expect("TLS");
                let service = service_fn(|request| {
                    let server = server.clone();
                    async move { Ok::<_, hyper::Error>(server.answer(request).await) }
                });
                // The client closes as it likes.
                let _ = hyper::server::conn::http1::Builder::new()
                    .serve_connection(TokioIo::new(stream), service)
                    .await;
            });
        }
    }

    async fn answer(&self, request: Request<Incoming>) -> Response<Full<Bytes>> {
        let path = request.uri().path().to_owned();
        let body = request.into_body().collect().await.expect("a body").to_bytes();
        let signed: Value = serde_json::from_slice(&body).unwrap_or_default();
        let content = match path.as_str() {
            "/directory" => json!({
                "newNonce": self.at("nonce"),
                "newAccount": self.at("account"),
                "newOrder": self.at("order"),
            }),
            "/nonce" => return self.reply(&path, String::new()),
            "/account" => self.account(&part(&signed, "protected")),
            "/order" | "/order/1" => self.order(),
            "/authorization" => self.authorization(),
            "/challenge" => self.look().await,
            "/finalize" => self.finalize(&part(&signed, "payload")),
            "/certificate" => {
                let certificate = self.order.lock().expect("not poisoned").certificate.clone();
                return self.reply(&path, certificate.expect("it was made"));
            }
            _ => panic!("nothing is at {path}"),
        };
        self.reply(&path, content.to_string())
    }

    fn reply(&self, path: &str, content: String) -> Response<Full<Bytes>> {
        let reply = Response::builder().header("replay-nonce", "a-nonce");
        let reply = reply.header("location", format!("{}{path}/1", self.base));
        reply.body(Full::new(content.into())).expect("a reply")
    }

    fn at(&self, what: &str) -> String {
        format!("{}/{what}", self.base)
    }

    fn account(&self, protected: &Value) -> Value {
        let key = &protected["jwk"];
        let canonical =
            format!(r#"{{"crv":{},"kty":{},"x":{},"y":{}}}"#, key["crv"], key["kty"], key["x"], key["y"]);
        let thumbprint = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(canonical));
        self.order.lock().expect("not poisoned").thumbprint = thumbprint;
        json!({ "status": "valid" })
    }

    fn order(&self) -> Value {
        let order = self.order.lock().expect("not poisoned");
        let status = match (order.is_authorized, &order.certificate) {
            (false, _) => "pending",
            (true, None) => "ready",
            (true, Some(_)) => "valid",
        };
        json!({
            "status": status,
            "authorizations": [self.at("authorization")],
            "finalize": self.at("finalize"),
            "certificate": self.at("certificate"),
        })
    }

    fn authorization(&self) -> Value {
        let is_authorized = self.order.lock().expect("not poisoned").is_authorized;
        json!({
            "status": if is_authorized { "valid" } else { "pending" },
            "identifier": { "type": "dns", "value": NAME },
            "challenges": [{ "type": "tls-alpn-01", "url": self.at("challenge"), "token": TOKEN }],
        })
    }

    /// Looks whether the account's key holds the name (RFC 8737 §3).
    async fn look(&self) -> Value {
        let mut gateway = self.gateway.subscribe();
        let address = *gateway.wait_for(Option::is_some).await.expect("somebody tells");
        let address = address.expect("it was waited for").to_string();
        let mut client = self.authority.client(&["acme-tls/1"]);
        client.dangerous().set_certificate_verifier(Arc::new(Anybody));
        let stream = connect(&address, client).await.expect("TLS");
        assert_eq!(stream.get_ref().1.alpn_protocol(), Some(b"acme-tls/1".as_slice()));

        let mut order = self.order.lock().expect("not poisoned");
        let authorization = Sha256::digest(format!("{TOKEN}.{}", order.thumbprint));
        let certificate = shown(&stream);
        order.is_authorized = contains(&certificate, &ACME_IDENTIFIER)
            && contains(&certificate, &[&[0x04, 0x20], authorization.as_slice()].concat());
        assert!(order.is_authorized, "the challenge is not answered");
        json!({ "status": "valid" })
    }

    fn finalize(&self, payload: &Value) -> Value {
        let request = payload["csr"].as_str().expect("a request");
        let request = BASE64_URL_SAFE_NO_PAD.decode(request).expect("base64");
        let request = CertificateSigningRequestParams::from_der(&CertificateSigningRequestDer::from(request));
        let certificate =
            request.expect("a request").signed_by(&self.authority.issuer).expect("a certificate");
        let chain = format!("{}{}", certificate.pem(), self.authority.root.pem());
        self.order.lock().expect("not poisoned").certificate = Some(chain);
        self.order()
    }

    /// A gateway that gets its certificate here.
    async fn gateway(&self, folder: &Path) -> (TestGateway, String) {
        let root = folder.join("root.pem");
        std::fs::write(&root, self.authority.root.pem()).expect("a temporary folder can be written to");
        let acme = AcmeOptions {
            domains: vec![NAME.to_owned()],
            contact: vec!["mailto:keeper@example.org".to_owned()],
            cache: folder.join("kept/by/acme"),
            directory: self.at("directory").parse().expect("an address"),
            root: Some(root),
        };
        let change = |config: &mut Config| config.tls = Some(certificates::Options::Acme(acme));
        let gateway = TestGateway::with("one_report.json", change, || at("2024-06-01T12:00:00Z")).await;
        let address = gateway.base.strip_prefix("http://").expect("an address").to_owned();
        (gateway, address)
    }
}

/// A part of what is signed. Who signed is not looked at: that is the authority's business, not the gateway's.
fn part(signed: &Value, name: &str) -> Value {
    let part = BASE64_URL_SAFE_NO_PAD.decode(signed[name].as_str().expect("a part")).expect("base64");
    serde_json::from_slice(&part).unwrap_or_default()
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// Takes any certificate: the answer to a challenge is signed by nobody.
#[derive(Debug)]
struct Anybody;

impl ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        ring::default_provider().signature_verification_algorithms.supported_schemes()
    }
}

/// Waits until a client that trusts the authority gets a reply.
async fn assert_answers_soon(server: &Server, address: &str) {
    let begun = std::time::Instant::now();
    loop {
        match connect(address, server.authority.client(&["http/1.1"])).await {
            Ok(mut stream) => {
                assert_eq!(get(&mut stream).await.status(), 200);
                return;
            }
            Err(error) => assert!(begun.elapsed() < PATIENCE, "there is no certificate: {error}"),
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn a_certificate_is_got_over_the_port_itself_and_kept_for_the_next_start() {
    let (server, serving) = Server::start().await;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (first, address) = server.gateway(folder.path()).await;
    let early = connect(&address, server.authority.client(&["h2"])).await;
    assert!(early.is_err(), "there is a certificate before anybody gave one");

    server.gateway.send_replace(Some(address.parse().expect("an address")));
    assert_answers_soon(&server, &address).await;
    // It is kept a moment after it is in service.
    let begun = std::time::Instant::now();
    while std::fs::read_dir(folder.path().join("kept/by/acme")).expect("the folder was made").count() < 2 {
        assert!(begun.elapsed() < PATIENCE, "account and certificate are not kept");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    drop((first, serving));

    let (_second, address) = server.gateway(folder.path()).await;
    assert_answers_soon(&server, &address).await;
}
