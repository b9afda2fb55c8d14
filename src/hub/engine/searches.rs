//! Tells which subscribed searches a new snapshot cannot have changed, so that they need not be made again.

use std::sync::Arc;

use crate::resource::Key;
use crate::search::ChangedReports;
use crate::snapshot::{Revision, Snapshot};

/// What lies between the snapshot that searches were compared with before and the one now.
#[derive(Debug, Default)]
pub(super) enum Since {
    /// It is not known, so every search may have changed.
    #[default]
    Unknown,
    /// It can be found out from the snapshot before.
    Before(Arc<Snapshot>),
    /// Some reports, since a snapshot of this revision.
    Changed(Revision, Box<ChangedReports>),
}

impl Since {
    /// Another snapshot takes the place of one.
    pub(super) fn replaces(&mut self, before: Arc<Snapshot>) {
        // If searches were not compared with the one before, it is still the one before that.
        if !matches!(self, Since::Before(_)) {
            *self = Since::Before(before);
        }
    }

    /// Whether the feed of a search in a snapshot is the same as before, when it had this key.
    pub(super) fn is_same(&mut self, key: &Key, before: &Key, snapshot: &Snapshot) -> bool {
        let (Some(query), Some(index)) = (key.search(), snapshot.index()) else { return false };
        if let Since::Before(earlier) = self {
            *self = match snapshot.changed_reports(earlier) {
                Some(changed) => Since::Changed(earlier.revision(), Box::new(changed)),
                None => Since::Unknown,
            };
        }
        match self {
            Since::Changed(revision, changed) => {
                key.at(*revision) == *before && !changed.may_concern(query, index)
            }
            Since::Unknown | Since::Before(_) => false,
        }
    }
}
