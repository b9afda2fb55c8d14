//! What an operator may see and do, beside the gateway that runs: `feedgate hub`.

use sqlx::Row;
use sqlx::any::AnyRow;

use crate::store::{Store, StoreError};

use super::state::deny;

/// A subscription, as an operator sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Subscription {
    pub id: i64,
    /// The address of the feed.
    pub topic: String,
    pub callback: String,
    pub host: String,
    pub is_signed: bool,
    /// Whether it is another hub, which the settings name.
    pub is_hub: bool,
    /// When it ends, in seconds since 1970.
    pub expires_at: i64,
    pub delivered_at: Option<i64>,
    /// How many versions of the feed it has not received.
    pub missing: i64,
    pub attempts: i64,
    pub failing_since: Option<i64>,
    /// Why the last delivery failed.
    pub failure: Option<String>,
    /// When it is tried again.
    pub next_at: i64,
}

const COLUMNS: &str = "s.id, t.url, s.callback, s.host, s.secret, s.is_hub, s.expires_at, s.delivered_at, \
                       t.version - s.delivered AS missing, s.attempts, s.failing_since, s.failure, s.next_at";

/// The subscriptions with numbers above `after`, in their order.
///
/// # Errors
/// The database does not work.
pub async fn subscriptions(store: &Store, after: i64, most: i64) -> Result<Vec<Subscription>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM hub_subscription s JOIN hub_topic t ON t.id = s.topic \
         WHERE s.id > $1 ORDER BY s.id LIMIT $2"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(after).bind(most);
    query.fetch_all(store.pool()).await?.iter().map(subscription).collect()
}

/// The subscription with a number.
///
/// # Errors
/// The database does not work.
pub async fn find(store: &Store, id: i64) -> Result<Option<Subscription>, StoreError> {
    let found = subscriptions(store, id.saturating_sub(1), 1).await?;
    Ok(found.into_iter().find(|found| found.id == id))
}

/// Ends a subscription. The gateway then tells its callback why. Returns whether there was one.
///
/// # Errors
/// The database does not work.
pub async fn drop(store: &Store, id: i64, reason: &str, now: i64) -> Result<bool, StoreError> {
    Ok(deny(store, "id", id, reason, now).await? > 0)
}

/// Makes deliveries that failed due at once: of one subscription, or of all. Returns how many there are.
///
/// # Errors
/// The database does not work.
pub async fn retry(store: &Store, id: Option<i64>) -> Result<u64, StoreError> {
    // What was given up counts as delivered; one version less makes it due again.
    let sql = "UPDATE hub_subscription SET next_at = 0, attempts = 0, gone_at = NULL, \
               delivered = CASE WHEN failure IS NOT NULL AND delivered = \
               (SELECT version FROM hub_topic t WHERE t.id = hub_subscription.topic) THEN delivered - 1 ELSE delivered END, \
               failing_since = NULL WHERE owner IS NULL AND failure IS NOT NULL AND (id = $1 OR $1 = 0)";
    let done = sqlx::query(sql).bind(id.unwrap_or(0)).execute(store.pool()).await?;
    Ok(done.rows_affected())
}

fn subscription(row: &AnyRow) -> Result<Subscription, StoreError> {
    Ok(Subscription {
        id: row.try_get("id")?,
        topic: row.try_get("url")?,
        callback: row.try_get("callback")?,
        host: row.try_get("host")?,
        is_signed: row.try_get::<Option<String>, _>("secret")?.is_some(),
        is_hub: row.try_get::<i64, _>("is_hub")? != 0,
        expires_at: row.try_get("expires_at")?,
        delivered_at: row.try_get("delivered_at")?,
        missing: row.try_get("missing")?,
        attempts: row.try_get("attempts")?,
        failing_since: row.try_get("failing_since")?,
        failure: row.try_get("failure")?,
        next_at: row.try_get("next_at")?,
    })
}
