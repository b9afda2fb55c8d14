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
    #[error("the database file {} was moved, replaced, emptied or deleted", .path.display())]
    Gone { path: PathBuf },
    #[error(
        "the database file {} is missing or empty, but {} is there; put the file back beside it, or move both away",
        .path.display(),
        .log.display()
    )]
    OnlyLog { path: PathBuf, log: PathBuf },
    #[error("cannot bring the database up to date")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    #[error("the database does not work")]
    Query(#[from] sqlx::Error),
}

impl StoreError {
    /// Whether the database works, and refused only what was to be stored (classes 22, 23 and 54 of SQLSTATE).
    pub fn is_of_the_data(&self) -> bool {
        let StoreError::Query(sqlx::Error::Database(error)) = self else { return false };
        error.code().is_some_and(|code| {
            code.len() == 5 && ["22", "23", "54"].iter().any(|class| code.starts_with(class))
        })
    }

    /// The error with its causes, in one line. It contains no password, because neither driver repeats the address of
    /// the database.
    pub fn in_a_line(&self) -> String {
        let mut line = self.to_string();
        let mut cause = std::error::Error::source(self);
        while let Some(error) = cause {
            let why = error.to_string();
            // An error of sqlx repeats its cause.
            if !line.ends_with(&why) {
                line = format!("{line}: {why}");
            }
            cause = error.source();
        }
        line
    }
}
