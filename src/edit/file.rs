//! Replaces a collection file safely.
//!
//! The new text is checked, written to a file of its own in the same folder, stored on disk, and then moved to the place
//! of the old one. Whenever this is interrupted, the file is the old one or the new one.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt, fchown};
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::process;
use std::thread;
use std::time::{Duration, Instant as Timer};

use crate::collection::{self, Faults, Fingerprint, LoadError, STEP};

/// How long to wait for another program that is changing the file. To check and to write the largest files takes some
/// seconds.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often to try meanwhile.
const TRY_AGAIN: Duration = Duration::from_millis(20);
/// Only the owner may read a file before it has its final permissions.
const PRIVATE: u32 = 0o600;
/// The bits of a mode that `chmod` sets.
const PERMISSIONS: u32 = 0o7777;

/// How the name of a new file ends until it has the place of the old one.
const TEMPORARY: &str = ".new";

/// Why a file cannot be opened for editing, or cannot be replaced. Except for [`FileError::NotStored`], the file is then
/// as before.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The file cannot be read, or is not text in UTF-8, or is too large.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// Another program kept the file locked.
    #[error("another program is changing {}: try again when it has finished", .path.display())]
    InUse {
        /// The file.
        path: PathBuf,
    },
    /// The system cannot lock the file.
    #[error("cannot lock {}", .path.display())]
    Lock {
        /// The file.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
    /// The new text has faults.
    #[error("nothing was written to {}, because the result would have {}", .0.path.display(), match .0.list.len() { 1 => "an error".to_owned(), n => format!("{n} errors") })]
    Faults(Faults),
    /// The file was changed after it was read.
    #[error("nothing was written to {}, because it changed in the meantime: try again", .path.display())]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// The owner or the group of the file cannot be kept.
    #[error("cannot write {}: only its owner, or root, can keep its owner and group", .path.display())]
    Owner {
        /// The file.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
    /// The new file cannot be written or moved.
    #[error("cannot write {}", .path.display())]
    Write {
        /// What could not be written: the collection, the new file next to it, or their folder.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
    /// The file was replaced, but a failure of the computer could bring the old one back.
    #[error("{} is changed, but the system cannot tell whether the change is stored on disk", .path.display())]
    NotStored {
        /// The file.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
}

/// A collection file that was opened for editing: it is locked against other writers, and its text is read.
///
/// The lock ends with this value, and also if the process is killed. It is on the file itself, so no other file is left.
#[derive(Debug)]
pub struct FileForEdit {
    /// As the caller named it.
    path: PathBuf,
    /// Behind all symbolic links.
    real: PathBuf,
    /// Holds the lock.
    locked: File,
    text: String,
    read: Fingerprint,
    limit: u64,
}

/// The steps of a replacement. Tests stop between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Created,
    HalfWritten,
    Written,
    Owned,
    Stored,
    Checked,
    Compared,
    Moved,
    Done,
}

impl FileForEdit {
    /// Opens a file, locks it and reads it. If another program changes it, waits until that has finished.
    ///
    /// # Errors
    /// The file cannot be read or locked, is larger than `limit` bytes, or is not UTF-8.
    pub fn open(path: &Path, limit: u64) -> Result<FileForEdit, FileError> {
        let unreadable = |source| LoadError::Read { path: path.to_owned(), source };
        let real = fs::canonicalize(path).map_err(unreadable)?;
        let locked = lock(path, &real)?;
        let read = ripe(&locked);
        let text = collection::read_text(&locked, path, limit)?;
        Ok(FileForEdit { path: path.to_owned(), real, locked, text, read, limit })
    }

    /// The text of the file.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The path of the file, as it was opened.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Checks a new text by the rules of collection files.
    ///
    /// # Errors
    /// The text has faults.
    pub fn check(&self, new: &str) -> Result<(), FileError> {
        collection::check_text(new, &self.path, self.limit).map(drop).map_err(FileError::Faults)
    }

    /// Checks a new text, and puts it in the place of the file if it is good. Mode and owner stay.
    ///
    /// While it is checked, the new file is written and stored on disk, because both take long for a large file.
    ///
    /// # Errors
    /// The text has faults, the file changed since it was opened, or the system cannot write it.
    pub fn write(self, new: &str) -> Result<(), FileError> {
        self.write_in_steps(new, &mut |_| {})
    }

    pub(super) fn write_in_steps(mut self, new: &str, after: &mut dyn FnMut(Step)) -> Result<(), FileError> {
        // Gives its memory back to the check.
        self.text = String::new();
        let folder = File::open(self.folder()).map_err(cannot_write(self.folder()))?;
        let temporary = self.temporary();
        let (checked, stored) = thread::scope(|scope| {
            let check = thread::Builder::new().spawn_scoped(scope, || self.check(new));
            let stored = self.store(&temporary, new, after);
            let checked = match check {
                Ok(check) => check.join().unwrap_or_else(|panic| resume_unwind(panic)),
                // The system has no thread to give.
                Err(_) => self.check(new),
            };
            (checked, stored)
        });
        let moved = checked.and(stored).and_then(|()| {
            after(Step::Checked);
            self.has_not_changed()?;
            after(Step::Compared);
            fs::rename(&temporary, &self.real).map_err(cannot_write(&self.real))
        });
        if let Err(error) = moved {
            // It may not exist.
            let _ = fs::remove_file(&temporary);
            return Err(error);
        }
        after(Step::Moved);
        self.store_name(&folder)?;
        after(Step::Done);
        Ok(())
    }

    /// Stores on disk that the new file has the name of the old one.
    fn store_name(&self, folder: &File) -> Result<(), FileError> {
        match folder.sync_all() {
            // Some file systems store names only by themselves.
            Err(error) if matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) => Ok(()),
            stored => stored.map_err(|source| FileError::NotStored { path: self.path.clone(), source }),
        }
    }

    /// Writes the text to a new file, with the mode and the owner of the old one, and stores it on disk.
    fn store(&self, temporary: &Path, new: &str, after: &mut dyn FnMut(Step)) -> Result<(), FileError> {
        // Whoever may not write to the file may not replace it either.
        OpenOptions::new().write(true).open(&self.real).map_err(cannot_write(&self.real))?;
        self.remove_leftovers();
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(PRIVATE)
            .open(temporary)
            .map_err(cannot_write(self.folder()))?;
        after(Step::Created);
        let (first, second) = new.as_bytes().split_at(new.len() / 2);
        file.write_all(first).map_err(cannot_write(temporary))?;
        after(Step::HalfWritten);
        file.write_all(second).map_err(cannot_write(temporary))?;
        after(Step::Written);
        self.give_to_owner(&file)?;
        after(Step::Owned);
        file.sync_all().map_err(cannot_write(temporary))?;
        after(Step::Stored);
        Ok(())
    }

    /// Gives a new file the owner, the group and the mode of the old one.
    fn give_to_owner(&self, new: &File) -> Result<(), FileError> {
        let failed = |source| FileError::Owner { path: self.path.clone(), source };
        let (old, own) = (self.locked.metadata().map_err(failed)?, new.metadata().map_err(failed)?);
        if (old.uid(), old.gid()) != (own.uid(), own.gid()) {
            fchown(new, Some(old.uid()), Some(old.gid())).map_err(failed)?;
        }
        // After the owner, because a change of owner takes permissions away.
        new.set_permissions(fs::Permissions::from_mode(old.mode() & PERMISSIONS)).map_err(failed)
    }

    fn has_not_changed(&self) -> Result<(), FileError> {
        let is_the_same = fs::canonicalize(&self.path).is_ok_and(|real| real == self.real)
            && Fingerprint::of(&self.real) == self.read;
        match is_the_same {
            true => Ok(()),
            false => Err(FileError::Changed { path: self.path.clone() }),
        }
    }

    /// Where the new text is written first: `.collection.json.4711.new` in the same folder. The number is that of the
    /// process, so that no two processes ever write the same file.
    fn temporary(&self) -> PathBuf {
        let mut name = self.temporary_prefix();
        name.push(format!("{}{TEMPORARY}", process::id()));
        self.folder().join(name)
    }

    fn temporary_prefix(&self) -> OsString {
        let mut prefix = OsString::from(".");
        prefix.push(self.real.file_name().unwrap_or_default());
        prefix.push(".");
        prefix
    }

    /// Removes what writers left that were killed. None of them is at work, because this one has the lock.
    fn remove_leftovers(&self) {
        let prefix = self.temporary_prefix();
        let is_leftover = |name: &OsStr| {
            let middle =
                name.as_bytes().strip_prefix(prefix.as_bytes())?.strip_suffix(TEMPORARY.as_bytes())?;
            (!middle.is_empty() && middle.iter().all(u8::is_ascii_digit)).then_some(())
        };
        for entry in fs::read_dir(self.folder()).into_iter().flatten().flatten() {
            if is_leftover(&entry.file_name()).is_some() {
                // Without effect on this writer if it cannot be removed.
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    fn folder(&self) -> &Path {
        self.real.parent().unwrap_or(Path::new("/"))
    }
}

fn cannot_write(path: &Path) -> impl Fn(io::Error) -> FileError {
    move |source| FileError::Write { path: path.to_owned(), source }
}

/// Locks the file at a path. Another writer may replace the file while this one waits, so the lock is on the file that
/// is there afterwards.
fn lock(path: &Path, real: &Path) -> Result<File, FileError> {
    let end = Timer::now() + PATIENCE;
    loop {
        let file = File::open(real).map_err(|source| LoadError::Read { path: path.to_owned(), source })?;
        match file.try_lock() {
            Ok(()) if !Fingerprint::of_open(&file).is_replaced_by(&Fingerprint::of(real)) => return Ok(file),
            Ok(()) => continue,
            Err(TryLockError::WouldBlock) if Timer::now() < end => thread::sleep(TRY_AGAIN),
            Err(TryLockError::WouldBlock) => return Err(FileError::InUse { path: path.to_owned() }),
            Err(TryLockError::Error(source)) => {
                return Err(FileError::Lock { path: path.to_owned(), source });
            }
        }
    }
}

/// A fingerprint that every later write changes. File systems store the time of a write in steps.
fn ripe(file: &File) -> Fingerprint {
    let fingerprint = Fingerprint::of_open(file);
    if !fingerprint.is_of_this_moment() {
        return fingerprint;
    }
    thread::sleep(STEP);
    Fingerprint::of_open(file)
}

#[cfg(test)]
mod tests;
