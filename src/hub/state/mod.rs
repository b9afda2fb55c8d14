//! What the hub keeps: topics, subscriptions, and requests that are not verified yet. All SQL of the hub is here.
//!
//! A subscription waits for a delivery while it has not been sent the latest version of its topic. So a change of a
//! topic is one write however many subscribers there are, a newer version takes the place of one that was not
//! delivered yet, and nothing is lost if the process ends at any point.

mod deliveries;
mod requests;
mod topics;

use sqlx::{AssertSqlSafe, Row};

use crate::store::queue::{self, Holding};
use crate::store::{Store, StoreError};

pub(in crate::hub) use deliveries::{DeliveryRow, Settled, Settlement};
pub(in crate::hub) use requests::{Full, Intent, NewRequest, RequestRow};
pub(in crate::hub) use topics::TopicRow;

const REQUESTS: &str = "hub_request";
const SUBSCRIPTIONS: &str = "hub_subscription";

type Kept<T> = Result<T, StoreError>;

/// The rows of one collection, for one process.
#[derive(Clone, Debug)]
pub(in crate::hub) struct State {
    store: Store,
    collection: String,
    /// The name under which this process takes rows.
    owner: String,
    /// Whether only other hubs receive deliveries, because the gateway has no hub of its own.
    only_hubs: bool,
}

/// A row that this process took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::hub) enum Held {
    Request(i64),
    Subscription(i64),
}

/// How many rows there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::hub) struct Counts {
    pub(in crate::hub) subscriptions: i64,
    pub(in crate::hub) topics: i64,
    pub(in crate::hub) requests: i64,
    /// When the oldest change that somebody still waits for was made.
    pub(in crate::hub) oldest_waiting: Option<i64>,
    pub(in crate::hub) waiting: i64,
}

impl State {
    pub(in crate::hub) fn new(store: Store, collection: &str, owner: &str, only_hubs: bool) -> State {
        State { store, collection: collection.to_owned(), owner: owner.to_owned(), only_hubs }
    }

    pub(in crate::hub) fn store(&self) -> &Store {
        &self.store
    }

    /// The condition for the rows that receive deliveries.
    fn receives(&self) -> &'static str {
        if self.only_hubs { "AND is_hub = 1" } else { "" }
    }

    /// Makes due what an earlier process was doing, if no other gateway can be doing it.
    pub(in crate::hub) async fn take_over(&self, now: i64) -> Kept<()> {
        if !self.store.is_shared() {
            queue::take_over(&self.store, REQUESTS, &self.collection, now).await?;
            queue::take_over(&self.store, SUBSCRIPTIONS, &self.collection, now).await?;
        }
        Ok(())
    }

    /// Keeps what this process is doing from becoming due.
    pub(in crate::hub) async fn keep(&self, now: i64) -> Kept<()> {
        self.held(REQUESTS).keep(&self.store, now).await?;
        self.held(SUBSCRIPTIONS).keep(&self.store, now).await
    }

    /// What this process holds of a table.
    fn held<'a>(&'a self, table: &'a str) -> Holding<'a> {
        Holding { table, collection: &self.collection, owner: &self.owner }
    }

    /// Makes due what this process took, but for the rows that it is sending something about.
    pub(in crate::hub) async fn let_go(&self, sending: impl Iterator<Item = Held>) -> Kept<()> {
        let (mut requests, mut subscriptions) = (Vec::new(), Vec::new());
        for held in sending {
            match held {
                Held::Request(id) => requests.push(id),
                Held::Subscription(id) => subscriptions.push(id),
            }
        }
        self.held(REQUESTS).let_go(&self.store, &requests).await?;
        self.held(SUBSCRIPTIONS).let_go(&self.store, &subscriptions).await
    }

    /// Removes subscriptions whose lease ended, and topics that nobody subscribes to. Returns the hosts of the former.
    pub(in crate::hub) async fn sweep(&self, now: i64) -> Kept<Vec<String>> {
        let sql = "DELETE FROM hub_subscription WHERE collection = $1 AND expires_at <= $2 RETURNING host";
        let expired =
            sqlx::query_scalar(sql).bind(&self.collection).bind(now).fetch_all(self.store.pool()).await?;
        self.drop_topics().await?;
        Ok(expired)
    }

    pub(in crate::hub) async fn counts(&self) -> Kept<Counts> {
        let sql = "SELECT (SELECT COUNT(*) FROM hub_topic WHERE collection = $1) AS topics, \
                   (SELECT COUNT(*) FROM hub_subscription WHERE collection = $1) AS subscriptions, \
                   (SELECT COUNT(*) FROM hub_request WHERE collection = $1 AND mode <> 'denied') AS requests";
        let row = sqlx::query(sql).bind(&self.collection).fetch_one(self.store.pool()).await?;
        let waiting = "SELECT COUNT(*) AS waiting, MIN(t.changed_at) AS oldest FROM hub_topic t \
                       JOIN hub_subscription s ON s.topic = t.id AND s.delivered < t.version WHERE t.collection = $1";
        let waiting = sqlx::query(waiting).bind(&self.collection).fetch_one(self.store.pool()).await?;
        Ok(Counts {
            subscriptions: row.try_get("subscriptions")?,
            topics: row.try_get("topics")?,
            requests: row.try_get("requests")?,
            waiting: waiting.try_get("waiting")?,
            oldest_waiting: waiting.try_get("oldest")?,
        })
    }
}

/// Ends the subscriptions whose `column` has this number. Their callbacks are told why. Returns how many there were.
pub(in crate::hub) async fn deny(
    store: &Store,
    column: &str,
    number: i64,
    reason: &str,
    now: i64,
) -> Kept<u64> {
    let mut transaction = store.pool().begin().await?;
    let tell = format!(
        "INSERT INTO hub_request (collection, topic, callback, host, mode, lease, version, reason, requested_at) \
         SELECT collection, topic, callback, host, 'denied', 0, 0, $1, $2 FROM hub_subscription \
         WHERE {column} = $3 AND is_hub = 0 ON CONFLICT (topic, callback) DO UPDATE SET mode = 'denied', \
         reason = excluded.reason, secret = NULL, next_at = 0, attempts = 0, owner = NULL"
    );
    let query = sqlx::query(AssertSqlSafe(tell)).bind(reason).bind(now).bind(number);
    query.execute(&mut *transaction).await?;
    let end = format!("DELETE FROM hub_subscription WHERE {column} = $1");
    let query = sqlx::query(AssertSqlSafe(end)).bind(number);
    let ended = query.execute(&mut *transaction).await?.rows_affected();
    transaction.commit().await?;
    Ok(ended)
}

fn lease_end(now: i64) -> i64 {
    now + queue::LEASE.as_secs() as i64
}

fn count(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
