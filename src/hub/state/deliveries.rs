//! Subscriptions that wait for a version of their topic.

use std::future::poll_fn;

use sqlx::any::AnyRow;
use sqlx::{Any, AssertSqlSafe, Row, Transaction};

use crate::store::queue;

use super::topics::TopicRow;
use super::{Kept, SUBSCRIPTIONS, State, count, lease_end};

/// A subscription whose delivery this process took over.
#[derive(Clone)]
pub(in crate::hub) struct DeliveryRow {
    pub(in crate::hub) id: i64,
    pub(in crate::hub) callback: String,
    pub(in crate::hub) host: String,
    pub(in crate::hub) secret: Option<String>,
    pub(in crate::hub) is_hub: bool,
    pub(in crate::hub) attempts: u32,
    pub(in crate::hub) failing_since: Option<i64>,
    pub(in crate::hub) gone_at: Option<i64>,
}

/// A delivery that ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::hub) struct Settled {
    /// The number of the subscription.
    pub(in crate::hub) id: i64,
    /// How often it had failed before. If that is no longer so, the subscription was renewed meanwhile.
    pub(in crate::hub) attempts: u32,
    pub(in crate::hub) how: Settlement,
}

/// How a delivery ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::hub) enum Settlement {
    /// The subscriber has this version.
    Delivered { version: i64 },
    /// It is tried again.
    Again { at: i64, failing_since: i64, gone_at: Option<i64>, why: String },
    /// This version is given up. The next change is tried again.
    GivenUp { version: i64, failing_since: i64, why: String },
    /// It could not be sent, for a fault of the gateway. It is tried again.
    Broken { at: i64, now: i64 },
    /// The subscription ends.
    Ended,
    /// Nobody tried, for example because the process ends.
    Untouched,
}

impl DeliveryRow {
    fn read(row: &AnyRow) -> Kept<DeliveryRow> {
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
    }
}

impl State {
    /// Takes subscriptions that wait for a version of a topic, but none at the `busy` hosts.
    pub(in crate::hub) async fn claim(
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
        let mut found = query.fetch(self.store.pool());
        let mut rows = Vec::new();
        // One after the other, because a row takes much more memory than what is taken from it.
        while let Some(row) = poll_fn(|context| found.as_mut().poll_next(context)).await {
            rows.push(DeliveryRow::read(&row?)?);
        }
        Ok(rows)
    }

    /// Writes down how deliveries ended, all at once. What this process no longer holds is left alone.
    pub(in crate::hub) async fn settle(&self, settled: &[Settled], now: i64) -> Kept<()> {
        let mut transaction = self.store.pool().begin().await?;
        let mut delivered: Vec<(i64, Vec<i64>)> = Vec::new();
        let mut untouched = Vec::new();
        for Settled { id, attempts, how } in settled {
            let changed = match how {
                Settlement::Delivered { version } => {
                    match delivered.iter_mut().find(|(known, _)| known == version) {
                        Some((_, ids)) => ids.push(*id),
                        None => delivered.push((*version, vec![*id])),
                    }
                    continue;
                }
                Settlement::Untouched => 0,
                Settlement::Ended => {
                    let sql = "DELETE FROM hub_subscription WHERE id = $1 AND owner = $2 AND attempts = $3";
                    let query = sqlx::query(sql).bind(*id).bind(&self.owner).bind(i64::from(*attempts));
                    query.execute(&mut *transaction).await?.rows_affected()
                }
                Settlement::Again { at, failing_since, gone_at, why } => {
                    let sql = "UPDATE hub_subscription SET attempts = attempts + 1, next_at = $1, failing_since = $2, \
                               gone_at = $3, failure = $4, owner = NULL WHERE id = $5 AND owner = $6 AND attempts = $7";
                    let query = sqlx::query(sql).bind(*at).bind(*failing_since).bind(*gone_at).bind(why);
                    let query = query.bind(*id).bind(&self.owner).bind(i64::from(*attempts));
                    query.execute(&mut *transaction).await?.rows_affected()
                }
                Settlement::GivenUp { version, failing_since, why } => {
                    let sql = "UPDATE hub_subscription SET delivered = $1, failing_since = $2, failure = $3, next_at = 0, \
                               attempts = 0, gone_at = NULL, owner = NULL WHERE id = $4 AND owner = $5 AND attempts = $6";
                    let query = sqlx::query(sql).bind(*version).bind(*failing_since).bind(why);
                    let query = query.bind(*id).bind(&self.owner).bind(i64::from(*attempts));
                    query.execute(&mut *transaction).await?.rows_affected()
                }
                Settlement::Broken { at, now } => {
                    let sql = "UPDATE hub_subscription SET attempts = attempts + 1, next_at = $1, failure = $2, \
                               failing_since = COALESCE(failing_since, $3), owner = NULL WHERE id = $4 AND owner = $5";
                    let query = sqlx::query(sql).bind(*at).bind("the gateway could not send it").bind(*now);
                    let query = query.bind(*id).bind(&self.owner);
                    query.execute(&mut *transaction).await?.rows_affected()
                }
            };
            if changed == 0 {
                // Nobody tried, or the subscription was renewed meanwhile: the callback is there, and it is due at once.
                untouched.push(*id);
            }
        }
        for (version, ids) in delivered {
            let set = format!(
                "delivered = {version}, delivered_at = {now}, attempts = 0, failing_since = NULL, gone_at = NULL, \
                 failure = NULL"
            );
            self.release(&mut transaction, &set, &ids).await?;
        }
        self.release(&mut transaction, "delivered = delivered", &untouched).await?;
        Ok(transaction.commit().await?)
    }

    /// Gives back rows that this process still holds, with other values set.
    async fn release(&self, transaction: &mut Transaction<'_, Any>, set: &str, ids: &[i64]) -> Kept<()> {
        if ids.is_empty() {
            return Ok(());
        }
        let ids = ids.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
        let sql = format!(
            "UPDATE hub_subscription SET {set}, next_at = 0, owner = NULL WHERE owner = $1 AND id IN ({ids})"
        );
        let query = sqlx::query(AssertSqlSafe(sql)).persistent(false).bind(&self.owner);
        query.execute(&mut **transaction).await?;
        Ok(())
    }

    /// When the next delivery or request is due; `None` if there is none.
    pub(in crate::hub) async fn next_due(&self) -> Kept<Option<i64>> {
        let receives = self.receives();
        let sql = AssertSqlSafe(format!(
            "SELECT MIN(due) FROM (SELECT MIN(next_at) AS due FROM hub_request WHERE collection = $1 UNION ALL \
             SELECT MIN(s.next_at) AS due FROM hub_topic t JOIN hub_subscription s ON s.topic = t.id \
             AND s.delivered < t.version {receives} WHERE t.collection = $1) AS both_queues"
        ));
        Ok(sqlx::query_scalar(sql).bind(&self.collection).fetch_one(self.store.pool()).await?)
    }
}
