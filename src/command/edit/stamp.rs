//! `feedgate stamp`: writes dates that followers depend on.

use std::path::Path;
use std::process::ExitCode;

use crate::collection::{self, Collection, Instant, LoadError};
use crate::command::earlier::{Since, earlier};
use crate::config::Config;
use crate::edit::{FileError, Update, dated, draft_of, stamps};
use crate::snapshot::Snapshot;
use crate::{compare, gateway};

use super::{Change, Mode, Refusal, edit, exit_code, path_of};

/// Writes `added` into the new reports of a file that have none and, if asked, `updated` into those that changed.
pub fn stamp(config: &Config, file: Option<&Path>, since: &Since, updated: bool, mode: Mode) -> ExitCode {
    let file = match path_of(config, file) {
        Ok(file) => file,
        Err(refusal) => return exit_code(Err(refusal)),
    };
    let limit = config.load.file_bytes;
    let now = gateway::now();
    edit(Some(file), config, mode, |text| {
        let before = earlier(file, since, limit).map_err(|why| {
            Refusal::Other(format!("{why}\nhelp: name the version that followers already have: --since FILE"))
        })?;
        let added = stamps(text, now, |id| before.position(id).is_some())?;
        for id in &added.scheduled {
            eprintln!(
                "{}: {id} is left as it is: its `published` is in the future, so it appears then",
                file.display()
            );
        }
        let mut updates = added.updates;
        let new = updates.len();
        if updated {
            let current = collection::check_text(text, file, limit);
            let current = current.map_err(|faults| FileError::Load(LoadError::Faults(faults)))?;
            updates.extend(not_updated(before, current, now));
        }
        let changed = updates.len() - new;
        let draft = draft_of(text, &[], &updates)?;
        Ok(Change { draft, done: format!("wrote the dates of {new} new and {changed} changed reports") })
    })
}

/// A new `updated` for each report that changed without one.
fn not_updated(before: Collection, current: Collection, now: Instant) -> impl Iterator<Item = Update> {
    let (before, current) = (Snapshot::build(before.as_of(now)), Snapshot::build(current.as_of(now)));
    let changed = compare::not_updated(&before, &current, now).into_iter();
    changed.map(|(id, at)| Update { id, set: vec![dated("updated", at)], remove: Vec::new() })
}
