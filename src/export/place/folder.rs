//! A folder of exported files: each file that exists is replaced in one step.

use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::super::error::ExportError;
use super::{NewFile, OWN, Target};

/// How the name of a file begins until it is complete and in its place.
const TEMPORARY: &str = "new-";
/// More than there are threads, so that no two write to one file.
const MOST_TEMPORARY: usize = 4_096;

/// A folder that no other export writes to.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    /// The number of files that were begun. Each has a name of its own until it is in its place, and what a run that was
    /// killed left is replaced by the next run.
    begun: AtomicUsize,
    /// Holds the lock until the end.
    _locked: File,
}

impl Folder {
    /// Opens a folder, which is created if it does not exist.
    pub(super) fn open(path: PathBuf) -> Result<Folder, ExportError> {
        let own = path.join(OWN);
        let is_new = !own.exists();
        if is_new && path.is_dir() && !is_empty(&path)? {
            return Err(ExportError::Foreign(path.display().to_string()));
        }
        fs::create_dir_all(&own).map_err(failed("create", &own))?;
        let lock = own.join("lock");
        let file = File::create(&lock).map_err(failed("create", &lock))?;
        match file.try_lock() {
            Ok(()) => Ok(Folder { path, begun: AtomicUsize::new(0), _locked: file }),
            Err(TryLockError::WouldBlock) => Err(ExportError::InUse(path.display().to_string())),
            Err(TryLockError::Error(source)) => Err(failed("lock", &lock)(source)),
        }
    }

    /// Replaces a file in one step.
    fn replace(&self, path: &Path, bytes: &[u8]) -> Result<(), ExportError> {
        let number = self.begun.fetch_add(1, Ordering::Relaxed) % MOST_TEMPORARY;
        let new = self.path.join(OWN).join(format!("{TEMPORARY}{number}"));
        fs::write(&new, bytes).map_err(failed("write", &new))?;
        fs::rename(&new, path).map_err(failed("write", path))
    }
}

impl Target for Folder {
    fn read(&self, name: &str) -> Result<Option<String>, ExportError> {
        let path = self.path.join(name);
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed("read", &path)(error)),
        }
    }

    fn write(&self, NewFile { name, bytes, .. }: NewFile<'_>) -> Result<(), ExportError> {
        let path = self.path.join(name);
        // Nothing refers to a file that is new, so it need not be complete at once. Next to an old one it would.
        let created = File::create_new(&path).or_else(|error| match (error.kind(), path.parent()) {
            (ErrorKind::NotFound, Some(folder)) => {
                fs::create_dir_all(folder).and_then(|()| File::create_new(&path))
            }
            _ => Err(error),
        });
        match created {
            Ok(mut file) => file.write_all(bytes).map_err(failed("write", &path)),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => self.replace(&path, bytes),
            Err(error) => Err(failed("write", &path)(error)),
        }
    }

    /// Also deletes the folders that are empty then.
    fn delete(&self, name: &str) -> Result<(), ExportError> {
        let path = self.path.join(name);
        match fs::remove_file(&path) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(failed("delete", &path)(error)),
        }
        let folders = path.ancestors().skip(1).take_while(|folder| *folder != self.path);
        for folder in folders {
            if fs::remove_dir(folder).is_err() {
                break;
            }
        }
        Ok(())
    }

    fn has_others(&self) -> Result<bool, ExportError> {
        Ok(!is_empty(&self.path)?)
    }

    fn keeps_attributes(&self) -> bool {
        false
    }

    fn full_name(&self, name: &str) -> String {
        self.path.join(name).display().to_string()
    }
}

/// Whether a folder has no files but feedgate's own.
fn is_empty(path: &Path) -> Result<bool, ExportError> {
    let mut files = fs::read_dir(path).map_err(failed("read", path))?;
    Ok(files.all(|file| file.is_ok_and(|file| file.file_name() == OWN)))
}

fn failed(what: &'static str, path: &Path) -> impl FnOnce(io::Error) -> ExportError {
    let name = path.display().to_string();
    move |source| ExportError::File { what, name, source: source.into() }
}
