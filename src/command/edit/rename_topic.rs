//! `feedgate rename-topic`: gives a topic another id.

use std::process::ExitCode;

use crate::config::Config;
use crate::edit::rename_topic as draft;

use super::{Change, Mode, edit};

/// Renames a topic. The old id stays as an alias.
pub fn rename_topic(config: &Config, old: &str, new: &str, mode: Mode) -> ExitCode {
    edit(None, config, mode, |text| {
        let draft = draft(text, old, new)?;
        Ok(Change { draft, done: format!("renamed topic {old} to {new}; {old} is now an alias of it") })
    })
}
