//! Why an export failed.

use std::error::Error;

/// Why an export failed. The next run goes on where this one ended.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The place has files and no manifest, so they are not feedgate's.
    #[error("{0} has files that feedgate did not write: choose an empty place")]
    Foreign(String),
    /// Another export writes to the place.
    #[error("another export is writing to {0}: try again when it has finished")]
    InUse(String),
    /// A part of the manifest cannot be understood.
    #[error("{0} is damaged: empty the place, and export again")]
    Damaged(String),
    /// The bucket cannot be asked at all.
    #[error("cannot write to {place}: {why}")]
    #[allow(missing_docs)]
    Unusable { place: String, why: String },
    /// Too many files would be deleted. All others are up to date.
    #[error("{leaving} of {files} files would be deleted, more than {most} %: if that is right, add --yes")]
    TooManyDeletions {
        /// The files that would be deleted.
        leaving: usize,
        /// All files.
        files: usize,
        /// The most that may be deleted, in percent.
        most: u32,
    },
    /// A file cannot be read, written or deleted.
    #[error("cannot {what} {name}")]
    File {
        /// The verb.
        what: &'static str,
        /// The file.
        name: String,
        /// What the operating system or the store says.
        source: Box<dyn Error + Send + Sync>,
    },
}
