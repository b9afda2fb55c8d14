//! Work that must be done although the process may end at any moment.
//!
//! A queue is a table with the columns `next_at` and `owner`. A row is due when `next_at` has come. Who takes it writes
//! its name into `owner`, and a later time into `next_at`: a lease. While the work goes on, [`keep`](Holding::keep) moves that time
//! on. If the process ends before the work is done, the lease runs out, and the row is due again. So work is done at
//! least once.

use std::time::Duration;

use sqlx::AssertSqlSafe;

use super::{Store, StoreError};

/// How long a row belongs to who took it.
pub const LEASE: Duration = Duration::from_secs(30);
/// How often who holds rows should [`keep`](Holding::keep) them.
pub const KEEP_EVERY: Duration = Duration::from_secs(10);

/// The SQL that takes due rows: the rows of `table` for which `due` holds, up to `most`, with `columns` returned.
/// `$1` is the new owner, and `until` the end of its lease.
pub fn claim(
    store: &Store,
    table: &str,
    due: &str,
    until: i64,
    most: usize,
    columns: &str,
) -> AssertSqlSafe<String> {
    let skip_locked = store.skip_locked();
    // Materialized, so that PostgreSQL looks for rows once. Otherwise it may lock more than `most`.
    AssertSqlSafe(format!(
        "WITH due AS MATERIALIZED (SELECT id FROM {table} WHERE {due} LIMIT {most} {skip_locked}) \
         UPDATE {table} SET owner = $1, next_at = {until} WHERE id IN (SELECT id FROM due) RETURNING {columns}"
    ))
}

/// The rows of a queue that belong to one collection and are held by one owner.
#[derive(Clone, Copy, Debug)]
pub struct Holding<'a> {
    /// The table.
    pub table: &'a str,
    /// The collection.
    pub collection: &'a str,
    /// Who holds the rows.
    pub owner: &'a str,
}

impl Holding<'_> {
    /// Extends the leases.
    ///
    /// # Errors
    /// The database does not work.
    pub async fn keep(self, store: &Store, now: i64) -> Result<(), StoreError> {
        let until = now + LEASE.as_secs() as i64;
        let sql = format!("UPDATE {} SET next_at = $1 WHERE collection = $2 AND owner = $3", self.table);
        let query = sqlx::query(AssertSqlSafe(sql)).bind(until).bind(self.collection).bind(self.owner);
        query.execute(store.pool()).await?;
        Ok(())
    }

    /// Makes the rows due, but for those with these numbers: their owner is still working on them.
    ///
    /// # Errors
    /// The database does not work.
    pub async fn let_go(self, store: &Store, but: &[i64]) -> Result<(), StoreError> {
        // No row has the number 0. PostgreSQL takes no empty list.
        let but = [0].iter().chain(but).map(i64::to_string).collect::<Vec<_>>().join(", ");
        let sql = format!(
            "UPDATE {} SET next_at = 0, owner = NULL WHERE collection = $1 AND owner = $2 AND id NOT IN ({but})",
            self.table
        );
        let query = sqlx::query(AssertSqlSafe(sql)).persistent(false).bind(self.collection).bind(self.owner);
        query.execute(store.pool()).await?;
        Ok(())
    }
}

/// Makes due what earlier processes held of a collection. Only for a database that no other gateway uses.
///
/// # Errors
/// The database does not work.
pub async fn take_over(store: &Store, table: &str, collection: &str, now: i64) -> Result<(), StoreError> {
    let sql =
        format!("UPDATE {table} SET next_at = $1, owner = NULL WHERE collection = $2 AND owner IS NOT NULL");
    sqlx::query(AssertSqlSafe(sql)).bind(now).bind(collection).execute(store.pool()).await?;
    Ok(())
}

/// When to try again what failed: soon at first, then at growing intervals, until it is given up.
#[derive(Clone, Copy, Debug)]
pub struct Backoff {
    /// The first interval.
    pub first: Duration,
    /// Each interval is so many times as long as the one before.
    pub growth: u32,
    /// The longest interval.
    pub longest: Duration,
    /// How long after the first failure it is given up.
    pub give_up: Duration,
}

impl Backoff {
    /// The seconds until the next attempt, after `attempts` failures of which the first was `since_first` ago; `None`
    /// once it is given up. `asked` is how long the other side wants to be left alone (`Retry-After`). `jitter`,
    /// between 0 and 1, spreads what failed together over a fifth of the interval to either side.
    pub fn wait(
        &self,
        attempts: u32,
        since_first: Duration,
        asked: Option<Duration>,
        jitter: f64,
    ) -> Option<Duration> {
        let growth = self.growth.saturating_pow(attempts.saturating_sub(1));
        let interval = self.first.saturating_mul(growth).min(self.longest);
        let interval = interval.mul_f64(0.8 + 0.4 * jitter.clamp(0.0, 1.0));
        let left = self.give_up.saturating_sub(since_first);
        let wait = asked.unwrap_or_default().min(left).max(interval);
        (since_first + wait <= self.give_up).then_some(wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BACKOFF: Backoff = Backoff {
        first: Duration::from_secs(15),
        growth: 3,
        longest: Duration::from_secs(3 * 60 * 60),
        give_up: Duration::from_secs(48 * 60 * 60),
    };

    fn waits(attempts: u32) -> u64 {
        BACKOFF.wait(attempts, Duration::ZERO, None, 0.5).expect("it goes on").as_secs()
    }

    #[test]
    fn intervals_grow_up_to_the_longest() {
        assert_eq!([1, 2, 3, 4, 5, 6, 7, 8].map(waits), [15, 45, 135, 405, 1215, 3645, 10800, 10800]);
        assert_eq!(waits(u32::MAX), 10800);
    }

    #[test]
    fn jitter_spreads_an_interval_by_a_fifth() {
        let wait = |jitter| BACKOFF.wait(1, Duration::ZERO, None, jitter).expect("it goes on");
        assert_eq!([0.0, 1.0].map(wait), [Duration::from_secs(12), Duration::from_secs(18)]);
    }

    #[test]
    fn the_other_side_is_left_alone_for_as_long_as_it_asks() {
        let wait = |asked| BACKOFF.wait(1, Duration::ZERO, Some(Duration::from_secs(asked)), 0.5);
        assert_eq!(wait(600), Some(Duration::from_secs(600)));
        assert_eq!(wait(1), Some(Duration::from_secs(15)), "never sooner than planned");
        assert_eq!(wait(u64::MAX), Some(BACKOFF.give_up), "but once more at the end");
    }

    #[test]
    fn it_is_given_up_in_the_end() {
        let since = |hours: u64| BACKOFF.wait(20, Duration::from_secs(hours * 60 * 60), None, 0.5);
        assert!(since(44).is_some());
        assert_eq!(since(46), None);
    }
}
