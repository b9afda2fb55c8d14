//! What must outlast the process, in one database: SQLite, or PostgreSQL where several gateways share it.
//!
//! A room that has state keeps it here, in tables of its own ([`migrations`](self)), each row with the collection that
//! it belongs to. The SQL is the same for both databases, with `$1` for the first value; where they differ, [`Store`]
//! knows how. Numbers are `BIGINT`, texts `TEXT`, and times are seconds since 1970.
//!
//! [`queue`] is for work that must be done although the process may end at any moment.

mod error;
mod file;
mod migrations;
mod place;
pub mod queue;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use sqlx::any::{AnyConnectOptions, AnyPoolOptions, install_default_drivers};
use sqlx::{Any, AnyConnection, AnyPool, Connection, Transaction};
use tokio::time::timeout;

use file::OpenFile;

pub use error::StoreError;
pub use place::{Database, ServerUrl};

/// A database that does not answer in this time is taken for lost.
const PATIENCE: Duration = Duration::from_secs(5);
/// SQLite has one writer at a time, and no reader here takes long.
const OF_SQLITE: u32 = 1;
/// As many as one gateway can use at once. PostgreSQL allows 100 in all unless it is told otherwise.
const OF_POSTGRES: u32 = 4;

/// An open database, with all tables.
#[derive(Clone, Debug)]
pub struct Store {
    pool: AnyPool,
    is_shared: bool,
    file: Option<Arc<OpenFile>>,
}

impl Store {
    /// Opens the database, creates the file of SQLite if there is none, and brings the tables up to date.
    ///
    /// # Errors
    /// The database cannot be reached, or is of a later version of feedgate.
    pub async fn open(database: &Database) -> Result<Store, StoreError> {
        install_default_drivers();
        let store = match database {
            Database::File(path) => {
                let file = Some(Arc::new(OpenFile::create(path)?));
                Store { pool: sqlite(path).await?, is_shared: false, file }
            }
            Database::Server(url) => Store { pool: postgres(url).await?, is_shared: true, file: None },
        };
        migrations::run(&store).await?;
        Ok(store)
    }

    /// Opens the database if there is one. The file of SQLite is created only when something is written.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub async fn open_existing(database: &Database) -> Result<Option<Store>, StoreError> {
        match database {
            Database::File(path) if !path.exists() => Ok(None),
            database => Store::open(database).await.map(Some),
        }
    }

    /// Checks that the file of SQLite is still where it was opened.
    ///
    /// # Errors
    /// It was moved, replaced, emptied or deleted.
    pub fn check(&self) -> Result<(), StoreError> {
        self.file.as_ref().map_or(Ok(()), |file| file.check())
    }

    /// Sends queries.
    pub fn pool(&self) -> &AnyPool {
        &self.pool
    }

    /// Whether several gateways may use the database at once.
    pub fn is_shared(&self) -> bool {
        self.is_shared
    }

    /// How a query that is about to change the rows it selects skips those that another gateway is changing.
    pub fn skip_locked(&self) -> &'static str {
        // SQLite locks the whole file.
        if self.is_shared { "FOR UPDATE SKIP LOCKED" } else { "" }
    }

    /// Begins a transaction that writes. SQLite waits for other writers here, because a transaction that has read
    /// already could not wait any more.
    ///
    /// # Errors
    /// The database does not work.
    pub async fn begin(&self) -> Result<Transaction<'static, Any>, StoreError> {
        let sql = if self.is_shared { "BEGIN" } else { "BEGIN IMMEDIATE" };
        match self.pool.begin_with(sql).await {
            // When the disk is full, SQLite ends a transaction by itself, and the connection does not notice. There is
            // only one.
            Err(sqlx::Error::InvalidSavePointStatement) => {
                let mut connection = self.pool.acquire().await?;
                connection.close_on_drop();
                drop(connection);
                Ok(self.pool.begin_with(sql).await?)
            }
            begun => Ok(begun?),
        }
    }

    /// Overwrites what was deleted or changed just now, so that it is nowhere in the files of SQLite. What another program
    /// is reading stays until later.
    ///
    /// # Errors
    /// The database does not work.
    pub async fn overwrite_deleted(&self) -> Result<(), StoreError> {
        if !self.is_shared {
            sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_all(&self.pool).await?;
        }
        Ok(())
    }

    /// Closes the database, so that SQLite moves its log into the file.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

async fn sqlite(path: &Path) -> Result<AnyPool, StoreError> {
    /// What ends a path in a URL, or begins something else in it.
    const NOT_IN_A_PATH: &AsciiSet = &CONTROLS.add(b'%').add(b'?').add(b'#');
    /// FULL: what was acknowledged is on the disk, whatever happens to the power.
    const SETTINGS: &str = "PRAGMA busy_timeout = 4000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
                            PRAGMA foreign_keys = ON; PRAGMA cache_size = -8192; PRAGMA secure_delete = ON";
    let url = format!("sqlite:{}", utf8_percent_encode(&path.to_string_lossy(), NOT_IN_A_PATH));
    connected(url.parse().map_err(StoreError::Open)?, OF_SQLITE, SETTINGS).await
}

async fn postgres(url: &ServerUrl) -> Result<AnyPool, StoreError> {
    /// Nothing here takes as long, unless somebody else locks a table or stops in the middle of a transaction.
    const SETTINGS: &str = "SET statement_timeout = '30s'; SET idle_in_transaction_session_timeout = '30s'";
    connected(url.secret().parse().map_err(StoreError::Open)?, OF_POSTGRES, SETTINGS).await
}

/// A pool of up to `most` connections, each with these settings.
async fn connected(
    options: AnyConnectOptions,
    most: u32,
    settings: &'static str,
) -> Result<AnyPool, StoreError> {
    // A pool tries again until its time is up, and then does not say why it failed.
    let once = async {
        let mut connection = AnyConnection::connect_with(&options).await?;
        sqlx::raw_sql(settings).execute(&mut connection).await?;
        connection.close().await
    };
    let tried = timeout(PATIENCE, once).await.unwrap_or(Err(sqlx::Error::PoolTimedOut));
    tried.map_err(StoreError::Open)?;
    let pool = AnyPoolOptions::new().max_connections(most).acquire_timeout(PATIENCE);
    let pool = pool.after_connect(move |connection, _| {
        Box::pin(async move { sqlx::raw_sql(settings).execute(connection).await.map(drop) })
    });
    pool.connect_with(options).await.map_err(StoreError::Open)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_database_works_again_when_the_disk_has_room_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(&Database::File(folder.path().join("f.db"))).await.expect("a database");
        let run = async |sql: &'static str| sqlx::raw_sql(sql).execute(store.pool()).await.map(drop);
        run("CREATE TABLE things (thing BLOB)").await.expect("a table");
        for _ in 0..3 {
            let mut full = store.begin().await.expect("a transaction");
            // The answer to a page that does not fit is the same as that of a full disk (SQLITE_FULL).
            let bound = sqlx::query("PRAGMA max_page_count = 1").fetch_all(&mut *full).await;
            bound.expect("a bound");
            let row = sqlx::query("INSERT INTO things VALUES (zeroblob(1000000))").execute(&mut *full).await;
            row.expect_err("it does not fit");
            drop(full);
        }
        let freed = sqlx::query("PRAGMA max_page_count = 1000000").fetch_all(store.pool()).await;
        freed.expect("no bound");
        let mut transaction = store.begin().await.expect("a transaction");
        sqlx::query("INSERT INTO things VALUES ('a')").execute(&mut *transaction).await.expect("it fits");
        transaction.commit().await.expect("it is written");
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn several_can_open_a_new_database_at_once() {
        let begun = std::time::Instant::now();
        for _ in 0..10 {
            let folder = tempfile::tempdir().expect("a folder");
            let database = Database::File(folder.path().join("f.db"));
            let open = || {
                let database = database.clone();
                tokio::spawn(async move {
                    loop {
                        let why = match Store::open(&database).await {
                            Ok(_) => return Ok(()),
                            Err(error) => error.in_a_line(),
                        };
                        // On a busy machine, the first of them may hold the file for longer than others wait.
                        let is_waiting = why.contains("timed out") || why.contains("locked");
                        if !is_waiting || begun.elapsed() > Duration::from_secs(60) {
                            return Err(why);
                        }
                    }
                })
            };
            let opened: Vec<_> = (0..8).map(|_| open()).collect();
            for opened in opened {
                assert_eq!(opened.await.expect("no panic"), Ok(()));
            }
        }
    }
}
