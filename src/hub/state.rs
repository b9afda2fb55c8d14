//! What the hub keeps: topics, subscriptions, and requests that are not verified yet. All SQL of the hub is here.
//!
//! A subscription waits for a delivery while it has not been sent the latest version of its topic. So a change of a
//! topic is one write however many subscribers there are, a newer version takes the place of one that was not
//! delivered yet, and nothing is lost if the process ends at any point.

use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use crate::store::{Store, StoreError, queue};

use super::options::HubBounds;

const REQUESTS: &str = "hub_request";
const SUBSCRIPTIONS: &str = "hub_subscription";

/// The most requests that wait for their callbacks to confirm them.
const MOST_REQUESTS: u64 = 10_000;

/// Removes a request that this process asked about, unless a newer one took its place meanwhile.
const DONE: &str = "DELETE FROM hub_request WHERE id = $1 AND owner = $2";

type Kept<T> = Result<T, StoreError>;

/// The rows of one collection, for one process.
#[derive(Clone, Debug)]
pub(super) struct State {
    store: Store,
    collection: String,
    /// The name under which this process takes rows.
    owner: String,
    /// Whether only other hubs receive deliveries, because the gateway has no hub of its own.
    only_hubs: bool,
}

/// A topic that somebody subscribed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TopicRow {
    pub(super) id: i64,
    pub(super) url: String,
    pub(super) tag: String,
    /// The hash of the version before.
    pub(super) previous: Option<String>,
    pub(super) version: i64,
    pub(super) changed_at: i64,
}

/// A request to be stored.
#[derive(Clone, Debug)]
pub(super) struct NewRequest {
    pub(super) topic: String,
    pub(super) tag: String,
    pub(super) is_search: bool,
    pub(super) callback: String,
    pub(super) host: String,
    pub(super) intent: Intent,
}

/// What the callback is asked or told.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Intent {
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
    pub(super) fn mode(&self) -> &'static str {
        match self {
            Intent::Subscribe { .. } => "subscribe",
            Intent::Unsubscribe => "unsubscribe",
            Intent::Denied { .. } => "denied",
        }
    }
}

/// A request whose callback is to be asked.
#[derive(Clone, Debug)]
pub(super) struct RequestRow {
    pub(super) id: i64,
    pub(super) topic: i64,
    pub(super) url: String,
    pub(super) callback: String,
    pub(super) host: String,
    pub(super) intent: Intent,
    pub(super) version: i64,
    pub(super) requested_at: i64,
    pub(super) attempts: u32,
}

/// A subscription whose delivery this process took over.
#[derive(Clone)]
pub(super) struct DeliveryRow {
    pub(super) id: i64,
    pub(super) callback: String,
    pub(super) host: String,
    pub(super) secret: Option<String>,
    pub(super) is_hub: bool,
    pub(super) attempts: u32,
    pub(super) failing_since: Option<i64>,
    pub(super) gone_at: Option<i64>,
}

/// How a delivery ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Settlement {
    /// The subscriber has this version.
    Delivered { version: i64 },
    /// It is tried again.
    Again { at: i64, failing_since: i64, gone_at: Option<i64>, why: String },
    /// This version is given up. The next change is tried again.
    GivenUp { version: i64, failing_since: i64, why: String },
    /// The subscription ends.
    Ended,
    /// Nobody tried, for example because the process ends.
    Untouched,
}

/// Why a request is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Full {
    Subscriptions,
    OfHost,
    OfCallback,
    Searches,
    Requests,
}

/// How many rows there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) subscriptions: i64,
    pub(super) topics: i64,
    pub(super) requests: i64,
    /// When the oldest change that somebody still waits for was made.
    pub(super) oldest_waiting: Option<i64>,
    pub(super) waiting: i64,
}

impl State {
    pub(super) fn new(store: Store, collection: &str, owner: &str, only_hubs: bool) -> State {
        State { store, collection: collection.to_owned(), owner: owner.to_owned(), only_hubs }
    }

    pub(super) fn store(&self) -> &Store {
        &self.store
    }

    /// The condition for the rows that receive deliveries.
    fn receives(&self) -> &'static str {
        if self.only_hubs { "AND is_hub = 1" } else { "" }
    }

    /// Makes due what an earlier process was doing, if no other gateway can be doing it.
    pub(super) async fn take_over(&self, now: i64) -> Kept<()> {
        if !self.store.is_shared() {
            queue::take_over(&self.store, REQUESTS, now).await?;
            queue::take_over(&self.store, SUBSCRIPTIONS, now).await?;
        }
        Ok(())
    }

    /// Keeps what this process is doing from becoming due.
    pub(super) async fn keep(&self, now: i64) -> Kept<()> {
        queue::keep(&self.store, REQUESTS, &self.owner, now).await?;
        queue::keep(&self.store, SUBSCRIPTIONS, &self.owner, now).await
    }

    // ── topics ──

    pub(super) async fn topics(&self) -> Kept<Vec<TopicRow>> {
        let sql = "SELECT id, url, tag, previous, version, changed_at FROM hub_topic WHERE collection = $1 ORDER BY is_search, id";
        self.topic_rows(sqlx::query(sql).bind(&self.collection)).await
    }

    /// The topic at an address.
    pub(super) async fn topic(&self, url: &str) -> Kept<Option<TopicRow>> {
        let sql = "SELECT id, url, tag, previous, version, changed_at FROM hub_topic WHERE collection = $1 AND url = $2";
        let found = self.topic_rows(sqlx::query(sql).bind(&self.collection).bind(url)).await?;
        Ok(found.into_iter().next())
    }

    /// The topics that somebody waits for now.
    pub(super) async fn waiting_topics(&self, now: i64) -> Kept<Vec<TopicRow>> {
        let receives = self.receives();
        let sql = AssertSqlSafe(format!(
            "SELECT id, url, tag, previous, version, changed_at FROM hub_topic t WHERE collection = $1 AND EXISTS \
             (SELECT 1 FROM hub_subscription s WHERE s.topic = t.id AND s.delivered < t.version \
             AND s.next_at <= $2 AND s.expires_at > $2 {receives}) ORDER BY changed_at, id"
        ));
        self.topic_rows(sqlx::query(sql).bind(&self.collection).bind(now)).await
    }

    async fn topic_rows(
        &self,
        query: sqlx::query::Query<'_, sqlx::Any, sqlx::any::AnyArguments>,
    ) -> Kept<Vec<TopicRow>> {
        let rows = query.fetch_all(self.store.pool()).await?;
        let row = |row: &AnyRow| {
            Ok(TopicRow {
                id: row.try_get("id")?,
                url: row.try_get("url")?,
                tag: row.try_get("tag")?,
                previous: row.try_get("previous")?,
                version: row.try_get("version")?,
                changed_at: row.try_get("changed_at")?,
            })
        };
        rows.iter().map(row).collect()
    }

    /// Notes that the bytes of a topic changed, unless another gateway did so already.
    pub(super) async fn topics_changed(&self, changes: &[(TopicRow, String)], now: i64) -> Kept<()> {
        let sql = "UPDATE hub_topic SET previous = tag, tag = $1, version = version + 1, changed_at = $2 WHERE id = $3 AND tag = $4";
        let mut transaction = self.store.pool().begin().await?;
        for (topic, tag) in changes {
            let query = sqlx::query(sql).bind(tag).bind(now).bind(topic.id).bind(&topic.tag);
            query.execute(&mut *transaction).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Ends all subscriptions to a topic. Their callbacks are told why.
    pub(super) async fn deny_all(&self, topic: &TopicRow, reason: &str, now: i64) -> Kept<()> {
        deny(&self.store, "topic", topic.id, reason, now).await?;
        let sql = "UPDATE hub_request SET mode = 'denied', reason = $1, secret = NULL, next_at = 0, owner = NULL \
                   WHERE topic = $2 AND mode = 'subscribe'";
        sqlx::query(sql).bind(reason).bind(topic.id).execute(self.store.pool()).await?;
        Ok(())
    }

    // ── requests ──

    /// Stores a request. It takes the place of an earlier one for the same topic and callback. The `counts` are a little
    /// old; counting again for each request would take too long.
    pub(super) async fn accept(
        &self,
        request: &NewRequest,
        bounds: &HubBounds,
        counts: &Counts,
        now: i64,
    ) -> Kept<Result<(), Full>> {
        let subscribes = matches!(request.intent, Intent::Subscribe { .. });
        if reaches(counts.requests, MOST_REQUESTS) {
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
    pub(super) async fn due_requests(&self, now: i64, most: usize) -> Kept<Vec<RequestRow>> {
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
    pub(super) async fn confirm(&self, request: &RequestRow, expires_at: i64) -> Kept<bool> {
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
    pub(super) async fn drop_request(&self, request: &RequestRow) -> Kept<()> {
        sqlx::query("DELETE FROM hub_request WHERE id = $1")
            .bind(request.id)
            .execute(self.store.pool())
            .await?;
        Ok(())
    }

    /// Asks the callback again later.
    pub(super) async fn ask_again(&self, request: &RequestRow, at: i64) -> Kept<()> {
        let sql = "UPDATE hub_request SET next_at = $1, attempts = attempts + 1, owner = NULL WHERE id = $2 AND owner = $3";
        sqlx::query(sql).bind(at).bind(request.id).bind(&self.owner).execute(self.store.pool()).await?;
        Ok(())
    }

    // ── deliveries ──

    /// Takes subscriptions that wait for a version of a topic, but none at the `busy` hosts.
    pub(super) async fn claim(
        &self,
        topic: &TopicRow,
        busy: &[String],
        now: i64,
        most: usize,
    ) -> Kept<Vec<DeliveryRow>> {
        let busy_at = |at: usize| format!("${}", at + 2);
        let not_busy = match busy.len() {
            0 => String::new(),
            count => format!("AND host NOT IN ({})", (0..count).map(busy_at).collect::<Vec<_>>().join(", ")),
        };
        let (id, version) = (topic.id, topic.version);
        // Numbers are part of the text, where they need no place of their own.
        let receives = self.receives();
        let due = format!(
            "topic = {id} AND delivered < {version} AND next_at <= {now} AND expires_at > {now} {receives} {not_busy}"
        );
        let columns = "id, callback, host, secret, is_hub, attempts, failing_since, gone_at";
        let sql = queue::claim(&self.store, SUBSCRIPTIONS, &due, lease_end(now), most, columns);
        let query = sqlx::query(sql).persistent(false).bind(&self.owner);
        let query = busy.iter().fold(query, |query, host| query.bind(host));
        let rows = query.fetch_all(self.store.pool()).await?;
        let row = |row: &AnyRow| {
            Ok(DeliveryRow {
                id: row.try_get("id")?,
                callback: row.try_get("callback")?,
                host: row.try_get("host")?,
                secret: row.try_get("secret")?,
                is_hub: row.try_get::<i64, _>("is_hub")? != 0,
                attempts: count(row.try_get("attempts")?),
                failing_since: row.try_get("failing_since")?,
                gone_at: row.try_get("gone_at")?,
            })
        };
        rows.iter().map(row).collect()
    }

    /// Writes down how deliveries ended, all at once. What this process no longer holds is left alone.
    pub(super) async fn settle(&self, settled: &[(i64, Settlement)], now: i64) -> Kept<()> {
        let mut transaction = self.store.pool().begin().await?;
        let mut delivered: Vec<(i64, Vec<String>)> = Vec::new();
        let mut untouched = Vec::new();
        for (id, settlement) in settled {
            match settlement {
                Settlement::Delivered { version } => {
                    match delivered.iter_mut().find(|(known, _)| known == version) {
                        Some((_, ids)) => ids.push(id.to_string()),
                        None => delivered.push((*version, vec![id.to_string()])),
                    }
                }
                Settlement::Untouched => untouched.push(id.to_string()),
                Settlement::Ended => {
                    let sql = "DELETE FROM hub_subscription WHERE id = $1 AND owner = $2";
                    sqlx::query(sql).bind(*id).bind(&self.owner).execute(&mut *transaction).await?;
                }
                Settlement::Again { at, failing_since, gone_at, why } => {
                    let sql = "UPDATE hub_subscription SET attempts = attempts + 1, next_at = $1, failing_since = $2, \
                               gone_at = $3, failure = $4, owner = NULL WHERE id = $5 AND owner = $6";
                    let query = sqlx::query(sql).bind(*at).bind(*failing_since).bind(*gone_at).bind(why);
                    query.bind(*id).bind(&self.owner).execute(&mut *transaction).await?;
                }
                Settlement::GivenUp { version, failing_since, why } => {
                    let sql = "UPDATE hub_subscription SET delivered = $1, failing_since = $2, failure = $3, next_at = 0, attempts = attempts + 1, \
                               gone_at = NULL, owner = NULL WHERE id = $4 AND owner = $5";
                    let query = sqlx::query(sql).bind(*version).bind(*failing_since).bind(why);
                    query.bind(*id).bind(&self.owner).execute(&mut *transaction).await?;
                }
            }
        }
        for (version, ids) in delivered {
            let sql = format!(
                "UPDATE hub_subscription SET delivered = {version}, delivered_at = {now}, attempts = 0, next_at = 0, \
                 failing_since = NULL, gone_at = NULL, failure = NULL, owner = NULL \
                 WHERE owner = $1 AND id IN ({})",
                ids.join(", ")
            );
            let query = sqlx::query(AssertSqlSafe(sql)).persistent(false).bind(&self.owner);
            query.execute(&mut *transaction).await?;
        }
        if !untouched.is_empty() {
            let ids = untouched.join(", ");
            let sql = format!(
                "UPDATE hub_subscription SET next_at = 0, owner = NULL WHERE owner = $1 AND id IN ({ids})"
            );
            let query = sqlx::query(AssertSqlSafe(sql)).persistent(false).bind(&self.owner);
            query.execute(&mut *transaction).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// When the next delivery or request is due; `None` if there is none.
    pub(super) async fn next_due(&self) -> Kept<Option<i64>> {
        let receives = self.receives();
        let sql = AssertSqlSafe(format!(
            "SELECT MIN(due) FROM (SELECT MIN(next_at) AS due FROM hub_request WHERE collection = $1 UNION ALL \
             SELECT MIN(s.next_at) AS due FROM hub_topic t JOIN hub_subscription s ON s.topic = t.id \
             AND s.delivered < t.version {receives} WHERE t.collection = $1) AS both_queues"
        ));
        Ok(sqlx::query_scalar(sql).bind(&self.collection).fetch_one(self.store.pool()).await?)
    }

    // ── housekeeping ──

    /// Removes subscriptions whose lease ended, and topics that nobody subscribes to. Returns the hosts of the former.
    pub(super) async fn sweep(&self, now: i64) -> Kept<Vec<String>> {
        let sql = "DELETE FROM hub_subscription WHERE collection = $1 AND expires_at <= $2 RETURNING host";
        let expired =
            sqlx::query_scalar(sql).bind(&self.collection).bind(now).fetch_all(self.store.pool()).await?;
        let sql = "DELETE FROM hub_topic WHERE collection = $1 \
                   AND NOT EXISTS (SELECT 1 FROM hub_subscription s WHERE s.topic = hub_topic.id) \
                   AND NOT EXISTS (SELECT 1 FROM hub_request r WHERE r.topic = hub_topic.id)";
        sqlx::query(sql).bind(&self.collection).execute(self.store.pool()).await?;
        Ok(expired)
    }

    pub(super) async fn counts(&self) -> Kept<Counts> {
        let sql = "SELECT (SELECT COUNT(*) FROM hub_topic WHERE collection = $1) AS topics, \
                   (SELECT COUNT(*) FROM hub_subscription WHERE collection = $1) AS subscriptions, \
                   (SELECT COUNT(*) FROM hub_request WHERE collection = $1) AS requests";
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

    // ── other hubs ──

    /// Makes the other hubs, and only these, subscribers of each of these feeds.
    pub(super) async fn set_other_hubs(
        &self,
        hubs: &[(String, String)],
        feeds: &[String],
        now: i64,
    ) -> Kept<()> {
        let mut transaction = self.store.pool().begin().await?;
        let urls = hubs.iter().map(|(url, _)| url.as_str()).collect::<Vec<_>>();
        let places = (0..urls.len()).map(|at| format!("${}", at + 2)).collect::<Vec<_>>().join(", ");
        let others = if urls.is_empty() { String::new() } else { format!("AND callback NOT IN ({places})") };
        let sql = format!("DELETE FROM hub_subscription WHERE collection = $1 AND is_hub = 1 {others}");
        let query = sqlx::query(AssertSqlSafe(sql)).bind(&self.collection);
        urls.iter().fold(query, |query, url| query.bind(*url)).execute(&mut *transaction).await?;
        if !hubs.is_empty() {
            for url in feeds {
                let topic = "INSERT INTO hub_topic (collection, url, tag, version, changed_at, is_search) \
                             VALUES ($1, $2, '', 1, $3, 0) \
                             ON CONFLICT (collection, url) DO UPDATE SET url = excluded.url RETURNING id";
                let query = sqlx::query_scalar::<_, i64>(topic).bind(&self.collection).bind(url).bind(now);
                let topic = query.fetch_one(&mut *transaction).await?;
                for (url, host) in hubs {
                    let sql = "INSERT INTO hub_subscription \
                               (collection, topic, callback, host, is_hub, expires_at, delivered) \
                               VALUES ($1, $2, $3, $4, 1, $5, 0) ON CONFLICT (topic, callback) DO NOTHING";
                    let query = sqlx::query(sql).bind(&self.collection).bind(topic).bind(url).bind(host);
                    query.bind(i64::MAX).execute(&mut *transaction).await?;
                }
            }
        }
        Ok(transaction.commit().await?)
    }
}

/// Ends the subscriptions whose `column` has this number. Their callbacks are told why. Returns how many there were.
pub(super) async fn deny(store: &Store, column: &str, number: i64, reason: &str, now: i64) -> Kept<u64> {
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

fn lease_end(now: i64) -> i64 {
    now + queue::LEASE.as_secs() as i64
}

fn count(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn reaches(count: i64, bound: u64) -> bool {
    u64::try_from(count).unwrap_or(0) >= bound
}
