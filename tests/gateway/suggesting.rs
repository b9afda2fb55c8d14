//! Gateways with an inbox, and what visitors and apps send to them.

use feedgate::collection::Instant;
use feedgate::config::Config;
use feedgate::gateway::Given;
use feedgate::inbox::{Inbox, Options as InboxOptions};
use feedgate::settings::FromSettings;
use feedgate::store::Database;
use serde_json::{Value, json};
use tempfile::TempDir;
use url::form_urlencoded::Serializer;

use super::html;
use super::support::{Reply, SITE, TestClock, TestGateway, root};

pub(crate) const FORM: [(&str, &str); 1] = [("content-type", "application/x-www-form-urlencoded")];
pub(crate) const JSON: [(&str, &str); 1] = [("content-type", "application/json")];

/// A gateway with an inbox of its own, whose folder goes when its test ends.
pub(crate) struct Suggesting {
    pub(crate) gateway: TestGateway,
    /// What the ids of the collection begin with.
    prefix: String,
    pub(crate) folder: TempDir,
}

impl Suggesting {
    pub(crate) async fn with(clock: fn() -> Instant, change: impl FnOnce(&mut Config)) -> Suggesting {
        Suggesting::of_with("../../config/collection.json", clock, change).await
    }

    pub(crate) async fn of_with(
        collection: &str,
        clock: fn() -> Instant,
        change: impl FnOnce(&mut Config),
    ) -> Suggesting {
        Suggesting::given(collection, Given { clock, ..Given::default() }, change).await
    }

    /// The same with other dependencies.
    pub(crate) async fn given(
        collection: &str,
        given: Given,
        change: impl FnOnce(&mut Config),
    ) -> Suggesting {
        let folder = tempfile::tempdir().expect("a folder");
        let database = Database::File(folder.path().join("f.db"));
        let with_database = |config: &mut Config| {
            config.database = database;
            config.inbox.per_client = 100_000.try_into().expect("not 0");
            config.inbox.per_minute = 100_000.try_into().expect("not 0");
            change(config);
        };
        let gateway = TestGateway::given(collection, with_database, given).await;
        let file = std::fs::read(root().join("tests/collections").join(collection)).expect("a file");
        let prefix = feedgate::collection::parse(file).expect("a collection").about.tag_prefix();
        Suggesting { gateway, prefix, folder }
    }

    /// The same with a file of `tests/collections`.
    pub(crate) async fn of(collection: &str) -> Suggesting {
        Suggesting::of_with(collection, moving, |_| {}).await
    }

    pub(crate) async fn new() -> Suggesting {
        Suggesting::with(now, |_| {}).await
    }

    pub(crate) async fn send(&self, body: &Value) -> Reply {
        self.gateway.post("/api/v1/suggestions", &JSON, body.to_string().into()).await
    }

    pub(crate) async fn send_with_key(&self, key: &str, body: &Value) -> Reply {
        let fields = [JSON[0], ("idempotency-key", key)];
        self.gateway.post("/api/v1/suggestions", &fields, body.to_string().into()).await
    }

    /// The inbox as the desk and the command use it.
    pub(crate) async fn inbox(&self) -> Inbox {
        let database = Database::File(self.folder.path().join("f.db"));
        let runtime = tokio::runtime::Handle::current();
        Inbox::new(database, self.prefix.clone(), InboxOptions::defaults(), runtime)
    }

    /// The form with its stamp, filled in. The stamp is old enough if the clock has moved on.
    pub(crate) async fn form(&self, fields: &[(&str, &str)]) -> Vec<(String, String)> {
        let page = self.gateway.get("/suggest").await;
        page.assert_status(200);
        let mut filled: Vec<(String, String)> = vec![("stamp".into(), value_of(&page, "stamp"))];
        filled.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        filled
    }

    pub(crate) async fn post(&self, target: &str, form: &[(String, String)]) -> Reply {
        let body = Serializer::new(String::new()).extend_pairs(form).finish();
        self.gateway.post(target, &FORM, body.into()).await
    }
}

pub(crate) fn now() -> Instant {
    super::support::at("2024-06-01T12:00:00Z")
}

/// A clock that a second passes on each look at it, so that a form is old enough when it is sent.
pub(crate) fn moving() -> Instant {
    static CLOCK: TestClock = TestClock::new();
    CLOCK.advance(2);
    CLOCK.now()
}

pub(crate) fn good() -> Value {
    json!({ "title": "A report that nobody has", "url": "https://example.org/nobody" })
}

/// The value of a field of a form.
#[track_caller]
pub(crate) fn value_of(page: &Reply, name: &str) -> String {
    let inputs = html::named(page.text(), "input");
    let input = inputs.into_iter().find(|input| input.get("name") == name);
    input.unwrap_or_else(|| panic!("no {name} in {page}")).get("value").to_owned()
}

/// Path and query of an address of this gateway.
#[track_caller]
pub(crate) fn below(url: &str) -> String {
    url.strip_prefix(SITE).unwrap_or_else(|| panic!("{url} is elsewhere")).to_owned()
}

pub(crate) fn location(reply: &Reply) -> String {
    below(reply.header("location").unwrap_or_else(|| panic!("no location in {reply}")))
}
