//! Fingerprints, which tell whether a file changed or was replaced.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::time::{Duration, SystemTime};

/// Longer than the steps in which a kernel stores the time of a write, which are 10 ms at most.
pub(crate) const STEP: Duration = Duration::from_millis(20);

/// Fingerprint of the target of a path, through every link; also of a path without a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fingerprint(Option<File>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct File {
    /// Device and inode: they differ for another file under the same name.
    identity: (u64, u64),
    bytes: u64,
    modified: (i64, i64),
    /// The inode's change time, which tools that copy a file's times cannot set.
    changed: (i64, i64),
}

impl Fingerprint {
    pub(crate) fn of(path: &Path) -> Fingerprint {
        Fingerprint::from(fs::metadata(path).ok())
    }

    /// Fingerprint of an open file.
    pub(crate) fn of_open(file: &fs::File) -> Fingerprint {
        Fingerprint::from(file.metadata().ok())
    }

    fn from(data: Option<fs::Metadata>) -> Fingerprint {
        let file = |data: fs::Metadata| File {
            identity: (data.dev(), data.ino()),
            bytes: data.len(),
            modified: (data.mtime(), data.mtime_nsec()),
            changed: (data.ctime(), data.ctime_nsec()),
        };
        Fingerprint(data.map(file))
    }

    pub(crate) fn is_there(&self) -> bool {
        self.0.is_some()
    }

    /// Whether another file is now at the path.
    pub(crate) fn is_replaced_by(&self, after: &Fingerprint) -> bool {
        matches!((&self.0, &after.0), (Some(before), Some(after)) if before.identity != after.identity)
    }

    /// Whether it was written so recently that another write might not change the fingerprint.
    pub(crate) fn is_of_this_moment(&self) -> bool {
        let Some(file) = &self.0 else { return false };
        let (seconds, nanoseconds) = file.changed;
        let since = Duration::new(seconds.max(0).unsigned_abs(), u32::try_from(nanoseconds).unwrap_or(0));
        let changed = SystemTime::UNIX_EPOCH + since;
        // Another machine's clock may be ahead; then the age is unknown.
        SystemTime::now().duration_since(changed).is_ok_and(|age| age < STEP)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_keeps_its_length_and_its_time_is_still_told_from_what_it_was() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("c.json");
        fs::write(&path, "one").expect("a file");
        let written = fs::metadata(&path).expect("it is there").modified().expect("a time");
        let before = Fingerprint::of(&path);
        while before.is_of_this_moment() {
            std::thread::yield_now();
        }

        fs::write(&path, "two").expect("a file");
        let file = fs::File::options().write(true).open(&path).expect("it is there");
        file.set_modified(written).expect("its owner may");

        let after = Fingerprint::of(&path);
        assert!(before != after && !before.is_replaced_by(&after));
    }

    #[test]
    fn what_is_renamed_over_it_replaces_it_and_what_is_removed_does_not() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (path, other) = (folder.path().join("c.json"), folder.path().join("new"));
        fs::write(&path, "one").expect("a file");
        fs::write(&other, "two").expect("a file");
        let before = Fingerprint::of(&path);
        assert!(!before.is_replaced_by(&before));

        fs::rename(&other, &path).expect("a rename");
        let replaced = Fingerprint::of(&path);
        fs::remove_file(&path).expect("it is there");
        let removed = Fingerprint::of(&path);

        assert!(before.is_replaced_by(&replaced));
        assert!(replaced != removed && !replaced.is_replaced_by(&removed) && !removed.is_there());
        assert_eq!(removed, removed.clone());
    }
}
