//! What the inbox acknowledged outlasts everything, and nothing is there twice: kills at random moments, and gateways that
//! share a database.

use std::collections::HashSet;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use feedgate::inbox::{Inbox, InboxFilter, Options as InboxOptions};
use feedgate::settings::FromSettings;
use feedgate::store::Database;
use reqwest::Client;
use serde_json::json;
use tokio::sync::watch;

use super::changing::{folder, titled, write};
use super::postgres::Postgres;
use super::program::{Serving, run, serve, text};
use super::support::{SITE, TestGateway, at};

/// How many suggestions come from how many clients, and how often the gateway is killed meanwhile. `SUGGESTIONS=10000`
/// in the environment makes it many from 100 clients, and kills twenty times.
fn size() -> (usize, usize, usize) {
    match std::env::var("SUGGESTIONS").ok().and_then(|many| many.parse().ok()) {
        Some(many) => (many, 100, 20),
        None => (600, 20, 5),
    }
}

fn command(file: &Path) -> Command {
    let mut command = serve(text(file));
    command.env("FEEDGATE_PUBLIC_URL", SITE);
    command.env("FEEDGATE_STATE__DATABASE", file.with_extension("db"));
    command.env("FEEDGATE_INBOX__PER_CLIENT_PER_HOUR", "1000000");
    command.env("FEEDGATE_INBOX__PER_MINUTE", "1000000");
    command
}

/// The inbox of the collection that [`titled`] makes.
fn inbox(database: Database, prefix: &str) -> Inbox {
    let runtime = tokio::runtime::Handle::current();
    Inbox::new(database, prefix.to_owned(), InboxOptions::defaults(), runtime)
}

/// Sends a suggestion until it is acknowledged, as a careful app does. Returns its private address.
async fn sent(client: &Client, address: &watch::Receiver<String>, name: &str) -> String {
    let body = json!({ "title": format!("Suggestion {name}"), "url": format!("https://example.org/{name}") });
    loop {
        let url = format!("http://{}/api/v1/suggestions", *address.borrow());
        let request = client.post(url).header("content-type", "application/json");
        let request = request.header("idempotency-key", format!("0123456789abcdef-{name}"));
        let reply = request.body(body.to_string()).timeout(Duration::from_secs(10)).send().await;
        if let Ok(reply) = reply
            && reply.status() == 201
        {
            return reply.headers()["location"].to_str().expect("an address").to_owned();
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn titles(inbox: &Inbox) -> Vec<String> {
    let mut filter = InboxFilter { most: 1_000, ..InboxFilter::default() };
    let mut titles = Vec::new();
    loop {
        let page = inbox.list(filter).await.expect("it works");
        titles.extend(page.iter().map(|one| one.title().to_owned()));
        match page.last() {
            Some(last) => filter.after = Some(last.id),
            None => return titles,
        }
    }
}

#[tokio::test]
async fn what_is_acknowledged_is_in_the_inbox_once_however_often_the_gateway_is_killed() {
    let (many, clients, kills) = size();
    let (_folder, root) = folder();
    let file = root.join("c.json");
    write(&file, &titled("one"));
    let mut serving = Serving::start(&mut command(&file));
    let (now_at, address) = watch::channel(serving.address.clone());
    let tasks = (0..clients).map(|of| {
        let address = address.clone();
        tokio::spawn(async move {
            let client = Client::builder().no_proxy().build().expect("a client");
            let mut all = Vec::new();
            for nth in (of..many).step_by(clients) {
                all.push(sent(&client, &address, &format!("{nth}-of-{of}")).await);
            }
            all
        })
    });
    let tasks: Vec<_> = tasks.collect();
    for kill in 0..kills {
        tokio::time::sleep(Duration::from_millis(150 + 97 * (kill as u64 % 7))).await;
        // Dropping it kills it, as a loss of power does.
        drop(serving);
        let mut again = command(&file);
        serving = tokio::task::spawn_blocking(move || Serving::start(&mut again)).await.expect("no panic");
        now_at.send_replace(serving.address.clone());
    }
    let mut receipts = HashSet::new();
    for task in tasks {
        receipts.extend(task.await.expect("no panic"));
    }
    assert_eq!(receipts.len(), many, "each has a private address of its own");
    let address = serving.address.clone();
    let client = Client::builder().no_proxy().build().expect("a client");
    for receipt in receipts.iter().take(50) {
        let url = receipt.replace(SITE, &format!("http://{address}"));
        assert_eq!(client.get(url).send().await.expect("an answer").status(), 200);
    }
    drop(serving);
    let listed = run(command(&file).env("FEEDGATE_COLLECTION", &file).args(["suggestions", "list"]));
    let listed = listed.assert_code(0).text().lines().count();
    assert_eq!(listed, many, "the command sees the same");
    let inbox = inbox(Database::File(file.with_extension("db")), &prefix(&file));
    let titles = titles(&inbox).await;
    assert_eq!(titles.len(), many);
    assert_eq!(titles.iter().collect::<HashSet<_>>().len(), many, "none is there twice");
}

/// What the ids of a collection file begin with.
fn prefix(file: &Path) -> String {
    let text = std::fs::read(file).expect("a file");
    feedgate::collection::parse(text).expect("a collection").about.tag_prefix()
}

#[tokio::test]
async fn gateways_that_share_a_database_receive_each_report_once() {
    let postgres = Postgres::start().await;
    let (_folder, root) = folder();
    let file = root.join("c.json");
    write(&file, &titled("one"));
    let start = || async {
        let change = |config: &mut feedgate::config::Config| {
            config.database = postgres.database();
            config.inbox.per_client = 1_000_000.try_into().expect("not 0");
            config.inbox.per_minute = 1_000_000.try_into().expect("not 0");
        };
        Arc::new(TestGateway::with(text(&file), change, || at("2024-06-01T12:00:00Z")).await)
    };
    let gateways = [start().await, start().await];
    let mut tasks = Vec::new();
    for nth in 0..80 {
        let gateway = gateways[nth % 2].clone();
        // Each report comes four times: twice as the same request, and twice as another one.
        let (report, key) = (nth / 4, format!("0123456789abcdef-{}", nth / 2));
        tasks.push(tokio::spawn(async move {
            let body = json!({ "title": format!("T {report}"), "doi": format!("10.1234/{report}") });
            let fields = [("content-type", "application/json"), ("idempotency-key", &key)];
            let reply = gateway.post("/api/v1/suggestions", &fields, body.to_string().into()).await;
            reply.status.as_u16()
        }));
    }
    let mut statuses = Vec::new();
    for task in tasks {
        statuses.push(task.await.expect("no panic"));
    }
    let count = |status| statuses.iter().filter(|one| **one == status).count();
    assert_eq!((count(201), count(409)), (40, 40), "{statuses:?}");
    assert_eq!(titles(&inbox(postgres.database(), &prefix(&file))).await.len(), 20);
}
