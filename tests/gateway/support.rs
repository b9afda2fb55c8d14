//! A real gateway on a free port, replies that print themselves when a test fails, and golden files.

use std::fmt;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};

use feedgate::address::Address;
use feedgate::collection::Instant;
use feedgate::config::Config;
use feedgate::gateway::{Gateway, Given, Pulse};
use feedgate::http::Door;
use feedgate::reload::Reloads;
use feedgate::store::Database;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Method, RequestBuilder, StatusCode, Version};
use tokio::sync::{oneshot, watch};

/// The public URL of every test gateway, so that its replies are the same in every run.
pub(crate) const SITE: &str = "https://reports.example.org";

/// A gateway that runs until it is dropped.
pub(crate) struct TestGateway {
    /// `http://127.0.0.1:PORT`, without a slash at the end.
    pub(crate) base: String,
    /// The same for the listener for operators.
    pub(crate) admin: String,
    /// The outcome of its reloads.
    pub(crate) reloads: watch::Receiver<Reloads>,
    /// With which it checks that its workers still answer.
    pub(crate) pulse: Pulse,
    client: Client,
    _shutdown: oneshot::Sender<()>,
}

impl TestGateway {
    /// Serves a file of `tests/collections`, on the day 2024-06-01.
    pub(crate) async fn start(collection: &str) -> TestGateway {
        Self::with(collection, |_| {}, || at("2024-06-01T12:00:00Z")).await
    }

    /// Serves the shipped collection.
    pub(crate) async fn shipped() -> TestGateway {
        Self::start("../../config/collection.json").await
    }

    /// Serves a file of `tests/collections` at another time and with other settings.
    pub(crate) async fn with(
        collection: &str,
        change: impl FnOnce(&mut Config),
        clock: fn() -> Instant,
    ) -> TestGateway {
        Self::given(collection, change, Given { clock, ..Given::default() }).await
    }

    /// Serves a file of `tests/collections` with other doors, on the day 2024-06-01.
    pub(crate) async fn with_doors(
        collection: &str,
        change: impl FnOnce(&mut Config),
        doors: fn(&Address) -> &'static Door,
    ) -> TestGateway {
        Self::given(
            collection,
            change,
            Given { clock: || at("2024-06-01T12:00:00Z"), doors, ..Given::default() },
        )
        .await
    }

    /// Serves a file of `tests/collections` with other dependencies.
    pub(crate) async fn given(
        collection: &str,
        change: impl FnOnce(&mut Config),
        given: Given,
    ) -> TestGateway {
        let gateway = started(collection, change, given).await;
        let mut indexed = gateway.indexed();
        let serving = TestGateway::serving(gateway);
        // `search` tests replies before the index is built.
        indexed.wait_for(|indexed| *indexed).await.expect("the index is built");
        serving
    }

    /// Serves the shipped collection before the first index is built.
    pub(crate) async fn without_index() -> TestGateway {
        let given = Given { clock: || at("2024-06-01T12:00:00Z"), ..Given::default() };
        let gateway = started("../../config/collection.json", |_| {}, given).await;
        TestGateway::serving(gateway.without_index())
    }

    fn serving(gateway: Gateway) -> TestGateway {
        let base = format!("http://{}", gateway.local_addr());
        let admin = gateway.admin_addr().map_or_else(String::new, |address| format!("http://{address}"));
        let (reloads, pulse) = (gateway.reloads(), gateway.pulse());
        let (shutdown, ended) = oneshot::channel();
        tokio::spawn(async { gateway.serve(async { drop(ended.await) }).await.expect("no worker fails") });
        let client = Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build();
        TestGateway { base, admin, reloads, pulse, client: client.expect("a client"), _shutdown: shutdown }
    }

    /// The same gateway, with requests over HTTP/2 without TLS (RFC 9113 §3.3).
    pub(crate) fn over_http_2(mut self) -> TestGateway {
        let client = Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy();
        self.client = client.http2_prior_knowledge().build().expect("a client");
        self
    }

    pub(crate) async fn get(&self, target: &str) -> Reply {
        self.ask(Method::GET, target, &[]).await
    }

    pub(crate) async fn head(&self, target: &str) -> Reply {
        self.ask(Method::HEAD, target, &[]).await
    }

    /// A GET with header fields. A name may appear more than once.
    pub(crate) async fn get_with(&self, target: &str, fields: &[(&str, &str)]) -> Reply {
        self.ask(Method::GET, target, fields).await
    }

    /// A GET to the listener for operators.
    pub(crate) async fn operator(&self, path: &str) -> Reply {
        // Over HTTP/1.1, even if the other requests use HTTP/2.
        let client = Client::builder().no_proxy().build().expect("a client");
        ask(&client, &self.admin, (Method::GET, path), &[]).await
    }

    pub(crate) async fn ask(&self, method: Method, target: &str, fields: &[(&str, &str)]) -> Reply {
        ask(&self.client, &self.base, (method, target), fields).await
    }

    /// A request to the curators' desk, which is on the listener for operators. A POST has a body.
    pub(crate) async fn at_desk(&self, target: &str, fields: &[(&str, &str)], form: Option<String>) -> Reply {
        at_desk(&self.admin, target, fields, form).await
    }

    /// A POST with a body.
    pub(crate) async fn post(&self, target: &str, fields: &[(&str, &str)], body: Vec<u8>) -> Reply {
        let request = self.client.post(format!("{}{target}", self.base)).body(body);
        send(request, format!("POST {target} {fields:?}"), fields).await
    }
}

/// A request to the curators' desk of a gateway whose listener for operators is at `admin`.
pub(crate) async fn at_desk(
    admin: &str,
    target: &str,
    fields: &[(&str, &str)],
    form: Option<String>,
) -> Reply {
    let client = Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build();
    let (client, address) = (client.expect("a client"), format!("{admin}{target}"));
    let request = match form {
        Some(form) => {
            client.post(address).header("content-type", "application/x-www-form-urlencoded").body(form)
        }
        None => client.get(address),
    };
    send(request, format!("{target} {fields:?}"), fields).await
}

async fn started(collection: &str, change: impl FnOnce(&mut Config), given: Given) -> Gateway {
    let mut config = Config {
        collection: root().join("tests/collections").join(collection).into(),
        listen: ([127, 0, 0, 1], 0).into(),
        public_url: Some(SITE.parse().expect("a URL")),
        workers: NonZeroUsize::new(2),
        admin_listen: Some(([127, 0, 0, 1], 0).into()),
        // Not that of a gateway which somebody runs in this folder.
        database: Database::File(root().join("target/no-such-folder/feedgate.db")),
        ..Config::default()
    };
    change(&mut config);
    let gateway = Gateway::start_with(&config, given).await;
    gateway.unwrap_or_else(|error| panic!("{collection}: {error:#?}"))
}

async fn ask(
    client: &Client,
    base: &str,
    (method, target): (Method, &str),
    fields: &[(&str, &str)],
) -> Reply {
    let request = client.request(method.clone(), format!("{base}{target}"));
    send(request, format!("{method} {target} {fields:?}"), fields).await
}

/// Sends a request. `name` identifies it if a test fails.
pub(crate) async fn send(request: RequestBuilder, name: String, fields: &[(&str, &str)]) -> Reply {
    let mut headers = HeaderMap::new();
    for (name, value) in fields {
        let name = HeaderName::try_from(*name).expect("a header name");
        headers.append(name, HeaderValue::from_str(value).expect("a header value"));
    }
    let reply = request.headers(headers).send().await;
    let reply = reply.unwrap_or_else(|error| panic!("{name}: {error:?}"));
    let (version, status, headers) = (reply.version(), reply.status(), reply.headers().clone());
    let body = reply.bytes().await.unwrap_or_else(|error| panic!("{name}: {error:?}"));
    Reply { request: name, version, status, headers, body: body.to_vec() }
}

/// A reply that prints itself when an assertion fails.
#[derive(Clone)]
pub(crate) struct Reply {
    request: String,
    pub(crate) version: Version,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    #[track_caller]
    pub(crate) fn assert_status(&self, status: u16) -> &Self {
        assert_eq!(self.status.as_u16(), status, "{self}");
        self
    }

    #[track_caller]
    pub(crate) fn assert_header(&self, name: &str, value: &str) -> &Self {
        assert_eq!(self.header(name), Some(value), "{name} of {self}");
        self
    }

    #[track_caller]
    pub(crate) fn assert_no_header(&self, name: &str) -> &Self {
        assert!(!self.headers.contains_key(name), "{name} of {self}");
        self
    }

    /// The first value of a field.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().expect("visible ASCII"))
    }

    /// All values of a field.
    pub(crate) fn headers(&self, name: &str) -> Vec<&str> {
        self.headers.get_all(name).iter().map(|value| value.to_str().expect("visible ASCII")).collect()
    }

    #[track_caller]
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap_or_else(|_| panic!("not UTF-8: {self}"))
    }

    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self}"))
    }
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{:?} {}", self.request, self.version, self.status)?;
        for (name, value) in &self.headers {
            writeln!(f, "{name}: {value:?}")?;
        }
        match std::str::from_utf8(&self.body) {
            Ok(text) => write!(f, "\n{text}"),
            Err(_) => write!(f, "\n{} bytes that are not text", self.body.len()),
        }
    }
}

/// A reply's header without `Date`, which changes every second.
pub(crate) fn without_date(reply: &Reply) -> HeaderMap {
    let mut headers = reply.headers.clone();
    headers.remove("date");
    headers
}

/// A collection of `count` reports, one for each day up to 2024-05-31, all with the topic `rivers`.
pub(crate) fn many_reports(count: i64) -> tempfile::NamedTempFile {
    let report = |number: i64| {
        let added = Instant::from_unix(1_717_156_800 - (count - number) * 24 * 60 * 60).expect("a day");
        serde_json::json!({
            "id": format!("report-{number}"),
            "title": format!("Report {number}"),
            "published": added,
            "abstract": "What the report says, in a sentence that is long enough to be worth compressing.",
            "topics": ["rivers"],
        })
    };
    let collection = serde_json::json!({
        "id": "many",
        "authority": "example.org,2020",
        "title": "Many reports",
        "topics": [{ "id": "rivers", "title": "Rivers" }],
        "reports": (1..=count).map(report).collect::<Vec<_>>(),
    });
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    serde_json::to_writer(&file, &collection).expect("a temporary file can be written");
    file
}

/// A time, from RFC 3339.
pub(crate) fn at(text: &str) -> Instant {
    let seconds = text.parse::<jiff::Timestamp>().expect("RFC 3339").as_second();
    Instant::from_unix(seconds).expect("within the calendar")
}

/// A clock that only a test moves. It starts at 2024-06-01T12:00:00Z.
pub(crate) struct TestClock(AtomicI64);

impl TestClock {
    pub(crate) const fn new() -> TestClock {
        TestClock(AtomicI64::new(1_717_243_200))
    }

    pub(crate) fn now(&self) -> Instant {
        Instant::from_unix(self.0.load(Ordering::SeqCst)).expect("within the calendar")
    }

    /// Moves the clock by some seconds, forward or back.
    pub(crate) fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }

    pub(crate) fn set(&self, text: &str) {
        self.0.store(at(text).unix(), Ordering::SeqCst);
    }
}

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Compares bytes with a file of `tests/golden`. With `UPDATE_GOLDEN=1`, writes the file instead, for review as a
/// diff.
#[track_caller]
pub(crate) fn golden(name: &str, bytes: &[u8]) {
    let path = root().join("tests/golden").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).expect("a folder for golden files");
        std::fs::write(&path, bytes).expect("a golden file can be written");
        return;
    }
    let expected = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let (expected, bytes) = (String::from_utf8_lossy(&expected), String::from_utf8_lossy(bytes));
    assert_eq!(bytes, expected, "{name}: UPDATE_GOLDEN=1 writes what is sent now");
}
