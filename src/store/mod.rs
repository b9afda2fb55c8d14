//! What must outlast the process, in one database: SQLite, or PostgreSQL where several gateways share it.
//!
//! A room that has state keeps it here, in tables of its own ([`migrations`](self)), each row with the collection that
//! it belongs to. The SQL is the same for both databases, with `$1` for the first value; where they differ, [`Store`]
//! knows how. Numbers are `BIGINT`, texts `TEXT`, and times are seconds since 1970.
//!
//! [`queue`] is for work that must be done although the process may end at any moment.

mod error;
mod migrations;
mod place;
pub mod queue;

use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use sqlx::any::{AnyConnectOptions, AnyPoolOptions, install_default_drivers};
use sqlx::{Any, AnyPool, Transaction};

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

/// The file of SQLite that was opened.
#[derive(Debug)]
struct OpenFile {
    path: PathBuf,
    /// The device and the number of the file.
    identity: (u64, u64),
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
                create(path).map_err(|source| StoreError::File { path: path.clone(), source })?;
                let identity =
                    identity(path).map_err(|source| StoreError::File { path: path.clone(), source })?;
                let file = Some(Arc::new(OpenFile { path: path.clone(), identity }));
                Store { pool: sqlite(path).await?, is_shared: false, file }
            }
            Database::Server(url) => Store { pool: postgres(url).await?, is_shared: true, file: None },
        };
        migrations::run(&store.pool, store.is_shared).await?;
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

    /// Checks that the file of SQLite is still where it was opened. SQLite would go on writing into a file that nobody
    /// will find again.
    ///
    /// # Errors
    /// It was moved, replaced or deleted.
    pub fn check(&self) -> Result<(), StoreError> {
        match &self.file {
            Some(file) if identity(&file.path).ok() != Some(file.identity) => {
                Err(StoreError::Gone { path: file.path.clone() })
            }
            _ => Ok(()),
        }
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
        Ok(self.pool.begin_with(sql).await?)
    }

    /// Closes the database, so that SQLite moves its log into the file.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// Creates an empty file that only its owner can read, because there are secrets in it.
fn create(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

fn identity(path: &Path) -> io::Result<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    let metadata = fs::metadata(path)?;
    Ok((metadata.dev(), metadata.ino()))
}

async fn sqlite(path: &Path) -> Result<AnyPool, StoreError> {
    /// What ends a path in a URL, or begins something else in it.
    const NOT_IN_A_PATH: &AsciiSet = &CONTROLS.add(b'%').add(b'?').add(b'#');
    let url = format!("sqlite:{}", utf8_percent_encode(&path.to_string_lossy(), NOT_IN_A_PATH));
    let options = AnyPoolOptions::new().max_connections(OF_SQLITE).acquire_timeout(PATIENCE);
    let options = options.after_connect(|connection, _| {
        Box::pin(async move {
            // FULL: what was acknowledged is on the disk, whatever happens to the power.
            let settings = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
                            PRAGMA busy_timeout = 4000; PRAGMA cache_size = -8192";
            sqlx::raw_sql(settings).execute(connection).await.map(drop)
        })
    });
    options.connect(&url).await.map_err(StoreError::Open)
}

async fn postgres(url: &ServerUrl) -> Result<AnyPool, StoreError> {
    let options: AnyConnectOptions = url.secret().parse().map_err(StoreError::Open)?;
    let pool = AnyPoolOptions::new().max_connections(OF_POSTGRES).acquire_timeout(PATIENCE);
    let pool = pool.after_connect(|connection, _| {
        Box::pin(async move {
            // Nothing here takes as long, unless somebody else locks a table or stops in the middle of a transaction.
            let settings = "SET statement_timeout = '30s'; SET idle_in_transaction_session_timeout = '30s'";
            sqlx::raw_sql(settings).execute(connection).await.map(drop)
        })
    });
    pool.connect_with(options).await.map_err(StoreError::Open)
}
