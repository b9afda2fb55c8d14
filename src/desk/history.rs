//! Who did what, and when: each change of the collection file that the desk made, with its diff.

use sqlx::Row;
use sqlx::any::AnyRow;

use crate::store::{Store, StoreError};

/// A longer diff is kept up to here. The whole change is in the file.
const MOST_DIFF_BYTES: usize = 256 * 1024;

/// The history of one collection.
#[derive(Clone, Debug)]
pub struct History {
    store: Store,
    collection: String,
}

/// A change that is about to be made.
#[derive(Clone, Debug)]
pub struct Noted {
    /// The name of the curator.
    pub person: String,
    /// What is done, as in the ids of messages: `desk-did-added`.
    pub what: &'static str,
    /// The id of the report or topic.
    pub subject: String,
    /// Its title.
    pub title: String,
    /// The change of the file; empty for a decision that changes no file.
    pub diff: String,
}

/// A change in the history.
#[derive(Clone, Debug)]
pub(super) struct PastChange {
    pub(super) id: i64,
    pub(super) person: String,
    pub(super) done_at: i64,
    pub(super) what: String,
    pub(super) subject: String,
    pub(super) title: String,
    pub(super) diff: String,
    /// `false` if the gateway ended in this moment, so that nobody knows whether the file was written.
    pub(super) is_written: bool,
}

impl History {
    /// The history of the collection with this id.
    pub fn new(store: Store, collection: &str) -> History {
        History { store, collection: collection.to_owned() }
    }

    /// Notes a change before the file is written. Returns its number.
    ///
    /// # Errors
    /// The database does not work.
    pub async fn begin(&self, noted: &Noted, now: i64) -> Result<i64, StoreError> {
        let mut end = noted.diff.len().min(MOST_DIFF_BYTES);
        while !noted.diff.is_char_boundary(end) {
            end -= 1;
        }
        let sql = "INSERT INTO desk_history (collection, person, done_at, what, subject, title, diff, is_written) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, 0) RETURNING id";
        let query = sqlx::query_scalar::<_, i64>(sql).bind(&self.collection).bind(&noted.person).bind(now);
        let query = query.bind(noted.what).bind(&noted.subject).bind(&noted.title).bind(&noted.diff[..end]);
        Ok(query.fetch_one(self.store.pool()).await?)
    }

    /// The file was written.
    ///
    /// # Errors
    /// The database does not work.
    pub async fn written(&self, id: i64) -> Result<(), StoreError> {
        let sql = "UPDATE desk_history SET is_written = 1 WHERE id = $1";
        sqlx::query(sql).bind(id).execute(self.store.pool()).await?;
        Ok(())
    }

    /// The file could not be written.
    ///
    /// # Errors
    /// The database does not work.
    pub async fn forget(&self, id: i64) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM desk_history WHERE id = $1").bind(id).execute(self.store.pool()).await?;
        Ok(())
    }

    /// Changes before the one with this number, the latest first.
    pub(super) async fn before(&self, id: i64, most: i64) -> Result<Vec<PastChange>, StoreError> {
        let sql = "SELECT id, person, done_at, what, subject, title, diff, is_written FROM desk_history \
                   WHERE collection = $1 AND id < $2 ORDER BY id DESC LIMIT $3";
        let query = sqlx::query(sql).bind(&self.collection).bind(id).bind(most);
        query.fetch_all(self.store.pool()).await?.iter().map(past_change).collect()
    }

    /// Whether the last change of this kind that is about this report or topic was made by this curator.
    pub(super) async fn is_last_by(
        &self,
        person: &str,
        what: &str,
        subject: &str,
    ) -> Result<bool, StoreError> {
        let sql = "SELECT person FROM desk_history WHERE collection = $1 AND what = $2 AND subject = $3 \
                   AND is_written = 1 ORDER BY id DESC LIMIT 1";
        let query = sqlx::query_scalar::<_, String>(sql).bind(&self.collection).bind(what).bind(subject);
        Ok(query.fetch_optional(self.store.pool()).await?.is_some_and(|last| last == person))
    }

    /// The change with a number.
    pub(super) async fn find(&self, id: i64) -> Result<Option<PastChange>, StoreError> {
        let found = self.before(id.saturating_add(1), 1).await?;
        Ok(found.into_iter().find(|change| change.id == id))
    }
}

fn past_change(row: &AnyRow) -> Result<PastChange, StoreError> {
    Ok(PastChange {
        id: row.try_get("id")?,
        person: row.try_get("person")?,
        done_at: row.try_get("done_at")?,
        what: row.try_get("what")?,
        subject: row.try_get("subject")?,
        title: row.try_get("title")?,
        diff: row.try_get("diff")?,
        is_written: row.try_get::<i64, _>("is_written")? != 0,
    })
}
