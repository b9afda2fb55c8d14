//! Why something could not be kept or read.

use std::io;
use std::path::PathBuf;

/// Why the database cannot be used.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs)]
pub enum StoreError {
    #[error("cannot open the database file {}", .path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("cannot open the database")]
    Open(#[source] sqlx::Error),
    #[error("cannot bring the database up to date")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    #[error("the database does not work")]
    Query(#[from] sqlx::Error),
}

impl StoreError {
    /// The error with its causes, in one line. It contains no password, because neither driver repeats the address of
    /// the database.
    pub fn in_a_line(&self) -> String {
        let mut line = self.to_string();
        let mut cause = std::error::Error::source(self);
        while let Some(error) = cause {
            line = format!("{line}: {error}");
            cause = error.source();
        }
        line
    }
}
