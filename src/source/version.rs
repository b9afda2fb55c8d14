//! Which version of the collection a place sent last, kept next to the copy of it.

use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

/// What a place said about the version that it sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Version {
    /// Its entity tag, as it was sent.
    pub(super) tag: Option<String>,
    /// When it was last changed, in seconds since 1970.
    pub(super) modified: Option<i64>,
    /// The SHA-256 of its bytes. Some places say nothing else.
    pub(super) sha256: String,
}

impl Version {
    /// Whether it was changed before another version was. `false` if that is not known.
    pub(super) fn is_older_than(&self, other: &Version) -> bool {
        matches!((self.modified, other.modified), (Some(this), Some(other)) if this < other)
    }
}

/// The version of a copy, and the place that sent it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Origin {
    /// The place, as in the settings.
    pub(super) place: String,
    pub(super) version: Version,
}

impl Origin {
    /// Reads what was noted; `None` if nothing was, or nothing that can be read.
    pub(super) fn read(path: &Path) -> Option<Origin> {
        serde_json::from_slice(&fs::read(path).ok()?).ok()
    }

    /// Notes it.
    ///
    /// # Errors
    /// The file cannot be written.
    pub(super) fn write(&self, path: &Path) -> io::Result<()> {
        let new = path.with_extension("origin-new");
        fs::write(&new, serde_json::to_vec(self)?)?;
        fs::rename(&new, path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(modified: Option<i64>) -> Version {
        Version { tag: Some("\"a\"".to_owned()), modified, sha256: String::new() }
    }

    #[test]
    fn only_what_is_known_to_be_older_is_older() {
        assert!(version(Some(1)).is_older_than(&version(Some(2))));
        for (this, other) in [(Some(2), Some(2)), (Some(3), Some(2)), (None, Some(2)), (Some(1), None)] {
            assert!(!version(this).is_older_than(&version(other)), "{this:?} {other:?}");
        }
    }

    #[test]
    fn what_is_noted_is_read_back_and_damage_is_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("origin.json");
        assert_eq!(Origin::read(&path), None);
        let origin = Origin { place: "s3://b/c".to_owned(), version: version(Some(7)) };
        origin.write(&path).expect("it can be written");
        assert_eq!(Origin::read(&path), Some(origin));
        fs::write(&path, "{\"place\":").expect("it can be written");
        assert_eq!(Origin::read(&path), None);
    }
}
