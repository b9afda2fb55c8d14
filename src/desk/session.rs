//! Sessions: who is logged in, in which browser, and until when.

use sqlx::Row;

use crate::store::{Store, StoreError};

use super::options::Options;
use super::people::Person;
use super::token::Token;

/// The time of the last request is written at most so often.
const WRITE_EVERY_SECS: i64 = 20;

/// The sessions of one collection.
#[derive(Clone, Debug)]
pub(super) struct Sessions {
    store: Store,
    collection: String,
    idle_secs: i64,
    session_secs: i64,
}

impl Sessions {
    pub(super) fn new(store: Store, collection: &str, options: &Options) -> Sessions {
        Sessions {
            store,
            collection: collection.to_owned(),
            idle_secs: options.idle_secs.into(),
            session_secs: options.session_secs.into(),
        }
    }

    /// Begins a session with a new secret, and removes those that are over. `None` if the password of the curator
    /// changed in this moment.
    pub(super) async fn begin(&self, person: &Person, now: i64) -> Result<Option<Token>, StoreError> {
        let sql = "DELETE FROM desk_session WHERE used_at < $1 OR created_at < $2";
        let query = sqlx::query(sql).bind(now - self.idle_secs).bind(now - self.session_secs);
        query.execute(self.store.pool()).await?;
        let token = Token::new();
        let sql = "INSERT INTO desk_session (token, person, created_at, used_at) \
                   SELECT $1, id, $2, $2 FROM desk_person WHERE id = $3 AND password = $4";
        let query = sqlx::query(sql).bind(token.hash()).bind(now).bind(person.id).bind(&person.hash);
        let done = query.execute(self.store.pool()).await?;
        Ok((done.rows_affected() == 1).then_some(token))
    }

    /// The curator whose session has this secret, if it is not over.
    pub(super) async fn find(&self, token: &Token, now: i64) -> Result<Option<Person>, StoreError> {
        let sql = "SELECT p.id, p.name, p.password, p.since, s.created_at, s.used_at FROM desk_session s \
                   JOIN desk_person p ON p.id = s.person WHERE s.token = $1 AND p.collection = $2";
        let query = sqlx::query(sql).bind(token.hash()).bind(&self.collection);
        let Some(row) = query.fetch_optional(self.store.pool()).await? else { return Ok(None) };
        let (created_at, used_at): (i64, i64) = (row.try_get("created_at")?, row.try_get("used_at")?);
        if now - used_at >= self.idle_secs || now - created_at >= self.session_secs {
            self.end(token).await?;
            return Ok(None);
        }
        if now - used_at >= WRITE_EVERY_SECS.min(self.idle_secs / 2) {
            let sql = "UPDATE desk_session SET used_at = $1 WHERE token = $2";
            sqlx::query(sql).bind(now).bind(token.hash()).execute(self.store.pool()).await?;
        }
        Ok(Some(Person {
            id: row.try_get("id")?,
            name: row.try_get("name")?,
            hash: row.try_get("password")?,
            since: row.try_get("since")?,
        }))
    }

    /// Ends a session.
    pub(super) async fn end(&self, token: &Token) -> Result<(), StoreError> {
        let sql = "DELETE FROM desk_session WHERE token = $1";
        sqlx::query(sql).bind(token.hash()).execute(self.store.pool()).await?;
        Ok(())
    }
}
