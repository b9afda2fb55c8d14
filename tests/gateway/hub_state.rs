//! What the hub acknowledged outlasts everything: kills at each step, and gateways that share a database.

use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use reqwest::Client;

use super::changing::{PATIENCE, rename_over, titled};
use super::elsewhere::{Asked, Elsewhere, Step, answer};
use super::postgres::Postgres;
use super::program::{Serving, serve, text};
use super::subscriber::{
    OneFile, ask, challenge, form, metric, ok, pushing_one, received, subscribe, subscriber, until, willing,
};
use super::support::{SITE, TestGateway, at};

/// A gateway in a process of its own, which may be killed.
struct Killable {
    command: Box<dyn Fn() -> Command>,
    serving: Option<Serving>,
}

impl Killable {
    fn start(file: &Path) -> Killable {
        Killable::with_database(file, text(&file.with_extension("db")).to_owned())
    }

    fn with_database(file: &Path, database: String) -> Killable {
        let file = file.to_owned();
        let command = move || {
            let mut command = serve(text(&file));
            command.env("FEEDGATE_PUBLIC_URL", SITE).env("FEEDGATE_HUB__ALLOW_NETWORKS", "[\"127.0.0.0/8\"]");
            command.env("FEEDGATE_HUB__REQUESTS_PER_HOST_PER_MINUTE", "1000");
            command.env("FEEDGATE_STATE__DATABASE", &database);
            command
        };
        let serving = Serving::start(&mut command());
        Killable { command: Box::new(command), serving: Some(serving) }
    }

    /// Ends the process as a loss of power does, and starts another one.
    fn kill_and_start(&mut self) {
        // Dropping it kills it.
        self.serving = None;
        self.serving = Some(Serving::start(&mut (self.command)()));
    }

    async fn ask(&self, form: String) -> u16 {
        let address = &self.serving.as_ref().expect("it serves").address;
        let request = Client::new().post(format!("http://{address}/hub")).body(form);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        request.send().await.expect("an answer").status().as_u16()
    }
}

/// A subscriber that holds back its answers until it is told to give them.
struct Held {
    server: Elsewhere,
    is_open: Arc<AtomicUsize>,
}

impl Held {
    /// A subscriber that answers only after `open` calls.
    async fn start() -> Held {
        let is_open = Arc::new(AtomicUsize::new(1));
        let open = is_open.clone();
        let server =
            Elsewhere::start(move |_, asked| match (open.load(Ordering::SeqCst), asked.method.as_str()) {
                (0, _) => vec![Step::Wait(Duration::from_secs(60))],
                (_, "GET") => answer("200 OK", &[], challenge(asked)),
                _ => ok(),
            })
            .await;
        Held { server, is_open }
    }

    fn hold(&self) {
        self.is_open.store(0, Ordering::SeqCst);
    }

    fn release(&self) {
        self.is_open.store(1, Ordering::SeqCst);
    }

    async fn has(&self, title: &str) {
        let begun = std::time::Instant::now();
        let has = |asked: &Asked| {
            asked.method == "POST"
                && String::from_utf8_lossy(&asked.body).contains(&format!("<title>{title}</title>"))
        };
        while !self.server.asked().iter().any(has) {
            assert!(begun.elapsed() < PATIENCE, "{title:?} never came");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

/// A kill after the hub acknowledged, while it asks, after it was told, when the file is saved, while it delivers, and
/// after the delivery. Each time another process goes on.
#[tokio::test]
async fn a_kill_at_any_step_loses_nothing() {
    let file = OneFile::titled("one");
    let mut gateway = Killable::start(&file);
    let subscriber = Held::start().await;
    let callback = subscriber.server.at("/");

    subscriber.hold();
    assert_eq!(gateway.ask(form("/feed.atom", &callback, &[])).await, 202);
    gateway.kill_and_start();
    let asked = received(&subscriber.server, "GET", 1).await.len();
    gateway.kill_and_start();
    received(&subscriber.server, "GET", asked + 1).await;
    subscriber.release();
    // The last question is still held, so another process asks again.
    gateway.kill_and_start();
    let asked = received(&subscriber.server, "GET", asked + 2).await.len();
    tokio::time::sleep(Duration::from_millis(500)).await;
    gateway.kill_and_start();

    subscriber.hold();
    rename_over(&file, &titled("two"));
    gateway.kill_and_start();
    received(&subscriber.server, "POST", 1).await;
    subscriber.release();
    gateway.kill_and_start();
    let posts = received(&subscriber.server, "POST", 2).await.len();
    subscriber.has("two").await;

    gateway.kill_and_start();
    rename_over(&file, &titled("three"));
    subscriber.has("three").await;
    assert_eq!(
        received(&subscriber.server, "GET", 0).await.len(),
        asked,
        "it was confirmed once and for all"
    );
    assert!(posts >= 2);
}

#[tokio::test]
async fn kills_at_random_moments_lose_nothing() {
    let file = OneFile::titled("begin");
    let mut gateway = Killable::start(&file);
    let subscriber = Held::start().await;
    assert_eq!(gateway.ask(form("/feed.atom", &subscriber.server.at("/"), &[])).await, 202);
    received(&subscriber.server, "GET", 1).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    for round in 0..12 {
        let title = format!("round {round}");
        rename_over(&file, &titled(&title));
        // From before the change is noticed until after it is delivered.
        tokio::time::sleep(Duration::from_millis(25 * round)).await;
        gateway.kill_and_start();
        subscriber.has(&title).await;
    }
}

// — PostgreSQL —

async fn sharing(file: &Path, postgres: &Postgres) -> TestGateway {
    let database = postgres.database();
    let change = |config: &mut feedgate::config::Config| {
        config.database = database;
        config.hub.callbacks.networks = ["127.0.0.0/8".parse().expect("a network")].into();
        config.hub.bounds.checks_of_host = 10_000;
        config.hub.bounds.concurrency = 8;
    };
    TestGateway::with(text(file), change, || at("2024-06-01T12:00:00Z")).await
}

#[tokio::test]
async fn gateways_that_share_a_database_make_each_delivery_once() {
    const MANY: usize = 60;
    let postgres = Postgres::start().await;
    let file = OneFile::titled("one");
    let (one, other) = (sharing(&file, &postgres).await, sharing(&file, &postgres).await);
    let delivered: Arc<Mutex<Vec<String>>> = Arc::default();
    let log = delivered.clone();
    let subscriber = super::subscriber::subscriber(move |_, asked| {
        log.lock().expect("not poisoned").push(asked.target.clone());
        ok()
    })
    .await;
    for number in 0..MANY {
        let gateway = if number % 2 == 0 { &one } else { &other };
        ask(gateway, &form("/feed.atom", &subscriber.at(&format!("/{number}")), &[]))
            .await
            .assert_status(202);
    }
    until(&one, "hub_subscriptions", |subscriptions| subscriptions == MANY as u64).await;

    rename_over(&file, &titled("two"));
    received(&subscriber, "POST", MANY).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let mut delivered = delivered.lock().expect("not poisoned").clone();
    assert_eq!(delivered.len(), MANY);
    delivered.sort();
    delivered.dedup();
    assert_eq!(delivered.len(), MANY, "each subscriber got it");
}

/// The clock stands still, so all changes are made in the same second.
#[tokio::test]
async fn going_back_to_the_version_before_is_delivered_at_once_and_at_the_next_start() {
    let postgres = Postgres::start().await;
    let file = OneFile::titled("one");
    let gateway = sharing(&file, &postgres).await;
    let subscriber = willing().await;
    subscribe(&gateway, "/feed.atom", &subscriber.at("/"), &[]).await;
    for (at, title) in ["two", "one", "two"].into_iter().enumerate() {
        rename_over(&file, &titled(title));
        let delivery = received(&subscriber, "POST", at + 1).await.remove(at);
        assert!(String::from_utf8_lossy(&delivery.body).contains(&format!("<title>{title}</title>")));
    }
    drop(gateway);
    rename_over(&file, &titled("one"));
    let _gateway = sharing(&file, &postgres).await;
    let delivery = received(&subscriber, "POST", 4).await.remove(3);
    assert!(String::from_utf8_lossy(&delivery.body).contains("<title>one</title>"));
}

/// One is killed while it delivers, and the other has to wait until the lease of the row has ended.
#[tokio::test]
async fn another_gateway_takes_over_when_one_is_killed_in_the_middle() {
    let postgres = Postgres::start().await;
    let file = OneFile::titled("one");
    let one = Killable::with_database(&file, postgres.url());
    let subscriber = Held::start().await;
    assert_eq!(one.ask(form("/feed.atom", &subscriber.server.at("/"), &[])).await, 202);
    received(&subscriber.server, "GET", 1).await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    subscriber.hold();
    rename_over(&file, &titled("two"));
    received(&subscriber.server, "POST", 1).await;
    drop(one);
    subscriber.release();
    let _other = Killable::with_database(&file, postgres.url());
    let deliveries = received(&subscriber.server, "POST", 2).await;
    assert_eq!(deliveries[0].body, deliveries[1].body);
}

#[tokio::test]
async fn a_lost_server_stops_no_feed_and_what_was_stored_is_there_when_it_is_back() {
    let postgres = Postgres::start().await;
    let file = OneFile::titled("one");
    let gateway = sharing(&file, &postgres).await;
    let subscriber = willing().await;
    subscribe(&gateway, "/feed.atom", &subscriber.at("/"), &[]).await;
    let stopped = postgres.stop();
    let later = ask(&gateway, &form("/feed.rss", &subscriber.at("/"), &[])).await;
    later.assert_status(503);
    rename_over(&file, &titled("two"));
    super::changing::until_titled(&gateway, "two").await;
    assert_eq!(metric(&gateway, "hub_down").await, 1);
    let _postgres = stopped.start_again().await;
    received(&subscriber, "POST", 1).await;
    assert_eq!(metric(&gateway, "hub_down").await, 0);
}

/// Claims and settlements wait for the disk, and deliveries do not wait for them.
#[tokio::test]
async fn deliveries_go_on_while_the_database_keeps_the_hub_waiting() {
    const MANY: usize = 30;
    let clock = || at("2024-06-01T12:00:00Z");
    let (file, gateway) = pushing_one(clock, |config| config.hub.bounds.concurrency_of_host = 2).await;
    let slow = |_: usize, _: &Asked| {
        [vec![Step::Wait(Duration::from_millis(30))], ok()].into_iter().flatten().collect()
    };
    let slow = subscriber(slow).await;
    for number in 0..MANY {
        ask(&gateway, &form("/feed.atom", &slow.at(&format!("/{number}")), &[])).await.assert_status(202);
    }
    until(&gateway, "hub_subscriptions", |subscriptions| subscriptions == MANY as u64).await;

    rename_over(&file, &titled("two"));
    received(&slow, "POST", 1).await;
    let other = rusqlite::Connection::open(file.with_extension("db")).expect("the hub's database");
    other.busy_timeout(PATIENCE).expect("it can wait");
    other.execute_batch("BEGIN IMMEDIATE").expect("it is locked");
    received(&slow, "POST", MANY).await;
    other.execute_batch("ROLLBACK").expect("it is free");
    until(&gateway, "hub_deliveries_total{outcome=\"delivered\"}", |delivered| delivered == MANY as u64)
        .await;
    until(&gateway, "hub_waiting", |waiting| waiting == 0).await;
    assert_eq!(received(&slow, "POST", MANY).await.len(), MANY, "none came twice");
}
