//! The file of SQLite: that it is there, that only its owner can read it, and that it is still the same.

use std::ffi::OsString;
use std::fs::{self, Metadata, OpenOptions};
use std::io;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use super::StoreError;

/// The file that was opened.
#[derive(Debug)]
pub(super) struct OpenFile {
    path: PathBuf,
    /// The device and the number of the file.
    identity: (u64, u64),
}

impl OpenFile {
    /// Creates the file if there is none.
    pub(super) fn create(path: &Path) -> Result<OpenFile, StoreError> {
        let failed = |source| StoreError::File { path: path.to_owned(), source };
        // What was written last is in the log. SQLite would begin a new database, and throw the log away.
        if !fs::metadata(path).is_ok_and(|file| file.len() > 0)
            && fs::metadata(log(path)).is_ok_and(|log| log.len() > 0)
        {
            return Err(StoreError::OnlyLog { path: path.to_owned(), log: log(path) });
        }
        create(path).map_err(failed)?;
        let identity = identity(&fs::metadata(path).map_err(failed)?);
        Ok(OpenFile { path: path.to_owned(), identity })
    }

    /// Checks that the file is still where it was opened. SQLite would go on writing into a file that nobody will find
    /// again.
    pub(super) fn check(&self) -> Result<(), StoreError> {
        match fs::metadata(&self.path) {
            Ok(file) if identity(&file) == self.identity && file.len() > 0 => Ok(()),
            _ => Err(StoreError::Gone { path: self.path.clone() }),
        }
    }
}

/// Creates an empty file that only its owner can read, because there are secrets in it. A file that is there is not
/// even opened: when this process closes a file, it loses the locks that SQLite has on it (fcntl(2)).
fn create(path: &Path) -> io::Result<()> {
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        opened => opened.map(drop),
    }
}

/// The file in which SQLite keeps what it has not moved into the database yet.
fn log(path: &Path) -> PathBuf {
    let mut log = OsString::from(path);
    log.push("-wal");
    log.into()
}

fn identity(file: &Metadata) -> (u64, u64) {
    (file.dev(), file.ino())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(path: &Path, content: &str) {
        fs::write(path, content).expect("a file");
    }

    #[test]
    fn a_log_without_its_database_is_not_thrown_away() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("feedgate.db");
        written(&log(&path), "what was written last");
        for content in [None, Some("")] {
            content.iter().for_each(|content| written(&path, content));
            assert!(matches!(OpenFile::create(&path), Err(StoreError::OnlyLog { .. })));
        }
        written(&path, "a database");
        assert!(OpenFile::create(&path).is_ok());
    }

    #[test]
    fn a_file_that_was_moved_emptied_or_replaced_is_gone() {
        let folder = tempfile::tempdir().expect("a folder");
        let (path, other) = (folder.path().join("feedgate.db"), folder.path().join("other.db"));
        let opened = || {
            written(&path, "a database");
            OpenFile::create(&path).expect("it is there")
        };
        let file = opened();
        assert!(file.check().is_ok());
        fs::rename(&path, &other).expect("it can be moved");
        assert!(matches!(file.check(), Err(StoreError::Gone { .. })));
        written(&path, "another");
        assert!(matches!(file.check(), Err(StoreError::Gone { .. })));
        let file = opened();
        written(&path, "");
        assert!(matches!(file.check(), Err(StoreError::Gone { .. })));
    }

    #[test]
    fn only_its_owner_can_read_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("feedgate.db");
        create(&path).expect("it can be created");
        assert_eq!(fs::metadata(&path).expect("it is there").mode() & 0o777, 0o600);
    }
}
