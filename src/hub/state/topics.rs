//! The feeds that somebody subscribed to, and the other hubs that are told of them.

use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

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
        for (topic, tag) in changes {
            let query = sqlx::query(sql).bind(tag).bind(now).bind(topic.id).bind(&topic.tag);
            query.execute(&mut *transaction).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Ends all subscriptions to a topic. Their callbacks are told why.
    pub(in crate::hub) async fn deny_all(&self, topic: &TopicRow, reason: &str, now: i64) -> Kept<()> {
        deny(&self.store, "topic", topic.id, reason, now).await?;
        let sql = "UPDATE hub_request SET mode = 'denied', reason = $1, secret = NULL, next_at = 0, owner = NULL \
                   WHERE topic = $2 AND mode = 'subscribe'";
        sqlx::query(sql).bind(reason).bind(topic.id).execute(self.store.pool()).await?;
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
