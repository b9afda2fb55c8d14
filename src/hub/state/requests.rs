//! Requests that their callbacks have not confirmed yet.

use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use crate::hub::options::HubBounds;
use crate::store::queue;

use super::{Counts, Kept, REQUESTS, SUBSCRIPTIONS, State, count, lease_end};

/// The most requests that wait for their callbacks to confirm them.
const MOST_REQUESTS: u64 = 10_000;

/// Removes a request that this process asked about, unless a newer one took its place meanwhile.
const DONE: &str = "DELETE FROM hub_request WHERE id = $1 AND owner = $2";

/// A request to be stored.
#[derive(Clone, Debug)]
pub(in crate::hub) struct NewRequest {
    pub(in crate::hub) topic: String,
    pub(in crate::hub) tag: String,
    pub(in crate::hub) is_search: bool,
    pub(in crate::hub) callback: String,
    pub(in crate::hub) host: String,
    pub(in crate::hub) intent: Intent,
}

/// What the callback is asked or told.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::hub) enum Intent {
    Subscribe { lease: i64, secret: Option<String> },
    Unsubscribe,
    Denied { reason: String },
}

/// Never prints the secret.
impl std::fmt::Debug for Intent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.mode())
    }
}

impl Intent {
    /// As in `hub.mode`.
    pub(in crate::hub) fn mode(&self) -> &'static str {
        match self {
            Intent::Subscribe { .. } => "subscribe",
            Intent::Unsubscribe => "unsubscribe",
            Intent::Denied { .. } => "denied",
        }
    }
}

/// A request whose callback is to be asked.
#[derive(Clone, Debug)]
pub(in crate::hub) struct RequestRow {
    pub(in crate::hub) id: i64,
    pub(in crate::hub) topic: i64,
    pub(in crate::hub) url: String,
    pub(in crate::hub) callback: String,
    pub(in crate::hub) host: String,
    pub(in crate::hub) intent: Intent,
    pub(in crate::hub) version: i64,
    pub(in crate::hub) requested_at: i64,
    pub(in crate::hub) attempts: u32,
}

/// Why a request is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::hub) enum Full {
    Subscriptions,
    OfHost,
    OfCallback,
    Searches,
    Requests,
}

impl State {
    /// Stores a request. It takes the place of an earlier one for the same topic and callback. The `counts` are a little
    /// old; counting again for each request would take too long.
    pub(in crate::hub) async fn accept(
        &self,
        request: &NewRequest,
        bounds: &HubBounds,
        counts: &Counts,
        now: i64,
    ) -> Kept<Result<(), Full>> {
        let subscribes = matches!(request.intent, Intent::Subscribe { .. });
        // Who has subscribed already is not locked out by others who begin to.
        let is_full = reaches(counts.requests, MOST_REQUESTS);
        if is_full && (reaches(counts.requests, 2 * MOST_REQUESTS) || !self.is_known(request).await?) {
            return Ok(Err(Full::Requests));
        }
        if request.intent == Intent::Unsubscribe && !self.is_known(request).await? {
            // There is nothing to end.
            return Ok(Ok(()));
        }
        if subscribes && let Some(full) = self.full(request, bounds, counts).await? {
            return Ok(Err(full));
        }
        let mut transaction = self.store.pool().begin().await?;
        // The update changes nothing, but makes the row of an earlier topic come back.
        let topic = "INSERT INTO hub_topic (collection, url, tag, version, changed_at, is_search) \
                     VALUES ($1, $2, $3, 1, $4, $5) \
                     ON CONFLICT (collection, url) DO UPDATE SET url = excluded.url RETURNING id, version";
        let topic =
            sqlx::query(topic).bind(&self.collection).bind(&request.topic).bind(&request.tag).bind(now);
        let topic = topic.bind(i64::from(request.is_search)).fetch_one(&mut *transaction).await?;
        let (lease, secret, reason) = match &request.intent {
            Intent::Subscribe { lease, secret } => (*lease, secret.clone(), None),
            Intent::Unsubscribe => (0, None, None),
            Intent::Denied { reason } => (0, None, Some(reason.clone())),
        };
        // A row of its own number, so that what is still being asked for the earlier request changes nothing here.
        let earlier = "DELETE FROM hub_request WHERE topic = $1 AND callback = $2";
        let topic_id: i64 = topic.try_get("id")?;
        sqlx::query(earlier).bind(topic_id).bind(&request.callback).execute(&mut *transaction).await?;
        let sql = "INSERT INTO hub_request \
                   (collection, topic, callback, host, mode, secret, lease, version, reason, requested_at, next_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)";
        let query = sqlx::query(sql).bind(&self.collection).bind(topic_id).bind(&request.callback);
        let query = query.bind(&request.host).bind(request.intent.mode()).bind(secret).bind(lease);
        let query = query.bind(topic.try_get::<i64, _>("version")?).bind(reason).bind(now);
        query.execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(Ok(()))
    }

    /// Whether there is a subscription, or a request for one, with this topic and callback.
    async fn is_known(&self, request: &NewRequest) -> Kept<bool> {
        Ok(self.has(SUBSCRIPTIONS, request).await? || self.has(REQUESTS, request).await?)
    }

    async fn has(&self, table: &str, request: &NewRequest) -> Kept<bool> {
        let sql = format!(
            "SELECT COUNT(*) FROM {table} r JOIN hub_topic t ON t.id = r.topic \
             WHERE t.collection = $1 AND t.url = $2 AND r.callback = $3"
        );
        let query =
            sqlx::query_scalar::<_, i64>(AssertSqlSafe(sql)).bind(&self.collection).bind(&request.topic);
        Ok(query.bind(&request.callback).fetch_one(self.store.pool()).await? > 0)
    }

    /// The bound that a new subscription would exceed. A subscription that is renewed exceeds none.
    async fn full(&self, request: &NewRequest, bounds: &HubBounds, counts: &Counts) -> Kept<Option<Full>> {
        if self.has(SUBSCRIPTIONS, request).await? {
            return Ok(None);
        }
        let at_host = "SELECT (SELECT COUNT(*) FROM hub_subscription WHERE collection = $1 AND host = $2) + \
                       (SELECT COUNT(*) FROM hub_request WHERE collection = $1 AND host = $2)";
        let at_host = sqlx::query_scalar::<_, i64>(at_host).bind(&self.collection).bind(&request.host);
        if reaches(at_host.fetch_one(self.store.pool()).await?, bounds.of_host) {
            return Ok(Some(Full::OfHost));
        }
        let same =
            "SELECT COUNT(*) FROM hub_subscription WHERE collection = $1 AND host = $2 AND callback = $3";
        let same = sqlx::query_scalar::<_, i64>(same).bind(&self.collection).bind(&request.host);
        if reaches(same.bind(&request.callback).fetch_one(self.store.pool()).await?, bounds.of_callback) {
            return Ok(Some(Full::OfCallback));
        }
        if reaches(counts.subscriptions, bounds.subscriptions) {
            return Ok(Some(Full::Subscriptions));
        }
        if request.is_search {
            let searches =
                "SELECT COUNT(*) FROM hub_topic WHERE collection = $1 AND is_search = 1 AND url <> $2";
            let searches = sqlx::query_scalar::<_, i64>(searches).bind(&self.collection).bind(&request.topic);
            if reaches(searches.fetch_one(self.store.pool()).await?, bounds.searches) {
                return Ok(Some(Full::Searches));
            }
        }
        Ok(None)
    }

    /// Takes requests that are due.
    pub(in crate::hub) async fn due_requests(&self, now: i64, most: usize) -> Kept<Vec<RequestRow>> {
        let due = "collection = $2 AND next_at <= $3";
        let topic = "(SELECT url FROM hub_topic t WHERE t.id = hub_request.topic)";
        let columns = format!(
            "id, topic, {topic} AS url, callback, host, mode, secret, lease, version, reason, requested_at, attempts"
        );
        let sql = queue::claim(&self.store, REQUESTS, due, lease_end(now), most, &columns);
        let query = sqlx::query(sql).bind(&self.owner).bind(&self.collection).bind(now);
        let rows = query.fetch_all(self.store.pool()).await?;
        rows.iter().map(request_row).collect()
    }

    /// The callback confirmed a subscription: it replaces an earlier one. The delivery that it may still wait for is
    /// due at once, because the callback is there. Returns false if a newer request took its place.
    pub(in crate::hub) async fn confirm(&self, request: &RequestRow, expires_at: i64) -> Kept<bool> {
        let Intent::Subscribe { secret, .. } = &request.intent else { return self.remove(request).await };
        let mut transaction = self.store.pool().begin().await?;
        let done = sqlx::query(DONE).bind(request.id).bind(&self.owner);
        if done.execute(&mut *transaction).await?.rows_affected() == 0 {
            // A newer request took its place meanwhile, and the callback will be asked about that.
            transaction.rollback().await?;
            return Ok(false);
        }
        let sql = "INSERT INTO hub_subscription (collection, topic, callback, host, secret, expires_at, delivered) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7) \
                   ON CONFLICT (topic, callback) DO UPDATE SET secret = excluded.secret, \
                   expires_at = excluded.expires_at, attempts = 0, failing_since = NULL, gone_at = NULL, failure = NULL, \
                   next_at = CASE WHEN hub_subscription.owner IS NULL THEN 0 ELSE hub_subscription.next_at END";
        let query = sqlx::query(sql).bind(&self.collection).bind(request.topic).bind(&request.callback);
        let query = query.bind(&request.host).bind(secret.clone()).bind(expires_at).bind(request.version);
        query.execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// The callback confirmed that a subscription ends.
    async fn remove(&self, request: &RequestRow) -> Kept<bool> {
        let mut transaction = self.store.pool().begin().await?;
        let done = sqlx::query(DONE).bind(request.id).bind(&self.owner);
        if done.execute(&mut *transaction).await?.rows_affected() == 0 {
            transaction.rollback().await?;
            return Ok(false);
        }
        let sql = "DELETE FROM hub_subscription WHERE topic = $1 AND callback = $2";
        let query = sqlx::query(sql).bind(request.topic).bind(&request.callback);
        query.execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Drops a request that the callback did not confirm. What was subscribed before stays as it was.
    pub(in crate::hub) async fn drop_request(&self, request: &RequestRow) -> Kept<()> {
        // A notice may have taken its place meanwhile, and is still to be sent.
        sqlx::query(DONE).bind(request.id).bind(&self.owner).execute(self.store.pool()).await?;
        Ok(())
    }

    /// Asks the callback again later.
    pub(in crate::hub) async fn ask_again(&self, request: &RequestRow, at: i64) -> Kept<()> {
        let sql = "UPDATE hub_request SET next_at = $1, attempts = attempts + 1, owner = NULL WHERE id = $2 AND owner = $3";
        sqlx::query(sql).bind(at).bind(request.id).bind(&self.owner).execute(self.store.pool()).await?;
        Ok(())
    }
}

fn request_row(row: &AnyRow) -> Kept<RequestRow> {
    let mode: String = row.try_get("mode")?;
    let intent = match mode.as_str() {
        "subscribe" => Intent::Subscribe { lease: row.try_get("lease")?, secret: row.try_get("secret")? },
        "unsubscribe" => Intent::Unsubscribe,
        _ => Intent::Denied { reason: row.try_get::<Option<String>, _>("reason")?.unwrap_or_default() },
    };
    Ok(RequestRow {
        id: row.try_get("id")?,
        topic: row.try_get("topic")?,
        url: row.try_get("url")?,
        callback: row.try_get("callback")?,
        host: row.try_get("host")?,
        intent,
        version: row.try_get("version")?,
        requested_at: row.try_get("requested_at")?,
        attempts: count(row.try_get("attempts")?),
    })
}

fn reaches(count: i64, bound: u64) -> bool {
    u64::try_from(count).unwrap_or(0) >= bound
}
