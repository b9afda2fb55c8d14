//! Stamps new reports in the file before a reload, if the operator wants that.
//!
//! The file is changed before it is read, so the change causes no other reload.

use std::error::Error;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use crate::collection::{Collection, Instant};
use crate::edit::{EditError, FileError, FileForEdit, draft_of, stamps};
use crate::settings::{FromSettings, Reader};

/// The settings of reloads that are not those of the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReloadSettings {
    /// Whether the gateway stamps new reports that have no `added`.
    pub stamp: bool,
}

/// The file belongs to the curator, so nothing else writes to it unless the operator says so.
const STAMP: bool = false;

impl FromSettings for ReloadSettings {
    fn from_settings(reader: &mut Reader) -> ReloadSettings {
        ReloadSettings { stamp: reader.value("reload.stamp", STAMP) }
    }
}

/// Why nothing was stamped.
enum NotStamped {
    NotACollection,
    File(FileError),
}

/// Writes `added` into the reports that have none and that `served` does not have. Whatever happens here, the file is
/// read afterwards.
pub(super) fn stamp(path: &Path, limit: u64, served: &Collection, now: Instant) {
    let stamped = catch_unwind(AssertUnwindSafe(|| try_to_stamp(path, limit, served, now)));
    match stamped {
        Ok(Ok(0)) => {}
        Ok(Ok(reports)) => tracing::info!(reports, "wrote `added` into new reports of the collection file"),
        // The reload tells what is wrong with the file.
        Ok(Err(NotStamped::NotACollection | NotStamped::File(FileError::Load(_) | FileError::Faults(_)))) => {
        }
        Ok(Err(NotStamped::File(error))) => {
            let cause = error.source().map(|cause| format!(": {cause}")).unwrap_or_default();
            tracing::warn!(
                "cannot write `added` into new reports, so followers may miss them: {error}{cause}; let feedgate write \
                 to the file and its folder, or turn off `reload.stamp`"
            );
        }
        Err(_) => tracing::error!("stamping new reports panicked: this is a bug in feedgate"),
    }
}

/// The number of reports that were stamped.
fn try_to_stamp(path: &Path, limit: u64, served: &Collection, now: Instant) -> Result<usize, NotStamped> {
    let not_a_collection = |_: EditError| NotStamped::NotACollection;
    let file = FileForEdit::open(path, limit).map_err(NotStamped::File)?;
    let is_known = |id: &str| {
        served.position(id).is_some() || served.scheduled.iter().any(|report| report.id.as_str() == id)
    };
    let updates = stamps(file.text(), now, is_known).map_err(not_a_collection)?.updates;
    if updates.is_empty() {
        return Ok(0);
    }
    let new = draft_of(file.text(), &[], &updates).map_err(not_a_collection)?.finish();
    file.write(&new).map_err(NotStamped::File)?;
    Ok(updates.len())
}
