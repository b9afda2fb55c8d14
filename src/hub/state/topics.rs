//! The feeds that somebody subscribed to, and the other hubs that are told of them.

use sqlx::any::AnyRow;
use sqlx::{Any, AssertSqlSafe, Row, Transaction};

use super::{Kept, State, deny};

/// A topic that somebody subscribed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::hub) struct TopicRow {
    pub(in crate::hub) id: i64,
    pub(in crate::hub) url: String,
    pub(in crate::hub) tag: String,
    /// The hash of the version before.
    pub(in crate::hub) previous: Option<String>,
    pub(in crate::hub) version: i64,
    pub(in crate::hub) changed_at: i64,
}

impl State {
    pub(in crate::hub) async fn topics(&self) -> Kept<Vec<TopicRow>> {
        let sql = "SELECT id, url, tag, previous, version, changed_at FROM hub_topic WHERE collection = $1 ORDER BY is_search, id";
        self.topic_rows(sqlx::query(sql).bind(&self.collection)).await
    }

    /// The topic at an address.
    pub(in crate::hub) async fn topic(&self, url: &str) -> Kept<Option<TopicRow>> {
        let sql = "SELECT id, url, tag, previous, version, changed_at FROM hub_topic WHERE collection = $1 AND url = $2";
        let found = self.topic_rows(sqlx::query(sql).bind(&self.collection).bind(url)).await?;
        Ok(found.into_iter().next())
    }

    /// The topics that somebody waits for now.
    pub(in crate::hub) async fn waiting_topics(&self, now: i64) -> Kept<Vec<TopicRow>> {
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
    pub(in crate::hub) async fn topics_changed(&self, changes: &[(TopicRow, String)], now: i64) -> Kept<()> {
        let sql = "UPDATE hub_topic SET previous = tag, tag = $1, version = version + 1, changed_at = $2 WHERE id = $3 AND tag = $4";
        let mut transaction = self.store.pool().begin().await?;
        self.lock_topics(&mut transaction).await?;
        for (topic, tag) in changes {
            let query = sqlx::query(sql).bind(tag).bind(now).bind(topic.id).bind(&topic.tag);
            query.execute(&mut *transaction).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Removes topics that nobody subscribes to.
    pub(super) async fn drop_topics(&self) -> Kept<()> {
        const UNUSED: &str = "NOT EXISTS (SELECT 1 FROM hub_subscription s WHERE s.topic = hub_topic.id) \
                              AND NOT EXISTS (SELECT 1 FROM hub_request r WHERE r.topic = hub_topic.id)";
        let mut transaction = self.store.pool().begin().await?;
        let locked = self.store.skip_locked();
        let sql = format!("SELECT id FROM hub_topic WHERE collection = $1 AND {UNUSED} {locked}");
        let query = sqlx::query_scalar::<_, i64>(AssertSqlSafe(sql)).bind(&self.collection);
        let unused = query.fetch_all(&mut *transaction).await?;
        // Looks once more, now that nobody else can add a request: one may have come before the rows were locked, and
        // it would go with its topic.
        let sql = format!("DELETE FROM hub_topic WHERE id = $1 AND {UNUSED}");
        for id in unused {
            sqlx::query(AssertSqlSafe(sql.clone())).bind(id).execute(&mut *transaction).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Ends all subscriptions to a topic. Their callbacks are told why. Returns how many there were.
    pub(in crate::hub) async fn deny_all(&self, topic: &TopicRow, reason: &str, now: i64) -> Kept<u64> {
        let ended = deny(&self.store, "topic", topic.id, reason, now).await?;
        let sql = "UPDATE hub_request SET mode = 'denied', reason = $1, secret = NULL, next_at = 0, owner = NULL \
                   WHERE topic = $2 AND mode = 'subscribe'";
        sqlx::query(sql).bind(reason).bind(topic.id).execute(self.store.pool()).await?;
        Ok(ended)
    }

    /// Keeps other gateways from changing topics until the transaction ends. All take them in the same order, so that
    /// no two wait for each other.
    async fn lock_topics(&self, transaction: &mut Transaction<'_, Any>) -> Kept<()> {
        if self.store.is_shared() {
            let sql = "SELECT id FROM hub_topic WHERE collection = $1 ORDER BY id FOR UPDATE";
            sqlx::query(sql).bind(&self.collection).execute(&mut **transaction).await?;
        }
        Ok(())
    }

    /// Makes the other hubs, and only these, subscribers of each of these feeds.
    pub(in crate::hub) async fn set_other_hubs(
        &self,
        hubs: &[(String, String)],
        feeds: &[String],
        now: i64,
    ) -> Kept<()> {
        let mut transaction = self.store.pool().begin().await?;
        self.lock_topics(&mut transaction).await?;
        let urls = hubs.iter().map(|(url, _)| url.as_str()).collect::<Vec<_>>();
        let places = (0..urls.len()).map(|at| format!("${}", at + 2)).collect::<Vec<_>>().join(", ");
        let others = if urls.is_empty() { String::new() } else { format!("AND callback NOT IN ({places})") };
        let sql = format!("DELETE FROM hub_subscription WHERE collection = $1 AND is_hub = 1 {others}");
        let query = sqlx::query(AssertSqlSafe(sql)).bind(&self.collection);
        urls.iter().fold(query, |query, url| query.bind(*url)).execute(&mut *transaction).await?;
        if !hubs.is_empty() {
            let mut topics = Vec::new();
            for url in feeds {
                let topic = "INSERT INTO hub_topic (collection, url, tag, version, changed_at, is_search) \
                             VALUES ($1, $2, '', 1, $3, 0) \
                             ON CONFLICT (collection, url) DO UPDATE SET url = excluded.url RETURNING id";
                let query = sqlx::query_scalar::<_, i64>(topic).bind(&self.collection).bind(url).bind(now);
                let topic = query.fetch_one(&mut *transaction).await?;
                topics.push(topic.to_string());
                for (url, host) in hubs {
                    let sql = "INSERT INTO hub_subscription \
                               (collection, topic, callback, host, is_hub, expires_at, delivered) \
                               VALUES ($1, $2, $3, $4, 1, $5, 0) ON CONFLICT (topic, callback) DO NOTHING";
                    let query = sqlx::query(sql).bind(&self.collection).bind(topic).bind(url).bind(host);
                    query.bind(i64::MAX).execute(&mut *transaction).await?;
                }
            }
            let topics = topics.join(", ");
            let gone = format!(
                "DELETE FROM hub_subscription WHERE collection = $1 AND is_hub = 1 AND topic NOT IN ({topics})"
            );
            let query = sqlx::query(AssertSqlSafe(gone)).persistent(false).bind(&self.collection);
            query.execute(&mut *transaction).await?;
        }
        Ok(transaction.commit().await?)
    }
}
