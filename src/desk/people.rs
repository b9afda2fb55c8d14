//! The curators: who may use the desk of a collection.

use sqlx::Row;
use sqlx::any::AnyRow;

use crate::store::{Store, StoreError};

/// A longer name would not fit into the pages.
const LONGEST_NAME: usize = 60;
/// What names of curators are like, in words.
pub const PERSON_NAME_RULE: &str = "the name must be one line of at most 60 characters, without < and >";

/// The curators of one collection.
#[derive(Clone, Debug)]
pub struct People {
    store: Store,
    collection: String,
}

/// A curator.
#[derive(Clone)]
pub struct Person {
    pub(super) id: i64,
    /// The name, with which the curator logs in and which the history shows.
    pub name: String,
    /// When the password was set, in seconds since 1970.
    pub since: i64,
    pub(super) hash: String,
}

/// Never prints the hash.
impl std::fmt::Debug for Person {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Person").field("name", &self.name).finish_non_exhaustive()
    }
}

/// The name of a curator, without spaces around it; `None` if a curator cannot have it.
pub fn person_name(text: &str) -> Option<&str> {
    let name = text.trim();
    let is_good = !name.is_empty()
        && name.chars().count() <= LONGEST_NAME
        && !name.contains(|c: char| c.is_control() || matches!(c, '<' | '>'));
    is_good.then_some(name)
}

impl People {
    /// The curators of the collection with this id.
    pub fn new(store: Store, collection: &str) -> People {
        People { store, collection: collection.to_owned() }
    }

    /// Whether nobody has a password.
    ///
    /// # Errors
    /// The database does not work.
    pub async fn is_empty(&self) -> Result<bool, StoreError> {
        let sql = "SELECT COUNT(*) FROM desk_person WHERE collection = $1";
        let query = sqlx::query_scalar::<_, i64>(sql).bind(&self.collection);
        Ok(query.fetch_one(self.store.pool()).await? == 0)
    }

    /// All, by name.
    ///
    /// # Errors
    /// The database does not work.
    pub async fn all(&self) -> Result<Vec<Person>, StoreError> {
        let sql = "SELECT id, name, password, since FROM desk_person WHERE collection = $1 ORDER BY name";
        let rows = sqlx::query(sql).bind(&self.collection).fetch_all(self.store.pool()).await?;
        rows.iter().map(person).collect()
    }

    /// The curator with a name.
    ///
    /// # Errors
    /// The database does not work.
    pub async fn find(&self, name: &str) -> Result<Option<Person>, StoreError> {
        let sql = "SELECT id, name, password, since FROM desk_person WHERE collection = $1 AND name = $2";
        let query = sqlx::query(sql).bind(&self.collection).bind(name);
        query.fetch_optional(self.store.pool()).await?.as_ref().map(person).transpose()
    }

    /// Sets the password of a curator, by its hash. The curator is added if there is none of this name. All sessions of
    /// the curator end. Returns whether there was one.
    ///
    /// # Errors
    /// The database does not work.
    pub async fn set_password(&self, name: &str, hash: &str, now: i64) -> Result<bool, StoreError> {
        let was_there = self.find(name).await?.is_some();
        let mut transaction = self.store.pool().begin().await?;
        let sql = "INSERT INTO desk_person (collection, name, password, since) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (collection, name) DO UPDATE SET password = excluded.password, since = excluded.since \
                   RETURNING id";
        let query = sqlx::query_scalar::<_, i64>(sql).bind(&self.collection).bind(name);
        let id = query.bind(hash).bind(now).fetch_one(&mut *transaction).await?;
        let sql = "DELETE FROM desk_session WHERE person = $1";
        sqlx::query(sql).bind(id).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(was_there)
    }

    /// Removes a curator, with all sessions. Returns whether there was one.
    ///
    /// # Errors
    /// The database does not work.
    pub async fn remove(&self, name: &str) -> Result<bool, StoreError> {
        let sql = "DELETE FROM desk_person WHERE collection = $1 AND name = $2";
        let done = sqlx::query(sql).bind(&self.collection).bind(name).execute(self.store.pool()).await?;
        Ok(done.rows_affected() > 0)
    }
}

fn person(row: &AnyRow) -> Result<Person, StoreError> {
    Ok(Person {
        id: row.try_get("id")?,
        name: row.try_get("name")?,
        hash: row.try_get("password")?,
        since: row.try_get("since")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_short_line() {
        assert_eq!(person_name(" Eva Fuente "), Some("Eva Fuente"));
        for wrong in ["", "  ", "a\nb", "<b>", &"x".repeat(61)] {
            assert_eq!(person_name(wrong), None, "{wrong:?}");
        }
    }
}
