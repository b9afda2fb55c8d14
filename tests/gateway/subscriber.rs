//! Subscribers of the hub on this machine, and gateways that may send to them.

use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::time::Duration;

use feedgate::collection::Instant;
use feedgate::config::Config;
use feedgate::store::Database;
use tempfile::TempDir;
use url::Url;
use url::form_urlencoded::{Serializer, parse};

use super::changing::{PATIENCE, folder, titled, write};
use super::elsewhere::{Asked, Elsewhere, Step, answer};
use super::program::text;
use super::support::{Reply, SITE, TestGateway};

/// A gateway that follows `file` and whose hub keeps its state beside it.
pub(crate) async fn pushing(
    file: &Path,
    clock: fn() -> Instant,
    change: impl FnOnce(&mut Config),
) -> TestGateway {
    let database = database_of(file);
    let with_loopback = |config: &mut Config| {
        config.database = database;
        config.hub.callbacks.networks = ["127.0.0.0/8".parse().expect("a network")].into();
        config.hub.bounds.checks_of_host = 1_000;
        change(config);
    };
    TestGateway::with(text(file), with_loopback, clock).await
}

/// A collection file in a folder of its own, which goes when its test ends.
pub(crate) struct OneFile {
    path: PathBuf,
    _folder: TempDir,
}

impl OneFile {
    /// A collection with this title.
    pub(crate) fn titled(title: &str) -> OneFile {
        let (folder, root) = folder();
        let file = OneFile { path: root.join("c.json"), _folder: folder };
        write(&file, &titled(title));
        file
    }
}

impl Deref for OneFile {
    type Target = Path;

    fn deref(&self) -> &Path {
        &self.path
    }
}

/// The same, with a file of its own, whose collection has the title `one`.
pub(crate) async fn pushing_one(
    clock: fn() -> Instant,
    change: impl FnOnce(&mut Config),
) -> (OneFile, TestGateway) {
    let file = OneFile::titled("one");
    let gateway = pushing(&file, clock, change).await;
    (file, gateway)
}

/// The database that [`pushing`] uses.
pub(crate) fn database_of(file: &Path) -> Database {
    Database::File(file.with_extension("db"))
}

/// A subscriber that confirms everything, and answers deliveries with `act`, which is given how many requests were
/// before.
pub(crate) async fn subscriber(
    act: impl Fn(usize, &Asked) -> Vec<Step> + Send + Sync + 'static,
) -> Elsewhere {
    Elsewhere::start(move |before, asked| match asked.method.as_str() {
        "GET" => answer("200 OK", &[], challenge(asked)),
        _ => act(before, asked),
    })
    .await
}

/// A subscriber that confirms and receives everything.
pub(crate) async fn willing() -> Elsewhere {
    subscriber(|_, _| ok()).await
}

pub(crate) fn ok() -> Vec<Step> {
    answer("200 OK", &[], "")
}

/// The challenge in a verification.
pub(crate) fn challenge(asked: &Asked) -> String {
    parameter(asked, "hub.challenge").unwrap_or_default()
}

/// A parameter in the query of a request, the last if there are several.
pub(crate) fn parameter(asked: &Asked, name: &str) -> Option<String> {
    let url = Url::parse(&format!("http://s.example{}", asked.target)).expect("a target");
    let found = url.query_pairs().filter(|(known, _)| known == name).last();
    found.map(|(_, value)| value.into_owned())
}

/// The form that asks for a subscription, with more parameters.
pub(crate) fn form(target: &str, callback: &str, more: &[(&str, &str)]) -> String {
    let topic = if target.contains("://") { target.to_owned() } else { format!("{SITE}{target}") };
    let mut form = Serializer::new(String::new());
    form.extend_pairs([("hub.mode", "subscribe"), ("hub.topic", &topic), ("hub.callback", callback)]);
    form.extend_pairs(more);
    form.finish()
}

/// Sends a form to the hub.
pub(crate) async fn ask(gateway: &TestGateway, form: &str) -> Reply {
    let fields = [("content-type", "application/x-www-form-urlencoded")];
    gateway.post("/hub", &fields, form.as_bytes().to_vec()).await
}

/// Subscribes, and waits until the hub has the confirmation.
pub(crate) async fn subscribe(gateway: &TestGateway, target: &str, callback: &str, more: &[(&str, &str)]) {
    let confirmed = metric(gateway, "hub_verifications_total{outcome=\"confirmed\"}").await;
    ask(gateway, &form(target, callback, more)).await.assert_status(202);
    until(gateway, "hub_verifications_total{outcome=\"confirmed\"}", |now| now > confirmed).await;
}

/// A metric of the gateway.
pub(crate) async fn metric(gateway: &TestGateway, name: &str) -> u64 {
    let metrics = gateway.operator("/metrics").await;
    let line = metrics.text().lines().find_map(|line| line.strip_prefix(&format!("feedgate_{name} ")));
    line.unwrap_or_else(|| panic!("no {name} in {metrics}")).parse().expect("a whole number")
}

/// Waits until a metric is as it should be.
#[track_caller]
pub(crate) fn until(
    gateway: &TestGateway,
    name: &'static str,
    is_right: impl Fn(u64) -> bool,
) -> impl Future<Output = ()> {
    let caller = std::panic::Location::caller();
    async move {
        let begun = std::time::Instant::now();
        loop {
            let found = metric(gateway, name).await;
            if is_right(found) {
                return;
            }
            assert!(begun.elapsed() < PATIENCE, "{caller}: {name} came to {found}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

/// Waits until a subscriber has received so many requests of a kind, and returns these.
#[track_caller]
pub(crate) fn received<'s>(
    subscriber: &'s Elsewhere,
    method: &'static str,
    many: usize,
) -> impl Future<Output = Vec<Asked>> + 's {
    let caller = std::panic::Location::caller();
    async move {
        let begun = std::time::Instant::now();
        loop {
            let asked = subscriber.asked().into_iter().filter(|asked| asked.method == method);
            let asked: Vec<Asked> = asked.collect();
            if asked.len() >= many {
                return asked;
            }
            let found = asked.len();
            assert!(begun.elapsed() < PATIENCE, "{caller}: {found} requests with {method} came, not {many}");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

/// What a form in a body says.
pub(crate) fn fields(body: &[u8]) -> Vec<(String, String)> {
    parse(body).map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}
